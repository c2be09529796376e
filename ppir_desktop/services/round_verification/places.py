"""What is known of one dossier in one stage at a time: members, deadline, manifests, recusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from ppir_desktop.common.clock import format_utc, parse_utc
from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.domain.panels import Duty
from ppir_desktop.domain.sheets import Form
from ppir_desktop.domain.stage import Stage
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.people_bodies import Panel, PanelMember, WithoutDevice
from ppir_desktop.protocol.review_bodies import Declared, Erratum, Given
from ppir_desktop.protocol.round_bodies import Notice
from ppir_desktop.services.round_verification.evidence import (
    Evidence,
    Index,
    Place,
    Said,
    SheetSeen,
)

_KOREA: Final = dt.timezone(dt.timedelta(hours=9))
_END_OF_TIME: Final = "9999-12-31T23:59:59Z"


class PlaceKnown(msgspec.Struct, frozen=True, kw_only=True):
    """A dossier in a stage, as the records have it at a time.

    Attributes:
        place: Stage and application number.
        form: The stage's form.
        scheme: Digest of the round's scheme.
        panel: The panel; None where no record of it is here.
        members: Numbers of its members; None likewise.
        chairs: Numbers of those whom it calls the chair.
        recused: Members whose last declaration does not take the dossier on.
        recused_later: Those of whom that was received afterwards.
        limit: Until when a sheet is in time, grace included; empty where no deadline is known.
        last_day: The deadline's day in Korea; empty likewise.
        manifests: Manifests that a sheet may name; None where no assignment is here.
        sheets: Sheets that were there by then.
        later: Sheets that came afterwards.
    """

    place: Place
    form: Form
    scheme: Digest
    panel: Panel | None
    members: frozenset[str] | None
    chairs: frozenset[str]
    recused: frozenset[str]
    recused_later: frozenset[str]
    limit: str
    last_day: str
    manifests: frozenset[Digest] | None
    sheets: tuple[SheetSeen, ...]
    later: tuple[SheetSeen, ...] = ()

    @property
    def stage(self) -> Stage:
        """The stage."""
        return self.form.stage


class Places:
    """Looks dossiers up in the evidence."""

    def __init__(self, evidence: Evidence, index: Index) -> None:
        """Look in some evidence."""
        self._evidence, self._index = evidence, index
        self._forms = {stage.id: Form(stage) for stage in evidence.scheme.stages}
        opened = evidence.trust.opened.record.body
        self._times = {one.stage: one for one in opened.schedule}
        self._panels: dict[Place, list[Said]] = {}
        for said in index.panels:
            body = said.named.record.body
            if isinstance(body, Panel):
                for dossier in body.dossiers:
                    self._panels.setdefault((body.stage, dossier), []).append(said)

    def all(self) -> list[Place]:
        """Every dossier that any record here is about, in a stage of the scheme."""
        index = self._index
        found = {*index.sheets, *index.decisions, *self._panels}
        return sorted(place for place in found if place[0] in self._forms)

    def stage(self, stage_id: str) -> Stage | None:
        """A stage of the scheme; None where there is none of that name."""
        form = self._forms.get(stage_id)
        return form.stage if form else None

    def at(
        self, place: Place, when: str = _END_OF_TIME, panel: str = "", used: Iterable[Digest] = ()
    ) -> PlaceKnown:
        """What is known of a dossier at a time.

        Args:
            place: Stage and application number; the stage must be one of the scheme's.
            when: The time; by default after everything.
            panel: Id of the panel that is meant; empty for the one that is known last.
            used: Sheets that a decision rests on, which so were there when it was made.
        """
        index, form, used = self._index, self._forms[place[0]], set(used)
        seen = index.sheets.get(place, [])
        declared = index.declarations.get(place, ())
        # A chair cannot know of what nobody had received.
        recused = _recused(one for one in declared if one.at <= when)
        due = self._due(place, when)
        found = self._panel(place, when, panel)
        members: list[PanelMember | WithoutDevice] = []
        if found:
            members = [*found.members, *found.on_paper]
        times = self._times.get(place[0])
        grace = dt.timedelta(minutes=times.grace if times else 0)
        return PlaceKnown(
            place=place, form=form, scheme=self._evidence.scheme_digest, panel=found,
            members=frozenset(one.number for one in members) if found else None,
            chairs=frozenset(one.number for one in members if one.duty is Duty.CHAIR),
            recused=recused,
            recused_later=_recused(declared) - recused,
            limit=format_utc(parse_utc(due) + grace) if due else "",
            last_day=parse_utc(due).astimezone(_KOREA).date().isoformat() if due else "",
            manifests=_manifests(_before(index.assignments.get(place, ()), when)),
            sheets=tuple(one for one in seen if one.at <= when or one.digest in used),
            later=tuple(one for one in seen if one.at > when and one.digest not in used),
        )  # fmt: skip

    def _panel(self, place: Place, when: str, panel: str) -> Panel | None:
        """What an officer said of the panel last by then, or else first afterwards."""
        found = [
            said
            for said in self._panels.get(place, ())
            if isinstance(said.named.record.body, Panel)
            and panel in {"", said.named.record.body.panel}
        ]
        if not found:
            return None
        body = (_before(found, when) or found[:1])[-1].named.record.body
        return body if isinstance(body, Panel) else None

    def _due(self, place: Place, when: str) -> str:
        """The deadline by then: the schedule's, or what was said of it last."""
        times = self._times.get(place[0])
        said = [*self._index.assignments.get(place, ()), *self._index.notices.get(place[0], ())]
        due = times.deadline if times else ""
        for one in sorted(_before(said, when), key=lambda one: one.order):
            body = one.named.record.body
            if isinstance(body, Given):
                due = body.due
            elif isinstance(body, Notice) and body.deadline is not None:
                due = body.deadline
        return due


def _before(said: Sequence[Said], when: str) -> list[Said]:
    return [one for one in said if one.named.record.made_at <= when]


def _recused(said: Iterable[Said]) -> frozenset[str]:
    """Who does not take the dossier on, by the last word of each."""
    last: Mapping[str, bool] = {
        one.number: body.accepts
        for one in said
        if isinstance(body := one.named.record.body, Declared)
    }
    return frozenset(number for number, accepts in last.items() if number and not accepts)


def _manifests(said: Iterable[Said]) -> frozenset[Digest] | None:
    """The manifest that stands, and those that a sheet may still name; None where none is known."""
    current, still = None, frozenset[Digest]()
    for one in said:
        body = one.named.record.body
        if not isinstance(body, Given | Erratum):
            continue
        own = digest_of(canonical_json(body.manifest))
        if isinstance(body, Erratum):
            still = frozenset(body.still_valid)
        elif own != current:
            # Whoever is given the corrected dossier later changes nothing for the others.
            still = frozenset()
        current = own
    return None if current is None else still | {current}
