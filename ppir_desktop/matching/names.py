"""When two spellings name the same organisation, project or person."""

from __future__ import annotations

import re
import unicodedata

# What says in Korean that a name is a firm's; ㈜ becomes (주) by itself when a text is normalised.
_KOREAN_FORMS = re.compile(r"\(\s*(?:주|유|유한|합|합자|사|재)\s*\)|주식회사|유한책임회사|유한회사")
# The same in English, at the end of a name and often more than one.
_ENGLISH_FORMS = re.compile(
    r"[\s,.]+(?:co|company|corp|corporation|inc|incorporated|llc|limited|ltd|plc)[\s,.]*$"
)
_NOT_LETTERS = re.compile(r"[\W_]+")


def organisation_key(name: str) -> str:
    """What stays of an organisation's name when the ways to spell it are put aside.

    Put aside are the legal form (``(주)``, ``㈜``, ``주식회사``, ``(유)``, ``유한회사``,
    ``Co., Ltd.``, ``Inc.``), spaces and punctuation, full width and case.

    Returns:
        The key, empty when nothing stays; an empty key stands for no organisation.
    """
    text = _KOREAN_FORMS.sub(" ", plain(name)).strip()
    while (shorter := _ENGLISH_FORMS.sub("", text)) != text:
        text = shorter
    return _NOT_LETTERS.sub("", text)


def project_key(number: str) -> str:
    """A project's number without spaces, hyphens, full width and case."""
    return _NOT_LETTERS.sub("", plain(number))


def person_key(name: str) -> str:
    """A person's name without spaces, full width and case."""
    return _NOT_LETTERS.sub("", plain(name))


def plain(text: str) -> str:
    """A text in one form of Unicode, without full width and case."""
    return unicodedata.normalize("NFKC", text).casefold()
