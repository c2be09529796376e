"""The chair's table: 500 dossiers by ten members, from the vault, and one sheet more."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.measuring import Measurement, sample
from benchmarks.viewer import limited
from ppir_desktop.common import resources
from ppir_desktop.common.clock import SystemClock, format_utc
from ppir_desktop.common.identifiers import Digest, digest_of, new_identifier
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.domain.panels import Duty
from ppir_desktop.domain.stage import Sector, Stage
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.people_bodies import Panel, PanelMember
from ppir_desktop.protocol.records import Named
from ppir_desktop.protocol.review_bodies import Discussion, Given, GivenSheet
from ppir_desktop.protocol.round_bodies import Role, Round, StageTimes
from ppir_desktop.services.chair.desk import ChairDesk
from ppir_desktop.services.chair.table import Table, table_of
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.services.reviewing import given_mark
from ppir_desktop.services.schemes import find_stage, load_scheme
from ppir_desktop.signing.authors import Signed
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.effects import refresh_dossiers
from tests.support.panel_round import marks_for
from tests.support.records import FixedClock, Person, SmallRound, manifest
from tests.support.vaults import make_profile, open_profile

DOSSIERS: Final = 500
MEMBERS: Final = 10
ROUNDS: Final = 7
STAGE: Final = "innovation"


class NationalRound(SmallRound):
    """A small round with a real scheme."""

    def body(self) -> Round:
        """What the authority says of it."""
        moment = self.clock.moment
        times = StageTimes(
            stage=STAGE,
            release=format_utc(moment),
            deadline=format_utc(moment + dt.timedelta(days=9)),
            grace=60,
            opening=format_utc(moment),
        )
        scheme = resources.read_text("schemes/ppir-2025.toml")
        return msgspec.structs.replace(super().body(), scheme=scheme, schedule=(times,))


class Bench:
    """A chair's vault that is filled record by record."""

    def __init__(self, profile: OpenProfile) -> None:
        """Let everybody in."""
        self.clock = FixedClock(SystemClock().now())
        self.round = NationalRound(self.clock)
        self.stage: Stage = find_stage(load_scheme("ppir-2025"), STAGE)
        self.profile = profile
        self.members = [
            self.round.member(f"E-{number:02}", Role.PANELLIST if number else Role.CHAIR)
            for number in range(MEMBERS)
        ]
        self.scheme = digest_of(self.round.body().scheme.encode())
        self.given: dict[str, Given] = {}
        self.panel = SealingIdentity.generate()

    def fill(self) -> None:
        """Put the whole round into the vault."""
        with self.profile.vault.writing() as work:
            chair = self.members[0]
            work.rounds.join(
                self.round.id, Digest(self.round.authority.identity.id), chair.identity,
                format_utc(self.clock.moment),
            )  # fmt: skip
            self._keep(work, self.round.opened)
            self._keep(work, self.round.officer_access)
            for person in self.members:
                role = Role.CHAIR if person is chair else Role.PANELLIST
                self._keep(work, self.round.admit(self.round.officer, person, role))
            seats = tuple(self._seat(person) for person in self.members)
            for number in range(DOSSIERS):
                self._dossier(work, f"2026-{number:04}", seats)
            refresh_dossiers(work, self.round.id, chair.identity)
            for dossier in self.given:
                for who, person in enumerate(self.members):
                    self._keep(work, self.sheet(person, dossier, 60 + (who * 7) % 30))

    def sheet(
        self, person: Person, dossier: str, total: int, supersedes: Digest | None = None
    ) -> Signed:
        """A member's sheet."""
        body = GivenSheet(
            stage=STAGE, scheme=self.scheme, dossier=dossier,
            manifest=digest_of(canonical_json(self.given[dossier].manifest)),
            marks=tuple(given_mark(one) for one in marks_for(self.stage, total, "근거 " * 20)),
            opinion="의견 " * 40, evidence=(), discussion=Discussion.BEFORE, statement="확인",
            signed_with="passphrase", reason="다시 봄" if supersedes else "",
        )  # fmt: skip
        return person.author.sign(Kind.SHEET, body, supersedes=supersedes)

    def take(self, signed: Signed) -> None:
        """One sheet more arrives."""
        with self.profile.vault.writing() as work:
            self._keep(work, signed)

    def _dossier(self, work: Work, dossier: str, seats: tuple[PanelMember, ...]) -> None:
        given = Given(
            panel=new_identifier(), stage=STAGE, duty=Duty.CHAIR,
            due=format_utc(self.clock.moment + dt.timedelta(days=9)),
            panel_recipient=self.panel.recipient, manifest=manifest(dossier),
            key=SealingIdentity.generate().secret_text(),
        )  # fmt: skip
        self.given[dossier] = given
        panel = Panel(
            panel=given.panel, title=dossier, stage=STAGE, dossiers=(dossier,), members=seats,
            on_paper=(), quorum=None, recipient=self.panel.recipient,
            identity=self.panel.secret_text(),
        )  # fmt: skip
        self._keep(work, self._officer(Kind.ASSIGNMENT, given), addressed=True)
        self._keep(work, self._officer(Kind.PANEL, panel), addressed=True)

    def _officer(self, kind: Kind, body: Body) -> Signed:
        return self.round.officer.author.sign(kind, body)

    def _seat(self, person: Person) -> PanelMember:
        certified = self.round.certified(person)
        return PanelMember(
            number=person.number, name=f"위원 {person.number}", affiliation="시험대학교",
            sector=Sector.ACADEMIA,
            duty=Duty.CHAIR if person is self.members[0] else Duty.MEMBER,
            chain=certified.chain, recipient=certified.recipient,
        )  # fmt: skip

    def _keep(self, work: Work, signed: Signed, *, addressed: bool = False) -> None:
        named = Named(signed.digest, signed.record)
        at = format_utc(self.clock.moment)
        work.records.add(named, signed.envelope, at, addressed=addressed)


def measure() -> list[Measurement]:
    """What the chair waits for, against what a person notices."""
    with _bench() as bench:
        at = Sitting(bench.profile, bench.round.id, SystemClock())
        opened = [_milliseconds(lambda: ChairDesk(at)) for _ in range(ROUNDS)]
        desk = ChairDesk(at)
        table = table_of(desk, STAGE)
        shown = [_milliseconds(lambda: table_of(_fresh(desk), STAGE)) for _ in range(ROUNDS)]
        updates = [_update(bench, desk, table, number) for number in range(ROUNDS * 3)]
    assert len(table.rows) == DOSSIERS
    assert table.received == DOSSIERS * MEMBERS
    return [
        limited(f"the table of {DOSSIERS} dossiers by {MEMBERS}, judged and consolidated", "ms",
                sample(shown), 200, note="records decoded before, when the desk was opened",
                shortfall="it stands on its line: one thread, no step takes more than a tenth"),
        limited("one sheet more: heard, judged, consolidated, its row made anew", "ms",
                sample(updates), 50, note="from the vault, a table of the same size"),
        limited(f"opening the desk: {DOSSIERS * MEMBERS} sheets decoded from the vault", "ms",
                sample(opened), 2_000, note="once a session; no promise"),
    ]  # fmt: skip


def _fresh(desk: ChairDesk) -> ChairDesk:
    desk.forget()
    return desk


def _update(bench: Bench, desk: ChairDesk, table: Table, number: int) -> float:
    person, dossier = bench.members[1 + number % 9], f"2026-{number:04}"
    seat = desk.gathered((STAGE, dossier)).seat(person.number)
    assert seat is not None
    assert seat.sheet is not None
    bench.take(bench.sheet(person, dossier, 40, seat.sheet.heard.digest))

    def until_shown() -> None:
        changed = desk.refresh()
        assert changed == {(STAGE, dossier)}
        table_of(desk, STAGE, table, {dossier})

    return _milliseconds(until_shown)


@contextmanager
def _bench() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory(dir=Path.home()) as folder:
        before = os.environ.get(HOME_VARIABLE)
        os.environ[HOME_VARIABLE] = folder
        try:
            make_profile(name="chair")
            with open_profile(name="chair") as profile:
                bench = Bench(profile)
                bench.fill()
                yield bench
        finally:
            os.environ.pop(HOME_VARIABLE)
            if before is not None:
                os.environ[HOME_VARIABLE] = before


def _milliseconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) * 1000
