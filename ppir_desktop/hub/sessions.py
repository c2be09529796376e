"""Tokens: who proves to hold a key that the round let in may call for ten minutes."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from ppir_desktop.common.clock import format_utc
from ppir_desktop.common.errors import RefusedError
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.hub import admission
from ppir_desktop.hub.core import Hub
from ppir_desktop.hub.tables import ASSERTIONS
from ppir_desktop.protocol.hub_api import ASSERTION_SECONDS
from ppir_desktop.signing.keys import PublicKey
from ppir_desktop.signing.tokens import check_assertion, peek_assertion

_SWEPT_EVERY: Final = 16
"""Seconds of the clock between those in which used assertions are forgotten."""

_SWEEP: Final = ASSERTIONS.delete().where(ASSERTIONS.c.expires < sa.bindparam("past"))
_USE: Final = ASSERTIONS.insert()


def token_for(hub: Hub, round_id: Identifier, assertion: str) -> str:
    """A bearer token for whoever signed an assertion.

    Raises:
        InputError: ``round_unknown`` or ``round_deleted``.
        RefusedError: ``assertion_wrong``, ``assertion_expired``, ``assertion_used``, and what
            `admission.known_key` refuses.
    """
    now = hub.clock.now()
    caller = peek_assertion(assertion).sub
    with hub.database.writing() as connection:
        known = admission.known_key(connection, round_id, caller, format_utc(now))
        claims = check_assertion(assertion, PublicKey.read(known.key), hub.key.id, round_id, now)
        moment = int(now.timestamp())
        if moment % _SWEPT_EVERY == 0:
            connection.execute(_SWEEP, {"past": moment - ASSERTION_SECONDS})
        try:
            connection.execute(_USE, {"assertion": claims.jti, "expires": claims.exp})
        except sa.exc.IntegrityError:
            raise RefusedError("assertion_used") from None
    return hub.mint.make(caller, round_id, now)
