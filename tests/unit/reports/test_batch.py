"""Batches: one file with an outline and an index, one file each, and what is chosen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from ppir_desktop.common import durable
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.wording import Wording
from ppir_desktop.reports.batch import Entry, chosen, render_together, write_apart
from ppir_desktop.reports.document import render
from ppir_desktop.reports.views import SheetKind
from tests.support import paper, pdf_reading
from tests.support.programs import needs

WORDS = Wording("ko")
SCORE = paper.stage_of("ppir-2025", "innovation")


def entries(dossiers: int = 3, members: int = 2) -> list[Entry]:
    return [
        Entry(
            paper.sheet(*SCORE, SheetKind.PRINT, person=f"위원 {'ABC'[member]}")[1],
            f"2025-H2-{dossier:04d}",
            f"위원 {'ABC'[member]}",
            "반영" if member else "늦음",
        )
        for dossier in range(dossiers)
        for member in range(members)
    ]


@needs("qpdf")
@pytest.mark.parametrize("two_up", [False, True])
def test_a_batch_has_an_index_in_front_and_an_outline(two_up: bool) -> None:
    batch = render_together(iter(entries()), WORDS, title="모든 평가표", two_up=two_up)
    assert pdf_reading.complaints(batch.content) == ""
    assert batch.content == render_together(
        entries(), WORDS, title="모든 평가표", two_up=two_up
    ).content  # fmt: skip
    document = pdfium.PdfDocument(batch.content)
    assert len(document) == batch.pages == (4 if two_up else 7)
    outline = [(one.level, one.get_title(), one.get_dest().get_index())
               for one in document.get_toc()]  # fmt: skip
    document.close()
    texts = pdf_reading.read_by_pdfium(batch.content)
    assert "차 례" in texts[0]
    assert [title for level, title, _ in outline if level == 0] == [
        "2025-H2-0000", "2025-H2-0001", "2025-H2-0002",
    ]  # fmt: skip
    for level, title, page in outline:
        if level == 1:
            assert title.split(" · ")[0] in texts[page]
    lines = texts[0].splitlines()
    place = lines.index(next(line for line in lines if line.startswith("2025-H2-0001")))
    said = int("".join(lines[place : place + 2]).replace("2025-H2-0001", "").strip()[:1])
    assert said == outline[3][2] + 1


def test_two_up_puts_landscape_forms_on_pages_of_their_own() -> None:
    wide = Entry(paper.consolidated(*SCORE)[1], "2025-H2-0001")
    upright = entries(1)
    batch = render_together([upright[0], wide, upright[1]], WORDS, title="x", two_up=True)
    pages = len(pdf_reading.read_by_pdfium(render(wide.form).content))
    assert batch.pages == 1 + 1 + pages + 1


def test_what_is_chosen() -> None:
    every = entries()
    assert list(chosen(every)) == every
    assert len(list(chosen(every, dossiers={"2025-H2-0001"}))) == 2
    assert len(list(chosen(every, panellists={"위원 A"}, states={"늦음"}))) == 3
    assert list(chosen(every, panellists={"위원 A"}, states={"반영"})) == []


def test_files_apart_are_named_after_what_they_are(tmp_path: Path) -> None:
    every = [*entries(1), *entries(1), Entry(paper.consolidated(*SCORE)[1], "../../etc/passwd")]
    files = write_apart(every, tmp_path)
    assert [file.name for file in files[:4]] == [
        "2025-H2-0000_위원_A.pdf", "2025-H2-0000_위원_B.pdf",
        "2025-H2-0000_위원_A-2.pdf", "2025-H2-0000_위원_B-2.pdf",
    ]  # fmt: skip
    assert all(file.parent == tmp_path and file.exists() for file in files)
    assert files[0].read_bytes() == render(every[0].form).content


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "sheet.pdf"
    file.write_bytes(b"what was there")

    def full(_descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(durable, "flush_to_disk", full)
    with pytest.raises(EnvironmentFault):
        render(entries()[0].form).write(file)
    assert file.read_bytes() == b"what was there"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as fault:
        write_apart(entries(1), tmp_path / "none")
    assert fault.value.code == "file_not_written"


def test_files_apart_are_all_written_or_none(tmp_path: Path) -> None:
    (there,) = write_apart(entries(2)[3:4], tmp_path)
    before = there.read_bytes()
    with pytest.raises(InputError, match="file_exists"):
        write_apart(entries(2), tmp_path)
    assert list(tmp_path.iterdir()) == [there]
    assert there.read_bytes() == before


def test_another_process_makes_the_same_bytes() -> None:
    script = (
        "import hashlib; from tests.support import paper; from ppir_desktop.reports.document "
        "import render; from ppir_desktop.reports.views import SheetKind; "
        "from tests.unit.reports.test_bad_input import TEXTS, sheet_with; "
        "form = sheet_with(' '.join(TEXTS.values())[:3000] + ' \\u0645\\u062d'); "
        "print(hashlib.sha256(render(form).content).hexdigest())"
    )
    said = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True,
            cwd=Path(__file__).parents[3], env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        said.add(done.stdout)
    assert len(said) == 1
