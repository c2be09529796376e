"""The pages that people read: what they link to is there, and both languages say as much."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.joinpath("docs").rglob("*.md")])
GUIDES = ROOT / "docs" / "guides"
NAMES = ("panellist", "chair", "secretariat", "hub", "developer")
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_links_to_is_there(page: Path) -> None:
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    gone = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not gone


@pytest.mark.parametrize("name", NAMES)
def test_a_guide_says_in_both_languages_the_same_things(name: str) -> None:
    korean, english = (
        GUIDES.joinpath(f"{name}.{language}.md").read_text(encoding="utf-8")
        for language in ("ko", "en")
    )
    for mark in (r"^#+ ", r"^!\[", r"^\|", r"^- ", r"^\d\. "):
        assert len(re.findall(mark, korean, re.MULTILINE)) == len(
            re.findall(mark, english, re.MULTILINE)
        ), mark
    assert re.findall(r"pictures/ko/(\w+)", korean) == re.findall(r"pictures/en/(\w+)", english)


def test_every_guide_is_named_here() -> None:
    assert {path.name for path in GUIDES.glob("*.md")} == {
        f"{name}.{language}.md" for name in NAMES for language in ("ko", "en")
    }
