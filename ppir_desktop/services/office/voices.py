"""How a desk speaks: to one person so that every officer knows of it, or openly to everybody."""

from __future__ import annotations

from collections import defaultdict

from ppir_desktop.common.clock import Clock
from ppir_desktop.common.identifiers import Digest
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.round_bodies import Access, Head
from ppir_desktop.services.office.desks import Desk
from ppir_desktop.services.office.people import Participant
from ppir_desktop.services.statements import say
from ppir_desktop.signing.authors import Signed
from ppir_desktop.signing.trust import Grant
from ppir_desktop.store.repositories.exchange import OFFICE
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.effects import COUNTED_BY_HEAD


class Voice:
    """What one desk says in one transaction.

    Attributes:
        desk: The desk.
    """

    def __init__(self, work: Work, desk: Desk, clock: Clock) -> None:
        """Speak within a transaction that writes."""
        self.desk = desk
        self._work, self._clock = work, clock
        self._told: dict[Digest, Participant] = {}

    def tell(self, kind: Kind, body: Body, person: Participant) -> Signed:
        """Say something to one person.

        Raises:
            InputError: As `services.statements.say`.
        """
        if kind is not Kind.HEAD:
            self._told[person.key] = person
        return say(
            self._work, self.desk.round, kind, body,
            recipients=[person.recipient, self.desk.opened.office],
            addresses=[person.key, OFFICE], clock=self._clock,
        )  # fmt: skip

    def announce(self, kind: Kind, body: Body) -> Signed:
        """Say something openly."""
        return say(
            self._work, self.desk.round, kind, body, recipients=(), addresses=(),
            clock=self._clock,
        )  # fmt: skip

    def grant(self, grant: Grant) -> Signed:
        """Say what a key may do."""
        body = Access(
            key=grant.key.der,
            role=grant.role,
            valid_from=grant.valid_from,
            valid_until=grant.valid_until,
            revoked_at=grant.revoked_at,
            replaces=grant.replaces,
            panels=grant.panels,
        )
        return self.announce(Kind.ACCESS, body)

    def finish(self) -> None:
        """Tell whoever was told something how much was said to them, so that a gap shows."""
        if not self._told:
            return
        said = self._said()
        for person in self._told.values():
            records = said[person.key]
            head = Head(to=person.key, count=len(records), last=max(records)[1])
            self.tell(Kind.HEAD, head, person)
        self._told.clear()

    def _said(self) -> dict[str, list[tuple[int, Digest]]]:
        """What this desk ever said to each key: the records' numbers and digests."""
        places = {
            row.digest: row.seq
            for kind in COUNTED_BY_HEAD
            for row in self._work.records.of_kind(self.desk.round, kind)
        }
        found: dict[str, list[tuple[int, Digest]]] = defaultdict(list)
        for row in self._work.outbox.all():
            if row.round == self.desk.round and row.digest in places:
                for address in row.header.recipients:
                    found[address].append((places[row.digest], row.digest))
        return found
