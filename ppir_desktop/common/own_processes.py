"""How this program starts a part of itself as a process of its own.

From a wheel or a checkout that is the interpreter with the name of a module. An installed build
has no interpreter to be told one: there each such part is a program beside the one that runs
(packaging/frozen).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

PROGRAMS: Final = {
    "ppir_desktop.demo.__main__": "ppir-demo",
    "ppir_desktop.documents.worker": "ppir-reader",
    "ppir_desktop.hub.main": "ppir-hub",
}
"""Modules that are started, each with a function `main`; and their programs in a build."""


def is_frozen() -> bool:
    """Whether this is an installed build, with no interpreter of its own."""
    return bool(getattr(sys, "frozen", False))


def command_of(module: str, *arguments: str, is_isolated: bool = False) -> list[str]:
    """What starts one of the modules named in `PROGRAMS`.

    Args:
        module: Which.
        arguments: What it is called with.
        is_isolated: Whether it must not heed what the environment says of Python; a build never
            does.
    """
    if is_frozen():
        here = Path(sys.executable)
        return [str(here.with_name(PROGRAMS[module]).with_suffix(here.suffix)), *arguments]
    if is_isolated:
        code = f"from {module} import main; main()"
        return [sys.executable, "-I", "-c", code, *arguments]
    # Without -P a module that lies in the current folder would come before the one of its name.
    return [sys.executable, "-P", "-m", module, *arguments]
