"""Entry point of ``ppir-desktop``."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

from ppir_desktop import __version__
from ppir_desktop.common.errors import EnvironmentFault
from ppir_desktop.common.wording import Wording, language_of_locale
from ppir_desktop.ui.arguments import read_arguments, say

_WRONG = 2


def main() -> None:
    """Open the desk and run until its window is closed.

    Raises:
        SystemExit: Always, with the exit status; 2 when Qt is not installed, or for an option
            that there is not.
    """
    words = Wording(language_of_locale(os.environ))
    options = read_arguments(sys.argv).options
    # Answered before anything heavy is loaded.
    if "--help" in options:
        say(sys.stdout, f"{words('desktop.usage')}\n\n{words('desktop.help')}")
        raise SystemExit(0)
    if "--version" in options:
        say(sys.stdout, f"ppir-desktop {__version__}")
        raise SystemExit(0)
    if find_spec("PySide6") is None:
        worded = words.error(EnvironmentFault("part_missing", part="gui"))
        say(sys.stderr, f"{worded.what}\n{worded.remedy}")
        raise SystemExit(_WRONG)
    from ppir_desktop.ui.app import run

    raise SystemExit(run(words, sys.argv))


if __name__ == "__main__":
    main()
