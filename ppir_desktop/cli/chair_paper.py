"""The answers of ``ppir chair paper`` and ``countersign``: sheets that were written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ppir_desktop.cli.chair_answers import chairing
from ppir_desktop.cli.desk_command import Call
from ppir_desktop.cli.desks import day_of
from ppir_desktop.cli.output import Output
from ppir_desktop.common.errors import InputError
from ppir_desktop.services.chair import paper_marks
from ppir_desktop.services.chair.desk import Place
from ppir_desktop.services.chair.meeting import Attendance, Presence
from ppir_desktop.services.chair.paper_marks import OnPaper

_KEY: Final = "cli.chair"
_NO: Final = 1
_SUFFIXES: Final = (".pdf", ".png", ".jpg", ".jpeg")


def take_in(
    call: Call,
    stage: str,
    source: tuple[Path, Path],
    written: str,
    witnesses: Sequence[str],
    reason: str,
) -> int:
    """Type in the sheets of a table; each needs a scan named ``<dossier>-<number>.pdf``.

    Nothing is kept unless every row is right and every scan is there; 1 while somebody has to
    countersign.

    Raises:
        PpirError: What opening the desk and `services.chair.paper_marks` raise;
            ``scan_missing``; ``day_unreadable``.
    """
    day, (table, scans) = day_of(written), source
    with chairing(call) as desk:
        found = paper_marks.read_table(desk, stage, table)
        files = {
            (place, sheet.panellist): _scan(scans, place[1], sheet.panellist)
            for place, sheet in found.sheets
        }
        for place, sheet in found.sheets:
            on_paper = OnPaper(
                number=sheet.panellist, written_on=day, marks=sheet.marks, opinion=sheet.opinion
            )
            paper_marks.transcribe(
                desk, place, on_paper, files[place, sheet.panellist],
                witnesses=witnesses, reason=reason,
            )  # fmt: skip
        for place, number, why in found.away:
            presence = dict(desk.talk(place).presence)
            presence[number] = Presence(Attendance(why.value), table.name)
            desk.write(place, presence=presence)
    output = Output(call.words)
    if call.as_json:
        output.json(
            [{"dossier": place[1], "number": sheet.panellist} for place, sheet in found.sheets]
        )
    else:
        output.line(call.words.choose(f"{_KEY}.paper.done", len(found.sheets)))
    return _NO if found.sheets else 0


def countersign(call: Call, place: Place, writer: str, witness: str) -> None:
    """Write down that somebody signed the print-out of what was typed in.

    Raises:
        PpirError: What opening the desk and `services.chair.paper_marks` raise;
            ``sheet_unknown`` where nothing of that member was typed in.
    """
    with chairing(call) as desk:
        typed = [o for o in desk.gathered(place).sheets if o.on_paper and o.number == writer]
        if not typed:
            raise InputError("sheet_unknown", value=writer[:60], allowed="-")
        last = max(typed, key=lambda one: one.heard.named.record.seq)
        paper_marks.countersigned_on_paper(desk, place, last.heard.digest, witness)
    output = Output(call.words)
    if call.as_json:
        output.json({"number": writer, "witness": witness})
        return
    output.line(call.words(f"{_KEY}.countersign.done", number=writer, witness=witness))


def _scan(folder: Path, dossier: str, number: str) -> Path:
    for suffix in _SUFFIXES:
        path = folder / f"{dossier}-{number}{suffix}"
        if path.is_file():
            return path
    raise InputError("scan_missing", folder=str(folder), name=f"{dossier}-{number}")
