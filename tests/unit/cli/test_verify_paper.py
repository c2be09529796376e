"""A paper is held against the record that it names: at a desk, or against files."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.common.wording import Wording
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.reports.document import render
from ppir_desktop.reports.evaluation_sheet import evaluation_sheet
from ppir_desktop.reports.page import Form
from ppir_desktop.reports.pdf_signatures import sign_pdf
from ppir_desktop.reports.views import SheetKind, SheetView
from ppir_desktop.services import bundles, signed_paper
from ppir_desktop.services.desk_paper import signed_sheets
from ppir_desktop.services.sheet_sources import sources_in
from ppir_desktop.services.signed_paper import sign_sheets, signature_box
from ppir_desktop.store.repositories.exchange import OFFICE
from ppir_desktop.sync.effects import read_back
from tests.support import paper
from tests.support.command import Ask
from tests.support.offices import FIRST
from tests.support.programs import needs
from tests.support.signed_round import SCORED, SignedRound
from tests.support.signers import make_people

KO, EN = Wording("ko"), Wording("en")


class Papers(NamedTuple):
    """A member's sheet: as the office prints it, in English, and as the member signed it."""

    printed: bytes
    signed: bytes


@pytest.fixture(scope="module")
def papers(played: SignedRound) -> Papers:
    with played.at("desk") as at:
        entries = signed_sheets(at, SCORED, EN, [FIRST])
    digest = played.sheets[played.members[1]]
    (entry,) = [one for one in entries if one.form.surround.digest == digest]
    with played.at(played.members[1]) as at:
        (signed,) = sign_sheets(at, SCORED, KO, [FIRST])
    return Papers(render(entry.form).content, signed.file.content)


def verdict(ask: Ask, tmp_path: Path, content: bytes, at: str = "desk") -> dict[str, object]:
    """What is said of a file for programs, and that the exit status says the same."""
    file = tmp_path / "paper.pdf"
    file.write_bytes(content)
    answer = ask("verify", file, "--json", at=at, status=None)
    (found,) = answer.json()
    assert answer.status == (0 if found["trusted"] else 1)
    return dict(found)


def replaced(content: bytes, old: str, new: str) -> bytes:
    """A file with another text in its label, the size kept."""
    assert content.count(old.encode()) >= 1
    return content.replace(old.encode(), new.encode())


@pytest.mark.parametrize("name", Papers._fields)
def test_a_paper_and_its_record_agree_wherever_the_record_is(
    ask: Ask, played: SignedRound, papers: Papers, tmp_path: Path, name: str
) -> None:
    content: bytes = getattr(papers, name)
    for at in ("desk", played.members[0], played.members[1]):
        found = verdict(ask, tmp_path, content, at)
        assert (found["trusted"], found["agreement"]) == (True, "bytes")
        assert found["digest"] == played.sheets[played.members[1]]
        assert found["signed_by_author"] is (name == "signed")
    # Whoever does not have the record cannot tell.
    found = verdict(ask, tmp_path, content, played.members[2])
    assert (found["trusted"], found["problem"]) == (False, "paper_record_unknown")


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_people_are_told_in_their_language(
    ask: Ask, played: SignedRound, papers: Papers, tmp_path: Path, lang: str
) -> None:
    one, other = tmp_path / "signed.pdf", tmp_path / "printed.pdf"
    one.write_bytes(papers.signed)
    other.write_bytes(papers.printed)
    said = ask("verify", one, other, lang=lang).out
    wanted = {
        "ko": ("한 바이트까지 같습니다", "PDF에도 서명", "PDF 서명은 없습니다", "평가표"),
        "en": ("byte for byte", "signed the PDF", "no PDF signature", "evaluation sheet"),
    }
    assert all(text in said for text in wanted[lang])
    assert played.members[1] in said
    # What the sheet says is nobody's business here.
    assert "근거가 분명하다" not in said


def test_a_changed_byte_is_found(ask: Ask, papers: Papers, tmp_path: Path) -> None:
    for content in papers:
        for place in (700, len(content) // 3, len(content) // 2):
            changed = bytearray(content)
            changed[place] ^= 1
            assert not verdict(ask, tmp_path, bytes(changed))["trusted"], place


@needs("qpdf")
def test_text_that_was_changed_is_found_and_its_page_named(
    ask: Ask, papers: Papers, tmp_path: Path
) -> None:
    for content in papers:
        changed = with_text_in_place(content, tmp_path)
        found = verdict(ask, tmp_path, changed)
        assert (found["trusted"], found["agreement"]) == (False, "different")
        assert found["pages"] == [1]


def with_text_in_place(content: bytes, folder: Path) -> bytes:
    """A file with more text on its first page, written anew as an editor would."""
    source, target = folder / "from.pdf", folder / "to.pdf"
    source.write_bytes(content)
    subprocess.run(["qpdf", "--qdf", str(source), str(target)], check=True)
    text = target.read_bytes().replace(b"BT", b"BT 1 0 0 1 80 300 Tm /F1+0 12 Tf (99) Tj ET BT", 1)
    target.write_bytes(text)
    subprocess.run(["qpdf", str(target), str(source)], check=False)
    return source.read_bytes()


@needs("qpdf")
def test_a_file_written_anew_reads_the_same_and_is_relied_on_no_more(
    ask: Ask, papers: Papers, tmp_path: Path
) -> None:
    source, target = tmp_path / "from.pdf", tmp_path / "to.pdf"
    source.write_bytes(papers.printed)
    subprocess.run(["qpdf", "--qdf", str(source), str(target)], check=True)
    found = verdict(ask, tmp_path, target.read_bytes())
    assert (found["trusted"], found["agreement"]) == (False, "text")


def test_what_was_added_behind_a_paper_is_found(ask: Ask, papers: Papers, tmp_path: Path) -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415

    for content in papers:
        writer = IncrementalPdfFileWriter(io.BytesIO(content))
        writer.root["/Lang"] = writer.root["/Lang"]
        writer.update_root()
        target = io.BytesIO()
        writer.write(target)
        found = verdict(ask, tmp_path, target.getvalue())
        assert (found["trusted"], found["agreement"]) == (False, "added")


def test_the_digest_of_another_record_is_found(
    ask: Ask, played: SignedRound, papers: Papers, tmp_path: Path
) -> None:
    own = played.sheets[played.members[1]]
    for other in (played.sheets[played.members[2]], Digest("0" * 64)):
        found = verdict(ask, tmp_path, replaced(papers.printed, own, other))
        assert (found["trusted"], found["problem"]) == (False, "paper_digests_differ")


def test_papers_that_show_no_record_or_several_say_so(ask: Ask, tmp_path: Path) -> None:
    blank, batch = tmp_path / "blank.pdf", tmp_path / "batch.pdf"
    common = ("--stage", SCORED, "--to")
    ask("sheet", "print", *common, batch)
    assert verdict(ask, tmp_path, batch.read_bytes())["problem"] == "paper_of_several"
    form = render(paper.sheet(*paper.stage_of("ppir-2025", SCORED), SheetKind.BLANK)[1])
    blank.write_bytes(form.content)
    assert verdict(ask, tmp_path, blank.read_bytes())["problem"] == "paper_without_record"
    for content in (b"%PDF-1.7\nnothing", b"%PDF-"):
        assert verdict(ask, tmp_path, content)["problem"] == "pdf_unreadable"


def test_somebody_elses_signature_is_not_the_authors(
    ask: Ask, played: SignedRound, tmp_path: Path
) -> None:

    with played.at("desk") as at, at.profile.vault.reading() as work:
        named = read_back(work.records.envelope(played.sheets[played.members[1]]))
        view = sources_in(work, at.round).view_of_record(named, SheetKind.SIGNED, KO)
    assert view is not None
    form, people = render(evaluation_sheet(view, KO)), make_people(played.members[1])
    box = signature_box(form)
    forged = sign_pdf(form.content, people.key, people.chain, box, reason="x")
    found = verdict(ask, tmp_path, forged)
    assert (found["trusted"], found["agreement"]) == (False, "bytes")
    assert not found["signed_by_author"]


def test_files_alone_are_enough(
    ask: Ask, played: SignedRound, papers: Papers, tmp_path: Path
) -> None:
    files = [tmp_path / "printed.pdf", tmp_path / "signed.pdf"]
    for file, content in zip(files, papers, strict=True):
        file.write_bytes(content)
    records: dict[Kind, list[str]] = {}
    with played.at("desk") as at, at.profile.vault.reading() as work:
        authority = work.rounds.get(at.round).authority
        for kind in (Kind.ROUND, Kind.ACCESS, Kind.CERTIFICATE, Kind.SHEET, Kind.ASSIGNMENT):
            for number, envelope in enumerate(work.records.envelopes(at.round, [kind])):
                path = tmp_path / f"{kind}-{number}"
                path.write_bytes(envelope)
                records.setdefault(kind, []).append(f"--trust={path}")
    asked = ("verify", *files, "--authority", authority, "--json")

    def told(*without: Kind) -> list[str]:
        return [one for kind, options in records.items() if kind not in without for one in options]

    found = ask(*asked, *told(), at="").json()
    assert [one["agreement"] for one in found] == ["bytes", "bytes"]
    assert all(one["trusted"] for one in found)
    # Without the dossiers or the names nothing can be compared, and that is said.
    for kind in (Kind.ASSIGNMENT, Kind.CERTIFICATE):
        found = ask(*asked, *told(kind), at="", status=1).json()
        assert {one["agreement"] for one in found} == {"uncompared"}


def test_a_bundle_may_hold_the_record(
    ask: Ask, played: SignedRound, papers: Papers, tmp_path: Path
) -> None:
    """What a member hands in is sealed to the office: its key opens it."""
    file, bundle = tmp_path / "signed.pdf", tmp_path / "work.ppirbundle"
    file.write_bytes(papers.signed)
    with played.at("desk") as at:
        bundles.export(at.profile, at.round, bundle, at.clock)
        with at.profile.vault.reading() as work:
            authority = work.rounds.get(at.round).authority
            office = work.exchange.identity(at.round, OFFICE)
    assert office is not None
    identity = tmp_path / "identity"
    identity.write_text(office.secret_text(), encoding="utf-8")
    sheet = played.home.parent / "desks" / f"sheets-{played.members[1]}.ppirbundle"
    trust = (f"--trust={bundle}", f"--trust={sheet}", "--identity", identity)
    (found,) = ask("verify", file, "--authority", authority, *trust, "--json", at="").json()
    assert (found["trusted"], found["agreement"]) == (True, "bytes")


def with_a_field_over_it(content: bytes) -> bytes:
    """A signed file with an empty signature's field behind it, drawn white over its page."""
    from pyhanko.pdf_utils.generic import (  # noqa: PLC0415
        ArrayObject,
        DictionaryObject,
        NumberObject,
        StreamObject,
        pdf_name,
    )
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field  # noqa: PLC0415

    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    append_signature_field(writer, SigFieldSpec("Over", on_page=0, box=(50, 300, 500, 700)))
    drawn = StreamObject(
        {
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): ArrayObject(map(NumberObject, (0, 0, 450, 400))),
        },
        stream_data=b"1 g 0 0 450 400 re f",
    )
    field = writer.root["/AcroForm"]["/Fields"][1]
    field[pdf_name("/AP")] = DictionaryObject({pdf_name("/N"): writer.add_object(drawn)})
    writer.update_container(field)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_below_its_authors_signature_the_same_text_is_enough(
    ask: Ask, played: SignedRound, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another version of the program may write other bytes for the same sheet."""

    def otherwise(view: SheetView, words: Wording) -> Form:
        return evaluation_sheet(view, words)._replace(title="another version")

    monkeypatch.setattr(signed_paper, "evaluation_sheet", otherwise)
    with played.at(played.members[1]) as at:
        (made,) = sign_sheets(at, SCORED, KO, [FIRST])
    found = verdict(ask, tmp_path, made.file.content)
    assert (found["trusted"], found["agreement"]) == (True, "text")
    said = ask("verify", tmp_path / "paper.pdf", lang="ko").out
    assert "다른 판의 프로그램" in said
    # A field that somebody else put over it changes no text.
    covered = verdict(ask, tmp_path, with_a_field_over_it(made.file.content))
    assert (covered["trusted"], covered["agreement"]) == (False, "text")
