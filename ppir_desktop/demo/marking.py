"""Marks and remarks of the sample panel: plausible, varied, and the same every time."""

from __future__ import annotations

from typing import Final, NamedTuple

from ppir_desktop.demo.sample import Reviewed, reviews
from ppir_desktop.domain.sheets import Mark
from ppir_desktop.domain.stage import Stage
from ppir_desktop.protocol.manifest import DossierManifest
from ppir_desktop.protocol.review_bodies import PinnedEvidence

_HUNDRED: Final = 100
_LEANINGS: Final = ((1, -1), (0, 1), (-1, 0), (2, -1), (-1, 1), (0, -1), (1, 0))
"""What each member gives more or less than the plain share, in the first and second criterion."""
_EVIDENCE: Final = ("technology", "제품설명서"), ("performance", "시험성적서")


class Review(NamedTuple):
    """A filled-in sheet: marks with remarks, the opinion, the passages they rest on."""

    marks: tuple[Mark, ...]
    opinion: str
    evidence: tuple[PinnedEvidence, ...]


def panel_of() -> int:
    """How many members the panel has."""
    return len(reviews().dossier[0].totals)


def dossiers() -> tuple[Reviewed, ...]:
    """What is reviewed, in the order of the application numbers."""
    return reviews().dossier


def chair_says(at: int) -> str:
    """The chair's opinion on a dossier, from 0."""
    return reviews().general["chair"][at]


def said_in_meeting(field: str) -> str:
    """What is written down in the meeting: ``minutes`` or ``decision``."""
    return str(reviews().general[field])


def is_away(dossier: str, member: int) -> bool:
    """Whether a member, from 0, takes no part in a dossier."""
    return _of(dossier).totals[member] == 0


def review_of(stage: Stage, manifest: DossierManifest, member: int, number: str) -> Review:
    """What a member says of a dossier.

    Args:
        stage: The stage.
        manifest: The dossier and its documents.
        member: Which member, from 0.
        number: Their expert number.
    """
    found = _of(manifest.dossier)
    points = _points(stage, found, member)
    marks = [
        Mark(name, value * _HUNDRED, _remark(stage, found, name, member, number))
        for name, value in points.items()
    ]
    return Review(tuple(marks), _opinion(found, member, number), _evidence(found, manifest, member))


def _of(dossier: str) -> Reviewed:
    return next(one for one in reviews().dossier if one.number == dossier)


def _points(stage: Stage, found: Reviewed, member: int) -> dict[str, int]:
    """Points of each criterion that add up to the member's total."""
    total, place = found.totals[member], int(found.number[-1])
    names = [one.id for one in stage.criteria]
    most = [one.scale.maximum // _HUNDRED for one in stage.criteria if one.scale is not None]
    lean = _LEANINGS[(member + place) % len(_LEANINGS)]
    given = [
        min(full, round(total * full / sum(most)) + by)
        for full, by in zip(most[:-1], lean, strict=True)
    ]
    last = total - sum(given)
    if last > most[-1]:
        given[0] += last - most[-1]
        last = most[-1]
    return dict(zip(names, [*given, last], strict=True))


def _ranked(stage: Stage, found: Reviewed, criterion: str) -> list[int]:
    """Members who take part, from the highest mark on a criterion to the lowest."""
    there = [at for at, total in enumerate(found.totals) if total]
    return sorted(there, key=lambda at: -_points(stage, found, at)[criterion])


def _remark(stage: Stage, found: Reviewed, criterion: str, member: int, number: str) -> str:
    ranked = _ranked(stage, found, criterion)
    own = found.remarks(criterion)
    speaking = {ranked[0]: own[0], ranked[len(ranked) // 2]: own[1], ranked[-1]: own[2]}
    if member in speaking:
        return speaking[member]
    general = reviews().general
    speaks_english = number == general["english_number"]
    texts = general[f"{criterion}_en" if speaks_english else criterion]
    place = ranked.index(member)
    others = [at for at in range(len(ranked)) if ranked[at] not in speaking]
    # One general remark each, so that no two members say the same; some say nothing.
    return texts[others.index(place)] if (member + int(found.number[-1])) % 4 else ""


def _opinion(found: Reviewed, member: int, number: str) -> str:
    if number == reviews().general["english_number"]:
        return found.opinion[2]
    ranked = sorted((at for at, total in enumerate(found.totals) if total),
                    key=lambda at: -found.totals[at])  # fmt: skip
    speaking = {ranked[1]: found.opinion[0], ranked[-2]: found.opinion[1]}
    return speaking.get(member, "")


def _evidence(
    found: Reviewed, manifest: DossierManifest, member: int
) -> tuple[PinnedEvidence, ...]:
    """The passage that a member rests a mark on, for every other one."""
    criterion, title = _EVIDENCE[member % 2]
    document = next((one for one in manifest.documents if one.title == title), None)
    if document is None or (member + int(found.number[-1])) % 2:
        return ()
    quote = QUOTES.get((found.number, title), "")
    if not quote:
        return ()
    pinned = PinnedEvidence(criterion=criterion, document=document.digest, page=1, quote=quote)
    return (pinned,)


QUOTES: Final = {
    ("2026-H2-0101", "시험성적서"): "99.2 %",
    ("2026-H2-0101", "제품설명서"): "중복 제거 방식을 새로 만들었다",
    ("2026-H2-0102", "제품설명서"): "신호 분리 기술이 핵심이다",
    ("2026-H2-0103", "시험성적서"): "시험하지 않음",
    ("2026-H2-0105", "시험성적서"): "91.7 %",
    ("2026-H2-0106", "시험성적서"): "계산에 의함",
    ("2026-H2-0108", "시험성적서"): "0.4 %",
}
"""Words of the documents that marks rest on, by dossier and document."""
