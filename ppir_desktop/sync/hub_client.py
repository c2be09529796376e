"""A hub's API over HTTPS: one method a call, with every failure classed."""

from __future__ import annotations

import ssl
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
import urllib3
from urllib3.exceptions import HTTPError, LocationParseError, SSLError
from urllib3.util.ssl_ import create_urllib3_context

from ppir_desktop.common.closing import Closes
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.hub_api import (
    ASSERTION_TYPE,
    FEED_DECODER,
    FEED_PAGE,
    INFO_DECODER,
    RECEIPT_FIELD,
    TAKEN_DECODER,
    TOKEN_DECODER,
    FeedPage,
    HubInfo,
    Invited,
    Mark,
    TokenRequest,
    decoded,
    wrap_parcel,
    write_mark,
)
from ppir_desktop.protocol.parcels import RoutingHeader
from ppir_desktop.sync.failures import DamagedError, HubRefusalError, OfflineFault
from ppir_desktop.sync.hub_refusals import refuse
from ppir_desktop.sync.lines import Lines
from ppir_desktop.sync.progress import Watch

T = TypeVar("T")

_CONNECT_SECONDS: Final = 10.0
_SILENCE_SECONDS: Final = 30.0
_SMALL: Final = limits.MIB
_PIECE: Final = 256 * limits.KIB
_CONNECTIONS: Final = 8


class HubClient(Closes):
    """Calls one hub."""

    def __init__(
        self, address: str, certificate: str = "", proxy: str = "", watch: Watch | None = None
    ) -> None:
        """Call a hub at an address; nothing is sent yet.

        Args:
            address: Such as ``https://hub.example:8443``.
            certificate: SHA-256 of the hub's; empty where any that the system trusts will do.
            proxy: Address of a proxy, empty for none.
            watch: Ends a call that waits for the hub when somebody wishes to stop.

        Raises:
            InputError: ``hub_address_bad``.
        """
        options: dict[str, Any] = {
            "maxsize": _CONNECTIONS, "retries": False,
            "timeout": urllib3.Timeout(connect=_CONNECT_SECONDS, read=_SILENCE_SECONDS),
        }  # fmt: skip
        if certificate:
            # The fingerprint from the invitation counts, not what authorities say of a name; so
            # theirs need not be loaded.
            options |= {
                "ssl_context": create_urllib3_context(cert_reqs=ssl.CERT_NONE),
                "assert_hostname": False,
                "assert_fingerprint": certificate,
            }
        if not address.startswith("https://"):
            raise InputError("hub_address_bad", value=address[:200])
        self._base = address.rstrip("/") + "/v1"
        try:
            urllib3.util.parse_url(self._base)
            self._pool: urllib3.PoolManager = (
                urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)
            )
        except (LocationParseError, ValueError):
            raise InputError("hub_address_bad", value=address[:200]) from None
        if watch is not None:
            self._pool.pool_classes_by_scheme = {"https": Lines(watch).pool()}

    def close(self) -> None:
        """Close every connection."""
        self._pool.clear()

    def info(self) -> HubInfo:
        """The hub's clock and key."""
        return self._decoded(self._call("GET", "/hub"), INFO_DECODER)

    def opening(self, round_id: Identifier) -> bytes:
        """The record that opened a round."""
        return self._call("GET", f"/rounds/{round_id}", most=limits.PARCEL)

    def open_round(self, header: RoutingHeader, content: bytes) -> bytes:
        """Open a round, and give the receipt."""
        body = wrap_parcel(header, content)
        return self._taken(self._call("PUT", f"/rounds/{header.round}", body=body))

    def delete_round(self, round_id: Identifier, token: str) -> None:
        """End a round."""
        self._call("DELETE", f"/rounds/{round_id}", token=token)

    def token(self, round_id: Identifier, assertion: str) -> str:
        """A bearer token for an assertion."""
        asked = TokenRequest(assertion_type=ASSERTION_TYPE, assertion=assertion)
        body = canonical_json(asked)
        answer = self._call("POST", f"/rounds/{round_id}/tokens", body=body)
        return self._decoded(answer, TOKEN_DECODER).access_token

    def invite(self, round_id: Identifier, token: str, invitations: tuple[Identifier, ...]) -> None:
        """Tell the hub which invitations were sent out."""
        body = canonical_json(Invited(invitations=invitations))
        self._call("PUT", f"/rounds/{round_id}/invitations", body=body, token=token)

    def enrol(
        self,
        invitation: Identifier,
        header: RoutingHeader,
        content: bytes,
        former: bytes | None = None,
    ) -> bytes:
        """Hand an enrolment in, and give its receipt; as `put` with a former one."""
        call = f"/rounds/{header.round}/enrolments/{invitation}"
        body = wrap_parcel(header, content)
        return self._taken(self._call("POST", call, body=body, headers=_known(former)))

    def feed(
        self, round_id: Identifier, token: str, after: int, mark: Mark | None = None
    ) -> FeedPage:
        """A page of the feed after a number, if the hub has a place that is known."""
        known = f"&mark={write_mark(mark)}" if mark else ""
        call = f"/rounds/{round_id}/feed?after={after}{known}"
        return self._decoded(self._call("GET", call, token=token, most=FEED_PAGE), FEED_DECODER)

    def parcel(self, round_id: Identifier, token: str, name: Digest) -> bytes:
        """A parcel by its name."""
        call = f"/rounds/{round_id}/parcels/{name}"
        return self._call("GET", call, token=token, most=limits.PARCEL)

    def put(
        self, token: str, header: RoutingHeader, content: bytes, former: bytes | None = None
    ) -> bytes:
        """Hand a parcel in, and give its receipt; again with the former one if the hub lost it."""
        call = f"/rounds/{header.round}/parcels/{header.parcel}"
        body = wrap_parcel(header, content)
        return self._taken(self._call("PUT", call, body=body, token=token, headers=_known(former)))

    def blob(self, round_id: Identifier, token: str, digest: Digest, start: int) -> Iterator[bytes]:
        """The bytes of a document from a place on.

        Raises:
            OfflineFault: When the line breaks; what came before is good.
            HubRefusalError: When it is not there, or not for us.
        """
        call = f"/rounds/{round_id}/blobs/{digest}"
        headers = {"Range": f"bytes={start}-"} if start else {}
        with self._answer("GET", call, token=token, headers=headers) as response:
            refuse(response)
            if start and response.status != 206:
                raise OfflineFault("hub_unreachable", reason="no range")
            # Not decoded and not gathered: a piece is written as it comes.
            yield from response.stream(_PIECE, decode_content=False)

    def has_blob(self, round_id: Identifier, token: str, digest: Digest) -> bool:
        """Whether a document is there."""
        try:
            self._call("HEAD", f"/rounds/{round_id}/blobs/{digest}", token=token)
        except HubRefusalError as refusal:
            if refusal.params.get("status") == "404":
                return False
            raise
        return True

    def put_blob(
        self, round_id: Identifier, token: str, digest: Digest, path: Path, watch: Watch
    ) -> None:
        """Hand a document in.

        Raises:
            EnvironmentFault: ``file_unreadable``.
        """
        with _reading(path):
            size = path.stat().st_size
        self._call(
            "PUT",
            f"/rounds/{round_id}/blobs/{digest}",
            token=token,
            body=_pieces(path, watch),
            headers={"Content-Length": str(size)},
        )

    def _call(
        self,
        method: str,
        call: str,
        *,
        token: str = "",
        body: Any = None,  # noqa: ANN401 -- bytes, or an iterator of them
        headers: Mapping[str, str] | None = None,
        most: int = _SMALL,
    ) -> bytes:
        """Make a call and read its answer, no further than it may be long.

        Raises:
            OfflineFault: When the line breaks or the hub cannot serve just now.
            HubRefusalError: When the hub says no.
            DamagedError: When the answer is longer than it may be.
            EnvironmentFault: ``hub_certificate_wrong`` when it is another hub.
        """
        with self._answer(method, call, token=token, body=body, headers=headers) as response:
            refuse(response)
            content = response.read(most + 1, decode_content=False)
            if len(content) > most:
                raise DamagedError("answer_damaged")
            declared = response.headers.get("Content-Length", "")
            if method != "HEAD" and declared.isdecimal() and int(declared) != len(content):
                raise OfflineFault("hub_unreachable", reason="cut off")
            return content

    @contextmanager
    def _answer(
        self,
        method: str,
        call: str,
        *,
        token: str,
        body: Any = None,  # noqa: ANN401 -- bytes, or an iterator of them
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[urllib3.BaseHTTPResponse]:
        sent = {"User-Agent": "ppir-desktop", "Accept-Encoding": "identity", **(headers or {})}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        response: urllib3.BaseHTTPResponse | None = None
        try:
            response = self._pool.request(
                method,
                self._base + call,
                body=body,
                headers=sent,
                preload_content=False,
                redirect=False,
            )
            yield response
            response.drain_conn()
        except SSLError as error:
            if "Fingerprints did not match" in str(error) or "CERTIFICATE_VERIFY" in str(error):
                raise EnvironmentFault("hub_certificate_wrong") from None
            raise OfflineFault("hub_unreachable", reason=type(error).__name__) from None
        except (HTTPError, OSError) as error:
            raise OfflineFault("hub_unreachable", reason=type(error).__name__) from None
        except BaseException:
            if response is not None:
                response.close()  # what is left of it must not be taken for another answer
            raise
        finally:
            if response is not None:
                response.release_conn()

    @staticmethod
    def _decoded(content: bytes, decoder: msgspec.json.Decoder[T]) -> T:
        try:
            return decoded(content, decoder)
        except InputError:
            raise DamagedError("answer_damaged") from None

    def _taken(self, content: bytes) -> bytes:
        return self._decoded(content, TAKEN_DECODER).receipt


def _known(former: bytes | None) -> dict[str, str]:
    """The field that carries a former receipt."""
    return {RECEIPT_FIELD: b64encode(former).decode()} if former else {}


def _pieces(path: Path, watch: Watch) -> Iterator[bytes]:
    """A document, piece by piece; a disk that fails is told apart from a line that does."""
    with _reading(path), path.open("rb") as file:
        while piece := file.read(_PIECE):
            watch.check()
            watch.add(len(piece))
            yield piece


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        said = error.strerror or ""
        raise EnvironmentFault("file_unreadable", file=str(path), reason=said) from error
