"""What is decided, designated and registered."""

from __future__ import annotations

import datetime as dt

import msgspec

from ppir_desktop.common.clock import format_utc
from ppir_desktop.common.identifiers import digest_of
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.protocol.carriage_bodies import Receipt
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.ledger_bodies import Convened
from ppir_desktop.protocol.result_bodies import (
    DecidedElsewhere,
    Decision,
    DesignationChanged,
)
from ppir_desktop.services.office import (
    changing,
    closing,
    convening,
    designating,
)
from ppir_desktop.services.office.desks import desk_of
from ppir_desktop.services.statements import say
from ppir_desktop.store.repositories.exchange import OFFICE
from tests.support.desks import Desks, member
from tests.support.offices import FIRST, SECOND, STAGE, decided_on, own_desk, refused, rows, seated
from tests.support.records import FixedClock


def test_what_did_not_pass_is_not_designated_and_a_designation_has_its_life(made: Desks) -> None:
    desk = made.desk
    today = dt.date(2026, 11, 25)
    assert refused(designating.designate, desk, FIRST, today, "이유") == "not_passed"
    for stage in ("publicness", "innovation", "site", "final", "council"):
        decided = DecidedElsewhere(
            dossier=FIRST, stage=stage, outcome=Outcome.ADVANCE, body="위원회",
            decided_on="2026-10-01", basis="의결서",
        )  # fmt: skip
        assert closing.enter_outcome(desk, decided)
        assert not closing.enter_outcome(desk, decided)
    assert refused(designating.designate, desk, FIRST, today, "이유") == "notice_unknown"
    noticed = closing.begin_notice(desk, FIRST, today - dt.timedelta(days=21))
    assert noticed.ends == "2026-11-24"
    steps = closing.file_objection(desk, FIRST, dt.date(2026, 11, 10), "비슷한 제품")
    assert steps == {
        "notify": "2026-11-17", "answer": "2026-11-24", "decide": "2026-12-10",
        "extended": "2026-12-25",
    }  # fmt: skip
    late = dt.date(2026, 11, 25)
    assert refused(closing.file_objection, desk, FIRST, late, "늦음") == "objection_too_late"
    assert refused(designating.designate, desk, FIRST, today, "이유") == "objection_open"
    closing.decide_objection(desk, FIRST, "기각")
    # Another objection is as open as the first one was.
    closing.file_objection(desk, FIRST, dt.date(2026, 11, 11), "또 다른 까닭")
    assert refused(designating.designate, desk, FIRST, today, "이유") == "objection_open"
    closing.decide_objection(desk, FIRST, "기각")
    # Nor does a later first day let anybody designate before the notice is over.
    closing.begin_notice(desk, FIRST, dt.datetime.now().astimezone().date())
    far = dt.date(2090, 1, 1)
    assert refused(designating.designate, desk, FIRST, far, "이유") == "notice_running"
    closing.begin_notice(desk, FIRST, today - dt.timedelta(days=21))
    granted = designating.designate(desk, FIRST, today, "이유")
    assert (granted.number, granted.valid_until) == ("2026-001", "2029-11-24")
    assert designating.designate(desk, FIRST, today, "이유") == granted

    def change(what: str) -> DesignationChanged:
        return DesignationChanged(
            number="2026-001", change=what, since="2027-01-01", until=None, reason="까닭",  # type: ignore[arg-type]
            remark="",
        )  # fmt: skip

    assert designating.change(desk, change("extended")).until == "2030-11-24"
    assert designating.change(desk, change("extended")).until == "2032-11-24"
    assert refused(designating.change, desk, change("extended")) == "extensions_used"
    designating.change(desk, change("suspended"))
    assert refused(designating.change, desk, change("suspended")) == "move_refused"
    designating.change(desk, change("resumed"))
    designating.change(desk, change("cancelled"))
    assert refused(designating.change, desk, change("resumed")) == "move_refused"
    (entry,) = designating.register_of(desk)
    assert (entry.state, entry.valid_until, len(entry.changes)) == ("cancelled", "2032-11-24", 5)


def test_a_chair_decides_on_their_own_panel_alone(made: Desks) -> None:
    numbers = seated(made)
    convening.publish(made.desk, STAGE)
    with made.desk.profile.vault.reading() as work:
        panels = {one.dossier: one for one in work.ledger.all(made.desk.round, Convened).values()}
        desk = desk_of(work, made.desk.round)
    with member(made, numbers[0]) as profile:
        changing.name_chair(made.desk, (STAGE, FIRST), numbers[0])
        rows(made, profile)
        # Whatever a chair's clock says, the office can take a decision back afterwards.
        ahead = FixedClock(made.desk.clock.now() + dt.timedelta(days=400))
        for panel in panels.values():
            results = tuple(decided_on(dossier) for dossier in (FIRST, SECOND))
            decision = Decision(
                panel=panel.panel, stage=STAGE, scheme=digest_of(b""), results=results, assents=(),
                minutes="", reason="", statement="의결합니다.",
            )  # fmt: skip
            with profile.vault.writing() as work:
                say(
                    work, made.desk.round, Kind.DECISION, decision,
                    recipients=[desk.opened.office], addresses=[OFFICE], clock=ahead,
                )  # fmt: skip
        made.carry(own_desk(made, profile), made.desk.profile, "decided")
    with made.desk.profile.vault.reading() as work:
        assert closing.outcomes(work, desk) == {(STAGE, FIRST): Outcome.ADVANCE}


def test_the_last_outcome_counts_also_when_it_is_the_first_one_again(made: Desks) -> None:
    def outcome(what: Outcome) -> DecidedElsewhere:
        return DecidedElsewhere(
            dossier=FIRST, stage=STAGE, outcome=what, body="위원회", decided_on="2026-10-01",
            basis="의결서",
        )  # fmt: skip

    told = [closing.enter_outcome(made.desk, outcome(what)) for what in (
        Outcome.ADVANCE, Outcome.REJECT, Outcome.REJECT, Outcome.ADVANCE
    )]  # fmt: skip
    assert told == [True, True, False, True]
    with made.desk.profile.vault.reading() as work:
        found = closing.outcomes(work, desk_of(work, made.desk.round))
    assert found == {(STAGE, FIRST): Outcome.ADVANCE}


def test_a_clock_that_is_ahead_has_not_the_last_word(made: Desks) -> None:
    ahead = FixedClock(made.desk.clock.now() + dt.timedelta(days=400))
    wrong = DecidedElsewhere(
        dossier=FIRST, stage=STAGE, outcome=Outcome.REJECT, body="위원회",
        decided_on="2026-10-01", basis="의결서",
    )  # fmt: skip
    closing.enter_outcome(made.desk._replace(clock=ahead), wrong)
    # Somebody gave a receipt for it, by whose clock it cannot be from next year.
    with made.desk.profile.vault.writing() as work:
        (row,) = work.records.of_kind(made.desk.round, Kind.OUTCOME)
        (sent,) = [one for one in work.outbox.all() if one.digest == row.digest]
        receipt = Receipt(
            parcel=sent.header.parcel, index=1, received_at=format_utc(made.desk.clock.now()),
            taken_by="desk",
        )  # fmt: skip
        work.exchange.add_receipt(made.desk.round, receipt, b"receipt", is_placed=False)
    right = msgspec.structs.replace(wrong, outcome=Outcome.ADVANCE)
    assert closing.enter_outcome(made.desk, right)
    with made.desk.profile.vault.reading() as work:
        found = closing.outcomes(work, desk_of(work, made.desk.round))
    assert found == {(STAGE, FIRST): Outcome.ADVANCE}
