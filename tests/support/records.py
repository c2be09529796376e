"""Records, identities and a small round, as short as a test can say them."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from ppir_desktop.common.clock import format_utc
from ppir_desktop.common.identifiers import Identifier, digest_of, new_identifier
from ppir_desktop.domain.panels import Duty
from ppir_desktop.domain.sheets import Choice
from ppir_desktop.domain.stage import Sector
from ppir_desktop.protocol.fields import Statement, Titles
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.manifest import DocumentEntry, DossierManifest
from ppir_desktop.protocol.people_bodies import Certified, Enrolment
from ppir_desktop.protocol.review_bodies import (
    Discussion,
    Given,
    GivenMark,
    GivenSheet,
    PinnedEvidence,
)
from ppir_desktop.protocol.round_bodies import Access, Policy, Role, Round, StageTimes
from ppir_desktop.signing.authors import Author, Signed
from ppir_desktop.signing.certificates import Certificate, issue, self_issue
from ppir_desktop.signing.identities import RoundIdentity, SealingIdentity
from ppir_desktop.signing.invitations import enrolment_proof
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.signing.trust import RoundTrust
from ppir_desktop.signing.verification import verify, verify_round

NOW = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
BEGIN, END = NOW - dt.timedelta(days=30), NOW + dt.timedelta(days=120)
AT = format_utc(NOW)
DIGEST = digest_of(b"something")


class FixedClock:
    """A clock that a test sets."""

    def __init__(self, moment: dt.datetime = NOW) -> None:
        self.moment = moment

    def now(self) -> dt.datetime:
        return self.moment


def manifest(dossier: str = "2026-0001", pages: int = 151) -> DossierManifest:
    """A dossier with one document."""
    document = DocumentEntry(
        title="신청서",
        media_type="application/pdf",
        size=1000,
        digest=digest_of(dossier.encode()),
        blob=digest_of(b"blob " + dossier.encode()),
        blob_size=1200,
        pages=pages,
    )
    return DossierManifest(
        dossier=dossier,
        product=Titles("혁신 센서", "A sensor"),
        applicant="(주)시험",
        sub_field="A1",
        projects=("2023-001",),
        summary="요약",
        documents=(document,),
    )


def given(dossier: str = "2026-0001", due: str = "2026-12-10T09:00:00Z") -> Given:
    """An assignment."""
    return Given(
        panel=new_identifier(),
        stage="paper",
        duty=Duty.MEMBER,
        due=due,
        panel_recipient=SealingIdentity.generate().recipient,
        manifest=manifest(dossier),
        key=SealingIdentity.generate().secret_text(),
    )


def sheet(dossier: str = "2026-0001", comment: str = "근거가 분명하다.") -> GivenSheet:
    """A sheet with two marks."""
    return GivenSheet(
        stage="paper",
        scheme=DIGEST,
        dossier=dossier,
        manifest=DIGEST,
        marks=(
            GivenMark(criterion="novelty", points=3500, choice=None, comment=comment),
            GivenMark(criterion="fit", points=None, choice=Choice.FIT, comment=""),
        ),
        opinion="추천한다. \U0001f44d",
        evidence=(PinnedEvidence(criterion="novelty", document=DIGEST, page=3, quote="…"),),
        discussion=Discussion.BEFORE,
        statement="위와 같이 평가합니다.",
        signed_with="passphrase",
        reason="",
    )


class Person(NamedTuple):
    """Somebody in a round: keys, and a signer that counts."""

    number: str
    identity: RoundIdentity
    author: Author

    @property
    def key(self) -> SigningKey:
        return self.identity.signing


class SmallRound:
    """A round with an authority, an officer and whoever a test lets in."""

    def __init__(self, clock: FixedClock | None = None, hub_key: bytes | None = None) -> None:
        """Open a round.

        Args:
            clock: Says when; all times of the round lie around that.
            hub_key: Public key of a hub that really runs (SubjectPublicKeyInfo).
        """
        self.clock = clock or FixedClock()
        self.begin = self.clock.moment - (NOW - BEGIN)
        self.end = self.clock.moment + (END - NOW)
        self.id: Identifier = new_identifier()
        self.hub = SigningKey.generate()
        self.hub_key = hub_key or self.hub.public.der
        self.office = SealingIdentity.generate()
        self.secrets: dict[Identifier, bytes] = {}
        self.authority = self.newcomer("authority")
        self.root: Certificate = self_issue(self.authority.key, "authority", self.begin, self.end)
        self.opened = self.authority.author.sign(Kind.ROUND, self.body())
        named = verify_round(self.opened.envelope, self.authority.identity.id)
        self.trust = RoundTrust(named, self.secrets)
        self.officer = self.newcomer("officer-1")
        self.officer_certificate = issue(
            self.root,
            self.authority.key,
            self.officer.key.public,
            subject="officer-1",
            valid_from=self.begin,
            valid_until=self.end,
            officer=True,
        )
        self.officer_access = self.admit(self.authority, self.officer, Role.OFFICER)

    def body(self) -> Round:
        return Round(
            title=Titles("2026년 2차", "Second round of 2026"),
            scheme='id = "test"\n',
            schedule=(
                StageTimes(
                    stage="paper",
                    release=format_utc(self.clock.moment),
                    deadline="2026-12-10T09:00:00Z",
                    grace=60,
                    opening="2026-12-10T10:00:00Z",
                ),
            ),
            expires=format_utc(self.end),
            policy=Policy(
                copy_text=False,
                print_dossiers=False,
                key_after_declaration=False,
                panel_key="at_opening",
            ),
            sub_fields=(),
            authority=self.root.der,
            office=self.office.recipient,
            hub_key=self.hub_key,
            pledge=Statement("비밀을 지키겠습니다.", "I will keep it secret."),
        )

    def newcomer(self, number: str) -> Person:
        """Somebody with keys whom the round does not know."""
        identity = RoundIdentity.generate()
        return Person(number, identity, Author(identity.signing, self.id, self.clock))

    def admit(
        self,
        by: Person,
        who: Person,
        role: Role,
        *,
        revoked_at: str | None = None,
    ) -> Signed:
        """Let somebody in, and learn it."""
        body = Access(
            key=who.key.public.der,
            role=role,
            valid_from=format_utc(self.begin),
            valid_until=format_utc(self.end),
            revoked_at=revoked_at,
            replaces=None,
            panels=(),
        )
        signed = by.author.sign(Kind.ACCESS, body)
        self.learn(signed)
        return signed

    def member(self, number: str = "E-1", role: Role = Role.PANELLIST) -> Person:
        """Somebody whom the officer let in."""
        person = self.newcomer(number)
        self.admit(self.officer, person, role)
        return person

    def learn(self, signed: Signed) -> None:
        """Verify a record and take in what it says of others."""
        verdict = verify(signed.envelope, self.trust, format_utc(self.clock.moment))
        assert verdict.trusted, verdict
        assert verdict.named is not None
        self.trust.learn(verdict.named)

    def certified(self, person: Person, number: str = "", days: int = 90) -> Certified:
        """What an officer says of who a key belongs to."""
        certificate = issue(
            self.officer_certificate,
            self.officer.key,
            person.key.public,
            subject=person.number,
            valid_from=self.begin,
            valid_until=self.clock.moment + dt.timedelta(days=days),
        )
        return Certified(
            number=number or person.number,
            role=Role.PANELLIST,
            chain=(certificate.der, self.officer_certificate.der, self.root.der),
            recipient=person.identity.sealing.recipient,
            name="김평가",
            affiliation="시험대학교",
        )

    def enrolment(self, person: Person, secret: bytes) -> Enrolment:
        """A request to be let in, under an invitation's secret."""
        invitation = new_identifier()
        self.secrets[invitation] = secret
        key, recipient = person.key.public.der, person.identity.sealing.recipient
        return Enrolment(
            invitation=invitation,
            name="김평가",
            affiliation="시험대학교",
            sector=Sector.ACADEMIA,
            key=key,
            recipient=recipient,
            proof=enrolment_proof(secret, self.id, key, recipient),
        )
