"""Who and what there is in the round that is played, and where it lies."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ppir_desktop.documents.sniffing import DocumentKind
from ppir_desktop.intake.dossier_folders import DocumentFile

STAGE: Final = "paper"
OFFICE: Final = "office"
CHAIR: Final = "P01"
MEMBERS: Final = (CHAIR, "P02", "P03")
DOSSIERS: Final = tuple(f"2026-{number:04}" for number in range(1, 7))
PANELS: Final = (MEMBERS, (CHAIR, "P02"), (CHAIR, "P03"), MEMBERS, (CHAIR, "P03"), MEMBERS)
"""Who sits on the panel of each dossier; the chair is the same on all."""

AT_ONCE: Final = 3
"""So many dossiers are given out at the beginning; the others by operations."""

CRITERIA: Final = {"a": 60, "b": 40}
CANARY: Final = "카나리아"
"""Stands in every document and every comment, and nowhere in the clear on any disk."""

PROFILES: Final = {OFFICE: "desk", **{number: number for number in MEMBERS}}
"""What each one's profile is called."""


def home_of(folder: Path, who: str) -> Path:
    """The home folder of somebody's machine."""
    return folder / "homes" / who


def document_in(path: Path) -> DocumentFile:
    """A document as a kit has it."""
    return DocumentFile(path, "신청서", DocumentKind.TEXT, path.stat().st_size, 1)
