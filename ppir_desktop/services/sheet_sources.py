"""What an evaluation sheet is made from besides its record: the round, the dossier, the person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.domain.scheme_file import read_scheme
from ppir_desktop.domain.stage import Mode
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.fields import Titles
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.ledger_bodies import Applied
from ppir_desktop.protocol.manifest import DossierManifest
from ppir_desktop.protocol.records import Named
from ppir_desktop.protocol.review_bodies import Erratum, Given, GivenSheet
from ppir_desktop.protocol.round_bodies import Round
from ppir_desktop.reports.filling import Filled, filled_of, sheet_view, subject_of
from ppir_desktop.reports.views import SheetKind, SheetView, Subject
from ppir_desktop.services.office.people import trust_in
from ppir_desktop.services.statements import opening_of
from ppir_desktop.signing.trust import RoundTrust
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.effects import read_back


class Sources(msgspec.Struct, frozen=True):
    """What is known of a round beside its sheets.

    Attributes:
        opened: What the authority says of the round.
        scheme: Its scheme.
        trust: Whom the round trusts; it says who is behind a key.
        manifests: Dossiers by the digest of their manifest, as it is now and as it was.
    """

    opened: Round
    scheme: Scheme
    trust: RoundTrust
    manifests: Mapping[Digest, DossierManifest]

    def person(self, key: Digest) -> tuple[str, str]:
        """Name and affiliation behind a key, or the beginning of the key and nothing."""
        holder = self.trust.holder(key)
        return (holder.name, holder.affiliation) if holder else (key[:16], "")

    def subject(self, manifest: DossierManifest, words: Wording) -> Subject:
        """The application that a dossier holds."""
        fields = {one.code: said(one.title, words) for one in self.opened.sub_fields}
        return subject_of(manifest, words.language, fields)

    def view(
        self,
        stage_id: str,
        manifest: DossierManifest,
        filled: Filled,
        kind: SheetKind,
        words: Wording,
    ) -> SheetView | None:
        """A sheet of a stage; None where the stage is not one in which marks are given."""
        stage = self.scheme.stage(stage_id)
        if stage is None or stage.mode is Mode.EXTERNAL:
            return None
        return sheet_view(
            self.scheme, stage, words, kind=kind, filled=filled,
            subject=self.subject(manifest, words),
            round_title=said(self.opened.title, words),
        )  # fmt: skip

    def view_of_record(
        self, named: Named[Body], kind: SheetKind, words: Wording
    ) -> SheetView | None:
        """What a signed sheet's record says, as a form shows it.

        Args:
            named: The record.
            kind: Whether it is to be a print or to be signed as a PDF.
            words: Words of the form.

        Returns:
            The view; None for a record of another kind, and where the dossier that it was made on
            is not known here.
        """
        record, body = named.record, named.record.body
        manifest = self.manifests.get(body.manifest) if isinstance(body, GivenSheet) else None
        if not isinstance(body, GivenSheet) or manifest is None:
            return None
        person, affiliation = self.person(record.author)
        filled = filled_of(
            body, manifest, person=person, affiliation=affiliation, made_at=record.made_at,
            digest=named.digest,
        )  # fmt: skip
        return self.view(body.stage, manifest, filled, kind, words)


def sources_in(work: Work, round_id: Identifier) -> Sources:
    """What a desk knows of a round.

    Raises:
        InputError: ``round_unknown``, ``round_record_missing``.
    """
    opening_of(work, round_id)
    trust = trust_in(work, round_id)
    told = map(read_back, work.records.envelopes(round_id, [Kind.ASSIGNMENT]))
    manifests = manifests_in(told)
    manifests |= {row.manifest_digest: row.manifest for row in work.assignments.all(round_id)}
    applied = work.ledger.all(round_id, Applied).values()
    manifests |= {_digest(one.manifest): one.manifest for one in applied}
    return sources_of(trust, manifests)


def sources_of(trust: RoundTrust, manifests: Mapping[Digest, DossierManifest]) -> Sources:
    """What the record that opened a round says, beside what else is known."""
    opened = trust.opened.record.body
    return Sources(opened, read_scheme(opened.scheme.encode(), "round"), trust, manifests)


def manifests_in(records: Iterable[Named[Body]]) -> dict[Digest, DossierManifest]:
    """The dossiers that records give or correct, by the digest of their manifest."""
    found = {}
    for named in records:
        body = named.record.body
        if isinstance(body, Given | Erratum):
            found[_digest(body.manifest)] = body.manifest
    return found


def said(titles: Titles, words: Wording) -> str:
    """A title in the language of a form."""
    return titles.ko if words.language == "ko" else titles.en


def _digest(manifest: DossierManifest) -> Digest:
    return digest_of(canonical_json(manifest))
