"""The bare loop: the statements that a hub makes for its clients, and nothing else.

Run as a process of its own, since a hub has its processes for itself too.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import LiteralString

import psycopg

CONNECTIONS = 2
"""Connections of one process; of all from one to eight, two were quickest here."""

PARCEL, HEADER, RECEIPT = 3_600, 330, 760
"""Bytes of a sealed sheet, its header and its receipt."""

RECORDS, SHEETS = 2, 3

_CALLER: LiteralString = (
    'SELECT r.deleted_at, g."grant" FROM rounds r '
    "LEFT JOIN grants g ON g.round = r.round AND g.subject = %s WHERE r.round = %s"
)
_USE: LiteralString = "INSERT INTO assertions VALUES (%s, %s)"
_PAGE: LiteralString = (
    "SELECT p.idx, p.size FROM parcels p JOIN ("
    "SELECT idx FROM (SELECT idx FROM addresses WHERE round = %(round)s AND address = '*' "
    "AND idx > 0 ORDER BY idx LIMIT 201) a UNION "
    "SELECT idx FROM (SELECT idx FROM addresses WHERE round = %(round)s AND address = %(key)s "
    "AND idx > 0 ORDER BY idx LIMIT 201) b"
    ") t ON t.idx = p.idx WHERE p.round = %(round)s ORDER BY p.idx LIMIT 201"
)
_ENTRIES: LiteralString = (
    "SELECT idx, header, receipt, CASE WHEN size <= 262144 THEN content END, name FROM parcels "
    "WHERE round = %s AND idx = ANY(%s) ORDER BY idx"
)
_PARCEL: LiteralString = (
    "SELECT content FROM parcels p WHERE round = %s AND name = %s AND (author = %s OR EXISTS "
    "(SELECT 1 FROM addresses a WHERE a.round = p.round AND a.idx = p.idx AND address = ANY(%s)))"
)
_LOCK: LiteralString = (
    "SELECT round, authority, opening, last_index, deleted_at FROM rounds WHERE round = %s "
    "FOR UPDATE"
)
_RECEIPT: LiteralString = "SELECT name, receipt FROM parcels WHERE round = %s AND name = ANY(%s)"
_LAST: LiteralString = "UPDATE rounds SET last_index = %s WHERE round = %s"
_ADD: LiteralString = (
    "INSERT INTO parcels (round, idx, name, kind, author, size, header, receipt, content) "
    "VALUES (%s, %s, %s, 'sheet', %s, %s, %s, %s, %s)"
)
_ADDRESS: LiteralString = "INSERT INTO addresses (round, address, idx) VALUES (%s, %s, %s)"


def serve_like_a_hub(connection: psycopg.Connection, round_id: str, key: str) -> None:
    """What one client costs: a token, a feed, two records, three sheets."""
    with connection.transaction():
        connection.execute(_CALLER, (key, round_id)).fetchone()
        connection.execute(_USE, (os.urandom(16).hex(), 1))
    connection.execute(_CALLER, (key, round_id)).fetchone()
    found = [row[0] for row in connection.execute(_PAGE, {"round": round_id, "key": key})]
    page = connection.execute(_ENTRIES, (round_id, found)).fetchall()
    for row in page[-RECORDS:]:
        connection.execute(_CALLER, (key, round_id)).fetchone()
        connection.execute(_PARCEL, (round_id, row[4], key, ["*", key])).fetchone()
    for _ in range(SHEETS):
        connection.execute(_CALLER, (key, round_id)).fetchone()
        with connection.transaction():
            _take(connection, round_id, key)


def _take(connection: psycopg.Connection, round_id: str, key: str) -> None:
    name = os.urandom(32).hex()
    row = connection.execute(_LOCK, (round_id,)).fetchone()
    assert row is not None
    number = row[3] + 1
    connection.execute(_RECEIPT, (round_id, [name])).fetchone()
    connection.execute(_LAST, (number, round_id))
    content, header, receipt = map(os.urandom, (PARCEL, HEADER, RECEIPT))
    connection.execute(_ADD, (round_id, number, name, key, PARCEL, header, receipt, content))
    connection.cursor().executemany(
        _ADDRESS, [(round_id, address, number) for address in ("office", f"panel:{key[:36]}")]
    )


def main(arguments: Sequence[str]) -> None:
    """Serve every so-many-th client; print when it began and ended."""
    url, round_id, share, of = arguments[0], arguments[1], int(arguments[2]), int(arguments[3])
    with psycopg.connect(url) as connection:
        query = "SELECT subject FROM grants WHERE round = %s ORDER BY subject"
        keys = [row[0] for row in connection.execute(query, (round_id,))][share::of]
    connections = [psycopg.connect(url, autocommit=True) for _ in range(CONNECTIONS)]
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        for number, connection in enumerate(connections):
            threads.submit(_serve_all, connection, round_id, keys[number::CONNECTIONS])
    print(time.perf_counter() - began, len(keys))


def _serve_all(connection: psycopg.Connection, round_id: str, keys: Sequence[str]) -> None:
    for key in keys:
        serve_like_a_hub(connection, round_id, key)


if __name__ == "__main__":
    main(sys.argv[1:])
