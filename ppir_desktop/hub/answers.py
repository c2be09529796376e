"""How a hub answers: its objects as JSON, and what it refuses in one form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException

from ppir_desktop.common.errors import EnvironmentFault, PpirError, RefusedError
from ppir_desktop.common.logs import EventLogger
from ppir_desktop.protocol.hub_api import Refused

_LOG: Final = EventLogger(__name__)
_STATUS: Final = {
    "assertion_expired": 401,
    "assertion_used": 401,
    "assertion_wrong": 401,
    "blob_unknown": 404,
    "invitation_unknown": 404,
    "invitation_used_up": 429,
    "log_set_back": 409,
    "parcel_unknown": 404,
    "range_wrong": 416,
    "round_deleted": 410,
    "round_unknown": 404,
    "token_expired": 401,
    "token_wrong": 401,
    "too_large": 413,
}
_OF_FRAMEWORK: Final = {404: "call_unknown", 405: "call_unknown", 413: "too_large"}


def answer(value: object, status: int = 200) -> Response[bytes]:
    """An object as JSON."""
    return Response(msgspec.json.encode(value), status_code=status, media_type=MediaType.JSON)


def refuse(_request: Request[Any, Any, Any], error: PpirError) -> Response[bytes]:
    """What the hub does not do, and why."""
    if isinstance(error, EnvironmentFault):
        _LOG.failure("environment", error, code=error.code)
        return _refusal(503, Refused(error=error.code), {"Retry-After": "5"})
    status = _STATUS.get(error.code, 403 if isinstance(error, RefusedError) else 400)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return _refusal(status, Refused(error=error.code, params=error.params), headers)


def refuse_call(_request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """A call that the API does not have, or not in this form."""
    status = error.status_code
    if status >= 500:
        # Whoever called went away; nobody reads this.
        return _refusal(400, Refused(error="call_broken_off"), {})
    code = _OF_FRAMEWORK.get(status, "call_wrong")
    return _refusal(status, Refused(error=code), dict(error.headers or {}))


def fail(_request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A mistake of ours; what it says stays here."""
    _LOG.failure("fault", error)
    return _refusal(500, Refused(error="hub_fault"), {})


def _refusal(status: int, refused: Refused, headers: Mapping[str, str]) -> Response[bytes]:
    return Response(
        msgspec.json.encode(refused),
        status_code=status,
        media_type=MediaType.JSON,
        headers=dict(headers),
    )
