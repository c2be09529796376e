"""What came of bundles that were taken in, as the place of the exchange says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.common.wording import Wording
from ppir_desktop.services.bundles import Imported
from ppir_desktop.services.taking_in import Taken
from ppir_desktop.ui.errors import error_of_file

_KEY = "window.exchange"


def taken_text(taken: Sequence[Taken], words: Wording) -> str:
    """Which files were taken in, which bundles lack parts, and why others were refused."""
    bundles: dict[Identifier, tuple[list[str], Imported]] = {}
    refused = []
    for file, came_to in taken:
        if isinstance(came_to, PpirError):
            refused.append(error_of_file(file.name, came_to, words))
        else:
            names, _ = bundles.get(came_to.bundle, ([], came_to))
            # The part that was read last says how many are here now.
            bundles[came_to.bundle] = ([*names, file.name], came_to)
    whole = [name for names, last in bundles.values() if last.is_whole for name in names]
    lines = [words(f"{_KEY}.taken", files=_listed(whole))] if whole else []
    lines += [
        words(f"{_KEY}.parts", files=_listed(names), here=last.here, parts=last.parts)
        for names, last in bundles.values()
        if not last.is_whole
    ]
    return "\n".join(lines + refused)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
