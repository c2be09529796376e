"""The tour's first half: the seventh member at their window, from the first start to receipts."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ppir_desktop.demo import marking
from ppir_desktop.demo.album import Album
from ppir_desktop.demo.cast import CHAIR, PASSPHRASE, Cast
from ppir_desktop.services.dossiers import State
from ppir_desktop.ui.driving import Hand
from ppir_desktop.ui.viewmodels.dossier_list import Role
from ppir_desktop.ui.widgets.mark_fields import PointsField

_SOUGHT: Final = "중복 제거"
_HUNDRED: Final = 100


class Reviewer:
    """The seventh member, who also chairs the panel."""

    def __init__(self, hand: Hand, cast: Cast, album: Album) -> None:
        """Sit down at a window that was just opened for the first time."""
        self._hand, self._cast, self._album = hand, cast, album
        self._window = hand.desk.window
        self._made = hand.desk.window.made

    def begin(self) -> None:
        """Make a profile, and keep its recovery sheet."""
        form, recovery = self._made.first.form, self._made.recovery.form
        self._hand.type(form.name, CHAIR)
        for field in (form.passphrase, form.again):
            self._hand.type(field, PASSPHRASE)
        self._hand.picture(self._album.next("first"))
        self._hand.press(form.make)
        self._hand.wait(recovery.kept.isVisible, "the recovery sheet is shown")
        self._hand.picture(self._album.next("recovery"))
        recovery.kept.setChecked(True)
        self._hand.press(recovery.next)
        self._hand.wait(lambda: self._hand.desk.session.profile, "the profile is open")

    def join(self, letter: Path) -> None:
        """Enrol in the round by the invitation's file."""
        form, expert = self._made.enrolment.form, self._cast.chair
        self._hand.wait(self._made.review.dossiers.join.isVisible, "nothing is here yet")
        self._hand.press(self._made.review.dossiers.join)
        self._made.enrolment.take_files([letter])
        self._hand.type(form.name, expert.name)
        self._hand.type(form.affiliation, expert.organisation)
        form.sector.setCurrentIndex(form.sector.findData(expert.sector.value))
        self._hand.press(form.enrol)
        self._hand.wait(lambda: not form.enrol.isVisible() or form.message.text(), "enrolled")
        self._hand.picture(self._album.next("join"))
        self._hand.press(form.back)
        self.exchange()

    def exchange(self) -> None:
        """Exchange with the hub."""
        place, done = self._made.exchange, []
        place.changed.connect(lambda: done.append(True))
        self._window.open_place("exchange")
        self._hand.press(place.sync)
        self._hand.wait(lambda: done, "the exchange came to its end")

    def receive(self) -> None:
        """Fetch the dossiers once the office has published them."""
        self.exchange()
        listed = self._made.review.dossiers.model
        self._hand.wait(lambda: listed.rowCount() >= len(self._dossiers()), "dossiers came")
        self._window.open_place("review")
        self._hand.picture(self._album.next("dossiers"))

    def review_first(self) -> None:
        """Declare on a dossier, read it, and fill its sheet in."""
        self._open(0)
        page = self._made.review.declaration
        self._hand.picture(self._album.next("declaration"))
        self._accept()
        self._read()
        self._fill(0, self._made.review.sheet)
        self._hand.picture(self._album.next("sheet"))
        self._preview()
        assert page.review is None  # noqa: S101 -- taken on, or nothing could be filled in

    def sign_first(self) -> None:
        """Sign the sheet that is open."""
        self._sign("signing", many=False)

    def review_others(self) -> None:
        """Fill the other sheets in, and sign them together."""
        place = self._made.review
        for row in range(1, len(self._dossiers())):
            self._open(row)
            self._accept()
            self._fill(row, place.sheet)
        self._sign("together", many=True)

    def hand_in(self) -> None:
        """Send everything, and look at the receipts."""
        self.exchange()
        self._hand.wait(self._has_receipts, "every sheet has its receipt")
        self._hand.picture(self._album.next("receipts"))

    def _dossiers(self) -> list[str]:
        return [one.number for one in marking.dossiers()]

    def _open(self, row: int) -> None:
        """Choose a dossier of the list, by its number: its place changes with its state."""
        listed = self._made.review.dossiers
        number = self._dossiers()[row]
        for at in range(listed.filter.rowCount()):
            index = listed.filter.index(at, 0)
            card = index.data(Role.CARD)
            if card is not None and card.dossier == number:
                listed.list.setCurrentIndex(index)
        page = self._made.review.declaration
        self._hand.wait(
            lambda: page.review is not None and page.review.row.dossier == number, number
        )

    def _accept(self) -> None:
        place = self._made.review
        page = place.declaration
        assert page.ties is not None  # noqa: S101 -- a dossier is shown
        boxes = (page.identity, page.pledge, *page.consents.values(), page.ties.none)
        for box in (*boxes, page.no_contact):
            box.setChecked(True)
        self._hand.press(page.accept)
        self._hand.wait(lambda: place.sheet.model is not None, "the sheet is open")
        self._hand.wait(lambda: place.autosave.is_watching, "what is typed is kept")

    def _read(self) -> None:
        """Turn to the description, and look for a word."""
        viewer = self._made.review.viewer
        self._hand.wait(lambda: viewer.document and viewer.model.sizes, "a document is open")
        first = viewer.document
        viewer.strip.setCurrentIndex(1)
        self._hand.wait(lambda: viewer.document != first and viewer.model.sizes, "the other too")
        self._hand.rest(300)
        viewer.find_bar.show()
        viewer.find_bar.begin(_SOUGHT)
        self._hand.wait(viewer.find_bar.count.text, "the word is found")
        self._hand.rest(400)
        self._hand.picture(self._album.next("reading"))
        viewer.evidence_wanted.emit(viewer.document, 0, "중복 제거 방식을 새로 만들었다")

    def _fill(self, row: int, sheet: object) -> None:
        place = self._made.review
        review = place.sheet.review
        assert review is not None and sheet is place.sheet  # noqa: PT018, S101 -- it is open
        cast = self._cast
        given = marking.review_of(
            review.stage, review.row.manifest, len(cast.numbers) - 1, cast.chair.number
        )
        for card, mark in zip(place.sheet.cards, given.marks, strict=True):
            assert isinstance(card.field, PointsField)  # noqa: S101 -- the stage has scores
            card.field.spin.setValue(int(mark.value or 0) // _HUNDRED)
            self._hand.type(card.comment, mark.comment)
        self._hand.type(place.sheet.opinion, marking.chair_says(row))
        self._hand.wait(lambda: not place.autosave.is_pending, "it is saved")
        self._hand.rest(300)

    def _preview(self) -> None:
        place = self._made.review
        self._hand.press(place.sheet.footer.preview)
        self._hand.wait(lambda: place.preview.is_ready, "the preview is shown")
        self._hand.rest(600)
        self._hand.picture(self._album.next("preview"), place.preview)
        place.preview.reject()

    def _sign(self, scene: str, *, many: bool) -> None:
        place = self._made.review
        self._hand.press(place.sheet.footer.sign)
        self._hand.wait(lambda: place.deeds.dialog is not None, "the signature is asked for")
        dialog = place.deeds.dialog
        assert dialog is not None  # noqa: S101 -- just waited for
        if many:
            self._hand.tick_all(dialog.list)
        self._hand.type(dialog.passphrase, PASSPHRASE)
        self._hand.picture(self._album.next(scene), dialog)
        self._hand.press(dialog.sign)
        self._hand.wait(lambda: place.deeds.dialog is None, "it is signed")
        self._hand.wait(lambda: place.sheet.is_settled, "it is shown as signed")

    def _has_receipts(self) -> bool:
        """Whether the hub acknowledged every sheet."""
        model = self._made.review.dossiers.model
        states = [model.index(at).data(Role.STATE) for at in range(model.rowCount())]
        return all(one == State.RECEIVED for one in states)
