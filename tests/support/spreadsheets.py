"""Workbooks recalculated: by LibreOffice where it is installed."""

from __future__ import annotations

import csv
import subprocess
from pathlib import Path


def recalculated(path: Path, folder: Path) -> list[list[str]]:
    """The first sheet of a workbook as LibreOffice shows it after it calculated everything anew."""
    out = folder / "recalculated"
    out.mkdir(exist_ok=True)
    home = folder / "office-home"
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={home.as_uri()}", "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "--outdir",
         str(out), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    text = (out / f"{path.stem}.csv").read_text("utf-8")
    return list(csv.reader(text.splitlines()))
