"""What a person does with highlights, notes and evidence: by button, by key, and on the card."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.services.annotations import MarkKind, PageMark, new_mark
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.viewer.geometry import Spot
from ppir_desktop.ui.viewer.note_card import NoteCard
from ppir_desktop.ui.viewer.page_marks import PageMarks
from ppir_desktop.ui.viewer.page_view import PageView
from ppir_desktop.ui.viewer.text_hand import TextHand

_SLIP = 18.0
_APART = 8
Key = Qt.Key


class Marking(QObject):
    """Makes, changes and deletes marks.

    Signals:
        pin_wanted: A passage is to be evidence: its page from 0, and the words.
    """

    pin_wanted = Signal(int, str)

    def __init__(
        self, language: Language, view: PageView, hand: TextHand, marks: PageMarks
    ) -> None:
        """Work on the pages of a view."""
        super().__init__(view)
        self._view, self._hand, self._marks = view, hand, marks
        self._dossier, self._document = "", Digest("")
        self.card = NoteCard(language, view)
        self.card.changed.connect(lambda before, after: marks.edit([before], [after]))
        self.card.delete_wanted.connect(self._delete)
        self.card.pin_wanted.connect(self._pin_mark)
        self.card.closed.connect(self._put_away)
        marks.chosen.connect(self._show_card)
        hand.clicked.connect(self._click)
        view.key_pressed.connect(self._key)

    def begin(self, dossier: str, document: Digest) -> None:
        """Work on another document from now on."""
        self._dossier, self._document = dossier, document

    def has_passage(self) -> bool:
        """Whether there is something to highlight or pin."""
        current = self._marks.current
        return self._hand.has_some() or (current is not None and bool(current.quote))

    def do(self, what: str) -> None:
        """Do one of ``highlight``, ``note``, ``pin``."""
        acts: dict[str, Callable[[], object]] = {
            "highlight": self._highlight, "note": self._note, "pin": self._pin,
        }  # fmt: skip
        if self._document:
            acts[what]()

    def place_card(self) -> None:
        """Put the card beside its mark, within the view."""
        mark = self._marks.current
        if mark is None or not self.card.isVisible():
            return
        view, card = self._view, self.card
        area = view.on_viewport(mark.page, mark.rectangles[-1])
        room = view.viewport().rect()
        top = area.bottom() + _APART
        if top + card.height() > room.bottom():
            top = area.top() - card.height() - _APART
        left = min(area.left(), room.right() - card.width() - _APART)
        card.move(max(left, _APART), min(max(top, _APART), room.bottom() - card.height() - _APART))

    def _highlight(self) -> list[PageMark]:
        """Highlight what is selected, page by page."""
        made = [
            new_mark(self._dossier, self._document, one.page, MarkKind.HIGHLIGHT, one.rectangles,
                     quote=one.quote)
            for one in self._hand.passages()
        ]  # fmt: skip
        if made:
            self._marks.edit([], made)
            self._hand.clear()
        return made

    def _note(self) -> None:
        """Write a note about what is selected or chosen, or at the upper edge of what is seen."""
        made = self._highlight()
        mark = made[-1] if made else self._marks.current
        if mark is None:
            spot = self._corner()
            if spot is None:
                return
            slip = (spot.x, spot.y, spot.x + _SLIP, spot.y + _SLIP)
            mark = new_mark(self._dossier, self._document, spot.page, MarkKind.NOTE, [slip])
            self._marks.edit([], [mark])
        self._marks.choose(mark)
        self.card.text.setFocus()

    def _corner(self) -> Spot | None:
        """A place in the margin, a little below the upper edge of what is seen."""
        page, down = self._view.place()
        if page >= len(self._view.model.sizes):
            return None
        width, height = self._view.model.sizes[page]
        return Spot(page, width - 2 * _SLIP, min(height * down + 2 * _SLIP, height - _SLIP))

    def _pin(self) -> None:
        """Pin what is selected, which is highlighted with it, or what is chosen."""
        made = self._highlight()
        self._pin_mark(made[0] if made else self._marks.current)

    def _pin_mark(self, mark: PageMark | None) -> None:
        if mark is not None and mark.quote:
            self.pin_wanted.emit(mark.page, mark.quote)

    def _delete(self, mark: PageMark) -> None:
        self._marks.choose(None)
        self._marks.edit([mark], [])
        self._view.setFocus()

    def _put_away(self) -> None:
        self._marks.choose(None)
        self._view.setFocus()

    def _click(self, spot: Spot) -> None:
        self._marks.choose(self._marks.at(spot))

    def _show_card(self, mark: PageMark | None) -> None:
        self.card.show_mark(mark)
        self.place_card()

    def _key(self, event: QKeyEvent) -> None:
        current, plain = self._marks.current, not event.modifiers()
        letters = {Key.Key_H: "highlight", Key.Key_N: "note", Key.Key_E: "pin"}
        what = letters.get(Key(event.key())) if plain else None
        if what is not None:
            self.do(what)
        elif event.key() == Key.Key_F8:
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._marks.step(-1 if shift else 1)
        elif current is not None and event.key() in {Key.Key_Return, Key.Key_Enter}:
            self.card.text.setFocus()
        elif current is not None and event.key() in {Key.Key_Delete, Key.Key_Backspace}:
            self._delete(current)
        else:
            return
        event.accept()
