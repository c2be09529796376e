"""What is still missing on a sheet, and what may be said where."""

from __future__ import annotations

import msgspec
import pytest

from ppir_desktop.common.errors import InputError
from ppir_desktop.domain.sheets import Choice, Form, Mark, Sheet, allowed_choices
from ppir_desktop.domain.sub_fields import read_sub_fields
from ppir_desktop.domain.words import Words
from tests.support.builders import HEAD, ballot_toml, score_toml, stage_of


def sheet(*marks: Mark) -> Sheet:
    return Sheet("D", "P", marks)


def test_a_blank_sheet_lacks_every_criterion_and_a_full_one_none() -> None:
    form = Form(stage_of(score_toml({"a": "50", "b": "50"})))
    assert form.missing(sheet()) == ("a", "b")
    assert form.missing(sheet(Mark("a"), Mark("b", 0))) == ("a",)
    assert form.missing(sheet(Mark("b", 100), Mark("a", 100))) == ()


@pytest.mark.parametrize(
    ("reasons", "missing"), [("optional", ()), ("negative", ("a",)), ("always", ("a", "b"))]
)
def test_a_mark_without_its_reason_is_missing_where_the_stage_asks_for_one(
    reasons: str, missing: tuple[str, ...]
) -> None:
    form = Form(stage_of(ballot_toml("gate", ["a", "b"], top=f'reasons = "{reasons}"')))
    marks = (Mark("a", Choice.UNFIT, " "), Mark("b", Choice.FIT))
    assert form.missing(sheet(*marks)) == missing
    reasoned = tuple(msgspec.structs.replace(mark, comment="because") for mark in marks)
    assert form.missing(sheet(*reasoned)) == ()


@pytest.mark.parametrize(
    ("toml", "choices"),
    [
        (ballot_toml("gate", ["a"]), "fit unfit"),
        (ballot_toml("gate", ["a"], top="abstain = true"), "fit unfit abstain"),
        (ballot_toml("vote", ["a"]), "for against"),
        (ballot_toml("vote", ["a"], extra='[stage.hold]\nfraction = "1/2"'), "for against hold"),
        (score_toml({"a": "100"}), ""),
        (
            HEAD + '[[stage]]\nid = "x"\nmode = "external"\ntitle = { ko = "가", en = "a" }\n',
            "",
        ),
    ],
)
def test_each_mode_offers_its_own_answers(toml: str, choices: str) -> None:
    assert " ".join(allowed_choices(stage_of(toml))) == choices


def test_words_fall_back_on_the_other_language() -> None:
    assert Words(ko="가").said_in("en") == "가"
    assert Words(en="a").said_in("ko") == "a"


GROUP = '[[group]]\nid = "g"\ntitle = { ko = "가", en = "a" }\n'
FIELD = '[[sub_field]]\nid = "E1"\ngroup = "g"\ntitle = { ko = "가", en = "a" }\n'


def test_sub_fields_are_read_with_their_groups() -> None:
    fields = read_sub_fields((GROUP + FIELD).encode())
    assert (fields.codes(), fields.verified) == (("E1",), False)


@pytest.mark.parametrize(
    ("toml", "code"),
    [
        (GROUP + FIELD + FIELD, "name_twice"),
        (GROUP + GROUP + FIELD, "name_twice"),
        (GROUP + FIELD.replace('"가"', '" "'), "text_blank"),
        (FIELD.replace('"g"', '"h"') + GROUP, "unknown_reference"),
        (GROUP + FIELD + "colour = 3", "not_toml"),
        ("group = ", "not_toml"),
        (GROUP, "not_toml"),
    ],
)
def test_a_list_of_sub_fields_that_is_none_is_refused(toml: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_sub_fields(toml.encode(), "fields.toml")
    assert [problem.code for problem in caught.value.problems] == [code]


def test_sub_fields_in_another_encoding_are_refused() -> None:
    with pytest.raises(InputError):
        read_sub_fields((GROUP + FIELD).encode("cp949"))
