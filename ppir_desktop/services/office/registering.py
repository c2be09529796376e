"""The register as files: a workbook with what the procurement service asks for, and JSON."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from ppir_desktop.common.durable import write_durably
from ppir_desktop.common.wording import Wording
from ppir_desktop.intake.workbook_writer import Sheet, write_workbook
from ppir_desktop.services.office.designating import Registered

COLUMNS: Final = (
    "number", "dossier", "product", "product_en", "firm", "business_number", "specification",
    "basis", "valid_from", "valid_until", "authority", "state",
)  # fmt: skip
"""What a row has: MSIT notice 2025-52, article 19, and what the register needs besides."""


def row_of(entry: Registered) -> dict[str, Any]:
    """A designation as a row of the register, by column."""
    designated = entry.designated
    return {
        "number": designated.number,
        "dossier": designated.dossier,
        "product": designated.product.ko,
        "product_en": designated.product.en,
        "firm": designated.firm,
        "business_number": entry.business_number,
        "specification": entry.specification,
        "basis": designated.basis,
        "valid_from": designated.valid_from,
        "valid_until": entry.valid_until,
        "authority": designated.authority.ko,
        "state": entry.state,
        "changes": [msgspec.to_builtins(one) for one in entry.changes],
    }


def write_register(path: Path, entries: Sequence[Registered], words: Wording) -> None:
    """Write the register: ``.json`` as JSON, anything else as a workbook.

    Raises:
        EnvironmentFault: ``file_not_written``, ``openpyxl_missing``.
    """
    rows = [row_of(entry) for entry in entries]
    if path.suffix == ".json":
        content = msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n"
        write_durably(path, content)
        return
    key = "register"
    shown = [
        [words(f"{key}.state.{row[name]}") if name == "state" else str(row[name])
         for name in COLUMNS]
        for row in rows
    ]  # fmt: skip
    headings = [words(f"{key}.column.{name}") for name in COLUMNS]
    buffer = io.BytesIO()
    write_workbook(buffer, [Sheet(words(f"{key}.title"), headings, shown)])
    write_durably(path, buffer.getvalue())
