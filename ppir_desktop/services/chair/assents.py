"""Who of a panel agreed to what it was asked."""

from __future__ import annotations

import msgspec

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.domain.panels import Duty
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.review_bodies import Assent, Matter
from ppir_desktop.services.chair.hearing import Heard, Hearing
from ppir_desktop.services.chair.panels import ChairPanel


class Answered(msgspec.Struct, frozen=True):
    """A member's answer.

    Attributes:
        heard: Its record.
        assent: What it says.
    """

    heard: Heard
    assent: Assent

    @property
    def agrees(self) -> bool:
        """Whether the member agrees."""
        return self.assent.agrees


def assents_to(
    hearing: Hearing, panel: ChairPanel, subject: Digest, to: Matter
) -> dict[str, Answered]:
    """The last answer of each member to a proposal or a transcription, by number.

    An answer counts if the member's own key gave it, or the chair wrote down that it was given by
    hand; what the chair wrote down never overrides what a member signed.

    Args:
        hearing: The records.
        panel: The panel.
        subject: Digest of the proposal or the transcription.
        to: What kind of thing it is.
    """
    members = {one.number: one for one in panel.members}
    chairs = {one.number for one in panel.members if one.duty is Duty.CHAIR}
    found: dict[str, Answered] = {}
    for heard in hearing.said(panel.place, Kind.ASSENT):
        body = heard.body
        if not isinstance(body, Assent) or (body.subject, body.to) != (subject, to):
            continue
        speaker, before = hearing.number(heard.author), found.get(body.number)
        is_theirs = speaker in chairs if body.on_paper else speaker == body.number
        if not is_theirs or body.number not in members or hearing.is_revoked(heard):
            continue
        if not body.on_paper or before is None or before.assent.on_paper:
            found[body.number] = Answered(heard, body)
    return found
