"""The pool of experts, and by which of a scheme's qualifications one may sit on a panel."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ppir_desktop.domain.scheme import Qualification
from ppir_desktop.domain.stage import Sector

_DEGREES = {"박사": "phd", "석사": "master", "학사": "bachelor"}
_DIRECTORS = ("이사", "상무", "전무", "부사장", "사장", "대표", "director", "ceo", "cto")
_LECTURERS = ("교수", "전임강사", "professor", "lecturer")
_NOT_FULL_TIME = ("겸임", "초빙", "객원", "시간강사", "adjunct", "visiting")
_ORDER = ("phd", "master", "bachelor", "director", "lecturer")


class Expert(msgspec.Struct, frozen=True):
    """Somebody who may be asked to review.

    Attributes:
        number: Expert number.
        name: Name.
        organisation: Where they work.
        position: What they are there.
        sector: Industry, academia or research institute.
        sub_fields: Codes of the technical sub-fields they know.
        keywords: What they know more closely.
        email: Where an invitation goes.
        degree: Highest degree: ``phd``, ``master``, ``bachelor``, or empty.
        years: Years of experience.
        projects: Numbers of the R&D projects they took part in.
        consents: Whether they agreed to be asked.
    """

    number: str
    name: str
    organisation: str
    position: str
    sector: Sector
    sub_fields: tuple[str, ...]
    keywords: tuple[str, ...]
    email: str
    degree: str
    years: int
    projects: tuple[str, ...]
    consents: bool


def degree_of(text: str) -> str | None:
    """A degree as rosters write it, in a scheme's words; None for none that is known."""
    found = _DEGREES.get(text, text.casefold())
    return found if found in _DEGREES.values() else None


def qualification_of(expert: Expert, qualifications: Sequence[Qualification]) -> str | None:
    """The first qualification of a scheme that an expert has, or None.

    Degrees count with their years of experience; a director's post counts in industry and a
    full-time lecturer's in academia. What else a scheme allows, such as recognition by the head of
    the evaluation body, no roster says.
    """
    least = {qualification.id: qualification.years for qualification in qualifications}
    held = {expert.degree, _post_of(expert)}
    for name in _ORDER:
        if name in held and name in least and expert.years >= least[name]:
            return name
    return None


def _post_of(expert: Expert) -> str:
    post = expert.position.casefold()
    if expert.sector is Sector.INDUSTRY and any(word in post for word in _DIRECTORS):
        return "director"
    if expert.sector is Sector.ACADEMIA and not any(word in post for word in _NOT_FULL_TIME):
        return "lecturer" if any(word in post for word in _LECTURERS) else ""
    return ""
