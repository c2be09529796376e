"""Whether an application may be reviewed at all: what the file says is right, the rule says no."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.applications import Application
from ppir_desktop.domain.conflicts import years_before
from ppir_desktop.domain.projects import ResearchProject
from ppir_desktop.domain.scheme import Eligibility


def findings(
    rule: Eligibility, application: Application, project: ResearchProject
) -> Iterator[Problem]:
    """Why a rule does not let an application in, as far as the register tells.

    What kind of firm the applicant is no register of projects says; the office sees to that.

    Args:
        rule: The scheme's rule.
        application: The application.
        project: The project that it names.
    """
    if rule.project_results and project.result not in rule.project_results:
        yield _finding(
            "project_result", application, project.result, allowed=", ".join(rule.project_results)
        )
    if project.end > application.filed:
        yield _finding(
            "project_unfinished", application, project.end, filed=application.filed.isoformat()
        )
    if rule.project_within_years:
        earliest = years_before(application.filed, rule.project_within_years)
        if project.end < earliest:
            yield _finding(
                "project_too_old",
                application,
                project.end,
                earliest=earliest.isoformat(),
                years=str(rule.project_within_years),
            )


def _finding(code: str, application: Application, value: str | dt.date, **params: str) -> Problem:
    return Problem(
        code=code,
        value=str(value),
        dossier=application.number,
        column="project",
        params={"project": application.project, **params},
    )
