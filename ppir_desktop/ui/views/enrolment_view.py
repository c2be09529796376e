"""Joining a round: an invitation by file, drop or paste, who joins, and the fingerprints."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QFileDialog, QScrollArea, QWidget

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.errors import InputError, PpirError
from ppir_desktop.common.identifiers import in_groups
from ppir_desktop.domain.stage import Sector
from ppir_desktop.protocol.invitations import Invitation
from ppir_desktop.services.enrolment import (
    Enrolled,
    Person,
    enrol,
    invitation_from,
    load_invitation,
)
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.errors import error_of_file
from ppir_desktop.ui.file_kinds import BUNDLE, INVITATION, is_bundle, is_invitation
from ppir_desktop.ui.forms.enrolment import Ui_Enrolment
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.settings import Settings


class EnrolmentView(QScrollArea):
    """Enrols in a round.

    Signals:
        enrolled: The device enrolled; the office has to approve it.
        rested: An enrolment came to its end, whichever that was.
        back_wanted: The person goes on without.
    """

    enrolled = Signal()
    rested = Signal()
    back_wanted = Signal()

    def __init__(self, language: Language, session: Session, settings: Settings) -> None:
        """Ask for an invitation."""
        super().__init__()
        self._language, self._session, self._settings = language, session, settings
        self._invitation: Invitation | None = None
        self._bundle: Path | None = None
        self._enrolled: Enrolled | None = None
        self._errors: list[tuple[str, PpirError]] = []
        self._is_busy = False
        self.setAcceptDrops(True)
        self.form = Ui_Enrolment()
        # It scrolls where the window is low, as on a dense screen.
        inner = QWidget(self)
        self.form.setupUi(inner)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.form.title.setProperty("role", "title")
        self.form.hint.setProperty("role", "muted")
        self.form.card.setProperty("role", "card")
        self.form.enrol.setProperty("role", "filled")
        for sector in Sector:
            self.form.sector.addItem("", sector.value)
        self._connect()
        self._speak()

    def refresh(self) -> None:
        """Begin anew, with nothing of what was given before."""
        self._invitation = self._bundle = self._enrolled = None
        self._errors = []
        for field in (self.form.name, self.form.affiliation):
            field.clear()
        self._speak()

    @property
    def is_in_use(self) -> bool:
        """Whether it enrols, or shows the fingerprint of whoever enrolled."""
        return self._is_busy or self._enrolled is not None

    @property
    def is_begun(self) -> bool:
        """Whether something was given here that beginning anew would take away."""
        typed = (self.form.name.text(), self.form.affiliation.text())
        return self.is_in_use or any((*typed, self._invitation, self._bundle))

    def take_files(self, paths: Iterable[Path]) -> None:
        """Take invitations, or a bundle with the round's opening, from files."""
        self._errors = []
        for path in paths:
            try:
                self._take_file(path)
            except PpirError as error:
                self._errors.append((path.name, error))
        self._speak()

    def _take_file(self, path: Path) -> None:
        if is_bundle(path):
            self._bundle = path
            return
        try:
            self._invitation = load_invitation(path)
        except InputError:
            # What is called otherwise may still be one: letters lose their endings on the way.
            if is_invitation(path):
                raise
            raise InputError("file_of_no_kind", file=path.name) from None

    def take_text(self, text: str) -> None:
        """Take an invitation that was pasted."""
        self._errors = []
        try:
            self._invitation = invitation_from(text.strip().encode())
        except PpirError as error:
            self._tell(error)
        self._speak()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin where one begins."""
        super().showEvent(event)
        self.form.open.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that are dragged here."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take them."""
        self.take_files(Path(url.toLocalFile()) for url in event.mimeData().urls())

    def _connect(self) -> None:
        form = self.form
        form.open.clicked.connect(self._ask_for_invitation)
        form.paste.clicked.connect(self._paste)
        form.bundle.clicked.connect(self._ask_for_bundle)
        for field in (form.name, form.affiliation):
            field.textEdited.connect(self._speak)
            field.returnPressed.connect(self._enrol)
        form.enrol.clicked.connect(self._enrol)
        form.back.clicked.connect(self.back_wanted)
        self._language.changed.connect(self._speak)

    def _ask_for_invitation(self) -> None:
        title = self._language.words("window.enrol.open")
        chosen, _ = QFileDialog.getOpenFileName(self, title, "", f"PPIR (*{INVITATION})")
        if chosen:
            self.take_files([Path(chosen)])

    def _ask_for_bundle(self) -> None:
        title = self._language.words("window.enrol.bundle")
        chosen, _ = QFileDialog.getOpenFileName(self, title, "", f"PPIR (*{BUNDLE})")
        if chosen:
            self.take_files([Path(chosen)])

    def _paste(self) -> None:
        self.take_text(QGuiApplication.clipboard().text())

    def _is_ready(self) -> bool:
        form = self.form
        named = form.name.text().strip() and form.affiliation.text().strip()
        return bool(self._invitation and named) and not self._is_busy and self._enrolled is None

    def _enrol(self) -> None:
        profile, invitation, form = self._session.profile, self._invitation, self.form
        if not self._is_ready() or profile is None or invitation is None:
            return
        person = Person(
            form.name.text().strip(),
            form.affiliation.text().strip(),
            Sector(form.sector.currentData()),
        )
        bundle, proxy = self._bundle, self._settings.proxy

        def work(watch: Watch) -> Enrolled:
            return enrol(
                profile, invitation, person, SystemClock(), bundle=bundle, proxy=proxy, watch=watch
            )

        self._is_busy, self._errors = True, []
        task = self._session.runner.aside(work)
        task.succeeded.connect(self._take)
        task.failed.connect(self._tell)
        task.ended.connect(self._rest)
        self._speak()

    def _take(self, enrolled: Enrolled) -> None:
        self._enrolled = enrolled
        self.enrolled.emit()

    def _tell(self, error: PpirError) -> None:
        self._errors = [("", error)]

    def _rest(self) -> None:
        self._is_busy = False
        self._speak()
        self.rested.emit()

    def _speak(self) -> None:
        words, form, key = self._language.words, self.form, "window.enrol"
        for name, widget in (
            ("title", form.title), ("hint", form.hint), ("open", form.open),
            ("paste", form.paste), ("bundle", form.bundle), ("name", form.nameLabel),
            ("affiliation", form.affiliationLabel), ("sector", form.sectorLabel),
        ):  # fmt: skip
            widget.setText(words(f"{key}.{name}"))
        for name, field in (
            ("name", form.name), ("affiliation", form.affiliation), ("sector", form.sector),
        ):  # fmt: skip
            field.setAccessibleName(words(f"{key}.{name}"))
        form.bundle.setToolTip(words(f"{key}.bundle_tip"))
        for row, sector in enumerate(Sector):
            form.sector.setItemText(row, words(f"window.sector.{sector}"))
        form.bundleName.setText(self._bundle.name if self._bundle else "")
        form.invitation.setText(self._invitation_text())
        form.enrol.setText(words(f"{key}.{'enrolling' if self._is_busy else 'enrol'}"))
        form.enrol.setEnabled(self._is_ready())
        form.enrol.setVisible(self._enrolled is None)
        form.back.setText(words(f"{key}.{'back' if self._enrolled is None else 'done'}"))
        self._say_how_it_went()

    def _invitation_text(self) -> str:
        words, invitation = self._language.words, self._invitation
        if invitation is None:
            return words("window.enrol.none")
        return words(
            "window.enrol.here",
            hub=invitation.hub or words("window.enrol.no_hub"),
            authority=in_groups(invitation.authority),
        )

    def _say_how_it_went(self) -> None:
        words, message = self._language.words, self.form.message
        text, role = "", "bad"
        if self._errors:
            text = "\n".join(error_of_file(name, error, words) for name, error in self._errors)
        elif self._enrolled is not None:
            fingerprint = in_groups(self._enrolled.fingerprint)
            text, role = words("window.enrol.asked", fingerprint=fingerprint), "good"
        message.setProperty("role", role)
        message.style().polish(message)
        message.setText(text)
        message.setVisible(bool(text))
