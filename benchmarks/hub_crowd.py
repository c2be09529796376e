"""A crowd of panellists: let into a round beforehand, then all at the hub's door at once."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections import defaultdict
from typing import NamedTuple
from urllib.parse import urlsplit

from benchmarks.http_lane import Lane
from ppir_desktop.common.clock import format_utc
from ppir_desktop.common.identifiers import Identifier, digest_of, new_identifier
from ppir_desktop.hub import admission
from ppir_desktop.hub.core import Hub
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.hub_api import (
    ASSERTION_TYPE,
    FEED_DECODER,
    TAKEN_DECODER,
    TOKEN_DECODER,
    TokenRequest,
    wrap_parcel,
)
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import RoutingHeader
from ppir_desktop.protocol.round_bodies import Access, Role
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.signing.sealing import make_parcel
from ppir_desktop.signing.tokens import make_assertion
from tests.support.hub import RunningHub
from tests.support.play import put_signed, today_round, token_of
from tests.support.records import Person, SmallRound, given, sheet

AT_ONCE = 32
"""Clients that are at the door at the same moment."""

RECORDS, SHEETS = 2, 3
"""What each of them fetches, and sends."""


class Client(NamedTuple):
    """A panellist: a key, and sheets that are signed and sealed already."""

    key: SigningKey
    sheets: list[tuple[RoutingHeader, bytes]]


class Crowd(NamedTuple):
    """A round and who takes part in it."""

    round: Identifier
    clients: list[Client]


class Load(NamedTuple):
    """How a hub stood a crowd.

    Attributes:
        seconds: From the first to the last.
        taken: For each kind of call, how many seconds each took, the shortest first.
        receipts: How many different receipts it gave.
    """

    seconds: float
    taken: dict[str, list[float]]
    receipts: int

    def late(self, kind: str, share: float) -> float:
        """Milliseconds that a share of the calls of a kind took at most."""
        return self.taken[kind][int(len(self.taken[kind]) * share)] * 1000


def gather(hub: Hub, running: RunningHub, size: int) -> Crowd:
    """Let a crowd into a round of its own, records waiting for each of them."""
    small = today_round(running)
    running.admit(small.authority.identity.id)
    with running.client() as caller:
        caller.open_round(*make_parcel(small.opened, [], []))
    put_signed(running, token_of(running, small, small.authority.identity), small.officer_access)
    people = [small.newcomer(f"E-{number}") for number in range(size)]
    with hub.database.writing() as connection:
        for person in people:
            access = _access(small, person)
            signed = small.officer.author.sign(Kind.ACCESS, access)
            header, content = make_parcel(signed, [], [person.identity.id, "office"])
            index = hub.take(connection, small.id, [(header, content)])[header.parcel].number
            admission.learn_access(connection, small.id, index, access)
            for number in range(RECORDS):
                body = given(f"2026-{number:04}")
                signed = small.officer.author.sign(Kind.ASSIGNMENT, body)
                to = [person.identity.sealing.recipient, small.office.recipient]
                hub.take(connection, small.id, [make_parcel(signed, to, [person.identity.id])])
    return Crowd(small.id, [_client(small, person) for person in people])


def _access(small: SmallRound, person: Person) -> Access:
    return Access(
        key=person.key.public.der,
        role=Role.PANELLIST,
        valid_from=format_utc(small.begin),
        valid_until=format_utc(small.end),
        revoked_at=None,
        replaces=None,
        panels=(),
    )


def _client(small: SmallRound, person: Person) -> Client:
    recipients = [small.office.recipient, person.identity.sealing.recipient]
    addresses = ["office", f"panel:{new_identifier()}"]
    sheets = [
        make_parcel(person.author.sign(Kind.SHEET, sheet(f"2026-{n:04}")), recipients, addresses)
        for n in range(SHEETS)
    ]
    return Client(person.key, sheets)


def storm(running: RunningHub, crowd: Crowd) -> Load:
    """Have every one of a crowd fetch a feed and records, and send sheets."""
    return asyncio.run(_storm(running, crowd))


async def _storm(running: RunningHub, crowd: Crowd) -> Load:
    taken: dict[str, list[float]] = defaultdict(list)
    receipts: set[bytes] = set()
    waiting = iter(crowd.clients)

    async def serve_one_after_another() -> None:
        for client in waiting:
            receipts.update(await _visit(running, crowd.round, client, taken))

    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(serve_one_after_another())
    passed = time.perf_counter() - start
    return Load(passed, {kind: sorted(values) for kind, values in taken.items()}, len(receipts))


async def _visit(
    running: RunningHub, round_id: Identifier, client: Client, taken: dict[str, list[float]]
) -> list[bytes]:
    """What a laptop does once it has a line; gives the receipts of its sheets."""
    where, base = urlsplit(running.address), f"/rounds/{round_id}"
    now = dt.datetime.now(dt.UTC)
    assertion = make_assertion(client.key, round_id, digest_of(running.key), now, new_identifier())
    asked = canonical_json(TokenRequest(assertion_type=ASSERTION_TYPE, assertion=assertion))
    async with Lane(str(where.hostname), where.port or 443, taken) as lane:
        answer = await lane.ask("token", "POST", f"{base}/tokens", body=asked)
        token = TOKEN_DECODER.decode(answer).access_token
        feed = await lane.ask("feed", "GET", f"{base}/feed?after=0", token=token)
        for entry in FEED_DECODER.decode(feed).entries[-RECORDS:]:
            path = f"{base}/parcels/{entry.header.parcel}"
            assert entry.header.kind is Kind.ASSIGNMENT
            await lane.ask("record", "GET", path, token=token)
        receipts = []
        for header, content in client.sheets:
            path, body = f"{base}/parcels/{header.parcel}", wrap_parcel(header, content)
            answer = await lane.ask("sheet", "PUT", path, token=token, body=body)
            receipts.append(TAKEN_DECODER.decode(answer).receipt)
        return receipts
