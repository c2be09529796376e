"""What officers do with kits, people and matchings, and what it leads to on laptops."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.domain.lifecycles import AssignmentState as Stand
from ppir_desktop.domain.stage import Sector
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.ledger_bodies import Applied
from ppir_desktop.protocol.people_bodies import Certified
from ppir_desktop.protocol.review_bodies import DeclaredConflict
from ppir_desktop.protocol.round_bodies import Role
from ppir_desktop.services import vaults
from ppir_desktop.services.enrolment import Person, enrol
from ppir_desktop.services.office import (
    approving,
    choosing,
    convening,
    importing,
    inviting,
    opening,
    progress,
)
from ppir_desktop.services.office.convening import Wish
from ppir_desktop.services.office.desks import desk_of
from ppir_desktop.services.office.people import trust_in
from ppir_desktop.services.office.said import said
from ppir_desktop.services.reviewing import declare
from ppir_desktop.services.statements import say
from ppir_desktop.store.repositories.assignments import AssignmentState
from ppir_desktop.store.repositories.exchange import OFFICE
from tests.support.desks import SECRET_WORDS, Desks, member, small_kit
from tests.support.offices import (
    FIRST,
    SECOND,
    STAGE,
    WISH,
    declared_by,
    own_desk,
    purge_round_of,
    refused,
    rows,
    seated,
    stand,
)
from tests.support.records import FixedClock
from tests.support.secretariat import write_plan
from tests.support.vaults import make_profile, open_profile


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
        declared = msgspec.structs.replace(declared_by(accepts=True), conflicts=(conflict,))
        with profile.vault.writing() as work:
            say(
                work, made.desk.round, Kind.DECLARATION, declared,
                recipients=[desk.opened.office], addresses=[OFFICE], clock=made.desk.clock,
            )  # fmt: skip
        made.carry(own_desk(made, profile), made.desk.profile, "declared")
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


def test_a_rehearsed_matching_is_the_matching(made: Desks) -> None:
    wish = msgspec.structs.replace(WISH, seed=None, near_equal=1000)
    rehearsed, again = (convening.propose(made.desk, wish).matching for _ in range(2))
    assert rehearsed is not None
    assert again is not None
    assert (rehearsed.seed, rehearsed.panels) == (again.seed, again.panels)
    chosen = convening.propose(made.desk, msgspec.structs.replace(wish, seed=7)).matching
    assert chosen is not None
    assert chosen.seed == 7


def test_whom_a_desk_with_a_clock_ahead_lets_in_can_work_today(made: Desks) -> None:
    numbers = seated(made)
    convening.publish(made.desk, STAGE)
    ahead = FixedClock(made.desk.clock.now() + dt.timedelta(days=100))
    with member(made._replace(desk=made.desk._replace(clock=ahead)), numbers[0]) as profile:
        rows(made, profile)
        declare(profile, made.desk.round, declared_by(accepts=True), made.desk.clock)
        made.carry(own_desk(made, profile), made.desk.profile, "declared")
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
    purge_round_of(made, second.round)
    assert own == {blob for blob in own if made.desk.profile.vault.blobs.has(blob)}
    purge_round_of(made, made.desk.round)
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
