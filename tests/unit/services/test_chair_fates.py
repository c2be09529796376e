"""Whose sheet counts at a chair's desk, and why another does not."""

from __future__ import annotations

import msgspec
import pytest

from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.sheets import Absence
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import Arrival
from ppir_desktop.protocol.review_bodies import Declared, Discussion, GivenSheet
from ppir_desktop.services import bundles
from ppir_desktop.services.chair.desk import ChairDesk
from ppir_desktop.services.chair.fates import Fate
from ppir_desktop.services.chair.gathering import SeatState
from ppir_desktop.services.chair.meeting import Attendance, Presence
from ppir_desktop.services.chair.table import Verdict, table_of
from ppir_desktop.services.office import approving, changing, inviting
from ppir_desktop.services.own_records import own_records
from ppir_desktop.services.reviewing import declare
from ppir_desktop.services.statements import opening_of, say
from ppir_desktop.signing.authors import Signed
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.sealing import make_parcel
from ppir_desktop.store.repositories.exchange import OFFICE
from ppir_desktop.sync.inbox import Inbox
from tests.support.panel_round import (
    MISSING,
    RECUSED,
    SCORED,
    Later,
    PanelRound,
    chairing,
    hand_in,
    take_sheets,
    to_chair,
)

FIRST = (SCORED, "2026-0001")


def fates(desk: ChairDesk, place: tuple[str, str] = FIRST) -> dict[str, list[Fate]]:
    found: dict[str, list[Fate]] = {}
    for one in desk.gathered(place).sheets:
        found.setdefault(one.number, []).append(one.fate)
    return found


def test_every_sheet_of_a_panel_counts_where_nothing_is_wrong(sat: PanelRound) -> None:
    with chairing(sat) as desk:
        gathered = desk.gathered(FIRST)
        assert {one.state for one in gathered.seats} == {SeatState.COUNTED}
        assert f"{gathered.result.score:f}" == "71.6000"
        assert gathered.spread == 3100
        assert gathered.left_out == ()


def test_who_recused_and_who_is_awaited_are_told_apart(sat: PanelRound) -> None:
    with chairing(sat) as desk:
        away, awaited = (
            desk.gathered((SCORED, sat.dossiers[place])) for place, _ in (RECUSED, MISSING)
        )
        assert away.collected.away == {sat.members[RECUSED[1]]: Absence.RECUSED}
        seat = awaited.seat(sat.members[MISSING[1]])
        assert seat is not None
        assert seat.state is SeatState.MISSING
        rows = {row.dossier: row for row in table_of(desk, SCORED).rows}
        assert rows[sat.dossiers[MISSING[0]]].verdict is Verdict.WAITING
        assert rows[sat.dossiers[RECUSED[0]]].conflicted == (sat.members[RECUSED[1]],)


def test_a_sheet_after_the_discussion_replaces_the_one_before_and_both_stay(
    panel_round: PanelRound,
) -> None:
    number = panel_round.members[0]
    hand_in(
        panel_round, number, FIRST[1], 80, clock=Later(35), reason="토론을 듣고 바꿈",
        discussion=Discussion.AFTER,
    )  # fmt: skip
    with chairing(panel_round) as desk:
        assert sorted(fates(desk)[number]) == [Fate.COUNTED, Fate.SUPERSEDED]
        seat = desk.gathered(FIRST).seat(number)
        assert seat is not None
        assert seat.sheet is not None
        assert seat.sheet.sheet.discussion is Discussion.AFTER
        # What it replaces was in time, so it is.
        assert not seat.sheet.is_late


def test_a_sheet_after_the_grace_counts_only_once_the_chair_admits_it(
    panel_round: PanelRound,
) -> None:
    place = (SCORED, panel_round.dossiers[MISSING[0]])
    number = panel_round.members[MISSING[1]]
    digest = hand_in(panel_round, number, place[1], 70, clock=Later(31))
    with chairing(panel_round) as desk:
        assert fates(desk, place)[number] == [Fate.LATE]
        assert len(desk.gathered(place).collected.sheets) == 6
        desk.write(place, admitted={digest: "교통편이 끊겼음"})
        assert fates(desk, place)[number] == [Fate.COUNTED]
        seat = desk.gathered(place).seat(number)
        assert seat is not None
        assert seat.sheet is not None
        assert (seat.sheet.is_late, seat.sheet.admitted) == (True, "교통편이 끊겼음")


def test_a_sheet_within_the_grace_counts_and_is_marked_late(panel_round: PanelRound) -> None:
    place = (SCORED, panel_round.dossiers[MISSING[0]])
    number = panel_round.members[MISSING[1]]
    hand_in(panel_round, number, place[1], 70, clock=Later(30.02))
    with chairing(panel_round) as desk:
        cell = next(
            row.cells[MISSING[1]] for row in table_of(desk, SCORED).rows if row.dossier == place[1]
        )
        assert (cell.state, cell.is_late) == (SeatState.COUNTED, True)


@pytest.mark.parametrize(
    ("state", "fate", "absence"),
    [
        (Attendance.ABSENT, Fate.ABSENT, Absence.ABSENT),
        (Attendance.RECUSED, Fate.RECUSED, Absence.RECUSED),
        (Attendance.DISQUALIFIED, Fate.DISQUALIFIED, Absence.DISQUALIFIED),
    ],
)
def test_who_does_not_take_part_has_no_part_in_the_result(
    panel_round: PanelRound, state: Attendance, fate: Fate, absence: Absence
) -> None:
    number = panel_round.members[1]
    with chairing(panel_round) as desk:
        desk.write(FIRST, presence={number: Presence(state, "회의에서 확인")})
        gathered = desk.gathered(FIRST)
        assert fates(desk)[number] == [fate]
        assert gathered.collected.away == {number: absence}
    with chairing(panel_round) as again:  # what was written down is there
        assert fates(again)[number] == [fate]


def test_a_recusal_at_a_later_time_voids_the_sheet(panel_round: PanelRound) -> None:
    number = panel_round.members[2]
    with panel_round.at(number) as at:
        declared = Declared(
            stage=SCORED, dossier=FIRST[1], identity_confirmed=True, pledge=None, consents=(),
            conflicts=(), prior_contact="", accepts=False,
        )  # fmt: skip
        declare(at.profile, at.round, declared, at.clock)
    to_chair(panel_round, number)
    with chairing(panel_round) as desk:
        assert fates(desk)[number] == [Fate.RECUSED]


def doctored(played: PanelRound, number: str, **changes: object) -> None:
    """A member's own program signs a sheet that the desk would not have let through."""
    with played.at(number) as at, at.profile.vault.writing() as work:
        own = own_records(work, at.round).sheets[FIRST]
        row = work.assignments.get(at.round, *FIRST)
        body = msgspec.structs.replace(own.body, reason="바꿈", **changes)
        supersedes = changes.pop("supersedes", own.digest)
        assert isinstance(body, GivenSheet)
        say(
            work, at.round, Kind.SHEET, body,
            recipients=[opening_of(work, at.round).office, row.panel_recipient],
            addresses=[OFFICE, f"panel:{row.panel}"], clock=at.clock,
            supersedes=supersedes,  # type: ignore[arg-type]
        )  # fmt: skip
    to_chair(played, number)


@pytest.mark.parametrize(
    ("changes", "fate"),
    [
        ({"scheme": "0" * 64}, Fate.OTHER_SCHEME),
        ({"manifest": "0" * 64}, Fate.OTHER_DOSSIER),
        ({"marks": ()}, Fate.INCOMPLETE),
    ],
)
def test_a_refused_replacement_leaves_the_former_sheet_counting(
    panel_round: PanelRound, changes: dict[str, object], fate: Fate
) -> None:
    number = panel_round.members[0]
    doctored(panel_round, number, **changes)
    with chairing(panel_round) as desk:
        assert sorted(fates(desk)[number]) == sorted([Fate.COUNTED, fate])
        assert f"{desk.gathered(FIRST).result.score:f}" == "71.6000"


def test_of_two_sheets_by_one_member_none_counts_until_the_chair_admits_one(
    panel_round: PanelRound,
) -> None:
    number = panel_round.members[0]
    with panel_round.at(number) as at, at.profile.vault.writing() as work:
        row = work.assignments.get(at.round, *FIRST)
        say(
            work, at.round, Kind.SHEET, own_records(work, at.round).sheets[FIRST].body,
            recipients=[opening_of(work, at.round).office, row.panel_recipient],
            addresses=[OFFICE, f"panel:{row.panel}"], clock=at.clock,
        )  # fmt: skip
    to_chair(panel_round, number)
    with chairing(panel_round) as desk:
        assert fates(desk)[number] == [Fate.TWICE, Fate.TWICE]
        seat = desk.gathered(FIRST).seat(number)
        assert seat is not None
        assert seat.state is SeatState.LEFT_OUT
        first = next(o.heard.digest for o in desk.gathered(FIRST).left_out if o.number == number)
        desk.write(FIRST, admitted={first: "먼저 낸 것이 맞다고 함"})
        assert sorted(fates(desk)[number]) == [Fate.COUNTED, Fate.TWICE]


def test_a_sheet_that_came_after_the_key_was_revoked_does_not_count(
    panel_round: PanelRound,
) -> None:
    number = panel_round.members[0]
    with panel_round.at("desk") as at:
        approving.revoke(at, number)
        inviting.invite(at, [number])
        path = panel_round.folder / "revoked.ppirb"
        bundles.export(at.profile, at.round, path, at.clock)
    with panel_round.at(panel_round.chair) as at:
        bundles.import_bundle(at.profile, path, at.clock)
        desk = ChairDesk(at)
        # It was received before: the certificate is judged at the receipt's time.
        assert fates(desk)[number] == [Fate.COUNTED]
    hand_in(panel_round, number, FIRST[1], 99, reason="철회된 뒤에")
    with chairing(panel_round) as desk:
        assert fates(desk)[number] == [Fate.COUNTED]
        assert "validity_revoked" in {one.code for one in desk.refused}


def test_a_desk_hears_of_a_member_who_took_anothers_seat(panel_round: PanelRound) -> None:
    gone = panel_round.members[0]
    with panel_round.at("desk") as at:
        changing.replace_member(at, FIRST, (gone, ""), "건강 문제")
    with panel_round.at("desk") as at, panel_round.at(panel_round.chair) as chair:
        panel_round.carry(at, chair, "changed")
        desk = ChairDesk(chair)
        assert gone not in {one.number for one in desk.panel(FIRST).members}
        assert fates(desk)[gone] == [Fate.NOT_MEMBER]


def test_a_sheet_that_is_sealed_to_somebody_else_is_named_and_has_no_part(
    panel_round: PanelRound,
) -> None:
    number = panel_round.members[0]
    with panel_round.at(number) as at, at.profile.vault.writing() as work:
        row = work.assignments.get(at.round, *FIRST)
        own = own_records(work, at.round).sheets[FIRST]
        say(
            work, at.round, Kind.SHEET, own.body,
            recipients=[SealingIdentity.generate().recipient],
            addresses=[OFFICE, f"panel:{row.panel}"], clock=at.clock, supersedes=own.digest,
        )  # fmt: skip
    to_chair(panel_round, number)
    with chairing(panel_round) as desk:
        assert fates(desk)[number] == [Fate.COUNTED]
        (refused,) = desk.refused
        assert (refused.kind, refused.code) == (Kind.SHEET, "seal_wrong_key")
        assert Wording("ko").refusal(refused.code) == "다른 사람 앞으로 봉인되어 열 수 없음"


@pytest.mark.parametrize("place", [100, -40])
def test_a_sheet_that_was_altered_on_the_way_is_refused_and_named(
    panel_round: PanelRound, place: int
) -> None:
    """Whoever carries a stick changes what is on it."""
    number = panel_round.members[0]
    with panel_round.at(number) as at, at.profile.vault.writing() as work:
        row = work.assignments.get(at.round, *FIRST)
        own = own_records(work, at.round).sheets[FIRST]
        signed = say(
            work, at.round, Kind.SHEET, own.body,
            recipients=[opening_of(work, at.round).office, row.panel_recipient],
            addresses=[OFFICE, f"panel:{row.panel}"], clock=at.clock, supersedes=own.digest,
        )  # fmt: skip
        changed = bytearray(signed.envelope)
        changed[place] ^= 1
        forged = Signed(signed.digest, signed.record, bytes(changed))
        header, content = make_parcel(forged, [row.panel_recipient], [OFFICE, f"panel:{row.panel}"])
    with panel_round.at(panel_round.chair) as at:
        inbox = Inbox(at.profile.vault, at.round, at.clock)
        with at.profile.vault.writing() as work:
            inbox.take(work, [Arrival(header=header, content=content)])
        desk = ChairDesk(at)
        assert fates(desk)[number] == [Fate.COUNTED]
        assert len(desk.refused) == 1
        assert table_of(desk, SCORED).refused == 1


def test_a_sheet_that_comes_twice_changes_nothing(panel_round: PanelRound) -> None:
    with chairing(panel_round) as desk:
        before = table_of(desk, SCORED)
        take_sheets(panel_round, desk.at.profile, desk.at.clock)
        assert desk.refresh() == set()
        assert table_of(desk, SCORED) == before
        assert desk.refused == ()


def test_only_a_chair_has_a_chairs_desk(sat: PanelRound) -> None:
    with sat.at(sat.members[0]) as at, pytest.raises(RefusedError, match="chair_only"):
        ChairDesk(at)
    with chairing(sat) as desk, pytest.raises(InputError, match="panel_not_yours"):
        desk.gathered((SCORED, "2026-9999"))


def test_what_arrives_while_the_desk_is_open_changes_its_own_row_alone(
    panel_round: PanelRound,
) -> None:
    number, later = panel_round.members[0], panel_round.copy(panel_round.home.parent / "later")
    hand_in(later, number, FIRST[1], 55, reason="다시 봄")
    with chairing(panel_round) as desk:
        before = table_of(desk, SCORED)
        assert desk.refresh() == set()
        stick = later.folder / f"{number}-again.ppirb"
        bundles.import_bundle(desk.at.profile, stick, desk.at.clock)
        assert desk.refresh() == {FIRST}
        after = table_of(desk, SCORED, before, {FIRST[1]})
        changed = [o.dossier for o, n in zip(before.rows, after.rows, strict=True) if o != n]
        assert changed == [FIRST[1]]
        assert after == table_of(desk, SCORED)
