"""The minutes that go into a decision, composed from what a chair wrote down.

They are in Korean whatever language the desk speaks, as official records are: what a panel agrees
to must not depend on who looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ppir_desktop.common.wording import Wording
from ppir_desktop.services.chair.meeting import Meeting, Talk


def minutes_text(meeting: Meeting, talk: Talk) -> str:
    """What a decision says of the meeting.

    Args:
        meeting: What was written down of the meeting as a whole.
        talk: What was written down of the dossier.
    """
    return "\n\n".join(_parts(meeting, talk, Wording("ko")))


def _parts(meeting: Meeting, talk: Talk, words: Wording) -> Iterator[str]:
    yield from filter(None, (text.strip() for text in (meeting.held, meeting.opening)))
    yield from filter(None, (text.strip() for text in (talk.summary, talk.minutes)))
    hands = [
        words(
            "chair.minutes.hands", motion=one.motion, yes=one.yes, no=one.no,
            abstained=one.abstained,
        )
        for one in talk.hands
    ]  # fmt: skip
    if hands:
        yield "\n".join(hands)
    shown = [
        words("chair.minutes.unmasked", at=one.at, reason=one.reason) for one in meeting.unmasked
    ]
    if shown:
        yield "\n".join(shown)
