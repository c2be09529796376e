"""Reading a national round's tables, every cell checked, against reading the same files alone."""

from __future__ import annotations

import csv
import datetime as dt
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import openpyxl
from msgspec.structs import replace

from benchmarks.measuring import Measurement, Sample, in_turn, sample, seconds
from ppir_desktop.intake.kit import read_kit
from ppir_desktop.services.schemes import load_scheme, sub_fields

APPLICATIONS: Final = 2_000
EXPERTS: Final = 3_000
PROJECTS: Final = 60_000
SCALES: Final = (10, 3, 1)
"""What the national scale is divided by."""

LIMIT_MB: Final = 1_000
ROOT: Final = Path(__file__).resolve().parents[1]
SCHEME: Final = "ppir-2025"
_ROUNDS: Final = 5
_PEAKS: Final = 3
_WORDS: Final = (
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
)
_NAMES: Final = "민서준우지현수진영호성재은혜경태희동훈미라선정연주원철규상"
_WEIGHTS: Final = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_HEADINGS: Final = {
    "applications": (
        "접수번호,제품명,신청기업,사업자등록번호,대표자,분과,과제고유번호,제품 요약,경쟁기업,신청일"
    ),
    "roster": (
        "전문가번호,성명,소속,직위,부문,분과,전문분야,이메일,최종학위,경력연수,참여과제,위촉동의"
    ),
    "projects": (
        "과제고유번호,과제명,부처,주관기관,참여기관,연구책임자,참여연구자,시작일,"
        "종료일,평가결과,정부출연금,분과"
    ),
}


class Tables:
    """The tables of a kit without mistakes, some part of the national scale."""

    def __init__(self, folder: Path, divisor: int) -> None:
        """Write them."""
        self.folder = folder
        self.applications = APPLICATIONS // divisor
        self.experts = EXPERTS // divisor
        self.projects = PROJECTS // divisor
        self._chance = random.Random(divisor)
        self._codes = sub_fields().codes()
        self._took_part: dict[int, list[str]] = {}
        projects = list(self._projects())
        _write_book(folder, "applications", list(self._applications()))
        _write_book(folder, "roster", list(self._roster()))
        with (folder / "projects.csv").open("w", encoding="cp949", newline="") as stream:
            csv.writer(stream).writerows([_HEADINGS["projects"].split(","), *projects])

    def check(self) -> None:
        """Read them as a kit."""
        kit = read_kit(self.folder, load_scheme(SCHEME), self._codes)
        assert [one.problem.code for one in kit.problems] == ["documents_missing"]
        assert len(kit.experts) == self.experts

    def read(self) -> None:
        """Read the same files, and no more than that."""
        rows = 0
        for name in ("applications", "roster"):
            book = openpyxl.load_workbook(self.folder / f"{name}.xlsx")
            rows += sum(1 for _ in book.worksheets[0].iter_rows())
        with (self.folder / "projects.csv").open(encoding="cp949", newline="") as stream:
            rows += sum(1 for _ in csv.reader(stream))
        assert rows == self.applications + self.experts + self.projects + 3

    def _person(self) -> str:
        return "".join(self._chance.choices(_NAMES, k=3))

    def _firm(self) -> str:
        return f"(주){''.join(self._chance.choices(_NAMES, k=2))}테크"

    def _projects(self) -> Iterator[Sequence[object]]:
        for place in range(self.projects):
            begin = dt.date(2020, 1, 1) + dt.timedelta(days=self._chance.randrange(700))
            end = begin + dt.timedelta(days=self._chance.choice((365, 730, 1095)))
            number = str(1711000000 + place)
            for expert in self._chance.sample(range(self.experts), self._chance.randrange(4)):
                self._took_part.setdefault(expert, []).append(number)
            yield (
                number, f"핵심기술 개발 {place}", "과학기술정보통신부", self._firm(), self._firm(),
                self._person(), f"{self._person()};{self._person()}", begin, end,
                self._chance.choice(("성공", "보통", "실패")), self._chance.randrange(10**9),
                self._chance.choice(self._codes),
            )  # fmt: skip

    def _roster(self) -> Iterator[Sequence[object]]:
        for place in range(self.experts):
            yield (
                f"P{place:05d}", self._person(), self._firm(), "교수",
                ("산업계", "학계", "연구계")[place % 3],
                ",".join(self._chance.sample(self._codes, 2)),
                ",".join(self._chance.sample(_WORDS, 3)), f"p{place}@example.org", "박사",
                self._chance.randrange(3, 32), ";".join(self._took_part.get(place, ())), "Y",
            )  # fmt: skip

    def _applications(self) -> Iterator[Sequence[object]]:
        for place in range(self.applications):
            filed = dt.date(2025, 8, 1) + dt.timedelta(days=place % 20)
            yield (
                f"2025-H2-{place:05d}", f"장치 {place}", self._firm(), _business_number(place),
                self._person(), self._chance.choice(self._codes),
                str(1711000000 + self._chance.randrange(self.projects)),
                "공공기관이 바로 쓸 수 있도록 연구개발 성과를 제품으로 만든 것이다.",
                f"{self._firm()};{self._firm()}", filed.isoformat(),
            )  # fmt: skip


def _business_number(place: int) -> str:
    digits = [int(digit) for digit in f"{100_000_000 + place * 7}"]
    total = sum(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    last = -(total + digits[8] * 5 // 10) % 10
    text = "".join(map(str, (*digits, last)))
    return f"{text[:3]}-{text[3:5]}-{text[5:]}"


def _write_book(folder: Path, name: str, rows: Sequence[Sequence[object]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("Sheet1")
    for row in (_HEADINGS[name].split(","), *rows):
        page.append(row)
    book.save(folder / f"{name}.xlsx")


def measure() -> list[Measurement]:
    """Time at three scales, and the memory that the largest takes."""
    measurements = []
    for divisor in SCALES:
        with tempfile.TemporaryDirectory() as folder:
            tables = Tables(Path(folder), divisor)
            measurements.append(_time(tables))
            if divisor == 1:
                measurements.append(_memory(tables))
    least, most = measurements[0].ours.median, measurements[len(SCALES) - 1].ours.median
    growth = f"{most / least:.3g} times the time for {SCALES[0]} times the rows"
    measurements[len(SCALES) - 1] = replace(measurements[len(SCALES) - 1], note=growth)
    return measurements


def _time(tables: Tables) -> Measurement:
    ours, theirs = in_turn(lambda: seconds(tables.check), lambda: seconds(tables.read), _ROUNDS)
    return Measurement(
        name=f"checking the tables of {tables.applications:,} applications, "
        f"{tables.experts:,} experts and {tables.projects:,} projects",
        peer=f"openpyxl {openpyxl.__version__} and csv reading the same files",
        unit="s",
        ours=ours,
        theirs=theirs,
        promised=8.0,
    )


_READ: Final = """
import sys
from pathlib import Path
from ppir_desktop.intake.kit import read_kit
from ppir_desktop.services.schemes import load_scheme, sub_fields
read_kit(Path(sys.argv[1]), load_scheme(sys.argv[2]), sub_fields().codes())
lines = open("/proc/self/status").read().splitlines()
print(next(line.split()[1] for line in lines if line.startswith("VmHWM")))
"""


def _memory(tables: Tables) -> Measurement:
    limit = float(LIMIT_MB)
    return Measurement(
        name="memory of checking them",
        peer=f"a limit of {LIMIT_MB:,} MB",
        unit="MB",
        ours=sample([_peak_megabytes(tables.folder) for _ in range(_PEAKS)]),
        theirs=Sample(limit, limit, limit),
        promised=1.0,
        note="peak resident size of the process",
    )


def _peak_megabytes(folder: Path) -> float:
    command = [sys.executable, "-c", _READ, str(folder), SCHEME]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    return int(ended.stdout) * 1024 / 1e6
