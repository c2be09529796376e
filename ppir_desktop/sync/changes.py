"""What an exchange changed, for whoever shows it: ids and kinds, never contents."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from ppir_desktop.common.identifiers import Digest, Identifier


class Happened(StrEnum):
    """What may happen in an exchange."""

    RECORD = "record"
    """A record was taken in."""
    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    MATERIAL = "material"
    """A dossier was corrected such that its marks must be looked at again."""
    POSTPONED = "postponed"
    KEY_RELEASED = "key_released"
    NOTICE = "notice"
    REVOKED = "revoked"
    """This device's own key was revoked."""
    PANEL_OPENED = "panel_opened"
    APPOINTED = "appointed"
    """The authority made this person an officer."""
    SENT = "sent"
    UNRECEIPTED = "unreceipted"
    """A parcel was sent, and what came back is no receipt of it; it is sent again."""
    SET_BACK = "set_back"
    """The hub lost part of its log; what it lacks is sent again."""
    REFUSED_BY_HUB = "refused_by_hub"
    REFUSED = "refused"
    """A parcel that arrived was refused."""
    WITHHELD = "withheld"
    """More records were addressed to this person than have arrived."""
    FETCHED = "fetched"
    """A document arrived."""
    UPLOADED = "uploaded"
    FORGOTTEN = "forgotten"
    """A document was deleted."""
    MISSING = "missing"
    """A document could not be had."""


class Change(msgspec.Struct, frozen=True):
    """One thing that happened.

    Attributes:
        what: What happened.
        round: The round.
        subject: Digest, application number or number that it happened to.
        detail: Kind, stage or code that goes with it.
    """

    what: Happened
    round: Identifier
    subject: Digest | str
    detail: str = ""
