"""The kinds of records: what each carries, and the rules that go with the kind alone."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from msgspec import Struct

from ppir_desktop.protocol import limits
from ppir_desktop.protocol.carriage_bodies import Backup, Receipt
from ppir_desktop.protocol.ledger_bodies import Appointed, Ledger
from ppir_desktop.protocol.people_bodies import Certified, Enrolment, Panel
from ppir_desktop.protocol.result_bodies import DecidedElsewhere, Decision, Designation
from ppir_desktop.protocol.review_bodies import (
    Assent,
    Assignment,
    Declared,
    GivenSheet,
    Proposal,
    Transcription,
)
from ppir_desktop.protocol.round_bodies import Access, Destruction, Head, Notice, Role, Round

Body = (
    Round
    | Access
    | Enrolment
    | Certified
    | Panel
    | Assignment
    | Declared
    | GivenSheet
    | Transcription
    | Proposal
    | Assent
    | Decision
    | DecidedElsewhere
    | Designation
    | Receipt
    | Head
    | Notice
    | Backup
    | Destruction
    | Appointed
    | Ledger
)
"""What a record says, by kind."""


class Kind(StrEnum):
    """What a record states."""

    ROUND = "round"
    ACCESS = "access"
    ENROLMENT = "enrolment"
    CERTIFICATE = "certificate"
    PANEL = "panel"
    ASSIGNMENT = "assignment"
    DECLARATION = "declaration"
    SHEET = "sheet"
    TRANSCRIPTION = "transcription"
    PROPOSAL = "proposal"
    ASSENT = "assent"
    DECISION = "decision"
    OUTCOME = "outcome"
    DESIGNATION = "designation"
    RECEIPT = "receipt"
    HEAD = "head"
    NOTICE = "notice"
    BACKUP = "backup"
    DESTRUCTION = "destruction"
    APPOINTMENT = "appointment"
    LEDGER = "ledger"


class KindRule(Struct, frozen=True, kw_only=True):
    """What goes with a kind.

    Attributes:
        body: Type of what it carries; a union where there are several acts.
        schema: Version of its form that this program writes, and the newest that it reads.
        authors: Roles that may sign one; empty where the key proves itself otherwise: an
            enrolment by its proof, a receipt by the round's receipt key.
        is_open: Whether it travels unsealed.
        counted: Whether it has a place in its author's count.
        limit: Largest payload in bytes.
    """

    body: Any
    schema: int = 1
    authors: frozenset[Role] = frozenset()
    is_open: bool = False
    counted: bool = True
    limit: int = limits.RECORD_PAYLOAD


_AUTHORITY = frozenset({Role.AUTHORITY})
_OFFICE = frozenset({Role.AUTHORITY, Role.OFFICER})
_OFFICER = frozenset({Role.OFFICER})
_CHAIR = frozenset({Role.CHAIR})
_MEMBERS = frozenset({Role.CHAIR, Role.PANELLIST})
_ANYBODY = frozenset(Role)

RULES: dict[Kind, KindRule] = {
    Kind.ROUND: KindRule(body=Round, authors=_AUTHORITY, is_open=True),
    Kind.ACCESS: KindRule(body=Access, authors=_OFFICE, is_open=True),
    Kind.ENROLMENT: KindRule(body=Enrolment),
    Kind.CERTIFICATE: KindRule(body=Certified, authors=_OFFICER),
    Kind.PANEL: KindRule(body=Panel, authors=_OFFICER),
    Kind.ASSIGNMENT: KindRule(body=Assignment, authors=_OFFICER),
    Kind.DECLARATION: KindRule(body=Declared, authors=_MEMBERS | {Role.ADVISER}),
    Kind.SHEET: KindRule(body=GivenSheet, authors=_MEMBERS),
    Kind.TRANSCRIPTION: KindRule(body=Transcription, authors=_CHAIR),
    Kind.PROPOSAL: KindRule(body=Proposal, authors=_CHAIR),
    Kind.ASSENT: KindRule(body=Assent, authors=_MEMBERS),
    Kind.DECISION: KindRule(body=Decision, authors=_CHAIR),
    Kind.OUTCOME: KindRule(body=DecidedElsewhere, authors=_OFFICER),
    Kind.DESIGNATION: KindRule(body=Designation, authors=_OFFICER, is_open=True),
    Kind.RECEIPT: KindRule(body=Receipt, is_open=True, counted=False),
    Kind.HEAD: KindRule(body=Head, authors=_OFFICER),
    Kind.NOTICE: KindRule(body=Notice, authors=_OFFICER),
    Kind.BACKUP: KindRule(
        body=Backup, authors=_ANYBODY, counted=False, limit=limits.BACKUP_PAYLOAD
    ),
    Kind.DESTRUCTION: KindRule(body=Destruction, authors=_ANYBODY),
    Kind.APPOINTMENT: KindRule(body=Appointed, authors=_AUTHORITY),
    Kind.LEDGER: KindRule(body=Ledger, authors=_OFFICER),
}
"""The rule of every kind (docs/records.md, Kinds)."""
