"""Documents by way of the hub: who may put them, and what counts as being there."""

from __future__ import annotations

import sqlalchemy as sa

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.common.verified_files import VerifiedWriter
from ppir_desktop.hub import log
from ppir_desktop.hub.core import Hub
from ppir_desktop.hub.tables import BLOBS
from ppir_desktop.protocol.round_bodies import Role


def size_of(hub: Hub, round_id: Identifier, token: str, digest: Digest) -> int:
    """Size of a document in bytes, for whoever the round let in.

    Raises:
        InputError: ``blob_unknown``, ``round_unknown`` or ``round_deleted``.
        RefusedError: What `Hub.caller` refuses.
    """
    with hub.database.reading() as connection:
        hub.caller(connection, round_id, token)
        size = _size(connection, round_id, digest)
    if size is None:
        raise InputError("blob_unknown", digest=digest)
    return size


def begin(hub: Hub, round_id: Identifier, token: str, digest: Digest) -> VerifiedWriter | None:
    """Begin to take a document in, from the office or a chair; None when it is here already.

    Raises:
        InputError: ``round_unknown`` or ``round_deleted``.
        RefusedError: ``office_only``, and what `Hub.caller` refuses.
        EnvironmentFault: ``file_not_written``.
    """
    with hub.database.reading() as connection:
        hub.officer(connection, round_id, token, Role.CHAIR)
        if _size(connection, round_id, digest) is not None:
            return None
    return hub.blobs.writer(round_id, digest)


def finish(hub: Hub, round_id: Identifier, digest: Digest, writer: VerifiedWriter) -> None:
    """Have a document that arrived count, if it is what its name says.

    Raises:
        InputError: ``blob_damaged``; ``round_deleted`` when its round ended meanwhile.
        EnvironmentFault: ``file_not_written`` or ``hub_blobs_failed``.
    """
    writer.finish()
    hub.blobs.keep(round_id, digest, writer.path)
    with hub.database.writing() as connection:
        log.find_round(connection, round_id, lock=True)
        if _size(connection, round_id, digest) is None:
            connection.execute(
                BLOBS.insert().values(round=round_id, digest=digest, size=writer.received)
            )


def _size(connection: sa.Connection, round_id: Identifier, digest: Digest) -> int | None:
    query = sa.select(BLOBS.c.size).where(BLOBS.c.round == round_id, BLOBS.c.digest == digest)
    return connection.execute(query).scalar()
