"""Whom a round trusts does not depend on the order in which its records are at hand."""

from __future__ import annotations

import itertools

import msgspec
import pytest

from ppir_desktop.common.clock import format_utc
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.round_bodies import Role
from ppir_desktop.signing.authors import Signed
from ppir_desktop.signing.learning import learn_from
from ppir_desktop.signing.trust import RoundTrust
from ppir_desktop.signing.verification import Standing, Validity, Verdict, verify, verify_round
from tests.support.records import AT, BEGIN, Person, SmallRound, sheet


def known_by(small: SmallRound, said: list[Signed], at: str = AT) -> RoundTrust:
    trust = RoundTrust(verify_round(small.opened.envelope, small.authority.identity.id), {})
    learn_from(trust, [(one.envelope, at) for one in said])
    return trust


def every_verdict(
    small: SmallRound, said: list[Signed], who: Person, at: str = AT
) -> set[tuple[Standing, Validity]]:
    """What comes of a sheet under every order of some records."""
    envelope = who.author.sign(Kind.SHEET, sheet()).envelope
    found: set[tuple[Standing, Validity]] = set()
    for order in itertools.permutations(said):
        verdict: Verdict = verify(envelope, known_by(small, list(order), at), at)
        found.add((verdict.standing, verdict.validity))
    return found


def officer_of(small: SmallRound, number: str) -> tuple[Person, Signed]:
    person = small.newcomer(number)
    return person, small.admit(small.authority, person, Role.OFFICER)


def test_a_revocation_stays_whatever_became_of_whoever_signed_it() -> None:
    small = SmallRound()
    first, let_in_first = officer_of(small, "officer-2")
    second, let_in_second = officer_of(small, "officer-3")
    member = small.newcomer("E-1")
    admitted = small.admit(first, member, Role.PANELLIST)
    revoked = small.admit(second, member, Role.PANELLIST, revoked_at=AT)
    fallen = small.admit(small.authority, second, Role.OFFICER, revoked_at=format_utc(BEGIN))
    said = [let_in_first, let_in_second, admitted, revoked, fallen]
    assert every_verdict(small, said, member) == {(Standing.TRUSTED, Validity.REVOKED)}


def test_what_a_revoked_officer_granted_counts_in_no_order() -> None:
    small = SmallRound()
    officer, let_in = officer_of(small, "officer-2")
    member = small.newcomer("E-1")
    admitted = small.admit(officer, member, Role.PANELLIST)
    fallen = small.admit(small.authority, officer, Role.OFFICER, revoked_at=AT)
    said = [let_in, admitted, fallen]
    assert every_verdict(small, said, member) == {(Standing.UNKNOWN_AUTHOR, Validity.NONE)}


def test_after_the_end_of_a_round_access_has_expired_and_is_not_unknown() -> None:
    small = SmallRound()
    officer, let_in = officer_of(small, "officer-2")
    member = small.newcomer("E-1")
    admitted = small.admit(officer, member, Role.PANELLIST)
    late = "2031-01-01T00:00:00Z"
    found = every_verdict(small, [let_in, admitted], member, late)
    assert found == {(Standing.TRUSTED, Validity.EXPIRED)}


def test_one_record_that_says_too_much_stops_no_other() -> None:
    small = SmallRound()
    officer, let_in = officer_of(small, "officer-2")
    member, crony = small.newcomer("E-1"), small.newcomer("crony")
    admitted = small.admit(officer, member, Role.PANELLIST)
    body = msgspec.structs.replace(admitted.record.body, role=Role.OFFICER)
    body = msgspec.structs.replace(body, key=crony.key.public.der)
    too_much = officer.author.sign(Kind.ACCESS, body)
    trust = known_by(small, [too_much, admitted, let_in])
    assert trust.grant(crony.key.public.id) is None
    assert trust.grant(member.key.public.id) is not None


@pytest.mark.parametrize("order", [1, -1])
def test_no_officer_says_who_another_officer_or_the_authority_is(order: int) -> None:
    small = SmallRound()
    officer, let_in = officer_of(small, "officer-2")
    records = [let_in]
    for victim in (small.officer, small.authority):
        expired = small.certified(victim, days=-1)
        records.append(officer.author.sign(Kind.CERTIFICATE, expired))
    again = small.admit(small.authority, small.officer, Role.OFFICER)
    trust = known_by(small, [*records, again][::order])
    for victim in (small.officer, small.authority):
        assert trust.holder(victim.key.public.id) is None
