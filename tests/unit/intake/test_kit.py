"""A round kit is read, its tables held against each other, and each mistake told once."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from ppir_desktop.common.errors import EnvironmentFault, RefusedError
from ppir_desktop.common.wording import Wording
from ppir_desktop.intake.kit import Part, read_kit
from ppir_desktop.services.schemes import load_scheme, sub_fields
from tests.support.kits import (
    APPLICATIONS,
    DOCUMENTS,
    FIRST,
    PROJECTS,
    ROSTER,
    SCHEME,
    SECOND,
    THIRD,
    Place,
    SmallKit,
    found,
    places,
    read,
    write_csv,
    write_sheet,
)
from tests.support.shared import SHARED

READY: Final = SHARED / "round-kit"
SPOILT: Final = SHARED / "round-kit-defects"
# What each kind of defect that the ready kit was given is called here.
_CALLED: Final = {
    "business registration number fails its check digit": "not_a_business_number",
    "unknown sub-field": "unknown_sub_field",
    "R&D project not in the register": "project_not_registered",
    "application number used twice": "value_twice",
    "product name missing": "cell_required",
    "not a date": "not_a_date",
    "not an e-mail address": "not_an_email",
    "expert number used twice": "value_twice",
    "unknown sector": "unknown_sector",
    "no sub-field": "cell_required",
    "years of experience is not a number": "not_a_whole_number",
    "project number used twice": "value_twice",
    "no documents folder": "folder_missing",
    "not a readable PDF": "document_damaged",
    "file type not allowed": "document_kind_refused",
    "required document missing": "document_missing",
    "PDF needs a password": "document_locked",
}
Spoil = Callable[[SmallKit], object]


@pytest.mark.skipif(not READY.is_dir(), reason="no ready kits here")
def test_nothing_is_wrong_with_the_ready_kit() -> None:
    kit = read(READY)
    assert not kit.problems
    assert not kit.left_out
    assert (len(kit.intakes), len(kit.experts)) == (40, 300)
    assert kit.counts[Part.PROJECTS] == 3_000


@pytest.mark.skipif(not SPOILT.is_dir(), reason="no ready kits here")
def test_just_the_defects_that_were_planted_are_found_in_the_spoilt_kit() -> None:
    planted: list[tuple[Place, str]] = []
    for one in json.loads((SPOILT / "defects.json").read_text(encoding="utf-8")):
        where = ("application", "file") if one["table"] == DOCUMENTS else ("row", "column")
        first, second = (one.get(key, "") for key in where)
        value = one.get("value", one.get("file", ""))
        planted.append(((one["table"], first, second, _CALLED[one["defect"]]), value))
    problems = read(SPOILT).problems
    values = [complaint.problem.value for complaint in problems]
    assert list(zip(places(problems), values, strict=True)) == planted


def test_nothing_is_wrong_with_a_small_kit(tmp_path: Path) -> None:
    SmallKit(tmp_path).write()
    kit = read(tmp_path)
    assert not (*kit.problems, *kit.findings, *kit.left_out)
    assert [one.application.number for one in kit.intakes] == [FIRST, SECOND, THIRD]
    assert kit.intakes[0].application.competitors == ("(주)가나", "다라 Co., Ltd.")
    assert [project.number for project in kit.projects] == [f"171100000{n}" for n in (1, 2, 3)]
    assert dict(kit.counts) == {
        Part.APPLICATIONS: 3, Part.ROSTER: 3, Part.PROJECTS: 4, Part.DOCUMENTS: 12,
    }  # fmt: skip


def test_a_kit_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="kit_missing"):
        read(tmp_path / "none")


def test_whoever_wishes_it_to_stop_is_heard_and_progress_is_told(tmp_path: Path) -> None:
    SmallKit(tmp_path).write()
    scheme, codes, told = load_scheme(SCHEME), sub_fields().codes(), list[tuple[int, int]]()
    read_kit(tmp_path, scheme, codes, tell=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]

    def stop() -> None:
        raise RefusedError("cancelled")

    with pytest.raises(RefusedError, match="cancelled"):
        read_kit(tmp_path, scheme, codes, check=stop)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_tables_of_text_are_read_in_every_encoding_of_an_office(
    tmp_path: Path, encoding: str
) -> None:
    kit = SmallKit(tmp_path)
    kit.write()
    for name, rows in (("applications", kit.applications), ("roster", kit.roster)):
        (tmp_path / f"{name}.xlsx").unlink()
        write_csv(tmp_path / f"{name}.csv", [*rows[:2], [], ["", " "], *rows[2:]], encoding)
    assert found(tmp_path) == []


def test_headings_and_names_that_macos_wrote_in_parts_are_read(tmp_path: Path) -> None:
    kit = SmallKit(tmp_path)
    for rows in (kit.applications, kit.roster, kit.projects):
        for row in rows:
            row[:] = [unicodedata.normalize("NFD", str(value)) for value in row]
    kit.write("utf-8")
    assert found(tmp_path) == []
    assert read(tmp_path).experts[0].name == "최수진"


def test_projects_may_lie_in_a_workbook_and_what_programs_leave_beside_it_is_no_table(
    tmp_path: Path,
) -> None:
    kit = SmallKit(tmp_path)
    kit.write()
    (tmp_path / "projects.csv").unlink()
    write_sheet(tmp_path / "projects.xlsx", kit.projects)
    for name in ("~$applications.xlsx", ".~lock.roster.xlsx#", ".DS_Store", "메모.txt"):
        (tmp_path / name).write_bytes(b"\0")
    assert found(tmp_path) == []


def _without(name: str) -> Spoil:
    return lambda kit: (kit.folder / name).unlink()


def _both(kit: SmallKit) -> None:
    write_csv(kit.folder / "roster.csv", kit.roster)


def _as_folder(name: str) -> Spoil:
    def spoil(kit: SmallKit) -> None:
        (kit.folder / name).unlink()
        (kit.folder / name).mkdir()

    return spoil


def _as_pipe(name: str) -> Spoil:
    def spoil(kit: SmallKit) -> None:
        (kit.folder / name).unlink()
        os.mkfifo(kit.folder / name)

    return spoil


def _bytes(content: bytes) -> Spoil:
    return lambda kit: (kit.folder / "projects.csv").write_bytes(content)


def _text(old: str, new: str) -> Spoil:
    def spoil(kit: SmallKit) -> None:
        path = kit.folder / "projects.csv"
        text = path.read_text(encoding="cp949")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")

    return spoil


def _written(encoding: str, delimiter: str = ",") -> Spoil:
    return lambda kit: write_csv(kit.folder / "projects.csv", kit.projects, encoding, delimiter)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (_without("applications.xlsx"), (APPLICATIONS, None, None, "table_missing")),
        (_without("roster.xlsx"), (ROSTER, None, None, "table_missing")),
        (_without("projects.csv"), (PROJECTS, None, None, "table_missing")),
        (_both, (ROSTER, None, None, "table_twice")),
        (_as_folder("applications.xlsx"), (APPLICATIONS, None, None, "file_not_plain")),
        (_as_folder("projects.csv"), (PROJECTS, None, None, "file_not_plain")),
        pytest.param(_as_pipe("roster.xlsx"), (ROSTER, None, None, "file_not_plain"),
                     marks=pytest.mark.skipif(sys.platform == "win32", reason="no pipes")),
        pytest.param(_as_pipe("projects.csv"), (PROJECTS, None, None, "file_not_plain"),
                     marks=pytest.mark.skipif(sys.platform == "win32", reason="no pipes")),
        (_bytes(b""), (PROJECTS, None, None, "file_empty")),
        (_bytes(b"\xef\xbb\xbf \r\n"), (PROJECTS, None, None, "file_empty")),
        (lambda kit: os.truncate(kit.folder / "projects.csv", 129 * 1024 * 1024),
         (PROJECTS, None, None, "file_too_large")),
        (_bytes(b"PK\x03\x04rest"), (PROJECTS, None, None, "workbook_not_table")),
        (_bytes(b"\xff\xfe\0\0"), (PROJECTS, None, None, "encoding_unknown")),
        (_bytes("과제고유번호,과제명\n".encode() + b"\xff\xff"),
         (PROJECTS, None, None, "encoding_unknown")),
        (_bytes("<table><tr><td>과제</td></tr></table>".encode()),
         (PROJECTS, 1, None, "heading_missing")),
        (_bytes("과제고유번호".encode().decode("cp1252", "replace").encode()),
         (PROJECTS, 1, None, "heading_missing")),
        (_written("utf-16"), (PROJECTS, None, None, "encoding_unknown")),
        (_written("cp949", ";"), (PROJECTS, 1, None, "other_separator")),
        (_written("utf-8", "\t"), (PROJECTS, 1, None, "other_separator")),
        (_written("utf-8", "|"), (PROJECTS, 1, None, "other_separator")),
        (_text("수질 정화", '"수질 정화'), (PROJECTS, 3, None, "quotes_broken")),
        (_text("재난 경보", "재난" * 60_000), (PROJECTS, 4, None, "line_too_long")),
        (_text(",우수,,", ",우수,,,확인"), (PROJECTS, 4, 13, "too_many_cells")),
        (_text("수질 정화 핵심", "수질 정화, 핵심"), None),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_read_is_one_problem_and_draws_no_others_after_it(
    tmp_path: Path, spoil: Spoil, expected: Place | None
) -> None:
    kit = SmallKit(tmp_path)
    kit.write()
    spoil(kit)
    places_found = found(tmp_path)
    if expected is None:  # a cell that the comma split in two moves all behind it
        assert {(part, row) for part, row, _, _ in places_found} == {(PROJECTS, 3)}
    else:
        assert places_found == [expected]


def test_every_kind_of_thing_wrong_at_once_is_told_in_the_order_of_parts(tmp_path: Path) -> None:
    kit = SmallKit(tmp_path)
    kit.put(APPLICATIONS, 4, 6, "Z9")
    kit.put(APPLICATIONS, 2, 7, "999")
    kit.put(ROSTER, 2, 10, "?")
    kit.put(PROJECTS, 5, 8, "?")
    kit.write()
    shutil.rmtree(kit.dossier(SECOND))
    assert found(tmp_path) == [
        (APPLICATIONS, 2, 7, "project_not_registered"),
        (APPLICATIONS, 4, 6, "unknown_sub_field"),
        (ROSTER, 2, 10, "not_a_whole_number"),
        (PROJECTS, 5, 8, "not_a_date"),
        (DOCUMENTS, SECOND, "", "folder_missing"),
    ]


def test_where_a_table_breaks_off_what_stands_before_is_looked_through(tmp_path: Path) -> None:
    kit = SmallKit(tmp_path)
    kit.write()
    kit.put(PROJECTS, 2, 8, "?")
    write_csv(tmp_path / "projects.csv", kit.projects)
    _text("재난 경보", '"재난 경보')(kit)
    assert found(tmp_path) == [(PROJECTS, 2, 8, "not_a_date"), (PROJECTS, 4, None, "quotes_broken")]


def test_a_kit_that_may_be_listed_and_not_entered_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    SmallKit(tmp_path).write()

    exists = Path.exists

    def refuse(path: Path) -> bool:
        if path.parent == tmp_path:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return exists(path)

    monkeypatch.setattr(Path, "exists", refuse)
    assert found(tmp_path) == [
        (part, None, None, "file_unreadable") for part in (APPLICATIONS, ROSTER, PROJECTS)
    ]


def test_a_reason_of_the_system_is_told_in_the_reader_s_language(tmp_path: Path) -> None:
    SmallKit(tmp_path).write()
    shutil.rmtree(tmp_path / "documents")
    (tmp_path / "documents").write_bytes(b"")
    problem = read(tmp_path).problems[0].problem
    assert "폴더가 아님" in Wording("ko").problem(problem).what
    assert "Not a directory" in Wording("en").problem(problem).what
