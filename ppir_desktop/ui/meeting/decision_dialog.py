"""Signing decisions: what each says, the sentence that is signed, and the passphrase once more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from ppir_desktop.services.chair import deciding
from ppir_desktop.services.chair.deciding import Signed
from ppir_desktop.services.chair.desk import Place
from ppir_desktop.services.chair.sittings import ChairSittings, Sight
from ppir_desktop.services.chair.telling import Told, tell
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.meeting.decision_text import decision_html
from ppir_desktop.ui.panel.saying import in_language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.widgets.passphrase_dialog import PassphraseDialog
from ppir_desktop.ui.widgets.rich_text import rich_text

_KEY: Final = "window_meeting.signing"
_SIZE: Final = (780, 620)
_LIST: Final = 230
_AGAIN: Final = "decision_reason_missing"


class Ready(NamedTuple):
    """A dossier whose decision is to be signed: what it says, or why it cannot be."""

    place: Place
    told: Told

    @property
    def can_be_signed(self) -> bool:
        """Whether nothing but a reason and the passphrase is missing."""
        refusal = self.told.refusal
        return refusal is None or refusal.code == _AGAIN


class DecisionDialog(PassphraseDialog):
    """Asks for a signature under one decision or several of a stage.

    Signals:
        signed: The stages and dossiers whose decisions are signed now.
    """

    signed = Signal(object)

    def __init__(
        self,
        language: Language,
        session: Session,
        parent: QWidget,
        sittings: ChairSittings,
        what: tuple[Sight, Sequence[Place]],
        *,
        with_names: bool,
    ) -> None:
        """Look at what is to be signed, and show it once it is there.

        Args:
            language: What is spoken.
            session: Whose profile signs.
            parent: Over which window it opens.
            sittings: The chair's desks.
            what: Whose panels they are, and the dossiers.
            with_names: Whether members go by their names, as in the table.
        """
        super().__init__(language, session, parent, _SIZE)
        self._sittings, (self._sight, places) = sittings, what
        self._places = list(places)
        self._with_names = with_names
        self._ready: list[Ready] = []
        self.list, self.text = QListWidget(self), rich_text(self)
        self.reason = QLineEdit(self)
        self._fill()
        self._look()
        self.follow()

    def is_filled(self) -> bool:
        """Whether a decision is chosen, and what is said again has a reason."""
        again = any(one.told.is_again for one in self._chosen())
        return bool(self._chosen()) and (not again or bool(self.reason.text().strip()))

    def deed(self) -> Callable[[], Signed]:
        """Sign what is chosen."""
        chosen, reason = self._chosen(), self.reason.text().strip()
        statement, sittings, round_id = self.statement.text(), self._sittings, self._sight.round

        def sign() -> Signed:
            desk = sittings.desk(round_id)
            for one in chosen:
                if one.told.is_again:
                    desk.write(one.place, reason=reason)
            return deciding.sign(desk, [one.place for one in chosen], statement)

        return sign

    def take(self, found: Signed) -> None:
        """Close, or go on with those that are not signed."""
        if found.places:
            self.signed.emit(list(found.places))
        if found.refusal is None:
            self.passphrase.clear()
            self.accept()
            return
        # Those before it are signed and not asked for again.
        self._places = [place for place in self._places if place not in found.places]
        self._look()
        self.fail(found.refusal)

    def follow(self) -> None:
        """Say how many are signed, and ask for a reason where one was signed before."""
        super().follow()
        chosen, words = self._chosen(), self.language.words
        self.reason.setVisible(any(one.told.is_again for one in chosen))
        many = words(f"{_KEY}.sign_many", count=len(chosen))
        self.sign.setText(many if len(chosen) > 1 else words(f"{_KEY}.sign"))

    def give_up(self) -> None:
        """Show nothing of any decision from this moment on."""
        for shown in (self.text, self.reason, self.list):
            shown.clear()
        super().give_up()

    def _look(self) -> None:
        """Take in what arrived, and make the decisions as they would be signed now."""
        sittings, sight, places = self._sittings, self._sight, self._places

        def work(_watch: Watch) -> list[Ready]:
            sittings.look(sight)
            desk = sittings.desk(sight.round)
            return [Ready(place, tell(desk, place)) for place in places]

        task = self.session.runner.on_vault(work)
        task.succeeded.connect(self._show_ready)
        task.failed.connect(self.fail)

    def _show_ready(self, ready: list[Ready]) -> None:
        self._ready = ready
        with QSignalBlocker(self.list):
            self.list.clear()
            for one in ready:
                self.list.addItem(self._item(one))
        self.list.setVisible(len(ready) > 1)
        if ready:
            self.list.setCurrentRow(0)
            self._show(0)
        self.follow()

    def _item(self, one: Ready) -> QListWidgetItem:
        product = in_language(one.told.product, self.language.words)
        item = QListWidgetItem(f"{product}\n{one.place[1]}")
        checkable = Qt.ItemFlag.ItemIsUserCheckable
        if one.can_be_signed:
            item.setFlags(item.flags() | checkable)
            item.setCheckState(Qt.CheckState.Checked)
        else:
            item.setFlags(item.flags() & ~checkable)
            item.setCheckState(Qt.CheckState.Unchecked)
        return item

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._ready):
            told, words = self._ready[row].told, self.language.words
            self.text.setHtml(decision_html(told, words, with_names=self._with_names))

    def _chosen(self) -> list[Ready]:
        if self.list.count() != len(self._ready):
            return []
        return [
            one
            for at, one in enumerate(self._ready)
            if self.list.item(at).checkState() is Qt.CheckState.Checked
        ]

    def _fill(self) -> None:
        words = self.language.words
        self.setWindowTitle(words(f"{_KEY}.title"))
        self.list.setFixedWidth(_LIST)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(words(f"{_KEY}.list"))
        self.list.hide()
        self.list.currentRowChanged.connect(self._show)
        self.list.itemChanged.connect(self.follow)
        self.text.setAccessibleName(words(f"{_KEY}.decision"))
        self.text.setOpenLinks(False)
        self.statement.setText(words("chair.statement"))
        self.reason.setPlaceholderText(words(f"{_KEY}.reason"))
        self.reason.setAccessibleName(words(f"{_KEY}.reason"))
        self.reason.textChanged.connect(self.follow)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.list)
        middle.addWidget(self.text, 1)
        self.body.addLayout(middle, 1)
        self.body.addWidget(self.reason)
