"""Panels: who sits on one, whether it may sit, and what a member must have done before reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec

from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.scheme import Qualification
from ppir_desktop.domain.stage import Chair, PanelRule, Sector


class Duty(StrEnum):
    """What a member does on a panel besides marking."""

    MEMBER = "member"
    CHAIR = "chair"
    LEAD = "lead"


class Member(msgspec.Struct, frozen=True):
    """A member of a panel.

    Attributes:
        panellist: Expert number.
        sector: Where the member comes from.
        sub_fields: Codes of the technical sub-fields the member knows.
        qualification: Id of the degree or post that makes the member an expert.
        years: Years of experience since.
        duty: What the member does besides marking.
    """

    panellist: str
    sector: Sector
    sub_fields: tuple[str, ...] = ()
    qualification: str = ""
    years: int = 0
    duty: Duty = Duty.MEMBER


def letters(panellists: Sequence[str]) -> dict[str, str]:
    """The letters that stand for panellists where names are hidden: A to Z, then AA, AB, on.

    They follow the order of the expert numbers, so that one panel always bears the same ones.
    """
    named: dict[str, str] = {}
    for index, panellist in enumerate(sorted(set(panellists))):
        letter, rest = "", index + 1
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letter = chr(ord("A") + digit) + letter
        named[panellist] = letter
    return named


def composition_problems(
    rule: PanelRule,
    members: Sequence[Member],
    *,
    sub_field: str = "",
    qualifications: Sequence[Qualification] = (),
) -> Iterator[Problem]:
    """What keeps a panel from sitting: its size, its sectors, its chair, a member's fitness.

    Args:
        rule: The stage's rule.
        members: The panel.
        sub_field: Code of the sub-field that every member must know, or empty for any.
        qualifications: What makes an expert under the scheme; none means anybody may sit.
    """
    numbers = [member.panellist for member in members]
    for twin in sorted({number for number in numbers if numbers.count(number) > 1}):
        yield Problem(code="panellist_twice", panellist=twin)
    if not rule.minimum <= len(members) <= rule.maximum:
        yield Problem(
            code="panel_size",
            value=str(len(members)),
            params={"minimum": str(rule.minimum), "maximum": str(rule.maximum)},
        )
    for sector in rule.sectors:
        if sector not in {member.sector for member in members}:
            yield Problem(code="sector_missing", value=sector)
    chairs = [member.panellist for member in members if member.duty is Duty.CHAIR]
    # An elected chair is chosen by the panel once it sits; the others are named beforehand.
    if len(chairs) > 1 or (not chairs and rule.chair is not Chair.ELECTED):
        yield Problem(code="one_chair", value=", ".join(chairs))
    for member in members:
        yield from _fitness(member, sub_field, qualifications)


def _fitness(
    member: Member, sub_field: str, qualifications: Sequence[Qualification]
) -> Iterator[Problem]:
    if sub_field and sub_field not in member.sub_fields:
        yield Problem(
            code="field_unknown_to_member",
            panellist=member.panellist,
            value=", ".join(member.sub_fields),
            params={"allowed": sub_field},
        )
    if not qualifications:
        return
    years = {qualification.id: qualification.years for qualification in qualifications}
    if member.years < years.get(member.qualification, member.years + 1):
        yield Problem(
            code="not_qualified",
            panellist=member.panellist,
            value=f"{member.qualification} {member.years}".strip(),
            params={"allowed": ", ".join(f"{name} +{least}" for name, least in years.items())},
        )
