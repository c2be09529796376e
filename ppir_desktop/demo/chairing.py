"""The tour's second half: the same member as the chair, from the table to signed decisions."""

from __future__ import annotations

from typing import Final

from ppir_desktop.demo import marking
from ppir_desktop.demo.album import Album
from ppir_desktop.demo.cast import PASSPHRASE, STAGE
from ppir_desktop.ui.driving import Hand
from ppir_desktop.ui.meeting.decision_dialog import DecisionDialog
from ppir_desktop.ui.panel.blocks import WorkingRow

BEST: Final = "2026-H2-0108"
DISPUTED: Final = "2026-H2-0103"
_STEPS_OPENED: Final = 3
_SAVED_MS: Final = 700


class Chair:
    """Whoever chairs the panel, at the window that is open."""

    def __init__(self, hand: Hand, album: Album) -> None:
        """Sit down at it."""
        self._hand, self._album = hand, album
        self._window = hand.desk.window
        self._made = hand.desk.window.made

    def look(self) -> None:
        """Look at the table, at the working of a result, and at what members differ on."""
        place, hand = self._made.panel, self._hand
        hand.wait(self._window.rail.buttons["panel"].isVisible, "the chair has a place")
        hand.press(self._window.rail.buttons["panel"])
        hand.wait(lambda: place.detail.detail, "the table is shown")
        self._choose(marking.dossiers()[0].number)
        hand.picture(self._album.next("table"))
        for row in place.detail.findChildren(WorkingRow)[:_STEPS_OPENED]:
            hand.press(row.button)
        hand.picture(self._album.next("working"))
        hand.press(place.header.disagreement)
        self._choose(DISPUTED)
        hand.picture(self._album.next("disagreement"))
        hand.press(place.header.disagreement)
        hand.press(place.header.beside)
        hand.wait(lambda: place.figures.has_figures, "the figures are computed")
        hand.picture(self._album.next("beside"))
        hand.press(place.header.beside)

    def meet(self) -> None:
        """Hold the meeting on one dossier, and sign the decision."""
        meeting, hand = self._made.meeting, self._hand
        self._choose(BEST)
        hand.press(self._made.panel.header.meeting)
        hand.wait(lambda: meeting.shown is not None and meeting.isVisible(), "the meeting began")
        hand.press(meeting.clock)
        hand.type(meeting.notes.fields["minutes"], marking.said_in_meeting("minutes"))
        hand.type(meeting.notes.fields["opinion"], marking.said_in_meeting("decision"))
        hand.rest(_SAVED_MS)
        hand.picture(self._album.next("meeting"))
        hand.press(meeting.sign)
        dialog = self._asked()
        hand.type(dialog.passphrase, PASSPHRASE)
        hand.picture(self._album.next("decision"), dialog)
        self._confirm(dialog)
        hand.wait(self._is_decided, "the decision is shown")
        hand.press(meeting.clock)

    def decide_others(self) -> None:
        """Sign the decisions on all other dossiers, together."""
        places = [(STAGE, one.number) for one in marking.dossiers() if one.number != BEST]
        self._made.deeds.sign(places)
        dialog = self._asked()
        self._hand.tick_all(dialog.list)
        self._hand.type(dialog.passphrase, PASSPHRASE)
        self._confirm(dialog)
        self._hand.wait(self._are_all_decided, "all decisions are shown")
        self._hand.picture(self._album.next("decided"))
        self._hand.press(self._made.meeting.close_it)

    def _choose(self, dossier: str) -> None:
        place = self._made.panel
        place.view.choose(dossier)
        self._hand.wait(
            lambda: place.detail.detail is not None and place.detail.detail.dossier == dossier,
            dossier,
        )

    def _asked(self) -> DecisionDialog:
        deeds = self._made.deeds
        self._hand.wait(
            lambda: isinstance(deeds.dialog, DecisionDialog) and deeds.dialog.list.count(),
            "the signature is asked for",
        )
        assert isinstance(deeds.dialog, DecisionDialog)  # noqa: S101 -- just waited for
        return deeds.dialog

    def _confirm(self, dialog: DecisionDialog) -> None:
        self._hand.press(dialog.sign)
        self._hand.wait(lambda: self._made.deeds.dialog is None, "it is signed")

    def _are_all_decided(self) -> bool:
        shown = self._made.meeting.shown
        return shown is not None and all(one.is_decided for one in shown.room.agenda)

    def _is_decided(self) -> bool:
        shown = self._made.meeting.shown
        return shown is not None and shown.taken.item.is_decided
