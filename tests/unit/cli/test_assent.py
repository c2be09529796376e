"""``ppir assent`` shows what a chair asks and gives the member's answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppir_desktop.cli import secret_input
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.services import profiles
from ppir_desktop.services.chair import asking
from ppir_desktop.services.chair.meeting import Adjusting
from ppir_desktop.store.ways_in import Passphrase
from tests.support.command import Answer, Command
from tests.support.panel_round import SCORED, PanelRound, chairing, from_chair, to_chair

FIRST, SECOND = (SCORED, "2026-0001"), (SCORED, "2026-0002")


class Member:
    """A member who types commands."""

    def __init__(self, ppir: Command, played: PanelRound) -> None:
        self.ppir, self.played, self.number = ppir, played, played.members[0]

    def __call__(self, *arguments: str, status: int = 0, lang: str = "en") -> Answer:
        desk: tuple[str | Path, ...] = (
            "--profile", self.number, "--passphrase-file", self.played.passphrase,
        )  # fmt: skip
        answer = self.ppir("assent", *arguments, *desk, lang=lang)
        assert answer.status == status, answer
        return answer

    def refused(self, *arguments: str) -> str:
        assert self(*arguments, status=2, lang="ko").err
        return str(self(*arguments, "--json", status=2).json()["error"])


@pytest.fixture
def member(ppir: Command, panel_round: PanelRound, monkeypatch: pytest.MonkeyPatch) -> Member:
    monkeypatch.setattr(secret_input, "Passphrase", lambda text: Passphrase(text, 4))
    monkeypatch.setattr(profiles, "system_keyring", lambda: None)
    monkeypatch.setenv(HOME_VARIABLE, str(panel_round.home))
    return Member(ppir, panel_round)


def test_nothing_is_asked_of_whom_nobody_asked(member: Member) -> None:
    assert "asked nothing" in member().out
    assert member("--json").json() == []
    assert member.refused("--agree") == "question_missing"
    assert member.refused("abc", "--agree") == "question_unknown"
    assert "--refuse" in member("--help", lang="ko").out


def test_a_member_answers_what_the_chair_asks(member: Member) -> None:
    played = member.played
    with chairing(played) as desk:
        adjusting = Adjusting(6900, Outcome.REJECT, "저온 자료 없음")
        desk.write(FIRST, adjusting=adjusting)
        adjustment = asking.ask(desk, FIRST, "adjustment")
        decision = asking.ask(desk, SECOND, "decision")
    from_chair(played, member.number)

    shown = member().out
    assert "Adjusted to: 69" in shown
    assert "저온 자료 없음" in shown
    assert shown.count("not answered") == 2
    assert "만장일치 조정" in member(lang="ko").out
    asked = {one["question"]: one for one in member("--json").json()}
    assert asked.keys() == {adjustment, decision}
    assert asked[adjustment]["asked"]["score"] == 6900

    assert member.refused(adjustment[:12]) == "answer_missing"
    assert member.refused(adjustment[:12], "--refuse") == "remark_missing"
    assert member.refused("", "--agree") == "question_missing"
    assert member.refused("--remark", "이견") == "question_missing"
    assert {one["answer"] for one in member("--json").json()} == {None}

    assert FIRST[1] in member(adjustment[:12], "--agree").out
    said = member(decision.upper(), "--refuse", "--remark", "이견 있음", "--json").json()
    assert said == {"question": decision, "agrees": False}
    assert {one["question"]: one["answer"] for one in member("--json").json()} == {
        adjustment: True, decision: False,
    }  # fmt: skip
    member(decision[:20], "--agree", "--remark", "다시 봄")
    to_chair(played, member.number)
    with chairing(played) as desk:
        assert member.number in asking.answers(desk, FIRST, "adjustment").agreed
        assert member.number in asking.answers(desk, SECOND, "decision").agreed


def test_the_beginning_of_two_questions_names_none(member: Member) -> None:
    with chairing(member.played) as desk:
        digests = []
        for count in range(17):  # more than there are first digits
            desk.write(FIRST, minutes=f"{count}")
            digests.append(asking.ask(desk, FIRST, "decision"))
    from_chair(member.played, member.number)
    firsts = [digest[0] for digest in digests]
    shared = next(one for one in firsts if firsts.count(one) > 1)
    assert member.refused(shared, "--agree") == "question_ambiguous"
    assert {one["answer"] for one in member("--json").json()} == {None}
