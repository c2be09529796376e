"""What ``ppir consolidate`` answers, for people and for programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppir_desktop.common.plain_text import make_plain
from tests.support.builders import ballot_toml, score_toml
from tests.support.command import Command

HEAD = "dossier,panellist,criterion,mark,comment\n"


def marks(ppir: Command, **totals: tuple[tuple[int, int], ...]) -> Path:
    """A table of marks: for each dossier, the marks of panellists A, B, C and so on."""
    rows = [
        f"{dossier},{chr(65 + n)},{criterion},{value},\n"
        for dossier, sheets in totals.items()
        for n, sheet in enumerate(sheets)
        for criterion, value in zip("ab", sheet, strict=True)
    ]
    return ppir.file("marks.csv", HEAD + "".join(rows))


# Totals 20, 30, 37, 40 and 50: 30 + 37 + 40 = 107, / 3 x 2 = 71.3333
D1 = ((10, 10), (20, 10), (20, 17), (30, 10), (30, 20))


def test_a_table_of_marks_becomes_json_with_an_object_for_each_dossier(
    ppir: Command, scheme: Path
) -> None:
    table = marks(ppir, D2=((0, 0),) * 3, D1=D1)
    answer = ppir("consolidate", table, "--scheme", scheme, "--stage", "paper", "--json")
    assert (answer.status, answer.err) == (0, "")
    assert answer.json() == [
        {
            "dossier": "D1",
            "score": "71.3333",
            "exact": "214/3",
            "passed": True,
            "counted": ["B", "C", "D"],
            "dropped": ["A", "E"],
            "outcome": "advance",
            "problems": [],
            "rank": 1,
        },
        {
            "dossier": "D2",
            "score": "0.0000",
            "exact": "0",
            "passed": False,
            "counted": ["B"],
            "dropped": ["A", "C"],
            "outcome": "reject",
            "problems": [],
            "rank": 2,
        },
    ]


@pytest.mark.parametrize(
    ("lang", "said"), [("en", ["advance", "71.3333", "A, E"]), ("ko", ["통과", "종합", "접수번호"])]
)
def test_and_a_table_for_people(ppir: Command, scheme: Path, lang: str, said: list[str]) -> None:
    answer = ppir(
        "consolidate", marks(ppir, D1=D1), "--scheme", scheme, "--stage", "paper", lang=lang
    )
    assert answer.status == 0
    assert all(word in answer.out for word in said)


def test_why_shows_the_sheets_and_every_step_of_one_dossier(ppir: Command, scheme: Path) -> None:
    table = marks(ppir, D1=D1, D2=D1)
    call = ("consolidate", table, "--scheme", scheme, "--stage", "paper", "--why", "D1")
    answer = ppir(*call)
    assert answer.status == 0
    assert "D2" not in answer.out
    for step in ("Dropped as the highest: E with 50", "30 + 37 + 40 = 107", "× 100 ÷ 50"):
        assert step in answer.out
    (told,) = ppir(*call, "--json").json()
    assert told["working"]["sum"] == 10_700
    assert told["working"]["mean"] == "214/3"
    assert len(told["working"]["sheets"]) == 5


def test_why_of_a_dossier_that_is_not_in_the_table_says_which_are(
    ppir: Command, scheme: Path
) -> None:
    many = {f"D{n:02d}": D1 for n in range(30)}
    table = marks(ppir, **many)
    answer = ppir("consolidate", table, "--scheme", scheme, "--stage", "paper", "--why", "X")
    assert answer.status == 2
    assert "D00" in answer.err
    assert "…" in answer.err
    assert answer.out == ""


def test_mistakes_are_listed_with_their_places_and_the_status_is_2(
    ppir: Command, scheme: Path
) -> None:
    table = ppir.file("marks.csv", HEAD + "D1,A,a,31,\nD1,A,b,x,\nD1,A,c,1,\n,A,a,1,\n")
    call = ("consolidate", table, "--scheme", scheme, "--stage", "paper")
    answer = ppir(*call)
    assert answer.status == 2
    for line in (
        "marks.csv, row 2, mark, D1: “31” is off the scale — allowed: 0 to 30 in steps of 1",
        "marks.csv, row 3, mark, D1: “x” is not a number of points — allowed: 0 to 20",
        "marks.csv, row 4, criterion, D1: “c” is not a criterion of this stage — allowed: a, b",
        "marks.csv, row 5, dossier: the cell is empty",
        "4 problems",
    ):
        assert line in answer.out
    outside, inside = ppir(*call, "--json").json()
    assert (outside["dossier"], inside["dossier"]) == (None, "D1")
    assert (inside["score"], inside["passed"], inside["outcome"]) == (None, None, None)
    assert inside["problems"][0] == {
        "file": "marks.csv",
        "row": 2,
        "column": "mark",
        "value": "31",
        "code": "mark_off_scale",
        "panellist": "A",
        "criterion": "a",
        "problem": "“31” is off the scale",
        "allowed": "0 to 30 in steps of 1",
    }
    assert "척도를 벗어납니다" in ppir(*call, lang="ko").out


def test_sheets_too_few_for_a_result_are_an_answer_of_no(ppir: Command, scheme: Path) -> None:
    table = marks(ppir, D1=D1[:2])
    answer = ppir("consolidate", table, "--scheme", scheme, "--stage", "paper")
    assert answer.status == 1
    assert "too few sheets: 2" in answer.out


def test_problems_whose_dossier_is_not_known_are_shown_with_any_dossier(
    ppir: Command, scheme: Path
) -> None:
    table = marks(ppir, D1=D1)
    table.write_text(table.read_text(encoding="utf-8") + ",A,a,1,\n", encoding="utf-8")
    answer = ppir("consolidate", table, "--scheme", scheme, "--stage", "paper", "--why", "D1")
    assert answer.status == 2
    assert "the cell is empty" in answer.out
    assert "71.3333" in answer.out


def test_a_narrow_terminal_cuts_no_number(
    ppir: Command, scheme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ppir_desktop.cli.output._PLAIN_WIDTH", 12)
    call = ("consolidate", marks(ppir, D1=D1), "--scheme", scheme, "--stage", "paper")
    answer = ppir(*call, "--why", "D1")
    assert "71.3333" in answer.out
    assert "panellist   a item   b item   total" in answer.out
    assert "…" not in answer.out.partition("Sheets:")[0]


def test_why_of_a_dossier_that_a_broken_table_may_hold_shows_where_it_breaks(
    ppir: Command, scheme: Path
) -> None:
    table = ppir.file("marks.csv", HEAD + 'D1,A,a,1,\nD1,A,b,1,"open\nD3,A,a,1,\n')
    answer = ppir("consolidate", table, "--scheme", scheme, "--stage", "paper", "--why", "D3")
    assert answer.status == 2
    assert "quotation mark" in answer.out


def test_a_file_that_is_no_table_is_said_so_in_words_and_in_json(
    ppir: Command, scheme: Path
) -> None:
    table = ppir.file("marks.csv", "")
    call = ("consolidate", table, "--scheme", scheme, "--stage", "paper")
    answer = ppir(*call)
    assert answer.status == 2
    assert "Nothing was changed" in answer.err
    assert "the file is empty" in answer.err
    answer = ppir(*call, "--json")
    assert answer.status == 2
    (told,) = answer.json()
    assert told["dossier"] is None
    assert [problem["code"] for problem in told["problems"]] == ["file_empty"]
    assert ppir(*call, "--json", "--why", "D1").status == 2


def test_gates_and_votes_are_tallied(ppir: Command) -> None:
    gate = ppir.file("gate.toml", ballot_toml("gate", ["x", "y"]))
    rows = "".join(f"D1,{p},{c},{'적합' if c == 'x' else '부적합'},\n" for p in "AB" for c in "xy")
    table = ppir.file("marks.csv", HEAD + rows)
    call = ("consolidate", table, "--scheme", gate, "--stage", "ballot")
    (told,) = ppir(*call, "--json").json()
    assert (told["score"], told["exact"], told["rank"]) == (None, None, None)
    assert (told["passed"], told["outcome"], told["counted"]) == (False, "reject", ["A", "B"])
    answer = ppir(*call, "--why", "D1")
    assert "x item: 2 of 2; 2/3 asks for 2: met" in answer.out
    assert "unfit" in answer.out
    extra = '[stage.quorum]\nfraction = "2/3"'
    vote = ppir.file("vote.toml", ballot_toml("vote", ["vote"], extra=extra))
    table = ppir.file("votes.csv", HEAD + "D1,A,vote,for,\nD1,B,vote,for,\n")
    ballot = ("consolidate", table, "--scheme", vote, "--stage", "ballot", "--json")
    assert ppir(*ballot).status == 0
    answer = ppir(*ballot, "--enrolled", "4")
    assert answer.status == 1
    assert answer.json()[0]["problems"][0]["code"] == "no_quorum"


def test_a_stage_that_only_ranks_has_no_verdict_and_ties_are_shown(ppir: Command) -> None:
    path = ppir.file("rank.toml", score_toml({"a": "30", "b": "20"}, pass_mark=None))
    table = marks(ppir, D1=((10, 10),), D2=((10, 10),), D3=((30, 20),))
    call = ("consolidate", table, "--scheme", path, "--stage", "paper")
    answer = ppir(*call)
    assert "2 (tie)" in answer.out
    assert "ranked" in answer.out
    told = ppir(*call, "--json").json()
    assert [(entry["rank"], entry["passed"]) for entry in told] == [
        (2, None),
        (2, None),
        (1, None),
    ]


def test_what_a_file_holds_cannot_command_the_terminal(ppir: Command, scheme: Path) -> None:
    table = ppir.file("marks.csv", HEAD + "D1,A,a,\x1b[2J\x1b]0;x\x07,\n")
    answer = ppir("consolidate", table, "--scheme", scheme, "--stage", "paper")
    assert answer.status == 2
    assert "\x1b" not in answer.out + answer.err
    assert make_plain("a\x1b[31m\nb\u202e") == "a\ufffd[31m\nb\ufffd"


def test_markup_in_a_file_is_text(ppir: Command, scheme: Path) -> None:
    table = ppir.file("marks.csv", HEAD + "[red]D1[/red],A,z,[bold]9,\n")
    answer = ppir("consolidate", table, "--scheme", scheme, "--stage", "paper")
    assert "[red]D1[/red]" in answer.out
