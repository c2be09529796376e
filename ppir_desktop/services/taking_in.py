"""Taking several bundles in: what is wrong with one of them is no reason to leave the others."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from ppir_desktop.common.clock import Clock
from ppir_desktop.common.errors import PpirError
from ppir_desktop.services.bundles import Imported, import_bundle
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.sync.progress import Watch


class Taken(NamedTuple):
    """What came of a file: what was imported, or why nothing of it was taken in."""

    file: Path
    came_to: Imported | PpirError


def take_in(profile: OpenProfile, files: Iterable[Path], clock: Clock, watch: Watch) -> list[Taken]:
    """Take bundles in, or parts of them, each by itself.

    Args:
        profile: The open profile.
        files: The bundles, in the order in which they are taken in.
        clock: Says when.
        watch: Counts, and carries the wish to stop.

    Raises:
        RefusedError: ``cancelled``; what was taken in before stays.
    """
    found = []
    for file in files:
        try:
            found.append(Taken(file, import_bundle(profile, file, clock, watch)))
        except PpirError as error:
            if error.code == "cancelled":
                raise
            found.append(Taken(file, error))
    return found
