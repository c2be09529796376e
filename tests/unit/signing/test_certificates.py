"""Chains hold from the authority to a person, or are refused with the link that does not."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st

from ppir_desktop.common.errors import InputError
from ppir_desktop.protocol.envelopes import read_envelope, signed_bytes
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.signing.certificates import Certificate, check_chain, issue, self_issue
from ppir_desktop.signing.keys import PublicKey, SigningKey
from tests.support.programs import needs
from tests.support.records import BEGIN, END, SmallRound, sheet

DAY = dt.timedelta(days=1)
ROOT_KEY, OFFICER_KEY, PERSON_KEY = (SigningKey.generate() for _ in range(3))
ROOT = self_issue(ROOT_KEY, "authority", BEGIN, END)
OFFICER = issue(
    ROOT,
    ROOT_KEY,
    OFFICER_KEY.public,
    subject="officer-1",
    valid_from=BEGIN + DAY,
    valid_until=END - DAY,
    officer=True,
)
PERSON = issue(
    OFFICER,
    OFFICER_KEY,
    PERSON_KEY.public,
    subject="E-1",
    valid_from=BEGIN + 2 * DAY,
    valid_until=END,
)
AUTHORITY = ROOT_KEY.public.id


def broken_link(*chain: Certificate) -> str:
    with pytest.raises(InputError) as refused:
        check_chain([one.der for one in chain], AUTHORITY)
    assert refused.value.code == "chain_broken"
    return refused.value.params["link"]


def test_a_chain_that_holds_names_the_person_and_the_officer() -> None:
    person, officer = check_chain([PERSON.der, OFFICER.der, ROOT.der], AUTHORITY)
    assert (person.subject, officer.subject) == ("E-1", "officer-1")
    assert person.public_key.id == PERSON_KEY.public.id
    assert person.valid_at(END)
    assert not person.valid_at(BEGIN)


def test_another_authority_is_refused() -> None:
    other_key = SigningKey.generate()
    other = self_issue(other_key, "authority", BEGIN, END)
    assert broken_link(PERSON, OFFICER, other) == "authority"
    assert broken_link(PERSON, OFFICER, OFFICER) == "authority"


def test_a_person_certifies_nobody() -> None:
    victim = issue(
        PERSON,
        PERSON_KEY,
        SigningKey.generate().public,
        subject="E-2",
        valid_from=BEGIN + 3 * DAY,
        valid_until=END,
    )
    assert broken_link(victim, PERSON, ROOT) == "officer"
    assert broken_link(PERSON, PERSON, ROOT) == "officer"


def test_an_officer_is_no_person_and_makes_no_officers() -> None:
    assert broken_link(OFFICER, OFFICER, ROOT) == "person"
    below = issue(
        OFFICER,
        OFFICER_KEY,
        SigningKey.generate().public,
        subject="officer-2",
        valid_from=BEGIN + 3 * DAY,
        valid_until=END,
        officer=True,
    )
    assert broken_link(below, OFFICER, ROOT) == "person"


def test_who_issued_must_have_been_valid_then() -> None:
    early = issue(
        OFFICER,
        OFFICER_KEY,
        PERSON_KEY.public,
        subject="E-1",
        valid_from=BEGIN,
        valid_until=END,
    )
    assert broken_link(early, OFFICER, ROOT) == "time"


def test_a_chain_has_three_links() -> None:
    assert broken_link(PERSON, ROOT) == "length"


@given(st.integers(0, len(PERSON.der) * 8 - 1))
def test_a_changed_certificate_never_passes(bit: int) -> None:
    changed = bytearray(PERSON.der)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(InputError):
        check_chain([bytes(changed), OFFICER.der, ROOT.der], AUTHORITY)


@given(st.binary(max_size=200))
def test_anything_else_is_no_certificate_and_no_key(content: bytes) -> None:
    with pytest.raises(InputError, match="certificate_unreadable"):
        Certificate.read(content)
    with pytest.raises(InputError, match="key_unreadable"):
        PublicKey.read(content)
    with pytest.raises(InputError, match="key_unreadable"):
        SigningKey.read(content)


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP384R1()),
        rsa.generate_private_key(65537, 2048),
    ],
    ids=["P-384", "RSA"],
)
def test_other_kinds_of_keys_are_refused(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
) -> None:
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    with pytest.raises(InputError, match="key_unreadable"):
        PublicKey.read(public)


def test_a_key_written_in_another_way_is_refused() -> None:
    point = PERSON_KEY.public.key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
    )
    head = PERSON_KEY.public.der[:-65]
    compressed = bytearray(head + point)
    # The lengths of the outer sequence and of the bit string shrink by 32 bytes.
    compressed[1] -= 32
    compressed[len(head) - 2] -= 32
    with pytest.raises(InputError, match="key_unreadable"):
        PublicKey.read(bytes(compressed))


def test_a_key_comes_back_from_its_secret_bytes() -> None:
    again = SigningKey.read(PERSON_KEY.secret_bytes())
    assert again.public.id == PERSON_KEY.public.id
    assert PERSON_KEY.public.verifies(again.sign(b"text"), b"text")


def openssl(*arguments: str | Path) -> str:
    command = ["openssl", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@needs("openssl")
def test_openssl_verifies_the_chain(tmp_path: Path) -> None:
    for name, certificate in (("root", ROOT), ("officer", OFFICER), ("person", PERSON)):
        pem = certificate.x509.public_bytes(serialization.Encoding.PEM)
        (tmp_path / f"{name}.pem").write_bytes(pem)
    moment = str(int((END - 2 * DAY).timestamp()))
    answer = openssl(
        "verify",
        "-attime",
        moment,
        "-CAfile",
        tmp_path / "root.pem",
        "-untrusted",
        tmp_path / "officer.pem",
        tmp_path / "person.pem",
    )
    assert answer.endswith("person.pem: OK\n")


@needs("openssl")
def test_openssl_verifies_a_record(tmp_path: Path) -> None:
    member = SmallRound().member()
    envelope = read_envelope(member.author.sign(Kind.SHEET, sheet()).envelope)
    message, sig, key = (tmp_path / name for name in ("message", "sig", "key.der"))
    message.write_bytes(signed_bytes(envelope.payload_type, envelope.payload))
    sig.write_bytes(envelope.signatures[0].sig)
    key.write_bytes(member.key.public.der)
    answer = openssl(
        "dgst", "-sha256", "-verify", key, "-keyform", "DER", "-signature", sig, message
    )
    assert answer == "Verified OK\n"
