"""The columns of the three tables that a round begins with, in Korean and English."""

from __future__ import annotations

from typing import Final

from ppir_desktop.intake.rows import Column

_NOTE: Final = Column("note", ("비고", "메모", "remarks"), required=False, is_read=False)
_SERIAL: Final = Column(
    "serial", ("순번", "연번", "번호", "no", "no."), required=False, is_read=False
)

APPLICATIONS: Final = (
    Column("number", ("접수번호", "신청번호", "application number", "application no.")),
    Column("product", ("제품명", "product name")),
    Column("applicant", ("신청기업", "신청기업명", "기업명", "company")),
    Column("business_number", ("사업자등록번호", "business registration number")),
    Column("representative", ("대표자", "대표자명", "ceo")),
    Column("sub_field", ("분과", "기술분야", "sub-field")),
    Column("project", ("과제고유번호", "project number", "r&d project")),
    Column("summary", ("제품 요약", "제품요약", "요약", "product summary")),
    Column("competitors", ("경쟁기업", "경쟁사"), required=False),
    Column("filed", ("신청일", "접수일", "filing date", "date filed")),
    _NOTE,
    _SERIAL,
)
ROSTER: Final = (
    Column("number", ("전문가번호", "위원번호", "expert number", "expert no.")),
    Column("name", ("성명", "이름")),
    Column("organisation", ("소속", "소속기관", "organization", "affiliation")),
    Column("position", ("직위", "직급", "title")),
    Column("sector", ("부문", "구분")),
    Column("sub_fields", ("분과", "기술분야", "sub-fields", "sub-field")),
    Column("keywords", ("전문분야", "키워드", "expertise"), required=False),
    Column("email", ("이메일", "전자우편", "e-mail")),
    Column("degree", ("최종학위", "학위")),
    Column("years", ("경력연수", "경력", "years of experience")),
    Column("projects", ("참여과제", "참여과제번호", "r&d projects"), required=False),
    Column("consent", ("위촉동의", "동의", "consents")),
    _NOTE,
    _SERIAL,
)
PROJECTS: Final = (
    Column("number", ("과제고유번호", "과제번호", "project number")),
    Column("title", ("과제명",)),
    Column("ministry", ("부처", "부처명")),
    Column("lead", ("주관기관", "주관연구기관", "lead organisation", "lead organization")),
    Column("partners", ("참여기관", "공동연구기관"), required=False),
    Column("leader", ("연구책임자", "principal investigator")),
    Column("members", ("참여연구자", "참여연구원", "researchers"), required=False),
    Column("begin", ("시작일", "연구개시일", "start", "start date")),
    Column("end", ("종료일", "연구종료일", "end date")),
    Column("result", ("평가결과", "최종평가결과")),
    Column("grant", ("정부출연금", "정부지원금"), required=False),
    Column("sub_field", ("분과", "기술분야", "sub-field"), required=False),
    _NOTE,
    _SERIAL,
)
