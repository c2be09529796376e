"""Highlights and notes: what a panellist marks in documents, for themselves alone."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.identifiers import Digest, Identifier, new_identifier
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.annotations import Annotation

FORMAT: Final = 1
"""Of what is kept; a backup may bring it to a laptop with another version of this program."""

LONGEST_QUOTE: Final = 4_000
LONGEST_NOTE: Final = 20_000
_MOST_RECTANGLES: Final = 2_000

Rectangle = tuple[float, float, float, float]
"""Left, top, right and bottom in points from the top of the page as it stands unturned."""


class MarkKind(StrEnum):
    """What a mark in a document is."""

    HIGHLIGHT = "highlight"
    NOTE = "note"


class Colour(StrEnum):
    """What a mark is coloured with; windows know what that looks like."""

    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    RED = "red"


class _Content(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a mark beside its place."""

    format: int = FORMAT
    kind: MarkKind
    rectangles: Annotated[tuple[Rectangle, ...], Meta(max_length=_MOST_RECTANGLES)]
    quote: Annotated[str, Meta(max_length=LONGEST_QUOTE)] = ""
    note: Annotated[str, Meta(max_length=LONGEST_NOTE)] = ""
    colour: Colour = Colour.YELLOW


class PageMark(msgspec.Struct, frozen=True, kw_only=True):
    """A highlight or a note on a page.

    Attributes:
        id: Its id.
        dossier: Application number.
        document: SHA-256 of the plain document.
        page: The page, from 0.
        kind: Whether text is highlighted, or a place has a note.
        rectangles: Where on the page.
        quote: The text that stands there.
        note: What the person wrote about it.
        colour: Its colour.
    """

    id: Identifier
    dossier: str
    document: Digest
    page: int
    kind: MarkKind
    rectangles: tuple[Rectangle, ...]
    quote: str = ""
    note: str = ""
    colour: Colour = Colour.YELLOW


def new_mark(
    dossier: str,
    document: Digest,
    page: int,
    kind: MarkKind,
    rectangles: Iterable[Rectangle],
    *,
    quote: str = "",
) -> PageMark:
    """A mark that was not there before."""
    return PageMark(
        id=new_identifier(),
        dossier=dossier,
        document=document,
        page=page,
        kind=kind,
        rectangles=tuple(rectangles)[:_MOST_RECTANGLES],
        quote=quote[:LONGEST_QUOTE],
    )


def keep_marks(
    profile: OpenProfile, round_id: Identifier, marks: Iterable[PageMark], clock: Clock
) -> str:
    """Keep marks, each in the place of an earlier one of its id; they are on the disk then.

    Returns:
        When they were saved, UTC, RFC 3339.

    Raises:
        EnvironmentFault: ``vault_not_written``, such as on a full disk.
    """
    saved_at = format_utc(clock.now())
    with profile.vault.writing() as work:
        for mark in marks:
            work.annotations.save(
                Annotation(
                    mark.id, round_id, mark.dossier, mark.document, mark.page, saved_at,
                    encode(mark),
                )
            )  # fmt: skip
    return saved_at


def delete_marks(profile: OpenProfile, marks: Iterable[Identifier]) -> int:
    """Delete marks; say how many there were."""
    with profile.vault.writing() as work:
        return sum(work.annotations.delete(mark) for mark in marks)


def marks_of(
    profile: OpenProfile, round_id: Identifier, dossier: str, document: Digest
) -> list[PageMark]:
    """The marks in a document, page by page; what cannot be read stays where it is, unseen."""
    with profile.vault.reading() as work:
        rows = work.annotations.all(round_id, document)
    read = (decode(row) for row in rows if row.dossier == dossier)
    return [mark for mark in read if mark is not None]


def encode(mark: PageMark) -> str:
    """What is kept of a mark."""
    content = _Content(
        kind=mark.kind,
        rectangles=mark.rectangles,
        quote=mark.quote[:LONGEST_QUOTE],
        note=mark.note[:LONGEST_NOTE],
        colour=mark.colour,
    )
    return msgspec.json.encode(content).decode()


def decode(row: Annotation) -> PageMark | None:
    """Read what was kept; None for what a later version made, or a damaged one."""
    try:
        content = msgspec.json.decode(row.content, type=_Content)
    except msgspec.MsgspecError:
        return None
    if content.format != FORMAT:
        return None
    return PageMark(
        id=row.id,
        dossier=row.dossier,
        document=row.document,
        page=row.page,
        kind=content.kind,
        rectangles=content.rectangles,
        quote=content.quote,
        note=content.note,
        colour=content.colour,
    )
