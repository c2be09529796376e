"""What is said above a sheet that can be filled in only in vain, or late."""

from __future__ import annotations

from ppir_desktop.common.clock import SystemClock, format_utc
from ppir_desktop.common.wording import Wording
from ppir_desktop.services.review_place import Review
from ppir_desktop.ui.times import local_time


def warning(review: Review, words: Wording) -> str:
    """What whoever reviews a dossier now should know; empty where nothing is wrong."""
    if review.is_withdrawn:
        return words("window.sheet.withdrawn")
    is_late = format_utc(SystemClock().now()) > review.row.due
    if is_late and (review.sheet is None or review.draft is not None):
        return words("window.sheet.late", time=local_time(review.row.due, words.language))
    return ""
