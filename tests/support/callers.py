"""A round on a hub whose members call it by its API, as well-formed or ill-formed as they like."""

from __future__ import annotations

import json
from typing import NamedTuple

import urllib3

from ppir_desktop.protocol.hub_api import wrap_parcel
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.parcels import RoutingHeader
from ppir_desktop.protocol.round_bodies import Role
from ppir_desktop.signing.sealing import make_parcel
from tests.support.hub import RunningHub
from tests.support.play import put_signed, today_round, token_of
from tests.support.records import Person, sheet


class Said(NamedTuple):
    """How the hub answered a call."""

    status: int
    code: str


class Scene:
    """A round on a hub, with an officer and two panellists."""

    def __init__(self, hub: RunningHub) -> None:
        self.hub = hub
        self.small = today_round(hub)
        self.client = hub.client()
        hub.admit(self.small.authority.identity.id)
        self.client.open_round(*make_parcel(self.small.opened, [], []))
        self.authority = token_of(hub, self.small, self.small.authority.identity)
        put_signed(hub, self.authority, self.small.officer_access)
        self.officer = token_of(hub, self.small, self.small.officer.identity)
        self.kim, self.lee = (self._member(number) for number in ("E-1", "E-2"))
        self.kims, self.lees = (
            token_of(hub, self.small, one.identity) for one in (self.kim, self.lee)
        )
        self.pool = urllib3.PoolManager(
            maxsize=8, cert_reqs="CERT_NONE", assert_hostname=False,
            assert_fingerprint=hub.certificate,
        )  # fmt: skip

    def _member(self, number: str) -> Person:
        person = self.small.newcomer(number)
        put_signed(
            self.hub, self.officer, self.small.admit(self.small.officer, person, Role.PANELLIST)
        )
        return person

    def raw(
        self,
        method: str,
        call: str,
        *,
        token: str = "",
        body: bytes | None = None,
        part: str = "",
    ) -> Said:
        """Make a call as it stands."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if part:
            headers["Range"] = part
        answer = self.pool.request(
            method, f"{self.hub.address}/v1{call}", body=body, headers=headers, retries=False
        )
        if answer.status < 300:
            return Said(answer.status, "")
        refused = json.loads(answer.data)
        assert set(refused) <= {"error", "params"}, refused
        return Said(answer.status, refused["error"])

    def parcel(
        self, person: Person, kind: Kind = Kind.SHEET, body: Body | None = None
    ) -> tuple[RoutingHeader, bytes]:
        """A parcel of somebody's for the office."""
        signed = person.author.sign(kind, body or sheet())
        return make_parcel(signed, [self.small.office.recipient], ["office"])

    def put(self, header: RoutingHeader, content: bytes, token: str, name: str = "") -> Said:
        """Hand a parcel in by whatever name."""
        return self.raw(
            "PUT",
            f"/rounds/{self.small.id}/parcels/{name or header.parcel}",
            token=token,
            body=wrap_parcel(header, content),
        )

    def count(self) -> int:
        """How many parcels there are for the officer."""
        found, after = 0, 0
        while True:
            page = self.client.feed(self.small.id, self.officer, after)
            found += len(page.entries)
            if not page.more:
                return found
            after = page.entries[-1].index
