"""The open profile behind the windows: unlocking it, and locking it at once."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Signal

from ppir_desktop.services.sessions import (
    DEFAULT_SECONDS,
    OpenProfile,
    Watch,
    open_session,
    watch_idle,
)
from ppir_desktop.ui.task_runner import Task, TaskRunner

_TOUCHES = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}
)


class _Idle(Protocol):
    def touch(self) -> None: ...

    def stop(self) -> None: ...


class Session(QObject):
    """A profile that is open, or none.

    Signals:
        opened: A profile is open.
        locking: It is about to be closed: the last moment to hand over what is not saved.
        locked: It is no more; windows show nothing of it from this moment on.
    """

    opened = Signal()
    locking = Signal()
    locked = Signal()

    _idle = Signal()

    def __init__(self, runner: TaskRunner, parent: QObject | None = None) -> None:
        """Start with nothing open."""
        super().__init__(parent)
        self.runner = runner
        self.profile: OpenProfile | None = None
        self._idle_seconds: float = DEFAULT_SECONDS
        self._watch: _Idle | None = None
        # The watch calls from a thread of its own.
        self._idle.connect(self.lock)

    @property
    def idle_seconds(self) -> float:
        """After how long without anybody the profile is closed; a new value counts at once."""
        return self._idle_seconds

    @idle_seconds.setter
    def idle_seconds(self, seconds: float) -> None:
        if seconds != self._idle_seconds:
            self._idle_seconds = seconds
            if self.profile is not None:
                self._watch_anew(self.profile)

    def unlock(self, name: str, passphrase: str) -> Task:
        """Open a profile; `opened` says when it is."""

        def work(_watch: Watch) -> OpenProfile:
            return open_session(name, passphrase)

        task = self.runner.on_vault(work)
        task.succeeded.connect(self.take)
        return task

    def take(self, profile: OpenProfile) -> None:
        """Go on with a profile that is open."""
        self.profile = profile
        self._watch_anew(profile)
        self.opened.emit()

    def lock(self) -> None:
        """Close the profile and drop its keys, once what is under way has come to its end."""
        if self.profile is None:
            return
        self.locking.emit()
        profile, self.profile = self.profile, None
        # Windows go blank before anything else is done.
        self.locked.emit()
        self._watch_no_more()

        def work(_watch: Watch) -> None:
            profile.close()

        self.runner.on_vault(work)

    def _watch_anew(self, profile: OpenProfile) -> None:
        self._watch_no_more()
        self._watch = watch_idle(profile, self._idle.emit, self._idle_seconds)

    def _watch_no_more(self) -> None:
        if self._watch is not None:
            self._watch.stop()
            self._watch = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that somebody is there."""
        if self._watch is not None and event.type() in _TOUCHES:
            self._watch.touch()
        return super().eventFilter(watched, event)
