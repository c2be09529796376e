"""Consolidated sheets and the report of a round, from the records of an office and of a chair."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
import pytest

from ppir_desktop.common.errors import InputError, PpirError
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import Collected, consolidate
from ppir_desktop.domain.sheets import Absence, Sheet
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.ledger_bodies import Convened
from ppir_desktop.protocol.result_bodies import AbsentMember, Decision
from ppir_desktop.reports.document import render
from ppir_desktop.reports.page import grouped
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.services.office.due import place_of
from ppir_desktop.services.office.ledger import write
from ppir_desktop.services.panel_paper import consolidated_sheets, report_of_round
from ppir_desktop.services.panels_seen import panels_at
from ppir_desktop.services.schemes import find_stage, load_scheme
from ppir_desktop.services.statements import opening_of, say
from ppir_desktop.store.repositories.exchange import OFFICE
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.effects import read_back
from tests.support import pdf_reading
from tests.support.offices import FIRST, SECOND
from tests.support.reviewers import filled_marks
from tests.support.signed_round import OPINION, REASON, SCORED, SignedRound

WORDS = Wording("ko")


def text_of(content: bytes) -> str:
    return "".join(pdf_reading.read_by_pdfium(content))


def sheet_at(played: SignedRound, name: str, *, with_names: bool = False) -> bytes:
    with played.at(name) as at:
        entries, left_out = consolidated_sheets(at, SCORED, WORDS, [FIRST], with_names=with_names)
    (entry,) = entries
    assert (entry.dossier, left_out) == (FIRST, 0)
    return render(entry.form).content


def test_a_decision_is_shown_with_the_score_of_the_sheets_that_it_names(
    played: SignedRound,
) -> None:
    stage = find_stage(load_scheme("ppir-2025"), SCORED)
    marks = {number: filled_marks(load_scheme("ppir-2025"), SCORED, number)
             for number in played.members}  # fmt: skip
    given = tuple(Sheet(FIRST, number, one) for number, one in marks.items())
    result = consolidate(stage, Collected(FIRST, given))
    content = sheet_at(played, "desk")
    text = text_of(content)
    for wanted in (
        f"{result.score:f}",
        OPINION,
        REASON,
        "69점",
        "장치 1",
        grouped(played.decision),
    ):
        assert wanted in text, wanted
    assert "위원 A" in text
    assert "위원 F" in text
    # The chair's desk, which has the same records, makes the same bytes.
    assert sheet_at(played, played.members[0]) == content


def test_names_are_shown_only_when_they_are_asked_for(played: SignedRound) -> None:
    with played.at("desk") as at, at.profile.vault.reading() as work:
        (panel,) = [one for one in panels_at(work, at.round) if one.dossier == FIRST]
    names = [one.name for one in panel.members]
    hidden, shown = (text_of(sheet_at(played, "desk", with_names=asked)) for asked in (False, True))
    assert len(set(names)) == 6
    assert not any(name in hidden for name in names)
    assert all(name in shown for name in names)
    assert "시험대학교" in shown
    assert "시험대학교" not in hidden


def test_a_panel_without_enough_sheets_is_left_out(played: SignedRound) -> None:
    with played.at("desk") as at:
        entries, left_out = consolidated_sheets(at, SCORED, WORDS)
        assert [one.dossier for one in entries] == [FIRST]
        assert left_out == 1
        assert consolidated_sheets(at, "publicness", WORDS) == ([], 0)
        assert consolidated_sheets(at, SCORED, WORDS, [SECOND]) == ([], 1)


def test_the_report_of_a_round_names_no_member(played: SignedRound) -> None:
    with played.at("desk") as at:
        form, left_out = report_of_round(at, WORDS)
        only, _ = report_of_round(at, WORDS, SCORED)
        with pytest.raises(InputError) as refused:
            report_of_round(at, WORDS, "publicness")
        with at.profile.vault.reading() as work:
            members = [one.name for panel in panels_at(work, at.round) for one in panel.members]
    assert refused.value.code == "nothing_to_print"
    assert left_out == 1
    content = render(form).content
    assert content == render(only).content
    text = text_of(content)
    for wanted in ("2026년 2차", FIRST, "장치 1", "미달(조정)"):
        assert wanted in text, wanted
    assert not any(name in text for name in members)


def test_whoever_has_no_panel_makes_none(played: SignedRound) -> None:
    tasks: list[Callable[[Sitting], object]] = [
        lambda at: consolidated_sheets(at, SCORED, WORDS),
        lambda at: report_of_round(at, WORDS),
    ]
    with played.at(played.members[1]) as at:
        for task in tasks:
            with pytest.raises(PpirError) as refused:
                task(at)
            assert refused.value.code == "office_or_chair_only"
    # The authority is of the office, and knows of no panel.
    with played.at("root") as at:
        assert consolidated_sheets(at, SCORED, WORDS) == ([], 0)


class _TakenBackError(Exception):
    """Ends a transaction without keeping it."""


@contextmanager
def decided_otherwise(at: Sitting, **changes: object) -> Iterator[list[str]]:
    """What panels come to while their chair says something else, which is taken back after."""
    codes: list[str] = []
    try:
        with at.profile.vault.writing() as work:
            named = read_back(next(work.records.envelopes(at.round, [Kind.DECISION])))
            body = named.record.body
            assert isinstance(body, Decision)
            (one,) = body.results
            again = msgspec.structs.replace(
                body, results=(msgspec.structs.replace(one, **changes),)
            )
            office = opening_of(work, at.round).office
            say(
                work, at.round, Kind.DECISION, again, recipients=[office], addresses=[OFFICE],
                clock=at.clock,
            )  # fmt: skip
            try:
                panels_at(work, at.round)
            except PpirError as error:
                codes.append(error.code)
            yield codes
            raise _TakenBackError
    except _TakenBackError:
        pass


@pytest.mark.parametrize(
    "changes",
    [
        {"result": "{}"},
        {"sheets": ()},
        {"absent": (AbsentMember("P1", Absence.ABSENT),)},
    ],
)
def test_a_decision_that_does_not_follow_from_its_sheets_is_not_printed(
    played: SignedRound, changes: dict[str, object]
) -> None:
    with played.at(played.members[0]) as at:
        with decided_otherwise(at, opinion="다른 의견") as codes:
            assert codes == []
        with decided_otherwise(at, **changes) as codes:
            assert codes == ["decision_differs"]


def test_a_member_who_left_moves_nobody_elses_letter(played: SignedRound) -> None:
    """The office knows of a seat that was vacated, the chair does not."""
    with played.at("desk") as at:
        before = seen_after(at, lambda _work: None)
        gone = played.members[2]

        def vacate(work: Work) -> None:
            place = place_of(SCORED, FIRST)
            panel = work.ledger.get(at.round, Convened, place)
            assert panel is not None
            seats = tuple(
                msgspec.structs.replace(seat, vacated="건강" if seat.number == gone else "")
                for seat in panel.seats
            )
            changed = msgspec.structs.replace(panel, seats=seats)
            write(work, at.round, [(place, changed)], at.clock)

        assert seen_after(at, vacate) == before


def seen_after(at: Sitting, change: Callable[[Work], None]) -> list[tuple[str, str]]:
    """Members of the decided panel after a change that is taken back."""
    found: list[tuple[str, str]] = []
    try:
        with at.profile.vault.writing() as work:
            change(work)
            (panel,) = [one for one in panels_at(work, at.round) if one.dossier == FIRST]
            found = [(one.number, str(panel.away.get(one.number))) for one in panel.members]
            raise _TakenBackError
    except _TakenBackError:
        return found
