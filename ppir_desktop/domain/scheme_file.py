"""Reads a scheme from TOML and lists everything that is wrong with it, line by line.

docs/schemes.md describes the form of the file; the templates in ``resources/schemes`` show it.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from typing import Any

import msgspec

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.scheme import (
    ConflictKind,
    Consent,
    Document,
    Effect,
    Eligibility,
    Extension,
    Named,
    Notice,
    Objection,
    Qualification,
    Scheme,
    Validity,
)
from ppir_desktop.domain.stage import Stage
from ppir_desktop.domain.stage_reader import read_stage
from ppir_desktop.domain.table_reader import Findings, TableReader
from ppir_desktop.domain.toml_lines import Path, locate
from ppir_desktop.domain.words import Words

LARGEST_SCHEME = 262_144
"""Bytes; the templates that ship have some 20,000."""

_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")
# A key of so many parts nests tables deeper than any scheme, and costs the square of its length.
_DEEP_KEY = re.compile(
    r"""(?m)(?:^[ \t]{0,40}\[{0,2}|[{,][ \t]{0,9})"""
    r"""(?:(?:[\w-]{1,40}|"[^"\n]{0,40}"|'[^'\n]{0,40}')[ \t]{0,9}\.[ \t]{0,9}){20}"""
)


@lru_cache(maxsize=32)
def read_scheme(content: bytes, file: str = "") -> Scheme:
    """Read a scheme; the same bytes are read once, since nothing in a scheme ever changes.

    Args:
        content: The bytes of a TOML file in UTF-8.
        file: Its name, for the problems.

    Raises:
        InputError: ``scheme_invalid``, with every problem found: its line, key path and value.
    """
    table, source = _parse(content, file)
    findings = Findings()
    scheme = _scheme(TableReader(table, (), findings), findings)
    if findings.problems:
        try:
            lines = locate(source)
        except RecursionError:  # nested as deep as it could just be read
            lines = {(): 1}
        raise InputError(
            "scheme_invalid",
            sorted(
                (
                    msgspec.structs.replace(problem, file=file, row=_line(path, lines))
                    for path, problem in findings.problems
                ),
                key=lambda problem: problem.row or 0,
            ),
            file=file,
        )
    return scheme


def _parse(content: bytes, file: str) -> tuple[dict[str, Any], str]:
    """The tables of a file and its text."""

    def refuse(code: str, row: int | None = None, **params: str) -> InputError:
        return InputError(
            "scheme_invalid", [Problem(code=code, file=file, row=row, params=params)], file=file
        )

    if len(content) > LARGEST_SCHEME:
        raise refuse("file_too_large", most=f"{LARGEST_SCHEME // 1024} KiB")
    if not content.strip():
        raise refuse("file_empty")
    try:
        source = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise refuse("not_utf8", row) from None
    deep = _DEEP_KEY.search(source)
    if deep is not None:
        raise refuse("nested_too_deep", source.count("\n", 0, deep.start()) + 1)
    try:
        return tomllib.loads(source), source
    except ValueError as error:  # TOML's own, or a number of more digits than Python reads
        place = _PLACE.search(str(error))
        reason = _PLACE.sub("", str(error)).strip()
        row = int(place[1]) if place else source.count("\n") + 1
        raise refuse("not_toml", row, reason=reason) from None
    except RecursionError:
        raise refuse("nested_too_deep") from None


def _line(path: Path, lines: dict[Path, int]) -> int:
    """The line of a key, or of the nearest table around it that is written down."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


def _legal_ref(top: TableReader) -> Words:
    """The rule that a scheme follows; schemes of the first rounds name it in one language."""
    if top.is_text("legal_ref"):
        text = top.text("legal_ref")
        return Words(ko=text, en=text)
    return top.words("legal_ref")


def _scheme(top: TableReader, findings: Findings) -> Scheme:
    scheme = Scheme(
        id=top.name(),
        version=top.whole("version", 1, least=1),
        title=top.words("title", required=True),
        stages=_stages(top),
        legal_ref=_legal_ref(top),
        verified=top.flag("verified"),
        eligibility=_eligibility(top),
        qualifications=tuple(
            Qualification(t.name(), t.words("title", required=True), t.whole("years", most=60))
            for t in top.each("qualification")
        ),
        documents=tuple(
            Document(t.name(), t.words("title", required=True), t.flag("required", default=True))
            for t in top.each("document")
        ),
        exclusions=_named(top, "exclusion"),
        conflicts=tuple(_conflict(table) for table in top.each("conflict")),
        pledge=top.words("pledge"),
        consents=tuple(
            Consent(
                id=t.name(),
                title=t.words("title", required=True),
                text=t.words("text", required=True),
                required=t.flag("required", default=True),
            )
            for t in top.each("consent")
        ),
        notice=_notice(top),
        objection=_objection(top),
        validity=_validity(top),
        handoff=_named(top, "handoff"),
        forms=_named(top, "form"),
        examples=tuple(findings.examples),
    )
    if scheme.notice.before and scheme.stage(scheme.notice.before) is None:
        names = ", ".join(stage.id for stage in scheme.stages)
        findings.add(("notice", "before"), "unknown_reference", scheme.notice.before, allowed=names)
    if scheme.verified and findings.examples:
        top.problem("verified", "examples_left", examples=", ".join(findings.examples[:10]))
    top.finish()
    return scheme


def _stages(top: TableReader) -> tuple[Stage, ...]:
    """All stages, in the order in which a dossier goes through them."""
    stages = [read_stage(table) for table in top.each("stage")]
    if not stages and not top.raw("stage"):
        top.problem("stage", "key_missing")
    names = [stage.id for stage in stages]
    # Without a name of its own for each there is no order to speak of, which was said already.
    distinct = all(names) and len(set(names)) == len(names)
    return _in_order(top, stages, names) if distinct else tuple(stages)


def _in_order(top: TableReader, stages: list[Stage], names: list[str]) -> tuple[Stage, ...]:
    """Follow `after` from stage to stage; a stage that names none comes after the one above it."""
    before = {
        stage.id: stage.after or (names[index - 1] if index else "")
        for index, stage in enumerate(stages)
    }
    follower: dict[str, str] = {}
    sound = True  # whether each stage follows another one, or none
    for index, (name, previous) in enumerate(before.items()):
        place = ("stage", index, "after")
        if previous and previous not in before:
            top.findings.add(place, "unknown_reference", previous, allowed=", ".join(names))
            sound = False
            continue
        if previous == name:
            top.findings.add(place, "stage_cycle", previous, circle=f"{name} → {name}")
            sound = False
            continue
        if previous in follower:
            other = follower[previous]
            top.findings.add(place, "same_predecessor", previous, stage=name, other=other)
            sound = False
        follower.setdefault(previous, name)
    by_name = {stage.id: stage for stage in stages}
    ordered: list[Stage] = []
    at = follower.get("")
    while at is not None:
        ordered.append(msgspec.structs.replace(by_name.pop(at), after=before[at]))
        at = follower.get(at)
    if sound and by_name:
        circle = _circle([stage for stage in stages if stage.id in by_name], before)
        place = ("stage", names.index(circle[0]), "after")
        top.findings.add(place, "stage_cycle", before[circle[0]], circle=" → ".join(circle))
    return tuple(ordered)


def _circle(stages: list[Stage], before: dict[str, str]) -> list[str]:
    """A circle that stages run in, walked forward from one that says what it comes after."""
    path = [stages[0].id]
    while before[path[-1]] not in path:
        path.append(before[path[-1]])
    circle = path[path.index(before[path[-1]]) :][::-1]
    start = next(stage.id for stage in stages if stage.after and stage.id in circle)
    at = circle.index(start)
    return [*circle[at:], *circle[:at], start]


def _named(top: TableReader, key: str) -> tuple[Named, ...]:
    return tuple(Named(t.name(), t.words("title", required=True)) for t in top.each(key))


def _conflict(table: TableReader) -> ConflictKind:
    unlimited = table.flag("unlimited")
    years = table.whole("years", most=60)
    if unlimited:
        table.refuse(("years",), "years_unlimited")
    return ConflictKind(
        id=table.name(),
        title=table.words("title", required=True),
        effect=table.choice("effect", Effect.EXCLUSION),
        years=None if unlimited else years,
    )


def _eligibility(top: TableReader) -> Eligibility:
    table = top.table("eligibility")
    if table is None:
        return Eligibility()
    eligibility = Eligibility(
        applicants=table.texts("applicants"),
        project_results=table.texts("project_results"),
        project_within_years=table.whole("project_within_years", most=60),
        note=table.words("note"),
    )
    table.finish()
    return eligibility


def _notice(top: TableReader) -> Notice:
    table = top.table("notice")
    if table is None:
        return Notice()
    notice = Notice(days=table.whole("days", most=366), before=table.text("before"))
    table.finish()
    return notice


def _objection(top: TableReader) -> Objection:
    table = top.table("objection")
    if table is None:
        return Objection()
    days = {
        key: table.whole(key, most=366)
        for key in ("file_days", "notify_days", "answer_days", "decide_days", "extend_days")
    }
    silence = table.flag("silence_admits")
    table.finish()
    return Objection(silence_admits=silence, **days)


def _validity(top: TableReader) -> Validity:
    table = top.table("validity")
    if table is None:
        return Validity()
    validity = Validity(
        years=table.whole("years", most=60),
        renew_before_months=table.whole("renew_before_months", most=120),
        extensions=tuple(
            Extension(
                t.name(), t.words("title", required=True), t.whole("years", 1, least=1, most=60)
            )
            for t in table.each("extension")
        ),
    )
    table.finish()
    return validity
