"""Whatever is not as it should be is refused in the API's one form, and nothing is kept of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec
import pytest

from ppir_desktop.common.identifiers import Digest, digest_of, new_identifier
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.round_bodies import Access, Role
from ppir_desktop.signing.identities import RoundIdentity
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.signing.sealing import make_parcel
from ppir_desktop.signing.tokens import make_assertion
from ppir_desktop.sync.failures import HubRefusalError
from tests.support.callers import Scene
from tests.support.play import put_signed, today_round, token_of
from tests.support.records import SmallRound, given, sheet

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def _nothing_is_kept(scene: Scene, request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test of this file but those that say so leaves the log as it was."""
    before = scene.count()
    yield
    if "keeps" not in request.keywords:
        assert scene.count() == before


def assertion(
    scene: Scene,
    *,
    key: SigningKey | None = None,
    hub_key: Digest | None = None,
    minutes: int = 0,
) -> str:
    now = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
    return make_assertion(
        key or scene.kim.key,
        scene.small.id,
        hub_key or digest_of(scene.hub.key),
        now,
        new_identifier(),
    )


def refusal_of_token(scene: Scene, text: str) -> tuple[str, str]:
    with pytest.raises(HubRefusalError) as refused:
        scene.client.token(scene.small.id, text)
    return refused.value.params["status"], refused.value.code


def test_an_assertion_holds_once(scene: Scene) -> None:
    text = assertion(scene)
    assert scene.client.token(scene.small.id, text)
    assert refusal_of_token(scene, text) == ("401", "assertion_used")


def test_an_assertion_for_another_hub_does_not_hold(scene: Scene) -> None:
    wrong = assertion(scene, hub_key=Digest("0" * 64))
    assert refusal_of_token(scene, wrong) == ("401", "assertion_wrong")


@pytest.mark.parametrize("minutes", [-5, 5])
def test_an_assertion_of_another_time_does_not_hold(scene: Scene, minutes: int) -> None:
    wrong = assertion(scene, minutes=minutes)
    assert refusal_of_token(scene, wrong) == ("401", "assertion_expired")


def test_an_assertion_is_by_a_key_that_was_let_in(scene: Scene) -> None:
    stranger = assertion(scene, key=SigningKey.generate())
    assert refusal_of_token(scene, stranger) == ("403", "key_not_admitted")


@pytest.mark.parametrize("text", ["", "a.b.c", "a", "e30.e30.e30", "." * 50])
def test_what_is_no_assertion_is_refused(scene: Scene, text: str) -> None:
    assert refusal_of_token(scene, text) == ("401", "assertion_wrong")


def test_an_assertion_that_was_changed_does_not_hold(scene: Scene) -> None:
    head, claims, signature = assertion(scene).split(".")
    other = assertion(scene, key=scene.lee.key).split(".")[2]
    assert refusal_of_token(scene, f"{head}.{claims}.{other}") == ("401", "assertion_wrong")
    unsigned = f"eyJhbGciOiJub25lIn0.{claims}."
    assert refusal_of_token(scene, unsigned) == ("401", "assertion_wrong")
    assert signature != other


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c"])
def test_a_token_that_is_none_opens_nothing(scene: Scene, token: str) -> None:
    round_id, name = scene.small.id, "0" * 64
    for method, call in (
        ("GET", "/feed"),
        ("GET", f"/parcels/{name}"),
        ("GET", f"/blobs/{name}"),
        ("PUT", f"/blobs/{name}"),
        ("DELETE", ""),
    ):
        said = scene.raw(method, f"/rounds/{round_id}{call}", token=token)
        assert said == (401, "token_wrong"), call
    header, content = scene.parcel(scene.kim)
    assert scene.put(header, content, token) == (401, "token_wrong")


def test_a_token_is_for_one_round(scene: Scene) -> None:
    said = scene.raw("GET", f"/rounds/{new_identifier()}/feed", token=scene.kims)
    assert said == (401, "token_wrong")


def test_a_parcel_has_the_name_of_its_bytes(scene: Scene) -> None:
    header, content = scene.parcel(scene.kim)
    assert scene.put(header, content, scene.kims, "0" * 64) == (400, "not_a_parcel")
    assert scene.put(header, content + b"!", scene.kims) == (400, "not_a_parcel")
    other = msgspec.structs.replace(header, round=new_identifier())
    assert scene.put(other, content, scene.kims) == (400, "not_a_parcel")


@pytest.mark.parametrize("name", ["..%2F..%2Fhub.db", "%00", "0" * 63, "A" * 64, "0" * 65])
@pytest.mark.parametrize("place", ["blobs", "parcels"])
def test_a_name_that_is_no_digest_leads_nowhere(scene: Scene, name: str, place: str) -> None:
    for method in ("GET", "PUT"):
        said = scene.raw(
            method, f"/rounds/{scene.small.id}/{place}/{name}", token=scene.officer,
            body=b"x" if method == "PUT" else None,
        )  # fmt: skip
        assert said in {(400, "digest_unreadable"), (404, "call_unknown")}
    said = scene.raw("GET", f"/rounds/{name}/feed", token=scene.officer)
    assert said in {(400, "identifier_unreadable"), (404, "call_unknown")}


def test_a_body_over_the_limit_is_not_taken(scene: Scene) -> None:
    large = bytes(limits.MIB + 1)
    call = f"/rounds/{scene.small.id}/tokens"
    assert scene.raw("POST", call, body=large) == (413, "too_large")
    call = f"/rounds/{scene.small.id}/enrolments/{new_identifier()}"
    assert scene.raw("POST", call, body=large) == (413, "too_large")


def test_a_call_that_there_is_not_is_said_in_the_same_form(scene: Scene) -> None:
    assert scene.raw("GET", "/nowhere") == (404, "call_unknown")
    assert scene.raw("POST", "/hub") == (405, "call_unknown")
    call = f"/rounds/{scene.small.id}/feed?after=-1"
    assert scene.raw("GET", call, token=scene.kims) == (400, "call_wrong")
    assert scene.raw("GET", f"/rounds/{new_identifier()}") == (404, "round_unknown")


def test_an_enrolment_answers_an_invitation_that_was_sent(scene: Scene) -> None:
    person = scene.small.newcomer("E-7")
    body = scene.small.enrolment(person, b"s" * 32)
    header, content = scene.parcel(person, Kind.ENROLMENT, body)
    with pytest.raises(HubRefusalError) as refused:
        scene.client.enrol(new_identifier(), header, content)
    assert (refused.value.code, refused.value.params["status"]) == ("invitation_unknown", "404")
    with pytest.raises(HubRefusalError, match="not_a_parcel"):
        scene.client.enrol(new_identifier(), *scene.parcel(scene.kim))


def test_only_the_office_tells_of_invitations_and_only_the_authority_ends(scene: Scene) -> None:
    with pytest.raises(HubRefusalError, match="office_only"):
        scene.client.invite(scene.small.id, scene.kims, (new_identifier(),))
    for token in (scene.kims, scene.officer):
        with pytest.raises(HubRefusalError, match="authority_only"):
            scene.client.delete_round(scene.small.id, token)


def test_a_parcel_is_put_by_its_author_and_is_of_their_kinds(scene: Scene) -> None:
    assert scene.put(*scene.parcel(scene.kim), scene.lees) == (403, "parcel_not_yours")
    assignment = scene.parcel(scene.kim, Kind.ASSIGNMENT, given())
    assert scene.put(*assignment, scene.kims) == (403, "kind_not_yours")


def test_nobody_lets_themselves_in(scene: Scene) -> None:
    for by, token in ((scene.kim, scene.kims), (scene.small.officer, scene.officer)):
        access = Access(
            key=RoundIdentity.generate().signing.public.der,
            role=Role.OFFICER,
            valid_from="2026-01-01T00:00:00Z",
            valid_until="2030-01-01T00:00:00Z",
            revoked_at=None,
            replaces=None,
            panels=(),
        )
        said = scene.put(*make_parcel(by.author.sign(Kind.ACCESS, access), [], []), token)
        assert said.status in {400, 403}
        assert said.code in {"kind_not_yours", "access_not_allowed", "record_not_trusted"}


def test_an_open_record_that_was_changed_is_not_taken(scene: Scene) -> None:
    signed = scene.small.officer_access
    content = signed.envelope.replace(b'"sig":"', b'"sig":"AAAA', 1)
    header, _ = make_parcel(signed, [], [])
    header = msgspec.structs.replace(header, parcel=digest_of(content), size=len(content))
    assert scene.put(header, content, scene.authority).status == 400


def test_a_round_of_an_authority_that_was_not_admitted_is_not_opened(scene: Scene) -> None:
    other = today_round(scene.hub)
    with pytest.raises(HubRefusalError, match="authority_not_admitted"):
        scene.client.open_round(*make_parcel(other.opened, [], []))
    elsewhere = SmallRound(other.clock)
    with pytest.raises(HubRefusalError, match="hub_key_other"):
        scene.client.open_round(*make_parcel(elsewhere.opened, [], []))


@pytest.mark.keeps
def test_a_parcel_is_for_its_author_and_recipients_alone(scene: Scene) -> None:
    header, content = scene.parcel(scene.kim)
    scene.client.put(scene.kims, header, content)
    for token in (scene.kims, scene.officer):
        assert scene.client.parcel(scene.small.id, token, header.parcel) == content
    with pytest.raises(HubRefusalError) as refused:
        scene.client.parcel(scene.small.id, scene.lees, header.parcel)
    assert (refused.value.code, refused.value.params["status"]) == ("parcel_unknown", "404")
    page = scene.client.feed(scene.small.id, scene.lees, 0)
    assert header.parcel not in {entry.header.parcel for entry in page.entries}


@pytest.mark.keeps
def test_a_large_parcel_is_fetched_by_its_name(scene: Scene) -> None:
    marks = tuple(
        msgspec.structs.replace(mark, comment="가" * 15_000) for mark in sheet().marks * 5
    )
    body = msgspec.structs.replace(sheet(), marks=marks)
    header, content = scene.parcel(scene.kim, Kind.SHEET, body)
    assert header.size > 256 * limits.KIB
    scene.client.put(scene.kims, header, content)
    entries = {
        e.header.parcel: e for e in scene.client.feed(scene.small.id, scene.officer, 0).entries
    }
    assert entries[header.parcel].content is None


@pytest.mark.keeps
def test_an_invitation_is_answered_so_often_and_no_more(scene: Scene) -> None:
    invitation = new_identifier()
    scene.client.invite(scene.small.id, scene.officer, (invitation, invitation))
    for number in range(9):
        person = scene.small.newcomer("E-8")
        parcel = scene.parcel(person, Kind.ENROLMENT, scene.small.enrolment(person, b"s" * 32))
        if number < 8:
            assert scene.client.enrol(invitation, *parcel) == scene.client.enrol(
                invitation, *parcel
            )
        else:
            with pytest.raises(HubRefusalError, match="invitation_used_up") as refused:
                scene.client.enrol(invitation, *parcel)
            assert refused.value.params["status"] == "429"


@pytest.mark.keeps
def test_a_revoked_key_is_let_in_no_more(scene: Scene) -> None:
    person = scene.small.newcomer("E-6")
    put_signed(
        scene.hub, scene.officer, scene.small.admit(scene.small.officer, person, Role.PANELLIST)
    )
    token = token_of(scene.hub, scene.small, person.identity)
    assert scene.client.feed(scene.small.id, token, 0).entries
    put_signed(
        scene.hub,
        scene.officer,
        scene.small.admit(
            scene.small.officer, person, Role.PANELLIST, revoked_at="2026-01-01T00:00:00Z"
        ),
    )
    with pytest.raises(HubRefusalError, match="key_revoked"):
        scene.client.feed(scene.small.id, token, 0)
    with pytest.raises(HubRefusalError, match="key_revoked"):
        token_of(scene.hub, scene.small, person.identity)
