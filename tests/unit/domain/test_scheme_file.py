"""A scheme file is read whole, and every mistake in it is named with its line and key."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.problems import Problem
from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.domain.scheme import Effect
from ppir_desktop.domain.scheme_file import LARGEST_SCHEME, read_scheme
from ppir_desktop.domain.stage import Chair, Scale, Sector
from ppir_desktop.domain.toml_lines import locate
from tests.support.builders import (
    HEAD,
    ballot_toml,
    criterion_toml,
    scheme_of,
    score_toml,
    stage_of,
)

NAMED = 'id = "a", title = { ko = "가", en = "a" }'
NAMED_LINES = 'id = "a"\ntitle = { ko = "가", en = "a" }\n'
TRIMMED = 'method = "trimmed_mean"\ndrop_each = 1\nmin_scores = 5'


def problems_of(toml: str | bytes) -> tuple[Problem, ...]:
    content = toml.encode() if isinstance(toml, str) else toml
    with pytest.raises(InputError) as caught:
        read_scheme(content, "mine.toml")
    assert caught.value.code == "scheme_invalid"
    for problem in caught.value.problems:
        assert problem.file == "mine.toml"
        assert all(Wording(language).problem(problem) for language in LANGUAGES)
    return caught.value.problems


def found(toml: str | bytes) -> list[tuple[str, str]]:
    return [(problem.code, problem.column) for problem in problems_of(toml)]


def test_a_legal_basis_in_one_language_as_in_the_first_rounds_serves_both() -> None:
    scheme = scheme_of(GOOD.replace("version = 1", 'version = 1\nlegal_ref = "고시 2025-52"'))
    assert (scheme.legal_ref.ko, scheme.legal_ref.en) == ("고시 2025-52", "고시 2025-52")
    assert found(GOOD.replace("version = 1", "version = 1\nlegal_ref = 3"))


GOOD = score_toml({"a": "60", "b": "40"}, TRIMMED, top='total = "100"')


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # A key that nobody knows, a missing one, a wrong kind, a name that is none.
        ("version = 1", "version = 1\ncolour = 3", [("unknown_key", "colour")]),
        ('id = "test"\n', "", [("key_missing", "id")]),
        ('id = "test"', 'id = "Test One"', [("bad_name", "id")]),
        ('id = "test"', "id = 3", [("not_text", "id")]),
        ("version = 1", 'version = "1"', [("not_whole", "version")]),
        ("version = 1", "version = true", [("not_whole", "version")]),
        ("version = 1", "version = 0", [("out_of_range", "version")]),
        ('title = { ko = "시험", en = "Test" }', 'title = "Test"', [
            ("not_a_table", "title"), ("key_missing", "title.ko"), ("key_missing", "title.en")]),
        ('ko = "시험"', 'ko = " "', [("text_blank", "title.ko")]),
        ('ko = "시험"', f'ko = "{"가" * 20_001}"', [("text_too_long", "title.ko")]),
        ('mode = "score"', 'mode = "guess"', [("unknown_choice", "stage[1].mode")]),
        # Scales and maxima.
        ('max = "100", step = "1"', 'max = 100, step = "1"', []),
        ('max = "100", step = "1"', 'max = 100.0, step = "1"', [
            ("not_decimal", "stage[1].scale.max")]),
        ('max = "60"', 'max = "sixty"', [
            ("not_a_number", "stage[1].criterion[1].max")]),
        ('max = "60"', 'max = "60.001"', [("too_fine", "stage[1].criterion[1].max")]),
        ('max = "60"', 'max = "0"', [("not_positive", "stage[1].criterion[1].max")]),
        ('step = "1"', 'step = "0"', [("not_positive", "stage[1].scale.step")]),
        ('step = "1"', 'step = "7"', [
            ("max_off_step", "stage[1].criterion[1].max"),
            ("max_off_step", "stage[1].criterion[2].max")]),
        ('min = "0"', 'min = "40"', [("min_over_max", "stage[1].criterion[2].max")]),
        ('max = "60"', 'max = "101"', [
            ("sum_differs", "stage[1].total"), ("max_off_scale", "stage[1].criterion[1].max")]),
        # Weights that do not add up.
        ('max = "60"', 'max = "55"', [("sum_differs", "stage[1].total")]),
        # Consolidation that cannot work.
        ("min_scores = 5", "min_scores = 2", [
            ("nothing_left", "stage[1].consolidation.min_scores")]),
        ('method = "trimmed_mean"', 'method = "mean"', [
            ("only_when_trimmed", "stage[1].consolidation.drop_each")]),
        ('method = "trimmed_mean"\n', "", [("key_missing", "stage[1].consolidation.method")]),
        ("drop_each = 1", 'rounding = "half_even"', [
            ("unknown_choice", "stage[1].consolidation.rounding")]),
        ("drop_each = 1", "decimals = 11", [("out_of_range", "stage[1].consolidation.decimals")]),
        ('min_score = "70"', 'min_score = "101"', [("out_of_range", "stage[1].pass.min_score")]),
        ('min_score = "70"', 'fraction = "2/3"', [("not_in_mode", "stage[1].pass.fraction")]),
        # References.
        ('total = "100"', 'tie_break = "c"', [("unknown_reference", "stage[1].tie_break")]),
        ('id = "b"', 'id = "a"', [("name_twice", "stage[1].criterion[2].id")]),
        ('max = "60"', 'max = "60"\ngroup = "g"', [
            ("unknown_reference", "stage[1].criterion[1].group")]),
        # Panels and quorums.
        ('total = "100"', "panel = { min = 9, max = 7 }", [("min_over_max", "stage[1].panel.min")]),
        ('total = "100"', "panel = { max = 4 }", [
            ("out_of_range", "stage[1].consolidation.min_scores")]),
        ('total = "100"', 'panel = { sectors = ["industry", "army", 3, "industry"] }', [
            ("unknown_choice", "stage[1].panel.sectors[2]"),
            ("not_text", "stage[1].panel.sectors[3]"),
            ("name_twice", "stage[1].panel.sectors[4]")]),
        ('total = "100"', 'panel = { sectors = "industry" }', [
            ("not_list", "stage[1].panel.sectors")]),
        ('total = "100"', "quorum = { }", [("one_of_these", "stage[1].quorum.count")]),
        ('total = "100"', 'quorum = { count = 3, fraction = "1/2" }', [
            ("one_of_these", "stage[1].quorum.fraction")]),
        ('total = "100"', 'quorum = { fraction = "3/2" }', [
            ("not_a_share", "stage[1].quorum.fraction")]),
        ('total = "100"', 'quorum = { fraction = "" }', [
            ("not_a_share", "stage[1].quorum.fraction")]),
        ('total = "100"', "panel = { max = 7 }\nquorum = { count = 8 }", [
            ("out_of_range", "stage[1].quorum.count")]),
        ('total = "100"', 'quorum = { fraction = 1 }', [("not_text", "stage[1].quorum.fraction")]),
        ("version = 1", f"version = 1\nconflict = [{{ {NAMED}, years = 3, unlimited = true }}]", [
            ("years_unlimited", "conflict[1].years")]),
        ('total = "100"', "abstain = true", [("not_in_mode", "stage[1].abstain")]),
        ('total = "100"', 'hold = { fraction = "1/2" }', [("not_in_mode", "stage[1].hold")]),
        ('total = "100"', 'adjustable = "yes"', [("not_flag", "stage[1].adjustable")]),
        ("version = 1", "version = 1\nverified = true\nnotice = { days = 20, before = \"x\" }", [
            ("unknown_reference", "notice.before")]),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_its_key(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    toml = GOOD.replace(old, new, 1)
    assert toml != GOOD
    if expected:
        assert found(toml) == expected
    else:
        read_scheme(toml.encode())


def test_all_mistakes_are_named_at_once_in_the_order_of_their_lines() -> None:
    toml = GOOD.replace("version = 1", "version = 0\nextra = 1").replace('max = "60"', 'max = "x"')
    named = problems_of(toml)
    assert [problem.code for problem in named] == ["out_of_range", "unknown_key", "not_a_number"]
    rows = [problem.row for problem in named]
    lines = toml.splitlines()
    assert [lines[row - 1] for row in rows if row] == ["version = 0", "extra = 1", 'max = "x"']
    assert named[1].params["allowed"].startswith("conflict, consent, document")


def two_stages(first: str = "", second: str = "") -> str:
    stage = '[[stage]]\nid = "{0}"\nmode = "external"\ntitle = {{ ko = "가", en = "a" }}\n{1}\n'
    return HEAD + stage.format("one", first) + stage.format("two", second)


@pytest.mark.parametrize(
    ("toml", "expected", "circle"),
    [
        (two_stages('after = "two"'), [("stage_cycle", "stage[1].after")], "one → two → one"),
        (two_stages('after = "one"', 'after = "one"'), [
            ("stage_cycle", "stage[1].after")], "one → one"),
        (two_stages(second='after = "two"'), [("stage_cycle", "stage[2].after")], "two → two"),
        (two_stages(second='after = "three"'), [("unknown_reference", "stage[2].after")], ""),
        (
            two_stages() + two_stages(second='after = "one"').removeprefix(HEAD).replace(
                '"two"', '"three"').replace('id = "one"', 'id = "zero"').replace(
                'id = "zero"', 'id = "zero"\nafter = "two"', 1),
            [("same_predecessor", "stage[4].after")],
            "",
        ),
    ],
)  # fmt: skip
def test_stages_that_do_not_follow_one_another_are_refused(
    toml: str, expected: list[tuple[str, str]], circle: str
) -> None:
    assert found(toml) == expected
    assert problems_of(toml)[0].params.get("circle", "") == circle


def test_a_stage_may_stand_anywhere_when_it_says_what_it_comes_after() -> None:
    stage = '[[stage]]\nid = "{0}"\nmode = "external"\ntitle = {{ ko = "가", en = "a" }}\n{1}\n'
    toml = HEAD + stage.format("a", "") + stage.format("c", 'after = "b"')
    scheme = scheme_of(toml + stage.format("b", 'after = "a"'))
    assert [(s.id, s.after) for s in scheme.stages] == [("a", ""), ("b", "a"), ("c", "b")]


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        (HEAD, [("key_missing", "stage")]),
        (HEAD + "stage = 3", [("not_list", "stage")]),
        (two_stages().replace('"two"', '"one"'), [("name_twice", "stage[2].id")]),
        (two_stages('scale = { max = "3" }'), [("not_in_mode", "stage[1].scale")]),
        (score_toml({}), [("key_missing", "stage[1].criterion"),
                          ("out_of_range", "stage[1].pass.min_score")]),
        (ballot_toml("vote", ["a", "b"]), [("one_vote_only", "stage[1].criterion")]),
        (ballot_toml("vote", ["a"], 'min_score = "3"'), [
            ("key_missing", "stage[1].pass.fraction"), ("not_in_mode", "stage[1].pass.min_score")]),
        (ballot_toml("gate", ["a"], extra='[stage.hold]\nfraction = "1/2"'), [
            ("not_in_mode", "stage[1].hold")]),
        (ballot_toml("vote", ["a"], extra="[stage.hold]\n"), [
            ("key_missing", "stage[1].hold.fraction")]),
        (ballot_toml("gate", ["a"], extra='[stage.consolidation]\nmethod = "mean"'), [
            ("not_in_mode", "stage[1].consolidation")]),
        (HEAD + '[[stage]]\nid = "v"\nmode = "vote"\ntitle = { ko = "가", en = "a" }\n'
         + criterion_toml("a", "5"), [
            ("key_missing", "stage[1].pass"), ("not_in_mode", "stage[1].criterion[1].max")]),
        (HEAD + '[[stage]]\nid = "s"\nmode = "score"\ntitle = { ko = "가", en = "a" }\n'
         + criterion_toml("a"), [
            ("key_missing", "stage[1].consolidation"),
            ("key_missing", "stage[1].criterion[1].max")]),
        (score_toml({"a": "5"}, extra='[stage.bonus]\nid = "b"\ntitle = { ko = "가", en = "a" }'), [
            ("out_of_range", "stage[1].pass.min_score"), ("key_missing", "stage[1].bonus.cap")]),
        (score_toml({"a": "100"}, top='criterion = 5').replace(
            criterion_toml("a", "100"), ""), [
            ("not_list", "stage[1].criterion"), ("key_missing", "stage[1].criterion"),
            ("out_of_range", "stage[1].pass.min_score")]),
    ],
)  # fmt: skip
def test_a_stage_has_what_its_mode_needs_and_nothing_else(
    toml: str, expected: list[tuple[str, str]]
) -> None:
    assert sorted(found(toml)) == sorted(expected)


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        (b"", "file_empty", None),
        (b" \n \n", "file_empty", None),
        (b"\xef\xbb\xbf", "key_missing", 1),
        (b"a = 1\nb = \n", "not_toml", 2),
        (b"a = 1\na = 2\n", "not_toml", 2),
        (b"a = '''", "not_toml", 1),
        ("id = 't'\ntitle = '시험'".encode("cp949"), "not_utf8", 2),
        (b"#" * (LARGEST_SCHEME + 1), "file_too_large", None),
        (b"a = " + b"[" * 100_000, "nested_too_deep", None),
        (b"a = 1 \x00", "not_toml", 1),
    ],
)  # fmt: skip
def test_what_is_no_toml_text_is_refused_with_its_line(
    content: bytes, code: str, row: int | None
) -> None:
    first = problems_of(content)[0]
    assert (first.code, first.row) == (code, row)


def test_a_criterion_may_have_a_scale_of_its_own() -> None:
    own = 'scale = { min = "1", max = "5", step = "0.5" }'
    toml = score_toml({"a": "100"}, pass_mark=None).replace('max = "100"\n', f"{own}\n")
    assert stage_of(toml).criteria[0].scale == Scale(100, 500, 50)
    beyond = toml.replace(own, own + '\nmax = "6"')
    assert found(beyond) == [("max_off_scale", "stage[1].criterion[1].max")]
    without = toml.replace(own, 'max = "6"\nscale = { step = "2" }')
    assert stage_of(without).criteria[0].scale == Scale(0, 600, 200)
    # What a scale of its own leaves out is the stage's.
    partly = toml.replace(own, 'scale = { max = "5" }').replace('min = "0"', 'min = "2"')
    assert stage_of(partly).criteria[0].scale == Scale(200, 500, 100)
    plain = toml.replace(own + "\n", "")
    assert stage_of(plain).criteria[0].scale == Scale(0, 10_000, 100)


def test_groups_add_up_what_stands_under_them() -> None:
    group = '[[stage.group]]\nid = "q"\ntitle = { ko = "가", en = "a" }\nmax = "{0}"\n'
    toml = score_toml({"a": "50", "b": "30", "c": "20"}, top="", extra=group.replace("{0}", "80"))
    toml = toml.replace('max = "50"', 'max = "50"\ngroup = "q"')
    assert found(toml) == [("sum_differs", "stage[1].group[1].max")]
    toml = toml.replace('max = "30"', 'max = "30"\ngroup = "q"')
    assert [g.maximum for g in stage_of(toml).groups] == [8000]
    assert found(toml.replace('max = "80"\n', "")) == [
        ("key_missing", "stage[1].group[1].max"), ("sum_differs", "stage[1].group[1].max")
    ]  # fmt: skip


def test_examples_are_remembered_by_name_and_a_verified_scheme_has_none() -> None:
    toml = GOOD.replace('max = "60"', 'max = "60"\nverified = false')
    scheme = scheme_of(toml)
    assert scheme.examples == ("stage.paper.criterion.a",)
    assert scheme.is_example("stage", "paper", "criterion", "a")
    assert not scheme.is_example("stage", "paper", "criterion", "b")
    # A weight is no rule: what decides the stage is settled.
    assert not scheme.has_example_rule("paper")
    decided = toml.replace('min_score = "70"', 'min_score = "70"\nverified = false')
    assert decided != toml
    assert scheme_of(decided).has_example_rule("paper")
    assert found(toml.replace("version = 1", "version = 1\nverified = true")) == [
        ("examples_left", "verified")
    ]


def test_everything_that_a_scheme_may_hold_is_read() -> None:
    named = '\nid = "x"\ntitle = { ko = "가", en = "a" }\n'
    toml = (
        two_stages()
        + '[eligibility]\napplicants = ["sme"]\nproject_results = ["성공"]\n'
        + 'project_within_years = 5\nnote = { ko = "가", en = "a" }\n'
        + f"[[qualification]]{named}years = 5\n[[document]]{named}required = false\n"
        + f'[[exclusion]]{named}[[conflict]]{named}effect = "challenge"\nyears = 3\n'
        + f'[[consent]]{named}text = {{ ko = "나", en = "b" }}\nrequired = false\n'
        + f"[[handoff]]{named}[[form]]{named}"
        + '[pledge]\nko = "가"\nen = "a"\n[notice]\ndays = 20\nbefore = "two"\n'
        + "[objection]\nfile_days = 20\nnotify_days = 7\nanswer_days = 7\n"
        + "silence_admits = true\ndecide_days = 30\nextend_days = 15\n"
        + "[validity]\nyears = 3\nrenew_before_months = 4\n"
        + f"[[validity.extension]]{named}years = 2\n"
    )
    scheme = scheme_of(toml)
    assert scheme.eligibility.project_results == ("성공",)
    assert scheme.qualifications[0].years == 5
    assert not scheme.documents[0].required
    assert (scheme.conflicts[0].effect, scheme.conflicts[0].years) == (Effect.CHALLENGE, 3)
    assert scheme.consents[0].text.said_in("ko") == "나"
    assert scheme.pledge.said_in("en") == "a"
    assert (scheme.notice.days, scheme.notice.before) == (20, "two")
    assert (scheme.objection.silence_admits, scheme.objection.extend_days) == (True, 15)
    assert scheme.validity.extensions[0].years == 2
    assert [entry.id for entry in (*scheme.exclusions, *scheme.handoff, *scheme.forms)] == ["x"] * 3
    assert scheme.stage("two") is scheme.stages[1]
    assert scheme.stage("none") is None


def test_panels_are_read_with_their_sectors_and_chair() -> None:
    top = 'panel = { min = 5, max = 9, sectors = ["academia"], chair = "lot", anonymous = false }'
    panel = stage_of(ballot_toml("vote", ["a"], top=top)).panel
    assert (panel.minimum, panel.maximum, panel.sectors) == (5, 9, (Sector.ACADEMIA,))
    assert (panel.chair, panel.anonymous) == (Chair.LOT, False)


def test_words_that_are_given_in_one_language_alone_are_a_mistake() -> None:
    toml = GOOD.replace('ko = "시험", en = "Test"', 'ko = "시험"')
    assert found(toml) == [("key_missing", "title.en")]
    assert problems_of(toml)[0].row == 3


keys = st.text("abcxyz", min_size=1, max_size=3)
values = st.recursive(
    st.integers(-9, 9) | st.booleans() | st.text("ab =[]\n", max_size=6),
    lambda below: st.lists(below, max_size=3),
    max_leaves=5,
)


def leaves(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(value, dict):
        return [leaf for key, below in value.items() for leaf in leaves(below, (*path, key))]
    if isinstance(value, list):
        return [leaf for n, below in enumerate(value) for leaf in leaves(below, (*path, n))]
    return [path]


def written(value: object) -> str:
    """A value as TOML, texts and lists over several lines."""
    if isinstance(value, list):
        return "[\n" + "".join(f"  {written(below)},\n" for below in value) + "]"
    if isinstance(value, str):
        return f"'''\n{value}'''"
    return str(value).lower()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["[t.{}]", "[[l]]", "[[l.{}]]"]), keys, st.dictionaries(keys, values)
        ),
        max_size=6,
    )
)
def test_every_key_of_any_file_is_found_on_the_line_where_it_was_written(
    blocks: list[tuple[str, str, dict[str, object]]],
) -> None:
    statements: list[str] = []
    for header, name, table in blocks:
        statements.append(header.format(name))
        statements += [f"{key} = {written(value)}" for key, value in table.items()]
    source = "\n".join(statements)
    try:
        parsed = tomllib.loads(source)
    except tomllib.TOMLDecodeError:
        return  # a table twice, or a table where a list stands
    placed, lines = locate(source), source.split("\n")
    for leaf in leaves(parsed):
        key = next(part for part in reversed(leaf) if isinstance(part, str))
        assert lines[placed[leaf] - 1].startswith(f"{key} =")


def test_lines_of_values_over_several_lines_are_those_where_they_begin() -> None:
    source = 'a = """\none\n[[two]]\n"""\n# b\nb = [\n 1,\n [2],\n]\n[c]\nd = { e = 1 }\n'
    placed = locate(source)
    assert (placed["a",], placed["b",], placed["b", 1, 0]) == (1, 6, 6)
    assert (placed["c",], placed["c", "d", "e"]) == (10, 11)


def test_keys_behind_a_value_of_unreasonable_length_are_placed_all_the_same() -> None:
    source = "a = [\n" + "[1],\n" * 10_000 + "]\nb = 1\n[c]\nd = 2\n"
    placed = locate(source)
    assert (placed["b",], placed["c",], placed["c", "d"]) == (10_003, 10_004, 10_005)


@pytest.mark.parametrize("letter", ["\u2028", "\x85", "\x0c"])
def test_only_line_ends_count_as_such(letter: str) -> None:
    toml = GOOD.replace("version = 1", f"version = 0 # {letter if letter != chr(12) else ''}")
    assert [problem.row for problem in problems_of(toml)] == [2]


def test_a_stage_without_a_name_is_named_as_the_mistake_that_it_is() -> None:
    nameless = two_stages().replace('id = "one"\n', "").replace('id = "two"\n', "")
    assert found(nameless) == [("key_missing", "stage[1].id"), ("key_missing", "stage[2].id")]


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        ("a = 1\nb = " + "9" * 5_000, "not_toml", 2),
        ("a = 1\n" + ".".join("x" * 3_000) + " = 1", "nested_too_deep", 2),
        ("x" + ".a" * 30 + " = 1", "nested_too_deep", 1),
        ("a = 1\nb = {" + ".".join(['"!"'] * 3_000) + " = 1}", "nested_too_deep", 2),
    ],
)
def test_numbers_and_keys_beyond_measure_are_refused_at_once(
    content: str, code: str, row: int
) -> None:
    assert [(problem.code, problem.row) for problem in problems_of(content)] == [(code, row)]


def test_text_that_could_command_a_terminal_or_hide_is_refused() -> None:
    for letter in ("\\u001b", "\\u202e", "\\u200b"):
        toml = GOOD.replace('en = "Test"', f'en = "Te{letter}st"')
        assert found(toml) == [("text_not_printable", "title.en")]
    scheme_of(GOOD.replace('en = "Test"', 'en = "Two\\nlines, 전각　공백"'))


def test_a_bonus_must_not_bear_the_name_of_a_criterion() -> None:
    toml = score_toml({"a": "100"}, extra=f'[stage.bonus]\n{NAMED_LINES}cap = "5"')
    assert found(toml) == [("name_twice", "stage[1].bonus.id")]


def test_a_scale_does_not_go_below_nothing() -> None:
    assert found(GOOD.replace('min = "0"', 'min = "-1"')) == [
        ("below_nothing", "stage[1].scale.min")
    ]


def test_long_prose_is_no_deep_key() -> None:
    outline = " ".join(f"{letter}." for letter in "가나다라마바사아자차카타파하거너더러머버서")
    scheme_of(GOOD + f"# {outline}\n# {'a' * 100_000}\n")


def test_what_is_nested_as_deep_as_can_be_read_is_refused_all_the_same() -> None:
    keys = [f"{'k' * 41}{n}" for n in range(2_000)]
    assert ("unknown_key", keys[0]) in found(GOOD.replace("version = 1", f"{'.'.join(keys)} = 1"))
