"""Every code has words in both languages, and both fill the same blanks."""

from __future__ import annotations

import ast
import errno
import os
import re
import string
from pathlib import Path

import pytest

from ppir_desktop.common.errors import EnvironmentFault, PpirError
from ppir_desktop.common.problems import Problem
from ppir_desktop.common.wording import LANGUAGES, Wording, language_of_locale, texts

PACKAGE = Path(__file__).parents[3] / "ppir_desktop"
_RAISING = {"InputError": "error", "RefusedError": "error", "EnvironmentFault": "error"}
_NOTING = {
    "add", "problem", "refuse", "_problem", "_refusal", "refusal", "wrong", "_wrong", "_finding",
    "CellError", "Fault", "_missing",
}  # fmt: skip
_CODE = re.compile(r"[a-z]+(_[a-z0-9]+)+")


def codes_in_use() -> dict[str, set[str]]:
    """Codes that the program raises or notes, as its source names them."""
    found: dict[str, set[str]] = {"error": set(), "problem": set()}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            name = node.func.id if isinstance(node.func, ast.Name) else name
            literals = [a.value for a in node.args if isinstance(a, ast.Constant)]
            words = [w for w in literals if isinstance(w, str) and _CODE.fullmatch(w)]
            if name in _RAISING:
                found["error"].update(words[:1])
            elif name in _NOTING:
                found["problem"].update(words)
            elif name == "Problem":
                for keyword in node.keywords:
                    if keyword.arg == "code" and isinstance(keyword.value, ast.Constant):
                        found["problem"].add(str(keyword.value.value))
    return found


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    assert texts("ko").keys() == texts("en").keys()


@pytest.mark.parametrize("key", sorted(texts("en")))
def test_both_languages_fill_the_same_blanks(key: str) -> None:
    assert blanks(texts("ko")[key]) == blanks(texts("en")[key]), key


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EISDIR, errno.EACCES, errno.ENOSPC])
def test_what_the_system_says_is_told_in_korean(number: int) -> None:
    said = os.strerror(number)
    fault = EnvironmentFault("file_unreadable", file="x", reason=said)
    assert said in Wording("en").error(fault).what
    assert not re.search("[A-Za-z]{2,}", Wording("ko").error(fault).what)


def test_what_the_system_says_otherwise_is_told_as_it_is() -> None:
    fault = EnvironmentFault("file_unreadable", file="x", reason="Something new")
    assert "Something new" in Wording("ko").error(fault).what


def test_korean_is_korean() -> None:
    hangul = re.compile("[가-힣]")
    same = {key for key, text in texts("ko").items() if not hangul.search(text)}
    # What is left without Hangul is numbers, names and blanks alone.
    for key in same:
        rest = re.sub(r"\{[^}]*\}", "", texts("ko")[key])
        assert not re.search("[A-Za-z]{3,}", rest) or "pip install" in rest, key


@pytest.mark.parametrize("kind", ["error", "problem"])
def test_every_code_in_use_has_words(kind: str) -> None:
    codes = codes_in_use()[kind]
    assert len(codes) > 10
    # Column and key names stand in the same calls; what has words of the other kind is no code.
    known = {key.split(".")[1] for key in texts("en") if key.startswith(f"{kind}.")}
    names = {"min_score", "min_scores", "tie_break", "drop_each", "rescale_to", "compare_on",
             "more_than", "file_days"}  # fmt: skip
    assert codes - names <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_wording_says_what_and_what_to_do(language: str) -> None:
    for key in texts(language):
        if key.startswith(("error.", "problem.")):
            stem = key.rsplit(".", 1)[0]
            assert {f"{stem}.what", f"{stem}.remedy"} <= texts(language).keys()


def test_a_mark_off_its_scale_is_worded_with_the_scale_or_the_answers() -> None:
    words = Wording("en")
    scaled = Problem(
        code="mark_missing", params={"minimum": "0", "maximum": "40", "step": "1"}, panellist="A"
    )
    assert words.problem(scaled).remedy == "0 to 40 in steps of 1"
    answered = Problem(code="mark_missing", params={"allowed": "fit, unfit"})
    assert words.problem(answered).remedy == "fit (적합), unfit (부적합)"
    assert words.problem(Problem(code="unknown_reference")).remedy == "one of —"


def test_an_error_is_worded_with_its_parameters() -> None:
    error = PpirError("move_refused", cycle="sheet", state="signed", to="draft", allowed="sent")
    assert "signed" in Wording("ko").error(error).what
    assert "sent" in Wording("en").error(error).remedy


def test_one_and_many_are_worded_apart() -> None:
    words = Wording("en")
    assert words.choose("cli.problems", 1) == "1 problem"
    assert words.choose("cli.problems", 2) == "2 problems"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "ko_KR", "LANG": "en_US"}, "ko"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
    ],
)
def test_the_language_follows_the_locale(environment: dict[str, str], language: str) -> None:
    assert language_of_locale(environment) == language


def test_without_any_variable_the_system_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locale.getlocale", lambda: ("Korean_Korea", "949"))
    assert language_of_locale({}) == "ko"
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    assert language_of_locale({}) == "en"
