"""Takes the pictures of the guides anew, from the tour in both languages.

They are drawn with a palette: windows have few colours, and a repository keeps every picture.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "guides" / "pictures"
SHOWN = (
    "01-first", "03-join", "05-declaration", "07-sheet", "09-signing", "11-receipts", "12-table",
    "13-working", "15-beside", "16-meeting", "17-decision", "consolidated", "certificate",
)  # fmt: skip
COLOURS = 256


def main() -> int:
    """Play the tour in each language and keep what the guides show."""
    for language in ("ko", "en"):
        with tempfile.TemporaryDirectory() as folder:
            command = [
                sys.executable, "-m", "ppir_desktop.demo", "--tour", folder, "--lang", language,
            ]  # fmt: skip
            done = subprocess.run(command, cwd=ROOT, check=False)
            if done.returncode:
                return done.returncode
            _keep(Path(folder), OUT / language)
    return 0


def _keep(tour: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHOWN:
        own = tour / f"{name}-{folder.name}.png"
        with Image.open(own if own.exists() else tour / f"{name}.png") as picture:
            # The one way that keeps a colour which is rare, such as that of a verdict.
            small = picture.convert("RGB").quantize(
                COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
            )
            small.save(folder / f"{name.lstrip('0123456789-')}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
