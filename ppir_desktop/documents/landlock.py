"""Which files may be opened (Linux, landlock(7)): fonts for reading, and nothing else.

PDFium looks for fonts that a document names but does not carry, Korean ones above all.
"""

from __future__ import annotations

import ctypes
import os
from typing import Final

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_ASK_VERSION: Final = 1
_PATH_BENEATH: Final = 1
_READ: Final = 1 << 2 | 1 << 3
# Rights over files that each version of the interface knows, as the number of their bits.
_FILE_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 4: 15}
_FILE_RIGHTS_LATEST: Final = 16
_NETWORK_SINCE: Final = 4
_NETWORK_RIGHTS: Final = 0b11
_SCOPES_SINCE: Final = 6
_SCOPES: Final = 0b11
FONT_FOLDERS: Final = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts")


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def restrict_to_fonts() -> bool:
    """Keep this process from every file but fonts; say whether the kernel does."""
    library = ctypes.CDLL(None, use_errno=True)
    version = library.syscall(_CREATE, None, ctypes.c_size_t(0), _ASK_VERSION)
    if version < 1:
        return False
    ruleset = _Ruleset(
        (1 << _FILE_RIGHTS.get(version, _FILE_RIGHTS_LATEST)) - 1,
        _NETWORK_RIGHTS if version >= _NETWORK_SINCE else 0,
        _SCOPES if version >= _SCOPES_SINCE else 0,
    )
    # An older kernel takes a shorter description.
    length = 24 if version >= _SCOPES_SINCE else 16 if version >= _NETWORK_SINCE else 8
    rules = library.syscall(_CREATE, ctypes.byref(ruleset), ctypes.c_size_t(length), 0)
    if rules < 0:
        return False
    try:
        for path in FONT_FOLDERS:
            _allow(library, rules, path)
        return bool(library.syscall(_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def _allow(library: ctypes.CDLL, rules: int, path: str) -> None:
    try:
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rule = _PathBeneath(_READ, folder)
        library.syscall(_ADD_RULE, rules, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(folder)
