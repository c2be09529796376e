"""Pictures of every window in each state: light and dark, Korean and English, small and dense.

They are made in ``dist/screenshots`` from a round of its own, and nothing else is touched.
"""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "dist" / "screenshots"
LOOKS = tuple(product(("ko", "en"), ("light", "dark"), ("1", "2")))


def main() -> int:
    """Make all pictures, each look in a process of its own, since density is set at the start."""
    for language, theme, density in LOOKS:
        folder = OUT / f"{language}-{theme}{'-dense' if density == '2' else ''}"
        folder.mkdir(parents=True, exist_ok=True)
        print(f"{folder.relative_to(ROOT)}")
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "QT_SCALE_FACTOR": density,
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "tests.gui.picturing", language, theme, str(folder)]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
