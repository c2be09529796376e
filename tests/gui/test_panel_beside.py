"""The figures beside a result in sentences: what is said where something cannot be."""

from __future__ import annotations

import msgspec
import pytest

from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.services.chair.beside import Beside, Leaning, Standing, beside
from ppir_desktop.ui.panel.beside_words import chapters, leaning_line
from tests.support.panel_tables import collected, stage_of, table

MEMBERS = {f"P{number:03}": number for number in range(6)}
SHOWN = {"P001": "B"}


def figures() -> Beside:
    return beside(stage_of(), [collected(stage_of(), at, MEMBERS) for at in range(4)])


def said(found: Beside, language: str = "en") -> list[list[str]]:
    shown = table(stage_of(), 4, 6)
    return [
        list(one.sentences) for one in chapters(found, shown, Wording(language), with_names=False)
    ]


def leaning(standing: Standing, severity: float | None, margin: float | None = 2.2) -> str:
    return leaning_line(Leaning("P001", standing, 4, severity, margin), SHOWN, Wording("en"))


def test_severity_is_said_in_plain_words() -> None:
    lower = "B marks 3.1 points lower than the panel would (±2.2): more than chance explains."
    assert leaning(Standing.LOWER, 3.1) == lower
    higher = "B marks 1.0 points higher than the panel would (±2.2): within chance."
    assert leaning(Standing.CHANCE, -1.0) == higher
    assert "too few sheets" in leaning(Standing.UNSURE, 1.0, None)
    assert "nobody else marked" in leaning(Standing.ALONE, None)


def test_groups_that_share_no_dossier_are_named() -> None:
    parts = (("P000", "P001"), ("P002", "P003"))
    first = said(msgspec.structs.replace(figures(), parts=parts))[0][0]
    assert first.startswith("Not all members can be compared")
    assert "A, B; C, D" in first


def test_without_scipy_it_is_said_calmly() -> None:
    found = msgspec.structs.replace(figures(), leanings=(), parts=(), refused="scipy_missing")
    severity, *others = said(found)
    assert severity == [Wording("en")("window_panel.beside.refused.scipy_missing")]
    assert all(others)


def test_what_went_wrong_otherwise_has_words_too() -> None:
    found = msgspec.structs.replace(figures(), leanings=(), parts=(), refused="something_new")
    assert said(found)[0] == ["Severity could not be computed. No result needs it."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chapter_says_something(language: str) -> None:
    found = said(figures(), language)
    assert len(found) == 4
    assert all(found)


def test_a_gate_has_agreements_and_no_severity() -> None:
    gate = stage_of("nep", "paper")
    found = beside(gate, [collected(gate, at, MEMBERS) for at in range(4)])
    told = list(chapters(found, table(gate, 4, 6), Wording("en"), with_names=False))
    assert [one.title for one in told] == [
        "Agreement (Krippendorff's alpha)", "Verdicts that hang on one sheet",
    ]  # fmt: skip
    assert len(told[0].whiskers) == len([one for one in found.agreements if one.value is not None])
