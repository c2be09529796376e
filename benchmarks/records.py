"""Verifying records: envelope, signature, canonical form, types, trust."""

from __future__ import annotations

import importlib.metadata
import random
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from benchmarks.consolidation import _PHRASES
from benchmarks.measuring import Measurement, in_turn, seconds
from ppir_desktop.protocol.envelopes import read_envelope, signed_bytes
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.review_bodies import GivenMark
from ppir_desktop.signing.verification import Verdict, verify_many
from tests.support.records import AT, Person, SmallRound, sheet

RECORDS = 30_000
DISTINCT = 3_000
AUTHORS = 50
ROUNDS = 5


def measure() -> list[Measurement]:
    """30,000 records on one core, and how two cores help."""
    small = SmallRound()
    members = [small.member(f"E-{number}") for number in range(AUTHORS)]
    chance = random.Random(1)
    signed = [_sheet(members[number % AUTHORS], chance, number) for number in range(DISTINCT)]
    contents = signed * (RECORDS // DISTINCT)
    bare = [_bare(content, members[n % AUTHORS]) for n, content in enumerate(signed)]
    bare *= RECORDS // DISTINCT
    version = importlib.metadata.version("cryptography")
    size = sum(map(len, signed)) // DISTINCT

    def ours(threads: int) -> float:
        return seconds(lambda: _trusted(verify_many(contents, small.trust, AT, threads=threads)))

    assert _trusted(verify_many(signed, small.trust, AT)) == DISTINCT
    one, peer_one = in_turn(lambda: ours(1), lambda: _loop(bare, 1), ROUNDS)
    two, peer_two = in_turn(lambda: ours(2), lambda: _loop(bare, 2), ROUNDS)
    note = f"envelopes of {size} bytes; the peer verifies the same signatures and nothing else"
    return [
        Measurement(
            name="verifying 30,000 records, one core",
            peer=f"a bare loop over cryptography {version}'s verify",
            unit="s",
            ours=one,
            theirs=peer_one,
            promised=1 / 0.7,
            note=note,
            shortfall="it stands on its line: reading, canonical form and typed decoding are what "
            "the peer does not do",
        ),
        Measurement(
            name="the same on two cores",
            peer=f"the same loop on two threads, cryptography {version}",
            unit="s",
            ours=two,
            theirs=peer_two,
            promised=1 / 0.7,
            note=f"two cores take {two.median / one.median:.2f} of one core's time",
            shortfall="reading and decoding hold the interpreter's lock; signatures alone are "
            "verified on both cores",
        ),
    ]


def _trusted(verdicts: Iterable[Verdict]) -> int:
    return sum(verdict.trusted for verdict in verdicts)


def _sheet(member: Person, chance: random.Random, number: int) -> bytes:
    marks = tuple(
        GivenMark(
            criterion=f"criterion-{index}",
            points=chance.randrange(0, 3000, 100),
            choice=None,
            comment=" ".join(chance.choices(_PHRASES, k=3)),
        )
        for index in range(6)
    )
    body = msgspec.structs.replace(sheet(f"2026-{number:04d}"), marks=marks)
    return member.author.sign(Kind.SHEET, body).envelope


def _bare(content: bytes, member: Person) -> tuple[ec.EllipticCurvePublicKey, bytes, bytes]:
    envelope = read_envelope(content)
    message = signed_bytes(envelope.payload_type, envelope.payload)
    return member.key.public.key, envelope.signatures[0].sig, message


def _loop(bare: list[tuple[ec.EllipticCurvePublicKey, bytes, bytes]], threads: int) -> float:
    algorithm = ec.ECDSA(hashes.SHA256())

    def verify(start: int) -> None:
        for key, sig, message in bare[start::threads]:
            key.verify(sig, message, algorithm)

    def run() -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(verify, range(threads)))

    return seconds(run)
