"""The log of a round: parcels in the order in which they were taken, each with its number."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

import sqlalchemy as sa

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.hub.tables import ADDRESSES, PARCELS, ROUNDS
from ppir_desktop.protocol.hub_api import INLINE, PAGE_BYTES, FeedEntry, FeedPage
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import RoutingHeader, read_header, write_header

EVERYBODY: Final = "*"
"""Address of open parcels that are for nobody in particular."""

PAGE: Final = 200
"""Parcels on one page of a feed."""

# Statements that every call needs are put together once; names of blanks are not of columns.
_AT: Final = sa.bindparam("at", type_=sa.Text)
_ROUND: Final = ROUNDS.select().where(ROUNDS.c.round == _AT)
_LOCKED_ROUND: Final = _ROUND.with_for_update()
_LAST: Final = ROUNDS.update().where(ROUNDS.c.round == _AT).values(last_index=sa.bindparam("last"))
_PARCEL_FOR: Final = sa.select(PARCELS.c.content).where(
    PARCELS.c.round == _AT,
    PARCELS.c.name == sa.bindparam("name"),
    sa.or_(
        PARCELS.c.author == sa.bindparam("author"),
        sa.exists().where(
            ADDRESSES.c.round == PARCELS.c.round,
            ADDRESSES.c.idx == PARCELS.c.idx,
            ADDRESSES.c.address.in_(sa.bindparam("addresses", expanding=True)),
        ),
    ),
)
_ENTRIES: Final = (
    sa.select(
        PARCELS.c.idx,
        PARCELS.c.header,
        PARCELS.c.receipt,
        sa.case((PARCELS.c.size <= INLINE, PARCELS.c.content), else_=None).label("content"),
    )
    .where(PARCELS.c.round == _AT, PARCELS.c.idx.in_(sa.bindparam("indices", expanding=True)))
    .order_by(PARCELS.c.idx)
)


@functools.cache
def _page_query(addresses: int) -> sa.Select[tuple[int, int]]:
    """Numbers and sizes of the next parcels for so many addresses.

    Each address is asked by itself for no more than a page, which its index answers in order:
    what a page costs does not depend on how long the log is.
    """
    single = [
        sa.select(ADDRESSES.c.idx)
        .where(
            ADDRESSES.c.round == _AT,
            ADDRESSES.c.address == sa.bindparam(f"address_{number}"),
            ADDRESSES.c.idx > sa.bindparam("after"),
        )
        .order_by(ADDRESSES.c.idx)
        .limit(PAGE + 1)
        .subquery()
        for number in range(addresses)
    ]
    together = sa.union(*(sa.select(one.c.idx) for one in single)).subquery()
    return (
        sa.select(PARCELS.c.idx, PARCELS.c.size)
        .join(together, together.c.idx == PARCELS.c.idx)
        .where(PARCELS.c.round == _AT)
        .order_by(PARCELS.c.idx)
        .limit(PAGE + 1)
    )


Parcel = tuple[RoutingHeader, bytes]
"""A parcel as it is carried: its header and its bytes."""


class Taken(NamedTuple):
    """Where a parcel stands in the log, 0 if it stood there before, and its receipt."""

    number: int
    receipt: bytes


class RoundRow(NamedTuple):
    """A round as the hub keeps it."""

    round: Identifier
    authority: Digest
    opening: Digest
    last_index: int
    deleted_at: str | None


def backups_of(author: Digest) -> str:
    """Address of a person's backups, which only a key that follows theirs reads."""
    return f"backup:{author}"


def find_round(connection: sa.Connection, round_id: str, *, lock: bool = False) -> RoundRow:
    """A round that is open here.

    Args:
        connection: A transaction.
        round_id: The round.
        lock: Whether nobody may end it, or add to its log, before the transaction ends.

    Raises:
        InputError: ``round_unknown``; ``round_deleted`` when its authority ended it.
    """
    row = connection.execute(_LOCKED_ROUND if lock else _ROUND, {"at": round_id}).first()
    if row is None:
        raise InputError("round_unknown", round=round_id)
    found = RoundRow(*row)
    if found.deleted_at is not None:
        raise InputError("round_deleted", round=round_id)
    return found


def receipts_of(
    connection: sa.Connection, round_id: Identifier, names: Sequence[Digest]
) -> dict[Digest, bytes]:
    """The receipts of those of some parcels that are here."""
    query = sa.select(PARCELS.c.name, PARCELS.c.receipt).where(
        PARCELS.c.round == round_id, PARCELS.c.name.in_(names)
    )
    return {Digest(row.name): bytes(row.receipt) for row in connection.execute(query)}


def append(
    connection: sa.Connection,
    row: RoundRow,
    parcels: Sequence[Parcel],
    sign: Callable[[RoutingHeader, int], bytes],
) -> dict[Digest, Taken]:
    """Put parcels at the end of a round's log.

    The order of the numbers is the order of the commits, and whoever read up to a number has
    missed nothing below it; for that the round must be locked until the transaction ends.

    Args:
        connection: A transaction.
        row: The round, found with its lock.
        parcels: Parcels that are not in the log.
        sign: Gives the receipt of a parcel under a number.
    """
    taken: dict[Digest, Taken] = {}
    rows, addresses = [], []
    if not parcels:
        return taken
    for index, (header, content) in enumerate(parcels, row.last_index + 1):
        taken[header.parcel] = Taken(index, sign(header, index))
        rows.append(
            {
                "round": header.round,
                "idx": index,
                "name": header.parcel,
                "kind": header.kind.value,
                "author": header.author,
                "size": header.size,
                "header": write_header(header),
                "receipt": taken[header.parcel].receipt,
                "content": content,
            }
        )
        addresses += [
            {"round": header.round, "address": address, "idx": index}
            for address in _addresses(header)
        ]
    last = row.last_index + len(parcels)
    connection.execute(_LAST, {"at": row.round, "last": last})
    connection.execute(PARCELS.insert(), rows)
    connection.execute(ADDRESSES.insert(), addresses)
    for index, (header, _) in enumerate(parcels, row.last_index + 1):
        if header.kind is Kind.BACKUP:
            _drop_older_backups(connection, header, index)
    return taken


def feed(
    connection: sa.Connection, round_id: Identifier, addresses: Iterable[str], after: int
) -> FeedPage:
    """The parcels for some addresses after a number."""
    places = list(dict.fromkeys(addresses))
    asked = {f"address_{number}": address for number, address in enumerate(places)}
    query = _page_query(len(places))
    rows = connection.execute(query, {"at": round_id, "after": after, **asked})
    found = [(row.idx, row.size) for row in rows]
    chosen = _within_page(found[:PAGE])
    entries = _entries(connection, round_id, chosen) if chosen else ()
    return FeedPage(entries=entries, more=len(found) > len(chosen))


def content_of(connection: sa.Connection, round_id: Identifier, name: Digest) -> bytes:
    """The bytes of a parcel by its name.

    Raises:
        InputError: ``parcel_unknown``.
    """
    row = connection.execute(
        sa.select(PARCELS.c.content).where(PARCELS.c.round == round_id, PARCELS.c.name == name)
    ).first()
    if row is None or row.content is None:
        raise InputError("parcel_unknown", parcel=name)
    return bytes(row.content)


def parcel_for(
    connection: sa.Connection,
    round_id: Identifier,
    name: Digest,
    author: Digest,
    addresses: Iterable[str],
) -> bytes:
    """The bytes of a parcel, for its author or whoever it is handed to.

    Raises:
        InputError: ``parcel_unknown``, also for one that is neither's.
    """
    asked = {"at": round_id, "name": name, "author": author, "addresses": list(addresses)}
    content = connection.execute(_PARCEL_FOR, asked).scalar()
    if content is None:
        raise InputError("parcel_unknown", parcel=name)
    return bytes(content)


def contents(
    connection: sa.Connection, round_id: Identifier, indices: Sequence[int]
) -> list[bytes]:
    """The bytes of some parcels, in the order of the log."""
    query = (
        sa.select(PARCELS.c.content)
        .where(PARCELS.c.round == round_id, PARCELS.c.idx.in_(indices))
        .order_by(PARCELS.c.idx)
    )
    return [bytes(content) for content in connection.execute(query).scalars() if content]


def _addresses(header: RoutingHeader) -> list[str]:
    if header.kind is Kind.BACKUP:
        return [backups_of(header.author)]
    return list(dict.fromkeys(header.recipients)) or [EVERYBODY]


def _drop_older_backups(connection: sa.Connection, header: RoutingHeader, index: int) -> None:
    older = (
        PARCELS.c.round == header.round,
        PARCELS.c.author == header.author,
        PARCELS.c.kind == Kind.BACKUP.value,
        PARCELS.c.idx < index,
    )
    connection.execute(PARCELS.update().where(*older).values(content=None))
    connection.execute(
        ADDRESSES.delete().where(
            ADDRESSES.c.round == header.round,
            ADDRESSES.c.address == backups_of(header.author),
            ADDRESSES.c.idx < index,
        )
    )


def _within_page(sizes: Sequence[tuple[int, int]]) -> list[int]:
    """As many from the first on as a page holds, at least one."""
    chosen: list[int] = []
    total = 0
    for index, size in sizes:
        total += size if size <= INLINE else 0
        if chosen and total > PAGE_BYTES:
            break
        chosen.append(index)
    return chosen


def _entries(
    connection: sa.Connection, round_id: Identifier, indices: Sequence[int]
) -> tuple[FeedEntry, ...]:
    return tuple(
        FeedEntry(
            index=row.idx,
            header=read_header(bytes(row.header)),
            receipt=bytes(row.receipt),
            content=None if row.content is None else bytes(row.content),
        )
        for row in connection.execute(_ENTRIES, {"at": round_id, "indices": list(indices)})
    )
