"""What leaves a chair's desk: a workbook, a table, records."""

from __future__ import annotations

import csv
import io
import random
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import new_identifier
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import Collected, consolidate, result_bytes
from ppir_desktop.domain.points import format_points
from ppir_desktop.domain.sheets import Absence, Choice, Mark, Sheet, allowed_choices
from ppir_desktop.domain.stage import Criterion, Mode, Stage
from ppir_desktop.services.chair import carrying, deciding, tables, workbook
from ppir_desktop.services.chair.gathering import Gathered
from ppir_desktop.services.chair.meeting import Attendance, Presence, Talk
from ppir_desktop.services.chair.panels import ChairPanel
from ppir_desktop.services.consolidation import consolidate_table
from ppir_desktop.services.schemes import find_stage, load_scheme, shipped_names
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.sealing import is_sealed, open_parcel
from ppir_desktop.sync.bundle_reader import BundleReader
from tests.support.panel_round import MARKS, PRODUCTS, SCORED, PanelRound, chairing
from tests.support.spreadsheets import recalculated

WORDS = Wording("ko")


def written(played: PanelRound, folder: Path, *, with_names: bool = False) -> Path:
    path = folder / "results.xlsx"
    with chairing(played) as desk:
        assert workbook.write_results(desk, SCORED, path, WORDS, with_names=with_names) == 0
    return path


def scores(played: PanelRound) -> list[Decimal | None]:
    with chairing(played) as desk:
        return [desk.gathered((SCORED, one)).result.score for one in played.dossiers]


def test_the_workbooks_formulas_come_to_the_same_results_in_libreoffice(
    sat: PanelRound, tmp_path: Path
) -> None:
    rows = recalculated(written(sat, tmp_path), tmp_path)
    head = rows[0]
    assert [Decimal(row[head.index("종합 점수")]) for row in rows[1:]] == scores(sat)
    assert {row[head.index("일치")] for row in rows[1:]} == {"="}
    outcomes = [row[head.index("판정")] for row in rows[1:]]
    assert [one == outcomes[4] for one in outcomes] == [False] * 4 + [True] + [False] * 2


def made_up(stage: Stage, dossier: str, chance: random.Random) -> Gathered:
    """A dossier that a panel of made-up members scored."""
    panel = ChairPanel(
        panel=new_identifier(), stage=stage, dossier=dossier, members=(), recipient="",
        is_open=True,
    )  # fmt: skip
    size = chance.randint(max(stage.panel.minimum, 7), 11)
    sheets = tuple(
        Sheet(
            dossier, f"P{number}",
            tuple(Mark(one.id, mark_of(stage, one, chance), "까닭") for one in stage.criteria),
        )
        for number in range(size)
    )  # fmt: skip
    bonus = chance.randint(0, 3) * stage.bonus.step if stage.bonus else 0
    collected = Collected(dossier, sheets, {"P99": Absence.ABSENT}, bonus=bonus)
    return Gathered(
        panel=panel, talk=Talk(), seats=(), sheets=(), collected=collected,
        result=consolidate(stage, collected), totals={},
    )  # fmt: skip


def mark_of(stage: Stage, criterion: Criterion, chance: random.Random) -> int | Choice:
    if criterion.scale is None:
        return chance.choice(allowed_choices(stage))
    scale = criterion.scale
    return (
        chance.randint(0, (scale.maximum - scale.minimum) // scale.step) * scale.step
        + scale.minimum
    )


STAGES = [
    pytest.param(name, stage.id, marks=() if (name, stage.id) in {
        ("ppir-2025", "publicness"), ("ppir-2025", "site"), ("pps-excellent", "technology"),
    } else pytest.mark.soak)
    for name in shipped_names()
    for stage in load_scheme(name).stages
    if stage.mode is not Mode.EXTERNAL
]  # fmt: skip


@pytest.mark.parametrize(("scheme", "stage_id"), STAGES)
def test_every_rule_of_every_scheme_can_be_counted_again_in_libreoffice(
    tmp_path: Path, scheme: str, stage_id: str
) -> None:
    stage, chance = find_stage(load_scheme(scheme), stage_id), random.Random(scheme + stage_id)
    made = [made_up(stage, f"D-{number:03}", chance) for number in range(60)]
    names = {f"P{number}": f"P{number}" for number in range(12)}
    whole = [one for one in made if not one.result.problems]
    path = tmp_path / "results.xlsx"
    path.write_bytes(workbook.results_workbook(stage, whole, names, WORDS))
    head, *rows = recalculated(path, tmp_path)
    assert len(rows) == len(whole) > 30
    assert {row[head.index("일치")] for row in rows} == {"="}


def test_the_same_marks_in_a_table_come_to_the_same_results_by_consolidating(
    sat: PanelRound, tmp_path: Path
) -> None:
    lines, path = ["dossier,panellist,criterion,mark"], tmp_path / "marks.csv"
    with chairing(sat) as desk:
        stage = desk.stage(SCORED)
        gathered = [desk.gathered((SCORED, one)) for one in sat.dossiers]
    for one in gathered:
        lines += [
            f"{sheet.dossier},{sheet.panellist},{mark.criterion},{format_points(int(mark.value))}"  # type: ignore[arg-type]
            for sheet in one.collected.sheets
            for mark in sheet.marks
        ]
        lines += [
            f"{one.panel.dossier},{number},,{why}" for number, why in one.collected.away.items()
        ]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert list(map(result_bytes, consolidate_table(path, stage))) == [
        result_bytes(one.result) for one in gathered
    ]


def test_members_go_by_letters_unless_names_are_asked_for(sat: PanelRound, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(sat, tmp_path))
    members = {row[1] for row in book["평가표"].iter_rows(min_row=2, values_only=True)}
    assert members == set("ABCDEFG")
    named = openpyxl.load_workbook(written(sat, tmp_path, with_names=True))
    members = {row[1] for row in named["평가표"].iter_rows(min_row=2, values_only=True)}
    assert members == {f"이{number}" for number in range(1, 8)}


def test_a_table_has_every_members_total_and_no_formula(
    panel_round: PanelRound, tmp_path: Path
) -> None:
    path = tmp_path / "results.csv"
    with chairing(panel_round) as desk:
        tables.write_table(desk, SCORED, path, WORDS)
    text = path.read_text("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head[3:10] == list("ABCDEFG")
    assert [row[2] for row in rows] == list(PRODUCTS)
    assert rows[0][3:10] == [str(total) for total in MARKS[0]]
    assert rows[3][6] == "미도착"
    assert rows[5][5] == "회피"


def test_records_are_sealed_again_to_whoever_may_check_them(
    panel_round: PanelRound, tmp_path: Path
) -> None:
    auditor, path = SealingIdentity.generate(), tmp_path / "records.ppirb"
    with chairing(panel_round) as desk:
        deciding.sign(desk, [(SCORED, panel_round.dossiers[0])], "서명합니다.")
        carried = carrying.carry_records(desk, path, [auditor.recipient])
    kinds: dict[str, int] = {}
    with BundleReader(path) as reader:
        for arrival in reader.arrivals():
            kinds[arrival.header.kind] = kinds.get(arrival.header.kind, 0) + 1
            if is_sealed(arrival.content):
                open_parcel(arrival.content, [auditor])
                with pytest.raises(InputError):
                    open_parcel(arrival.content, [SealingIdentity.generate()])
    assert carried.parcels == sum(kinds.values())
    assert (kinds["sheet"], kinds["decision"]) == (47, 1)
    assert kinds["receipt"] >= 47


def test_nothing_is_written_where_nothing_has_a_result(
    panel_round: PanelRound, tmp_path: Path
) -> None:
    path = tmp_path / "results.xlsx"
    gone = Presence(Attendance.ABSENT, "모두 불참")
    with chairing(panel_round) as desk:
        for dossier in panel_round.dossiers:
            desk.write((SCORED, dossier), presence=dict.fromkeys(panel_round.members, gone))
        with pytest.raises(InputError, match="nothing_to_print"):
            workbook.write_results(desk, SCORED, path, WORDS)
    assert not path.exists()
