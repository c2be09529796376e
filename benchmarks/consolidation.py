"""Consolidating a national round's sheets, against decoding the same sheets from JSON."""

from __future__ import annotations

import random
from collections import defaultdict

import msgspec

from benchmarks.measuring import Measurement, in_turn, seconds
from ppir_desktop.domain.consolidation import Collected, Consolidator
from ppir_desktop.domain.sheets import Mark, Sheet
from ppir_desktop.domain.stage import Consolidation, Criterion, Method, Mode, Pass, Scale, Stage
from ppir_desktop.domain.words import Words

SHEETS = 30_000
PANEL = 7
ROUNDS = 7
_PHRASES = (
    "기존 제품과 뚜렷이 구별되는 신규성이 확인된다.",
    "시험성적서의 조건이 실제 사용 환경과 다소 다르다.",
    "공공 수요가 분명하고 도입 효과를 수치로 보였다.",
    "특허 청구항의 범위가 넓어 권리 확보가 충분하다.",
    "양산 계획과 품질 관리 체계를 보완할 필요가 있다.",
)


def stage() -> Stage:
    """A score stage of six criteria, trimmed and scaled to 100."""
    maxima = (30, 20, 20, 10, 10, 10)
    return Stage(
        id="innovation",
        mode=Mode.SCORE,
        title=Words("혁신성 평가", "Innovation review"),
        criteria=tuple(
            Criterion(f"criterion-{n}", Words("항목", "item"), scale=Scale(0, most * 100, 100))
            for n, most in enumerate(maxima)
        ),
        consolidation=Consolidation(
            method=Method.TRIMMED_MEAN, drop_each=1, min_scores=6, rescale_to=10_000
        ),
        passing=Pass(min_score=7000),
    )


def sheets(form: Stage, count: int = SHEETS) -> list[bytes]:
    """Sheets of some 2 KB as JSON, seven to a dossier, each mark with a comment."""
    chance = random.Random(1)

    def words(phrases: int) -> str:
        return " ".join(chance.choice(_PHRASES) for _ in range(phrases))

    def mark(criterion: Criterion) -> Mark:
        most = criterion.scale.maximum if criterion.scale else 0
        return Mark(criterion.id, chance.randrange(0, most + 1, 100), words(4))

    return [
        msgspec.json.encode(
            Sheet(
                f"2025-H2-{number // PANEL:05d}",
                f"P{number % PANEL:05d}",
                tuple(mark(criterion) for criterion in form.criteria),
                words(4),
            )
        )
        for number in range(count)
    ]


def measure() -> list[Measurement]:
    """Consolidate all sheets, working included; decode all sheets."""
    form = stage()
    encoded = sheets(form)
    decoder = msgspec.json.Decoder(Sheet)
    decoded = [decoder.decode(one) for one in encoded]

    def consolidate() -> None:
        by_dossier: defaultdict[str, list[Sheet]] = defaultdict(list)
        for one in decoded:
            by_dossier[one.dossier].append(one)
        consolidator = Consolidator(form)
        for dossier, ours in by_dossier.items():
            if len(ours) == PANEL:  # the last panel may be cut off
                assert consolidator.result(Collected(dossier, tuple(ours))).working is not None

    def decode() -> None:
        assert len([decoder.decode(one) for one in encoded]) == SHEETS

    ours, theirs = in_turn(lambda: seconds(consolidate), lambda: seconds(decode), ROUNDS)
    size = sum(map(len, encoded)) / SHEETS
    return [
        Measurement(
            name=f"consolidating {SHEETS:,} sheets, working included",
            peer=f"msgspec {msgspec.__version__} decoding the same sheets",
            unit="s",
            ours=ours,
            theirs=theirs,
            promised=3.0,
            note=f"{size:,.0f} bytes a sheet, six criteria with comments, {PANEL} to a dossier",
        )
    ]
