"""Public R&D projects, as the register of the ministry has them."""

from __future__ import annotations

import datetime as dt

import msgspec


class ResearchProject(msgspec.Struct, frozen=True):
    """A project of publicly funded research.

    Attributes:
        number: Its number (과제고유번호), as text: not every register has digits only.
        title: What it was about.
        ministry: Who paid.
        lead: The organisation that led it.
        partners: The others that took part.
        leader: Principal investigator, by name.
        members: Researchers, by name; many people share one.
        begin: First day.
        end: Last day.
        result: How it was judged at the end, in the register's words.
        grant: What the state gave, in won.
        sub_field: Code of the technical sub-field, empty where the register has none.
    """

    number: str
    title: str
    ministry: str
    lead: str
    partners: tuple[str, ...]
    leader: str
    members: tuple[str, ...]
    begin: dt.date
    end: dt.date
    result: str
    grant: int
    sub_field: str
