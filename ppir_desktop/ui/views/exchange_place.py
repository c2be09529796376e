"""The place of the exchange: sync now, bundles, what was sent and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
)

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.errors import InputError, PpirError
from ppir_desktop.services import bundles, exchange
from ppir_desktop.services.exchange import Outcome, Sent
from ppir_desktop.services.taking_in import Taken, take_in
from ppir_desktop.services.watching import Progress, Watch
from ppir_desktop.ui.errors import error_text
from ppir_desktop.ui.file_kinds import BUNDLE, is_bundle
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.settings import Settings
from ppir_desktop.ui.task_runner import Task
from ppir_desktop.ui.viewmodels.outbox_table import OutboxTable
from ppir_desktop.ui.viewmodels.taken_bundles import taken_text


class ExchangePlace(QFrame):
    """Exchanges with hubs and sticks.

    Signals:
        changed: Something was taken in or sent; lists look anew.
        line: Whether hubs answered, and the local time.
        join_wanted: The person wants to enrol in a round.
    """

    changed = Signal()
    line = Signal(bool, str)
    join_wanted = Signal()

    def __init__(self, language: Language, session: Session, settings: Settings) -> None:
        """Show nothing yet."""
        super().__init__()
        self._language, self._session, self._settings = language, session, settings
        self._task: Task | None = None
        self._said: tuple[str, dict[str, object]] | PpirError | list[Taken] | None = None
        self.setAcceptDrops(True)
        self.setProperty("role", "pane")
        self.title, self.message, self.empty = QLabel(self), QLabel(self), QLabel(self)
        self.title.setProperty("role", "title")
        self.empty.setProperty("role", "muted")
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.sync, self.take, self.give = (QPushButton(self) for _ in range(3))
        self.sync.setProperty("role", "filled")
        self.stop, self.join = QPushButton(self), QPushButton(self)
        self.bar = QProgressBar(self)
        self.bar.setFixedHeight(6)
        self.bar.setTextVisible(False)
        self.model = OutboxTable(language, self)
        self.table = QTableView(self)
        self.table.setModel(self.model)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.sync.clicked.connect(self.sync_now)
        self.take.clicked.connect(self._ask_for_bundles)
        self.give.clicked.connect(self._ask_where)
        self.stop.clicked.connect(self.cancel)
        session.locking.connect(self.cancel)
        self.join.clicked.connect(self.join_wanted)
        self.setFocusProxy(self.sync)
        self._lay_out()
        language.changed.connect(self._speak)
        self._speak()

    @property
    def is_busy(self) -> bool:
        """Whether something is under way; another thing waits until `changed` says it ended."""
        return self._task is not None

    def refresh(self, sent: Sequence[Sent]) -> None:
        """Show what was sent and waits."""
        self.model.show(sent)
        self._speak()

    def sync_now(self) -> None:
        """Exchange with the hubs of all rounds."""
        profile = self._session.profile
        if profile is None or self._task is not None:
            return
        proxy = self._settings.proxy

        def work(watch: Watch) -> list[Outcome]:
            return exchange.sync(profile, SystemClock(), watch, proxy=proxy)

        # Not among the work on the vault: sheets are saved while documents come in for minutes.
        self._begin(self._session.runner.aside(work)).succeeded.connect(self._synced)

    def take_in(self, paths: Sequence[Path], others: Sequence[Path] = ()) -> None:
        """Take bundles in.

        Args:
            paths: The bundles.
            others: What came with them and is of no kind that the program knows.
        """
        profile = self._session.profile
        if profile is None or self._task is not None:
            return
        strange = [Taken(one, InputError("file_of_no_kind", file=one.name)) for one in others]
        if not paths:
            self._said = strange or self._said
            self._speak()
            return

        def work(watch: Watch) -> list[Taken]:
            return take_in(profile, paths, SystemClock(), watch) + strange

        self._begin(self._session.runner.aside(work)).succeeded.connect(self._taken)

    def give_out(self, path: Path) -> None:
        """Write what waits to a bundle for the office."""
        profile = self._session.profile
        if profile is None or self._task is not None:
            return

        def work(watch: Watch) -> list[bundles.Exported]:
            return bundles.export_all(profile, path, SystemClock(), watch)

        self._begin(self._session.runner.aside(work)).succeeded.connect(self._given)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take bundles that are dragged here."""
        if any(is_bundle(Path(url.toLocalFile())) for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take them in."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls()]
        self.take_in(
            [path for path in paths if is_bundle(path)],
            [path for path in paths if not is_bundle(path)],
        )

    def _synced(self, outcomes: list[Outcome]) -> None:
        failures = [outcome.failure for outcome in outcomes if outcome.failure is not None]
        now = QDateTime.currentDateTime().toString("HH:mm")
        self.line.emit(bool(outcomes) and not failures, now)
        if failures:
            self._said = failures[0]
        elif not outcomes:
            self._said = ("no_hub", {})
        elif any(outcome.awaits_approval for outcome in outcomes):
            self._said = ("waits", {})
        else:
            count = sum(len(outcome.changes) for outcome in outcomes)
            self._said = ("synced" if count else "nothing", {"count": count})

    def _taken(self, found: list[Taken]) -> None:
        self._said = found

    def _given(self, found: list[bundles.Exported]) -> None:
        self._said = ("given", {"count": sum(one.parcels for one in found)})

    def _begin(self, task: Task) -> Task:
        self._task, self._said = task, None
        task.progressed.connect(self._show_progress)
        task.failed.connect(self._tell)
        task.cancelled.connect(self._tell_cancelled)
        task.ended.connect(self._end)
        self.bar.setRange(0, 0)
        self._speak()
        return task

    def _end(self) -> None:
        self._task = None
        self._speak()
        self.changed.emit()

    def _tell(self, error: PpirError) -> None:
        self._said = error

    def _tell_cancelled(self) -> None:
        self._said = ("cancelled", {})

    def _show_progress(self, progress: Progress) -> None:
        if progress.total:
            self.bar.setRange(0, 1000)
            self.bar.setValue(min(1000, progress.done * 1000 // progress.total))

    def cancel(self) -> None:
        """Stop what is under way; it stops within a second, and nothing is lost."""
        if self._task is not None:
            self._task.cancel()

    def _ask_for_bundles(self) -> None:
        title, kinds = self._language.words("window.exchange.take"), f"PPIR (*{BUNDLE})"
        chosen, _ = QFileDialog.getOpenFileNames(self, title, "", kinds)
        self.take_in([Path(name) for name in chosen])

    def _ask_where(self) -> None:
        title, kinds = self._language.words("window.exchange.give"), f"PPIR (*{BUNDLE})"
        chosen, _ = QFileDialog.getSaveFileName(self, title, f"ppir{BUNDLE}", kinds)
        if chosen:
            self.give_out(Path(chosen))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.sync, self.take, self.give):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.stop)
        row.addWidget(self.join)
        column.addWidget(self.title)
        column.addLayout(row)
        for widget in (self.bar, self.message, self.empty):
            column.addWidget(widget)
        column.addWidget(self.table, 1)

    def _speak(self) -> None:
        words, key, busy = self._language.words, "window.exchange", self._task is not None
        self.title.setText(words("window.place.exchange"))
        for name, button in (
            ("sync", self.sync), ("take", self.take), ("give", self.give), ("stop", self.stop),
            ("join", self.join),
        ):  # fmt: skip
            button.setText(words(f"{key}.{name}"))
            button.setEnabled(not busy or name == "stop")
        # Another text takes a button's key away.
        self.sync.setShortcut("F5")
        self.sync.setToolTip(f"{words(f'{key}.sync')} (F5)")
        self.stop.setVisible(busy)
        self.bar.setVisible(busy)
        self.bar.setAccessibleName(words(f"{key}.progress"))
        text = ""
        if isinstance(self._said, PpirError):
            text = error_text(self._said, words)
        elif isinstance(self._said, list):
            text = taken_text(self._said, words)
        elif self._said is not None:
            text = words(f"{key}.{self._said[0]}", **self._said[1])
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.empty.setText(words(f"{key}.empty"))
        some = self.model.rowCount() > 0
        self.empty.setVisible(not some)
        self.table.setVisible(some)
        self.table.setAccessibleName(words(f"{key}.table"))
