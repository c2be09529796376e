"""Convening panels: who sits on which, matched by what is known of experts and dossiers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.identifiers import digest_of, new_identifier
from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.domain.panels import Duty
from ppir_desktop.protocol.ledger_bodies import (
    Applied,
    Closed,
    Convened,
    Pooled,
    Registered,
    Seat,
)
from ppir_desktop.services.office.closing import outcomes
from ppir_desktop.services.office.desks import Desk, Sitting, officer_of
from ppir_desktop.services.office.due import Due, place_of, say_what_is_due
from ppir_desktop.services.office.judging import declared_in
from ppir_desktop.services.office.ledger import write
from ppir_desktop.services.office.people import participants
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.store.vault import Work

if TYPE_CHECKING:
    from ppir_desktop.matching.explain import PanelReasons
    from ppir_desktop.matching.needs import Needs
    from ppir_desktop.matching.pairs import Pairs
    from ppir_desktop.matching.solver import MatchedPanel, Matching

POOL: Final = "pool"
ENROLLED: Final = "enrolled"

_SEEDS: Final = 2**31


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What panels are asked for.

    Attributes:
        stage: Id of the stage.
        size: Members of each panel; 0 for the least that the rule allows.
        load: Most dossiers that one expert gets.
        seed: Throws the lot; by default one that follows from the round and the stage, so that
            nobody can throw it until they like it, and a rehearsal is the same as the matching.
        dossiers: Application numbers; all that are eligible by default.
        among: Whether the whole pool may be chosen from, or only those who enrolled.
        near_equal: Points within which the lot decides.
        pinned: Application and expert numbers that must be put together.
        barred: Those that must not be.
    """

    stage: str
    size: int = 0
    load: int = 8
    seed: int | None = None
    dossiers: tuple[str, ...] = ()
    among: str = ENROLLED
    near_equal: int = 0
    pinned: tuple[tuple[str, str], ...] = ()
    barred: tuple[tuple[str, str], ...] = ()


class Proposal(msgspec.Struct, frozen=True):
    """Panels as they would be, or why there are none.

    Attributes:
        pairs: Who may review what, and how well they fit.
        needs: What the panels keep to.
        matching: The panels; None when they cannot be made.
        problems: Why not, and which single changes would be enough.
        kept: Dossiers whose panels were published before and stay as they are.
    """

    pairs: Pairs
    needs: Needs
    matching: Matching | None
    problems: tuple[Problem, ...]
    kept: tuple[str, ...]


def propose(at: Sitting, wish: Wish) -> Proposal:
    """Match experts to dossiers; nothing is kept.

    Raises:
        RefusedError: ``officer_only``, ``office_only``; ``stage_closed``.
        InputError: ``stage_unknown``, ``application_unknown``, ``nothing_to_match``,
            ``nobody_to_match``; ``needs_invalid`` with every contradiction.
        EnvironmentFault: ``scipy_missing``.
    """
    from ppir_desktop.matching.needs import Pair, needs_of  # noqa: PLC0415 -- loads SciPy
    from ppir_desktop.matching.pairs import judge  # noqa: PLC0415
    from ppir_desktop.matching.shortage import Impossible  # noqa: PLC0415
    from ppir_desktop.matching.solver import match  # noqa: PLC0415

    with at.profile.vault.reading() as work:
        desk = officer_of(work, at.round)
        rule = desk.stage(wish.stage).panel
        published = _published(work, desk, wish.stage)
        applied = _to_match(work, desk, wish, published)
        panels = _panels(work, desk, wish.stage)
        staying = {dossier: one for dossier, one in panels.items() if dossier not in applied}
        experts = [one.expert for one in _experts(work, desk, wish.among)]
        projects = [one.project for one in work.ledger.all(at.round, Registered).values()]
        projects += [one.project for one in applied.values()]
        ties, recusals = declared_in(work, desk)
    if not applied:
        raise InputError("nothing_to_match", stage=wish.stage)
    if not experts:
        raise InputError("nobody_to_match")
    pairs = judge(
        [one.application for one in applied.values()],
        experts,
        {project.number: project for project in projects}.values(),
        desk.scheme,
        today=at.clock.now().date(),
        declared=ties,
        recused=recusals,
    )
    needs = msgspec.structs.replace(
        needs_of(rule, size=wish.size or rule.minimum, load=wish.load),
        near_equal=wish.near_equal,
        pinned=frozenset(Pair(*pair) for pair in wish.pinned),
        barred=frozenset(Pair(*pair) for pair in wish.barred),
        carried=_carried(staying),
    )
    seed = _seed_of(at.round, wish.stage) if wish.seed is None else wish.seed
    found = match(pairs, needs, rule, seed=seed)
    if isinstance(found, Impossible):
        return Proposal(pairs, needs, None, tuple(found.problems()), tuple(sorted(published)))
    return Proposal(pairs, needs, found, (), tuple(sorted(published)))


def _seed_of(round_id: str, stage: str) -> int:
    return int(digest_of(f"{round_id}/{stage}".encode())[:16], 16) % _SEEDS


def doubts(proposal: Proposal) -> list[Problem]:
    """What somebody should look at in the chosen panels; it kept nobody from them."""
    from ppir_desktop.matching.explain import why  # noqa: PLC0415 -- loads SciPy

    if proposal.matching is None:
        return []
    return [
        doubt
        for panel in proposal.matching.panels
        for seat in panel.members
        for doubt in why(proposal.pairs, panel.application, seat.expert).doubts
    ]


def reasons(proposal: Proposal, dossier: str) -> PanelReasons:
    """Why a proposed panel is as it is, and who else might have been on it.

    Raises:
        RefusedError: ``panel_not_matched``; ``panels_impossible`` when there are none at all.
    """
    from ppir_desktop.matching.explain import why_panel  # noqa: PLC0415 -- loads SciPy

    if proposal.matching is None:
        raise RefusedError("panels_impossible")
    return why_panel(proposal.pairs, proposal.matching, dossier)


def convene(at: Sitting, stage: str, proposal: Proposal) -> list[str]:
    """Keep proposed panels until they are published; give the dossiers whose panels changed.

    Raises:
        RefusedError: ``officer_only``, ``office_only``; ``panels_impossible``.
        InputError: ``stage_unknown``.
    """
    matching = proposal.matching
    if matching is None:
        raise RefusedError("panels_impossible")
    with at.profile.vault.writing() as work:
        desk = officer_of(work, at.round)
        # A deadline that was moved holds for panels that are made afterwards too.
        panels = _panels(work, desk, stage).values()
        due = max([desk.times(stage).deadline, *(panel.due for panel in panels)])
        published = _published(work, desk, stage)
        changed: list[tuple[str, Convened]] = []
        for panel in matching.panels:
            if panel.application in published:  # another officer was faster
                continue
            name = place_of(stage, panel.application)
            known = work.ledger.get(at.round, Convened, name)
            changed.append((name, _convened(stage, panel, matching.seed, due, known)))
        names = write(work, at.round, changed, at.clock)
        return [panel.dossier for name, panel in changed if name in set(names)]


def publish(at: Sitting, stage: str, dossiers: Collection[str] = ()) -> tuple[list[str], Due]:
    """Tell the members of panels, and say all else that is due.

    Args:
        at: Who does it.
        stage: Id of the stage.
        dossiers: Application numbers; all panels of the stage by default.

    Returns:
        The dossiers whose panels were published just now, and what was said.

    Raises:
        RefusedError: ``officer_only``, ``office_only``; ``stage_closed``.
        InputError: ``stage_unknown``; ``panel_unknown`` for a dossier without one;
            ``nothing_to_publish`` when the stage has no panels.
    """
    with at.profile.vault.writing() as work:
        desk = officer_of(work, at.round)
        desk.times(stage)
        _refuse_closed(work, desk, stage)
        panels = {
            panel.dossier: (name, panel)
            for name, panel in work.ledger.all(at.round, Convened).items()
            if panel.stage == stage
        }
        for dossier in dossiers:
            if dossier not in panels:
                raise InputError("panel_unknown", stage=stage, dossier=dossier[:60])
        if not panels:
            raise InputError("nothing_to_publish", stage=stage)
        chosen = [panels[dossier] for dossier in (dossiers or panels)]
        changed = [
            (name, msgspec.structs.replace(panel, published=True))
            for name, panel in chosen
            if not panel.published
        ]
        write(work, at.round, changed, at.clock)
        due = say_what_is_due(work, desk, at.clock)
        return [panel.dossier for _, panel in changed], due


def _convened(
    stage: str, panel: MatchedPanel, seed: int, due: str, known: Convened | None
) -> Convened:
    seats = tuple(
        Seat(seat.expert, Duty.CHAIR if seat.expert == panel.chair else Duty.MEMBER)
        for seat in panel.members
    )
    identity = known.identity if known else SealingIdentity.generate().secret_text()
    return Convened(
        panel=known.panel if known else new_identifier(),
        stage=stage,
        dossier=panel.application,
        identity=identity,
        seats=seats,
        seed=seed,
        fit=panel.fit,
        due=due,
        published=False,
    )


def _panels(work: Work, desk: Desk, stage: str) -> dict[str, Convened]:
    panels = work.ledger.all(desk.round, Convened).values()
    return {panel.dossier: panel for panel in panels if panel.stage == stage}


def _published(work: Work, desk: Desk, stage: str) -> dict[str, Convened]:
    panels = _panels(work, desk, stage)
    return {dossier: panel for dossier, panel in panels.items() if panel.published}


def _to_match(
    work: Work, desk: Desk, wish: Wish, published: Mapping[str, Convened]
) -> dict[str, Applied]:
    """The applications that are to have a panel and have none that was published."""
    _refuse_closed(work, desk, wish.stage)
    applied = work.ledger.all(desk.round, Applied)
    for dossier in wish.dossiers:
        if dossier not in applied:
            raise InputError("application_unknown", value=dossier[:60])
    decided = outcomes(work, desk)
    stages = [stage.id for stage in desk.scheme.stages]
    before = stages[: stages.index(wish.stage)]
    return {
        number: one
        for number, one in applied.items()
        if number in (wish.dossiers or applied)
        and number not in published
        and not one.findings
        and not one.withdrawn
        and all(
            decided.get((stage, number), Outcome.ADVANCE) is Outcome.ADVANCE for stage in before
        )
    }


def _experts(work: Work, desk: Desk, among: str) -> list[Pooled]:
    pool = work.ledger.all(desk.round, Pooled)
    if among == POOL:
        return list(pool.values())
    enrolled = participants(work, desk.round)
    return [one for number, one in pool.items() if number in enrolled]


def _carried(staying: Mapping[str, Convened]) -> tuple[tuple[str, int], ...]:
    """How many dossiers each expert has by panels that stay as they are."""
    counts: dict[str, int] = {}
    for panel in staying.values():
        for seat in panel.seats:
            if not seat.vacated:
                counts[seat.number] = counts.get(seat.number, 0) + 1
    return tuple(sorted(counts.items()))


def _refuse_closed(work: Work, desk: Desk, stage: str) -> None:
    if work.ledger.get(desk.round, Closed, stage) is not None:
        raise RefusedError("stage_closed", stage=stage)
