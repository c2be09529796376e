"""Finds the files that ship with the program, in a wheel as in a checkout.

In a checkout they lie in ``resources/`` at the top; the wheel carries the same tree inside the
package. Whoever needs one asks for it by its path below that folder.
"""

from __future__ import annotations

import importlib.resources
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path


@cache
def root() -> Traversable:
    """The folder of all resources."""
    package = importlib.resources.files("ppir_desktop")
    shipped = package / "resources"
    if shipped.is_dir():
        return shipped
    return Path(str(package)).parent / "resources"


def resource(path: str) -> Traversable:
    """One resource, by its path below ``resources/``, such as ``schemes/nep.toml``.

    Raises:
        FileNotFoundError: If the program was installed without it.
    """
    found = root().joinpath(path)
    if not (found.is_file() or found.is_dir()):
        raise FileNotFoundError(path)
    return found


def read_text(path: str) -> str:
    """The text of one resource, UTF-8."""
    return resource(path).read_text(encoding="utf-8")
