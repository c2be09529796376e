"""The answers of ``ppir chair`` that change nothing but what is here: status to export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec
from rich.text import Text

from ppir_desktop.cli.consolidate_answer import Answer, result_json
from ppir_desktop.cli.desk_command import Call
from ppir_desktop.cli.desks import sitting
from ppir_desktop.cli.exchange_answers import bar, write_changes
from ppir_desktop.cli.outbox_answers import refusal_line
from ppir_desktop.cli.output import Output
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import Result, rank
from ppir_desktop.domain.points import format_points
from ppir_desktop.services import bundles
from ppir_desktop.services.chair import asking
from ppir_desktop.services.chair.asking import ASKED, Answers
from ppir_desktop.services.chair.desk import ChairDesk, Place
from ppir_desktop.services.chair.fates import SheetSeen
from ppir_desktop.services.chair.gathering import Gathered, SeatState
from ppir_desktop.services.chair.table import Row, Table, table_of
from ppir_desktop.services.paper import worded_steps
from ppir_desktop.services.rules import describe_outcome
from ppir_desktop.services.schemes import find_stage

_KEY: Final = "cli.chair"
_NO: Final = 1


@contextmanager
def chairing(call: Call, *, exchanging: bool = True) -> Iterator[ChairDesk]:
    """Open the chair's desk of a call.

    Raises:
        PpirError: What `cli.desks.sitting` and opening a chair's desk raise.
    """
    with sitting(call, exchanging=exchanging) as at:
        yield ChairDesk(at)


def stages_of(desk: ChairDesk, stage: str) -> list[str]:
    """The stage that was asked for, or all that the chair has panels in.

    Raises:
        InputError: ``stage_unknown``; ``stage_not_yours`` where the chair has none in it.
    """
    here = [one.id for one in desk.stages]
    if not stage:
        return here
    find_stage(desk.hearing.scheme, stage)
    if stage not in here:
        raise InputError("stage_not_yours", stage=stage, allowed=", ".join(here))
    return [stage]


def status(call: Call, stage: str) -> None:
    """Show who has handed in what, who is away, and what was left out.

    Raises:
        PpirError: What opening the desk raises.
    """
    with chairing(call) as desk:
        tables = [table_of(desk, one) for one in stages_of(desk, stage)]
        output = Output(call.words)
        if call.as_json:
            output.json([_table_json(desk, table) for table in tables])
            return
        for table in tables:
            _write_table(call.words, output, desk, table)
        for refusal in desk.refused:
            output.line(refusal_line(call.words, refusal))


def collect(call: Call, files: Sequence[Path]) -> int:
    """Take sheets in from the hub and from bundles, and show how far the panels are.

    Raises:
        PpirError: What `services.bundles.import_bundle` and opening the desk raise.
    """
    with sitting(call, exchanging=not files) as at:
        changes: list[Any] = []
        whole = True
        with bar(call.words) as watch:
            for file in files:
                found = bundles.import_bundle(at.profile, file, at.clock, watch)
                changes += found.changes
                whole = whole and found.is_whole
        desk, output = ChairDesk(at), Output(call.words)
        tables = [table_of(desk, one.id) for one in desk.stages]
        if call.as_json:
            output.json(
                {
                    "changes": [msgspec.to_builtins(one) for one in changes],
                    "stages": [_table_json(desk, table) for table in tables],
                }
            )
        else:
            write_changes(call.words, output, changes)
            for table in tables:
                _write_table(call.words, output, desk, table)
    return 0 if whole else _NO


def result(call: Call, stage: str) -> int:
    """Show what the sheets come to; 1 where a dossier has no result.

    Raises:
        PpirError: What opening the desk raises.
    """
    incomplete = False
    with chairing(call) as desk:
        output, answers = Output(call.words), []
        for one in stages_of(desk, stage):
            results = [desk.gathered((one, dossier)).result for dossier in desk.dossiers(one)]
            incomplete = incomplete or any(result.problems for result in results)
            found = find_stage(desk.hearing.scheme, one)
            if call.as_json:
                ranks = {place.dossier: place for place in rank(found, results)}
                answers += [
                    {"stage": one, **result_json(output, result, ranks, working=False)}
                    for result in results
                ]
            else:
                Answer(output, found, results).show(results, why=False)
        if call.as_json:
            output.json(answers)
    return _NO if incomplete else 0


def why(call: Call, place: Place) -> None:
    """Show how a result came about, and why each sheet that was left out was.

    Raises:
        PpirError: What opening the desk raises; ``panel_not_yours``.
    """
    with chairing(call) as desk:
        gathered, output = desk.gathered(place), Output(call.words)
        # A place is one among all of the stage.
        results = [desk.gathered((place[0], one)).result for one in desk.dossiers(place[0])]
        if call.as_json:
            output.json(_why_json(output, desk, gathered, results))
            return
        Answer(output, gathered.panel.stage, results).show([gathered.result], why=False)
        for step in worded_steps(gathered.panel.stage, gathered.result, call.words):
            output.line("  " + step)
        _write_left_out(call.words, output, gathered)
        _write_asked(call.words, output, desk, gathered)


def export(call: Call, stage: str, target: Path, readers: Sequence[str], *, names: bool) -> None:
    """Write what a stage came to as a workbook, a table, papers, or records, by the file's ending.

    Raises:
        PpirError: What the services below raise; ``export_unknown`` for another ending.
    """
    from ppir_desktop.services.chair import exporting

    output, words = Output(call.words), call.words
    is_records = target.suffix.lower() == exporting.RECORDS
    if readers and not is_records:
        raise InputError("options_exclude", one="--to", other=target.suffix or str(target))
    if names and is_records:
        raise InputError("options_exclude", one="--names", other=target.suffix)
    with chairing(call, exchanging=False) as desk:
        stages_of(desk, stage)
        with bar(words) as watch:
            left_out = exporting.export(
                desk, stage, target, words, with_names=names, recipients=readers, watch=watch
            )
    if call.as_json:
        output.json({"file": str(target), "left_out": left_out})
        return
    output.line(words(f"{_KEY}.export.done", file=str(target)))
    if left_out:
        output.line(words.choose(f"{_KEY}.export.left_out", left_out))


def _write_table(words: Wording, output: Output, desk: ChairDesk, table: Table) -> None:
    key = f"{_KEY}.status"
    shown = output.new_table(
        table.stage.title.said_in(words.language),
        [(words(f"{key}.dossier"), "left"), (words(f"{key}.sheets"), "right"),
         (words(f"{key}.away"), "left"), (words(f"{key}.score"), "right"),
         (words(f"{key}.verdict"), "left"), (words(f"{key}.left_out"), "left")],
    )  # fmt: skip
    named = {one.number: one.letter for one in table.columns}
    for row in table.rows:
        gathered = desk.gathered((table.stage.id, row.dossier))
        counted = sum(one.state is SeatState.COUNTED for one in row.cells)
        seats = sum(one.state is not None for one in row.cells)
        shown.add_row(
            row.dossier, f"{counted}/{seats}", _away(words, gathered, named),
            "" if row.result.score is None else f"{row.result.score:f}",
            _verdict(words, row), _fates(words, gathered, named),
        )  # fmt: skip
    output.table(shown, whole=True)
    output.line(words(f"{key}.counts", received=table.received, seats=table.seats))


def _away(words: Wording, gathered: Gathered, named: dict[str, str]) -> str:
    return ", ".join(
        f"{_who(seat.number, named)} {words(f'chair.seat.{seat.state}')}"
        for seat in gathered.seats
        if seat.state is not SeatState.COUNTED
    )


def _fates(words: Wording, gathered: Gathered, named: dict[str, str]) -> str:
    return ", ".join(
        f"{_who(one.number, named)} {words(f'chair.fate.{one.fate}')}" for one in gathered.left_out
    )


def _who(number: str, named: dict[str, str]) -> str:
    """A member by the number that commands take, and by the letter that papers show."""
    return f"{number or '?'} ({named[number]})" if number in named else number or "?"


def _verdict(words: Wording, row: Row) -> Text:
    marks = [
        words(f"{_KEY}.status.{name}")
        for name, is_so in (
            ("decided", row.is_decided), ("stale", row.is_stale), ("disputed", row.is_disputed),
        )
        if is_so
    ]  # fmt: skip
    text = words(f"chair.verdict.{row.verdict}")
    return Text(" · ".join([text, *marks]), style="bold yellow" if row.is_disputed else "")


def _write_left_out(words: Wording, output: Output, gathered: Gathered) -> None:
    for one in gathered.left_out:
        output.line(
            words(
                f"{_KEY}.why.left_out", number=one.number or "?", sheet=one.heard.digest[:16],
                why=words(f"chair.fate.{one.fate}"), at=one.heard.received_at,
            )
        )  # fmt: skip


def _write_asked(words: Wording, output: Output, desk: ChairDesk, gathered: Gathered) -> None:
    """Write what was put to the panel, and how far it has answered."""
    adjusting = gathered.talk.adjusting
    if adjusting is not None:
        outcome = words(describe_outcome(gathered.panel.stage, adjusting.outcome))
        output.line(
            words(
                f"{_KEY}.why.adjusting", score=format_points(adjusting.score), outcome=outcome,
                reason=adjusting.reason,
            )
        )  # fmt: skip
    for to in ASKED:
        found = asking.answers(desk, gathered.panel.place, to)
        if found.proposal is not None:
            output.line(answers_line(words, words(f"chair.matter.{to}"), found))


def answers_line(words: Wording, head: str, found: Answers) -> str:
    """How far a panel has answered, as a line."""
    agreed, refused, awaited = (
        ", ".join(numbers) or "-" for numbers in (found.agreed, found.refused, found.awaited)
    )
    return words(f"{_KEY}.asked", head=head, agreed=agreed, refused=refused, awaited=awaited)


def answers_json(found: Answers) -> dict[str, Any]:
    """The same as programs get it."""
    return {
        "agreed": found.agreed,
        "refused": found.refused,
        "awaited": found.awaited,
        "proposal": found.proposal.digest if found.proposal else None,
    }


def _table_json(desk: ChairDesk, table: Table) -> dict[str, Any]:
    return {
        "stage": table.stage.id,
        "received": table.received,
        "seats": table.seats,
        "refused": [msgspec.to_builtins(one) for one in desk.refused],
        "dossiers": [
            {
                "dossier": row.dossier,
                "verdict": row.verdict,
                "score": None if row.result.score is None else f"{row.result.score:f}",
                "rank": row.rank,
                "tied": row.tied,
                "missing": row.missing,
                "decided": row.is_decided,
                "stale": row.is_stale,
                "disputed": row.is_disputed,
                "seats": {
                    seat.number: seat.state
                    for seat in desk.gathered((table.stage.id, row.dossier)).seats
                },
                "left_out": [
                    _sheet_json(one)
                    for one in desk.gathered((table.stage.id, row.dossier)).left_out
                ],
            }
            for row in table.rows
        ],
    }


def _why_json(
    output: Output, desk: ChairDesk, gathered: Gathered, results: list[Result]
) -> dict[str, Any]:
    ranks = {place.dossier: place for place in rank(gathered.panel.stage, results)}
    return {
        **result_json(output, gathered.result, ranks, working=True),
        "sheets": [_sheet_json(one) for one in gathered.sheets],
        "adjusting": msgspec.to_builtins(gathered.talk.adjusting),
        "asked": {to: answers_json(asking.answers(desk, gathered.panel.place, to)) for to in ASKED},
    }


def _sheet_json(one: SheetSeen) -> dict[str, Any]:
    return {
        "number": one.number,
        "sheet": one.heard.digest,
        "fate": one.fate,
        "received_at": one.heard.received_at,
        "late": one.is_late,
        "admitted": one.admitted,
        "on_paper": one.on_paper,
        "discussion": one.sheet.discussion,
    }
