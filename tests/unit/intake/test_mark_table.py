"""A table of marks becomes results, and every mistake in it is named with its row and column."""

from __future__ import annotations

import csv
import io
import os
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppir_desktop.common.errors import EnvironmentFault, InputError, RefusedError
from ppir_desktop.common.problems import Problem
from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.domain.consolidation import Outcome, Result, ScoreWorking, refused
from ppir_desktop.domain.stage import Stage
from ppir_desktop.intake import text_table
from ppir_desktop.intake.mark_words import COLUMNS
from ppir_desktop.intake.text_table import TextTable
from ppir_desktop.services.consolidation import NO_DOSSIER, consolidate_table
from tests.support.builders import ballot_toml, score_toml, stage_of

HEAD = "dossier,panellist,criterion,mark,comment\n"
SCORE = stage_of(score_toml({"a": "60", "b": "40"}))
BONUS = stage_of(score_toml(
    {"a": "100"}, extra='[stage.bonus]\nid = "credit"\ntitle = { ko = "신인도", en = "Credit" }\n'
    'cap = "5"'))  # fmt: skip
VOTE = stage_of(ballot_toml("vote", ["vote"], top="abstain = true",
                            extra='[stage.hold]\nfraction = "2/3"'))  # fmt: skip
GOOD = HEAD + "D1,P1,a,50,fine\nD1,P1,b,30,\nD1,P2,a,60,\nD1,P2,b,40,\n"


def run(tmp_path: Path, content: str | bytes, stage: Stage = SCORE, **options: int) -> list[Result]:
    path = tmp_path / "marks.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return consolidate_table(path, stage, **options)


def said(problems: Iterable[Problem]) -> None:
    """Every problem can be put in words."""
    for problem in problems:
        assert all(all(Wording(language).problem(problem)) for language in LANGUAGES)


def named(results: list[Result]) -> list[tuple[str, str, int | None, str]]:
    said(problem for result in results for problem in result.problems)
    return [(r.dossier, p.code, p.row, p.column) for r in results for p in r.problems]


def refusal(tmp_path: Path, content: str | bytes) -> list[tuple[str, int | None, str]]:
    with pytest.raises(InputError) as caught:
        run(tmp_path, content)
    assert caught.value.code == "table_invalid"
    said(caught.value.problems)
    return [(problem.code, problem.row, problem.column) for problem in caught.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_utf8_with_or_without_a_mark_and_cp949_are_read_alike(
    tmp_path: Path, encoding: str, end: str
) -> None:
    text = (
        'dossier,panellist,criterion,mark,comment\n접수-1,김민서,a,50,"쉼표, 그리고 ""따옴표"""\n'
    )
    text += "접수-1,김민서,b,30,\n"
    (result,) = run(tmp_path, text.replace("\n", end).encode(encoding))
    assert (result.dossier, result.counted) == ("접수-1", ("김민서",))
    assert str(result.score) == "80.0000"


def test_korean_headings_in_any_order_and_titles_of_criteria_are_understood(tmp_path: Path) -> None:
    text = "의견,평점,평가항목,평가위원,접수번호\n,50,a 항목,P1,D1\n,30,b item,P1,D1\n"
    (result,) = run(tmp_path, text)
    assert str(result.score) == "80.0000"


def test_a_comment_column_may_be_left_out_and_blank_rows_are_passed_over(tmp_path: Path) -> None:
    text = "dossier,panellist,criterion,mark\n\n , ,,\nD1,P1,a,50\n\nD1, P1 ,b, 30 \n\n"
    assert str(run(tmp_path, text)[0].score) == "80.0000"


def test_columns_that_a_spreadsheet_pads_with_are_passed_over(tmp_path: Path) -> None:
    text = "dossier,panellist,criterion,mark,,\nD1,P1,a,50,,\nD1,P1,b,30,,\n"
    assert str(run(tmp_path, text)[0].score) == "80.0000"


def test_dossiers_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    rows = [f"D{n},P1,{c},10,\n" for n in (3, 1, 2) for c in "ab"]
    assert [r.dossier for r in run(tmp_path, HEAD + "".join(rows))] == ["D1", "D2", "D3"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # The mistakes that a table may have, each where it stands.
        ("D1,P1,a,50,fine", "D1,P1,z,50,fine", [("unknown_criterion", 2, "criterion"),
                                                ("mark_missing", 2, "mark")]),
        ("D1,P2,b,40,", "D1,P2,b,41,", [("mark_off_scale", 5, "mark")]),
        ("D1,P2,b,40,", "D1,P2,b,-1,", [("mark_off_scale", 5, "mark")]),
        ("D1,P2,b,40,", "D1,P2,b,30.5,", [("mark_off_step", 5, "mark")]),
        ("D1,P2,b,40,", "D1,P2,b,30.123,", [("mark_too_fine", 5, "mark")]),
        ("D1,P2,b,40,", "D1,P2,b,forty,", [("mark_not_points", 5, "mark")]),
        ("D1,P2,b,40,", "D1,P2,b,４０,", [("mark_not_points", 5, "mark")]),
        ("D1,P2,b,40,", "D1,P2,b,=40,", [("mark_not_points", 5, "mark")]),
        ("D1,P2,b,40,", "D1,P2,b,,", [("mark_missing", 5, "mark")]),
        ("D1,P2,b,40,\n", "", [("mark_missing", 4, "mark")]),
        ("D1,P2,b,40,", "D1,P2,a,40,", [("mark_missing", 4, "mark"), ("mark_again", 5, "mark")]),
        ("D1,P2,b,40,", "D1,P2,b,40,\nD1,P2,b,40,", [("mark_again", 6, "mark")]),
        ("D1,P2,b,40,", "D1,P2,b,40,\nD1,P2,b,40,\nD1,P2,a,40,", [
            ("panellist_twice", 6, "panellist")]),
        ("D1,P2,b,40,", "D1,p2,b,40,", [("mark_missing", 4, "mark"), ("mark_missing", 5, "mark"),
                                        ("panellist_alike", 5, "panellist")]),
        ("D1,P2,b,40,", "D1,P2,,40,", [("mark_missing", 4, "mark"),
                                       ("cell_empty", 5, "criterion")]),
        ("D1,P2,b,40,", "D1,,b,40,", [("mark_missing", 4, "mark"), ("cell_empty", 5, "panellist")]),
        ("D1,P2,b,40,", "D1,P2,b,40,x,y", [("too_many_cells", 5, "")]),
        ("D1,P2,b,40,", "D1,P2,b", [("mark_missing", 5, "mark")]),
        ("D1,P2,b,40,", "D1,P2,b,40,\nD1,P2,,absent,", [("away_but_marked", 4, "panellist")]),
        ("D1,P2,b,40,", "D1,P2,b,absent,", [("mark_not_points", 5, "mark")]),
        ("D1,P2,b,40,", "D1,P2,b,40,\nD1,P3,,불참,\nD1,P3,,회피,", [
            ("panellist_twice", 7, "panellist")]),
        ("D1,P2,b,40,", "D1,P2,b,40,\nD1,P\x07,b,40,", [("bad_cell_name", 6, "panellist")]),
        ("D1,P2,b,40,", f"D1,P2,b,40,\nD1,{'P' * 101},b,40,", [("bad_cell_name", 6, "panellist")]),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_row_and_column_and_leaves_no_score(
    tmp_path: Path, old: str, new: str, expected: list[tuple[str, int, str]]
) -> None:
    assert old in GOOD
    results = run(tmp_path, GOOD.replace(old, new))
    assert sorted(entry[1:] for entry in named(results)) == sorted(expected)
    assert [(r.score, r.exact, r.passed, r.outcome) for r in results] == [(None,) * 4]
    assert all(problem.file == "marks.csv" for r in results for problem in r.problems)


def test_a_mistake_in_one_dossier_leaves_the_others_their_scores(tmp_path: Path) -> None:
    text = GOOD + "D2,P1,a,99,\nD2,P1,b,30,\nD3,P1,a,10,\nD3,P1,b,30,\n"
    results = run(tmp_path, text)
    assert [str(r.score) for r in results] == ["90.0000", "None", "40.0000"]
    assert named(results) == [("D2", "mark_off_scale", 6, "mark")]


def test_all_mistakes_of_a_table_are_listed_at_once(tmp_path: Path) -> None:
    text = GOOD + "D2,P1,a,x,\nD2,P1,b,99,\n,P1,a,1,\nD3,P1,q,1,\n"
    assert [(d, code, row) for d, code, row, _ in named(run(tmp_path, text))] == [
        (NO_DOSSIER, "cell_empty", 8),
        ("D2", "mark_not_points", 6),
        ("D2", "mark_off_scale", 7),
        ("D3", "unknown_criterion", 9),
    ]


def test_two_spellings_of_one_application_are_refused_for_both(tmp_path: Path) -> None:
    text = GOOD + "d1,P3,a,10,\nd1,P3,b,10,\n"
    assert named(run(tmp_path, text)) == [
        ("D1", "dossier_alike", 6, "dossier"),
        ("d1", "dossier_alike", 6, "dossier"),
    ]


def test_rows_of_cells_over_several_lines_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    text = HEAD + 'D1,P1,a,50,"one\ntwo\nthree"\nD1,P1,b,99,\n'
    assert named(run(tmp_path, text)) == [("D1", "mark_off_scale", 3, "mark")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", [("file_empty", None, "")]),
        ("\ufeff", [("file_empty", None, "")]),
        (" \n\n \n", [("file_empty", None, "")]),
        ("dossier,panellist,criterion\n", [("column_missing", 1, "mark")]),
        ("dossier,panellist,criterion,mark,mark\n", [("column_twice", 1, "mark")]),
        ("dossier,panellist,criterion,mark,점수\n", [("column_twice", 1, "mark")]),
        ("dossier,panellist,criterion,mark,weight\n", [("unknown_column", 1, "weight")]),
        ("dossier,panellist,,criterion,mark\n", [("column_unnamed", 1, "")]),
        ("a,b\n1,2\n", [("heading_missing", 1, "")]),
        ("dossier;panellist;criterion;mark\n", [
            ("other_separator", 1, "dossier;panellist;criterion;mark")]),
        ("dossier\tpanellist\tcriterion\tmark\n", [
            ("other_separator", 1, "dossier panellist criterion mark")]),
        (GOOD.encode("utf-16"), [("encoding_unknown", None, "")]),
        (GOOD.encode() + b"D2,P1,a,\xff\xff,\n", [("encoding_unknown", None, "")]),
        (GOOD.encode() + b"D2,P1,a,\x00,\n", [("encoding_unknown", None, "")]),
        (b"\xef\xbb\xbf" + GOOD.replace("P1", "위원").encode("cp949"), [
            ("encoding_unknown", None, "")]),
        (b"PK\x03\x04rest", [("workbook_not_table", None, "")]),
        (b"\xd0\xcf\x11\xe0rest", [("workbook_not_table", None, "")]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_as_a_table_is_refused_as_a_whole(
    tmp_path: Path, content: str | bytes, expected: list[tuple[str, int | None, str]]
) -> None:
    assert refusal(tmp_path, content) == expected


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ('D2,P1,a,50,"open\nD2,P1,b,50,\n', "quotes_broken"),
        ('D2,P1,a,"5"0,\n', "quotes_broken"),
        (f"D2,P1,a,50,{',' * 100_001}\n", "line_too_long"),
    ],
)
def test_a_table_that_breaks_off_is_looked_through_to_that_place_and_gives_no_result(
    tmp_path: Path, broken: str, code: str
) -> None:
    results = run(tmp_path, GOOD.replace("D1,P1,a,50", "D1,P1,a,61") + "D3,P1,a,1,\n" + broken)
    assert named(results) == [
        (NO_DOSSIER, code, 7, ""),
        ("D1", "table_cut_off", None, ""),
        ("D1", "mark_off_scale", 2, "mark"),
        ("D3", "table_cut_off", None, ""),
    ]
    assert all(result.score is None for result in results)


def test_a_cell_of_unreasonable_length_is_one_mistake_among_others(tmp_path: Path) -> None:
    text = GOOD.replace("fine", "x" * 20_001) + "D1,P3,a,61,\nD1,P3,b,1,\n"
    assert named(run(tmp_path, text)) == [
        ("D1", "cell_too_long", 2, "comment"),
        ("D1", "mark_off_scale", 6, "mark"),
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (f"D1,P3,a,99,{'x' * 20_001}\nD1,P3,b,1,\n", {"cell_too_long", "mark_off_scale"}),
        ("D1,P3,a,99,\nD1,P3,b,1,\nD1,P3,a,1,\n", {"mark_again", "mark_off_scale"}),
        ("D1,P3,a,99,x,y\nD1,P3,b,1,\n", {"too_many_cells", "mark_off_scale"}),
        (f"{'D' * 20_001},P3,a,1,\n", {"cell_too_long"}),
    ],
)
def test_one_mistake_of_a_row_hides_no_other(tmp_path: Path, row: str, expected: set[str]) -> None:
    assert {code for _, code, _, _ in named(run(tmp_path, GOOD + row))} == expected


@pytest.mark.parametrize("letter", ["\u3164", "\u115f", "\ufe0f", "\u2800", "\u200b", "\u2028"])
def test_a_name_with_a_letter_that_shows_nothing_is_refused(tmp_path: Path, letter: str) -> None:
    text = GOOD + f"D1,P2{letter}x,a,1,\n"
    assert named(run(tmp_path, text)) == [("D1", "bad_cell_name", 6, "panellist")]


def test_letters_in_parts_are_put_together(tmp_path: Path) -> None:
    text = HEAD + "D1,위원,a 항목,50,\nD1,위원,b,30,\nD1,김,,불참,\n"
    (result,) = run(tmp_path, unicodedata.normalize("NFD", text))
    assert (result.counted, str(result.score)) == (("위원",), "80.0000")


@pytest.mark.parametrize("twin", ["p2", "Ｐ2", "Р2", "Ρ2", "P 2"])
def test_names_that_look_alike_are_not_counted_as_two_panellists(tmp_path: Path, twin: str) -> None:
    text = GOOD + f"D1,{twin},a,1,\nD1,{twin},b,1,\n"
    assert named(run(tmp_path, text)) == [("D1", "panellist_alike", 6, "panellist")]


def test_how_many_sheets_there_are_is_not_judged_while_rows_are_unreadable(
    tmp_path: Path,
) -> None:
    stage = stage_of(ballot_toml("vote", ["vote"], extra="[stage.quorum]\ncount = 3"))
    rows = HEAD + "D1,P1,vote,for,\nD1,P2,vote,maybe,\n"
    assert named(run(tmp_path, rows, stage)) == [("D1", "unknown_answer", 3, "mark")]


def test_a_table_of_a_heading_alone_says_so(tmp_path: Path) -> None:
    assert named(run(tmp_path, HEAD)) == [(NO_DOSSIER, "no_rows", 1, "")]


def test_a_huge_file_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "marks.csv"
    with path.open("wb") as stream:
        stream.truncate(text_table.LARGEST_FILE + 1)
    with pytest.raises(InputError) as caught:
        consolidate_table(path, SCORE)
    assert [problem.code for problem in caught.value.problems] == ["file_too_large"]
    monkeypatch.setattr(text_table, "MOST_ROWS", 3)
    assert named(run(tmp_path, GOOD))[0] == (NO_DOSSIER, "too_many_rows", 4, "")


@pytest.mark.parametrize(
    ("name", "code"),
    [("none.csv", "file_unreadable"), ("folder", "file_not_plain"), ("pipe", "file_not_plain")],
)
def test_what_is_no_file_that_can_be_read_is_a_fault_of_the_surroundings(
    tmp_path: Path, name: str, code: str
) -> None:
    (tmp_path / "folder").mkdir()
    if name == "pipe" and not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    if name == "pipe":
        os.mkfifo(tmp_path / "pipe")
    with pytest.raises(EnvironmentFault) as caught:
        consolidate_table(tmp_path / name, SCORE)
    assert caught.value.code == code


def test_a_file_that_goes_away_while_it_is_read_is_such_a_fault_too(tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text(GOOD, encoding="utf-8")
    table = TextTable(path, COLUMNS)
    path.unlink()
    with pytest.raises(EnvironmentFault) as caught:
        list(table.rows())
    assert caught.value.code == "file_unreadable"


def test_an_external_stage_is_refused(tmp_path: Path) -> None:
    stage = stage_of('id = "t"\ntitle = { ko = "가", en = "a" }\n[[stage]]\nid = "x"\n'
                     'mode = "external"\ntitle = { ko = "가", en = "a" }\n')  # fmt: skip
    with pytest.raises(RefusedError):
        run(tmp_path, GOOD, stage)


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        (["for", "FOR", "찬성"], Outcome.ADVANCE),
        (["against", "반대", "for"], Outcome.REJECT),
        (["hold", "보류", "기권"], Outcome.HOLD),
        (["찬성", "찬성", "abstain"], Outcome.ADVANCE),
    ],
)
def test_votes_are_read_in_both_languages(
    tmp_path: Path, words: list[str], outcome: Outcome
) -> None:
    rows = "".join(f"D1,P{n},vote,{word},\n" for n, word in enumerate(words))
    assert run(tmp_path, HEAD + rows, VOTE)[0].outcome is outcome


def test_an_answer_that_a_vote_does_not_know_is_named_with_those_it_does(tmp_path: Path) -> None:
    (result,) = run(tmp_path, HEAD + "D1,P1,vote,yes,\nD1,P2,vote,1,\n", VOTE)
    assert [(p.code, p.row, p.params["allowed"]) for p in result.problems] == [
        ("unknown_answer", 2, "for, against, hold, abstain"),
        ("unknown_answer", 3, "for, against, hold, abstain"),
    ]


def test_those_away_are_named_in_the_table_or_counted_by_number(tmp_path: Path) -> None:
    stage = stage_of(ballot_toml("vote", ["vote"], extra='[stage.quorum]\nmore_than = "1/2"'))
    rows = HEAD + "D1,P1,vote,찬성,\nD1,P2,vote,찬성,\n"
    away = "D1,P3,,불참,\nD1,P4,,absent,\n"
    assert run(tmp_path, rows, stage)[0].passed is True
    assert named(run(tmp_path, rows + away, stage)) == [("D1", "no_quorum", 2, "dossier")]
    recused = away.replace("absent", "회피")
    assert run(tmp_path, rows + recused, stage)[0].passed is True
    assert named(run(tmp_path, rows, stage, enrolled=4)) == [("D1", "no_quorum", 2, "dossier")]
    assert named(run(tmp_path, rows, stage, enrolled=1)) == [
        ("D1", "more_than_enrolled", 2, "dossier")
    ]


def test_a_bonus_stands_in_a_row_without_a_panellist(tmp_path: Path) -> None:
    text = HEAD + "D1,P1,a,66,\nD1,,신인도,4.5,\n"
    (result,) = run(tmp_path, text, BONUS)
    assert (str(result.score), result.passed) == ("70.5000", True)
    assert isinstance(result.working, ScoreWorking)
    assert result.working.bonus_added == 450


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("D1,P1,credit,4,\n", [("bonus_by_panellist", 3, "panellist")]),
        ("D1,,credit,four,\n", [("bonus_not_points", 3, "mark")]),
        ("D1,,credit,-1,\n", [("bonus_off_step", 3, "mark")]),
        ("D1,,credit,1,\nD1,,credit,1,\n", [("mark_again", 4, "criterion")]),
    ],
)
def test_a_bonus_that_is_none_is_named(
    tmp_path: Path, rows: str, expected: list[tuple[str, int, str]]
) -> None:
    assert [e[1:] for e in named(run(tmp_path, HEAD + "D1,P1,a,66,\n" + rows, BONUS))] == expected


anything = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12
)


def attempted(factory: pytest.TempPathFactory, content: str | bytes, stage: Stage) -> list[Result]:
    """The results of a table, or one of its problems when it is refused as a whole."""
    try:
        return run(factory.mktemp("table"), content, stage)
    except InputError as error:
        return [refused(NO_DOSSIER, stage.id, error.problems)]


def cell(*usual: str) -> st.SearchStrategy[str]:
    """Mostly what one would find in a column, now and then anything."""
    return st.sampled_from(usual) | anything


likely_rows = st.tuples(
    cell("D1", "D2", "d1", ""),
    cell("P1", "P2", "p2", ""),
    cell("a", "b", "credit", "z", "", "a 항목"),
    cell("1", "60", "41", "0.5", "", "absent", "회피", "x"),
    anything,
).map(list)


@given(
    st.lists(likely_rows | st.lists(anything, max_size=6), max_size=12),
    st.booleans(),
    st.sampled_from([SCORE, BONUS, VOTE]),
)
def test_no_table_of_any_content_crashes_and_none_is_scored_with_a_problem(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    with_heading: bool,
    stage: Stage,
) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    content = (HEAD if with_heading else "") + text.getvalue()
    for result in attempted(tmp_path_factory, content, stage):
        assert (result.outcome is None) == bool(result.problems)
        said(result.problems)


@given(st.binary(max_size=400))
def test_no_bytes_crash_the_reader(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    results = attempted(tmp_path_factory, HEAD.encode() + content, SCORE)
    assert all(r.problems or r.score is not None for r in results)


@given(st.permutations(list(range(8))))
def test_the_order_of_rows_never_matters(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    rows = [f"D{d},P{p},{c},{10 + d + p},\n" for d in (1, 2) for p in (1, 2) for c in "ab"]
    folder = tmp_path_factory.mktemp("table")
    straight = run(folder, HEAD + "".join(rows))
    assert run(folder, HEAD + "".join(rows[place] for place in order)) == straight
