"""Each document of a kit that is missing or of no use is named by application and file."""

from __future__ import annotations

import os
import shutil
import struct
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from ppir_desktop.common.wording import Wording
from ppir_desktop.intake.dossier_folders import LARGEST_DOSSIER
from tests.support.documents import pdf_of, small_pdf
from tests.support.kits import (
    APPLICATIONS,
    DOCUMENTS,
    FIRST,
    REQUIRED,
    SECOND,
    THIRD,
    SmallKit,
    found,
    large_pdf,
    locked_pdf,
    read,
)

Spoil = Callable[[SmallKit], object]
_PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0) + b":~\x9bU"
    b"\0\0\0\nIDATx\x9cc`\0\0\0\x02\0\x01H\xaf\xa4q\0\0\0\0IEND\xaeB`\x82"
)
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="no such files there")


def put(name: str, content: bytes) -> Spoil:
    return lambda kit: kit.dossier(FIRST, name).write_bytes(content)


def nfd(name: str) -> str:
    return unicodedata.normalize("NFD", name)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("05-빈.pdf", b"", "document_empty"),
        ("05-아님.pdf", b"%PDF-1.7\nthis is not a PDF", "document_damaged"),
        ("05-쪽 없음.pdf", pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>",
                               b"<< /Type /Pages /Kids [] /Count 0 >>"]), "document_damaged"),
        ("05-잘림.pdf", small_pdf()[:120], "document_damaged"),
        ("05-암호.pdf", locked_pdf(), "document_locked"),
        ("05-그림.pdf", _PNG, "document_other_kind"),
        ("05-글.PDF", "글이다.\n".encode() * 40, "document_other_kind"),
        ("05-그림.png", small_pdf(), "document_other_kind"),
        ("05-그림.png", _PNG[:40], "document_damaged"),
        ("05-프로그램.pdf", b"MZ\x90\0" + bytes(4_096), "document_not_its_kind"),
        ("05-한글.pdf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "document_not_its_kind"),
        ("05-매크로.docm", b"PK\x03\x04macro", "document_kind_refused"),
        ("05-한글.hwp", b"HWP Document File", "document_kind_refused"),
        ("05-묶음.zip", b"PK\x05\x06" + bytes(18), "document_kind_refused"),
        ("05-이름만", small_pdf(), "document_kind_refused"),
        ("05-특허.pdf.exe", b"MZ", "document_kind_refused"),
        ("05-\u202efdp.pdf", small_pdf(), "file_name_unreadable"),
        ("05-\u3164.pdf", small_pdf(), "file_name_unreadable"),
    ],
)  # fmt: skip
def test_a_document_of_no_use_is_named_and_nothing_else(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    kit = SmallKit(tmp_path)
    kit.write()
    kit.dossier(FIRST, name).write_bytes(content)
    shown = name if name.isprintable() and "\u3164" not in name else ascii(name)[1:-1]
    assert found(tmp_path) == [(DOCUMENTS, FIRST, shown, code)]


def _file_for_folder(kit: SmallKit) -> None:
    shutil.rmtree(kit.dossier(SECOND))
    kit.dossier(SECOND).write_bytes(small_pdf())


def _link_for_folder(kit: SmallKit) -> None:
    kit.dossier(SECOND).rename(kit.folder / "elsewhere")
    kit.dossier(SECOND).symlink_to(kit.folder / "elsewhere")


def _linked(kit: SmallKit) -> None:
    kit.dossier(SECOND, "05-link.pdf").symlink_to(kit.dossier(FIRST, f"01-{REQUIRED[0]}.pdf"))


def _looping(kit: SmallKit) -> None:
    kit.dossier(SECOND, "05-loop.pdf").symlink_to("05-loop.pdf")


def _piped(kit: SmallKit) -> None:
    os.mkfifo(kit.dossier(SECOND, "05-pipe.pdf"))


def _nested(kit: SmallKit) -> None:
    kit.dossier(SECOND, "05-more").mkdir()
    kit.dossier(SECOND, "05-more", "01.pdf").write_bytes(small_pdf())


def _named_in_bytes(kit: SmallKit, name: bytes) -> None:
    folder = os.fsencode(kit.dossier(SECOND))
    with open(folder + b"/05-" + name, "wb") as file:  # noqa: PTH123 -- bytes
        file.write(small_pdf())


def _huge(kit: SmallKit) -> None:
    kit.dossier(SECOND, "05-huge.pdf").write_bytes(small_pdf())
    os.truncate(kit.dossier(SECOND, "05-huge.pdf"), 300 * 1024 * 1024)


def _in_sum(kit: SmallKit) -> None:
    for number in range(5, 8):
        large_pdf(kit.dossier(SECOND, f"{number:02d}-그림.pdf"), LARGEST_DOSSIER // 3)


def _many(kit: SmallKit) -> None:
    for number in range(5, 205):
        kit.dossier(SECOND, f"{number:03d}-증빙.txt").write_text("증빙", encoding="utf-8")


def _twice(kit: SmallKit) -> None:
    for name in ("05-특허증.pdf", nfd("05-특허증.pdf")):
        kit.dossier(SECOND, name).write_bytes(small_pdf())


def _without(kit: SmallKit) -> None:
    kit.dossier(SECOND, "03-규격서.pdf").unlink()


def _emptied(kit: SmallKit) -> None:
    for path in kit.dossier(SECOND).iterdir():
        path.unlink()


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda kit: shutil.rmtree(kit.dossier(SECOND)), [("", "folder_missing")]),
        pytest.param(_link_for_folder, [("", "not_a_folder")], marks=posix_only),
        (_file_for_folder, [("", "not_a_folder")]),
        pytest.param(_linked, [("05-link.pdf", "file_of_no_use")], marks=posix_only),
        pytest.param(_looping, [("05-loop.pdf", "file_of_no_use")], marks=posix_only),
        pytest.param(_piped, [("05-pipe.pdf", "file_of_no_use")], marks=posix_only),
        (_nested, [("05-more", "file_of_no_use")]),
        (_huge, [("05-huge.pdf", "document_over_limit")]),
        (_in_sum, [("", "dossier_over_limit")]),
        (_many, [("", "too_many_documents")]),
        (_without, [("03-규격서.pdf", "document_missing")]),
        (_emptied, [(f"{n:02d}-{kind}.pdf", "document_missing")
                    for n, kind in enumerate(REQUIRED, start=1)]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_folder_is_named_and_spoils_that_application_alone(
    tmp_path: Path, spoil: Spoil, expected: list[tuple[str, str]]
) -> None:
    kit = SmallKit(tmp_path)
    kit.write()
    spoil(kit)
    kit_read = read(tmp_path)
    assert found(tmp_path) == [(DOCUMENTS, SECOND, file, code) for file, code in expected]
    assert [one.application.number for one in kit_read.intakes] == [FIRST, THIRD]
    assert [(one.part, one.number) for one in kit_read.left_out] == [(APPLICATIONS, SECOND)]


@pytest.mark.skipif(sys.platform != "linux", reason="names are text there")
@pytest.mark.parametrize(
    ("name", "shown"),
    [("신청서.pdf".encode("cp949"), "05-신청서.pdf"), (b"\xff\xfe.pdf", r"05-\udcff\udcfe.pdf")],
)
def test_a_name_that_is_no_text_is_shown_as_somebody_can_find_it(
    tmp_path: Path, name: bytes, shown: str
) -> None:
    kit = SmallKit(tmp_path)
    kit.write()
    _named_in_bytes(kit, name)
    assert found(tmp_path) == [(DOCUMENTS, SECOND, shown, "file_name_unreadable")]


@pytest.mark.skipif(sys.platform == "darwin", reason="one file there")
def test_one_name_in_two_encodings_is_named(tmp_path: Path) -> None:
    kit = SmallKit(tmp_path)
    kit.write()
    _twice(kit)
    assert found(tmp_path) == [(DOCUMENTS, SECOND, "05-특허증.pdf", "name_in_two_encodings")]


@pytest.mark.skipif(sys.platform == "darwin", reason="one folder there")
def test_one_folder_in_two_encodings_is_named(tmp_path: Path) -> None:
    kit = SmallKit(tmp_path)
    kit.put(APPLICATIONS, 2, 1, "가-1")
    kit.dossier(FIRST).rename(kit.dossier("가-1"))
    shutil.copytree(kit.dossier("가-1"), kit.dossier(nfd("가-1")))
    kit.write()
    assert found(tmp_path) == [(DOCUMENTS, "가-1", "가-1", "name_in_two_encodings")]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_what_may_not_be_read_is_named_with_the_reason(tmp_path: Path) -> None:
    kit = SmallKit(tmp_path)
    kit.write()
    kit.dossier(FIRST, "01-신청서.pdf").chmod(0)
    kit.dossier(SECOND).chmod(0)
    try:
        assert found(tmp_path) == [
            (DOCUMENTS, FIRST, "01-신청서.pdf", "file_not_readable"),
            (DOCUMENTS, SECOND, "", "folder_not_readable"),
        ]
        what = Wording("ko").problem(read(tmp_path).problems[0].problem).what
        assert "권한 없음" in what
    finally:
        kit.dossier(SECOND).chmod(0o700)


def test_a_stray_folder_and_a_stray_file_are_named(tmp_path: Path) -> None:
    kit = SmallKit(tmp_path)
    kit.write()
    kit.dossier("2025-H2-0099").mkdir()
    kit.dossier("메모.txt").write_text("?", encoding="utf-8")
    assert found(tmp_path) == [
        (DOCUMENTS, "2025-H2-0099", "", "folder_unknown"),
        (DOCUMENTS, "메모.txt", "", "folder_unknown"),
    ]


def test_without_any_documents_one_thing_is_wrong(tmp_path: Path) -> None:
    kit = SmallKit(tmp_path)
    kit.write()
    shutil.rmtree(tmp_path / "documents")
    kit_read = read(tmp_path)
    assert found(tmp_path) == [(DOCUMENTS, "", "", "documents_missing")]
    assert not kit_read.intakes
    (tmp_path / "documents").write_bytes(b"")
    assert found(tmp_path) == [(DOCUMENTS, "", "", "folder_not_readable")]


def _of_the_system(kit: SmallKit) -> None:
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "~$01-신청서.docx", "._01-신청서.pdf",
                 ".~lock.01-신청서.pdf#"):  # fmt: skip
        kit.dossier(FIRST, name).write_bytes(b"\0")
        kit.dossier(name).write_bytes(b"\0")


def _as_macos_names_it(kit: SmallKit) -> None:
    for path in list(kit.dossier(FIRST).iterdir()):
        path.rename(path.with_name(nfd(path.name)))


def _otherwise_numbered(kit: SmallKit) -> None:
    for path, name in zip(
        sorted(kit.dossier(FIRST).iterdir()),
        ("1. 신청서.PDF", "제품 설명서.pdf", "0003_Specification.pdf", "rnd_completion.pdf"),
        strict=True,
    ):
        path.rename(path.with_name(name))


def _more(kit: SmallKit) -> None:
    put("05-시험성적서.png", _PNG)(kit)
    put("06-참고.txt", "참고".encode("cp949"))(kit)
    put("07-특허증 (1).pdf", small_pdf(pages=3))(kit)


@pytest.mark.parametrize("change", [_of_the_system, _as_macos_names_it, _otherwise_numbered, _more])
def test_what_an_office_may_send_is_taken(tmp_path: Path, change: Spoil) -> None:
    kit = SmallKit(tmp_path)
    kit.write()
    change(kit)
    kit_read = read(tmp_path)
    assert not kit_read.problems
    titles = [document.title for document in kit_read.intakes[0].documents]
    assert set(REQUIRED) <= set(titles)
    assert all(document.pages for document in kit_read.intakes[0].documents)
