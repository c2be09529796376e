"""All desks of a chair while a profile is open, for a window that shows one stage at a time."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.errors import RefusedError
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.domain.consolidation import Collected, Consolidator
from ppir_desktop.domain.panels import Duty
from ppir_desktop.domain.stage import Stage
from ppir_desktop.protocol.fields import Titles
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.people_bodies import Panel
from ppir_desktop.services.chair.beside import Without, without_each
from ppir_desktop.services.chair.decisions import Decisions
from ppir_desktop.services.chair.desk import ChairDesk, Place
from ppir_desktop.services.chair.gathering import Gathered
from ppir_desktop.services.chair.meeting import Meeting, Unmasking
from ppir_desktop.services.chair.table import Table, table_of
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.signing.certificates import Certificate
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.exchange import RefusalRow
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.effects import read_back


class Sight(NamedTuple):
    """A stage that may be looked at.

    Attributes:
        round: The round.
        stage: Id of the stage.
    """

    round: Identifier
    stage: str


class Listed(NamedTuple):
    """A stage in a list of them.

    Attributes:
        sight: Which it is.
        stage: Its rules and title.
        round_title: What the round is called.
        panel: What the panel is called; empty where there are several in the stage.
    """

    sight: Sight
    stage: Stage
    round_title: Titles
    panel: str


class Seen(NamedTuple):
    """What a chair sees of a stage.

    Attributes:
        listed: All stages that there are to look at.
        at: The one that is looked at.
        table: Its table.
        meeting: What was written down of its meeting.
        refused: Parcels of its round that were refused at the door.
    """

    listed: tuple[Listed, ...]
    at: Listed
    table: Table
    meeting: Meeting
    refused: tuple[RefusalRow, ...]


class Laid(NamedTuple):
    """What there is to a dossier.

    Attributes:
        sight: The stage it is in.
        gathered: What came in, and what it comes to.
        decisions: What was decided.
        without: What it would come to without each sheet.
    """

    sight: Sight
    gathered: Gathered
    decisions: Decisions
    without: tuple[Without, ...]


def rounds_chaired(profile: OpenProfile) -> list[Identifier]:
    """The rounds in which a profile chairs a panel, without opening its desks.

    An officer knows panels too, and chairs none of them.
    """
    with profile.vault.reading() as work:
        return [one for one in work.rounds.ids() if _chairs(work, one)]


class ChairSittings:
    """The desks of a chair, one a round; used from one thread at a time."""

    def __init__(self, profile: OpenProfile, clock: Clock) -> None:
        """Open no desk yet."""
        self._profile, self._clock = profile, clock
        self._desks: dict[Identifier, ChairDesk] = {}
        self._tables: dict[Sight, Table] = {}

    def desk(self, round_id: Identifier) -> ChairDesk:
        """The desk of a round, open from now on.

        Raises:
            PpirError: What `ChairDesk` raises.
        """
        if round_id not in self._desks:
            self._desks[round_id] = ChairDesk(Sitting(self._profile, round_id, self._clock))
        return self._desks[round_id]

    def look(self, wanted: Sight | None = None) -> Seen:
        """Take in what arrived, and look at a stage.

        Args:
            wanted: The stage; the first one there is if it is None, or not there any more.

        Raises:
            RefusedError: ``chair_only``.
            InputError: As `ChairDesk`.
        """
        changed = {
            round_id: self._desks[round_id].refresh() if round_id in self._desks else set()
            for round_id in rounds_chaired(self._profile)
        }
        listed = tuple(one for round_id in changed for one in _listed(self.desk(round_id)))
        if not listed:
            raise RefusedError("chair_only")
        for round_id, places in changed.items():
            for stage in {stage for stage, _ in places}:
                self._renew(Sight(round_id, stage), {d for s, d in places if s == stage})
        at = next((one for one in listed if one.sight == wanted), listed[0])
        return self._seen(listed, at)

    def lay(self, sight: Sight, dossier: str) -> Laid:
        """Lay out what there is to a dossier.

        Raises:
            InputError: ``panel_not_yours``.
        """
        desk, place = self.desk(sight.round), (sight.stage, dossier)
        gathered = desk.gathered(place)
        without = without_each(Consolidator(gathered.panel.stage), gathered.collected)
        return Laid(sight, gathered, desk.decisions(place), without)

    def write(self, sight: Sight, dossier: str, **changes: object) -> str:
        """Change what is written down of a dossier; it is on the disk when this returns.

        Returns:
            When, UTC.

        Raises:
            InputError: ``panel_not_yours``.
            EnvironmentFault: ``vault_not_written``.
        """
        self.desk(sight.round).write((sight.stage, dossier), **changes)
        self._renew(sight, {dossier})
        return format_utc(self._clock.now())

    def unmask(self, sight: Sight, reason: str) -> None:
        """Write down that names are shown from now on, and why.

        Raises:
            EnvironmentFault: ``vault_not_written``.
        """
        desk = self.desk(sight.round)
        said = Unmasking(format_utc(self._clock.now()), reason)
        desk.write_meeting(sight.stage, unmasked=(*desk.meeting(sight.stage).unmasked, said))

    def collected(self, sight: Sight) -> tuple[Stage, list[Collected]]:
        """What came in for each dossier of a stage."""
        desk = self.desk(sight.round)
        stage = next(one for one in desk.stages if one.id == sight.stage)
        places: list[Place] = [(stage.id, dossier) for dossier in desk.dossiers(stage.id)]
        return stage, [desk.gathered(place).collected for place in places]

    def _seen(self, listed: tuple[Listed, ...], at: Listed) -> Seen:
        desk, sight = self.desk(at.sight.round), at.sight
        if sight not in self._tables:
            self._tables[sight] = table_of(desk, sight.stage)
        return Seen(listed, at, self._tables[sight], desk.meeting(sight.stage), desk.refused)

    def _renew(self, sight: Sight, changed: Collection[str]) -> None:
        former = self._tables.get(sight)
        if former is not None:
            desk = self.desk(sight.round)
            if any(one.id == sight.stage for one in desk.stages):
                self._tables[sight] = table_of(desk, sight.stage, former, changed)
            else:
                del self._tables[sight]


def _listed(desk: ChairDesk) -> list[Listed]:
    found = []
    for stage in desk.stages:
        titles = {
            heard.body.title
            for heard in desk.hearing.told(Kind.PANEL)
            if isinstance(heard.body, Panel) and heard.body.stage == stage.id
        }
        panel = titles.pop() if len(titles) == 1 else ""
        sight = Sight(desk.at.round, stage.id)
        found.append(Listed(sight, stage, desk.hearing.opened.title, panel))
    return found


def _chairs(work: Work, round_id: Identifier) -> bool:
    own = work.rounds.get(round_id).identity.id
    for row in work.records.of_kind(round_id, Kind.PANEL):
        body = read_back(work.records.envelope(row.digest)).record.body
        if isinstance(body, Panel) and any(
            one.duty is Duty.CHAIR and Certificate.read(one.chain[0]).public_key.id == own
            for one in body.members
        ):
            return True
    return False
