"""The lines of a dossier's detail, in words."""

from __future__ import annotations

from typing import NamedTuple

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.ui.panel.working import Pairs


class Pinned(NamedTuple):
    """A passage that a mark rests on: what its link says, where it leads, and what it quotes."""

    text: str
    document: Digest
    page: int
    quote: str


class Comment(NamedTuple):
    """What a member says of a criterion, or on the whole.

    Attributes:
        who: Letter or name.
        mark: The mark; empty for an opinion.
        text: The comment.
        evidence: What it rests on.
        note: What else there is to say of it, such as that the lead wrote it.
    """

    who: str
    mark: str
    text: str
    evidence: tuple[Pinned, ...] = ()
    note: str = ""


class Topic(NamedTuple):
    """A criterion and what members say of it, the greatest mark first."""

    title: str
    comments: tuple[Comment, ...]


class Changed(NamedTuple):
    """A sheet that another replaced: whose, a heading, each mark that changed, and why."""

    who: str
    heading: str
    marks: Pairs
    reason: str


class Absent(NamedTuple):
    """A member without a sheet that counts.

    Attributes:
        number: Expert number.
        who: Letter or name.
        text: What is the matter.
        may_mark: Whether the chair may say that they take no part.
        may_undo: Whether the chair said so, and may take it back.
    """

    number: str
    who: str
    text: str
    may_mark: bool
    may_undo: bool


class LeftOut(NamedTuple):
    """A sheet that does not count.

    Attributes:
        who: Whose it is, by letter or name.
        why: Why it does not count, and when it came.
        admits: Its digest where the chair may admit it; None otherwise.
        member: Its member where the chair may say that they take no part; None otherwise.
    """

    who: str
    why: str
    admits: Digest | None
    member: Absent | None
