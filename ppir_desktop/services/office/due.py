"""Saying what is due: dossiers to those seated, keys once they may open, panels to chairs.

It looks at what the ledger says was told already, so it may be asked at any time and as often as
one likes; what was said is written down in the transaction that says it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import msgspec

from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.domain.panels import Duty
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.ledger_bodies import Applied, Closed, Convened, Pooled, Seat
from ppir_desktop.protocol.people_bodies import Panel, PanelMember, WithoutDevice
from ppir_desktop.protocol.review_bodies import Declared, Given, KeyReleased, Withdrawn
from ppir_desktop.protocol.round_bodies import Role
from ppir_desktop.services.office.desks import Desk
from ppir_desktop.services.office.ledger import write
from ppir_desktop.services.office.people import Participant, participants, trust_in
from ppir_desktop.services.office.said import said
from ppir_desktop.services.office.voices import Voice
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.trust import Grant
from ppir_desktop.store.vault import Work

_PLACE: Final = "{stage}/{dossier}"
_AT_ONCE: Final = "다른 담당자가 먼저 위원회를 정함 / another officer convened the panel"


class Due(msgspec.Struct, frozen=True):
    """What was said.

    Attributes:
        given: Dossiers given, by number and dossier.
        released: Keys sent afterwards, likewise.
        opened: Panels whose chair can open the sheets now, by dossier.
        missing: Members who have no device yet, by number and dossier.
    """

    given: tuple[tuple[str, str], ...] = ()
    released: tuple[tuple[str, str], ...] = ()
    opened: tuple[str, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()


def place_of(stage: str, dossier: str) -> str:
    """The name of a panel's entry in the ledger."""
    return _PLACE.format(stage=stage, dossier=dossier)


def say_what_is_due(work: Work, desk: Desk, clock: Clock) -> Due:
    """Say all that is due in a round by now.

    Args:
        work: A transaction that writes.
        desk: An officer's desk.
        clock: Says when.

    Raises:
        InputError: What signing refuses.
    """
    return _Teller(work, desk, clock).tell()


class _Teller:
    """Says what is due, panel by panel."""

    def __init__(self, work: Work, desk: Desk, clock: Clock) -> None:
        self._work, self._desk, self._clock = work, desk, clock
        self._voice = Voice(work, desk, clock)
        self._now = format_utc(clock.now())
        self._trust = trust_in(work, desk.round)
        self._people = participants(work, desk.round, self._trust)
        self._grants: dict[Digest, Grant] = {}
        self._pool = work.ledger.all(desk.round, Pooled)
        self._accepted = _accepted(work, desk, self._people)
        self._given: list[tuple[str, str]] = []
        self._released: list[tuple[str, str]] = []
        self._opened: list[str] = []
        self._missing: list[tuple[str, str]] = []

    def tell(self) -> Due:
        work, desk = self._work, self._desk
        self._settle_panels()
        dossiers = work.ledger.all(desk.round, Applied)
        closed = work.ledger.all(desk.round, Closed)
        changed = []
        for name, panel in work.ledger.all(desk.round, Convened).items():
            dossier = dossiers.get(panel.dossier)
            if panel.published and dossier is not None and not dossier.withdrawn:
                # Of a closed stage nothing is given out, but its chair still gets the sheets.
                told = panel if panel.stage in closed else self._tell_members(panel, dossier)
                after = self._tell_chair(told)
                if after != panel:
                    changed.append((name, after))
        write(work, desk.round, changed, self._clock)
        self._voice.finish()
        return Due(
            tuple(self._given), tuple(self._released), tuple(self._opened), tuple(self._missing)
        )

    def _settle_panels(self) -> None:
        """Undo what followed from a panel that another officer convened at the same time.

        The desk that said what does not count takes the dossier from those who are not on the
        panel that does; the desk that said that one gives it to its members once more, so that
        the last they hear is what counts.
        """
        work, round_id = self._work, self._desk.round
        for place, one in work.ledger.displaced(round_id).items():
            lost = one.content
            counts = work.ledger.get(round_id, Convened, one.name)
            if not isinstance(lost, Convened) or counts is None:
                continue
            staying = {seat.number for seat in counts.seats if not seat.vacated}
            if one.own:
                body = Withdrawn(stage=lost.stage, dossier=lost.dossier, reason=_AT_ONCE)
                for seat in lost.seats:
                    person = self._people.get(seat.number)
                    if person and seat.given_to == person.key and seat.number not in staying:
                        self._voice.tell(Kind.ASSIGNMENT, body, person)
            if work.ledger.is_own(round_id, Convened, one.name) and lost.published:
                seats = tuple(msgspec.structs.replace(s, given_to=None) for s in counts.seats)
                again = msgspec.structs.replace(counts, seats=seats, chair=None, opened=False)
                write(work, round_id, [(one.name, again)], self._clock)
            work.ledger.settle(round_id, place)

    def _tell_members(self, panel: Convened, dossier: Applied) -> Convened:
        seats = tuple(
            seat if seat.vacated else self._tell_member(panel, dossier, seat)
            for seat in panel.seats
        )
        return msgspec.structs.replace(panel, seats=seats)

    def _tell_member(self, panel: Convened, dossier: Applied, seat: Seat) -> Seat:
        person = self._people.get(seat.number)
        if person is None:
            self._missing.append((seat.number, panel.dossier))
            return seat
        may_open = self._may_open(panel, person)
        if seat.given_to != person.key:
            body = Given(
                panel=panel.panel,
                stage=panel.stage,
                duty=seat.duty,
                due=panel.due,
                panel_recipient=SealingIdentity.read(panel.identity).recipient,
                manifest=dossier.manifest,
                key=dossier.key if may_open else None,
            )
            self._voice.tell(Kind.ASSIGNMENT, body, person)
            self._given.append((seat.number, panel.dossier))
        elif may_open and not seat.has_key:
            released = KeyReleased(stage=panel.stage, dossier=panel.dossier, key=dossier.key)
            self._voice.tell(Kind.ASSIGNMENT, released, person)
            self._released.append((seat.number, panel.dossier))
        else:
            return seat
        return msgspec.structs.replace(seat, given_to=person.key, has_key=may_open)

    def _may_open(self, panel: Convened, person: Participant) -> bool:
        """Whether a member may have the dossier's key by now, as the round's policy says."""
        if self._now < self._desk.times(panel.stage).release:
            return False
        held_back = self._desk.opened.policy.key_after_declaration
        return not held_back or (person.key, panel.stage, panel.dossier) in self._accepted

    def _tell_chair(self, panel: Convened) -> Convened:
        """Give a chair access to the panel's sheets, and its identity once it is time."""
        chairs = [seat for seat in panel.seats if seat.duty is Duty.CHAIR and not seat.vacated]
        person = self._people.get(chairs[0].number) if chairs else None
        if person is None:
            return panel
        # Where the deadline was moved beyond the opening, sheets stay closed until it is over.
        opening = max(self._desk.times(panel.stage).opening, panel.due)
        is_time = self._desk.opened.policy.panel_key == "with_panel" or self._now >= opening
        body = self._body(panel, is_open=is_time)
        told = digest_of(canonical_json(body))
        if (panel.chair, panel.opened, panel.told) == (person.key, is_time, told):
            return panel
        if panel.chair != person.key:
            self._admit_chair(person, panel)
            self._tell_former_chair(panel)
        # Whoever was let in, or took another's seat, since the chair heard of the panel last.
        self._voice.tell(Kind.PANEL, body, person)
        if is_time and not (panel.chair == person.key and panel.opened):
            self._opened.append(panel.dossier)
        return msgspec.structs.replace(panel, chair=person.key, opened=is_time, told=told)

    def _tell_former_chair(self, panel: Convened) -> None:
        """Tell whoever chaired a panel before that somebody else does now."""
        former = [one for one in self._people.values() if one.key == panel.chair]
        for person in former:
            self._voice.tell(Kind.PANEL, self._body(panel, is_open=False), person)

    def _admit_chair(self, person: Participant, panel: Convened) -> None:
        grant = self._grants.get(person.key) or self._trust.grant(person.key)
        if grant is None:  # whoever takes part was let in
            return
        panels = tuple(dict.fromkeys((*grant.panels, panel.panel)))
        grant = msgspec.structs.replace(grant, role=Role.CHAIR, panels=panels)
        self._grants[person.key] = grant
        self._voice.grant(grant)

    def _body(self, panel: Convened, *, is_open: bool) -> Panel:
        seats = [seat for seat in panel.seats if not seat.vacated]
        members, on_paper = [], []
        for seat in seats:
            expert, person = self._pool[seat.number].expert, self._people.get(seat.number)
            if person is None:
                on_paper.append(
                    WithoutDevice(
                        number=seat.number, name=expert.name, affiliation=expert.organisation,
                        sector=expert.sector, duty=seat.duty,
                    )
                )  # fmt: skip
            else:
                members.append(
                    PanelMember(
                        number=seat.number, name=person.name, affiliation=person.affiliation,
                        sector=expert.sector, duty=seat.duty, chain=person.chain,
                        recipient=person.recipient,
                    )
                )  # fmt: skip
        return Panel(
            panel=panel.panel,
            title=panel.dossier,
            stage=panel.stage,
            dossiers=(panel.dossier,),
            members=tuple(members),
            on_paper=tuple(on_paper),
            quorum=None,
            recipient=SealingIdentity.read(panel.identity).recipient,
            identity=panel.identity if is_open else None,
        )


def _accepted(
    work: Work, desk: Desk, people: Mapping[str, Participant]
) -> set[tuple[Digest, str, str]]:
    """Who declared to take which dossier on in which stage, by key; the last word counts."""
    numbers = {person.key for person in people.values()}
    words: dict[tuple[Digest, str, str], list[tuple[int, bool]]] = defaultdict(list)
    for record in said(work, desk.round, Kind.DECLARATION):
        body = record.body
        if isinstance(body, Declared) and record.author in numbers:
            words[record.author, body.stage, body.dossier].append((record.seq, body.accepts))
    return {place for place, said in words.items() if max(said)[1]}
