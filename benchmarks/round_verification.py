"""Verifying a national round from its files, against unsealing and verifying the same and no more.

Python's two libraries do the peer's work on two threads: pyrage opens every seal, and cryptography
checks every signature, from envelopes that lie in memory and were taken apart beforehand. Ours
also finds and reads the files, reads what was signed, learns whom the round trusts, judges which
sheet counts, and computes every result anew.
"""

from __future__ import annotations

import importlib.metadata
import random
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pyrage
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from benchmarks.consolidation import _PHRASES
from benchmarks.measuring import Measurement, in_turn, seconds
from ppir_desktop.common.identifiers import digest_of, new_identifier
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.envelopes import read_envelope, signed_bytes
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.people_bodies import Certified
from ppir_desktop.protocol.review_bodies import Discussion, GivenMark, GivenSheet
from ppir_desktop.protocol.round_bodies import Role
from ppir_desktop.services.round_verification import Asked, Mark, verify_round_files
from ppir_desktop.signing.authors import Signed
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.sealing import is_sealed
from tests.support.audits import DECIDED, IN_TIME, STAGE, Audit, Panelled
from tests.support.builders import score_toml
from tests.support.records import FixedClock, Person, manifest

EXPERTS = 3000
PANEL = 10
DOSSIERS = 3000
ROUNDS = 3
THREADS = 2
_MAXIMA = (30, 20, 20, 10, 10, 10)
_CRITERIA = [f"criterion-{number}" for number in range(len(_MAXIMA))]
_RULE = 'method = "trimmed_mean"\nmin_scores = 6\nrescale_to = "100"'


class _Envelopes(NamedTuple):
    """What the peer works on: parcels that are sealed, and signatures taken apart."""

    sealed: list[bytes]
    signatures: list[tuple[ec.EllipticCurvePublicKey, bytes, bytes]]


class _NationalRound(Audit):
    """A round in which every expert reviews as many dossiers as a panel has members."""

    def __init__(self) -> None:
        self.certificates: dict[str, Certified] = {}
        self.signed: list[tuple[Signed, ec.EllipticCurvePublicKey]] = []
        maxima = dict(zip(_CRITERIA, map(str, _MAXIMA), strict=True))
        super().__init__(score_toml(maxima, _RULE))

    def certified(self, person: Person, number: str = "", days: int = 90) -> Certified:
        if person.number not in self.certificates:
            self.certificates[person.number] = super().certified(person, number, days)
        return self.certificates[person.number]

    def carry(
        self, signed: Signed, received: str | None = None, to: Sequence[SealingIdentity] = ()
    ) -> str:
        key = self.trust.key(signed.record.author) if hasattr(self, "trust") else None
        author = self.people[signed.record.author] if key is None else key.key
        self.signed.append((signed, author))
        # As `services.reviewing` seals: to the office, and to somebody else.
        return super().carry(signed, None, to or (self.office, self.other))

    def newcomer(self, number: str) -> Person:
        person = super().newcomer(number)
        if not hasattr(self, "people"):
            self.people: dict[str, ec.EllipticCurvePublicKey] = {}
            self.other = SealingIdentity.generate()
        self.people[person.identity.id] = person.key.public.key
        return person

    def play(self, experts: int, dossiers: int) -> None:
        people = [self.newcomer(f"E-{number:04d}") for number in range(experts)]
        panels = [new_identifier() for _ in range(dossiers)]
        chairing: dict[str, list[str]] = {}
        for number, panel in enumerate(panels):
            chairing.setdefault(people[number % experts].number, []).append(panel)
        for who in people:
            own = chairing.get(who.number, ())
            self.enter(who, Role.CHAIR if own else Role.PANELLIST, own)
        chance = random.Random(1)
        for number, panel in enumerate(panels):
            members = tuple(people[(number + step) % experts] for step in range(PANEL))
            self._review(Panelled(panel, members, self.other), f"2026-{number:05d}", chance)

    def _review(self, panel: Panelled, dossier: str, chance: random.Random) -> None:
        self.at(IN_TIME)
        self.announce(panel, panel.members, dossier=dossier)
        used = {}
        for who in panel.members:
            used[who.number] = who.author.sign(Kind.SHEET, self._filled(dossier, chance))
            self.carry(used[who.number])
        decision = self.decision(panel, self.result(used))
        self.at(DECIDED)
        self.carry(panel.members[0].author.sign(Kind.DECISION, decision))

    def _filled(self, dossier: str, chance: random.Random) -> GivenSheet:
        marks = tuple(
            GivenMark(
                criterion=name, points=chance.randrange(most * 60, most * 100 + 1, 100),
                choice=None, comment=" ".join(chance.choices(_PHRASES, k=3)),
            )
            for name, most in zip(_CRITERIA, _MAXIMA, strict=True)
        )  # fmt: skip
        return GivenSheet(
            stage=STAGE, scheme=self.scheme, dossier=dossier,
            manifest=digest_of(canonical_json(manifest(dossier))), marks=marks,
            opinion=" ".join(chance.choices(_PHRASES, k=4)), evidence=(),
            discussion=Discussion.BEFORE, statement="위와 같이 평가합니다.",
            signed_with="passphrase", reason="",
        )  # fmt: skip

    def envelopes(self) -> _Envelopes:
        found = []
        for signed, key in self.signed:
            envelope = read_envelope(signed.envelope)
            message = signed_bytes(envelope.payload_type, envelope.payload)
            found.append((key, envelope.signatures[0].sig, message))
        return _Envelopes([one for one in self.carried.values() if is_sealed(one)], found)


def measure(experts: int = EXPERTS, dossiers: int = DOSSIERS) -> list[Measurement]:
    """A folder with a national round, from files to verdicts."""
    national = _NationalRound()
    national.play(experts, dossiers)
    bare = national.envelopes()
    sheets = sum(signed.record.kind is Kind.SHEET for signed, _ in national.signed)
    with tempfile.TemporaryDirectory(prefix="ppir-round-") as folder:
        asked = Asked(
            paths=(national.write(Path(folder)),), authority=national.authority.identity.id,
            identities=(national.office,),
        )  # fmt: skip

        def verified() -> None:
            verdict = verify_round_files(asked, FixedClock(national.clock.moment))
            assert len(verdict.dossiers) == dossiers
            assert {one.mark for one in verdict.dossiers} == {Mark.AGREES}
            assert verdict.records["sheet"] == sheets

        ours, theirs = in_turn(
            lambda: seconds(verified), lambda: _bare(bare, national.office), ROUNDS
        )
    versions = [f"{name} {importlib.metadata.version(name)}" for name in ("pyrage", "cryptography")]
    size = sum(map(len, bare.sealed)) // len(bare.sealed)
    return [
        Measurement(
            name=f"verifying a round with {sheets:,} sealed sheets, from files to verdicts",
            peer=f"{' and '.join(versions)} opening and verifying the same on two threads",
            unit="s",
            ours=ours,
            theirs=theirs,
            promised=1 / 0.7,
            note=(
                f"{len(bare.sealed):,} sealed parcels of {size:,} bytes, {len(bare.signatures):,} "
                f"signatures, {dossiers:,} decisions worked out again; the peer's envelopes lie in "
                "memory and it reads nothing of them"
            ),
            shortfall="reading, decoding and consolidating hold the interpreter's lock, so the "
            "second core is idle while they are done",
        )
    ]


def _bare(bare: _Envelopes, identity: SealingIdentity) -> float:
    algorithm, identities = ec.ECDSA(hashes.SHA256()), [identity.identity]

    def work(start: int) -> None:
        for content in bare.sealed[start::THREADS]:
            pyrage.decrypt(content, identities)
        for key, sig, message in bare.signatures[start::THREADS]:
            key.verify(sig, message, algorithm)

    def run() -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(work, range(THREADS)))

    return seconds(run)
