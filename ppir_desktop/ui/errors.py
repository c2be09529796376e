"""Errors as a person reads them in a window."""

from __future__ import annotations

from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.wording import Wording


def error_text(error: PpirError, words: Wording) -> str:
    """What happened, and what to do, in one paragraph."""
    worded = words.error(error)
    return f"{worded.what} {worded.remedy}"


def error_of_file(name: str, error: PpirError, words: Wording) -> str:
    """The same of an error about a file, which is named also where its sentence names none."""
    text = error_text(error, words)
    return text if name in text else f"{name}: {text}"
