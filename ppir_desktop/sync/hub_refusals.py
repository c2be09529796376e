"""What a hub says no with, told apart from what somebody between says in its place."""

from __future__ import annotations

from typing import Final

import urllib3

from ppir_desktop.common.errors import InputError
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.hub_api import REFUSED_DECODER, decoded
from ppir_desktop.sync.failures import HubRefusalError, OfflineFault

_UNAVAILABLE: Final = frozenset({408, 425, 500, 502, 503, 504})
_MOST: Final = limits.MIB


def refuse(response: urllib3.BaseHTTPResponse) -> None:
    """Raise what an answer says, unless it is what was asked for.

    Raises:
        OfflineFault: When the hub cannot serve just now, or it is not a hub that answers.
        HubRefusalError: When the hub says no.
    """
    if response.status in {200, 201, 204, 206}:
        return
    if response.status in _UNAVAILABLE:
        raise OfflineFault("hub_unreachable", reason=str(response.status))
    try:
        refused = decoded(response.read(_MOST, decode_content=False), REFUSED_DECODER)
    except InputError:
        # Not a hub's answer: a page of a hotel's network, a proxy's.
        if response.status == 404:
            raise HubRefusalError("call_unknown", status=404) from None
        raise OfflineFault("hub_unreachable", reason=str(response.status)) from None
    # Whatever the hub says, it can only fill blanks of a sentence of ours.
    params = {name: value[:200] for name, value in refused.params.items() if name != "code"}
    raise HubRefusalError(refused.error, **{**params, "status": str(response.status)})
