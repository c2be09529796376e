"""Help, languages, and calls that are wrong: each is answered in words and with its status."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import typer

from ppir_desktop import __version__
from ppir_desktop.cli.language import take_language
from ppir_desktop.cli.main import main
from ppir_desktop.services import schemes
from tests.support.command import Command


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


def test_a_name_that_is_no_text_is_answered_like_any_other(ppir: Command) -> None:
    for call in (("scheme", "check", "\udcff.toml"), ("scheme", "show", "\udcff")):
        answer = ppir(*call, "--json")
        assert answer.status == 2
        assert "?" in answer.json()["what"]
    assert ppir("scheme", "show", "x" * 5_000).status == 2


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
        (["sync"], "ppir profile create"),
        (["outbox"], "ppir profile create"),
    ],
)
def test_a_call_that_is_wrong_ends_with_2_and_says_why(
    ppir: Command, arguments: list[str], said: str
) -> None:
    answer = ppir(*arguments)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err


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
    assert "KeyError, test_calls.py:" in answer.err
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
