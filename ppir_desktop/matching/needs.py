"""What panels are to be like: size, sectors, load, chair, and who must or must not sit where."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import msgspec

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.experts import Expert
from ppir_desktop.domain.stage import Chair, PanelRule, Sector
from ppir_desktop.matching.pairs import Against, Doubt, Pairs


class Pair(msgspec.Struct, frozen=True, order=True):
    """An application and an expert, by their numbers."""

    application: str
    expert: str


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """What every panel must keep to, and how freely the lot decides.

    Attributes:
        size: Members of each panel, exactly.
        load: Most panels that one expert sits on.
        sectors: Sectors of which each panel has members, and how many at least.
        chair: How the chair comes about. One that is named beforehand must be able to chair.
        chair_years: Years of experience that make an expert able to chair; an example, ours,
            since the rules name none.
        pinned: Pairs that must be.
        barred: Pairs that must not be, for reasons that no data shows.
        carried: How many panels experts sit on already, by number; they count in the load.
        near_equal: Points within which the lot may decide between two experts; 0 leaves it what is
            quite equal. PPS rules draw among more candidates than seats; how near is open.
    """

    size: int
    load: int
    sectors: tuple[tuple[Sector, int], ...] = ()
    chair: Chair = Chair.ELECTED
    chair_years: int = 10
    pinned: frozenset[Pair] = frozenset()
    barred: frozenset[Pair] = frozenset()
    carried: tuple[tuple[str, int], ...] = ()
    near_equal: int = 0

    @property
    def minima(self) -> dict[Sector, int]:
        """How many members of each sector a panel has at least, 0 left out."""
        return {sector: least for sector, least in self.sectors if least > 0}


def needs_of(rule: PanelRule, *, size: int, load: int, least: int = 1) -> Needs:
    """What a stage's rule asks for, with what it leaves open.

    Args:
        rule: The rule.
        size: Members of each panel; `check_needs` holds it against the rule.
        load: Most panels that one expert sits on.
        least: Members of each of the rule's sectors.
    """
    sectors = tuple((sector, least) for sector in rule.sectors)
    return Needs(size=size, load=load, sectors=sectors, chair=rule.chair)


def check_needs(pairs: Pairs, needs: Needs, rule: PanelRule) -> None:
    """Refuse what contradicts the rule, itself, or a ground against a pinned pair.

    Raises:
        InputError: ``needs_invalid`` with every contradiction found.
    """
    problems = list(needs_problems(pairs, needs, rule))
    if problems:
        raise InputError("needs_invalid", problems)


def needs_problems(pairs: Pairs, needs: Needs, rule: PanelRule) -> Iterator[Problem]:
    """What the needs contradict: the rule, themselves, a ground against a pinned pair."""
    yield from _contradictions(needs, rule)
    yield from _pin_problems(pairs, needs)


def _contradictions(needs: Needs, rule: PanelRule) -> Iterator[Problem]:
    if not rule.minimum <= needs.size <= rule.maximum or needs.size < 1:
        yield Problem(
            code="panel_size",
            value=str(needs.size),
            params={"minimum": str(max(1, rule.minimum)), "maximum": str(rule.maximum)},
        )
    if needs.load < 1:
        yield Problem(code="needs_load", value=str(needs.load))
    if sum(needs.minima.values()) > needs.size:
        asked = str(sum(needs.minima.values()))
        yield Problem(code="needs_sectors", value=asked, params={"size": str(needs.size)})
    for sector in rule.sectors:
        if sector not in needs.minima:
            yield Problem(code="sector_missing", value=sector)


def _pin_problems(pairs: Pairs, needs: Needs) -> Iterator[Problem]:
    for pin in sorted(needs.pinned):
        row, column = pairs.rows.get(pin.application), pairs.columns.get(pin.expert)
        if row is None or column is None:
            yield Problem(code="pin_unknown", dossier=pin.application, panellist=pin.expert)
            continue
        if pin in needs.barred:
            yield Problem(code="pin_barred", dossier=pin.application, panellist=pin.expert)
        for ground in Against(int(pairs.against[row, column])):
            yield Problem(
                code=f"pin_{code_of(ground)}", dossier=pin.application, panellist=pin.expert
            )
    yield from _pin_counts(pairs, needs)


def code_of(ground: Against | Doubt) -> str:
    """The name of a ground or doubt in the codes of problems."""
    return (ground.name or "").lower()


def _pin_counts(pairs: Pairs, needs: Needs) -> Iterator[Problem]:
    known = [p for p in needs.pinned if p.application in pairs.rows and p.expert in pairs.columns]
    carried = Counter(dict(needs.carried))
    for expert, count in sorted(Counter(pin.expert for pin in known).items()):
        if count + carried[expert] > needs.load:
            params = {"load": str(needs.load)}
            yield Problem(code="pins_over_load", panellist=expert, value=str(count), params=params)
    panels: defaultdict[str, list[Expert]] = defaultdict(list)
    for pin in known:
        panels[pin.application].append(pairs.experts[pairs.columns[pin.expert]])
    for application, members in sorted(panels.items()):
        held = Counter(member.sector for member in members)
        missing = sum(max(0, least - held[sector]) for sector, least in needs.minima.items())
        if needs.chair is not Chair.ELECTED and not missing:
            missing = not any(member.years >= needs.chair_years for member in members)
        if len(members) + missing > needs.size:
            params = {"size": str(needs.size)}
            yield Problem(
                code="pins_over_panel", dossier=application, value=str(len(members)), params=params
            )
