"""Who of a panel agreed to what it was asked."""

from __future__ import annotations

import msgspec

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.domain.panels import Duty
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.review_bodies import Assent
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


def assents_to(hearing: Hearing, panel: ChairPanel, subject: Digest) -> dict[str, Answered]:
    """The last answer of each member to a proposal or a transcription, by number.

    An answer counts if the member's own key gave it, or the chair wrote down that it was given by
    hand.

    Args:
        hearing: The records.
        panel: The panel.
        subject: Digest of the proposal or the transcription.
    """
    members = {one.number: one for one in panel.members}
    chairs = {one.number for one in panel.members if one.duty is Duty.CHAIR}
    found: dict[str, Answered] = {}
    for heard in hearing.said(panel.place, Kind.ASSENT):
        body = heard.body
        if not isinstance(body, Assent) or body.subject != subject or body.number not in members:
            continue
        speaker = hearing.number(heard.author)
        if speaker in chairs if body.on_paper else speaker == body.number:
            found[body.number] = Answered(heard, body)
    return found
