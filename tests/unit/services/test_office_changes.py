"""What changes while a round runs: dossiers, members, deadlines, chairs, closed stages."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from ppir_desktop.common.clock import format_utc
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.documents.sniffing import DocumentKind
from ppir_desktop.domain.lifecycles import AssignmentState as Stand
from ppir_desktop.domain.sheets import Mark
from ppir_desktop.intake.dossier_folders import DocumentFile
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.round_bodies import Role
from ppir_desktop.services.office import (
    changing,
    closing,
    convening,
    importing,
    progress,
)
from ppir_desktop.services.office.people import participants, trust_in
from ppir_desktop.services.office.said import said_with_digests
from ppir_desktop.services.reviewing import Filled, declare, sign_sheet
from ppir_desktop.store.repositories.assignments import AssignmentState
from ppir_desktop.sync.folding import fold
from tests.support.desks import Desks, desks, member, small_kit
from tests.support.matching import expert
from tests.support.offices import (
    FIRST,
    SECOND,
    STAGE,
    WISH,
    declared_by,
    own_desk,
    panel_keys,
    refused,
    rows,
    seated,
    stand,
)
from tests.support.records import FixedClock


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


def test_a_sheet_outlasts_one_editorial_correction_after_another_up_to_a_material_one(
    made: Desks, tmp_path: Path
) -> None:
    numbers = seated(made)
    convening.publish(made.desk, STAGE)
    seen, still = [], []
    with member(made, numbers[0]) as profile:
        seen.append(rows(made, profile)[FIRST].manifest_digest)
        for text, is_material in (("가", False), ("나", False), ("다", True), ("라", False)):
            path = tmp_path / "fresh.txt"
            path.write_text(text, encoding="utf-8")
            fresh = DocumentFile(path, "신청서", DocumentKind.TEXT, path.stat().st_size, 1)
            changing.correct(made.desk, FIRST, [fresh], "정정", is_material=is_material)
            seen.append(rows(made, profile)[FIRST].manifest_digest)
            with profile.vault.reading() as work:
                told = said_with_digests(work, made.desk.round, Kind.ASSIGNMENT)
            (found,) = (one for one in fold(told) if one.place == (STAGE, FIRST))
            still.append(set(found.still_valid))
    first, second, _, fourth, _ = seen
    assert still == [{first}, {first, second}, set(), {fourth}]


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
            assert panel_keys(profile, made) == 0
            clock.moment += dt.timedelta(days=32)
            _, due = convening.publish(made.desk, STAGE)
            assert due.opened == (FIRST,)
            rows(made, profile)
            assert panel_keys(profile, made) == 1
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
                declare(profile, made.desk.round, declared_by(accepts=accepts), made.desk.clock)
                made.carry(own_desk(made, profile), made.desk.profile, "declared")
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


def test_who_comes_after_a_stage_was_closed_is_given_nothing_of_it(made: Desks) -> None:
    numbers = seated(made)
    convening.publish(made.desk, STAGE)
    closing.close_stage(made.desk, STAGE, "모두 받음")
    coming = min({f"P{number:02d}" for number in range(1, 10)} - set(numbers))
    with member(made, numbers[0]) as late, member(made, coming) as comer:
        due = changing.replace_member(made.desk, (STAGE, FIRST), (numbers[1], coming), "병가")
        assert (due.given, due.missing) == ((), ())
        assert rows(made, late) == rows(made, comer) == {}
