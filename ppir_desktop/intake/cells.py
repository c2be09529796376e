"""What the cells of an office's tables mean: numbers, dates, addresses, lists, words for choices.

Each reader takes the text of a cell and gives its value or raises `CellError`. Digits and signs of
full width count as what they look like.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final

from ppir_desktop.common.plain_text import is_plain_name
from ppir_desktop.domain.applications import read_business_number
from ppir_desktop.domain.experts import degree_of
from ppir_desktop.domain.stage import Sector

LONGEST_NAME: Final = 200
"""Characters of a name, a title or a number."""

LONGEST_FOLDER: Final = 80
"""Characters of a number that a folder is named after; some systems take 255 bytes, three each."""

LONGEST_TEXT: Final = 4_000
"""Characters of a summary."""

_MOST_IN_LIST: Final = 500
_DATE: Final = re.compile(
    r"([0-9]{4})\s*[-./년]\s*([0-9]{1,2})\s*[-./월]\s*([0-9]{1,2})\s*[.일]?"
    r"(?:\s*\([월화수목금토일]\))?",
    re.ASCII,
)
_BARE_DATE: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_WHOLE: Final = re.compile(r"[0-9]{1,3}(,[0-9]{3})+|[0-9]{1,18}", re.ASCII)
_EMAIL: Final = re.compile(
    r"(?!\.)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}(?<!\.)@"
    r"(?=.{1,253}$)([A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
# Names of firms hold commas ("Co., Ltd."), so only words and numbers are separated by them.
_BETWEEN_NAMES: Final = re.compile(r"[;\uff1b\n|]")
_BETWEEN_WORDS: Final = re.compile("[,\uff0c;\uff1b\n|\u3001\u00b7\u318d\u119e/\uff0f]")
_LOST: Final = "\N{REPLACEMENT CHARACTER}"
_NOT_IN_FOLDERS: Final = re.compile(r'[/\\:*?"<>|]|^\.|\.$')
_FIRST_YEAR, _LAST_YEAR = 1950, 2100

_SECTORS: Final = {
    "산업계": Sector.INDUSTRY,
    "산업": Sector.INDUSTRY,
    "산": Sector.INDUSTRY,
    "학계": Sector.ACADEMIA,
    "학": Sector.ACADEMIA,
    "연구계": Sector.INSTITUTE,
    "연구기관": Sector.INSTITUTE,
    "연": Sector.INSTITUTE,
    **{sector.value: sector for sector in (Sector.INDUSTRY, Sector.ACADEMIA, Sector.INSTITUTE)},
}
_ANSWERS: Final = {
    **dict.fromkeys(("y", "yes", "예", "네", "o", "동의", "true", "1"), True),
    **dict.fromkeys(("n", "no", "아니오", "아니요", "x", "미동의", "false", "0"), False),
}


class CellError(Exception):
    """What a cell holds is not what belongs there.

    Attributes:
        code: Name of the kind of problem; the key of its wording.
        params: What the wording needs.
    """

    def __init__(self, code: str, **params: str) -> None:
        """Name what is wrong."""
        super().__init__(code)
        self.code = code
        self.params = params


def plain(text: str) -> str:
    """A text with letters and digits of full width in their usual form, and nothing hidden in it.

    Raises:
        CellError: ``cell_hidden_letters`` or ``cell_garbled``.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    _refuse_unseen(text)
    return unicodedata.normalize("NFKC", text).strip()


def _refuse_unseen(text: str) -> None:
    """Refuse what a reader of the cell would not see, or not as it was written."""
    # One question about the whole text answers for nearly every one.
    if is_plain_name(text) and _LOST not in text:
        return
    hidden = [
        letter
        for letter in dict.fromkeys(text)
        if letter not in "\n\r\t" and not is_plain_name(letter)
    ]
    if hidden:
        letters = ", ".join(f"U+{ord(letter):04X}" for letter in hidden[:10])
        raise CellError("cell_hidden_letters", letters=letters)
    if _LOST in text:
        raise CellError("cell_garbled")


def name(text: str) -> str:
    """A name or a title, on one line, nothing hidden in it.

    Raises:
        CellError: ``text_too_long``, ``cell_hidden_letters`` or ``cell_garbled``.
    """
    if len(text) > LONGEST_NAME:
        raise CellError("text_too_long", most=str(LONGEST_NAME))
    _refuse_unseen(text)
    return " ".join(text.split())


def identifier(text: str) -> str:
    """A number that names something: as `name`, without full width and without spaces.

    Raises:
        CellError: As `name`.
    """
    return "".join(name(plain(text)).split())


def folder_name(text: str) -> str:
    """As `identifier`, of what a folder is named after as well.

    Raises:
        CellError: As `name`; ``not_a_folder_name``.
    """
    found = identifier(text)
    if len(found) > LONGEST_FOLDER:
        raise CellError("text_too_long", most=str(LONGEST_FOLDER))
    if _NOT_IN_FOLDERS.search(found):
        raise CellError("not_a_folder_name")
    return found


def summary(text: str) -> str:
    """A few sentences, on as many lines as there are.

    Raises:
        CellError: ``text_too_long``, ``cell_hidden_letters`` or ``cell_garbled``.
    """
    tidied = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if len(tidied) > LONGEST_TEXT:
        raise CellError("text_too_long", most=f"{LONGEST_TEXT:,}")
    _refuse_unseen(tidied)
    return tidied


def date(text: str) -> dt.date:
    """A day, as ``2025-08-01``, ``2025.8.1.``, ``2025년 8월 1일(금)`` or ``20250801``.

    Raises:
        CellError: ``not_a_date``, or ``date_out_of_range`` for a year that must be a mistake.
    """
    found = plain(text)
    found = found.removesuffix(" 00:00:00")
    match = _DATE.fullmatch(found) or _BARE_DATE.fullmatch(found)
    if match is None:
        raise CellError("not_a_date")
    try:
        day = dt.date(*map(int, match.groups()))
    except ValueError:
        raise CellError("not_a_date") from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise CellError("date_out_of_range", first=str(_FIRST_YEAR), last=str(_LAST_YEAR))
    return day


def whole(text: str, most: int) -> int:
    """A whole number from 0 on.

    Raises:
        CellError: ``not_a_whole_number`` or ``number_too_large``.
    """
    found = plain(text)
    if _WHOLE.fullmatch(found) is None:
        raise CellError("not_a_whole_number")
    value = int(found.replace(",", ""))
    if value > most:
        raise CellError("number_too_large", most=f"{most:,}")
    return value


def business_number(text: str) -> str:
    """A business registration number as ``NNN-NN-NNNNN``.

    Raises:
        CellError: ``not_a_business_number``.
    """
    found = read_business_number(plain(text))
    if found is None:
        raise CellError("not_a_business_number")
    return found


def email(text: str) -> str:
    """An e-mail address, one and without a name before it.

    Raises:
        CellError: ``not_an_email``.
    """
    found = plain(text)
    if _EMAIL.fullmatch(found) is None or ".." in found:
        raise CellError("not_an_email")
    return found


def sector(text: str) -> Sector:
    """Industry, academia or research institute.

    Raises:
        CellError: ``unknown_sector``.
    """
    found = _SECTORS.get(plain(text).casefold())
    if found is None:
        raise CellError("unknown_sector", allowed="산업계, 학계, 연구계")
    return found


def degree(text: str) -> str:
    """A degree, in a scheme's words.

    Raises:
        CellError: ``unknown_degree``.
    """
    found = degree_of(plain(text))
    if found is None:
        raise CellError("unknown_degree", allowed="박사, 석사, 학사")
    return found


def answer(text: str) -> bool:
    """Yes or no.

    Raises:
        CellError: ``neither_yes_nor_no``.
    """
    found = _ANSWERS.get(plain(text).casefold())
    if found is None:
        raise CellError("neither_yes_nor_no", allowed="Y, N")
    return found


def names(text: str) -> tuple[str, ...]:
    """Names separated by semicolons or lines; each once.

    Raises:
        CellError: As `name`; ``list_too_long``.
    """
    return _listed(_BETWEEN_NAMES, text)


def words(text: str) -> tuple[str, ...]:
    """Words separated by commas, semicolons or lines; each once.

    Raises:
        CellError: As `names`.
    """
    return _listed(_BETWEEN_WORDS, text)


def identifiers(text: str) -> tuple[str, ...]:
    """As `words`, of things that have numbers.

    Raises:
        CellError: As `names`.
    """
    return tuple(dict.fromkeys(identifier(one) for one in words(plain(text))))


def _listed(between: re.Pattern[str], text: str) -> tuple[str, ...]:
    found = dict.fromkeys(name(one.strip()) for one in between.split(text) if one.strip())
    if len(found) > _MOST_IN_LIST:
        raise CellError("list_too_long", most=str(_MOST_IN_LIST))
    return tuple(found)


def code_of(text: str, allowed: tuple[str, ...]) -> str:
    """One of some codes.

    Raises:
        CellError: ``unknown_sub_field``.
    """
    found = plain(text).upper()
    if found not in allowed:
        raise CellError("unknown_sub_field", allowed=", ".join(allowed))
    return found


def codes_of(text: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Some of some codes, at least one.

    Raises:
        CellError: ``unknown_sub_field``.
    """
    found = words(plain(text)) or ("",)
    return tuple(dict.fromkeys(code_of(one, allowed) for one in found))
