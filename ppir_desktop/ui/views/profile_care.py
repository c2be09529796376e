"""How the profile is kept: its keys in words, and a backup to a file."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.errors import PpirError
from ppir_desktop.services.profiles import ProfileState, state_of
from ppir_desktop.services.sessions import OpenProfile
from ppir_desktop.services.vaults import backup
from ppir_desktop.services.watching import Progress, Watch
from ppir_desktop.ui.errors import error_text
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.task_runner import Task
from ppir_desktop.ui.times import local_time
from ppir_desktop.ui.widgets.section import give_role, hint_label

BACKUP: Final = ".ppirbackup"
_COPIES: Final = 2
_MB: Final = 1_000_000
_PATIENCE_SECONDS: Final = 10.0


class ProfileCare(QWidget):
    """Says how the profile is kept, and backs it up."""

    def __init__(self, language: Language, session: Session, parent: QWidget) -> None:
        """Know nothing yet; it looks when it is shown."""
        super().__init__(parent)
        self._language, self._session = language, session
        self._state: ProfileState | None = None
        self._task: Task | None = None
        self._began, self._ended = threading.Event(), threading.Event()
        self._progress: Progress | None = None
        self._said: PpirError | tuple[str, str] | None = None
        self.keyring, self.slots, self.last = (hint_label(self) for _ in range(3))
        self.backup, self.stop = QPushButton(self), QPushButton(self)
        self.bar, self.left = QProgressBar(self), QLabel(self)
        self.message = hint_label(self)
        self._lay_out()
        self.backup.clicked.connect(self._ask_where)
        self.stop.clicked.connect(self._cancel)
        session.locking.connect(self._leave)
        session.locked.connect(self._forget)
        language.changed.connect(self._speak)
        self._speak()

    def refresh(self) -> None:
        """Look anew how the profile is kept."""
        profile = self._session.profile
        if profile is None:
            return

        def work(_watch: Watch) -> ProfileState:
            return state_of(profile)

        task = self._session.runner.on_vault(work)
        task.succeeded.connect(self._show_state)
        task.failed.connect(self._tell)

    def save(self, path: Path) -> None:
        """Back the profile up to a file that is not there yet."""
        profile = self._session.profile
        if profile is None or self._task is not None:
            return
        began, ended = self._began, self._ended = threading.Event(), threading.Event()

        def work(watch: Watch) -> None:
            began.set()
            try:
                _back_up(profile, path, watch)
            finally:
                ended.set()

        self._said = self._progress = None
        # Not among the work on the vault: sheets are saved while documents are copied for minutes.
        task = self._task = self._session.runner.aside(work)
        task.progressed.connect(self._show_progress)
        task.succeeded.connect(lambda _none: self._finish(("done", str(path))))
        task.cancelled.connect(lambda: self._finish(("cancelled", "")))
        task.failed.connect(self._tell)
        task.ended.connect(self._end)
        self._speak()

    def showEvent(self, event: QShowEvent) -> None:
        """Look how it is kept now."""
        super().showEvent(event)
        self.refresh()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _leave(self) -> None:
        """Stop, and let the profile be closed only once nothing of it is read any more."""
        if self._task is None:
            return
        self._cancel()
        if not self._began.is_set():  # and it never will
            return
        ended = self._ended
        self._session.runner.on_vault(lambda _watch: ended.wait(_PATIENCE_SECONDS))

    def _forget(self) -> None:
        self._state = self._said = self._progress = None
        self._speak()

    def _ask_where(self) -> None:
        profile, words = self._session.profile, self._language.words
        if profile is None:
            return
        # A backup never takes the place of a file; the system need not offer that.
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            words("window.care.backup"),
            f"{profile.info.name}{BACKUP}",
            f"{words('window.care.kind')} (*{BACKUP})",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self.save(Path(chosen))

    def _show_state(self, state: ProfileState) -> None:
        if self._session.profile is not None:
            self._state = state
            self._speak()

    def _show_progress(self, progress: Progress) -> None:
        self._progress = progress
        self._speak()

    def _finish(self, said: tuple[str, str]) -> None:
        if self._session.profile is not None:
            self._said = said

    def _tell(self, error: PpirError) -> None:
        if self._session.profile is not None:
            self._said = error
            self._speak()

    def _end(self) -> None:
        self._task = None
        self._speak()
        self.refresh()

    def _lay_out(self) -> None:
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.left.setProperty("role", "muted")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.backup)
        row.addWidget(self.stop)
        row.addWidget(self.bar, 1)
        row.addWidget(self.left)
        row.addStretch(0)
        row.setAlignment(self.backup, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for label in (self.keyring, self.slots):
            column.addWidget(label)
        column.addSpacing(4)
        column.addWidget(self.last)
        column.addLayout(row)
        column.addWidget(self.message)

    def _speak(self) -> None:
        words, key, is_busy = self._language.words, "window.care", self._task is not None
        self._say_state()
        self.backup.setText(words(f"{key}.backup"))
        self.backup.setToolTip(words(f"{key}.backup_tip"))
        self.backup.setVisible(not is_busy)
        self.stop.setText(words(f"{key}.stop"))
        self.stop.setVisible(is_busy)
        self.bar.setAccessibleName(words(f"{key}.progress"))
        self.bar.setVisible(is_busy)
        self.left.setVisible(is_busy)
        self._say_progress()
        text = ""
        if isinstance(self._said, PpirError):
            text = error_text(self._said, words)
        elif self._said is not None:
            text = words(f"{key}.{self._said[0]}", file=self._said[1])
        is_done = isinstance(self._said, tuple) and self._said[0] == "done"
        is_bad = isinstance(self._said, PpirError)
        give_role(self.message, "good" if is_done else "bad" if is_bad else "muted")
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def _say_state(self) -> None:
        words, key, state = self._language.words, "window.care", self._state
        for label in (self.keyring, self.slots, self.last):
            label.setVisible(state is not None)
        if state is None:
            return
        copies = {"access": state.access_copies, "recovery": state.recovery_copies}
        is_whole = min(copies.values()) == _COPIES
        self.keyring.setText(words(f"{key}.keyring_{'yes' if state.info.keyring else 'no'}"))
        self.slots.setText(words(f"{key}.slots_{'whole' if is_whole else 'partly'}", **copies))
        give_role(self.slots, "muted" if is_whole else "bad")
        time = state.backed_up_at
        self.last.setText(
            words(f"{key}.backed_up", time=local_time(time, words.language))
            if time else words(f"{key}.not_backed_up")
        )  # fmt: skip

    def _say_progress(self) -> None:
        progress = self._progress
        if progress is None or not progress.total:
            self.bar.setRange(0, 0)
            self.left.setText("")
            return
        self.bar.setRange(0, 1000)
        self.bar.setValue(min(1000, progress.done * 1000 // progress.total))
        minutes, seconds = divmod(round(progress.seconds_left or 0), 60)
        self.left.setText(
            self._language.words(
                "window.care.progress_of",
                done=progress.done // _MB,
                total=progress.total // _MB,
                left=f"{minutes}:{seconds:02}",
            )
        )


def _back_up(profile: OpenProfile, path: Path, watch: Watch) -> None:
    """Back up, and stop between two pieces where somebody wishes it."""
    done = 0

    def progress(now: int, total: int) -> None:
        nonlocal done
        watch.check()
        if not done:
            watch.begin("backup", total)
        watch.add(now - done)
        done = now

    backup(profile, path, SystemClock(), progress)
