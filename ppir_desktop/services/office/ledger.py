"""Writing into the office's ledger: what changed goes to every officer's desk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ppir_desktop.common.clock import Clock
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.ledger_bodies import Content, Entry, Ledger
from ppir_desktop.services.statements import say_to_office
from ppir_desktop.store.vault import Work

_TOGETHER: Final = 1024 * 1024
"""Bytes of entries that go into one record; its limit is twice that."""


def write(
    work: Work, round_id: Identifier, contents: Iterable[tuple[str, Content]], clock: Clock
) -> list[str]:
    """Write entries by their names; those that say what they said already are left alone.

    Args:
        work: The transaction.
        round_id: The round.
        contents: Names and what they are to say.
        clock: Says when.

    Returns:
        The names of the entries that changed.

    Raises:
        InputError: As `services.statements.say`.
    """
    changed: list[Entry] = []
    for name, content in contents:
        if work.ledger.get(round_id, type(content), name) != content:
            revision = work.ledger.revision(round_id, type(content), name) + 1
            changed.append(Entry(name, revision, content))
    for some in _records(changed):
        signed = say_to_office(work, round_id, Kind.LEDGER, Ledger(tuple(some)), clock)
        for entry in some:
            work.ledger.put(round_id, entry, signed.record.made_at, signed.digest, own=True)
    return [entry.name for entry in changed]


def keep(work: Work, round_id: Identifier, contents: Iterable[tuple[str, Content]]) -> None:
    """Write entries that this desk keeps to itself."""
    for name, content in contents:
        revision = work.ledger.revision(round_id, type(content), name) + 1
        work.ledger.put(round_id, Entry(name, revision, content), "", "")


def _records(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    together: list[Entry] = []
    size = 0
    for entry in entries:
        bulk = len(canonical_json(entry))
        if together and size + bulk > _TOGETHER:
            yield together
            together, size = [], 0
        together.append(entry)
        size += bulk
    if together:
        yield together
