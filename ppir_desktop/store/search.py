"""Search over the text of dossiers, inside the vault and nowhere else.

The text of each page is kept once; the index beside it holds tokens alone (`search_words`). Both
are encrypted with everything else, and a page that is forgotten leaves nothing in the index
(FTS5's ``secure-delete``, https://sqlite.org/fts5.html, section 6.9).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
import sqlalchemy as sa

from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.store.search_words import phrase, plain, runs, tokens
from ppir_desktop.store.tables import PAGES

LONGEST_QUERY: Final = 200
_MOST_WORDS: Final = 12
_CONTEXT: Final = 60
_QUOTED = re.compile(r'"([^"]*)"?|(\S+)')

# The page's own row number ties the two; the index keeps no text of its own.
_INSERT = sa.text("INSERT INTO page_index (rowid, tokens) VALUES (:id, :tokens)")
# It is told the tokens again, and with secure-delete takes each of them out at once.
_FORGET = sa.text(
    "INSERT INTO page_index (page_index, rowid, tokens) VALUES ('delete', :id, :tokens)"
)
# The best are chosen before their texts are read: a common word stands on thousands of pages.
_FIND = """
SELECT pages.id, pages.round, pages.dossier, pages.document, pages.page, pages.text
FROM (
    SELECT rowid AS id, rank FROM page_index
    WHERE page_index MATCH :query {where} ORDER BY rank LIMIT :limit
) AS best JOIN pages ON pages.id = best.id
ORDER BY best.rank, pages.id
"""


class PageText(msgspec.Struct, frozen=True):
    """The text of one page.

    Attributes:
        round: The round.
        dossier: Application number.
        document: SHA-256 of the plain document.
        page: The page, from 0.
        text: Its text.
    """

    round: Identifier
    dossier: str
    document: Digest
    page: int
    text: str


class Hit(msgspec.Struct, frozen=True):
    """A page that holds all that was sought.

    Attributes:
        round: The round.
        dossier: Application number.
        document: SHA-256 of the plain document.
        page: The page, from 0.
        snippet: Text around the first match, on one line.
        matches: Where in the snippet matches begin and end.
    """

    round: Identifier
    dossier: str
    document: Digest
    page: int
    snippet: str
    matches: tuple[tuple[int, int], ...]


class Search:
    """The searchable pages of a vault."""

    def __init__(self, connection: sa.Connection) -> None:
        """Work within a transaction."""
        self._connection = connection

    def add(self, pages: Iterable[PageText]) -> None:
        """Index pages; one that was indexed before is indexed anew."""
        for page in pages:
            self._forget(
                PAGES.c.round == page.round,
                PAGES.c.document == page.document,
                PAGES.c.dossier == page.dossier,
                PAGES.c.page == page.page,
            )
            values = msgspec.structs.asdict(page)
            row = self._connection.execute(PAGES.insert().values(values)).inserted_primary_key
            assert row is not None  # noqa: S101 -- an insert of one row has one
            self._connection.execute(_INSERT, {"id": row[0], "tokens": _indexed(page.text)})

    def indexed(self, round_id: Identifier, document: Digest, dossier: str | None = None) -> int:
        """How many pages of a document are indexed, for one dossier or for all it belongs to."""
        query = sa.select(sa.func.count()).where(
            PAGES.c.round == round_id, PAGES.c.document == document
        )
        if dossier is not None:
            query = query.where(PAGES.c.dossier == dossier)
        return int(self._connection.execute(query).scalar_one())

    def forget_dossier(self, round_id: Identifier, dossier: str) -> None:
        """Forget all pages of a dossier."""
        self._forget(PAGES.c.round == round_id, PAGES.c.dossier == dossier)

    def forget_round(self, round_id: Identifier) -> None:
        """Forget all pages of a round; to be done before the round itself is forgotten."""
        self._forget(PAGES.c.round == round_id)

    def find(
        self, sought: str, *, dossiers: Sequence[str] | None = None, limit: int = 100
    ) -> list[Hit]:
        """Pages that hold all words sought, the best first.

        Args:
            sought: Words; those in quotation marks must stand together. No other sign means
                anything.
            dossiers: Application numbers to seek in; None for all.
            limit: How many pages at most.
        """
        parts = wanted(sought)
        query = " AND ".join(filter(None, (phrase(text, whole=whole) for text, whole in parts)))
        if not query:
            return []
        parameters: dict[str, object] = {"query": query, "limit": limit}
        where = ""
        if dossiers is not None:
            where = "AND rowid IN (SELECT id FROM pages WHERE dossier IN :dossiers)"
            parameters["dossiers"] = list(dossiers)
        statement = sa.text(_FIND.format(where=where))
        if dossiers is not None:
            statement = statement.bindparams(sa.bindparam("dossiers", expanding=True))
        rows = self._connection.execute(statement, parameters)
        marker = _marker(parts)
        return [
            Hit(row.round, row.dossier, row.document, row.page, *_snippet(row.text, marker))
            for row in rows
        ]

    def _forget(self, *which: sa.ColumnElement[bool]) -> None:
        rows = self._connection.execute(sa.select(PAGES.c.id, PAGES.c.text).where(*which)).all()
        for number, text in rows:
            self._connection.execute(_FORGET, {"id": number, "tokens": _indexed(text)})
        if rows:
            self._connection.execute(PAGES.delete().where(*which))


def _indexed(text: str) -> str:
    """What the index holds of a text."""
    return " ".join(tokens(plain(text)))


def wanted(sought: str) -> list[tuple[str, bool]]:
    """What is sought, part by part, each with whether it stood in quotation marks."""
    found = _QUOTED.findall(plain(sought[:LONGEST_QUERY]))
    return [(quoted or word, bool(quoted)) for quoted, word in found if quoted or word][
        :_MOST_WORDS
    ]


def _marker(sought: Sequence[tuple[str, bool]]) -> re.Pattern[str]:
    """What is marked in a text: each part sought, whatever stands between its words."""
    parts = []
    for text, _ in sought:
        words = [re.escape(run) for run, _ in runs(text)]
        if words:
            parts.append(r"[\W_]*".join(words))
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)


def _snippet(text: str, marker: re.Pattern[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Text around the first match on one line, and where the matches in it are."""
    line = " ".join(text.split())
    first = marker.search(line)
    begin = max(0, (first.start() if first else 0) - _CONTEXT)
    piece = line[begin : begin + 3 * _CONTEXT]
    return piece, tuple(match.span() for match in marker.finditer(piece))
