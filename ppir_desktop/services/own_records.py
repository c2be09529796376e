"""What this device itself said in a round: declarations and sheets, the newest of each."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.review_bodies import Declared, GivenSheet
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.effects import read_back

B = TypeVar("B")
Place = tuple[str, str]
"""A stage and an application number."""


class Said(NamedTuple, Generic[B]):
    """A statement of one's own.

    Attributes:
        digest: Digest of its record.
        made_at: When it was made, UTC, RFC 3339.
        body: What it says.
    """

    digest: Digest
    made_at: str
    body: B


class OwnRecords(NamedTuple):
    """The newest declaration and sheet of each stage and dossier."""

    declarations: dict[Place, Said[Declared]]
    sheets: dict[Place, Said[GivenSheet]]


def own_records(work: Work, round_id: Identifier) -> OwnRecords:
    """Read what this device said in a round.

    Raises:
        InputError: ``round_unknown``.
    """
    own = OwnRecords({}, {})
    key = work.rounds.get(round_id).identity.id
    for kind in (Kind.DECLARATION, Kind.SHEET):
        rows = [row for row in work.records.of_kind(round_id, kind) if row.author == key]
        for row in sorted(rows, key=lambda one: one.seq):
            body = read_back(work.records.envelope(row.digest)).record.body
            if isinstance(body, Declared):
                said = Said(row.digest, row.made_at, body)
                own.declarations[body.stage, body.dossier] = said
            elif isinstance(body, GivenSheet):
                own.sheets[body.stage, body.dossier] = Said(row.digest, row.made_at, body)
    return own
