"""What a stage came to, in the form that a file's ending asks for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.wording import Wording
from ppir_desktop.reports.batch import render_together
from ppir_desktop.reports.document import render
from ppir_desktop.services.chair import carrying, tables, workbook
from ppir_desktop.services.chair.desk import ChairDesk
from ppir_desktop.services.panel_paper import consolidated_sheets
from ppir_desktop.sync.progress import Watch

WORKBOOK: Final = ".xlsx"
TABLE: Final = ".csv"
PAPER: Final = ".pdf"
RECORDS: Final = ".ppirb"


def export(
    desk: ChairDesk,
    stage_id: str,
    target: Path,
    words: Wording,
    *,
    with_names: bool = False,
    recipients: Sequence[str] = (),
    watch: Watch | None = None,
) -> int:
    """Write a workbook, a table, papers, or records.

    Args:
        desk: The chair's desk.
        stage_id: The stage.
        target: A file; its ending says what is written. Papers and records replace no other file.
        words: The language to write in.
        with_names: Whether members go by their names; by letters otherwise.
        recipients: Who may read the records, besides the office and this desk.
        watch: Counts, and carries the wish to stop.

    Returns:
        How many dossiers were left out, since they have no result yet.

    Raises:
        InputError: ``export_unknown`` for another ending; ``file_exists``, ``nothing_to_print``;
            what `carrying.carry_records` refuses.
        EnvironmentFault: ``file_not_written``; ``openpyxl_missing``.
        RefusedError: ``cancelled``.
    """
    ending = target.suffix.lower()
    if ending == WORKBOOK:
        return workbook.write_results(desk, stage_id, target, words, with_names=with_names)
    if ending == TABLE:
        tables.write_table(desk, stage_id, target, words, with_names=with_names)
        return 0
    if ending == PAPER:
        return _papers(desk, stage_id, target, words, with_names=with_names)
    if ending == RECORDS:
        carrying.carry_records(desk, target, recipients, watch)
        return 0
    raise InputError("export_unknown", value=target.name)


def _papers(
    desk: ChairDesk, stage_id: str, target: Path, words: Wording, *, with_names: bool
) -> int:
    if target.exists():
        raise InputError("file_exists", file=str(target))
    entries, left_out = consolidated_sheets(desk.at, stage_id, words, with_names=with_names)
    if not entries:
        raise InputError("nothing_to_print")
    made_at = max(entry.form.made_at for entry in entries)
    single = render(entries[0].form) if len(entries) == 1 else None
    made = single or render_together(entries, words, title=stage_id, made_at=made_at)
    made.write(target)
    return left_out
