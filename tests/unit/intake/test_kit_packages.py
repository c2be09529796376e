"""The package that a workbook is may be damaged, hostile, or another program's; nothing hangs."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.support.kits import ROSTER, SmallKit, found

_SHEET = "xl/worksheets/sheet1.xml"
_TYPES = "[Content_Types].xml"


def repacked(folder: Path, **changes: bytes | None) -> None:
    """A kit whose workbook of experts has parts of its package changed or taken out."""
    SmallKit(folder).write()
    path = folder / "roster.xlsx"
    parts = dict(_parts(path))
    for name, content in changes.items():
        if content is None:
            del parts[name]
        else:
            parts[name] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _parts(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def sheet_xml(folder: Path) -> bytes:
    SmallKit(folder).write()
    return dict(_parts(folder / "roster.xlsx"))[_SHEET]


_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">%b]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">
<c r="A1" t="inlineStr"><is><t>&z;</t></is></c></row></sheetData></worksheet>
""" % b"".join(
    b'<!ENTITY %c "%b">' % (letter, b"&%c;" % (letter - 1) * 40) for letter in b"bcdefghijklmnopq"
).replace(b'<!ENTITY q "', b'<!ENTITY z "')


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({_SHEET: None}, "file_empty"),
        ({_SHEET: b"no XML"}, "workbook_damaged"),
        ({_SHEET: b"<worksheet><sheetData><row><c t='s'><v>99</v></c>"}, "workbook_damaged"),
        ({_TYPES: None}, "workbook_damaged"),
        ({_SHEET: _LAUGHS}, "workbook_damaged"),
        ({"xl/workbook.xml": None}, "workbook_damaged"),
        ({"bomb.bin": bytes(129 * 1024 * 1024)}, "workbook_unpacks_too_large"),
    ],
)
def test_a_package_without_its_parts_is_refused(
    tmp_path: Path, changes: dict[str, bytes | None], code: str
) -> None:
    repacked(tmp_path, **changes)
    assert found(tmp_path) == [(ROSTER, None, None, code)]


def test_a_document_of_another_program_is_no_workbook(tmp_path: Path) -> None:
    types = (
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
        b'officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    repacked(tmp_path, **{_TYPES: types})
    assert found(tmp_path) == [(ROSTER, None, None, "not_a_workbook")]


def test_half_a_workbook_is_damaged(tmp_path: Path) -> None:
    SmallKit(tmp_path).write()
    path = tmp_path / "roster.xlsx"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert found(tmp_path) == [(ROSTER, None, None, "workbook_damaged")]


def test_a_changed_byte_in_a_workbook_is_noticed(tmp_path: Path) -> None:
    SmallKit(tmp_path).write()
    path = tmp_path / "roster.xlsx"
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo(_SHEET).header_offset + 80
    content = bytearray(path.read_bytes())
    content[place] ^= 0xFF
    path.write_bytes(content)
    assert found(tmp_path) == [(ROSTER, None, None, "workbook_damaged")]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("area", ["A1:XFD1048576", "A2:A1048576"])
def test_merging_more_than_there_is_takes_no_time(tmp_path: Path, area: str) -> None:
    cells = b'<mergeCells count="1"><mergeCell ref="%b"/></mergeCells>' % area.encode()
    xml = sheet_xml(tmp_path).replace(b"</sheetData>", b"</sheetData>" + cells)
    repacked(tmp_path, **{_SHEET: xml})
    columns = range(1, 13) if "XFD" in area else (1,)
    expected = [(ROSTER, row, column, "cell_merged") for row in (2, 3, 4) for column in columns]
    assert found(tmp_path) == expected


@pytest.mark.timeout(20)
def test_a_row_beyond_all_sheets_takes_no_time(tmp_path: Path) -> None:
    row = b'<row r="99999999999"><c r="A99999999999"/></row></sheetData>'
    repacked(tmp_path, **{_SHEET: sheet_xml(tmp_path).replace(b"</sheetData>", row)})
    assert found(tmp_path) == []


def test_a_size_that_a_program_noted_wrongly_is_passed_over(tmp_path: Path) -> None:
    xml = sheet_xml(tmp_path)
    assert b'ref="A1:L4"' in xml
    repacked(tmp_path, **{_SHEET: xml.replace(b'ref="A1:L4"', b'ref="A1"')})
    assert found(tmp_path) == []


def test_what_a_workbook_says_of_carriage_returns_is_not_seen(tmp_path: Path) -> None:
    kit = SmallKit(tmp_path)
    kit.roster[1][1] = "최수진_x000D_"
    kit.write()
    assert found(tmp_path) == []


def test_what_the_library_warns_of_is_no_problem(tmp_path: Path) -> None:
    extension = (
        b'<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        b'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="0"/></ext>'
        b"</extLst></worksheet>"
    )
    repacked(tmp_path, **{_SHEET: sheet_xml(tmp_path).replace(b"</worksheet>", extension)})
    assert found(tmp_path) == []


def test_many_sheets_of_which_one_is_filled_are_one_table(tmp_path: Path) -> None:
    kit = SmallKit(tmp_path)
    kit.write()
    book = Workbook()
    for row in kit.roster:
        book.worksheets[0].append(row)
    for _ in range(200):
        book.create_sheet()
    book.save(tmp_path / "roster.xlsx")
    assert found(tmp_path) == []
