"""Times as people here write them."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt, QTimeZone


def local_moment(utc: str) -> QDateTime:
    """A stored time (UTC, RFC 3339) as the clock on the wall shows it."""
    moment = QDateTime.fromString(utc, Qt.DateFormat.ISODate)
    moment.setTimeZone(QTimeZone.utc())
    return moment.toLocalTime()


def local_time(utc: str, language: str) -> str:
    """A stored time as day and hour."""
    return _locale(language).toString(local_moment(utc), QLocale.FormatType.ShortFormat)


def local_day(utc: str, language: str) -> str:
    """A stored time as its day alone."""
    day = local_moment(utc).date()
    return _locale(language).toString(day, QLocale.FormatType.ShortFormat)


def local_clock(utc: str) -> str:
    """A stored time as hours, minutes and seconds."""
    return local_moment(utc).toString("HH:mm:ss")


def _locale(language: str) -> QLocale:
    return QLocale(QLocale.Language.Korean if language == "ko" else QLocale.Language.English)
