"""Asking a panel, and signing decisions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ppir_desktop.common.errors import InputError, PpirError, RefusedError
from ppir_desktop.common.identifiers import Digest
from ppir_desktop.domain.consolidation import Outcome, result_bytes
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.result_bodies import Decision
from ppir_desktop.services import asked, bundles
from ppir_desktop.services.chair import asking, deciding
from ppir_desktop.services.chair.desk import ChairDesk
from ppir_desktop.services.chair.meeting import Adjusting, Attendance, Presence, ShowOfHands
from ppir_desktop.services.chair.table import Verdict, table_of
from ppir_desktop.services.office import changing
from ppir_desktop.services.office.closing import outcomes
from ppir_desktop.services.office.desks import desk_of
from ppir_desktop.services.panels_seen import panels_at
from tests.support.panel_round import (
    MISSING,
    RECUSED,
    SCORED,
    PanelRound,
    chairing,
    from_chair,
    hand_in,
    take_sheets,
    to_chair,
)
from tests.support.processes import ROOT

FIRST = (SCORED, "2026-0001")
LOWER = Adjusting(6900, Outcome.REJECT, "저온 자료가 없다는 데 모두 동의하였다.")
SENTENCE = "위와 같이 결정하고 서명합니다."


def refusal(task: object, *arguments: object, **named: object) -> str:
    with pytest.raises(PpirError) as error:
        task(*arguments, **named)  # type: ignore[operator]
    return error.value.code


def answer_all(
    played: PanelRound, place: tuple[str, str] = FIRST, *, but: tuple[str, ...] = ()
) -> None:
    """Every member but some agrees to what they were asked, at their own laptop."""
    for number in played.members[:-1]:
        if number not in but:
            from_chair(played, number)
            answer(played, number, place)
            to_chair(played, number)


def answer(
    played: PanelRound, number: str, place: tuple[str, str] = FIRST, *, agrees: bool = True
) -> None:
    with played.at(number) as at:
        for one in asked.questions(at.profile, at.round):
            if one.answer is None and (one.stage.id, one.row.dossier) == place:
                asked.answer(
                    at.profile, at.round, one.digest, agrees=agrees, remark="뜻이 그렇습니다.",
                    clock=at.clock,
                )  # fmt: skip


def test_a_decision_says_what_it_rests_on_and_reaches_the_office(panel_round: PanelRound) -> None:
    with chairing(panel_round) as desk:
        hands = (ShowOfHands("조건부 통과", 5, 1, 1),)
        desk.write(FIRST, opinion="수요가 뚜렷하다.", minutes="자료를 다시 보았다.", hands=hands)
        done = deciding.sign(desk, [FIRST], SENTENCE)
        assert done == deciding.Signed((FIRST,), None)
        own = desk.decisions(FIRST).own
        assert own is not None
        result = own.result
        assert result.result == result_bytes(desk.gathered(FIRST).result).decode()
        assert {one.number for one in result.sheets} == set(panel_round.members)
        # Each was received by a desk that gives receipts, the chair's own by the office.
        assert all(one.receipt for one in result.sheets)
        assert (result.outcome, result.opinion) == (Outcome.ADVANCE, "수요가 뚜렷하다.")
        assert own.decision.minutes == (
            "자료를 다시 보았다.\n\n표결 “조건부 통과”: 찬성 5, 반대 1, 기권 1"
        )
        row = next(one for one in table_of(desk, SCORED).rows if one.dossier == FIRST[1])
        assert (row.is_decided, row.is_stale, row.verdict) == (True, False, Verdict.ADVANCE)
    from_chair(panel_round, "desk")
    with panel_round.at("desk") as at, at.profile.vault.reading() as work:
        assert outcomes(work, desk_of(work, at.round))[FIRST] is Outcome.ADVANCE
        seen = next(one for one in panels_at(work, at.round) if one.dossier == FIRST[1])
        assert seen.decided is not None


def test_nothing_is_decided_while_a_sheet_is_awaited(panel_round: PanelRound) -> None:
    place, number = (SCORED, panel_round.dossiers[MISSING[0]]), panel_round.members[MISSING[1]]
    with chairing(panel_round) as desk:
        refused = deciding.sign(desk, [FIRST, place], SENTENCE)
        assert refused.places == (FIRST,)
        assert refused.refusal is not None
        assert refused.refusal.code == "decision_awaits"
        desk.write(place, presence={number: Presence(Attendance.ABSENT, "연락이 닿지 않음")})
        assert deciding.sign(desk, [place], SENTENCE).refusal is None
        own = desk.decisions(place).own
        assert own is not None
        (absent,) = own.result.absent
        assert (absent.number, absent.reason) == (number, "연락이 닿지 않음")


def test_an_adjustment_needs_the_signed_assent_of_all_who_attended(
    panel_round: PanelRound,
) -> None:
    last = panel_round.members[0]
    with chairing(panel_round) as desk:
        assert refusal(asking.ask, desk, FIRST, "adjustment") == "adjustment_missing"
        desk.write(FIRST, adjusting=LOWER)
        proposal = asking.ask(desk, FIRST, "adjustment")
        assert asking.ask(desk, FIRST, "adjustment") == proposal
        assert asking.answers(desk, FIRST, "adjustment").agreed == (panel_round.chair,)
        assert refusal(deciding.ready, desk, FIRST) == "adjustment_not_unanimous"
    answer_all(panel_round, but=(last,))
    with chairing(panel_round) as desk:
        assert asking.answers(desk, FIRST, "adjustment").awaited == (last,)
        assert deciding.sign(desk, [FIRST], SENTENCE).refusal is not None
        asking.write_answer(desk, FIRST, "adjustment", last, agrees=True)
        assert deciding.sign(desk, [FIRST], SENTENCE).refusal is None
        own = desk.decisions(FIRST).own
        assert own is not None
        assert own.result.adjustment is not None
        assert own.result.adjustment.score == 6900
        assert len(own.result.adjustment.assents) == 7
        assert own.result.outcome is Outcome.REJECT
        # The computed result stays beside it.
        assert '"71.6000"' in own.result.result


def test_assents_to_one_adjustment_say_nothing_of_another(panel_round: PanelRound) -> None:
    with chairing(panel_round) as desk:
        desk.write(FIRST, adjusting=LOWER)
        asking.ask(desk, FIRST, "adjustment")
    answer_all(panel_round)
    with chairing(panel_round) as desk:
        assert len(asking.answers(desk, FIRST, "adjustment").agreed) == 7
        other = Adjusting(6800, Outcome.REJECT, LOWER.reason)
        desk.write(FIRST, adjusting=other)
        assert asking.answers(desk, FIRST, "adjustment").proposal is None
        assert refusal(deciding.ready, desk, FIRST) == "adjustment_not_unanimous"
        desk.write(FIRST, adjusting=LOWER)
        assert len(asking.answers(desk, FIRST, "adjustment").agreed) == 7


def _one_refuses(panel_round: PanelRound) -> str:
    """The chair asks for an adjustment and one member signs a no, which the chair has."""
    number = panel_round.members[0]
    with chairing(panel_round) as desk:
        desk.write(FIRST, adjusting=LOWER)
        asking.ask(desk, FIRST, "adjustment")
    from_chair(panel_round, number)
    answer(panel_round, number, agrees=False)
    to_chair(panel_round, number)
    return number


def test_one_who_refuses_keeps_an_adjustment_from_being_unanimous(
    panel_round: PanelRound,
) -> None:
    number = _one_refuses(panel_round)
    with chairing(panel_round) as desk:
        found = asking.answers(desk, FIRST, "adjustment")
        assert found.refused == (number,)
        assert found.given[number].assent.remark == "뜻이 그렇습니다."
        assert refusal(deciding.ready, desk, FIRST) == "adjustment_not_unanimous"


@pytest.mark.parametrize(
    ("adjusting", "code"),
    [
        (Adjusting(6900, Outcome.REJECT, " "), "adjustment_without_reason"),
        (Adjusting(7000, Outcome.REJECT, "까닭"), "adjustment_inconsistent"),
        (Adjusting(6999, Outcome.ADVANCE, "까닭"), "adjustment_inconsistent"),
    ],
)
def test_an_adjustment_that_makes_no_sense_is_put_to_nobody(
    panel_round: PanelRound, adjusting: Adjusting, code: str
) -> None:
    with chairing(panel_round) as desk:
        desk.write(FIRST, adjusting=adjusting)
        assert refusal(asking.ask, desk, FIRST, "adjustment") == code
        assert desk.hearing.said(FIRST, Kind.PROPOSAL) == []


def test_members_assent_to_the_very_decision_that_is_signed(panel_round: PanelRound) -> None:
    with chairing(panel_round) as desk:
        desk.write(FIRST, minutes="처음 적은 회의록")
        asking.ask(desk, FIRST, "decision")
    answer_all(panel_round)
    with chairing(panel_round) as desk:
        assert len(deciding.ready(desk, FIRST).assents) == 7
        desk.write(FIRST, minutes="나중에 바꾼 회의록")
        assert deciding.ready(desk, FIRST).assents == ()
        desk.write(FIRST, minutes="처음 적은 회의록")
        deciding.sign(desk, [FIRST], SENTENCE)
        own = desk.decisions(FIRST).own
        assert own is not None
        assert len(own.decision.assents) == 7


def test_who_recused_hears_nothing_of_what_the_panel_does(panel_round: PanelRound) -> None:
    place = (SCORED, panel_round.dossiers[RECUSED[0]])
    number = panel_round.members[RECUSED[1]]
    with chairing(panel_round) as desk:
        asking.ask(desk, place, "decision")
        deciding.sign(desk, [place], SENTENCE)
        sent = [one.header for one in all_sent(desk) if one.header.kind in {
            Kind.PROPOSAL, Kind.DECISION}]  # fmt: skip
        keys = {one.number: one.key for one in desk.panel(place).members}
        assert len(sent) == 2
        for header in sent:
            assert keys[number] not in header.recipients
            assert keys[panel_round.members[0]] in header.recipients


def all_sent(desk: ChairDesk) -> list:  # type: ignore[type-arg]
    with desk.at.profile.vault.reading() as work:
        return work.outbox.all()


def test_a_decision_is_made_again_only_with_a_reason_and_both_stay(
    panel_round: PanelRound,
) -> None:
    with chairing(panel_round) as desk:
        deciding.sign(desk, [FIRST], SENTENCE)
    hand_in(panel_round, panel_round.members[0], FIRST[1], 90, reason="다시 봄")
    with chairing(panel_round) as desk:
        assert desk.decisions(FIRST).is_stale
        assert refusal(deciding.ready, desk, FIRST) == "decision_reason_missing"
        desk.write(FIRST, reason="평가표가 바뀜")
        assert deciding.sign(desk, [FIRST], SENTENCE).refusal is None
        found = desk.decisions(FIRST)
        assert found.own is not None
        assert (found.own.decision.reason, len(found.former)) == ("평가표가 바뀜", 1)
        assert not found.is_stale
        assert desk.talk(FIRST).reason == ""


def test_neither_of_two_chairs_decisions_overwrites_the_other(panel_round: PanelRound) -> None:
    """The office names another chair; both decide, from different sheets, and then meet."""
    second = panel_round.members[0]
    with panel_round.at("desk") as at:
        changing.name_chair(at, FIRST, second)
    with panel_round.at("desk") as at, panel_round.at(second) as other:
        panel_round.carry(at, other, "second")
        for number in panel_round.members[1:-1]:
            path = panel_round.folder / f"{number}.ppirb"
            bundles.import_bundle(other.profile, path, other.clock)
        desk = ChairDesk(other)
        # The former chair's sheet was never handed to the new one.
        gone = {panel_round.chair: Presence(Attendance.ABSENT, "이전 위원장")}
        desk.write(FIRST, presence=gone)
        assert deciding.sign(desk, [FIRST], SENTENCE).refusal is None
    with chairing(panel_round) as desk:
        deciding.sign(desk, [FIRST], SENTENCE)
    from_chair(panel_round, "desk")
    with panel_round.at(second) as other, panel_round.at("desk") as at:
        panel_round.carry(other, at, "second-decides")
    with panel_round.at(second) as other, chairing(panel_round) as desk:
        panel_round.carry(other, desk.at, "they-meet")
        panel_round.carry(desk.at, other, "both-ways")
        desk.refresh()
        for here, there in ((desk, second), (ChairDesk(other), panel_round.chair)):
            found = here.decisions(FIRST)
            assert found.own is not None
            (difference,) = found.differences
            assert difference.other.number == there
            assert difference.sheets == (panel_round.chair,)
            assert difference.is_result
            row = next(one for one in table_of(here, SCORED).rows if one.dossier == FIRST[1])
            assert row.is_disputed
    with panel_round.at("desk") as at, panel_round.at(panel_round.chair) as former:
        panel_round.carry(at, former, "told")
        # Told who chairs now, the former chair's desk has the panel no more.
        with pytest.raises(InputError, match="panel_not_yours"):
            ChairDesk(former).decisions(FIRST)


def test_what_a_member_signed_is_not_overridden_by_what_the_chair_writes(
    panel_round: PanelRound,
) -> None:
    number = _one_refuses(panel_round)
    with chairing(panel_round) as desk:
        refused = refusal(asking.write_answer, desk, FIRST, "adjustment", number, agrees=True)
        assert refused == "answered_by_own_key"


def test_a_chair_who_recused_runs_nothing_of_that_dossier(panel_round: PanelRound) -> None:
    with chairing(panel_round) as desk:
        gone = {panel_round.chair: Presence(Attendance.RECUSED, "이해관계")}
        desk.write(FIRST, presence=gone)
        assert refusal(asking.ask, desk, FIRST, "decision") == "chair_recused"
        assert refusal(deciding.ready, desk, FIRST) == "chair_recused"


def test_a_chair_who_is_killed_while_signing_has_signed_or_has_not(
    panel_round: PanelRound, tmp_path: Path
) -> None:
    script = (
        "import os, pathlib, sys\n"
        "from tests.support.panel_round import PanelRound, chairing\n"
        "from ppir_desktop.services.chair import deciding\n"
        "from ppir_desktop.store import vault\n"
        "home, folder, round_id, chair, dossier, steps = sys.argv[1:]\n"
        "played = PanelRound(pathlib.Path(home), pathlib.Path(folder), round_id,\n"
        "                    pathlib.Path(folder), (chair,), (dossier,))\n"
        "left = [int(steps)]\n"
        "def trace(frame, event, arg):\n"
        "    if frame.f_code.co_filename.endswith(('statements.py', 'deciding.py',\n"
        "                                          'records.py', 'outbox.py', 'vault.py')):\n"
        "        left[0] -= 1\n"
        "        if left[0] < 0:\n"
        "            os.kill(os.getpid(), 9)\n"
        "    return trace\n"
        "with chairing(played) as desk:\n"
        "    sys.settrace(trace)\n"
        "    deciding.sign(desk, [('innovation', dossier)], '서명합니다.')\n"
        "    sys.settrace(None)\n"
    )
    seen = set()
    for number, steps in enumerate((5, 200, 320, 500, 100_000)):
        one = panel_round.copy(tmp_path / str(number))
        command = [
            sys.executable, "-c", script, one.home, one.folder, one.round, one.chair, FIRST[1],
            str(steps),
        ]  # fmt: skip
        subprocess.run(list(map(str, command)), cwd=ROOT, check=False)
        with chairing(one) as desk:
            own = desk.decisions(FIRST).own
            waits = [o for o in all_sent(desk) if o.header.kind is Kind.DECISION]
            # Either signed and in the outbox, or not at all.
            assert len(waits) == (0 if own is None else 1)
            seen.add(own is not None)
    assert seen == {False, True}


def test_only_the_chair_of_a_members_own_panel_is_listened_to(panel_round: PanelRound) -> None:
    number = panel_round.members[0]
    with chairing(panel_round) as desk:
        asking.ask(desk, FIRST, "decision")
    from_chair(panel_round, number)
    with panel_round.at(number) as at:
        (question,) = asked.questions(at.profile, at.round)
        assert (question.to, question.row.dossier) == ("decision", FIRST[1])
        with pytest.raises(InputError, match="question_unknown"):
            asked.answer(
                at.profile, at.round, Digest("0" * 64), agrees=True, remark="", clock=at.clock
            )
        with pytest.raises(RefusedError, match="remark_missing"):
            asked.answer(
                at.profile, at.round, question.digest, agrees=False, remark="", clock=at.clock
            )


def test_the_sheets_on_all_sticks_come_to_the_same_whichever_is_read_first(
    panel_round: PanelRound,
) -> None:
    with chairing(panel_round) as desk:
        before = [row.result for row in table_of(desk, SCORED).rows]
    with panel_round.at(panel_round.chair) as at:
        take_sheets(panel_round, at.profile, at.clock)
        assert [row.result for row in table_of(ChairDesk(at), SCORED).rows] == before


def test_a_decision_is_a_record_of_one_dossier(panel_round: PanelRound) -> None:
    with chairing(panel_round) as desk:
        deciding.sign(desk, [FIRST, (SCORED, "2026-0002")], SENTENCE)
        for place in (FIRST, (SCORED, "2026-0002")):
            (heard,) = desk.hearing.said(place, Kind.DECISION)
            assert isinstance(heard.body, Decision)
            assert len(heard.body.results) == 1
