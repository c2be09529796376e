"""The documents of an exchange: sends those that wait, fetches and forgets by what dossiers need.

All that touches the database happens in the thread that calls; documents are fetched by a few
others.
"""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Final

from ppir_desktop.common.errors import InputError, PpirError
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.store.repositories.exchange import UploadState
from ppir_desktop.store.vault import Vault
from ppir_desktop.sync.carrier import Sink, Source
from ppir_desktop.sync.changes import Change, Happened
from ppir_desktop.sync.effects import scans_in
from ppir_desktop.sync.failures import (
    DamagedError,
    HubRefusalError,
    OfflineFault,
    persistently,
)
from ppir_desktop.sync.planning import Plan, Wanted, plan
from ppir_desktop.sync.progress import Watch

AT_ONCE: Final = 4
"""Documents that are fetched side by side."""

_LOOKS_EVERY: Final = 0.2
_WORTH_IT: Final = 64 * 1024
"""Bytes that a line has to bring before it breaks."""


class DocumentExchange:
    """The documents of one round, exchanged with one carrier."""

    def __init__(self, vault: Vault, round_id: Identifier, watch: Watch) -> None:
        """Exchange the documents of a round.

        Args:
            vault: The vault.
            round_id: A round in it.
            watch: Counts, and says whether to stop.
        """
        self._vault = vault
        self._round = round_id
        self._watch = watch

    def upload(self, sink: Sink) -> list[Change]:
        """Send the documents that parcels will speak of.

        Raises:
            OfflineFault: When the line is gone; what was sent is known.
            HubRefusalError: When who calls is refused; a refused document does not keep others
                from being sent.
            RefusedError: ``cancelled``.
        """
        with self._vault.reading() as work:
            waiting = work.exchange.uploads(self._round, UploadState.WAITING)
        blobs = self._vault.blobs
        self._watch.begin("send", sum(map(blobs.size, waiting)))
        changes = []
        for digest in waiting:
            self._watch.check()
            try:
                sink.upload(digest, blobs.path(digest))
            except HubRefusalError as refusal:
                if refusal.is_of_the_caller:
                    raise
                # It stays to be sent, and does not keep others from it.
                code = refusal.code
                changes.append(Change(Happened.REFUSED_BY_HUB, self._round, digest, code))
                continue
            with self._vault.writing() as work:
                work.exchange.mark_uploaded(self._round, digest)
            changes.append(Change(Happened.UPLOADED, self._round, digest))
        return changes

    def fetch(self, source: Source) -> list[Change]:
        """Fetch the documents that dossiers need, several at once, and forget what none needs.

        Raises:
            OfflineFault: When the line is gone; what arrived stays, and is gone on with.
            EnvironmentFault: ``file_not_written``.
            RefusedError: ``cancelled``.
        """
        changes = self.tidy()
        planned = self.plan()
        self._watch.begin("documents", planned.size)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            try:
                return changes + self._fetch_all(pool, source, planned)
            except PpirError:
                raise
            except BaseException:
                # Whoever interrupts this thread need not wait for what the others are at.
                self._watch.cancel()
                raise

    def tidy(self) -> list[Change]:
        """Forget the documents that no dossier needs any more."""
        forgotten = []
        for digest in self.plan().forget:
            self._vault.blobs.delete(digest)
            forgotten.append(Change(Happened.FORGOTTEN, self._round, digest))
        return forgotten

    def plan(self) -> Plan:
        """What is to be fetched and forgotten now."""
        with self._vault.reading() as work:
            everywhere = work.assignments.blobs()
            here = work.assignments.blobs(self._round)
            first = [
                document.blob
                for row in work.assignments.all(self._round)
                for document in row.manifest.documents
            ]
            kept = {*everywhere, *work.exchange.kept_documents()}
            for round_id in work.rounds.ids():
                kept |= scans_in(work, round_id).keys()
            here = {**here, **scans_in(work, self._round)}
        blobs = self._vault.blobs
        return plan(here, blobs.all(), blobs.partial(), kept=kept, first=first)

    def _fetch_all(self, pool: ThreadPoolExecutor, source: Source, planned: Plan) -> list[Change]:
        changes: list[Change] = []
        waiting = iter(planned.fetch)
        running: dict[Future[None], Wanted] = {}
        failed: PpirError | None = None
        while failed is None or running:
            while failed is None and len(running) < AT_ONCE:
                one = next(waiting, None)
                if one is None:
                    break
                running[pool.submit(self._fetch_one, source, one)] = one
            if not running:
                break
            done, _ = wait(running, timeout=_LOOKS_EVERY, return_when=FIRST_COMPLETED)
            for future in done:
                one = running.pop(future)
                try:
                    future.result()
                    changes.append(Change(Happened.FETCHED, self._round, one.digest))
                except (HubRefusalError, DamagedError) as error:
                    changes.append(Change(Happened.MISSING, self._round, one.digest, error.code))
                except PpirError as error:
                    failed = failed or error
        if failed is not None:
            raise failed
        return changes

    def _fetch_one(self, source: Source, wanted: Wanted) -> None:
        """Fetch one document, going on from what is there, however often the line breaks."""

        def once() -> None:
            # A line that breaks but brings something each time is no failure.
            while not self._went_on(source, wanted):
                self._watch.check()

        persistently(once, self._watch)

    def _went_on(self, source: Source, wanted: Wanted) -> bool:
        """Go on with a document until the line breaks; say whether it is whole.

        Raises:
            OfflineFault: When the line broke before it brought anything to speak of.
            DamagedError: When it is not what its name says; all of it was dropped.
        """
        with self._vault.blobs.writer(wanted.digest, wanted.size) as writer:
            before = writer.received
            try:
                for piece in source.blob(wanted.digest, before) if before < wanted.size else ():
                    self._watch.check()
                    writer.write(piece)
                    self._watch.add(len(piece))
                # An answer that comes to its end before the document does has another digest.
                writer.finish()
            except OfflineFault:
                if writer.received - before < _WORTH_IT:
                    raise
                return False
            except InputError as error:
                if error.code != "blob_damaged":
                    raise
                self._watch.add(-writer.received)
                raise DamagedError("blob_damaged", digest=wanted.digest) from None
            return True
