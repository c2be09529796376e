"""A hub as a carrier of one round, for one key: it proves who it is, and asks and hands over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

from ppir_desktop.common.clock import parse_utc
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of, new_identifier
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.hub_api import FeedEntry, Mark
from ppir_desktop.protocol.parcels import Arrival, RoutingHeader
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.signing.tokens import make_assertion
from ppir_desktop.sync.carrier import Batch, Knows, knows_none
from ppir_desktop.sync.failures import (
    DamagedError,
    HubRefusalError,
    OfflineFault,
    persistently,
)
from ppir_desktop.sync.hub_client import HubClient
from ppir_desktop.sync.progress import Watch

T = TypeVar("T")

_STALE: Final = frozenset({"token_expired", "token_wrong"})
_OF_THE_LINE: Final = frozenset({"assertion_expired", "assertion_used"})
"""A line brought an assertion late or twice: a fresh one is all that is needed, so it is asked for
as after a broken line. Who is told so every time has a hub whose clock is wrong."""


class HubCarrier:
    """Carries the parcels of one round between a hub and a key."""

    def __init__(
        self,
        client: HubClient,
        round_id: Identifier,
        key: SigningKey,
        hub_key: Digest,
        watch: Watch,
    ) -> None:
        """Carry for a key.

        Args:
            client: What calls the hub.
            round_id: The round.
            key: Who is calling.
            hub_key: Name of the hub's receipt key, as the round's own record has it.
            watch: Counts, and says whether to stop.
        """
        self._client = client
        self._round = round_id
        self._key = key
        self._hub_key = hub_key
        self._watch = watch
        self._token = ""

    def batches(
        self, after: int, mark: Mark | None = None, knows: Knows = knows_none
    ) -> Iterator[Batch]:
        """See `Source.batches`."""
        position = after
        seen: set[Digest] = set()
        while True:
            at = position
            page = self._calling(lambda token: self._client.feed(self._round, token, at, mark))  # noqa: B023 -- called at once
            arrivals: list[Arrival] = []
            for entry in page.entries:
                name = entry.header.parcel
                # A log goes forward, has each parcel once, and comes to an end.
                if entry.index <= position or name in seen or len(seen) >= limits.FEED:
                    raise DamagedError("feed_out_of_order")
                position = entry.index
                seen.add(name)
                arrivals.append(self._arrival(entry, knows))
            if arrivals:
                yield Batch(tuple(arrivals), position)
            if not page.more:
                return
            if not arrivals:
                raise DamagedError("feed_out_of_order")

    def blob(self, digest: Digest, start: int) -> Iterator[bytes]:
        """See `Source.blob`."""
        token = self._token or self._renewed()
        try:
            yield from self._client.blob(self._round, token, digest, start)
        except HubRefusalError as refusal:
            if refusal.code not in _STALE:
                raise
            yield from self._client.blob(self._round, self._renewed(), digest, start)

    def deliver(self, header: RoutingHeader, content: bytes, former: bytes | None) -> bytes | None:
        """See `Sink.deliver`."""
        return self._calling(lambda token: self._client.put(token, header, content, former))

    def enrol(
        self, invitation: Identifier, header: RoutingHeader, content: bytes, former: bytes | None
    ) -> bytes:
        """Hand an enrolment over, by the door that needs no token."""
        return persistently(
            lambda: self._client.enrol(invitation, header, content, former), self._watch
        )

    def open_round(self, header: RoutingHeader, content: bytes, _former: bytes | None) -> bytes:
        """Open the round, by the door that needs no token; its record vouches for itself."""
        return persistently(lambda: self._client.open_round(header, content), self._watch)

    def announce(self, invitations: Sequence[Identifier]) -> None:
        """See `Sink.announce`."""
        self._calling(lambda token: self._client.invite(self._round, token, tuple(invitations)))

    def end_round(self) -> None:
        """Have the hub delete everything of the round."""
        self._calling(lambda token: self._client.delete_round(self._round, token))

    def upload(self, digest: Digest, path: Path) -> None:
        """See `Sink.upload`."""

        def send(token: str) -> None:
            if not self._client.has_blob(self._round, token, digest):
                self._client.put_blob(self._round, token, digest, path, self._watch)

        self._calling(send)

    def connect(self) -> None:
        """Prove to the hub who is calling.

        Raises:
            OfflineFault: When it cannot be reached.
            HubRefusalError: ``key_not_admitted``, ``key_revoked`` and the like.
            EnvironmentFault: ``hub_key_wrong`` when it is another hub than the round's.
        """
        persistently(self._renewed, self._watch)

    def _calling(self, call: Callable[[str], T]) -> T:
        """Make a call with a token, a fresh one if the hub does not know it any more."""

        def once() -> T:
            token = self._token or self._renewed()
            try:
                return call(token)
            except HubRefusalError as refusal:
                if refusal.code not in _STALE:
                    raise
                return call(self._renewed())

        return persistently(once, self._watch)

    def _renewed(self) -> str:
        """A fresh token, asked for by the hub's own clock, whatever this machine's says."""
        info = self._client.info()
        if digest_of(info.key) != self._hub_key:
            raise EnvironmentFault("hub_key_wrong")
        try:
            now = parse_utc(info.time)
        except InputError:
            raise DamagedError("answer_damaged") from None
        assertion = make_assertion(self._key, self._round, self._hub_key, now, new_identifier())
        try:
            self._token = self._client.token(self._round, assertion)
        except HubRefusalError as refusal:
            if refusal.code not in _OF_THE_LINE:
                raise
            raise OfflineFault(refusal.code, **refusal.params) from None
        return self._token

    def _arrival(self, entry: FeedEntry, knows: Knows) -> Arrival:
        """An entry with its content, which is asked for by name where it is not right in here.

        Where it cannot be had, the rest is gone on with; nothing at all has another digest.
        """
        content, name = entry.content or b"", entry.header.parcel
        if digest_of(content) != name and not knows(name):
            with suppress(HubRefusalError, DamagedError):
                content = self._calling(lambda token: self._client.parcel(self._round, token, name))
        return Arrival(header=entry.header, content=content, receipt=entry.receipt)
