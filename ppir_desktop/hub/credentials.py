"""What a call carries beside its body: who it comes from, and what was received before."""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import Any

from litestar import Request

from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.protocol.hub_api import RECEIPT_FIELD


def bearer(request: Request[Any, Any, Any]) -> str:
    """The token that a call carries (RFC 6750, section 2.1).

    Raises:
        RefusedError: ``token_wrong`` when there is none.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise RefusedError("token_wrong")
    return token.strip()


def former_receipt(request: Request[Any, Any, Any]) -> bytes:
    """The receipt of a parcel that is sent once more; empty where there is none.

    Raises:
        InputError: ``receipt_wrong`` when it is not base64.
    """
    try:
        return b64decode(request.headers.get(RECEIPT_FIELD, ""), validate=True)
    except (binascii.Error, ValueError):
        raise InputError("receipt_wrong") from None
