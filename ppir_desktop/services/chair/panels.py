"""The panels of a chair, as the office told them: who sits on which, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from ppir_desktop.common.clock import format_utc, parse_utc
from ppir_desktop.common.errors import RefusedError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.domain.panels import Duty
from ppir_desktop.domain.stage import Mode, Stage
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.manifest import DossierManifest
from ppir_desktop.protocol.people_bodies import Panel
from ppir_desktop.services.chair.hearing import Hearing
from ppir_desktop.signing.certificates import Certificate
from ppir_desktop.sync.folding import fold


class Member(NamedTuple):
    """A member of a panel.

    Attributes:
        number: Expert number.
        name: Name.
        affiliation: Where they work.
        duty: What they do besides marking.
        key: Their device's key as the office told it last; empty for one who has none.
        recipient: Whom to seal to; empty likewise.
    """

    number: str
    name: str
    affiliation: str
    duty: Duty
    key: str = ""
    recipient: str = ""


class _Keys(dict[bytes, str]):
    """The key in each certificate; a chair is told of the same members panel by panel."""

    def __missing__(self, der: bytes) -> str:
        self[der] = key = Certificate.read(der).public_key.id
        return key


class ChairPanel(msgspec.Struct, frozen=True, kw_only=True):
    """A panel for one dossier in one stage, as its chair knows it.

    Attributes:
        panel: Its id.
        stage: The stage.
        dossier: Application number.
        members: Its members, in order of their numbers.
        recipient: Whom sheets are sealed to, besides the office.
        is_open: Whether this desk holds what opens them.
        due: Until when a sheet must have been received; empty where this desk was not told.
        until: The same with the round's grace.
        manifest: The dossier as it is now; None where this desk was not given it.
        valid: Digests of the manifests that a sheet may name; empty likewise.
    """

    panel: Identifier
    stage: Stage
    dossier: str
    members: tuple[Member, ...]
    recipient: str
    is_open: bool
    due: str = ""
    until: str = ""
    manifest: DossierManifest | None = None
    valid: frozenset[Digest] = frozenset()

    @property
    def place(self) -> tuple[str, str]:
        """Stage and application number."""
        return self.stage.id, self.dossier

    def member(self, number: str) -> Member | None:
        """A member by number; None where nobody has it."""
        return next((one for one in self.members if one.number == number), None)


def panels_of(hearing: Hearing) -> dict[tuple[str, str], ChairPanel]:
    """The panels of whoever sits here, by stage and application number.

    Raises:
        RefusedError: ``chair_only`` for somebody who chairs none.
    """
    newest: dict[Identifier, Panel] = {}
    for heard in hearing.told(Kind.PANEL):
        if isinstance(heard.body, Panel):
            before = newest.get(heard.body.panel)
            # Told once how to open the sheets, a desk can do so from then on.
            identity = heard.body.identity or (before.identity if before else None)
            newest[heard.body.panel] = msgspec.structs.replace(heard.body, identity=identity)
    told = fold(one.named for one in hearing.told(Kind.ASSIGNMENT, Kind.NOTICE))
    valid = {one.place: one.still_valid for one in told}
    found, keys = {}, _Keys()
    for panel in newest.values():
        # The office tells a former chair who the new one is.
        chairs = [keys[one.chain[0]] for one in panel.members if one.duty is Duty.CHAIR]
        if hearing.own not in chairs:
            continue
        stage = hearing.scheme.stage(panel.stage)
        if stage is not None and stage.mode is not Mode.EXTERNAL:
            for dossier in panel.dossiers:
                place = (panel.stage, dossier)
                bare = _bare(stage, panel, dossier, keys)
                found[place] = _told(hearing, bare, valid.get(place, ()))
    if not found:
        raise RefusedError("chair_only")
    return dict(sorted(found.items()))


def _bare(stage: Stage, panel: Panel, dossier: str, keys: _Keys) -> ChairPanel:
    """A panel by what its own record says."""
    members = [
        Member(o.number, o.name, o.affiliation, o.duty, keys[o.chain[0]], o.recipient)
        for o in panel.members
    ]
    members += [Member(o.number, o.name, o.affiliation, o.duty) for o in panel.on_paper]
    return ChairPanel(
        panel=panel.panel, stage=stage, dossier=dossier, members=tuple(sorted(members)),
        recipient=panel.recipient, is_open=panel.identity is not None,
    )  # fmt: skip


def _told(hearing: Hearing, bare: ChairPanel, still_valid: Sequence[Digest]) -> ChairPanel:
    """A panel with what its chair was told as a member of it."""
    row = hearing.assigned.get(bare.place)
    if row is None:
        return bare
    graces = {times.stage: times.grace for times in hearing.opened.schedule}
    grace = dt.timedelta(minutes=graces.get(bare.stage.id, 0))
    return msgspec.structs.replace(
        bare,
        due=row.due,
        until=format_utc(parse_utc(row.due) + grace),
        manifest=row.manifest,
        valid=frozenset({row.manifest_digest, *still_valid}),
    )
