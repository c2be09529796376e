"""Small schemes, stages and sheets, as short as a test can say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ppir_desktop.domain.consolidation import Collected
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.domain.scheme_file import read_scheme
from ppir_desktop.domain.sheets import Absence, Choice, Mark, Sheet
from ppir_desktop.domain.stage import Stage

HEAD = 'id = "test"\nversion = 1\ntitle = { ko = "시험", en = "Test" }\n'


def criterion_toml(name: str, maximum: str | None = None, extra: str = "") -> str:
    """One criterion of a stage."""
    points = f'max = "{maximum}"\n' if maximum is not None else ""
    return (
        f'[[stage.criterion]]\nid = "{name}"\n'
        f'title = {{ ko = "{name} 항목", en = "{name} item" }}\n{points}{extra}\n'
    )


def score_toml(
    maxima: Mapping[str, str],
    consolidation: str = 'method = "mean"',
    *,
    top: str = "",
    extra: str = "",
    pass_mark: str | None = "70",
) -> str:
    """A scheme with one score stage called ``paper``."""
    criteria = "".join(criterion_toml(name, maximum) for name, maximum in maxima.items())
    passing = f'[stage.pass]\nmin_score = "{pass_mark}"\n' if pass_mark is not None else ""
    return (
        f'{HEAD}[[stage]]\nid = "paper"\nmode = "score"\n'
        'title = { ko = "서류", en = "Paper" }\n'
        'scale = { min = "0", max = "100", step = "1" }\n'
        f"{top}\n{criteria}[stage.consolidation]\n{consolidation}\n{passing}{extra}\n"
    )


def ballot_toml(
    mode: str,
    items: Sequence[str],
    passing: str = 'fraction = "2/3"',
    *,
    top: str = "",
    extra: str = "",
) -> str:
    """A scheme with one gate or vote called ``ballot``."""
    criteria = "".join(criterion_toml(name) for name in items)
    return (
        f'{HEAD}[[stage]]\nid = "ballot"\nmode = "{mode}"\n'
        f'title = {{ ko = "의결", en = "Ballot" }}\n{top}\n{criteria}'
        f"[stage.pass]\n{passing}\n{extra}\n"
    )


def scheme_of(toml: str) -> Scheme:
    """The scheme that a text describes."""
    return read_scheme(toml.encode(), "test.toml")


def stage_of(toml: str) -> Stage:
    """The first stage of the scheme that a text describes."""
    return scheme_of(toml).stages[0]


def points(sheets: Mapping[str, Sequence[int]], stage: Stage, *, bonus: int = 0) -> Collected:
    """Sheets of points (not hundredths), by panellist, in the order of the criteria."""
    return Collected(
        "D",
        tuple(
            Sheet(
                "D",
                panellist,
                tuple(
                    Mark(criterion.id, value * 100)
                    for criterion, value in zip(stage.criteria, values, strict=True)
                ),
            )
            for panellist, values in sheets.items()
        ),
        bonus=bonus,
    )


def answers(
    given: Mapping[str, Sequence[Choice]],
    stage: Stage,
    *,
    away: Mapping[str, Absence] | None = None,
    enrolled: int | None = None,
) -> Collected:
    """Sheets of a gate or vote, by panellist, in the order of the items."""
    return Collected(
        "D",
        tuple(
            Sheet(
                "D",
                panellist,
                tuple(
                    Mark(criterion.id, choice)
                    for criterion, choice in zip(stage.criteria, choices, strict=True)
                ),
            )
            for panellist, choices in given.items()
        ),
        dict(away or {}),
        enrolled,
    )


def votes(count: int, choice: Choice, start: int = 1) -> dict[str, tuple[Choice]]:
    """As many panellists who all vote the same, named P1, P2, and so on from `start`."""
    return {f"P{number}": (choice,) for number in range(start, start + count)}
