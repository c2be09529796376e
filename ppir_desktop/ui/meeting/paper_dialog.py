"""Typing in a sheet that a member wrote by hand, with its scan."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.domain.sheets import Form, Sheet
from ppir_desktop.protocol.review_bodies import Discussion
from ppir_desktop.services.chair import paper_marks
from ppir_desktop.services.chair.paper_marks import OnPaper
from ppir_desktop.services.chair.room import Attendee
from ppir_desktop.services.chair.sittings import ChairSittings
from ppir_desktop.services.drafts import Draft
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.meeting.room_lane import Shown
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.viewmodels.sheet_model import SheetModel
from ppir_desktop.ui.widgets.criterion_card import CriterionCard
from ppir_desktop.ui.widgets.passphrase_dialog import PassphraseDialog
from ppir_desktop.ui.widgets.section import hint_label

_KEY: Final = "window_meeting.paper"
_SIZE: Final = (720, 660)
_KINDS: Final = "PDF, PNG, JPEG (*.pdf *.png *.jpg *.jpeg)"


class PaperDialog(PassphraseDialog):
    """Asks who wrote, when, what stands on the paper, and where its scan is.

    Signals:
        typed: The sheet was typed in; digest of its record.
    """

    typed = Signal(str)

    def __init__(
        self,
        language: Language,
        session: Session,
        parent: QWidget,
        sittings: ChairSittings,
        shown: Shown,
        *,
        with_names: bool,
    ) -> None:
        """Ask about the dossier that the meeting is at.

        Args:
            language: The language.
            session: The open profile.
            parent: The window.
            sittings: The chair's desks.
            shown: Where the meeting is.
            with_names: Whether members go by their names, as in the table.
        """
        super().__init__(language, session, parent, _SIZE)
        self._sittings, self._shown = sittings, shown
        self._with_names = with_names
        self._scan: Path | None = None
        self.model = SheetModel(shown.room.stage, Draft(), self)
        self.writer, self.witness, self.day = QComboBox(self), QComboBox(self), QDateEdit(self)
        self.discussed, self.reason = QCheckBox(self), QLineEdit(self)
        self.scan, self.file = QPushButton(self), QLabel(self)
        self.opinion = QPlainTextEdit(self)
        self.cards: list[CriterionCard] = []
        self._fill()
        self.follow()

    def is_filled(self) -> bool:
        """Whether the whole form is filled in, and there is a scan."""
        draft = self.model.draft()
        sheet = Sheet(self._shown.taken.item.dossier, "", draft.marks, draft.opinion)
        form = Form(self._shown.room.stage)
        right = not form.missing(sheet) and not any(form.problems(sheet))
        return right and self._scan is not None and bool(self.writer.currentData())

    def deed(self) -> Callable[[], Digest]:
        """Type it in."""
        shown, sittings, scan = self._shown, self._sittings, self._scan or Path()
        written = OnPaper(
            number=str(self.writer.currentData()),
            # The stub takes it for any object.
            written_on=self.day.date().toPython(),  # type: ignore[arg-type]
            marks=self.model.draft().marks,
            opinion=self.opinion.toPlainText().strip(),
            discussion=Discussion.AFTER if self.discussed.isChecked() else Discussion.BEFORE,
        )
        witnesses = [str(self.witness.currentData())] if self.witness.currentData() else []
        reason = self.reason.text().strip()

        def type_in() -> Digest:
            desk = sittings.desk(shown.sight.round)
            return paper_marks.transcribe(
                desk, shown.taken.place, written, scan, witnesses=witnesses, reason=reason
            )

        return type_in

    def take(self, found: Digest) -> None:
        """Close, and say so."""
        self.typed.emit(found)
        self.accept()

    def give_up(self) -> None:
        """Show nothing of the sheet from this moment on."""
        self.model = SheetModel(self._shown.room.stage, Draft(), self)
        for card in self.cards:
            card.deleteLater()
        self.cards.clear()
        self.opinion.clear()
        super().give_up()

    def choose_scan(self, path: Path) -> None:
        """Take a file for the scan."""
        self._scan = path
        self.file.setText(path.name)
        self.follow()

    def _fill(self) -> None:
        words, form = self.language.words, QFormLayout()
        self.setWindowTitle(words(f"{_KEY}.title"))
        self.statement.setText(words(f"{_KEY}.statement"))
        for one in self._shown.taken.attendees:
            self.writer.addItem(self._named(one), one.number)
        self.witness.addItem(words(f"{_KEY}.no_witness"), "")
        for one in self._shown.taken.attendees:
            self.witness.addItem(self._named(one), one.number)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setDate(QDate.currentDate())
        self.day.setMaximumDate(QDate.currentDate())
        self.discussed.setText(words("window.sign.discussed"))
        self.scan.setText(words(f"{_KEY}.scan"))
        self.scan.setAutoDefault(False)
        self.scan.clicked.connect(self._ask_scan)
        self.file.setProperty("role", "muted")
        self.file.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setPlaceholderText(words(f"{_KEY}.reason"))
        scan = QHBoxLayout()
        scan.addWidget(self.scan)
        scan.addWidget(self.file, 1)
        for name, field in (
            ("writer", self.writer), ("day", self.day), ("witness", self.witness),
            ("reason", self.reason),
        ):  # fmt: skip
            field.setAccessibleName(words(f"{_KEY}.{name}"))
            form.addRow(words(f"{_KEY}.{name}"), field)
        form.addRow(words(f"{_KEY}.file"), scan)
        form.addRow("", self.discussed)
        if not self._with_names:
            hint = hint_label(self)
            hint.setText(words(f"{_KEY}.masked"))
            self.body.addWidget(hint)
        self.body.addLayout(form)
        self.body.addWidget(self._sheet(), 1)

    def _sheet(self) -> QScrollArea:
        """The cards of the form, one below the other."""
        area, inner = QScrollArea(self), QWidget(self)
        column = QVBoxLayout(inner)
        for number, criterion in enumerate(self._shown.room.stage.criteria, start=1):
            card = CriterionCard(self.language, self.model, criterion, number, {})
            self.cards.append(card)
            column.addWidget(card)
        words = self.language.words
        self.opinion.setPlaceholderText(words(f"{_KEY}.opinion"))
        self.opinion.setAccessibleName(words(f"{_KEY}.opinion"))
        self.opinion.setTabChangesFocus(True)
        column.addWidget(self.opinion)
        area.setWidgetResizable(True)
        area.setAccessibleName(words(f"{_KEY}.sheet"))
        area.setWidget(inner)
        self.model.changed.connect(self.follow)
        return area

    def _ask_scan(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.scan.text(), "", _KINDS)
        if name:
            self.choose_scan(Path(name))

    def _named(self, one: Attendee) -> str:
        return f"{one.letter} · {one.name}" if self._with_names else one.letter
