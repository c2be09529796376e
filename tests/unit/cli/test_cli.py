"""What ``ppir`` answers, in both languages and as JSON, and with which exit status."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer

from ppir_desktop import __version__
from ppir_desktop.cli.language import take_language
from ppir_desktop.cli.main import main
from ppir_desktop.common.plain_text import make_plain
from ppir_desktop.services import schemes
from tests.support.builders import ballot_toml, score_toml

HEAD = "dossier,panellist,criterion,mark,comment\n"
RULE = 'method = "trimmed_mean"\nmin_scores = 3\nrescale_to = "100"'


class Answer(NamedTuple):
    """What the command wrote and how it ended."""

    status: int
    out: str
    err: str

    def json(self) -> Any:  # noqa: ANN401 -- whatever was answered
        return json.loads(self.out)


class Command:
    """Calls ``ppir`` within this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self.capsys = capsys
        self.folder = folder

    def __call__(self, *arguments: str | Path, lang: str = "en") -> Answer:
        with pytest.raises(SystemExit) as ended:
            main([*map(str, arguments), "--lang", lang])
        out, err = self.capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Answer(ended.value.code, out, err)

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def ppir(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """The command, and a folder for its files."""
    return Command(capsys, tmp_path)


@pytest.fixture
def scheme(ppir: Command) -> Path:
    """A scheme of one score stage: a of 30, b of 20, trimmed and scaled to 100."""
    return ppir.file("mine.toml", score_toml({"a": "30", "b": "20"}, RULE))


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


def test_a_refusal_is_json_too_where_json_was_asked_for(ppir: Command, scheme: Path) -> None:
    bad = ppir.file("bad.toml", "id = 3")
    for call, code in (
        (("scheme", "show", "none"), "scheme_unknown"),
        (("scheme", "check", "none.toml"), "file_unreadable"),
        (("consolidate", "x.csv", "--stage", "paper", "--scheme", bad), "scheme_invalid"),
        (("consolidate", "x.csv", "--stage", "none", "--scheme", scheme), "stage_unknown"),
    ):
        answer = ppir(*call, "--json")
        assert (answer.status, answer.err) == (2, "")
        told = answer.json()
        assert told["error"] == code
        assert told["what"]
        assert bool(told["problems"]) == (code == "scheme_invalid")


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


def test_a_name_that_is_no_text_is_answered_like_any_other(ppir: Command) -> None:
    for call in (("scheme", "check", "\udcff.toml"), ("scheme", "show", "\udcff")):
        answer = ppir(*call, "--json")
        assert answer.status == 2
        assert "?" in answer.json()["what"]
    assert ppir("scheme", "show", "x" * 5_000).status == 2


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


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["consolidate", "none.csv", "--stage", "innovation"], "could not be read"),
        (["consolidate", "none.csv", "--stage", "none"], "has no stage"),
        (["consolidate", "none.csv", "--stage", "council"], "decided by another body"),
        (["consolidate", "none.csv", "--stage", "x", "--scheme", "none"], "There is no scheme"),
        (["consolidate", "none.csv"], "--stage is missing"),
        (["consolidate", "none.csv", "--stage", "x", "--enrolled", "0"], "The value of --enrolled"),
        (["frobnicate"], "No such command"),
        (["consolidate"], "MARKS.csv is missing"),
        (["scheme", "show", "none"], "There is no scheme"),
        (["scheme", "check", "none.toml"], "could not be read"),
        (["scheme", "list", "--none"], "There is no option --none"),
    ],
)
def test_a_call_that_is_wrong_ends_with_2_and_says_why(
    ppir: Command, arguments: list[str], said: str
) -> None:
    answer = ppir(*arguments)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err


def test_schemes_are_listed_for_people_and_programs(ppir: Command) -> None:
    answer = ppir("scheme", "list", lang="ko")
    assert answer.status == 0
    assert "우수연구개발 혁신제품 지정" in answer.out
    assert "기본" in answer.out
    told = ppir("scheme", "list", "--json").json()
    assert [entry["id"] for entry in told if entry["default"]] == ["ppir-2025"]
    assert told[0].keys() == {
        "id", "version", "title", "legal_ref", "verified", "default", "stages",
    }  # fmt: skip


def test_a_scheme_is_shown_with_its_examples_marked(ppir: Command, scheme: Path) -> None:
    answer = ppir("scheme", "show", "ppir-2025")
    assert answer.status == 0
    for word in ("publicness", "Technological novelty", "example", "pass at 70", "Documents"):
        assert word in answer.out
    told = ppir("scheme", "show", "ppir-2025", "--json").json()
    assert told["id"] == "ppir-2025"
    assert told["stages"][1]["criteria"][0]["scale"] == {
        "minimum": 0, "maximum": 4000, "step": 100,
    }  # fmt: skip
    assert "pass at 70; adjusted only unanimously · example" in answer.out
    verified = scheme.read_text(encoding="utf-8").replace(
        "version = 1", "version = 1\nverified = true"
    )
    scheme.write_text(verified, encoding="utf-8")
    assert "example" not in ppir("scheme", "show", scheme).out


def test_a_scheme_that_ships_can_be_copied_once_and_edited(ppir: Command, tmp_path: Path) -> None:
    copy = tmp_path / "mine.toml"
    assert ppir("scheme", "copy", "nep", copy).status == 0
    assert ppir("scheme", "check", copy).status == 0
    copy.write_text("edited", encoding="utf-8")
    assert "exists already" in ppir("scheme", "copy", "nep", copy).err
    assert copy.read_text(encoding="utf-8") == "edited"
    assert "could not be written" in ppir("scheme", "copy", "nep", tmp_path / "a" / "b.toml").err
    assert ppir("scheme", "copy", "none", tmp_path / "c.toml").status == 2


def test_checking_a_scheme_answers_yes_or_no(ppir: Command, scheme: Path) -> None:
    good = ppir("scheme", "check", scheme)
    assert (good.status, good.err) == (0, "")
    assert "can be used" in good.out
    told = ppir("scheme", "check", scheme, "--json").json()
    assert (told["valid"], told["id"], told["problems"]) == (True, "test", [])
    bad = ppir.file("bad.toml", scheme.read_text(encoding="utf-8").replace("mode", "mood"))
    answer = ppir("scheme", "check", bad)
    assert answer.status == 1
    assert "bad.toml, line 6, stage[1].mood: no such key here" in answer.out
    assert "2 problems" in answer.out
    told = ppir("scheme", "check", bad, "--json")
    assert told.status == 1
    assert told.json()["valid"] is False
    assert told.json()["problems"][0].keys() == {
        "file", "line", "key", "value", "code", "problem", "allowed",
    }  # fmt: skip
    assert "없는 키" in ppir("scheme", "check", bad, lang="ko").out


def test_a_call_that_is_wrong_is_said_in_korean_too(ppir: Command) -> None:
    assert "--stage이(가) 빠졌습니다" in ppir("consolidate", "x.csv", lang="ko").err
    assert "--none 옵션은 없습니다" in ppir("scheme", "list", "--none", lang="ko").err
    assert "명령을 이해하지 못했습니다" in ppir("frobnicate", lang="ko").err


def test_a_mistake_of_the_program_is_said_without_what_it_was_working_on(
    ppir: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise KeyError("canary")

    monkeypatch.setattr(schemes, "shipped_schemes", fail)
    answer = ppir("scheme", "list")
    assert (answer.status, answer.out) == (70, "")
    assert "KeyError, test_cli.py:" in answer.err
    assert "canary" not in answer.err


@pytest.mark.parametrize(
    ("arguments", "lang", "said"),
    [
        (["--help"], "ko", ["사용법", "옵션", "명령", "이 도움말을"]),
        (["--help"], "en", ["Usage", "Options", "Commands"]),
        (["scheme", "--help"], "ko", ["사용법", "제도 서식 파일"]),
        (["consolidate", "--help"], "ko", ["인수", "[필수]", "점수가 든 CSV", "[기본: ppir-2025]"]),
        (["consolidate", "--help"], "en", ["Arguments", "[required]", "[default: ppir-2025]"]),
    ],
)
def test_help_speaks_the_language_throughout(
    ppir: Command, arguments: list[str], lang: str, said: list[str]
) -> None:
    answer = ppir(*arguments, lang=lang)
    assert answer.status == 0
    assert all(word in answer.out for word in said)


def test_without_a_command_the_help_is_shown(ppir: Command) -> None:
    answer = ppir()
    assert "Usage" in answer.out
    assert answer.status == 2


def test_being_stopped_at_the_keyboard_is_said_in_words(
    ppir: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop() -> None:
        raise typer.Abort

    monkeypatch.setattr(schemes, "shipped_schemes", stop)
    answer = ppir("scheme", "list", lang="ko")
    assert (answer.status, answer.out) == (130, "")
    assert "바뀐 것은 없습니다" in answer.err


def test_the_version_is_told(ppir: Command) -> None:
    assert ppir("--version") == (0, f"ppir {__version__}\n", "")


def test_a_language_that_it_does_not_speak_is_refused(ppir: Command) -> None:
    answer = ppir("scheme", "list", lang="fr")
    assert (answer.status, answer.err) == (2, "ppir: --lang: ko | en\n")


def test_without_an_option_the_locale_decides(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    monkeypatch.setattr(sys, "argv", ["ppir", "scheme", "list"])
    with pytest.raises(SystemExit):
        main()
    assert "평가 제도" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "taken"),
    [
        (["a", "--lang", "ko", "b"], ("ko", ["a", "b"])),
        (["--lang=en"], ("en", [])),
        (["a", "--lang"], ("", ["a"])),
        (["a", "--", "--lang", "ko"], (None, ["a", "--", "--lang", "ko"])),
    ],
)
def test_the_language_may_stand_anywhere(
    arguments: list[str], taken: tuple[str | None, list[str]]
) -> None:
    assert take_language(arguments) == taken


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
