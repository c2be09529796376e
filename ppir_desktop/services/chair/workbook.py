"""Results as a workbook whose formulas reproduce them from the marks, with integers alone.

A spreadsheet counts in binary fractions; so points are taken as whole hundredths, and half up is
``INT((2·n·10^d + m) / (2·m)) / 10^d`` for n/m with d places, which has no tie to lose.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from ppir_desktop.common.durable import write_durably
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.domain.points import Share
from ppir_desktop.domain.sheets import Choice
from ppir_desktop.domain.stage import Base, CompareOn, Consolidation, Mode, Stage, Trim
from ppir_desktop.intake.workbook_writer import (
    Formula,
    Points,
    Sheet,
    Value,
    column_letters,
    write_workbook,
)
from ppir_desktop.services.chair.desk import ChairDesk
from ppir_desktop.services.chair.gathering import Gathered
from ppir_desktop.services.chair.table import names_of, table_of
from ppir_desktop.services.rules import describe_outcome

_KEY = "chair.workbook"
_FIRST_MARK = 3


class Lines(NamedTuple):
    """The rows of the marks' sheet that belong to one dossier, from the first to the last."""

    first: int
    last: int


def write_results(
    desk: ChairDesk, stage_id: str, path: Path, words: Wording, *, with_names: bool = False
) -> int:
    """Write the results of a stage's dossiers that have one.

    Args:
        desk: The chair's desk.
        stage_id: The stage.
        path: A file that may exist already.
        words: The language to write in.
        with_names: Whether members go by their names; by letters otherwise.

    Returns:
        How many dossiers have no result yet.

    Raises:
        InputError: ``nothing_to_print`` where none has; ``stage_unknown``.
        EnvironmentFault: ``file_not_written``; ``openpyxl_missing``.
    """
    table = table_of(desk, stage_id)
    names = names_of(table.columns, with_names=with_names)
    gathered = [desk.gathered((stage_id, dossier)) for dossier in desk.dossiers(stage_id)]
    made = [one for one in gathered if not one.result.problems]
    adjusted = {row.dossier: row.adjusted for row in table.rows if row.adjusted is not None}
    write_durably(path, results_workbook(table.stage, made, names, words, adjusted))
    return len(gathered) - len(made)


def results_workbook(
    stage: Stage,
    made: Sequence[Gathered],
    names: Mapping[str, str],
    words: Wording,
    adjusted: Mapping[str, int] = MappingProxyType({}),
) -> bytes:
    """The results of dossiers that have one.

    Args:
        stage: The stage.
        made: What came in for each, and what it comes to.
        names: What each member goes by, by number.
        words: The language to write in.
        adjusted: What was signed in the place of a score, in hundredths, by dossier.

    Raises:
        InputError: ``nothing_to_print`` for none.
        EnvironmentFault: ``openpyxl_missing``.
    """
    if not made:
        raise InputError("nothing_to_print")
    marks, lines = _marks(stage, made, names, words)
    results = _results(stage, made, lines, words, adjusted)
    content = io.BytesIO()
    write_workbook(content, [results, marks])
    return content.getvalue()


def _marks(
    stage: Stage, made: Sequence[Gathered], names: Mapping[str, str], words: Wording
) -> tuple[Sheet, list[Lines]]:
    """Every sheet that counts, one a row, and which rows belong to which dossier."""
    titles = [one.title.said_in(words.language) or one.id for one in stage.criteria]
    scored = stage.mode is Mode.SCORE
    rows: list[list[Value]] = []
    lines = []
    for one in made:
        first = len(rows) + 2
        for sheet in one.collected.sheets:
            given = {mark.criterion: mark.value for mark in sheet.marks}
            values = [_value(given[criterion.id], words) for criterion in stage.criteria]
            row: list[Value] = [one.panel.dossier, names[sheet.panellist], *values]
            if scored:
                at = len(rows) + 2
                ends = (column_letters(_FIRST_MARK), column_letters(_FIRST_MARK + len(values) - 1))
                row.append(Formula(f"SUM({ends[0]}{at}:{ends[1]}{at})", "0.00"))
            rows.append(row)
        lines.append(Lines(first, len(rows) + 1))
    headings = [words(f"{_KEY}.dossier"), words(f"{_KEY}.member"), *titles]
    if scored:
        headings.append(words(f"{_KEY}.total"))
    return Sheet(words(f"{_KEY}.marks"), headings, rows), lines


def _value(value: int | Choice | None, words: Wording) -> Value:
    if isinstance(value, Choice):
        return words(f"choice.{value}")
    return Points(value) if isinstance(value, int) else ""


def _results(
    stage: Stage,
    made: Sequence[Gathered],
    lines: Sequence[Lines],
    words: Wording,
    adjusted: Mapping[str, int],
) -> Sheet:
    kind = _Scores if stage.consolidation is not None else _Counts
    writer = kind(stage, words, adjusted)
    rows = [
        [*_beginning(one, words), *writer.row(one, where, number)]
        for number, (one, where) in enumerate(zip(made, lines, strict=True), start=2)
    ]
    headings = [words(f"{_KEY}.dossier"), words(f"{_KEY}.product"), *writer.headings]
    return Sheet(words(f"{_KEY}.results"), headings, rows)


def _beginning(one: Gathered, words: Wording) -> list[Value]:
    manifest = one.panel.manifest
    if manifest is None:
        return [one.panel.dossier, ""]
    product = manifest.product
    return [one.panel.dossier, product.ko if words.language == "ko" else product.en]


class _Writer:
    """Writes what follows number and product in a row of results."""

    def __init__(self, stage: Stage, words: Wording, adjusted: Mapping[str, int]) -> None:
        self._stage, self._words, self._by_panel = stage, words, adjusted
        self._title = words(f"{_KEY}.marks").replace("'", "''")

    def _range(self, column: int, where: Lines) -> str:
        letters = column_letters(column)
        return f"'{self._title}'!${letters}${where.first}:${letters}${where.last}"

    def _outcome(self, outcome: Outcome) -> str:
        text = self._words(describe_outcome(self._stage, outcome))
        return '"' + text.replace('"', '""') + '"'

    def _adjusted(self, one: Gathered) -> Value:
        """What the panel signed in the place of the score; what is only proposed is not here."""
        score = self._by_panel.get(one.panel.dossier)
        return "" if score is None else Points(score)


class _Scores(_Writer):
    """Writes the formulas of a score.

    C: sheets, D: sum of what counts, E: divisor, F: bonus, G: result, H: outcome, I: the panel's
    own outcome, J: the result as the desk computed it, K: whether both are the same.
    """

    @property
    def headings(self) -> list[str]:
        """What stands above."""
        names = (
            "sheets", "sum", "divisor", "bonus", "score", "outcome", "adjusted", "computed", "same",
        )  # fmt: skip
        return [self._words(f"{_KEY}.{name}") for name in names]

    def row(self, one: Gathered, where: Lines, number: int) -> list[Value]:
        """One dossier's formulas."""
        stage, rule = self._stage, self._stage.consolidation or Consolidation()
        total = _FIRST_MARK + len(stage.criteria)
        by_criterion = rule.trim is Trim.CRITERION
        columns = range(_FIRST_MARK, total) if by_criterion else (total,)
        kept = " + ".join(self._kept(rule, self._range(column, where)) for column in columns)
        count = f"COUNT({self._range(total, where)})"
        upper, lower = self._fraction(rule, number)
        scale = 10**rule.decimals
        score = f"INT((2*({upper})*{scale}+({lower}))/(2*({lower})))/{scale}"
        shown = "0." + "0" * rule.decimals if rule.decimals else "0"
        computed = f"{one.result.score:f}"
        return [
            Formula(count),
            Formula(f"({kept})/100", "0.00"),
            Formula(f"{count}-{2 * rule.drop_each}"),
            Points(one.collected.bonus) if stage.bonus is not None else "",
            Formula(score, shown),
            self._verdict(rule, number, upper, lower),
            self._adjusted(one),
            computed,
            Formula(f'IF(G{number}=VALUE("{computed}"),"=","≠")'),
        ]

    def _kept(self, rule: Consolidation, cells: str) -> str:
        """The sum of what trimming leaves of some cells, in hundredths."""
        parts = [f"ROUND(100*SUM({cells}),0)"]
        for place in range(1, rule.drop_each + 1):
            parts += [f"ROUND(100*{which}({cells},{place}),0)" for which in ("LARGE", "SMALL")]
        return "-".join(parts)

    def _fraction(self, rule: Consolidation, number: int) -> tuple[str, str]:
        """The exact score in points as a fraction of whole numbers."""
        kept, divisor = f"ROUND(100*D{number},0)", f"E{number}"
        full, to = self._stage.full_marks(), rule.rescale_to or self._stage.full_marks()
        upper, lower = f"{kept}*{to}", f"100*{divisor}*{full}"
        if self._stage.bonus is not None:
            added = f"MIN(ROUND(100*F{number},0),{self._stage.bonus.cap})"
            upper += f"+{added}*{divisor}*{full}"
        return upper, lower

    def _verdict(self, rule: Consolidation, number: int, upper: str, lower: str) -> Value:
        mark = self._stage.passing.min_score
        if mark is None:
            return ""
        scale = 10**rule.decimals
        passed = f"ROUND(G{number}*{scale},0)*100>={mark * scale}"
        if rule.compare_on is CompareOn.EXACT:
            passed = f"({upper})*100>={mark}*({lower})"
        yes, no = self._outcome(Outcome.ADVANCE), self._outcome(Outcome.REJECT)
        return Formula(f"IF({passed},{yes},{no})")


class _Counts(_Writer):
    """C: sheets, D: of how many, then how many said yes to each item, and the outcome."""

    @property
    def headings(self) -> list[str]:
        """What stands above."""
        words = self._words
        titles = [one.title.said_in(words.language) or one.id for one in self._stage.criteria]
        named = [words(f"{_KEY}.yes", item=title) for title in titles]
        ends = [words(f"{_KEY}.{name}") for name in ("outcome", "adjusted", "computed", "same")]
        return [words(f"{_KEY}.sheets"), words(f"{_KEY}.base"), *named, *ends]

    def row(self, one: Gathered, where: Lines, number: int) -> list[Value]:
        """One dossier's formulas."""
        stage, width = self._stage, len(self._stage.criteria)
        share = stage.passing.share or Share(1, 2)
        attending = stage.passing.base is Base.ATTENDING
        base = Formula(f"C{number}") if attending else one.collected.enrolled_able()
        first = self._range(_FIRST_MARK, where)
        yes = [
            Formula(" + ".join(self._said(at, where, Choice.FIT, Choice.FOR)))
            for at in range(width)
        ]
        cells = [f"{column_letters(5 + at)}{number}" for at in range(width)]
        met = ",".join(_met(share, cell, f"D{number}") for cell in cells)
        lost = self._outcome(Outcome.REJECT)
        if stage.hold is not None:
            held = [
                _met(stage.hold, "+".join(self._said(at, where, Choice.HOLD)), f"D{number}")
                for at in range(width)
            ]
            lost = f"IF(OR({','.join(held)}),{self._outcome(Outcome.HOLD)},{lost})"
        outcome = column_letters(5 + width)
        computed = self._outcome(one.result.outcome or Outcome.REJECT)
        return [
            Formula(f"COUNTA({first})"), base, *yes,
            Formula(f"IF(AND({met}),{self._outcome(Outcome.ADVANCE)},{lost})"),
            self._adjusted(one), computed.strip('"'),
            Formula(f'IF({outcome}{number}={computed},"=","≠")'),
        ]  # fmt: skip

    def _said(self, item: int, where: Lines, *choices: Choice) -> Iterator[str]:
        cells = self._range(_FIRST_MARK + item, where)
        for choice in choices:
            yield f'COUNTIF({cells},"{self._words(f"choice.{choice}")}")'


def _met(share: Share, count: str, base: str) -> str:
    sign = ">" if share.strictly else ">="
    return f"({count})*{share.denominator}{sign}{share.numerator}*{base}"
