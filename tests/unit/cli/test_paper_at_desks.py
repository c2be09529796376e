"""``ppir sheet`` and ``ppir report`` at desks, and what ``ppir verify`` says of their papers."""

from __future__ import annotations

import os
from pathlib import Path

from ppir_desktop.domain.sheets import Mark
from ppir_desktop.services import drafts
from ppir_desktop.services.drafts import Draft
from tests.support import pdf_reading
from tests.support.command import Ask
from tests.support.offices import FIRST, SECOND
from tests.support.signed_round import SCORED, SignedRound


def text_of(file: Path) -> str:
    return "".join(pdf_reading.read_by_pdfium(file.read_bytes()))


def test_prints_go_into_one_file_or_a_folder(ask: Ask, played: SignedRound, tmp_path: Path) -> None:
    one, folder = tmp_path / "all.pdf", tmp_path / "apart"
    chosen = ("sheet", "print", "--stage", SCORED, "--dossier", FIRST)
    ask(*chosen, "--to", one)
    assert len(pdf_reading.read_by_pdfium(one.read_bytes())) == 7
    said = ask(*chosen, "--to", folder, "--apart")
    files = sorted(folder.iterdir())
    assert len(files) == 6
    assert all(str(file) in said.out for file in files)
    assert "6 files" in said.out
    again = ask(*chosen, "--to", folder, "--apart", status=2)
    assert "exists" in again.err
    ask(*chosen, "--to", tmp_path / "x", "--apart", "--two-up", status=2)
    # A name of a file need not be one in UTF-8.
    strange = tmp_path / os.fsdecode(b"\xff\n.pdf")
    ask(*chosen, "--to", strange)
    assert strange.exists()


def test_a_draft_is_printed_at_its_authors_desk_alone(
    ask: Ask, played: SignedRound, tmp_path: Path
) -> None:
    number, file = played.members[3], tmp_path / "draft.pdf"
    common = ("sheet", "draft", "--stage", SCORED, "--to", file)
    ask(*common, at=number, status=2)
    with played.at(number) as at:
        draft = Draft(marks=(Mark("technology", 3000),), opinion="쓰는 중")
        drafts.save(at.profile, at.round, (SCORED, FIRST), draft, at.clock)
    ask(*common, status=2)
    assert not file.exists()
    ask(*common, "--form", "en", at=number)
    assert "DRAFT" in text_of(file)
    assert "쓰는 중" in text_of(file)
    with played.at(number) as at:
        drafts.discard(at.profile, at.round, (SCORED, FIRST))


def test_a_signed_sheet_is_a_file_of_its_own(ask: Ask, played: SignedRound, tmp_path: Path) -> None:
    file, chair = tmp_path / "signed.pdf", played.members[0]
    common = ("sheet", "print", "--signed", "--stage", SCORED)
    refused = ask(*common, "--to", file, at=chair, status=2)
    assert FIRST in refused.err
    assert SECOND in refused.err
    assert "signed by others" in ask(*common, "--to", file, status=2).err
    for option in ("--two-up", "--panellist=x"):
        ask(*common, option, "--to", file, at=chair, status=2)
    assert not file.exists()
    ask(*common, "--dossier", FIRST, "--to", file, at=chair)
    assert b"/ETSI.CAdES.detached" in file.read_bytes()
    ask(*common, "--apart", "--to", tmp_path / "both", at=chair)
    assert len(list((tmp_path / "both").iterdir())) == 2


def test_consolidated_sheets_and_a_report_are_made_from_records(
    ask: Ask, played: SignedRound, tmp_path: Path
) -> None:
    sheet, named, report = (tmp_path / f"{name}.pdf" for name in ("sheet", "named", "report"))
    common = ("report", "consolidated", "--stage", SCORED)
    said = ask(*common, "--to", sheet).out
    assert "1 application without a result" in said
    ask(*common, "--dossier", FIRST, "--names", "--form", "en", "--to", named, at=played.members[0])
    ask("report", "round", "--to", report)
    assert FIRST in text_of(report)
    assert "Panellist A" not in text_of(named)
    ask(*common, "--to", tmp_path / "x.pdf", at=played.members[1], status=2)
    ask(*common, "--dossier", SECOND, "--to", tmp_path / "x.pdf", status=2)
    assert not (tmp_path / "x.pdf").exists()
    # Each leads back to the decision.
    for file in (sheet, named):
        for at in ("desk", played.members[0]):
            (found,) = ask("verify", file, "--json", at=at).json()
            assert (found["digest"], found["agreement"]) == (played.decision, "bytes")
