"""Every paper form filled with made-up words.

A form is made from the text in it alone, so a test can ask whether that text is on the paper.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import msgspec

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import Collected, Result, consolidate
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.domain.sheets import Absence, Choice, Evidence, Mark, Sheet, allowed_choices
from ppir_desktop.domain.stage import Mode, Stage
from ppir_desktop.reports.certificate import certificate
from ppir_desktop.reports.consolidated_sheet import consolidated_sheet
from ppir_desktop.reports.consolidating import (
    Decided,
    Seat,
    consolidated_view,
    seats_by_letter,
    strip_of,
)
from ppir_desktop.reports.evaluation_sheet import evaluation_sheet
from ppir_desktop.reports.filling import Filled, heading_of, sheet_view
from ppir_desktop.reports.invitation import invitation
from ppir_desktop.reports.letter_views import (
    Attendance,
    CertificateView,
    Comments,
    ConsentLine,
    Decision,
    InvitationView,
    Issued,
    MinutesView,
    OpinionView,
    PledgeView,
    RecoveryView,
    ReportRow,
    RoundView,
    StageReport,
)
from ppir_desktop.reports.minutes import minutes
from ppir_desktop.reports.opinion_letter import opinion_letter
from ppir_desktop.reports.page import Form
from ppir_desktop.reports.pledge import pledge
from ppir_desktop.reports.recovery import recovery_sheet
from ppir_desktop.reports.round_report import round_report
from ppir_desktop.reports.views import ConsolidatedView, SheetKind, SheetView, Subject
from ppir_desktop.services.paper import worded_outcome, worded_steps
from ppir_desktop.services.schemes import load_scheme

SCHEMES = ("ppir-2020", "ppir-2025", "pps-excellent", "sme-epc", "nep", "eu-ppi")
STAGES = [
    (name, stage.id)
    for name in SCHEMES
    for stage in load_scheme(name).stages
    if stage.mode is not Mode.EXTERNAL
]
DIGEST = "9f3c41d807be6a52e1c093fd5b7a2e84c6d108f97a3b4e5c12d088ab6f973c21"
MADE_AT = "2025-11-26T05:20:00Z"
SUBJECT = Subject(
    "2025-H2-0018", "재난 경보 단말기", "(주)한빛테크", "B4 재난안전", ("1711004218", "1711009999")
)
ISSUED = Issued(signer="김서연", made_at=MADE_AT, digest=DIGEST)
_ROUND = "2025년 하반기"
_COMMENTS = (
    "다중 경로 수신 방식이 기존 단말기와 뚜렷이 구별되고, 시험성적서 수치로 뒷받침된다.",
    "상온 성능은 우수하나 저온 구간 자료가 더 필요하다.",
    "지자체 재난 대응 현장에서 바로 쓸 수 있다.",
)
_OPINION = "공공 수요가 뚜렷하고 기술 수준이 높다. 저온 시험을 보완하는 조건으로 지정할 만하다."

View = msgspec.Struct
Made = tuple[View, Form]
"""What stands on a form, and the form."""


def stage_of(scheme: str, stage: str) -> tuple[Scheme, Stage]:
    """A scheme that ships, and one of its stages."""
    loaded = load_scheme(scheme)
    found = loaded.stage(stage)
    assert found is not None
    return loaded, found


def filled(stage: Stage, **changes: object) -> Filled:
    """A sheet filled in."""
    marks = tuple(
        Mark(one.id, _value(stage, number), _COMMENTS[number % len(_COMMENTS)])
        for number, one in enumerate(stage.criteria)
    )
    first = stage.criteria[0].id
    sheet = Filled(
        marks=marks,
        opinion=_OPINION,
        evidence=(
            Evidence(first, "시험성적서", 12, "수신 성공률 99.2 %"),
            Evidence(first, "제품설명서", 21),
        ),
        person="김서연",
        affiliation="대전대학교 교수",
        made_at=MADE_AT,
        digest=DIGEST,
    )
    return msgspec.structs.replace(sheet, **changes)


def _value(stage: Stage, number: int) -> int | Choice:
    scale = stage.criteria[number].scale
    if scale is not None:
        return scale.maximum - 3 * scale.step
    choices = allowed_choices(stage)
    return choices[number % len(choices)]


def sheet(
    scheme: Scheme, stage: Stage, kind: SheetKind, language: str = "ko", **changes: object
) -> tuple[SheetView, Form]:
    """An evaluation sheet of one kind."""
    words = Wording(language)
    inside = None if kind is SheetKind.BLANK else filled(stage, **changes)
    if kind is SheetKind.DRAFT and inside is not None:
        inside = msgspec.structs.replace(inside, digest="", made_at="")
    subject = None if kind is SheetKind.BLANK else SUBJECT
    view = sheet_view(
        scheme, stage, words, kind=kind, subject=subject, filled=inside, round_title=_ROUND
    )
    return view, evaluation_sheet(view, words)


def result_of(stage: Stage, members: int = 0, away: int = 0) -> Result:
    """What a made-up panel's sheets come to; always the same."""
    chance = random.Random(1)
    count = members or max(stage.panel.minimum, 5)

    def mark(number: int) -> Mark:
        scale, choices = stage.criteria[number].scale, allowed_choices(stage)
        if scale is None:
            return Mark(stage.criteria[number].id, chance.choice((*choices[:2], choices[0])))
        steps = scale.maximum // scale.step
        return Mark(stage.criteria[number].id, chance.randrange(steps // 2, steps + 1) * scale.step)

    sheets = tuple(
        Sheet(SUBJECT.dossier, f"P{n:02d}", tuple(map(mark, range(len(stage.criteria)))))
        for n in range(count)
    )
    gone = {f"Q{n:02d}": Absence.RECUSED for n in range(away)}
    result = consolidate(stage, Collected(SUBJECT.dossier, sheets, gone))
    assert not result.problems, result.problems
    return result


def consolidated(
    scheme: Scheme,
    stage: Stage,
    language: str = "ko",
    *,
    members: int = 0,
    names: Callable[[int], str] | None = None,
    **changes: object,
) -> tuple[ConsolidatedView, Form]:
    """A consolidated sheet, adjusted where the stage allows it."""
    words = Wording(language)
    result = result_of(stage, members, away=1)
    seats = list(seats_by_letter(result, words))
    if names is not None:
        seats = [
            msgspec.structs.replace(seat, shown=names(n), affiliation="한국전자통신연구원")
            for n, seat in enumerate(seats)
        ]
    shown = {seat.number: seat.shown for seat in seats}
    adjusted = stage.adjustable
    decided = Decided(
        steps=worded_steps(stage, result, words, shown),
        computed=worded_outcome(stage, result, words),
        adjusted=words("outcome.reject") if adjusted else "",
        reason="저온 시험 자료가 없어 판단할 수 없다는 데 모두 동의하였다." if adjusted else "",
        opinion=_OPINION,
        **({"signer": "김서연", "made_at": MADE_AT, "digest": DIGEST} | changes),  # type: ignore[arg-type]
    )
    gone = words("paper.letter", letter="Z")
    seats.append(Seat(number="Q00", shown=gone, away=Absence.RECUSED))
    view = consolidated_view(
        scheme, stage, result, words, seats=seats, decided=decided, subject=SUBJECT,
        round_title=_ROUND,
    )  # fmt: skip
    return view, consolidated_sheet(view, words)


def letters(scheme: Scheme, language: str = "ko") -> dict[str, Made]:
    """Every other form of a scheme."""
    words = Wording(language)
    stage = next(one for one in scheme.stages if one.mode is not Mode.EXTERNAL)
    heading = heading_of(scheme, language, round_title=_ROUND, stage=stage)
    opinion = OpinionView(
        language=language, title=words("paper.opinion.title"), heading=heading, subject=SUBJECT,
        outcome="통과",
        score="77.0000", opinion=_OPINION, authority="과학기술정보통신부장관", day="2025-12-01",
        comments=tuple(
            Comments(one.title.said_in(language), _COMMENTS[:2]) for one in stage.criteria
        ),
        issued=msgspec.structs.replace(ISSUED, signer=""),
    )  # fmt: skip
    consents = tuple(
        ConsentLine(
            title=one.title.said_in(language), text=one.text.said_in(language),
            required=one.required,
        )
        for one in scheme.consents
    )  # fmt: skip
    promise = PledgeView(
        language=language, heading=heading, pledge=scheme.pledge.said_in(language),
        consents=consents, authority="한국산업기술진흥협회장",
    )  # fmt: skip
    given = msgspec.structs.replace(
        promise, person="김서연", affiliation="대전대학교 교수", issued=ISSUED,
        consents=tuple(msgspec.structs.replace(one, given=True) for one in consents),
    )  # fmt: skip
    named = CertificateView(
        language=language,
        title=words("paper.certificate.title"),
        number="2025-017",
        product="재난 경보 단말기" if language == "ko" else "Disaster alert terminal",
        firm="(주)한빛테크",
        scheme=scheme.title.said_in(language),
        basis=scheme.legal_ref.said_in(language) or "—",
        valid_from="2025-12-29",
        valid_until="2028-12-28",
        authority="과학기술정보통신부장관" if language == "ko" else "Minister of Science and ICT",
        issued=ISSUED,
    )
    meeting = MinutesView(
        language=language, heading=heading, panel="B4 재난안전 분과", held="2025년 11월 26일 14시",
        place="서울 서초구 바우뫼로37길 37", chair="김서연", issued=ISSUED,
        members=tuple(
            Attendance(name=name, affiliation="한국전자통신연구원", state="참석")
            for name in ("김서연", "이도윤", "박하늘", "최은우", "정다온", "한지후")
        ),
        decisions=(
            Decision(
                dossier="2025-H2-0018", product="재난 경보 단말기", score="77.0000", outcome="통과"
            ),
            Decision(dossier="2025-H2-0019", product="수소 누출 감지기", outcome="미달"),
        ),
        text="위원장이 개회를 선언하고 안건을 설명하였다.\n평가표를 종합하고 결과를 확인하였다.",
    )  # fmt: skip
    return {
        "opinion": (opinion, opinion_letter(opinion, words)),
        "pledge": (promise, pledge(promise, words)),
        "pledge-given": (given, pledge(given, words)),
        "certificate": (named, certificate(named, words)),
        "minutes": (meeting, minutes(meeting, words)),
        "report": _report(scheme, words),
    }


def _report(scheme: Scheme, words: Wording) -> Made:
    stages: list[StageReport] = []
    for stage in scheme.stages:
        if stage.mode is Mode.EXTERNAL:
            continue
        result = result_of(stage)
        rows = tuple(
            ReportRow(
                dossier=f"2025-H2-{n:04d}", product="재난 경보 단말기", applicant="(주)한빛테크",
                rank=str(n + 1), score="" if result.score is None else f"{result.score:f}",
                outcome=worded_outcome(stage, result, words), strip=strip_of(stage, result),
            )
            for n in range(4)
        )  # fmt: skip
        title = stage.title.said_in(words.language)
        stages.append(StageReport(title=title, rule="규칙 한 줄", figures=(), rows=rows))
    view = RoundView(
        language=words.language,
        heading=heading_of(scheme, words.language, round_title=_ROUND),
        figures=(("접수", "29건"), ("통과", "18건")),
        stages=tuple(stages),
        made_at=MADE_AT,
    )
    return view, round_report(view, words)


def personal(language: str = "ko") -> dict[str, Made]:
    """The forms that belong to a person rather than a scheme."""
    words = Wording(language)
    asked = InvitationView(
        language=language, heading=heading_of(load_scheme("ppir-2025"), language),
        number="E-00123", person="김서연", affiliation="대전대학교", authority=DIGEST,
        hub="https://hub.example.kr:8443",
        text='{"authority":"' + DIGEST + '","hub":"https://hub.example.kr:8443","version":1}',
    )  # fmt: skip
    key = RecoveryView(
        language=language, profile="kim", day="2025-11-26",
        key="AGE-SECRET-KEY-1" + ("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L" * 2)[:58],
    )  # fmt: skip
    return {
        "invitation": (asked, invitation(asked, words)),
        "recovery": (key, recovery_sheet(key, words)),
    }


_NOT_SHOWN = {
    "language",
    "kind",
    "mode",
    "made_at",
    "strip",
    "choices",
    "valid_from",
    "valid_until",
    "day",
}


def said(view: object, name: str = "") -> Iterator[str]:
    """Every text of a view that ought to be on its form."""
    if name in _NOT_SHOWN:
        return
    if isinstance(view, str):
        yield view
    elif isinstance(view, msgspec.Struct):
        for field in view.__struct_fields__:
            yield from said(getattr(view, field), field)
    elif isinstance(view, tuple):
        for one in view:
            yield from said(one)
