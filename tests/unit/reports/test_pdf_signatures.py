"""Signed sheets: whole, by their author, and found out when anything is changed."""

from __future__ import annotations

import datetime as dt
import io
import random
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from ppir_desktop.common.errors import InputError
from ppir_desktop.reports.document import new_canvas
from ppir_desktop.reports.pdf_signatures import (
    Coverage,
    SealBox,
    read_signatures,
    sign_pdf,
)
from ppir_desktop.signing.certificates import issue, self_issue
from ppir_desktop.signing.keys import SigningKey

BOX = SealBox(0, 400, 100, 120, 60)
NOW = dt.datetime.now(dt.UTC)


class People(NamedTuple):
    """A panellist, and the authority that the certificates lead to."""

    key: SigningKey
    chain: tuple[bytes, bytes, bytes]
    authority: SigningKey


@pytest.fixture(scope="module")
def people() -> People:
    root_key, officer_key, key = (SigningKey.generate() for _ in range(3))
    begin, end = NOW - dt.timedelta(hours=3), NOW + dt.timedelta(days=90)
    root = self_issue(root_key, "authority", begin, end)
    officer = issue(
        root, root_key, officer_key.public, subject="O-1", valid_from=begin, valid_until=end,
        officer=True,
    )  # fmt: skip
    person = issue(
        officer, officer_key, key.public, subject="P-1", valid_from=begin, valid_until=end
    )
    return People(key, (person.der, officer.der, root.der), root_key)


@pytest.fixture(scope="module")
def page() -> bytes:
    buffer = io.BytesIO()
    canvas = new_canvas(buffer, "ko")
    canvas.drawString(72, 700, "평가표 34점")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.fixture(scope="module")
def signed(people: People, page: bytes) -> bytes:
    return sign_pdf(page, people.key, people.chain, BOX, reason="평가표")


def test_what_was_signed_stays_as_it_was_and_the_signature_holds(
    people: People, page: bytes, signed: bytes
) -> None:
    assert signed.startswith(page)
    (found,) = read_signatures(signed, people.authority.public.id)
    assert found.holds
    assert (found.signer, found.key) == ("P-1", people.key.public.id)
    assert found.coverage is Coverage.WHOLE
    assert found.signed_at.startswith(str(NOW.year))
    assert read_signatures(page) == []


def test_another_authority_does_not_vouch_for_it(people: People, signed: bytes) -> None:
    (found,) = read_signatures(signed, people.key.public.id)
    assert found.intact
    assert not found.holds
    assert found.chain == "authority"


def test_a_changed_byte_is_found_wherever_it_is(people: People, page: bytes, signed: bytes) -> None:
    chance = random.Random(1)
    for place in [chance.randrange(len(page)) for _ in range(60)]:
        changed = bytearray(signed)
        changed[place] ^= 1
        try:
            found = read_signatures(bytes(changed), people.authority.public.id)
        except InputError:
            continue
        assert not any(one.holds for one in found), place


def test_a_page_that_is_changed_behind_a_signature_is_found(people: People, signed: bytes) -> None:
    from pyhanko.pdf_utils.generic import StreamObject, pdf_name  # noqa: PLC0415
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415

    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    drawn = writer.add_object(StreamObject(stream_data=b"BT /F1 12 Tf 72 600 Td (40) Tj ET"))
    page = writer.root["/Pages"]["/Kids"][0]
    page[pdf_name("/Contents")] = drawn
    writer.update_container(page)
    target = io.BytesIO()
    writer.write(target)
    (found,) = read_signatures(target.getvalue(), people.authority.public.id)
    assert not found.holds


def test_files_that_are_none_are_refused(signed: bytes) -> None:
    for content in (b"", b"%PDF-1.7\nnothing", signed[: len(signed) // 3], b"\0" * 5000):
        with pytest.raises(InputError, match="pdf_unreadable"):
            read_signatures(content)


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="no pdfsig here")
def test_another_program_calls_it_valid(signed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    said = subprocess.run(
        ["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
