"""Finds the files that ship with the program, in a wheel as in a checkout.

In a checkout they lie in ``resources/`` at the top; the wheel carries the same tree inside the
package. Whoever needs one asks for it by its path below that folder.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


@cache
def root() -> Path:
    """The folder of all resources."""
    shipped = _PACKAGE / "resources"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "resources"


def resource(path: str) -> Path:
    """One resource, by its path below ``resources/``, such as ``schemes/nep.toml``.

    Raises:
        FileNotFoundError: If the program was installed without it.
    """
    found = root() / path
    if not found.exists():
        raise FileNotFoundError(path)
    return found


def read_text(path: str) -> str:
    """The text of one resource, UTF-8.

    Raises:
        FileNotFoundError: If the program was installed without it.
    """
    return resource(path).read_text(encoding="utf-8")
