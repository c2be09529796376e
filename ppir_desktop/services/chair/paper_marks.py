"""Sheets written by hand: typed in by the chair with a scan, countersigned by somebody else."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from ppir_desktop.common.errors import EnvironmentFault, InputError, RefusedError
from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.documents.sniffing import SAMPLE, DocumentKind, sniff
from ppir_desktop.domain.sheets import Absence, Form, Mark, Sheet
from ppir_desktop.intake.mark_table import read_mark_table
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.review_bodies import Assent, Discussion, GivenSheet, Transcription
from ppir_desktop.services.chair.desk import ChairDesk, Place
from ppir_desktop.services.chair.gathering import Gathered
from ppir_desktop.services.chair.meeting import Attendance, Presence
from ppir_desktop.services.chair.panels import Member
from ppir_desktop.services.reviewing import given_mark
from ppir_desktop.services.statements import say
from ppir_desktop.signing.sealing import seal
from ppir_desktop.store.repositories.exchange import OFFICE
from ppir_desktop.store.vault import Work

LARGEST_SCAN: Final = 64 * 1024 * 1024
"""Bytes of a scan."""

_SCANS: Final = frozenset({DocumentKind.PDF, DocumentKind.PNG, DocumentKind.JPEG})
_STATEMENT: Final = "종이 평가표를 옮겨 적음 / typed in from a sheet on paper"


class OnPaper(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet as it stands on paper.

    Attributes:
        number: Expert number of whoever wrote it.
        written_on: The day on it.
        marks: Its marks.
        opinion: The opinion on the whole.
        discussion: Whether the panel had discussed the dossier.
    """

    number: str
    written_on: dt.date
    marks: tuple[Mark, ...]
    opinion: str = ""
    discussion: Discussion = Discussion.BEFORE


class ScannedSheet(NamedTuple):
    """A sheet on paper: the dossier it is on, what stands on it, and its scan."""

    place: Place
    written: OnPaper
    scan: Path


class FromTable(msgspec.Struct, frozen=True):
    """What a table of marks holds for a chair: sheets, and members without one, by dossier."""

    sheets: tuple[tuple[Place, Sheet], ...]
    away: tuple[tuple[Place, str, Absence], ...]


def transcribe(
    desk: ChairDesk,
    place: Place,
    written: OnPaper,
    scan: Path,
    *,
    witnesses: Sequence[str] = (),
    reason: str = "",
) -> Digest:
    """Type in a sheet that a member wrote by hand; an earlier one of the same member is replaced.

    It counts once its writer or another member has assented to it, or the chair has written down
    that they did so on the print-out.

    Args:
        desk: The chair's desk, whose owner was asked for the passphrase just before.
        place: Stage and application number.
        written: What stands on the paper.
        scan: A picture or a PDF of it.
        witnesses: Members, by number, who are asked to look at it; its writer is by all means.
        reason: Why it is typed in again; empty for the first time.

    Returns:
        Digest of the transcription.

    Raises:
        InputError: ``panel_not_yours``; ``member_unknown``; ``sheet_incomplete`` with every
            problem; ``scan_unreadable`` for what is neither a PDF nor a picture; ``too_large``;
            ``reason_missing``.
        RefusedError: ``dossier_not_given`` where this desk was not given the dossier.
        EnvironmentFault: ``file_unreadable``, ``file_not_written``.
    """
    paper = ScannedSheet(place, written, scan)
    return transcribe_all(desk, [paper], witnesses=witnesses, reason=reason)[0]


def transcribe_all(
    desk: ChairDesk,
    papers: Sequence[ScannedSheet],
    away: Sequence[tuple[Place, str, Absence]] = (),
    *,
    witnesses: Sequence[str] = (),
    reason: str = "",
    source: str = "",
) -> list[Digest]:
    """Type in several sheets, all of them or none.

    Args:
        desk: The chair's desk, whose owner was asked for the passphrase just before.
        papers: The sheets.
        away: Members without one, whose absence is written down with them.
        witnesses: As `transcribe`.
        reason: As `transcribe`.
        source: Where it stands that members are away.

    Returns:
        Digests of the transcriptions, in the order of the sheets.

    Raises:
        PpirError: As `transcribe`.
    """
    typed = [_typed(desk, paper, witnesses, reason) for paper in papers]
    made = [_with_scan(desk, one, paper.scan) for one, paper in zip(typed, papers, strict=True)]
    with desk.at.profile.vault.writing() as work:
        signed = [_say(work, desk, one) for one in made]
    desk.refresh()
    for place, number, why in away:
        presence = {**desk.talk(place).presence, number: Presence(Attendance(why.value), source)}
        desk.write(place, presence=presence)
    return signed


def countersigned_on_paper(desk: ChairDesk, place: Place, digest: Digest, number: str) -> None:
    """Write down that a member signed the print-out of what was typed in.

    Raises:
        InputError: ``panel_not_yours``; ``member_unknown``; ``sheet_unknown``.
        RefusedError: ``countersigned_by_chair``: somebody else has to look at it.
    """
    gathered = desk.gathered(place)
    _member(gathered, number)
    if number == desk.hearing.number(desk.hearing.own):
        raise RefusedError("countersigned_by_chair")
    typed = [one.heard.digest for one in gathered.sheets if one.on_paper]
    if digest not in typed:
        raise InputError("sheet_unknown", value=digest[:16], allowed="-")
    assent = Assent(
        to="transcription", subject=digest, number=number, agrees=True, remark="", on_paper=True
    )
    panel = gathered.panel
    with desk.at.profile.vault.writing() as work:
        say(
            work, desk.at.round, Kind.ASSENT, assent,
            recipients=[desk.hearing.opened.office, panel.recipient],
            addresses=[OFFICE, f"panel:{panel.panel}"], clock=desk.at.clock,
        )  # fmt: skip
    desk.refresh()


def read_table(desk: ChairDesk, stage_id: str, path: Path) -> FromTable:
    """Read the marks of members who wrote by hand from a table; nothing is kept.

    Raises:
        InputError: ``table_invalid``, with every problem by row and column; ``stage_unknown``;
            ``panel_not_yours`` and ``member_unknown`` for rows of other dossiers and members.
        EnvironmentFault: ``file_unreadable``.
    """
    stage = next((one for one in desk.stages if one.id == stage_id), None)
    if stage is None:
        allowed = ", ".join(one.id for one in desk.stages)
        scheme = desk.hearing.scheme.id
        raise InputError("stage_unknown", scheme=scheme, value=stage_id[:60], allowed=allowed)
    table, form = read_mark_table(path, stage), Form(stage)
    problems = list(table.problems)
    sheets: list[tuple[Place, Sheet]] = []
    away: list[tuple[Place, str, Absence]] = []
    for one in table.dossiers:
        place = (stage_id, one.collected.dossier)
        problems += one.problems
        for number in (*(sheet.panellist for sheet in one.collected.sheets), *one.collected.away):
            _member(desk.gathered(place), number)
        for sheet in one.collected.sheets:
            problems += [one.place(problem) for problem in form.problems(sheet)]
            sheets.append((place, sheet))
        away += [(place, number, why) for number, why in one.collected.away.items()]
    if problems:
        raise InputError("table_invalid", problems, file=path.name)
    return FromTable(tuple(sheets), tuple(away))


def _body(gathered: Gathered, scheme: str, written: OnPaper, reason: str) -> Transcription:
    panel = gathered.panel
    if panel.manifest is None:
        raise RefusedError("dossier_not_given", dossier=panel.dossier)
    form, sheet = Form(panel.stage), Sheet(panel.dossier, "", written.marks, written.opinion)
    problems = list(form.problems(sheet))
    if problems:
        raise InputError("sheet_incomplete", problems, missing="")
    if missing := form.missing(sheet):
        raise InputError("sheet_incomplete", missing=", ".join(missing))
    return Transcription(
        number=written.number,
        written_on=written.written_on.isoformat(),
        sheet=GivenSheet(
            stage=panel.stage.id,
            scheme=digest_of(scheme.encode()),
            dossier=panel.dossier,
            manifest=digest_of(canonical_json(panel.manifest)),
            marks=tuple(given_mark(mark) for mark in written.marks),
            opinion=written.opinion,
            evidence=(),
            discussion=written.discussion,
            statement=_STATEMENT,
            signed_with="hand",
            reason=reason.strip(),
        ),
        scan=Digest("0" * 64),
        scan_size=0,
    )


class _Typed(NamedTuple):
    """A sheet that can be typed in."""

    gathered: Gathered
    body: Transcription
    former: Digest | None
    asked: tuple[Member, ...]


def _typed(desk: ChairDesk, paper: ScannedSheet, witnesses: Sequence[str], reason: str) -> _Typed:
    """Look at all that could be wrong with a sheet before anything is kept."""
    gathered, number = desk.gathered(paper.place), paper.written.number
    for one in (number, *witnesses):
        _member(gathered, one)
    body = _body(gathered, desk.hearing.opened.scheme, paper.written, reason)
    former = _former(desk, gathered, number)
    if former is not None and not reason.strip():
        raise InputError("reason_missing")
    _read(paper.scan)
    members = gathered.panel.members
    asked = tuple(one for one in members if one.key and one.number in {number, *witnesses})
    return _Typed(gathered, body, former, asked)


def _with_scan(desk: ChairDesk, typed: _Typed, scan: Path) -> _Typed:
    blob = seal(_read(scan), [desk.hearing.opened.office, typed.gathered.panel.recipient])
    name = digest_of(blob)
    desk.at.profile.vault.blobs.add(io.BytesIO(blob), name, len(blob))
    body = msgspec.structs.replace(typed.body, scan=name, scan_size=len(blob))
    return typed._replace(body=body)


def _say(work: Work, desk: ChairDesk, typed: _Typed) -> Digest:
    panel, asked = typed.gathered.panel, typed.asked
    work.exchange.add_upload(desk.at.round, typed.body.scan)
    signed = say(
        work, desk.at.round, Kind.TRANSCRIPTION, typed.body,
        recipients=[desk.hearing.opened.office, panel.recipient, *(one.recipient for one in asked)],
        addresses=[OFFICE, f"panel:{panel.panel}", *(one.key for one in asked)],
        clock=desk.at.clock, supersedes=typed.former,
    )  # fmt: skip
    return signed.digest


def _member(gathered: Gathered, number: str) -> None:
    """Refuse a number that is nobody's on a panel."""
    if gathered.panel.member(number) is None:
        allowed = ", ".join(one.number for one in gathered.panel.members)
        raise InputError("member_unknown", value=number[:60], allowed=allowed)


def _former(desk: ChairDesk, gathered: Gathered, number: str) -> Digest | None:
    """What was typed in of the same member before, at this desk."""
    own = [
        seen.heard
        for seen in gathered.sheets
        if seen.on_paper and seen.number == number and seen.heard.author == desk.hearing.own
    ]
    last = max(own, key=lambda heard: heard.named.record.seq, default=None)
    return last.digest if last is not None else None


def _read(scan: Path) -> bytes:
    try:
        with scan.open("rb") as file:
            content = file.read(LARGEST_SCAN + 1)
    except OSError as error:
        reason = error.strerror or ""
        raise EnvironmentFault("file_unreadable", file=str(scan), reason=reason) from error
    limits.refuse_over(len(content), LARGEST_SCAN, "scan")
    if sniff(content[:SAMPLE]) not in _SCANS:
        raise InputError("scan_unreadable", file=scan.name)
    return content
