"""A made-up round of any size for the matching, spread as a national one would be."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from typing import NamedTuple

from ppir_desktop.common import resources
from ppir_desktop.domain.applications import Application
from ppir_desktop.domain.experts import Expert
from ppir_desktop.domain.projects import ResearchProject
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.domain.scheme_file import read_scheme
from ppir_desktop.domain.stage import Sector

TODAY = dt.date(2025, 9, 1)
_FIELDS = [f"{group}{number}" for group in "EIMNCB" for number in range(1, 5)]
_KEYWORDS = [
    "센서",
    "인공지능",
    "소재",
    "배터리",
    "영상",
    "통신",
    "로봇",
    "진단",
    "정화",
    "안전",
    "에너지",
    "데이터",
    "바이오",
    "구조",
    "교통",
]
_FAMILY = "김이박최정강조윤장임한오서신권황안송류홍"
_GIVEN = "민서준우지현수진영호성재은혜경태희동훈미라선정연주원철규상"
_TAILS = ("테크", "시스템", "바이오", "소재", "로보틱스", "에너지", "솔루션", "메디칼")
_CITIES = ["서울", "대전", "광주", "부산", "대구", "수원", "창원", "청주", "전주", "포항"]
_SECTORS = (Sector.INDUSTRY, Sector.ACADEMIA, Sector.INSTITUTE)
_POSITIONS = ("교수", "책임연구원", "연구소장", "이사", "부교수")


class MadeUp(NamedTuple):
    """What a matching begins with."""

    applications: list[Application]
    experts: list[Expert]
    projects: list[ResearchProject]
    scheme: Scheme


def make(applications: int, experts: int, projects: int, seed: int = 1) -> MadeUp:
    """A round of so many applications, experts and R&D projects; one seed, one round."""
    chance = random.Random(seed)
    wanted = max(60, min(1200, applications * 2))
    firms = sorted(
        {
            f"(주){chance.choice(_GIVEN)}{chance.choice(_GIVEN)}{chance.choice(_TAILS)}"
            for _ in range(wanted)
        }
    )
    names = [_person(chance) for _ in range(experts)]
    register, teams = _projects(chance, projects, names, firms)
    return MadeUp(
        [_application(chance, number, register, firms) for number in range(applications)],
        [_expert(chance, n, name, firms, teams[n]) for n, name in enumerate(names)],
        register,
        read_scheme(resources.read_text("schemes/ppir-2025.toml").encode()),
    )


def _person(chance: random.Random) -> str:
    return chance.choice(_FAMILY) + chance.choice(_GIVEN) + chance.choice(_GIVEN)


def _organisation(chance: random.Random, sector: Sector, firms: list[str]) -> str:
    if sector is Sector.INDUSTRY:
        return chance.choice(firms)
    city = chance.choice(_CITIES)
    return f"{city}대학교" if sector is Sector.ACADEMIA else f"한국{city}연구원"


def _projects(
    chance: random.Random, count: int, names: list[str], firms: list[str]
) -> tuple[list[ResearchProject], dict[int, list[str]]]:
    register = []
    teams: defaultdict[int, list[str]] = defaultdict(list)
    for place in range(count):
        team = chance.sample(range(len(names)), min(len(names), chance.choice([0, 0, 1, 2, 3])))
        number = str(1711000000 + place)
        for member in team:
            teams[member].append(number)
        begin = dt.date(2012, 1, 1) + dt.timedelta(days=chance.randint(0, 4300))
        register.append(
            ResearchProject(
                number=number,
                title=f"핵심기술 개발 {place}",
                ministry="과학기술정보통신부",
                lead=_organisation(chance, chance.choice(_SECTORS), firms),
                partners=tuple(chance.sample(firms, chance.choice([0, 1, 2]))),
                leader=names[team[0]] if team else _person(chance),
                members=tuple(names[member] for member in team),
                begin=begin,
                end=begin + dt.timedelta(days=chance.choice([365, 730, 1095, 1460])),
                result="성공",
                grant=1_000_000,
                sub_field=chance.choice(_FIELDS),
            )
        )
    return register, teams


def _expert(
    chance: random.Random, place: int, name: str, firms: list[str], projects: list[str]
) -> Expert:
    sector = _SECTORS[place % 3]
    return Expert(
        number=f"P{place + 1:05d}",
        name=name,
        organisation=_organisation(chance, sector, firms),
        position=chance.choice(_POSITIONS),
        sector=sector,
        sub_fields=tuple(sorted(chance.sample(_FIELDS, chance.choice([1, 1, 2, 2, 3])))),
        keywords=tuple(chance.sample(_KEYWORDS, 3)),
        email="",
        degree=chance.choice(["phd", "phd", "master", "bachelor"]),
        years=chance.randint(3, 32),
        projects=tuple(projects),
        consents=chance.random() < 0.75,
    )


def _application(
    chance: random.Random, place: int, register: list[ResearchProject], firms: list[str]
) -> Application:
    project = chance.choice(register)
    return Application(
        number=f"2025-H2-{place + 1:04d}",
        product=f"{chance.choice(_KEYWORDS)} 장치 {place + 1}",
        applicant=chance.choice(firms),
        business_number="",
        representative=_person(chance),
        sub_field=project.sub_field,
        project=project.number,
        summary="연구개발 성과를 제품으로 만든 것이다. " + " ".join(chance.sample(_KEYWORDS, 4)),
        competitors=tuple(chance.sample(firms, 2)),
        filed=dt.date(2025, 8, 1),
    )
