"""When two spellings name the same organisation, project or person."""

from __future__ import annotations

import re
import unicodedata

# What says in Korean that a name is a firm's; ㈜ becomes (주) by itself when a text is normalised,
# and ㈱ becomes (株).
_KOREAN_FORMS = re.compile(
    r"[(\[]\s*(?:주|유|유한|합|합자|사|재|株|有|社|財)\s*[)\]]|^\s*주\s*\)|[(]\s*주\s*$"
    r"|주\s*식\s*회\s*사|유한책임회사|유한회사|합자회사|합명회사"
    r"|(?:사단|재단|학교|의료|농업회사|영농조합|어업회사)법인"
)
# The same in English, at the end of a name and often more than one.
_ENGLISH_FORMS = re.compile(
    r"[\s,.]+(?:co|company|corp|corporation|inc|incorporated|llc|limited|ltd|plc)[\s,.]*$"
)
_NOT_LETTERS = re.compile(r"[\W_]+")
# Letters by name, which show nothing: Hangul's fillers.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")


def organisation_key(name: str) -> str:
    """What stays of an organisation's name when the ways to spell it are put aside.

    Put aside are the legal form (``(주)``, ``㈜``, ``㈱``, ``주식회사``, ``재단법인``, ``(유)``,
    ``유한회사``, ``Co., Ltd.``, ``Inc.``), spaces and punctuation, full width and case.

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
    """A text in one form of Unicode, without full width, case and what nobody sees."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if text.isascii():
        return text
    return "".join(one for one in text if not _is_unseen(one))


def _is_unseen(letter: str) -> bool:
    return letter in _FILLERS or unicodedata.category(letter) == "Cf"
