"""The answers of ``ppir round``: publish, status, chair, replace, withdraw, correct, extend."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from ppir_desktop.cli.desk_command import Call
from ppir_desktop.cli.desks import moment_of, sitting, synchronise, write_subjects
from ppir_desktop.cli.kit_answers import counting
from ppir_desktop.cli.output import Output
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.panels import Duty
from ppir_desktop.services import kits
from ppir_desktop.services.office import changing, convening, progress
from ppir_desktop.services.office.due import Due
from ppir_desktop.services.office.progress import Progress
from ppir_desktop.services.office.receiving import PanelStand, SeatStand

_KEY: Final = "cli.round"


def publish(call: Call, stage: str, dossiers: Sequence[str]) -> None:
    """Publish panels, and say what else is due.

    Raises:
        PpirError: What `services.office.convening.publish` raises.
    """
    with sitting(call) as at:
        published, due = convening.publish(at, stage, dossiers)
    output = Output(call.words)
    if call.as_json:
        output.json({"published": published, **msgspec.to_builtins(due)})
        return
    write_subjects(call.words, f"{_KEY}.publish.done", published, output)
    write_due(call.words, output, due)


def status(call: Call, *, every: int | None) -> None:
    """Show how far a round is, once or again and again until interrupted.

    Raises:
        PpirError: What `services.office.progress.progress` raises.
    """
    with sitting(call) as at:
        write_progress(call, progress.progress(at))
        while every is not None:
            try:
                sys.stdout.flush()
                threading.Event().wait(every)
            except KeyboardInterrupt:
                return
            synchronise(call, at)
            write_progress(call, progress.progress(at))


def chair(call: Call, place: tuple[str, str], number: str) -> None:
    """Name a panel's chair.

    Raises:
        PpirError: What `services.office.changing.name_chair` raises.
    """
    with sitting(call) as at:
        due = changing.name_chair(at, place, number)
    _write_changed(call, call.words(f"{_KEY}.chair.done", dossier=place[1], number=number), due)


def replace(call: Call, place: tuple[str, str], leaving: str, coming: str, reason: str) -> None:
    """Put one expert in another one's place.

    Raises:
        PpirError: What `services.office.changing.replace_member` raises.
    """
    with sitting(call) as at:
        due = changing.replace_member(at, place, (leaving, coming), reason)
    text = call.words(f"{_KEY}.replace.done", leaving=leaving, coming=coming or "—")
    _write_changed(call, text, due)


def withdraw(call: Call, dossier: str, reason: str) -> None:
    """Take a dossier out of the review.

    Raises:
        PpirError: What `services.office.changing.withdraw` raises.
    """
    with sitting(call) as at:
        told = changing.withdraw(at, dossier, reason)
    _write_told(call, f"{_KEY}.withdraw.done", dossier, told)


def correct(call: Call, dossier: str, folder: Path, reason: str, *, is_material: bool) -> None:
    """Put other documents in the place of a dossier's.

    Raises:
        PpirError: What `services.kits.documents_in` and `services.office.changing.correct` raise.
    """
    with sitting(call) as at, counting(call.words, f"{_KEY}.correct.doing") as watch:
        documents = kits.documents_in(at, folder)
        told = changing.correct(at, dossier, documents, reason, is_material=is_material,
                                watch=watch)  # fmt: skip
    _write_told(call, f"{_KEY}.correct.done", dossier, told)


def extend(call: Call, stage: str, deadline: str, text: str) -> None:
    """Move a deadline.

    Raises:
        PpirError: What `services.office.changing.extend` raises; ``time_unreadable``.
    """
    moment = moment_of(deadline)
    with sitting(call) as at:
        count = changing.extend(at, stage, moment, text)
    output = Output(call.words)
    if call.as_json:
        output.json({"stage": stage, "told": count})
    else:
        output.line(call.words(f"{_KEY}.extend.done", stage=stage, count=count))


def write_due(words: Wording, output: Output, due: Due) -> None:
    """Write what was said."""
    for name in ("given", "released"):
        pairs = [f"{number}: {dossier}" for number, dossier in getattr(due, name)]
        if pairs:
            write_subjects(words, f"{_KEY}.due.{name}", pairs, output)
    if due.opened:
        write_subjects(words, f"{_KEY}.due.opened", list(due.opened), output)
    if due.missing:
        numbers = sorted({number for number, _ in due.missing})
        write_subjects(words, f"{_KEY}.due.missing", numbers, output)


def write_progress(call: Call, found: Progress) -> None:
    """Write how far a round is."""
    output, words = Output(call.words), call.words
    if call.as_json:
        output.json(_as_json(output, found))
        return
    key = f"{_KEY}.status"
    for line in ("applications", "experts"):
        output.line(words(f"{key}.{line}", **{
            name: value for name, value in msgspec.structs.asdict(found).items()
            if isinstance(value, int)
        }))  # fmt: skip
    for stage, closed_at in found.closed.items():
        output.line(words(f"{key}.closed", stage=stage, time=closed_at))
    if found.waiting:
        output.line(words(f"{key}.waiting", count=found.waiting), "bold yellow")
    if found.displaced:
        write_subjects(words, f"{key}.displaced", found.displaced, output)
    if found.panels:
        write_panels(words, output, found.panels)


def write_panels(words: Wording, output: Output, panels: Sequence[PanelStand]) -> None:
    """Write how panels stand, a row each."""
    key = f"{_KEY}.status.column"
    columns = [("stage", "left"), ("dossier", "left"), ("product", "left"), ("members", "left"),
               ("sheets", "right"), ("due", "left"), ("result", "left")]  # fmt: skip
    table = output.new_table("", [(words(f"{key}.{name}"), side) for name, side in columns])
    for panel in panels:
        seated = [seat for seat in panel.seats if seat.state not in {"revoked", "recused"}]
        table.add_row(
            panel.stage,
            panel.dossier,
            panel.product,
            ", ".join(_member(seat) for seat in panel.seats),
            f"{panel.received}/{len(seated)}",
            panel.due if panel.published else words(f"{_KEY}.status.unpublished"),
            _result(words, panel),
        )
    output.table(table)
    output.line(words(f"{_KEY}.status.signs"))


_SIGNS: Final = {"received": "✓", "accepted": "○", "recused": "×", "revoked": "×"}


def _member(seat: SeatStand) -> str:
    sign = _SIGNS.get(seat.state, "·" if seat.is_told else "?")
    late = "!" if seat.is_late else ""
    return f"{'*' if seat.duty is Duty.CHAIR else ''}{seat.number}{sign}{late}"


def _result(words: Wording, panel: PanelStand) -> str:
    result = panel.result
    if result is None or result.problems:
        return ""
    if result.outcome is None:
        return words("outcome.ranked")
    score = "" if result.score is None else f"{result.score:f} "
    return score + words(f"{_KEY}.outcome.{result.outcome}")


def _as_json(output: Output, found: Progress) -> dict[str, Any]:
    answer: dict[str, Any] = msgspec.to_builtins(
        msgspec.structs.replace(found, panels=()), enc_hook=str
    )
    answer["panels"] = [
        {
            **msgspec.to_builtins(msgspec.structs.replace(panel, result=None)),
            "received": panel.received,
            "result": None
            if panel.result is None
            else {
                "score": None if panel.result.score is None else f"{panel.result.score:f}",
                "outcome": panel.result.outcome,
                "problems": [output.problem_json(one) for one in panel.result.problems],
            },
        }
        for panel in found.panels
    ]
    return answer


def _write_changed(call: Call, text: str, due: Due) -> None:
    output = Output(call.words)
    if call.as_json:
        output.json(msgspec.to_builtins(due))
        return
    output.line(text)
    write_due(call.words, output, due)


def _write_told(call: Call, key: str, dossier: str, told: Sequence[str]) -> None:
    output = Output(call.words)
    if call.as_json:
        output.json({"dossier": dossier, "told": list(told)})
    else:
        output.line(call.words(key, dossier=dossier, count=len(told)))
