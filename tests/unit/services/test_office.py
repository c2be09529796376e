"""What officers do in a round, and what it leads to at their desk and on members' laptops."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from ppir_desktop.common.clock import format_utc
from ppir_desktop.common.errors import InputError, PpirError, RefusedError
from ppir_desktop.common.identifiers import Identifier, digest_of
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.documents.sniffing import DocumentKind
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.domain.lifecycles import AssignmentState as Stand
from ppir_desktop.domain.sheets import Mark
from ppir_desktop.domain.stage import Sector
from ppir_desktop.intake.dossier_folders import DocumentFile
from ppir_desktop.protocol.carriage_bodies import Receipt
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.ledger_bodies import Applied, Convened
from ppir_desktop.protocol.people_bodies import Certified
from ppir_desktop.protocol.result_bodies import (
    DecidedElsewhere,
    Decision,
    DesignationChanged,
    DossierResult,
)
from ppir_desktop.protocol.review_bodies import Declared, DeclaredConflict
from ppir_desktop.protocol.round_bodies import Role
from ppir_desktop.services import vaults
from ppir_desktop.services.enrolment import Person, enrol
from ppir_desktop.services.office import (
    approving,
    changing,
    choosing,
    closing,
    convening,
    designating,
    importing,
    inviting,
    opening,
    progress,
)
from ppir_desktop.services.office.convening import POOL, Wish
from ppir_desktop.services.office.desks import Sitting, desk_of
from ppir_desktop.services.office.people import participants, trust_in
from ppir_desktop.services.office.receiving import PanelStand
from ppir_desktop.services.office.said import said
from ppir_desktop.services.reviewing import Filled, declare, sign_sheet
from ppir_desktop.services.statements import say
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.assignments import AssignmentRow, AssignmentState
from ppir_desktop.store.repositories.exchange import OFFICE
from tests.support.desks import SECRET_WORDS, Desks, desks, member, small_kit
from tests.support.matching import expert
from tests.support.records import FixedClock
from tests.support.secretariat import write_plan
from tests.support.vaults import SECRET, make_profile, open_profile

STAGE = "site"
FIRST, SECOND = "2026-0001", "2026-0002"
WISH = Wish(stage=STAGE, size=3, load=3, among=POOL, seed=5)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desks]:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    with desks(tmp_path / "desks") as both:
        importing.import_kit(both.desk, small_kit(tmp_path / "kit"))
        yield both


def seated(made: Desks, dossier: str = FIRST) -> list[str]:
    """Panels for both dossiers, kept; the members of one."""
    convening.convene(made.desk, STAGE, convening.propose(made.desk, WISH))
    return [seat.number for seat in stand(made, dossier).seats]


def stand(made: Desks, dossier: str = FIRST) -> PanelStand:
    (found,) = [one for one in progress.progress(made.desk).panels if one.dossier == dossier]
    return found


def rows(made: Desks, profile: OpenProfile) -> dict[str, AssignmentRow]:
    """What a member's laptop has, once the stick came by."""
    made.carry(made.desk, profile, "to-members")
    with profile.vault.reading() as work:
        return {row.dossier: row for row in work.assignments.all()}


def refused(task: object, *arguments: object) -> str:
    with pytest.raises(PpirError) as error:
        task(*arguments)  # type: ignore[operator]
    return error.value.code


def test_a_kit_is_taken_over_once_and_never_in_the_clear(made: Desks, tmp_path: Path) -> None:
    again_kit = small_kit(tmp_path / "kit")
    again = importing.import_kit(made.desk, again_kit)
    assert (again.applications, again.experts) == ((), ())
    for path in (tmp_path / "home").rglob("*"):
        if path.is_file():
            assert SECRET_WORDS.encode() not in path.read_bytes()
    changed = small_kit(tmp_path / "kit2")
    other = msgspec.structs.replace(changed.intakes[0].application, product="다른 장치")
    intake = msgspec.structs.replace(changed.intakes[0], application=other)
    changed = msgspec.structs.replace(changed, intakes=(intake,))
    assert importing.import_kit(made.desk, changed).kept == (FIRST,)
    # A document of the same size and name, with another word in it, is another one.
    path = again_kit.intakes[1].documents[0].path
    path.write_bytes(path.read_bytes()[:-3] + "끝".encode())
    assert importing.import_kit(made.desk, again_kit).kept == (SECOND,)


def test_members_get_their_dossier_and_nobody_else_does(made: Desks) -> None:
    numbers = seated(made)
    published, due = convening.publish(made.desk, STAGE)
    assert published == [FIRST, SECOND]
    assert {dossier for _, dossier in due.missing} == {FIRST, SECOND}
    with member(made, numbers[0]) as profile:
        found = rows(made, profile)
        assert found[FIRST].state is AssignmentState.GIVEN
        assert found[FIRST].dossier_key is not None
        mine = {one.dossier for one in progress.progress(made.desk).panels
                if numbers[0] in {seat.number for seat in one.seats}}  # fmt: skip
        assert set(found) == mine


def test_a_withdrawn_dossier_closes_on_the_laptop(made: Desks) -> None:
    numbers = seated(made)
    convening.publish(made.desk, STAGE)
    with member(made, numbers[0]) as profile:
        assert rows(made, profile)[FIRST].dossier_key is not None
        assert changing.withdraw(made.desk, FIRST, "취하") == [numbers[0]]
        found = rows(made, profile)
        assert found[FIRST].state is AssignmentState.WITHDRAWN
        assert found[FIRST].dossier_key is None
        assert changing.withdraw(made.desk, FIRST, "취하") == []
    assert refused(changing.withdraw, made.desk, FIRST, " ") == "reason_missing"
    assert refused(changing.withdraw, made.desk, "2026-0009", "취하") == "application_unknown"
    assert progress.progress(made.desk).withdrawn == 1


def test_a_member_is_replaced_by_another(made: Desks) -> None:
    numbers = seated(made)
    convening.publish(made.desk, STAGE)
    others = {f"P{number:02d}" for number in range(1, 10)} - set(numbers)
    coming = min(others)
    place = (STAGE, FIRST)
    with ExitStack() as stack:
        leaver = stack.enter_context(member(made, numbers[0]))
        comer = stack.enter_context(member(made, coming))
        assert rows(made, leaver)[FIRST].state is AssignmentState.GIVEN
        due = changing.replace_member(made.desk, place, (numbers[0], coming), "병가")
        assert (coming, FIRST) in due.given
        assert rows(made, leaver)[FIRST].state is AssignmentState.WITHDRAWN
        assert rows(made, comer)[FIRST].state is AssignmentState.GIVEN
        # And back again.
        changing.replace_member(made.desk, place, (coming, numbers[0]), "복귀")
        assert rows(made, leaver)[FIRST].state is AssignmentState.GIVEN
        assert rows(made, comer)[FIRST].state is AssignmentState.WITHDRAWN
    wrong = [
        ((place, ("P99", coming), "x"), "seat_unknown"),
        ((place, (numbers[1], numbers[0]), "x"), "seat_taken"),
        ((place, (numbers[1], "P99"), "x"), "expert_unknown"),
        (((STAGE, "D9"), (numbers[1], ""), "x"), "panel_unknown"),
    ]
    for arguments, code in wrong:
        assert refused(changing.replace_member, made.desk, *arguments) == code


@pytest.mark.parametrize(
    ("changed", "ground"),
    [
        ({"organisation": "㈱가나테크"}, "pair_own_organisation"),
        ({"projects": ("1711000001",)}, "pair_project"),
        ({"consents": False}, "pair_consent"),
        ({"sub_fields": ("M1",)}, "pair_sub_field"),
    ],
)
def test_nobody_with_a_stake_comes_in_anothers_place(
    made: Desks, tmp_path: Path, changed: dict[str, object], ground: str
) -> None:
    numbers = seated(made)
    convening.publish(made.desk, STAGE)
    tied = expert(99, **changed)
    kit = small_kit(tmp_path / "kit")
    importing.import_kit(made.desk, msgspec.structs.replace(kit, experts=(*kit.experts, tied)))
    with pytest.raises(InputError, match="member_not_eligible") as error:
        changing.replace_member(made.desk, (STAGE, FIRST), (numbers[0], tied.number), "병가")
    assert ground in {problem.code for problem in error.value.problems}
    assert {seat.number for seat in stand(made).seats} == set(numbers)


def test_a_corrected_dossier_arrives_and_keeps_former_sheets_or_not(
    made: Desks, tmp_path: Path
) -> None:
    numbers = seated(made)
    convening.publish(made.desk, STAGE)
    path = tmp_path / "fresh.txt"
    path.write_text("고친 신청서", encoding="utf-8")
    fresh = DocumentFile(path, "신청서", DocumentKind.TEXT, path.stat().st_size, 1)
    with member(made, numbers[0]) as profile:
        before = rows(made, profile)[FIRST]
        told = changing.correct(made.desk, FIRST, [fresh], "오타", is_material=False)
        assert told == [numbers[0]]
        after = rows(made, profile)[FIRST]
        assert after.manifest_digest != before.manifest_digest
        assert profile.vault.blobs.has(after.manifest.documents[0].blob)
        assert after.dossier_key == before.dossier_key


def test_a_deadline_moves_later_and_never_earlier(made: Desks) -> None:
    numbers = seated(made)
    convening.publish(made.desk, STAGE)
    later = made.desk.clock.now() + dt.timedelta(days=60)
    with member(made, numbers[0]) as profile:
        before = rows(made, profile)[FIRST].due
        assert changing.extend(made.desk, STAGE, later, "더 드립니다") == 1
        assert rows(made, profile)[FIRST].due > before
        assert changing.extend(made.desk, STAGE, later, "더 드립니다") == 0
    earlier = later - dt.timedelta(days=1)
    assert refused(changing.extend, made.desk, STAGE, earlier, "덜") == "deadline_earlier"


def test_a_chair_gets_the_panels_key_at_the_opening_and_no_sooner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    clock = FixedClock(dt.datetime.now(dt.UTC).replace(microsecond=0))
    with desks(tmp_path / "desks", clock) as made:
        importing.import_kit(made.desk, small_kit(tmp_path / "kit"))
        numbers = seated(made)
        convening.publish(made.desk, STAGE)
        with member(made, numbers[0]) as profile:
            due = changing.name_chair(made.desk, (STAGE, FIRST), numbers[0])
            assert due.opened == ()
            rows(made, profile)
            assert _panel_keys(profile, made) == 0
            clock.moment += dt.timedelta(days=32)
            _, due = convening.publish(made.desk, STAGE)
            assert due.opened == (FIRST,)
            rows(made, profile)
            assert _panel_keys(profile, made) == 1
            assert convening.publish(made.desk, STAGE)[1].opened == ()


def test_a_key_waits_for_the_declaration_where_the_policy_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    with desks(tmp_path / "desks", key_after_declaration=True, panel_key="with_panel") as made:
        importing.import_kit(made.desk, small_kit(tmp_path / "kit"))
        numbers = seated(made)
        convening.publish(made.desk, STAGE)
        with member(made, numbers[0]) as profile:
            assert rows(made, profile)[FIRST].dossier_key is None
            filled = Filled(marks=(Mark("vote", None),), statement="평가합니다.")
            place = (STAGE, FIRST)
            code = refused(sign_sheet, profile, made.desk.round, place, filled, made.desk.clock)
            assert code == "dossier_locked"
            for accepts, expected in ((False, ()), (True, ((numbers[0], FIRST),))):
                declare(profile, made.desk.round, _declared(accepts=accepts), made.desk.clock)
                made.carry(_own(made, profile), made.desk.profile, "declared")
                if not accepts:
                    (seat,) = [one for one in stand(made).seats if one.number == numbers[0]]
                    assert seat.state is Stand.RECUSED
                released = convening.publish(made.desk, STAGE)[1].released
                assert tuple(one for one in released if one[1] == FIRST) == expected
            assert rows(made, profile)[FIRST].dossier_key is not None


def test_a_chair_who_enrols_late_is_let_in_as_one(made: Desks) -> None:
    # Let in and made a chair within one second, five times over, so that no luck helps.
    panel = seated(made)
    convening.publish(made.desk, STAGE)
    for number in [*panel, *({f"P{place:02d}" for place in range(1, 6)} - set(panel))][:5]:
        if number not in panel:
            changing.replace_member(made.desk, (STAGE, FIRST), (panel.pop(), number), "x")
            panel.append(number)
        changing.name_chair(made.desk, (STAGE, FIRST), number)
        with member(made, number), made.desk.profile.vault.reading() as work:
            key = participants(work, made.desk.round)[number].key
            grant = trust_in(work, made.desk.round).grant(key)
        assert grant is not None
        assert grant.role is Role.CHAIR


def test_a_moved_deadline_keeps_the_sheets_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    clock = FixedClock(dt.datetime.now(dt.UTC).replace(microsecond=0))
    with desks(tmp_path / "desks", clock) as made:
        importing.import_kit(made.desk, small_kit(tmp_path / "kit"))
        numbers = seated(made)
        convening.publish(made.desk, STAGE)
        with member(made, numbers[0]):
            changing.name_chair(made.desk, (STAGE, FIRST), numbers[0])
            changing.extend(made.desk, STAGE, clock.moment + dt.timedelta(days=40), "더")
            clock.moment += dt.timedelta(days=35)
            assert convening.publish(made.desk, STAGE)[1].opened == ()
            clock.moment += dt.timedelta(days=6)
            assert convening.publish(made.desk, STAGE)[1].opened == (FIRST,)


def test_a_file_that_changed_after_it_was_checked_is_not_taken(made: Desks, tmp_path: Path) -> None:
    kit = small_kit(tmp_path / "kit3", dossiers=3)
    kit.intakes[2].documents[0].path.write_text("다른 글", encoding="utf-8")
    assert refused(importing.import_kit, made.desk, kit) == "file_changed"
    assert progress.progress(made.desk).applications == 2


def test_a_certificate_bears_the_name_that_the_office_knows(made: Desks) -> None:
    (letter,) = inviting.invite(made.desk, ["P01"])
    assert letter.name == "이1"
    with member(made, "P01") as profile:
        made.carry(made.desk, profile, "certificate")
        with profile.vault.reading() as work:
            bodies = [record.body for record in said(work, made.desk.round, Kind.CERTIFICATE)]
        assert [body.name for body in bodies if isinstance(body, Certified)] == ["이1"]


def test_panels_that_cannot_be_made_say_why(made: Desks) -> None:
    barred = tuple((FIRST, f"P{number:02d}") for number in range(1, 8))
    proposal = convening.propose(made.desk, msgspec.structs.replace(WISH, barred=barred))
    assert proposal.matching is None
    assert {problem.code for problem in proposal.problems} >= {
        "members_lacking", "lack_barred", "relief_invite",
    }  # fmt: skip
    assert refused(convening.convene, made.desk, STAGE, proposal) == "panels_impossible"
    assert refused(convening.propose, made.desk, Wish(stage=STAGE)) == "nobody_to_match"
    assert refused(convening.propose, made.desk, Wish(stage="nowhere")) == "stage_unknown"


@pytest.mark.parametrize("tie", [("no_such_kind", None), ("", "2026-02-30")])
def test_a_strange_declaration_keeps_its_author_off_and_stops_no_matching(
    made: Desks, tie: tuple[str, str | None]
) -> None:
    with made.desk.profile.vault.reading() as work:
        desk = desk_of(work, made.desk.round)
    kind = desk.scheme.conflicts[0].id if tie[1] else tie[0]
    with member(made, "P01") as profile:
        conflict = DeclaredConflict(kind=kind, ended=tie[1], detail="")
        declared = msgspec.structs.replace(_declared(accepts=True), conflicts=(conflict,))
        with profile.vault.writing() as work:
            say(
                work, made.desk.round, Kind.DECLARATION, declared,
                recipients=[desk.opened.office], addresses=[OFFICE], clock=made.desk.clock,
            )  # fmt: skip
        made.carry(_own(made, profile), made.desk.profile, "declared")
    pairs = convening.propose(made.desk, WISH).pairs
    against = {row: int(pairs.against[at, pairs.columns["P01"]]) for row, at in pairs.rows.items()}
    assert against[FIRST] != 0
    assert against[SECOND] == 0


def test_load_counts_what_was_published_before(made: Desks) -> None:
    wish = msgspec.structs.replace(WISH, load=1, dossiers=(FIRST,))
    convening.convene(made.desk, STAGE, convening.propose(made.desk, wish))
    convening.publish(made.desk, STAGE)
    taken = {seat.number for seat in stand(made).seats}
    proposal = convening.propose(made.desk, msgspec.structs.replace(WISH, load=1))
    assert proposal.kept == (FIRST,)
    assert proposal.matching is not None
    (panel,) = proposal.matching.panels
    assert panel.application == SECOND
    assert taken.isdisjoint(seat.expert for seat in panel.members)


def test_load_counts_what_was_matched_before_and_not_published(made: Desks) -> None:
    for dossier in (FIRST, SECOND):
        wish = msgspec.structs.replace(WISH, load=1, dossiers=(dossier,))
        convening.convene(made.desk, STAGE, convening.propose(made.desk, wish))
    first, second = ({seat.number for seat in stand(made, one).seats} for one in (FIRST, SECOND))
    assert first.isdisjoint(second)


def test_a_moved_deadline_holds_for_panels_that_come_later(made: Desks) -> None:
    later = made.desk.clock.now() + dt.timedelta(days=60)
    assert refused(changing.extend, made.desk, STAGE, later, "더") == "no_panels_yet"
    for dossier in (FIRST, SECOND):
        wish = msgspec.structs.replace(WISH, dossiers=(dossier,))
        convening.convene(made.desk, STAGE, convening.propose(made.desk, wish))
        if dossier == FIRST:
            changing.extend(made.desk, STAGE, later, "더")
    assert stand(made, FIRST).due == stand(made, SECOND).due == format_utc(later)


def test_a_closed_stage_gives_nothing_out_any_more(made: Desks) -> None:
    seated(made)
    assert refused(closing.close_stage, made.desk, STAGE) == "stage_running"
    assert closing.close_stage(made.desk, STAGE, "모두 받음").is_new
    assert not closing.close_stage(made.desk, STAGE, "모두 받음").is_new
    assert refused(convening.publish, made.desk, STAGE) == "stage_closed"
    assert refused(convening.propose, made.desk, WISH) == "stage_closed"
    later = made.desk.clock.now() + dt.timedelta(days=60)
    assert refused(changing.extend, made.desk, STAGE, later, "더") == "stage_closed"


def test_a_rehearsed_matching_is_the_matching(made: Desks) -> None:
    wish = msgspec.structs.replace(WISH, seed=None, near_equal=1000)
    rehearsed, again = (convening.propose(made.desk, wish).matching for _ in range(2))
    assert rehearsed is not None
    assert again is not None
    assert (rehearsed.seed, rehearsed.panels) == (again.seed, again.panels)
    chosen = convening.propose(made.desk, msgspec.structs.replace(wish, seed=7)).matching
    assert chosen is not None
    assert chosen.seed == 7


def test_who_comes_after_a_stage_was_closed_is_given_nothing_of_it(made: Desks) -> None:
    numbers = seated(made)
    convening.publish(made.desk, STAGE)
    closing.close_stage(made.desk, STAGE, "모두 받음")
    coming = min({f"P{number:02d}" for number in range(1, 10)} - set(numbers))
    with member(made, numbers[0]) as late, member(made, coming) as comer:
        due = changing.replace_member(made.desk, (STAGE, FIRST), (numbers[1], coming), "병가")
        assert (due.given, due.missing) == ((), ())
        assert rows(made, late) == rows(made, comer) == {}


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
            results = tuple(_decided(dossier) for dossier in (FIRST, SECOND))
            decision = Decision(
                panel=panel.panel, stage=STAGE, scheme=digest_of(b""), results=results, assents=(),
                minutes="", statement="의결합니다.",
            )  # fmt: skip
            with profile.vault.writing() as work:
                say(
                    work, made.desk.round, Kind.DECISION, decision,
                    recipients=[desk.opened.office], addresses=[OFFICE], clock=ahead,
                )  # fmt: skip
        made.carry(_own(made, profile), made.desk.profile, "decided")
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


def test_whom_a_desk_with_a_clock_ahead_lets_in_can_work_today(made: Desks) -> None:
    numbers = seated(made)
    convening.publish(made.desk, STAGE)
    ahead = FixedClock(made.desk.clock.now() + dt.timedelta(days=100))
    with member(made._replace(desk=made.desk._replace(clock=ahead)), numbers[0]) as profile:
        rows(made, profile)
        declare(profile, made.desk.round, _declared(accepts=True), made.desk.clock)
        made.carry(_own(made, profile), made.desk.profile, "declared")
    (seat,) = [one for one in stand(made).seats if one.number == numbers[0]]
    assert seat.state is Stand.ACCEPTED


def test_an_officers_documents_outlast_the_purge_of_another_round(
    made: Desks, tmp_path: Path
) -> None:
    with made.desk.profile.vault.reading() as work:
        applied = work.ledger.all(made.desk.round, Applied).values()
    own = {document.blob for one in applied for document in one.manifest.documents}
    assert vaults.check(made.desk.profile).orphans == ()
    other = tmp_path / "other"
    other.mkdir()
    second = opening.open_round(made.desk.profile, write_plan(other, None), made.desk.clock)
    _purge(made, second.round)
    assert own == {blob for blob in own if made.desk.profile.vault.blobs.has(blob)}
    _purge(made, made.desk.round)
    assert made.desk.profile.vault.blobs.all() == []


def test_the_authority_lets_an_officer_in_no_more_and_then_in_again(made: Desks) -> None:
    answered = inviting.invite_officer(made.root, "O-1", "김담당")
    assert not answered.is_new
    approving.revoke(made.root, "O-1")
    assert refused(approving.revoke, made.root, "O-1") == "participant_unknown"
    assert refused(approving.revoke, made.root, "O-9") == "participant_unknown"
    assert refused(approving.revoke, made.desk, "O-1") == "participant_unknown"
    with made.root.profile.vault.reading() as work:
        (grant,) = trust_in(work, made.root.round).grants()[1:]
    assert (grant.role, grant.revoked_at is None) == (Role.OFFICER, False)
    fresh = inviting.invite_officer(made.root, "O-1", "김담당")
    assert fresh.is_new
    assert fresh.invitation.invitation != answered.invitation.invitation
    assert not inviting.invite_officer(made.root, "O-1", "김담당").is_new
    make_profile(name="fresh")
    with open_profile(name="fresh") as profile:
        person = Person("김담당", "사무국", Sector.GOVERNMENT)
        opened = made.stick / "opening.ppirbundle"
        enrol(profile, fresh.invitation, person, made.desk.clock, bundle=opened)
        made.carry(made.root._replace(profile=profile), made.root.profile, "again")
        assert [one.answer for one in approving.approve(made.root)] == [approving.Answer.APPROVED]


def test_only_experts_of_the_pool_who_consent_are_invited(made: Desks) -> None:
    assert refused(inviting.invite, made.desk, ["P99"]) == "expert_unknown"
    assert len(choosing.willing(made.desk)) == 9
    first, again = inviting.invite(made.desk, ["P01"]), inviting.invite(made.desk, ["P01"])
    assert first[0].invitation == again[0].invitation
    assert [one[0].is_new for one in (first, again)] == [True, False]
    with pytest.raises(RefusedError, match="authority_only"):
        inviting.invite_officer(made.desk, "O-2", "이담당")
    with pytest.raises(RefusedError, match="officer_only"):
        inviting.invite(made.root, ["P01"])
    with pytest.raises(InputError, match="participant_unknown"):
        approving.revoke(made.desk, "P01")


def _declared(*, accepts: bool) -> Declared:
    return Declared(
        stage=STAGE, dossier=FIRST, identity_confirmed=True, pledge=None, consents=(),
        conflicts=(), prior_contact="", accepts=accepts,
    )  # fmt: skip


def _purge(made: Desks, round_id: Identifier) -> None:
    vaults.purge(
        made.desk.profile, SECRET, round_id, statement="파기합니다.", clock=made.desk.clock
    )


def _decided(dossier: str) -> DossierResult:
    return DossierResult(
        dossier=dossier, sheets=(), absent=(), bonus=None, result="{}", adjustment=None,
        outcome=Outcome.ADVANCE, opinion="",
    )  # fmt: skip


def _own(made: Desks, profile: OpenProfile) -> Sitting:
    return made.desk._replace(profile=profile)


def _panel_keys(profile: OpenProfile, made: Desks) -> int:
    with profile.vault.reading() as work:
        return len(work.exchange.identities(made.desk.round))
