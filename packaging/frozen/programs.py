"""The programs of a build: what each is called, and which function of which module it runs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from frozen.contents import Entry

from ppir_desktop.common.own_processes import PROGRAMS


class Program(NamedTuple):
    """One program.

    Attributes:
        name: What it is called.
        module: Where its function `main` is.
        has_console: Whether it speaks to a terminal; on Windows the others bring none up.
        hooks: Which of PyInstaller's preparations for libraries it needs when it starts.
    """

    name: str
    module: str
    has_console: bool = True
    hooks: frozenset[str] = frozenset()


_QT: Final = frozenset({"pyi_rth_pyside6"})
_WORKERS: Final = frozenset({"pyi_rth_multiprocessing"})
_HOOKS: Final = {"ppir-demo": _QT, "ppir-hub": _WORKERS}
ALL: Final = (
    Program("ppir", "ppir_desktop.cli.main"),
    Program("ppir-desktop", "ppir_desktop.ui.main", has_console=False, hooks=_QT),
    *(
        Program(name, module, hooks=_HOOKS.get(name, frozenset()))
        for module, name in PROGRAMS.items()
    ),
)
"""Those that a person starts, and those that they start."""

_BEGIN: Final = "from {module} import main\n\nmain()\n"
# A worker of a hub is this program once more, told so by its arguments.
_BEGIN_WORKER: Final = "from multiprocessing import freeze_support\n\nfreeze_support()\n"


def write_entry(program: Program, folder: Path) -> Path:
    """Write the script that a program begins with."""
    entry = folder / f"{_entry_name(program)}.py"
    begin = _BEGIN_WORKER if program.hooks == _WORKERS else ""
    entry.write_text(begin + _BEGIN.format(module=program.module), encoding="utf-8")
    return entry


def scripts_of(program: Program, scripts: Iterable[Entry]) -> list[Entry]:
    """What a program runs when it starts, of all that was collected for any of them.

    Preparing for what it never loads, or does not need prepared, would take time.
    """
    wanted = program.hooks | {_entry_name(program)}
    return [one for one in scripts if one[0] in wanted]


def _entry_name(program: Program) -> str:
    return f"{program.name.replace('-', '_')}_entry"
