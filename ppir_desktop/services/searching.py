"""Searching all dossiers: their pages are indexed in the background, and found by words.

An index is made page by page with a worker of its own, so that whoever reads a document meanwhile
does not wait. It may stop at any time and goes on from the page where it stopped.
"""

from __future__ import annotations

from itertools import islice
from typing import Final, NamedTuple

from ppir_desktop.common.closing import Closes
from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.documents.reading import DocumentWorker
from ppir_desktop.protocol.manifest import DocumentEntry, DossierManifest
from ppir_desktop.services.dossier_reading import open_document
from ppir_desktop.services.dossiers import READABLE, cards
from ppir_desktop.services.watching import Watch
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.assignments import AssignmentRow, AssignmentState
from ppir_desktop.store.search import PageText, wanted
from ppir_desktop.store.vault import Work

__all__ = [
    "PAGES_AT_ONCE", "Found", "Indexing", "PageText", "Unindexed", "due_for_index", "find",
    "index_all", "keep_pages", "parts_of",
]  # fmt: skip

PAGES_AT_ONCE: Final = 16
"""Pages of one transaction: an autosave that comes between waits for no more than these."""


class Unindexed(NamedTuple):
    """A document whose pages are not all indexed yet.

    Attributes:
        round: The round.
        stage: Id of the stage.
        dossier: Application number.
        document: SHA-256 of the plain document.
        first: The first page that is not indexed.
    """

    round: Identifier
    stage: str
    dossier: str
    document: Digest
    first: int


class Found(NamedTuple):
    """A page on which all that was sought stands.

    Attributes:
        round: The round.
        stage: Id of the stage.
        dossier: Application number.
        manifest: The dossier.
        document: The document.
        page: The page, from 0.
        snippet: Text around the first match, on one line.
        matches: Where in the snippet matches begin and end.
    """

    round: Identifier
    stage: str
    dossier: str
    manifest: DossierManifest
    document: DocumentEntry
    page: int
    snippet: str
    matches: tuple[tuple[int, int], ...]


class Indexing(Closes):
    """A document while its pages are being read for the index."""

    def __init__(self, profile: OpenProfile, worker: DocumentWorker, item: Unindexed) -> None:
        """Open the document.

        Raises:
            PpirError: What `open_document` and `DocumentWorker.open` raise.
        """
        place = (item.stage, item.dossier)
        self._item = item
        self._source, _ = open_document(profile, item.round, place, item.document)
        try:
            self._document = worker.open(self._source)
        except BaseException:
            self._source.close()
            raise
        self._texts = self._document.texts(item.first)
        self._next = item.first

    def next_pages(self) -> list[PageText]:
        """The texts of the next few pages; none at the end."""
        item, first = self._item, self._next
        pages = [
            PageText(item.round, item.dossier, item.document, page, text)
            for page, text in enumerate(islice(self._texts, PAGES_AT_ONCE), first)
        ]
        self._next += len(pages)
        return pages

    def close(self) -> None:
        """Have the document forgotten."""
        try:
            self._document.close()
        finally:
            self._source.close()


def due_for_index(profile: OpenProfile) -> list[Unindexed]:
    """Documents that are here, may be read, and are not indexed to their end; urgent ones first."""
    has, found = profile.vault.blobs.has, []
    readable = [card for card in cards(profile) if card.state in READABLE]
    with profile.vault.reading() as work:
        for card in readable:
            for entry in card.manifest.documents:
                first = work.search.indexed(card.round, entry.digest, card.dossier)
                if first < (entry.pages or 1) and has(entry.blob):
                    place = (card.round, card.stage, card.dossier)
                    found.append(Unindexed(*place, entry.digest, first))
    return found


def keep_pages(profile: OpenProfile, item: Unindexed, pages: list[PageText]) -> bool:
    """Put pages into the index; False when the dossier may not be read any more."""
    with profile.vault.writing() as work:
        row = work.assignments.get(item.round, item.stage, item.dossier)
        if not _may_be_read(row):
            return False
        work.search.add(pages)
    return True


def index_all(profile: OpenProfile, worker: DocumentWorker, watch: Watch) -> int:
    """Index all that is due, one after the other; say how many pages.

    A document that cannot be read is left out: whoever opens it is told why.

    Raises:
        RefusedError: ``cancelled``; what was indexed so far stays.
    """
    count = 0
    for item in due_for_index(profile):
        watch.check()
        try:
            indexing = Indexing(profile, worker, item)
        except PpirError:
            continue
        with indexing:
            while pages := indexing.next_pages():
                watch.check()
                if not keep_pages(profile, item, pages):
                    break
                count += len(pages)
    return count


def find(profile: OpenProfile, sought: str, limit: int = 100) -> list[Found]:
    """Pages of all dossiers on which all words sought stand, the best first.

    Args:
        profile: The panellist's profile.
        sought: Words; those in quotation marks must stand together.
        limit: How many pages at most.
    """
    with profile.vault.reading() as work:
        hits = work.search.find(sought, limit=limit)
        rows = {(row.round, row.dossier): row for row in _readable(work)}
    found = []
    for hit in hits:
        row = rows.get((hit.round, hit.dossier))
        entry = _entry(row.manifest, hit.document) if row is not None else None
        if row is not None and entry is not None:
            found.append(
                Found(
                    hit.round, row.stage, hit.dossier, row.manifest, entry, hit.page, hit.snippet,
                    hit.matches,
                )
            )  # fmt: skip
    return found


def parts_of(sought: str) -> list[str]:
    """The words and phrases of what is sought, to be marked where they stand on a page."""
    return [text for text, _ in wanted(sought)]


def _readable(work: Work) -> list[AssignmentRow]:
    return [row for row in work.assignments.all() if _may_be_read(row)]


def _may_be_read(row: AssignmentRow) -> bool:
    return row.state is not AssignmentState.WITHDRAWN and row.dossier_key is not None


def _entry(manifest: DossierManifest, digest: Digest) -> DocumentEntry | None:
    return next((one for one in manifest.documents if one.digest == digest), None)
