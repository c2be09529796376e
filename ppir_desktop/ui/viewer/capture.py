"""The system's own protection from screenshots, where a round lets nothing be copied or printed.

It keeps honest people from mistakes, and nobody from taking a photograph. It has been written
after the systems' documentation and has not been run on either of them yet.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import sys

from PySide6.QtWidgets import QWidget

from ppir_desktop.common.logs import EventLogger

_LOG = EventLogger(__name__)

# Windows: learn.microsoft.com/windows/win32/api/winuser/nf-winuser-setwindowdisplayaffinity
_WDA_NONE, _WDA_EXCLUDEFROMCAPTURE = 0x0, 0x11
# macOS: developer.apple.com/documentation/appkit/nswindow/sharingtype-swift.enum
_SHARING_NONE, _SHARING_READ_ONLY = 0, 1


def protect(window: QWidget, *, is_protected: bool) -> bool:
    """Keep a window out of screenshots, or let it into them; say whether the system does so."""
    ask = _SYSTEMS.get(sys.platform)
    if ask is None:
        return False
    done = ask(int(window.winId()), is_protected)
    if not done:
        _LOG.warning("capture_not_prevented", system=sys.platform)
    return done


def _on_windows(handle: int, is_protected: bool) -> bool:
    affinity = _WDA_EXCLUDEFROMCAPTURE if is_protected else _WDA_NONE
    user32 = ctypes.CDLL("user32", use_last_error=True)
    user32.SetWindowDisplayAffinity.argtypes = (ctypes.c_void_p, ctypes.c_uint32)
    return bool(user32.SetWindowDisplayAffinity(handle, affinity))


def _on_macos(view: int, is_protected: bool) -> bool:
    """Ask the view that Qt gives for its window, and tell that."""
    library = ctypes.util.find_library("objc")
    if library is None:
        return False
    objc = ctypes.CDLL(library)
    objc.sel_registerName.restype = ctypes.c_void_p
    objc.sel_registerName.argtypes = (ctypes.c_char_p,)
    send = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(
        ("objc_msgSend", objc)
    )
    tell = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)(
        ("objc_msgSend", objc)
    )
    window = send(view, objc.sel_registerName(b"window"))
    if not window:
        return False
    sharing = _SHARING_NONE if is_protected else _SHARING_READ_ONLY
    tell(window, objc.sel_registerName(b"setSharingType:"), sharing)
    return True


_SYSTEMS = {"win32": _on_windows, "darwin": _on_macos}
