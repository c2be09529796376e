"""Where the records behind papers are looked up: in an open profile, or among files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Final

from ppir_desktop.common.clock import Clock
from ppir_desktop.common.errors import InputError, PpirError
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.common.wording import Wording
from ppir_desktop.protocol.envelopes import read_envelope
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.records import Named
from ppir_desktop.protocol.result_bodies import Decision, Designated
from ppir_desktop.reports.document import Rendered, render
from ppir_desktop.reports.evaluation_sheet import evaluation_sheet
from ppir_desktop.reports.views import SheetKind
from ppir_desktop.services.desk_paper import certificate_of
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.services.panel_paper import consolidated_form
from ppir_desktop.services.panels_seen import panels_at
from ppir_desktop.services.paper_verification import Held
from ppir_desktop.services.sheet_sources import Sources, manifests_in, sources_in, sources_of
from ppir_desktop.services.verification import Judge, try_open
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.sync.effects import read_back

_PRINTED: Final = (SheetKind.PRINT, SheetKind.SIGNED)


class ProfileShelf:
    """The records of an open profile.

    Attributes:
        judges: What verdicts rest on.
    """

    def __init__(self, profile: OpenProfile, judges: Sequence[Judge], clock: Clock) -> None:
        """Look records up in a profile, as long as it is open.

        Args:
            profile: The open profile.
            judges: What it knows of whom to trust (`services.verification.judges_of`).
            clock: Says when.
        """
        self.judges = judges
        self._profile, self._clock = profile, clock
        self._sources: dict[Identifier, Sources] = {}

    def find(self, digest: Digest) -> Held | None:
        """A record, and when this desk received it."""
        with self._profile.vault.reading() as work:
            try:
                envelope = work.records.envelope(digest)
            except InputError:
                return None
            record = read_back(envelope).record
            rows = work.records.of_kind(record.round, record.kind)
        return Held(envelope, next(row.received_at for row in rows if row.digest == digest))

    def papers(self, named: Named[Body], words: Wording) -> Iterator[Rendered]:
        """Every form of paper that shows a record."""
        round_id = named.record.round
        if round_id not in self._sources:
            with self._profile.vault.reading() as work:
                self._sources[round_id] = sources_in(work, round_id)
        yield from _sheets(self._sources[round_id], named, words)
        body, at = named.record.body, Sitting(self._profile, round_id, self._clock)
        if isinstance(body, Designated):
            with suppress(PpirError):  # such as one that is suspended by now
                yield render(certificate_of(at, body.number, words))
        if isinstance(body, Decision):
            with suppress(PpirError):  # at a desk that does not have all of its sheets
                yield from self._decided(named, words)

    def _decided(self, named: Named[Body], words: Wording) -> Iterator[Rendered]:
        """The consolidated sheets of a decision, with members' letters and with their names."""
        sources = self._sources[named.record.round]
        with self._profile.vault.reading() as work:
            panels = panels_at(work, named.record.round)
        for panel in panels:
            if panel.decided is not None and panel.decided.record.digest == named.digest:
                for with_names in (False, True):
                    yield render(consolidated_form(panel, sources, words, with_names=with_names))

    def is_replaced(self, named: Named[Body]) -> bool:
        """Whether its author said something else in its place since."""
        record = named.record
        with self._profile.vault.reading() as work:
            rows = work.records.of_kind(record.round, record.kind, current=True)
        return all(row.digest != named.digest for row in rows)


class FileShelf:
    """Records from files, of one round.

    Attributes:
        judges: What verdicts rest on.
    """

    def __init__(self, contents: Iterable[bytes], judge: Judge) -> None:
        """Look records up among files.

        Args:
            contents: Records, sealed or not, and whatever else is among them.
            judge: What verdicts on them rest on.
        """
        self.judges: Sequence[Judge] = (judge,)
        self._envelopes: dict[Digest, bytes] = {}
        self._named: dict[Digest, Named[Body]] = {}
        for content in contents:
            envelope = try_open(content, judge.identities)
            if envelope is not None:
                with suppress(InputError):
                    named = read_back(envelope)
                    digest = digest_of(read_envelope(envelope).payload)
                    self._envelopes[digest], self._named[digest] = envelope, named

    def find(self, digest: Digest) -> Held | None:
        """A record."""
        envelope = self._envelopes.get(digest)
        return Held(envelope) if envelope is not None else None

    def papers(self, named: Named[Body], words: Wording) -> Iterator[Rendered]:
        """Every form of paper that shows a sheet, where its dossier is among the files too.

        What a manifest says needs no proof: the sheet names it by its digest.
        """
        told = [one for one in self._named.values() if one.record.kind is Kind.ASSIGNMENT]
        yield from _sheets(sources_of(self.judges[0].trust, manifests_in(told)), named, words)

    def is_replaced(self, named: Named[Body]) -> bool:
        """Whether its author said something else in its place since."""
        return any(
            one.record.supersedes == named.digest and one.record.author == named.record.author
            for one in self._named.values()
        )


def _sheets(sources: Sources, named: Named[Body], words: Wording) -> Iterator[Rendered]:
    if sources.trust.holder(named.record.author) is None:
        return  # without the name no paper would agree
    for kind in _PRINTED:
        view = sources.view_of_record(named, kind, words)
        if view is not None:
            yield render(evaluation_sheet(view, words))
