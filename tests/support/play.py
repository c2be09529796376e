"""The office's and the panellists' parts in a round, each played by a profile of its own."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from ppir_desktop.common.clock import SystemClock, format_utc
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of, new_identifier
from ppir_desktop.domain.stage import Sector
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.invitations import Invitation
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.manifest import DossierManifest
from ppir_desktop.protocol.people_bodies import Enrolment
from ppir_desktop.protocol.records import Named
from ppir_desktop.protocol.round_bodies import Access, Role
from ppir_desktop.services.enrolment import Person as Enrolling
from ppir_desktop.services.statements import opening_of, say
from ppir_desktop.signing.authors import Signed
from ppir_desktop.signing.identities import RoundIdentity, SealingIdentity
from ppir_desktop.signing.invitations import new_invitation
from ppir_desktop.signing.sealing import make_parcel, open_parcel, seal
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.exchange import OFFICE, HubRow
from ppir_desktop.sync.effects import read_back
from ppir_desktop.sync.hub_carrier import HubCarrier
from ppir_desktop.sync.inbox import UNKNOWN_AUTHOR
from ppir_desktop.sync.progress import Watch
from tests.support.hub import RunningHub
from tests.support.records import FixedClock, Person, SmallRound, given, sheet
from tests.support.vaults import make_profile, open_profile

CLOCK = SystemClock()
KIM = Enrolling("김평가", "시험대학교", Sector.ACADEMIA)


def today_round(hub: RunningHub | None = None) -> SmallRound:
    """A round that goes on now, by the clock of a hub that really runs."""
    now = dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(minutes=5)
    return SmallRound(FixedClock(now), hub.key if hub else None)


def token_of(hub: RunningHub, small: SmallRound, identity: RoundIdentity) -> str:
    """A token for somebody whom the hub let in."""
    with hub.client() as client:
        key = digest_of(hub.key)
        carrier = HubCarrier(client, small.id, identity.signing, key, Watch())
        carrier.connect()
        return carrier._token


def put_signed(hub: RunningHub, token: str, signed: Signed) -> bytes:
    """Hand an open record in, and give its receipt."""
    with hub.client() as client:
        return client.put(token, *make_parcel(signed, [], []))


class Office:
    """The authority, and an officer at a desk of their own."""

    def __init__(self, profile: OpenProfile, small: SmallRound, hub: RunningHub | None) -> None:
        self.profile = profile
        self.small = small
        self.hub = hub
        self.authority = Digest(small.authority.identity.id)
        now = format_utc(small.clock.now())
        with profile.vault.writing() as work:
            work.rounds.join(small.id, self.authority, small.officer.identity, now)
            for signed in (small.opened, small.officer_access):
                work.records.add(Named(signed.digest, signed.record), signed.envelope, now)
            work.exchange.add_identity(small.id, OFFICE, small.office)
            if hub is not None:
                work.exchange.set_hub(small.id, HubRow(hub.address, hub.certificate, ""))

    def open_on_hub(self) -> None:
        """Open the round on the hub, and let the officer in."""
        assert self.hub is not None
        self.hub.admit(self.authority)
        with self.hub.client() as client:
            client.open_round(*make_parcel(self.small.opened, [], []))
        token = token_of(self.hub, self.small, self.small.authority.identity)
        put_signed(self.hub, token, self.small.officer_access)

    def invitation(self, address: str = "") -> Invitation:
        """An invitation, which the hub knows of where there is one."""
        made = new_invitation(
            round_id=self.small.id,
            invitation=new_identifier(),
            authority=self.authority,
            hub=self.hub.address if self.hub else address,
            hub_certificate=self.hub.certificate if self.hub else None,
        )
        if self.hub is not None:
            token = token_of(self.hub, self.small, self.small.officer.identity)
            with self.hub.client() as client:
                client.invite(self.small.id, token, (made.invitation,))
        return made

    def enrolments(self) -> list[tuple[Digest, Enrolment]]:
        """Who asks to be let in."""
        with self.profile.vault.reading() as work:
            held = work.exchange.held(self.small.id, [UNKNOWN_AUTHOR])
        found = []
        for arrival in held:
            body = read_back(open_parcel(arrival.content, [self.small.office])).record.body
            assert isinstance(body, Enrolment)
            found.append((arrival.header.author, body))
        return found

    def let_in(self, identity: RoundIdentity, number: str = "E-1") -> None:
        """Let a panellist in, and say who it is."""
        certified = self.small.certified(Person(number, identity, self.small.officer.author))
        self.admit(identity)
        self.tell(Kind.CERTIFICATE, certified, identity)

    def admit(
        self, identity: RoundIdentity, *, revoked: bool = False, replaces: Digest | None = None
    ) -> None:
        """Say that a panellist's key may come in, or may no more; and which one it follows."""
        access = Access(
            key=identity.signing.public.der,
            role=Role.PANELLIST,
            valid_from=format_utc(self.small.begin),
            valid_until=format_utc(self.small.end),
            revoked_at=format_utc(CLOCK.now()) if revoked else None,
            replaces=replaces,
            panels=(),
        )
        with self.profile.vault.writing() as work:
            say(work, self.small.id, Kind.ACCESS, access, recipients=(), addresses=(), clock=CLOCK)

    def give(self, identity: RoundIdentity, content: bytes, dossier: str = "2026-0001") -> Digest:
        """Give a dossier of one document to a panellist; its blob's name."""
        secret = SealingIdentity.generate()
        blob = seal(content, [secret.recipient])
        name = digest_of(blob)
        body = given(dossier)
        (document,) = body.manifest.documents
        document = msgspec.structs.replace(
            document,
            size=len(content),
            digest=digest_of(content),
            blob=name,
            blob_size=len(blob),
            pages=1,
        )
        manifest = msgspec.structs.replace(body.manifest, documents=(document,))
        body = msgspec.structs.replace(body, manifest=manifest, key=secret.secret_text())
        self.profile.vault.blobs.add(io.BytesIO(blob), name, len(blob))
        with self.profile.vault.writing() as work:
            self._tell(work_say=work, kind=Kind.ASSIGNMENT, body=body, identity=identity)
            work.exchange.add_upload(self.small.id, name)
        return name

    def tell(self, kind: Kind, body: object, identity: RoundIdentity) -> None:
        """Say something to one person."""
        with self.profile.vault.writing() as work:
            self._tell(work_say=work, kind=kind, body=body, identity=identity)

    def _tell(self, *, work_say: object, kind: Kind, body: object, identity: RoundIdentity) -> None:
        say(
            work_say,  # type: ignore[arg-type]
            self.small.id,
            kind,
            body,  # type: ignore[arg-type]
            recipients=[identity.sealing.recipient, self.small.office.recipient],
            addresses=[identity.id],
            clock=CLOCK,
        )


@contextmanager
def office(small: SmallRound, hub: RunningHub | None = None) -> Iterator[Office]:
    """The office at its desk."""
    make_profile(name="office")
    with open_profile(name="office") as profile:
        yield Office(profile, small, hub)


@contextmanager
def panellist(name: str = "kim") -> Iterator[OpenProfile]:
    """A panellist's laptop."""
    make_profile(name=name)
    with open_profile(name=name) as profile:
        yield profile


def identity_of(profile: OpenProfile, round_id: Identifier) -> RoundIdentity:
    """A device's keys in a round."""
    with profile.vault.reading() as work:
        return work.rounds.get(round_id).identity


def read_document(profile: OpenProfile, round_id: Identifier) -> bytes:
    """The document of the only dossier, read as a panellist's viewer does."""
    with profile.vault.reading() as work:
        (row,) = work.assignments.all(round_id)
    assert row.dossier_key is not None
    key = SealingIdentity.read(row.dossier_key)
    with profile.vault.blobs.open(row.manifest.documents[0].blob, [key]) as reader:
        return reader.read_at(0, reader.size)


def manifest_digest(manifest: DossierManifest) -> Digest:
    """What a sheet names the manifest by."""
    return digest_of(canonical_json(manifest))


def sign_sheet(profile: OpenProfile, round_id: Identifier) -> Signed:
    """Sign a sheet on the only dossier, for the office and the panel."""
    with profile.vault.writing() as work:
        (row,) = work.assignments.all(round_id)
        body = msgspec.structs.replace(sheet(row.dossier), manifest=row.manifest_digest)
        recipients = [opening_of(work, round_id).office, row.panel_recipient]
        return say(
            work, round_id, Kind.SHEET, body,
            recipients=recipients, addresses=[OFFICE], clock=CLOCK,
        )  # fmt: skip


def records_in(profile: OpenProfile, round_id: Identifier, kind: Kind) -> list[Digest]:
    """The records of a kind in a vault."""
    with profile.vault.reading() as work:
        return [row.digest for row in work.records.of_kind(round_id, kind)]


def bundle_path(folder: Path, name: str) -> Path:
    """Where a bundle lies on the stick."""
    return folder / f"{name}.ppirbundle"
