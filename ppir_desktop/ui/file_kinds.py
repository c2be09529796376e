"""The two kinds of files that are handed from desk to desk, by their endings."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

BUNDLE: Final = ".ppirb"
INVITATION: Final = ".ppirinvitation"


def is_bundle(file: PurePath) -> bool:
    """Whether a file is called a bundle; sticks that were written elsewhere may shout."""
    return file.suffix.lower() == BUNDLE


def is_invitation(file: PurePath) -> bool:
    """Whether a file is called an invitation."""
    return file.suffix.lower() == INVITATION
