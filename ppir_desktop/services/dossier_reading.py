"""Reading a dossier: its documents, opened in their blobs and shown by a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.documents.messages import OutlineEntry
from ppir_desktop.documents.reading import Document, DocumentWorker, Letters, Pixels
from ppir_desktop.documents.sniffing import DocumentKind
from ppir_desktop.protocol.manifest import DocumentEntry
from ppir_desktop.signing.age_reader import AgeReader
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.assignments import AssignmentState

__all__ = [
    "AgeReader", "Document", "DocumentKind", "DocumentWorker", "Letters", "OutlineEntry", "Pixels",
    "open_document", "reading",
]  # fmt: skip


def open_document(
    profile: OpenProfile, round_id: Identifier, place: tuple[str, str], digest: Digest
) -> tuple[AgeReader, DocumentEntry]:
    """Open a document of a dossier in its blob; whoever opens it closes it.

    Args:
        profile: The panellist's profile.
        round_id: The round.
        place: Stage and application number.
        digest: SHA-256 of the plain document.

    Raises:
        InputError: ``assignment_unknown``, ``document_unknown``, and what the blob is refused for.
        RefusedError: ``assignment_withdrawn``; ``dossier_locked`` while its key is held back.
        EnvironmentFault: ``blob_missing`` while it has not come yet.
    """
    with profile.vault.reading() as work:
        row = work.assignments.get(round_id, *place)
    if row.state is AssignmentState.WITHDRAWN:
        raise RefusedError("assignment_withdrawn", dossier=row.dossier)
    if row.dossier_key is None:
        raise RefusedError("dossier_locked", dossier=row.dossier)
    entry = next((one for one in row.manifest.documents if one.digest == digest), None)
    if entry is None:
        raise InputError("document_unknown", dossier=row.dossier)
    identity = SealingIdentity.read(row.dossier_key)
    return profile.vault.blobs.open(entry.blob, [identity]), entry


@contextmanager
def reading(
    worker: DocumentWorker,
    profile: OpenProfile,
    round_id: Identifier,
    place: tuple[str, str],
    digest: Digest,
) -> Iterator[Document]:
    """Read a document of a dossier, and have it forgotten afterwards.

    Raises:
        PpirError: What `open_document` and `DocumentWorker.open` raise.
    """
    source, _ = open_document(profile, round_id, place, digest)
    with source, worker.open(source) as document:
        yield document
