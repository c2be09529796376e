"""Results as a plain table, for whatever program reads one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from ppir_desktop.common.durable import write_durably
from ppir_desktop.common.plain_text import make_plain
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.points import format_points
from ppir_desktop.intake.workbook_writer import is_formula
from ppir_desktop.services.chair.desk import ChairDesk
from ppir_desktop.services.chair.gathering import SeatState
from ppir_desktop.services.chair.table import Cell, Row, Table, names_of, table_of

_KEY = "chair.workbook"


def write_table(
    desk: ChairDesk, stage_id: str, path: Path, words: Wording, *, with_names: bool = False
) -> None:
    """Write a stage's dossiers with every member's total and the result, as CSV in UTF-8.

    A mark of order begins the file, by which spreadsheets tell UTF-8; what would begin a formula
    has an apostrophe before it.

    Args:
        desk: The chair's desk.
        stage_id: The stage.
        path: A file that may exist already.
        words: The language to write in.
        with_names: Whether members go by their names; by letters otherwise.

    Raises:
        EnvironmentFault: ``file_not_written``.
    """
    table, target = table_of(desk, stage_id), io.StringIO(newline="")
    writer = csv.writer(target)
    for line in _lines(table, words, with_names=with_names):
        writer.writerow([f"'{cell}" if is_formula(cell) else cell for cell in line])
    write_durably(path, target.getvalue().encode("utf-8-sig"))


def _lines(table: Table, words: Wording, *, with_names: bool) -> Iterator[list[str]]:
    names = names_of(table.columns, with_names=with_names)
    yield [
        *(words(f"{_KEY}.{name}") for name in ("rank", "dossier", "product")),
        *(names[column.number] for column in table.columns),
        *(words(f"{_KEY}.{name}") for name in ("score", "adjusted", "verdict")),
    ]
    for row in table.rows:
        yield _line(row, words)


def _line(row: Row, words: Wording) -> list[str]:
    product = row.product.ko if words.language == "ko" else row.product.en
    return [
        "" if row.rank is None else str(row.rank),
        row.dossier,
        make_plain(product),
        *(_cell(cell, words) for cell in row.cells),
        "" if row.result.score is None else f"{row.result.score:f}",
        "" if row.adjusted is None else format_points(row.adjusted),
        words(f"chair.verdict.{row.verdict}"),
    ]


def _cell(cell: Cell, words: Wording) -> str:
    if cell.state is None:
        return ""
    if cell.state is not SeatState.COUNTED:
        return words(f"chair.seat.{cell.state}")
    if cell.total is not None:
        return format_points(cell.total)
    return " ".join(words(f"choice.{one}") for one in cell.said)
