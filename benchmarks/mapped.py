"""Tells when a window comes to a screen of X11: by Xlib itself, without looking again and again."""

from __future__ import annotations

import ctypes
import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_SUBSTRUCTURE: Final = 1 << 19
_MAP_NOTIFY: Final = 19
_EVENT_LONGS: Final = 24


class Screen:
    """The windows of one screen."""

    def __init__(self, library: ctypes.CDLL, display: ctypes.c_void_p) -> None:
        """Look at an open display; `watching` opens one."""
        self._library, self._display = library, display
        self._event = (ctypes.c_long * _EVENT_LONGS)()

    def wait_for_window(self, seconds: float) -> None:
        """Wait until the next window is shown.

        Raises:
            TimeoutError: None was.
        """
        while True:
            while not self._library.XPending(self._display):
                number = self._library.XConnectionNumber(self._display)
                if not select.select([number], [], [], seconds)[0]:
                    raise TimeoutError
            self._library.XNextEvent(self._display, self._event)
            if self._event[0] & 0xFFFFFFFF == _MAP_NOTIFY:
                return


@contextmanager
def watching(name: str) -> Iterator[Screen]:
    """Watch a screen by its name, such as ``:1``."""
    library = ctypes.CDLL("libX11.so.6")
    library.XOpenDisplay.restype = ctypes.c_void_p
    library.XDefaultRootWindow.restype = ctypes.c_ulong
    display = ctypes.c_void_p(library.XOpenDisplay(name.encode()))
    root = ctypes.c_ulong(library.XDefaultRootWindow(display))
    library.XSelectInput(display, root, ctypes.c_long(_SUBSTRUCTURE))
    library.XSync(display, 0)
    try:
        yield Screen(library, display)
    finally:
        library.XCloseDisplay(display)
