"""What ``ppir scheme`` answers, for people and for programs."""

from __future__ import annotations

from pathlib import Path

from tests.support.command import Command


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
