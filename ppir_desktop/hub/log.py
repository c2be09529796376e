"""The log of a round: parcels in the order in which they were taken, each with its number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
        lock: Whether nobody else may add to it or end it before the transaction does.

    Raises:
        InputError: ``round_unknown``; ``round_deleted`` when its authority ended it.
    """
    query = ROUNDS.select().where(ROUNDS.c.round == round_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise InputError("round_unknown", round=round_id)
    found = RoundRow(*row)
    if found.deleted_at is not None:
        raise InputError("round_deleted", round=round_id)
    return found


def next_index(connection: sa.Connection, round_id: Identifier) -> int:
    """Take the next number, and with it the round's lock until the transaction ends.

    So the order of the numbers is the order of the commits, and whoever read up to a number has
    missed nothing below it.
    """
    taken = connection.execute(
        ROUNDS.update()
        .where(ROUNDS.c.round == round_id, ROUNDS.c.deleted_at.is_(None))
        .values(last_index=ROUNDS.c.last_index + 1)
        .returning(ROUNDS.c.last_index)
    ).scalar()
    if taken is None:
        raise InputError("round_deleted", round=round_id)
    return int(taken)


def receipt_of(connection: sa.Connection, round_id: Identifier, name: Digest) -> bytes | None:
    """The receipt of a parcel that is here, or None."""
    query = sa.select(PARCELS.c.receipt).where(PARCELS.c.round == round_id, PARCELS.c.name == name)
    return connection.execute(query).scalar()


def add(
    connection: sa.Connection,
    index: int,
    header: RoutingHeader,
    content: bytes,
    receipt: bytes,
) -> None:
    """Put a parcel into the log under a number that `next_index` gave."""
    connection.execute(
        PARCELS.insert().values(
            round=header.round,
            idx=index,
            name=header.parcel,
            kind=header.kind.value,
            author=header.author,
            size=header.size,
            header=write_header(header),
            receipt=receipt,
            content=content,
        )
    )
    rows = [
        {"round": header.round, "address": address, "idx": index} for address in _addresses(header)
    ]
    connection.execute(ADDRESSES.insert(), rows)
    if header.kind is Kind.BACKUP:
        _drop_older_backups(connection, header, index)


def feed(
    connection: sa.Connection, round_id: Identifier, addresses: Iterable[str], after: int
) -> FeedPage:
    """The parcels for some addresses after a number.

    Each address is asked by itself for no more than a page, which its index answers in order:
    what a page costs does not depend on how long the log is.
    """
    single = [
        sa.select(ADDRESSES.c.idx)
        .where(
            ADDRESSES.c.round == round_id,
            ADDRESSES.c.address == address,
            ADDRESSES.c.idx > after,
        )
        .order_by(ADDRESSES.c.idx)
        .limit(PAGE + 1)
        .subquery()
        for address in addresses
    ]
    together = sa.union(*(sa.select(one.c.idx) for one in single)).subquery()
    query = (
        sa.select(PARCELS.c.idx, PARCELS.c.size)
        .join(together, together.c.idx == PARCELS.c.idx)
        .where(PARCELS.c.round == round_id)
        .order_by(PARCELS.c.idx)
        .limit(PAGE + 1)
    )
    found = [(row.idx, row.size) for row in connection.execute(query)]
    chosen = _within_page(found[:PAGE])
    entries = _entries(connection, round_id, chosen) if chosen else ()
    return FeedPage(entries=entries, more=len(found) > len(chosen))


def parcel(
    connection: sa.Connection, round_id: Identifier, name: Digest
) -> tuple[int, RoutingHeader, bytes]:
    """A parcel by its name: its number, header and bytes.

    Raises:
        InputError: ``parcel_unknown``.
    """
    row = connection.execute(
        sa.select(PARCELS.c.idx, PARCELS.c.header, PARCELS.c.content).where(
            PARCELS.c.round == round_id, PARCELS.c.name == name
        )
    ).first()
    if row is None or row.content is None:
        raise InputError("parcel_unknown", parcel=name)
    return row.idx, read_header(bytes(row.header)), bytes(row.content)


def is_addressed(
    connection: sa.Connection, round_id: Identifier, index: int, addresses: Iterable[str]
) -> bool:
    """Whether a parcel is handed to one of some addresses."""
    query = sa.select(ADDRESSES.c.idx).where(
        ADDRESSES.c.round == round_id,
        ADDRESSES.c.idx == index,
        ADDRESSES.c.address.in_(list(addresses)),
    )
    return connection.execute(query).first() is not None


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
    inline = sa.case((PARCELS.c.size <= INLINE, PARCELS.c.content), else_=None)
    query = (
        sa.select(PARCELS.c.idx, PARCELS.c.header, PARCELS.c.receipt, inline.label("content"))
        .where(PARCELS.c.round == round_id, PARCELS.c.idx.in_(indices))
        .order_by(PARCELS.c.idx)
    )
    return tuple(
        FeedEntry(
            index=row.idx,
            header=read_header(bytes(row.header)),
            receipt=bytes(row.receipt),
            content=None if row.content is None else bytes(row.content),
        )
        for row in connection.execute(query)
    )
