"""What a window prints: the sheet of a dossier as PDF in memory, and documents where they may be.

Making PDF files loads much; it is loaded when the first one is made, not when the window starts.
"""

from __future__ import annotations

from enum import StrEnum

from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.common.wording import Wording
from ppir_desktop.documents.in_memory import InMemory
from ppir_desktop.documents.reader_process import ByteSource
from ppir_desktop.services.dossier_reading import AgeReader, open_document
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.services.own_records import Place, own_records
from ppir_desktop.services.signing_sheets import check_passphrase
from ppir_desktop.services.statements import opening_of
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.sync.effects import read_back

__all__ = [
    "ByteSource", "InMemory", "Paper", "Sitting", "document_source", "papers_of", "sheet_file",
    "signed_file",
]  # fmt: skip


class Paper(StrEnum):
    """What is to stand on a sheet."""

    BLANK = "blank"
    DRAFT = "draft"
    SIGNED = "signed"


def papers_of(profile: OpenProfile, round_id: Identifier, place: Place) -> tuple[Paper, ...]:
    """The papers that there are of a dossier's sheet, the one most likely wanted first.

    Raises:
        InputError: ``round_unknown``.
    """
    with profile.vault.reading() as work:
        has_draft = work.drafts.get(round_id, *place) is not None
        has_sheet = place in own_records(work, round_id).sheets
    found = [Paper.DRAFT] if has_draft else []
    found += [Paper.SIGNED] if has_sheet else []
    return (*found, Paper.BLANK)


def sheet_file(at: Sitting, place: Place, paper: Paper, words: Wording) -> bytes:
    """One's own sheet of a dossier as a PDF file.

    Args:
        at: The panellist at their own desk.
        place: Stage and application number.
        paper: What is to stand on it.
        words: Words of the form.

    Raises:
        InputError: ``nothing_to_print`` where there is no draft, or nothing was signed;
            ``assignment_unknown``, ``round_unknown``, ``round_record_missing``,
            ``draft_unreadable``.
        RefusedError: ``stage_external`` for a stage in which no marks are given.
    """
    from ppir_desktop.services.desk_paper import draft_file  # noqa: PLC0415 -- see above

    if paper is Paper.DRAFT:
        return draft_file(at, place, words).content
    return _form_file(at, place, words, is_signed=paper is Paper.SIGNED)


def signed_file(at: Sitting, place: Place, passphrase: str, words: Wording) -> bytes:
    """One's own signed sheet as a PDF file that is signed itself.

    Args:
        at: The panellist at their own desk.
        place: Stage and application number.
        passphrase: What opens the profile: nobody signs who only found it open.
        words: Words of the form.

    Raises:
        PpirError: What `signing_sheets.check_passphrase` and `signed_paper.sign_sheets` raise.
    """
    from ppir_desktop.services.signed_paper import sign_sheet_file  # noqa: PLC0415 -- see above

    check_passphrase(at.profile, passphrase)
    return sign_sheet_file(at, place, words).file.content


def document_source(
    profile: OpenProfile, round_id: Identifier, place: Place, digest: Digest
) -> AgeReader:
    """A document of a dossier, to be printed where its round lets that be; whoever asks closes it.

    Raises:
        RefusedError: ``print_refused`` where the round does not; as `open_document`.
        InputError: As `open_document`.
        EnvironmentFault: As `open_document`.
    """
    with profile.vault.reading() as work:
        if not opening_of(work, round_id).policy.print_dossiers:
            raise RefusedError("print_refused")
    source, _ = open_document(profile, round_id, place, digest)
    return source


def _form_file(at: Sitting, place: Place, words: Wording, *, is_signed: bool) -> bytes:
    """The signed sheet as its record says it, or one with nothing but the application on it."""
    from ppir_desktop.reports.document import render  # noqa: PLC0415 -- see above
    from ppir_desktop.reports.evaluation_sheet import evaluation_sheet  # noqa: PLC0415
    from ppir_desktop.reports.filling import Filled  # noqa: PLC0415
    from ppir_desktop.reports.views import SheetKind  # noqa: PLC0415
    from ppir_desktop.services.sheet_sources import sources_in  # noqa: PLC0415

    with at.profile.vault.reading() as work:
        sources = sources_in(work, at.round)
        if is_signed:
            said = own_records(work, at.round).sheets.get(place)
            if said is None:
                raise InputError("nothing_to_print")
            named = read_back(work.records.envelope(said.digest))
            view = sources.view_of_record(named, SheetKind.PRINT, words)
        else:
            manifest = work.assignments.get(at.round, *place).manifest
            view = sources.view(place[0], manifest, Filled(), SheetKind.BLANK, words)
    if view is None:
        raise RefusedError("stage_external", stage=place[0])
    return render(evaluation_sheet(view, words)).content
