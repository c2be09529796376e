"""The plan of a round: a TOML file that says what is to be opened, for an administrator to edit."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from ppir_desktop.common.clock import format_utc
from ppir_desktop.common.durable import write_durably
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.domain.stage import Mode
from ppir_desktop.protocol.fields import Titles
from ppir_desktop.services.schemes import load_scheme

_LARGEST: Final = 100_000
_MINUTE: Final = 60


class PlannedStage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The times of a stage; grace in minutes after the deadline."""

    id: str
    release: dt.datetime
    deadline: dt.datetime
    opening: dt.datetime
    grace: Annotated[int, Meta(ge=0, le=30 * 24 * _MINUTE)] = 0


class PlannedPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the round allows; what is not said is not allowed."""

    copy_text: bool = False
    print_dossiers: bool = False
    key_after_declaration: bool = False
    panel_key: Literal["at_opening", "with_panel"] = "at_opening"


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A round as an administrator plans it.

    Attributes:
        title: What it is called.
        authority: What the authority is called.
        scheme: Id of a scheme, or the path of one.
        expires: When dossiers close for good.
        stage: The times of each stage that a panel decides.
        policy: What the round allows.
        hub: Address of the hub; empty for a round that travels on sticks.
        hub_certificate: SHA-256 of the hub's certificate, in groups or not; empty where any that
            the system trusts will do.
    """

    title: Titles
    authority: Titles
    scheme: str
    expires: dt.datetime
    stage: tuple[PlannedStage, ...]
    policy: PlannedPolicy = PlannedPolicy()
    hub: str = ""
    hub_certificate: str = ""


def read_plan(path: Path) -> tuple[Plan, Scheme]:
    """Read a plan and the scheme that it names, and hold them against each other.

    Raises:
        EnvironmentFault: ``file_unreadable``.
        InputError: ``plan_invalid`` with every problem; what `services.schemes.load_scheme`
            refuses.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST)
    except OSError as error:
        raise EnvironmentFault(
            "file_unreadable", file=str(path), reason=error.strerror or ""
        ) from error
    try:
        plan = msgspec.convert(tomllib.loads(content.decode("utf-8-sig")), Plan)
    except ValueError as error:  # no UTF-8, no TOML, or not of this form
        problem = Problem(code="not_toml", file=path.name, params={"reason": str(error)})
        raise InputError("plan_invalid", [problem], file=path.name) from None
    scheme = load_scheme(plan.scheme)
    problems = _problems(plan, scheme, path.name)
    if problems:
        raise InputError("plan_invalid", problems, file=path.name)
    return plan, scheme


def write_plan(path: Path, scheme: str, now: dt.datetime) -> None:
    """Write a plan with a scheme's stages and times that begin today, for somebody to edit.

    Raises:
        InputError: ``file_exists``; what `services.schemes.load_scheme` refuses.
        EnvironmentFault: ``file_not_written``.
    """
    found = load_scheme(scheme)
    if path.exists():
        raise InputError("file_exists", file=str(path))
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f'title = {{ ko = "{found.title.ko}", en = "{found.title.en}" }}',
        'authority = { ko = "주관 기관", en = "The authority" }',
        f'scheme = "{scheme}"',
        f"expires = {_written(day + dt.timedelta(days=180))}",
        "",
        'hub = ""                # such as "https://hub.example:8443"; empty for sticks alone',
        'hub_certificate = ""    # what ppir-hub init printed, where the hub vouches for itself',
        "",
        "[policy]",
        "copy_text = false",
        "print_dossiers = false",
        "key_after_declaration = true",
        'panel_key = "at_opening"   # or "with_panel"',
    ]
    for number, stage in enumerate(judged(found), start=1):
        begin = day + dt.timedelta(days=14 * (number - 1))
        deadline = begin + dt.timedelta(days=14, hours=18)
        lines += [
            "",
            "[[stage]]",
            f'id = "{stage}"',
            f"release = {_written(begin)}",
            f"deadline = {_written(deadline)}",
            f"opening = {_written(deadline + dt.timedelta(hours=1))}",
            "grace = 60                 # minutes",
        ]
    write_durably(path, ("\n".join(lines) + "\n").encode())


def judged(scheme: Scheme) -> list[str]:
    """The stages that a panel decides, in the scheme's order."""
    return [stage.id for stage in scheme.stages if stage.mode is not Mode.EXTERNAL]


def _written(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _problems(plan: Plan, scheme: Scheme, file: str) -> list[Problem]:
    def problem(code: str, column: str, value: str, **params: str) -> Problem:
        return Problem(code=code, file=file, column=column, value=value, params=params)

    stages = judged(scheme)
    named = [stage.id for stage in plan.stage]
    found = [
        problem("stage_not_planned", "stage.id", stage) for stage in stages if stage not in named
    ]
    allowed = ", ".join(stages)
    for stage in plan.stage:
        if stage.id not in stages:
            found.append(problem("unknown_reference", "stage.id", stage.id, allowed=allowed))
        elif named.count(stage.id) > 1:
            found.append(problem("name_twice", "stage.id", stage.id))
        times = (stage.release, stage.deadline, stage.opening, plan.expires)
        if any(time.tzinfo is None for time in times):
            found.append(problem("time_without_zone", f"stage.{stage.id}", stage.id))
        elif list(times) != sorted(times):
            shown = ", ".join(format_utc(time) for time in times)
            found.append(problem("times_out_of_order", f"stage.{stage.id}", shown))
    return found
