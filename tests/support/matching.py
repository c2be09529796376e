"""Small rounds to be matched, and the slow and certain way to match them."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections import Counter
from collections.abc import Iterator

from ppir_desktop.common import resources
from ppir_desktop.domain.applications import Application
from ppir_desktop.domain.experts import Expert
from ppir_desktop.domain.projects import ResearchProject
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.domain.scheme_file import read_scheme
from ppir_desktop.domain.stage import Chair, PanelRule, Sector
from ppir_desktop.matching.needs import Needs, Pair
from ppir_desktop.matching.pairs import Pairs, judge

TODAY = dt.date(2025, 9, 1)
SECTORS = (Sector.INDUSTRY, Sector.ACADEMIA, Sector.INSTITUTE)
RULE = PanelRule(minimum=1, maximum=10)
SCHEME: Scheme = read_scheme(resources.read_text("schemes/ppir-2025.toml").encode())


def application(number: int = 1, **changed: object) -> Application:
    values: dict[str, object] = {
        "number": f"A{number}", "product": "장치", "applicant": "(주)가나테크",
        "business_number": "", "representative": "김하나", "sub_field": "E1",
        "project": "1711000001", "summary": "", "competitors": (), "filed": dt.date(2025, 8, 1),
    }  # fmt: skip
    return Application(**(values | changed))  # type: ignore[arg-type]


def expert(number: int = 1, **changed: object) -> Expert:
    values: dict[str, object] = {
        "number": f"P{number:02d}", "name": f"이{number}", "organisation": f"기관{number}",
        "position": "연구원", "sector": Sector.ACADEMIA, "sub_fields": ("E1",), "keywords": (),
        "email": "", "degree": "phd", "years": 12, "projects": (), "consents": True,
    }  # fmt: skip
    return Expert(**(values | changed))  # type: ignore[arg-type]


def project(number: str = "1711000001", **changed: object) -> ResearchProject:
    values: dict[str, object] = {
        "number": number, "title": "과제", "ministry": "", "lead": "나라연구원",
        "partners": (), "leader": "박둘", "members": (), "begin": dt.date(2020, 1, 1),
        "end": dt.date(2024, 12, 31), "result": "성공", "grant": 0, "sub_field": "E1",
    }  # fmt: skip
    return ResearchProject(**(values | changed))  # type: ignore[arg-type]


def judged(
    applications: list[Application], experts: list[Expert], projects: list[ResearchProject]
) -> Pairs:
    return judge(applications, experts, projects, SCHEME, today=TODAY)


def some_round(seed: int, panels: int, pool: int, *, plenty: bool = False) -> Pairs:
    """A made-up round; with plenty, nobody is kept from anything."""
    chance = random.Random(seed)
    words = ["센서", "로봇", "소재", "통신"]
    fields = ["E1"] if plenty else ["E1", "E1", "M1"]
    projects = [
        project(
            str(n), sub_field=chance.choice(fields), end=dt.date(chance.randint(2015, 2025), 6, 1)
        )
        for n in range(6)
    ]
    experts = [
        expert(
            n,
            sector=SECTORS[n % 3] if plenty else chance.choice(SECTORS),
            sub_fields=tuple(chance.sample(fields[-2:], chance.randint(1, len(fields[-2:])))),
            keywords=tuple(chance.sample(words, 2)),
            projects=tuple(str(k) for k in chance.sample(range(6), chance.randint(0, 3))),
            organisation=f"기관{n}" if plenty else f"기관{chance.randint(0, 9)}",
            years=chance.randint(8, 14),
            consents=plenty or chance.random() < 0.9,
        )
        for n in range(pool)
    ]
    applications = [
        application(
            n,
            sub_field=chance.choice(fields),
            summary=" ".join(chance.sample(words, 2)),
            applicant="기관없음" if plenty else f"(주)기관{chance.randint(0, 9)}",
            project="" if plenty else str(chance.randint(0, 5)),
        )
        for n in range(panels)
    ]
    return judged(applications, experts, projects)


def some_needs(seed: int, pairs: Pairs) -> Needs:
    """Made-up needs, some of which cannot be met."""
    chance = random.Random(seed)
    size = chance.choice([2, 2, 3])
    sectors = chance.sample(SECTORS, chance.randint(0, min(2, size)))
    free = [
        Pair(a.number, e.number)
        for row, a in enumerate(pairs.applications)
        for column, e in enumerate(pairs.experts)
        if pairs.against[row, column] == 0
    ]
    picked = chance.sample(free, min(len(free), 3))
    return Needs(
        size=size,
        load=chance.choice([1, 2, 2, 3]),
        sectors=tuple((sector, 1) for sector in sectors),
        chair=chance.choice([Chair.ELECTED, Chair.ELECTED, Chair.LOT, Chair.APPOINTED]),
        chair_years=11,
        pinned=frozenset(picked[:1] if chance.random() < 0.4 else ()),
        barred=frozenset(picked[1:] if chance.random() < 0.4 else ()),
    )


def some_carried(seed: int, pairs: Pairs) -> tuple[tuple[str, int], ...]:
    """Panels that some experts sit on already."""
    chance = random.Random(seed)
    chosen = chance.sample(pairs.experts, chance.choice([0, 0, 2]))
    return tuple((one.number, chance.randint(1, 2)) for one in chosen)


def possible_panels(pairs: Pairs, needs: Needs, row: int) -> Iterator[tuple[int, ...]]:
    """Every panel that an application may have, loads put aside."""
    number = pairs.applications[row].number
    may = [
        column
        for column, one in enumerate(pairs.experts)
        if pairs.against[row, column] == 0 and Pair(number, one.number) not in needs.barred
    ]
    pinned = {pairs.columns[pin.expert] for pin in needs.pinned if pin.application == number}
    for panel in itertools.combinations(may, needs.size):
        held = Counter(pairs.experts[column].sector for column in panel)
        able = any(pairs.experts[column].years >= needs.chair_years for column in panel)
        if (
            pinned <= set(panel)
            and all(held[sector] >= least for sector, least in needs.minima.items())
            and (able or needs.chair is Chair.ELECTED)
        ):
            yield panel


def best_of_all(pairs: Pairs, needs: Needs) -> tuple[int, int] | None:
    """The best worst fit and total, by trying everything; None when nothing is possible."""
    choices = [list(possible_panels(pairs, needs, row)) for row in range(len(pairs.applications))]
    best: tuple[int, int] | None = None
    for panels in itertools.product(*choices):
        load = Counter(column for panel in panels for column in panel)
        for number, count in needs.carried:
            column = pairs.columns[number]
            load[column] += count if load[column] else 0
        if max(load.values(), default=0) > needs.load:
            continue
        fits = [
            sum(int(pairs.score[row, column]) for column in panel)
            for row, panel in enumerate(panels)
        ]
        found = min(fits), sum(fits)
        best = found if best is None else max(best, found)
    return best
