"""What was said in a round, in the order in which it was said."""

from __future__ import annotations

from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.records import Named, Record
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.effects import read_back


def said(work: Work, round_id: Identifier, *kinds: Kind) -> list[Record[Body]]:
    """The records of some kinds, in the order of their time.

    A clock that is ahead, or lies, puts nothing after what is said once the record was received.
    A clock counts seconds; what one author said within a second goes by their own count.

    Args:
        work: A transaction.
        round_id: The round.
        kinds: The kinds.
    """
    return [named.record for named in said_with_digests(work, round_id, *kinds)]


def said_with_digests(work: Work, round_id: Identifier, *kinds: Kind) -> list[Named[Body]]:
    """The same with the digests of the records."""
    found = [(at, read_back(one)) for one, at in work.records.timed(round_id, kinds)]
    found.sort(key=lambda one: (one[0], one[1].record.author, one[1].record.seq))
    return [named for _, named in found]
