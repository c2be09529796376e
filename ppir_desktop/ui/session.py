"""The open profile behind the windows: unlocking it, and locking it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, Signal

from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.task_runner import Task, TaskRunner

if TYPE_CHECKING:
    from ppir_desktop.services.sessions import OpenProfile

_TOUCHES = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}
)


class _Idle(Protocol):
    def touch(self) -> None: ...

    def stop(self) -> None: ...


class Session(QObject):
    """A profile that is open, or none.

    Signals:
        opening: A profile is being opened, which takes a moment.
        opened: A profile is open.
        locking: It is about to be closed: the last moment to hand over what is not saved.
        locked: It is no more; windows show nothing of it from this moment on.
    """

    opening = Signal()
    opened = Signal()
    locking = Signal()
    locked = Signal()

    _idle = Signal()

    def __init__(self, runner: TaskRunner, parent: QObject | None = None) -> None:
        """Start with nothing open."""
        super().__init__(parent)
        self.runner = runner
        self.profile: OpenProfile | None = None
        self._idle_seconds: float | None = None
        self._watch: _Idle | None = None
        # The watch calls from a thread of its own.
        self._idle.connect(self.lock)

    @property
    def idle_seconds(self) -> float | None:
        """After how long without anybody the profile is closed; a new value counts at once."""
        return self._idle_seconds

    @idle_seconds.setter
    def idle_seconds(self, seconds: float | None) -> None:
        if seconds != self._idle_seconds:
            self._idle_seconds = seconds
            if self.profile is not None:
                self._watch_anew(self.profile)

    def unlock(self, name: str, passphrase: str) -> Task:
        """Open a profile; `opened` says when it is."""

        def work(_watch: Watch) -> OpenProfile:
            # Not at the top: the window that asks for a passphrase is there before a vault is.
            from ppir_desktop.services.sessions import open_session  # noqa: PLC0415

            return open_session(name, passphrase)

        task = self.runner.on_vault(work)
        task.succeeded.connect(self.take)
        self.opening.emit()
        return task

    def take(self, profile: OpenProfile) -> None:
        """Go on with a profile that is open; nobody does once the window is gone."""
        if self.runner.is_closed:
            profile.close()
            return
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
        from ppir_desktop.services.sessions import watch_idle  # noqa: PLC0415 -- as above

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
