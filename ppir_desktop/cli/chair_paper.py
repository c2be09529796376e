"""The answers of ``ppir chair paper`` and ``countersign``: sheets that were written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ppir_desktop.cli.chair_answers import chairing, stages_of
from ppir_desktop.cli.desk_command import Call
from ppir_desktop.cli.desks import day_of
from ppir_desktop.cli.output import Output
from ppir_desktop.common.errors import InputError
from ppir_desktop.services.chair import paper_marks
from ppir_desktop.services.chair.desk import Place
from ppir_desktop.services.chair.paper_marks import OnPaper, ScannedSheet

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
        stages_of(desk, stage)
        found = paper_marks.read_table(desk, stage, table)
        papers = [
            ScannedSheet(
                place,
                OnPaper(
                    number=sheet.panellist, written_on=day, marks=sheet.marks, opinion=sheet.opinion
                ),
                _scan(scans, place[1], sheet.panellist),
            )
            for place, sheet in found.sheets
        ]  # fmt: skip
        digests = paper_marks.transcribe_all(
            desk, papers, found.away, witnesses=witnesses, reason=reason, source=table.name
        )
    output = Output(call.words)
    if call.as_json:
        output.json(
            [
                {"dossier": one.place[1], "number": one.written.number, "sheet": digest}
                for one, digest in zip(papers, digests, strict=True)
            ]
        )
    else:
        output.line(call.words.choose(f"{_KEY}.paper.done", len(found.sheets)))
    return _NO if found.sheets else 0


def countersign(call: Call, place: Place, writer: str, witness: str) -> None:
    """Write down that somebody signed the print-out of what was typed in.

    Raises:
        PpirError: What opening the desk and `services.chair.paper_marks` raise;
            ``nothing_typed_in`` where nothing of that member was typed in.
    """
    with chairing(call) as desk:
        typed = [o for o in desk.gathered(place).sheets if o.on_paper and o.number == writer]
        if not typed:
            raise InputError("nothing_typed_in", number=writer[:60], dossier=place[1])
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
