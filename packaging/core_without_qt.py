"""Runs the unit tests where Qt is not: what lies below the windows must do without it.

They run here alone, so that nothing is tested twice.
"""

from __future__ import annotations

import importlib.util
import sys

import pytest


def main() -> int:
    """Refuse to run where Qt can be imported, then run the unit tests."""
    present = [name for name in ("PySide6", "shiboken6") if importlib.util.find_spec(name)]
    if present:
        print(f"{', '.join(present)} can be imported here: this shows nothing", file=sys.stderr)
        return 1
    # The folders whose tests need no extra: neither windows nor the hub's web server.
    return pytest.main(["-n", "2", "--dist", "worksteal", "tests/unit", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
