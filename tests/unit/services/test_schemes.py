"""The schemes that ship: right in themselves, and each runs from blank sheets to an outcome."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from ppir_desktop.common.defaults import DEFAULT_SCHEME
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.domain.consolidation import Collected, Outcome, consolidate
from ppir_desktop.domain.lifecycles import SHEET, DossierState, dossier_cycle, stage_state
from ppir_desktop.domain.points import Share
from ppir_desktop.domain.sheets import Choice, Form, Mark, Sheet
from ppir_desktop.domain.stage import Method, Mode, Quorum, Stage, Trim
from ppir_desktop.services import schemes
from tests.support.builders import score_toml

NAMES = ["eu-ppi", "nep", "ppir-2020", "ppir-2025", "pps-excellent", "sme-epc"]


def test_six_schemes_ship_and_one_is_the_default() -> None:
    assert schemes.shipped_names() == NAMES
    assert [scheme.id for scheme in schemes.shipped_schemes()] == NAMES
    assert DEFAULT_SCHEME == "ppir-2025"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_rule_is_marked_as_an_example(name: str) -> None:
    scheme = schemes.load_scheme(name)
    assert scheme.legal_ref.ko
    assert not scheme.verified
    assert scheme.examples


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_a_person_reads_is_in_both_languages(name: str) -> None:
    scheme = schemes.load_scheme(name)
    said = [scheme.title, scheme.pledge, *(stage.title for stage in scheme.stages)]
    for stage in scheme.stages:
        said += [words for c in stage.criteria for words in (c.title, c.guidance)]
    assert all(words.ko and words.en for words in said)


def filled(stage: Stage, panellist: str, *, well: bool) -> Sheet:
    """A sheet of full marks and yeses, or of the least and noes, from blank to signed."""
    form, state = Form(stage), SHEET.start
    sheet = Sheet("D", panellist, ())
    assert form.missing(sheet) == tuple(criterion.id for criterion in stage.criteria)
    for criterion in stage.criteria:
        value: int | Choice
        if criterion.scale is not None:
            value = criterion.scale.maximum if well else criterion.scale.minimum
        else:
            value = form.choices[0] if well else form.choices[1]
        sheet = replace(sheet, marks=(*sheet.marks, Mark(criterion.id, value, "because")))
        complete = not form.missing(sheet)
        if state != "draft" or complete:
            state = SHEET.move(state, "complete" if complete else "draft")
    for to in ("signed", "sent", "received", "counted"):
        state = SHEET.move(state, to)
    return sheet


@pytest.mark.parametrize("well", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_every_scheme_runs_from_blank_sheets_to_an_outcome(name: str, well: bool) -> None:
    scheme = schemes.load_scheme(name)
    cycle = dossier_cycle(scheme)
    state: str = cycle.start
    for to in (DossierState.RECEIVED, DossierState.ELIGIBLE):
        state = cycle.move(state, to)
    for stage in scheme.stages:
        if scheme.notice.before == stage.id:
            for to in (DossierState.PRE_NOTICE, DossierState.OBJECTION_OPEN):
                state = cycle.move(state, to)
        state = cycle.move(state, stage_state(stage.id))
        if stage.mode is Mode.EXTERNAL:
            continue
        size = min(max(stage.panel.minimum, 7), stage.panel.maximum)
        sheets = tuple(filled(stage, f"P{n}", well=well) for n in range(size))
        result = consolidate(stage, Collected("D", sheets))
        assert not result.problems
        if stage.passing.min_score is None and stage.mode is Mode.SCORE:
            assert (result.passed, result.outcome) == (None, None)
            continue
        assert result.passed is well
        if not well:
            assert result.outcome is Outcome.REJECT
            cycle.move(state, DossierState.REJECTED)
            return
        assert result.outcome is Outcome.ADVANCE
    if DossierState.COUNCIL in cycle.moves:
        for to in (DossierState.PRE_NOTICE, DossierState.OBJECTION_OPEN, DossierState.COUNCIL):
            state = cycle.move(state, to)
    cycle.move(state, DossierState.DESIGNATED)


def stage(scheme: str, name: str) -> Stage:
    return schemes.find_stage(schemes.load_scheme(scheme), name)


def test_the_rules_of_2025_are_those_of_the_notice() -> None:
    scheme = schemes.load_scheme("ppir-2025")
    assert [s.id for s in scheme.stages] == ["publicness", "innovation", "site", "final", "council"]
    gate, innovation, site, final, _ = scheme.stages
    assert (gate.mode, gate.passing.share) == (Mode.GATE, Share(2, 3))
    rule = innovation.consolidation
    assert rule is not None
    assert (rule.method, rule.trim, rule.drop_each) == (Method.TRIMMED_MEAN, Trim.TOTAL, 1)
    assert (rule.min_scores, rule.rescale_to, rule.decimals) == (6, 10_000, 4)
    assert innovation.passing.min_score == 7000
    assert innovation.panel.maximum == 10
    assert (site.passing.share, final.passing.share) == (Share(3, 4), Share(2, 3))
    assert (site.quorum, final.panel.maximum) == (Quorum(count=3), 10)
    assert final.quorum is not None
    assert final.quorum.share == Share(1, 2, strictly=True)
    assert scheme.notice.days == 20
    objection = scheme.objection
    assert (objection.file_days, objection.notify_days, objection.answer_days) == (20, 7, 7)
    assert (objection.decide_days, objection.extend_days, objection.silence_admits) == (
        30,
        15,
        True,
    )
    assert scheme.validity.years == 3
    assert [extension.years for extension in scheme.validity.extensions] == [1, 2]
    assert scheme.eligibility.project_within_years == 5


def test_the_other_schemes_differ_where_their_rules_do() -> None:
    old = stage("ppir-2020", "paper")
    assert old.consolidation is not None
    assert old.consolidation.min_scores == 5
    assert stage("pps-excellent", "technology").bonus is not None
    epc, factory = stage("sme-epc", "paper"), stage("sme-epc", "factory")
    assert epc.consolidation is not None
    assert epc.consolidation.method is Method.MEAN
    assert (epc.passing.min_score, factory.passing.min_score) == (7000, 6500)
    eu = stage("eu-ppi", "quality_price")
    assert [group.maximum for group in eu.groups][:1] == [8000]
    assert eu.full_marks() == 10_000


def test_a_scheme_that_there_is_not_and_a_stage_that_it_lacks_are_named_with_those_there_are() -> (
    None
):
    with pytest.raises(InputError) as caught:
        schemes.load_scheme("ppir-2030")
    assert caught.value.code == "scheme_unknown"
    assert caught.value.params["allowed"] == ", ".join(NAMES)
    with pytest.raises(InputError) as caught:
        stage("nep", "none")
    assert caught.value.code == "stage_unknown"


def test_a_scheme_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(score_toml({"a": "100"}), encoding="utf-8")
    assert schemes.load_scheme(str(path)).id == "test"
    extensionless = tmp_path / "mine"
    extensionless.write_bytes(path.read_bytes())
    assert schemes.load_scheme(str(extensionless)).id == "test"
    for missing, code in ((tmp_path / "none.toml", "unreadable"), (tmp_path, "not_plain")):
        with pytest.raises(EnvironmentFault) as caught:
            schemes.load_scheme(str(missing))
        assert caught.value.code == f"file_{code}"


def test_24_sub_fields_in_six_groups_ship() -> None:
    fields = schemes.sub_fields()
    expected = [f"{letter}{number}" for letter in "EIMNCB" for number in range(1, 5)]
    assert list(fields.codes()) == expected
    assert len(fields.group) == 6
    assert not fields.verified
    assert Fraction(len(fields.sub_field), len(fields.group)) == 4
