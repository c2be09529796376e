"""How dossiers, panellists, criteria and marks may be written in a table of marks."""

from __future__ import annotations

import unicodedata
from collections import Counter

from ppir_desktop.common.plain_text import is_plain_name
from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.sheets import Absence, Choice
from ppir_desktop.domain.stage import Stage
from ppir_desktop.intake.rows import Column

COLUMNS = (
    Column("dossier", ("접수번호", "신청번호", "과제")),
    Column("panellist", ("평가위원", "위원")),
    Column("criterion", ("평가항목", "항목")),
    Column("mark", ("점수", "평점", "판정")),
    Column("comment", ("의견", "평가의견"), required=False),
)
LONGEST_NAME = 100
"""Characters of an application number or a panellist's name."""

# Letters of Cyrillic and Greek that cannot be told from Latin ones on paper.
_LOOK_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABESIJKMHOPCTXaesijopcyxABEZHIKMNOPTYXo",
)
CHOICES = {
    **{choice.value: choice for choice in Choice},
    "적합": Choice.FIT,
    "부적합": Choice.UNFIT,
    "찬성": Choice.FOR,
    "반대": Choice.AGAINST,
    "보류": Choice.HOLD,
    "기권": Choice.ABSTAIN,
}
ABSENCES = {
    **{absence.value: absence for absence in Absence},
    "불참": Absence.ABSENT,
    "회피": Absence.RECUSED,
    "제척": Absence.DISQUALIFIED,
}


def names_of(stage: Stage) -> dict[str, str]:
    """What a criterion or a bonus may be called: its id, or a title that is that of one alone."""
    entries = [(c.id, c.title) for c in stage.criteria]
    if stage.bonus is not None:
        entries.append((stage.bonus.id, stage.bonus.title))
    called = [(title, name) for name, words in entries for title in {words.ko, words.en}]
    titles = Counter(title for title, _ in called)
    names = {title: name for title, name in called if titles[title] == 1}
    return names | {name: name for name, _ in entries}


def folded(name: str) -> str:
    """A name as it looks: without case, spaces, the widths of its letters, or another script's.

    Two names that look alike are taken for two spellings of one.
    """
    plain = unicodedata.normalize("NFKC", name).translate(_LOOK_ALIKE).casefold()
    return "".join(plain.split())


def name_problem(column: str, name: str) -> Problem | None:
    """What keeps a cell from naming a dossier or a panellist."""
    if not name:
        return Problem(code="cell_empty", column=column)
    if len(name) > LONGEST_NAME or not is_plain_name(name):
        return Problem(
            code="bad_cell_name",
            column=column,
            value=ascii(name)[:80],
            params={"most": str(LONGEST_NAME)},
        )
    return None
