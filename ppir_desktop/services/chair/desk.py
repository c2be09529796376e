"""A chair's desk while it is open: every panel with what came in, kept up to date as it comes."""

from __future__ import annotations

import msgspec

from ppir_desktop.common.clock import format_utc
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.domain.consolidation import Consolidator
from ppir_desktop.domain.stage import Stage
from ppir_desktop.services.chair.decisions import Decisions, decisions_on
from ppir_desktop.services.chair.gathering import Gathered, gather
from ppir_desktop.services.chair.hearing import HEARD, Hearing
from ppir_desktop.services.chair.meeting import Meeting, Talk, keep, meeting_of, talks_of
from ppir_desktop.services.chair.panels import ChairPanel, panels_of
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.store.repositories.exchange import RefusalRow
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.inbox import UNKNOWN_AUTHOR, UNOPENED

Place = tuple[str, str]
"""A stage and an application number."""


class ChairDesk:
    """What a chair knows of a round.

    It is used from one thread at a time.

    Attributes:
        at: Whose desk it is.
        hearing: The records.
        panels: The chair's panels, by stage and application number.
        refused: Parcels that were refused at the door, and those that cannot be opened or judged,
            and why.
    """

    def __init__(self, at: Sitting) -> None:
        """Open a desk.

        Raises:
            RefusedError: ``chair_only`` for somebody who chairs no panel.
            InputError: ``round_unknown``, ``round_record_missing``; ``meeting_unreadable``.
        """
        self.at = at
        self.hearing = Hearing(at.round)
        self.panels: dict[Place, ChairPanel] = {}
        self.refused: tuple[RefusalRow, ...] = ()
        self._talks: dict[Place, Talk] = {}
        self._meetings: dict[str, Meeting] = {}
        self._gathered: dict[Place, Gathered] = {}
        self._consolidators: dict[str, Consolidator] = {}
        self._scheme = Digest("")
        with at.profile.vault.reading() as work:
            self._talks = talks_of(work, at.round)
            self._listen(work)
            self._meetings = {one.id: meeting_of(work, at.round, one.id) for one in self.stages}

    @property
    def stages(self) -> list[Stage]:
        """The stages that the chair has panels in, in the order of the scheme."""
        here = {stage for stage, _ in self.panels}
        return [one for one in self.hearing.scheme.stages if one.id in here]

    def stage(self, stage_id: str) -> Stage:
        """A stage that the chair has panels in.

        Raises:
            InputError: ``panel_not_yours``.
        """
        for stage in self.stages:
            if stage.id == stage_id:
                return stage
        raise InputError("panel_not_yours", stage=stage_id[:60], dossier="")

    def refresh(self) -> set[Place]:
        """Take in what arrived.

        Returns:
            The stages and dossiers that are other than they were.

        Raises:
            InputError: As when it was opened.
        """
        with self.at.profile.vault.reading() as work:
            return self._listen(work)

    def forget(self) -> None:
        """Judge everything anew when it is asked for next."""
        self._gathered.clear()

    def gathered(self, place: Place) -> Gathered:
        """What came in for a dossier, and what it comes to.

        Raises:
            InputError: ``panel_not_yours``.
        """
        if place not in self._gathered:
            panel = self.panel(place)
            self._gathered[place] = gather(
                self.hearing, panel, self.talk(place), self._scheme, self._consolidator(panel)
            )
        return self._gathered[place]

    def panel(self, place: Place) -> ChairPanel:
        """A panel.

        Raises:
            InputError: ``panel_not_yours``.
        """
        if place not in self.panels:
            raise InputError("panel_not_yours", stage=place[0][:60], dossier=place[1][:60])
        return self.panels[place]

    def dossiers(self, stage: str) -> list[str]:
        """The dossiers of a stage that the chair has panels for, in the order of the agenda."""
        here = [dossier for one, dossier in self.panels if one == stage]
        order = {dossier: at for at, dossier in enumerate(self.meeting(stage).agenda)}
        return sorted(here, key=lambda dossier: (order.get(dossier, len(order)), dossier))

    def decisions(self, place: Place) -> Decisions:
        """What was decided on a dossier, here and elsewhere."""
        return decisions_on(self.hearing, self.gathered(place))

    def talk(self, place: Place) -> Talk:
        """What was written down of a dossier."""
        return self._talks.get(place, Talk())

    def meeting(self, stage: str) -> Meeting:
        """What was written down of a stage's meeting."""
        return self._meetings.get(stage, Meeting())

    def write(self, place: Place, **changes: object) -> Talk:
        """Change what is written down of a dossier; it is on the disk when this returns.

        Args:
            place: Stage and application number.
            changes: Fields of a `Talk`.

        Raises:
            InputError: ``panel_not_yours``.
            EnvironmentFault: ``vault_not_written``.
        """
        self.panel(place)
        talk = msgspec.structs.replace(self.talk(place), **changes)
        self._keep(place, talk)
        self._talks[place] = talk
        self._gathered.pop(place, None)
        return talk

    def write_meeting(self, stage: str, **changes: object) -> Meeting:
        """Change what is written down of a meeting; it is on the disk when this returns.

        Raises:
            EnvironmentFault: ``vault_not_written``.
        """
        meeting = msgspec.structs.replace(self.meeting(stage), **changes)
        self._keep((stage, ""), meeting)
        self._meetings[stage] = meeting
        return meeting

    def _keep(self, place: Place, said: Talk | Meeting) -> None:
        with self.at.profile.vault.writing() as work:
            keep(work, self.at.round, place, said, format_utc(self.at.clock.now()))

    def _listen(self, work: Work) -> set[Place]:
        changed = self.hearing.refresh(work)
        self.refused = (*work.exchange.refusals(self.at.round), *_waiting(work, self.at.round))
        if ("", "") in changed:
            self._scheme = digest_of(self.hearing.opened.scheme.encode())
            self._consolidators.clear()
            self.panels = panels_of(self.hearing)
            changed = set(self.panels)
        for place in changed:
            self._gathered.pop(place, None)
        return changed & self.panels.keys()

    def _consolidator(self, panel: ChairPanel) -> Consolidator:
        if panel.stage.id not in self._consolidators:
            self._consolidators[panel.stage.id] = Consolidator(panel.stage)
        return self._consolidators[panel.stage.id]


def _waiting(work: Work, round_id: Identifier) -> list[RefusalRow]:
    """What a chair works from, but that is sealed to somebody else, or by an unknown author."""
    return [
        RefusalRow(one.header.parcel, round_id, one.header.kind, code, "")
        for code in (UNOPENED, UNKNOWN_AUTHOR)
        for one in work.exchange.held(round_id, [code])
        if one.header.kind in HEARD
    ]
