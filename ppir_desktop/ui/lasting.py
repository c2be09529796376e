"""Keeps None, True and False alive under Qt's binding, which gives them back too often.

PySide6 6.12.0 counts references to these three as Python 3.12 and later do, where they live for
ever (PEP 683): it drops one with each call that returns nothing and each paint event. Under Python
3.11 that ends the program after some thousand frames: "deallocating None". So they are given more
references than any program lives to drop. From Python 3.12 on there is nothing to do.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_FOR_EVER: Final = 1 << 40


def make_lasting() -> None:
    """Give the three more references than can be dropped; doing it again changes nothing."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    if hasattr(sys, "gettotalrefcount"):  # a debug build, whose objects begin otherwise
        return
    for one in (None, True, False):
        if sys.getrefcount(one) < _FOR_EVER:
            ctypes.c_ssize_t.from_address(id(one)).value += 2 * _FOR_EVER
