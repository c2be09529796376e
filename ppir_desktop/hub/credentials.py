"""Who a call says it comes from."""

from __future__ import annotations

from typing import Any

from litestar import Request

from ppir_desktop.common.errors import RefusedError


def bearer(request: Request[Any, Any, Any]) -> str:
    """The token that a call carries (RFC 6750, section 2.1).

    Raises:
        RefusedError: ``token_wrong`` when there is none.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise RefusedError("token_wrong")
    return token.strip()
