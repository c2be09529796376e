"""The chair's desks behind the windows: they are used on the vault's lane alone.

What comes back is immutable, and nothing comes back for a profile that was locked meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.errors import PpirError, RefusedError
from ppir_desktop.domain.consolidation import Collected
from ppir_desktop.domain.stage import Stage
from ppir_desktop.services.chair import beside as figures
from ppir_desktop.services.chair.beside import Beside
from ppir_desktop.services.chair.meeting import Talk
from ppir_desktop.services.chair.sittings import ChairSittings, Seen, Sight, rounds_chaired
from ppir_desktop.services.sessions import OpenProfile
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.task_runner import Task

T = TypeVar("T")


class PanelLane(QObject):
    """Asks the chair's desks, and says what they answer.

    Signals:
        chairs: Whether whoever sits here chairs a panel.
        seen: A stage, as `Seen`.
        laid: A dossier, as `Laid`.
        figured: The stage, as a `Sight`, and the figures beside its result.
        failed: The `PpirError` that says why something was not done.
    """

    chairs = Signal(bool)
    seen = Signal(object)
    laid = Signal(object)
    figured = Signal(object, object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        """Hold no desk yet."""
        super().__init__(parent)
        self._session = session
        self._held: tuple[OpenProfile, ChairSittings] | None = None

    @property
    def sittings(self) -> ChairSittings | None:
        """The desks, for work on the vault's lane; None while no profile is open."""
        profile = self._session.profile
        if profile is None:
            return None
        if self._held is None or self._held[0] is not profile:
            self._held = profile, ChairSittings(profile, SystemClock())
        return self._held[1]

    @property
    def profile_name(self) -> str:
        """Name of the profile that is open; empty for none."""
        profile = self._session.profile
        return profile.info.name if profile is not None else ""

    def leave(self) -> None:
        """Hold no desk any more."""
        self._held = None

    def check(self) -> None:
        """Say whether whoever sits here chairs a panel, without opening a desk."""
        profile = self._session.profile
        if profile is not None:
            self._run(lambda _watch: bool(rounds_chaired(profile)), self.chairs.emit)

    def look(self, wanted: Sight | None = None) -> None:
        """Take in what arrived, and look at a stage, or at the first there is."""
        held = self.sittings
        if held is not None:
            self._run(lambda _watch: held.look(wanted), self._take)

    def lay(self, sight: Sight, dossier: str) -> None:
        """Lay out what there is to a dossier."""
        held = self.sittings
        if held is not None:
            self._run(lambda _watch: held.lay(sight, dossier), self.laid.emit)

    def write(self, sight: Sight, dossier: str, **changes: object) -> Task | None:
        """Change what is written down of a dossier; the task says when it is on the disk."""
        held = self.sittings
        if held is None:
            return None

        def work(_watch: Watch) -> str:
            return held.write(sight, dossier, **changes)

        return self._session.runner.on_vault(work)

    def change(
        self, sight: Sight, dossier: str, change: Callable[[Talk], dict[str, object]]
    ) -> None:
        """Change what is written down by what stands there, and look at all of it anew.

        Args:
            sight: The stage.
            dossier: Application number.
            change: Makes the changes from what is written down so far.
        """
        held = self.sittings
        if held is None:
            return

        def work(_watch: Watch) -> Seen:
            talk = held.desk(sight.round).talk((sight.stage, dossier))
            held.write(sight, dossier, **change(talk))
            return held.look(sight)

        self._run(work, self._take)

    def unmask(self, sight: Sight, reason: str, then: Callable[[], None]) -> None:
        """Write down why names are shown, and show them only once that is on the disk."""
        held = self.sittings
        if held is None:
            return

        def work(_watch: Watch) -> None:
            held.unmask(sight, reason)

        self._run(work, lambda _none: then())

    def figure(self, sight: Sight) -> None:
        """Compute the figures beside the result of a stage, away from the vault and the window."""
        held = self.sittings
        if held is not None:
            self._run(
                lambda _watch: held.collected(sight), lambda found: self._compute(sight, *found)
            )

    def _compute(self, sight: Sight, stage: Stage, collected: list[Collected]) -> None:
        def work(watch: Watch) -> Beside:
            return figures.beside(stage, collected, watch.check)

        task = self._session.runner.aside(work)
        self._hear(task, lambda found: self.figured.emit(sight, found))

    def _take(self, seen: Seen) -> None:
        self.seen.emit(seen)

    def _run(self, work: Callable[[Watch], T], then: Callable[[T], object]) -> None:
        self._hear(self._session.runner.on_vault(work), then)

    def _hear(self, task: Task, then: Callable[[T], object]) -> None:
        profile = self._session.profile

        def answer(found: T) -> None:
            if profile is not None and self._session.profile is profile:
                then(found)

        def fail(error: PpirError) -> None:
            if self._session.profile is not profile:
                return
            if isinstance(error, RefusedError) and error.code == "chair_only":
                self.chairs.emit(False)
            self.failed.emit(error)

        task.succeeded.connect(answer)
        task.failed.connect(fail)
