"""Taking a kit over into a round: its documents are encrypted once, its rows go to the ledger.

Applications are taken over a few at a time, each few whole or not at all, so an interrupted
import is gone on with by doing it again.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import msgspec

from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.identifiers import digest_of
from ppir_desktop.intake.dossier_folders import DocumentFile, FileBytes
from ppir_desktop.intake.kit import Intake, Kit, LeftOut
from ppir_desktop.protocol.fields import Titles
from ppir_desktop.protocol.ledger_bodies import Applied, Pooled, Registered
from ppir_desktop.protocol.manifest import DocumentEntry, DossierManifest
from ppir_desktop.services.office.desks import Desk, Sitting, officer_of
from ppir_desktop.services.office.ledger import keep, write
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.sealing import seal
from ppir_desktop.store.blobs import BlobFolder
from ppir_desktop.sync.progress import Watch

_TOGETHER: Final = 16
_THREADS: Final = 2


class Imported(msgspec.Struct, frozen=True):
    """What an import changed.

    Attributes:
        applications: Numbers of the applications that are new or changed.
        experts: Numbers of the experts that are.
        not_eligible: Numbers of all applications that the rule says no to.
        left_out: Rows that were left out, since something is wrong with them.
        kept: Numbers of applications that are other in the kit than what was taken over before,
            which stays: what members read is not changed behind their backs.
    """

    applications: tuple[str, ...]
    experts: tuple[str, ...]
    not_eligible: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    kept: tuple[str, ...] = ()


def import_kit(
    at: Sitting,
    kit: Kit,
    *,
    accept_valid: bool = False,
    watch: Watch | None = None,
) -> Imported:
    """Take over what a kit holds; what is there already stays as it is.

    Args:
        at: Who does it.
        kit: The kit, as it was checked with the round's scheme.
        accept_valid: Whether to take over what nothing is wrong with, where something is.
        watch: Counts bytes of documents, and carries the wish to stop.

    Raises:
        RefusedError: ``officer_only``, ``office_only``; ``cancelled``.
        InputError: ``kit_has_problems``.
        EnvironmentFault: ``file_unreadable``, ``file_changed``, ``file_not_written``.
    """
    watch = watch or Watch()
    if kit.problems and not accept_valid:
        raise InputError("kit_has_problems", count=len(kit.problems))
    findings = _findings(kit)
    with at.profile.vault.writing() as work:
        desk = officer_of(work, at.round)
        known = work.ledger.all(at.round, Applied)
        experts = write(
            work, at.round, ((one.number, Pooled(expert=one)) for one in kit.experts), at.clock
        )
        before = work.ledger.all(at.round, Registered)
        keep(
            work,
            at.round,
            (
                (one.number, Registered(project=one))
                for one in kit.projects
                if before.get(one.number) != Registered(project=one)
            ),
        )
    watch.begin("documents", sum(d.size for one in kit.intakes for d in one.documents))
    changed: list[str] = []
    kept: list[str] = []
    for start in range(0, len(kit.intakes), _TOGETHER):
        some = kit.intakes[start : start + _TOGETHER]
        for intake in some:
            number = intake.application.number
            if number in known and not _is_same(intake, known[number], findings.get(number, ())):
                kept.append(number)
        fresh = [one for one in some if one.application.number not in known]
        watch.add(sum(d.size for one in some if one not in fresh for d in one.documents))
        changed += _take_over(at, desk, fresh, findings, watch)
    return Imported(
        tuple(changed),
        tuple(experts),
        tuple(number for number in findings if findings[number]),
        kit.left_out,
        tuple(kept),
    )


def encrypted(
    blobs: BlobFolder, documents: Sequence[DocumentFile], recipient: str, watch: Watch
) -> tuple[DocumentEntry, ...]:
    """Encrypt documents into blobs, and describe them.

    Raises:
        EnvironmentFault: ``file_unreadable``, ``file_not_written``.
        RefusedError: ``cancelled``.
    """

    def one(document: DocumentFile) -> DocumentEntry:
        watch.check()
        content = _content(document)
        blob = seal(content, [recipient])
        name = digest_of(blob)
        blobs.add(io.BytesIO(blob), name, len(blob))
        watch.add(document.size)
        return DocumentEntry(
            title=document.title,
            media_type=document.media_type,
            size=len(content),
            digest=digest_of(content),
            blob=name,
            blob_size=len(blob),
            pages=document.pages,
        )

    with ThreadPoolExecutor(_THREADS) as pool:
        return tuple(pool.map(one, documents))


def manifest_of(intake: Intake, documents: tuple[DocumentEntry, ...]) -> DossierManifest:
    """What a dossier consists of."""
    application = intake.application
    return DossierManifest(
        dossier=application.number,
        product=Titles(application.product, application.product),
        applicant=application.applicant,
        sub_field=application.sub_field,
        projects=(application.project,),
        summary=application.summary,
        documents=documents,
    )


def _take_over(
    at: Sitting,
    desk: Desk,
    intakes: Iterable[Intake],
    findings: dict[str, tuple[str, ...]],
    watch: Watch,
) -> list[str]:
    fresh: list[tuple[str, Applied]] = []
    for intake in intakes:
        number = intake.application.number
        identity = SealingIdentity.generate()
        documents = encrypted(at.profile.vault.blobs, intake.documents, identity.recipient, watch)
        applied = Applied(
            application=intake.application,
            project=intake.project,
            findings=findings.get(number, ()),
            manifest=manifest_of(intake, documents),
            key=identity.secret_text(),
            withdrawn="",
        )
        fresh.append((number, applied))
    with at.profile.vault.writing() as work:
        for _, applied in fresh:
            for document in applied.manifest.documents:
                work.exchange.add_upload(desk.round, document.blob)
        return write(work, desk.round, fresh, at.clock)


def _is_same(intake: Intake, before: Applied, findings: tuple[str, ...]) -> bool:
    """Whether an application is what was taken over before, down to the bytes."""
    return (
        intake.application == before.application
        and intake.project == before.project
        and findings == before.findings
        and [(one.title, one.size) for one in intake.documents]
        == [(one.title, one.size) for one in before.manifest.documents]
        and all(
            digest_of(_content(one)) == entry.digest
            for one, entry in zip(intake.documents, before.manifest.documents, strict=True)
        )
    )


def _findings(kit: Kit) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for complaint in kit.findings:
        number = complaint.problem.dossier
        found[number] = (*found.get(number, ()), complaint.problem.code)
    return found


def _content(document: DocumentFile) -> bytes:
    """The bytes of a document, if it is still the file that was looked into."""
    try:
        with FileBytes(document.path) as source:
            content = source.read_at(0, document.size + 1)
    except OSError as error:
        raise EnvironmentFault(
            "file_unreadable", file=str(document.path), reason=error.strerror or ""
        ) from error
    if len(content) != document.size:
        raise EnvironmentFault("file_changed", file=str(document.path))
    return content
