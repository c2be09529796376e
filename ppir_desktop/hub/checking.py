"""``ppir-hub fsck``: whether what is here is what the log says, and how much there is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import msgspec
import sqlalchemy as sa

from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.hub.core import Hub, receipt_in
from ppir_desktop.hub.tables import ADDRESSES, AUTHORITIES, BLOBS, PARCELS, ROUNDS
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import read_header

_TOGETHER = 500


class Findings(msgspec.Struct, frozen=True):
    """What is wrong with a hub.

    Attributes:
        parcels: Parcels whose bytes, header or receipt are not as they should be.
        gaps: Rounds, as id and number, whose log lacks a number.
        unaddressed: Parcels that nobody is handed.
        missing: Documents that should be here and are not, or are not what their names say.
        orphans: Documents that nothing speaks of; they are no harm.
    """

    parcels: tuple[str, ...]
    gaps: tuple[str, ...]
    unaddressed: tuple[str, ...]
    missing: tuple[str, ...]
    orphans: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.parcels or self.gaps or self.unaddressed or self.missing)


class Standing(msgspec.Struct, frozen=True):
    """How much there is on a hub."""

    authorities: tuple[str, ...]
    rounds: int
    parcels: int
    blobs: int
    blob_bytes: int


def status(hub: Hub) -> Standing:
    """How much there is."""
    with hub.database.reading() as connection:

        def count(table: sa.Table) -> int:
            return int(
                connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            )

        size = connection.execute(sa.select(sa.func.sum(BLOBS.c.size))).scalar() or 0
        query = sa.select(AUTHORITIES.c.fingerprint).order_by(AUTHORITIES.c.admitted_at)
        return Standing(
            authorities=tuple(connection.execute(query).scalars()),
            rounds=count(ROUNDS),
            parcels=count(PARCELS),
            blobs=count(BLOBS),
            blob_bytes=int(size),
        )


def check(hub: Hub, progress: Callable[[int, int], None]) -> Findings:
    """Check every parcel, every receipt, every document.

    Args:
        hub: The hub.
        progress: Told how many things of how many are checked.
    """
    standing = status(hub)
    total = standing.parcels + standing.blobs
    wrong, gaps, unaddressed = _check_log(hub, lambda done: progress(done, total))
    with hub.database.reading() as connection:
        expected = {(row.round, row.digest): row.size for row in connection.execute(BLOBS.select())}
    here = {(round_id, digest): size for round_id, digest, size in hub.blobs.all()}
    missing = []
    for number, (key, size) in enumerate(sorted(expected.items()), 1):
        if here.get(key) != size or not _is_whole(hub, *key, size):
            missing.append("/".join(key))
        progress(standing.parcels + number, total)
    orphans = ["/".join(key) for key in sorted(here.keys() - expected.keys())]
    return Findings(wrong, gaps, unaddressed, tuple(missing), tuple(orphans))


def _check_log(
    hub: Hub, progress: Callable[[int], None]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    wrong: list[str] = []
    gaps: list[str] = []
    unaddressed: list[str] = []
    done = 0
    with hub.database.reading() as connection:
        rounds = connection.execute(ROUNDS.select().where(ROUNDS.c.deleted_at.is_(None))).all()
        for row in rounds:
            last = 0
            while rows := _some(connection, row, last):
                handed = _handed(connection, row.round, rows[0].idx, rows[-1].idx)
                for one in rows:
                    place = f"{row.round}/{one.idx}"
                    if one.idx != last + 1:
                        gaps.append(place)
                    if not _is_right(hub, one):
                        wrong.append(place)
                    if one.content is not None and one.idx not in handed:
                        unaddressed.append(place)
                    last = one.idx
                done += len(rows)
                progress(done)
            if last != row.last_index:
                gaps.append(f"{row.round}/{row.last_index}")
    return tuple(wrong), tuple(gaps), tuple(unaddressed)


def _some(connection: sa.Connection, found: sa.Row[Any], after: int) -> list[sa.Row[Any]]:
    """The next parcels of a round, none that came after it was looked at."""
    query = (
        PARCELS.select()
        .where(
            PARCELS.c.round == found.round,
            PARCELS.c.idx > after,
            PARCELS.c.idx <= found.last_index,
        )
        .order_by(PARCELS.c.idx)
        .limit(_TOGETHER)
    )
    return list(connection.execute(query))


def _handed(connection: sa.Connection, round_id: str, first: int, last: int) -> set[int]:
    query = sa.select(ADDRESSES.c.idx).where(
        ADDRESSES.c.round == round_id, ADDRESSES.c.idx.between(first, last)
    )
    return set(connection.execute(query).scalars())


def _is_right(hub: Hub, row: sa.Row[Any]) -> bool:
    """Whether a parcel is what its name says and its receipt is ours and about it."""
    if not all(isinstance(part, bytes | None) for part in (row.header, row.receipt, row.content)):
        return False  # SQLite keeps text where bytes should be
    try:
        header = read_header(bytes(row.header))
    except PpirError:
        return False
    receipt = receipt_in(bytes(row.receipt), hub.key, row.round)
    if receipt is None or (receipt.parcel, receipt.index) != (row.name, row.idx):
        return False
    if (header.parcel, header.round, header.kind) != (row.name, row.round, row.kind):
        return False
    if row.content is None:
        return header.kind is Kind.BACKUP
    content = bytes(row.content)
    return len(content) == header.size and digest_of(content) == row.name


def _is_whole(hub: Hub, round_id: Identifier, digest: Digest, size: int) -> bool:
    found = hashlib.sha256()
    try:
        for piece in hub.blobs.read(round_id, digest, 0, size):
            found.update(piece)
    except PpirError:
        return False
    return found.hexdigest() == digest
