"""What a chair does beyond looking: signing, typing in, exporting; each in a window of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ppir_desktop.common.errors import PpirError
from ppir_desktop.services.chair import exporting
from ppir_desktop.services.chair.desk import Place
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.meeting.decision_dialog import DecisionDialog
from ppir_desktop.ui.meeting.meeting_view import MeetingView
from ppir_desktop.ui.meeting.paper_dialog import PaperDialog
from ppir_desktop.ui.panel.panel_place import PanelPlace
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.widgets.passphrase_dialog import PassphraseDialog

_KEY: Final = "window_meeting.export"
_ENDINGS: Final = {
    "workbook": exporting.WORKBOOK, "table": exporting.TABLE, "paper": exporting.PAPER,
    "records": exporting.RECORDS,
}  # fmt: skip


class PanelDeeds(QObject):
    """Opens what a chair asks for.

    Signals:
        changed: Something was said: lists are to be looked at anew.
        exported: A file was written; its path.
        failed: The `PpirError` that says why something was not done.
    """

    changed = Signal()
    exported = Signal(str)
    failed = Signal(object)

    def __init__(
        self, language: Language, session: Session, panel: PanelPlace, meeting: MeetingView
    ) -> None:
        """Have nothing open."""
        super().__init__(panel)
        self._language, self._session = language, session
        self._panel, self._meeting = panel, meeting
        self.dialog: PassphraseDialog | None = None
        panel.sign_wanted.connect(self.sign)
        panel.export_wanted.connect(self._ask_where)
        meeting.sign_wanted.connect(self.sign)
        meeting.paper_wanted.connect(self.type_in)
        session.locking.connect(self.give_up)

    def sign(self, places: Sequence[Place]) -> None:
        """Ask for a signature under decisions."""
        sight, sittings = self._panel.sight, self._panel.sittings
        if sight is None or sittings is None or not places or self.dialog is not None:
            return
        dialog = DecisionDialog(
            self._language, self._session, self._window(), sittings, (sight, places),
            with_names=not self._panel.is_masked,
        )  # fmt: skip
        dialog.signed.connect(lambda _places: self.changed.emit())
        self._open(dialog)

    def type_in(self) -> None:
        """Ask for a sheet on paper for the dossier that the meeting is at."""
        shown, sittings = self._meeting.shown, self._panel.sittings
        if shown is None or sittings is None or self.dialog is not None:
            return
        dialog = PaperDialog(
            self._language, self._session, self._window(), sittings, shown,
            with_names=not self._panel.is_masked,
        )  # fmt: skip
        dialog.typed.connect(lambda _digest: self.changed.emit())
        self._open(dialog)

    def export(self, path: Path) -> None:
        """Write what the stage came to, in the form that the file's ending asks for."""
        sight, sittings = self._panel.sight, self._panel.sittings
        if sight is None or sittings is None:
            return
        words, with_names = self._language.words, not self._panel.is_masked

        def work(watch: Watch) -> int:
            desk = sittings.desk(sight.round)
            return exporting.export(
                desk, sight.stage, path, words, with_names=with_names, watch=watch
            )

        task = self._session.runner.on_vault(work)
        task.succeeded.connect(lambda _left_out: self.exported.emit(str(path)))
        task.failed.connect(self._fail)

    def give_up(self) -> None:
        """Close what is open, and sign nothing."""
        if self.dialog is not None:
            self.dialog.give_up()

    def _open(self, dialog: PassphraseDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._forget)
        dialog.open()

    def _forget(self) -> None:
        self.dialog = None

    def _fail(self, error: PpirError) -> None:
        self.failed.emit(error)

    def _ask_where(self) -> None:
        words = self._language.words
        kinds = {
            f"{words(f'{_KEY}.{name}')} (*{ending})": ending for name, ending in _ENDINGS.items()
        }
        chosen, kind = QFileDialog.getSaveFileName(
            self._window(), words(f"{_KEY}.title"), "", ";;".join(kinds)
        )
        if chosen:
            path = Path(chosen)
            self.export(path if path.suffix else path.with_suffix(kinds.get(kind, ".xlsx")))

    def _window(self) -> QWidget:
        return self._panel.window()
