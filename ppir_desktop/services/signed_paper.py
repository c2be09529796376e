"""Sheets as signed PDF files: by their author alone, with the key that signed the record."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from ppir_desktop.common.clock import format_utc
from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.common.wording import Wording
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.people_bodies import Certified, Panel
from ppir_desktop.protocol.records import Named
from ppir_desktop.protocol.review_bodies import GivenSheet
from ppir_desktop.reports.document import Rendered, render
from ppir_desktop.reports.evaluation_sheet import STAMP, evaluation_sheet
from ppir_desktop.reports.parts import short_time
from ppir_desktop.reports.pdf_signatures import SealBox, sign_pdf
from ppir_desktop.reports.seal_picture import field_of, seal_picture
from ppir_desktop.reports.views import SheetKind
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.services.schemes import find_stage
from ppir_desktop.services.sheet_sources import Sources, sources_in
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.effects import read_back


class SignedSheet(NamedTuple):
    """A sheet as a signed PDF file: the application number, who signed, and the file."""

    dossier: str
    person: str
    file: Rendered


class _Seal(NamedTuple):
    """What a panellist signs with."""

    key: SigningKey
    chain: tuple[bytes, ...]
    person: str
    now: str
    words: Wording

    def sign(self, dossier: str, form: Rendered) -> SignedSheet:
        picture = seal_picture(
            signature_box(form),
            (self.words("paper.stamp"), self.person, short_time(self.now)),
            self.words.language,
        )
        content = sign_pdf(
            form.content, self.key, self.chain, signature_box(form), name=self.person,
            reason=self.words("paper.sheet.reason", number=dossier), picture=picture,
        )  # fmt: skip
        return SignedSheet(dossier, self.person, form._replace(content=content))


def signature_box(form: Rendered) -> SealBox:
    """Where the signature stands on a sheet that is to be signed."""
    place = form.place(STAMP)
    if place is None:
        raise ValueError("a form without a place for a signature")
    return field_of(place)


def sign_sheets(
    at: Sitting, stage_id: str, words: Wording, dossiers: Collection[str] = ()
) -> list[SignedSheet]:
    """Make signed PDF files of one's own signed sheets, a file each (PAdES B-B, EN 319 142-1).

    Args:
        at: The panellist at their own desk, whose passphrase was asked for just before.
        stage_id: The stage.
        words: Words of the forms.
        dossiers: Application numbers; none for all.

    Returns:
        The files in the order of the application numbers; a sheet that was replaced is left out.

    Raises:
        RefusedError: ``not_the_author`` where the sheets that are here are others';
            ``signing_key_ended`` for a key that was revoked or whose certificate does not hold
            now.
        InputError: ``nothing_to_print``; ``own_certificate_missing`` while the office has not
            let this device in; ``stage_unknown``, ``round_unknown``, ``round_record_missing``.
        EnvironmentFault: ``pyhanko_missing``.
    """
    with at.profile.vault.reading() as work:
        sources = sources_in(work, at.round)
        find_stage(sources.scheme, stage_id)
        own = work.rounds.get(at.round).identity
        sheets = _sheets(work, at.round, stage_id, dossiers)
        mine = [named for named in sheets if named.record.author == own.id]
        if not mine:
            raise RefusedError("not_the_author") if sheets else InputError("nothing_to_print")
        chain = _chain(work, at, sources)
    seal = _Seal(own.signing, chain, sources.person(own.id)[0], format_utc(at.clock.now()), words)
    found: list[SignedSheet] = []
    for named in mine:
        view = sources.view_of_record(named, SheetKind.SIGNED, words)
        if view is not None:
            form = render(evaluation_sheet(view, words))
            found.append(seal.sign(view.subject.dossier, form))
    if not found:
        raise InputError("nothing_to_print")
    return sorted(found, key=lambda one: one.dossier)


def sign_sheet_file(at: Sitting, place: tuple[str, str], words: Wording) -> SignedSheet:
    """Make a signed PDF file of one's own sheet for one stage and application number.

    Raises:
        PpirError: As `sign_sheets`.
    """
    return sign_sheets(at, place[0], words, [place[1]])[0]


def _sheets(
    work: Work, round_id: Identifier, stage_id: str, dossiers: Collection[str]
) -> list[Named[Body]]:
    found = []
    for row in work.records.of_kind(round_id, Kind.SHEET, current=True):
        named = read_back(work.records.envelope(row.digest))
        body = named.record.body
        if not isinstance(body, GivenSheet) or body.stage != stage_id:
            continue
        if not dossiers or body.dossier in dossiers:
            found.append(named)
    return found


def _chain(work: Work, at: Sitting, sources: Sources) -> tuple[bytes, ...]:
    """The certificates of this device's own key, if it may sign now."""
    key, now = work.rounds.get(at.round).identity.id, at.clock.now()
    holder, grant = sources.trust.holder(key), sources.trust.grant(key)
    if holder is None or grant is None:
        raise InputError("own_certificate_missing")
    said = format_utc(now)
    ended = grant.revoked_at is not None and grant.revoked_at <= said
    if ended or said > grant.valid_until or not holder.certificate.valid_at(now):
        raise RefusedError("signing_key_ended")
    for envelope in work.records.envelopes(at.round, [Kind.CERTIFICATE, Kind.PANEL]):
        body = read_back(envelope).record.body
        for chain in _chains_in(body):
            if chain[0] == holder.certificate.der:
                return chain
    raise InputError("own_certificate_missing")


def _chains_in(body: Body) -> list[tuple[bytes, ...]]:
    if isinstance(body, Panel):
        return [member.chain for member in body.members]
    return [body.chain] if isinstance(body, Certified) else []
