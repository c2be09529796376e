"""The two ways by which the office and a laptop exchange, behind one interface."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from ppir_desktop.services import bundles
from ppir_desktop.sync.changes import Change
from tests.support.play import CLOCK
from tests.support.scene import Kim, Scene, synced


class Way(Protocol):
    """Carries what is waiting."""

    def to_laptop(self, scene: Scene, kim: Kim) -> Sequence[Change]:
        """From the office to a laptop; gives what happened there."""

    def to_desk(self, scene: Scene, kim: Kim) -> Sequence[Change]:
        """From a laptop to the office; gives what happened there."""


class ByHub:
    """Over the network."""

    def to_laptop(self, scene: Scene, kim: Kim) -> Sequence[Change]:
        synced(scene.desk.profile)
        return synced(kim.profile).changes

    def to_desk(self, scene: Scene, kim: Kim) -> Sequence[Change]:
        synced(kim.profile)
        return synced(scene.desk.profile).changes


class ByStick:
    """By bundles alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)

    def to_laptop(self, scene: Scene, kim: Kim) -> Sequence[Change]:
        path = self._path()
        bundles.export(scene.desk.profile, scene.round, path, CLOCK, readers=[kim.identity.id])
        return bundles.import_bundle(kim.profile, path, CLOCK).changes

    def to_desk(self, scene: Scene, kim: Kim) -> Sequence[Change]:
        path = self._path()
        bundles.export(kim.profile, scene.round, path, CLOCK)
        return bundles.import_bundle(scene.desk.profile, path, CLOCK).changes

    def _path(self) -> Path:
        return self._folder / f"stick-{next(self._numbers)}.ppirb"
