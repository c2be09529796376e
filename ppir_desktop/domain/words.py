"""Words in two languages."""

from __future__ import annotations

import msgspec


class Words(msgspec.Struct, frozen=True):
    """The same words in Korean and in English."""

    ko: str = ""
    en: str = ""

    def said_in(self, language: str) -> str:
        """The words in one language, or in the other where the one is empty."""
        return (self.ko or self.en) if language == "ko" else (self.en or self.ko)
