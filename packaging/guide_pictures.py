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
    "01-first", "02-recovery", "03-join", "04-dossiers", "05-declaration", "07-sheet", "08-preview",
    "09-signing", "11-receipts", "12-table", "13-working", "15-beside", "16-meeting", "17-decision",
    "sheet", "consolidated", "certificate",
)  # fmt: skip
COLOURS = 96


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
        with Image.open(tour / f"{name}.png") as picture:
            small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            small.save(folder / f"{name.lstrip('0123456789-')}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
