"""Whatever is not as it should be is refused in the API's one form, and nothing is kept of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
import urllib3

from ppir_desktop.common.identifiers import Digest, digest_of, new_identifier
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.hub_api import wrap_parcel
from ppir_desktop.protocol.kinds import Body, Kind
from ppir_desktop.protocol.parcels import RoutingHeader
from ppir_desktop.protocol.round_bodies import Access, Role
from ppir_desktop.signing.identities import RoundIdentity
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.signing.sealing import make_parcel
from ppir_desktop.signing.tokens import make_assertion
from ppir_desktop.sync.failures import HubRefusalError
from ppir_desktop.sync.progress import Watch
from tests.support.hub import RunningHub, running_hub
from tests.support.play import put_signed, today_round, token_of
from tests.support.records import Person, SmallRound, given, sheet

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e


class Said(NamedTuple):
    """How the hub answered a call."""

    status: int
    code: str


class Scene:
    """A round on a hub, with an officer and two panellists."""

    def __init__(self, hub: RunningHub) -> None:
        self.hub = hub
        self.small = today_round(hub)
        self.client = hub.client()
        hub.admit(self.small.authority.identity.id)
        self.client.open_round(*make_parcel(self.small.opened, [], []))
        self.authority = token_of(hub, self.small, self.small.authority.identity)
        put_signed(hub, self.authority, self.small.officer_access)
        self.officer = token_of(hub, self.small, self.small.officer.identity)
        self.kim, self.lee = (self._member(number) for number in ("E-1", "E-2"))
        self.kims, self.lees = (
            token_of(hub, self.small, one.identity) for one in (self.kim, self.lee)
        )
        self.pool = urllib3.PoolManager(
            cert_reqs="CERT_NONE", assert_hostname=False, assert_fingerprint=hub.certificate
        )

    def _member(self, number: str) -> Person:
        person = self.small.newcomer(number)
        put_signed(
            self.hub, self.officer, self.small.admit(self.small.officer, person, Role.PANELLIST)
        )
        return person

    def raw(
        self,
        method: str,
        call: str,
        *,
        token: str = "",
        body: bytes | None = None,
        part: str = "",
    ) -> Said:
        """Make a call as it stands."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if part:
            headers["Range"] = part
        answer = self.pool.request(
            method, f"{self.hub.address}/v1{call}", body=body, headers=headers, retries=False
        )
        if answer.status < 300:
            return Said(answer.status, "")
        refused = json.loads(answer.data)
        assert set(refused) <= {"error", "params"}, refused
        return Said(answer.status, refused["error"])

    def parcel(
        self, person: Person, kind: Kind = Kind.SHEET, body: Body | None = None
    ) -> tuple[RoutingHeader, bytes]:
        """A parcel of somebody's for the office."""
        signed = person.author.sign(kind, body or sheet())
        return make_parcel(signed, [self.small.office.recipient], ["office"])

    def put(self, header: RoutingHeader, content: bytes, token: str, name: str = "") -> Said:
        """Hand a parcel in by whatever name."""
        return self.raw(
            "PUT",
            f"/rounds/{self.small.id}/parcels/{name or header.parcel}",
            token=token,
            body=wrap_parcel(header, content),
        )

    def count(self) -> int:
        """How many parcels there are for the officer."""
        found, after = 0, 0
        while True:
            page = self.client.feed(self.small.id, self.officer, after)
            found += len(page.entries)
            if not page.more:
                return found
            after = page.entries[-1].index


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder: Path = tmp_path_factory.mktemp("lies") / "hub"
    with running_hub(folder) as hub:
        made = Scene(hub)
        yield made
        made.client.close()
        made.pool.clear()
        checked = hub.check()
        assert checked.status == 0, checked.out
    assert "Traceback" not in hub.log.read_text(encoding="utf-8")


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
def test_fifty_repeats_leave_one_parcel_and_one_receipt(scene: Scene) -> None:
    before = scene.count()
    header, content = scene.parcel(scene.kim)
    receipts = {scene.client.put(scene.kims, header, content) for _ in range(50)}
    assert len(receipts) == 1
    assert scene.count() == before + 1


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


class TestDocuments:
    def test_one_that_is_not_what_its_name_says_is_dropped(self, scene: Scene) -> None:
        call = f"/rounds/{scene.small.id}/blobs/{digest_of(b'right')}"
        assert scene.raw("PUT", call, token=scene.officer, body=b"wrong") == (400, "blob_damaged")
        assert scene.raw("GET", call, token=scene.officer) == (404, "blob_unknown")
        assert not scene.client.has_blob(scene.small.id, scene.officer, digest_of(b"right"))

    def test_panellists_send_none(self, scene: Scene) -> None:
        call = f"/rounds/{scene.small.id}/blobs/{digest_of(b'right')}"
        assert scene.raw("PUT", call, token=scene.kims, body=b"right") == (403, "office_only")

    def test_a_part_is_given_from_any_place(self, scene: Scene, tmp_path: Path) -> None:
        content = bytes(range(256)) * 9000
        name = digest_of(content)
        path = tmp_path / "blob"
        path.write_bytes(content)
        for _ in range(2):
            scene.client.put_blob(scene.small.id, scene.officer, name, path, Watch())
        assert scene.client.has_blob(scene.small.id, scene.kims, name)
        for start in (0, 1, 65_536, len(content) - 1):
            pieces = scene.client.blob(scene.small.id, scene.kims, name, start)
            assert b"".join(pieces) == content[start:]
        call = f"/rounds/{scene.small.id}/blobs/{name}"
        too_far = scene.raw("GET", call, token=scene.kims, part=f"bytes={len(content)}-")
        assert too_far == (416, "range_wrong")


def test_what_goes_away_in_the_middle_leaves_nothing(scene: Scene) -> None:
    name = digest_of(b"x" * 1000)

    def broken() -> Iterator[bytes]:
        yield b"x" * 500
        raise ConnectionAbortedError

    with pytest.raises((urllib3.exceptions.HTTPError, ConnectionAbortedError)):
        scene.pool.request(
            "PUT",
            f"{scene.hub.address}/v1/rounds/{scene.small.id}/blobs/{name}",
            body=broken(),
            headers={"Authorization": f"Bearer {scene.officer}", "Content-Length": "1000"},
            retries=False,
        )
    assert not scene.client.has_blob(scene.small.id, scene.officer, name)


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


def test_a_round_that_was_ended_is_gone(tmp_path: Path) -> None:
    with running_hub(tmp_path / "hub") as hub:
        ended = Scene(hub)
        blob = tmp_path / "blob"
        blob.write_bytes(b"content")
        name = digest_of(b"content")
        ended.client.put_blob(ended.small.id, ended.officer, name, blob, Watch())
        ended.client.delete_round(ended.small.id, ended.authority)
        with pytest.raises(HubRefusalError, match="round_deleted") as refused:
            ended.client.opening(ended.small.id)
        assert refused.value.params["status"] == "410"
        assert ended.raw("GET", f"/rounds/{ended.small.id}/feed", token=ended.kims).status == 410
        ended.client.close()
        ended.pool.clear()
        assert hub.check().status == 0
