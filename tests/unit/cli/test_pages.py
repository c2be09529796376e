"""Every command that a page names is there, with the options that it names."""

from __future__ import annotations

import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from ppir_desktop.cli import app
from ppir_desktop.common.wording import Wording

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.joinpath("docs").rglob("*.md")])
NAMED = {
    (page.relative_to(ROOT).as_posix(), found)
    for page in PAGES
    for text in re.findall(r"`(ppir [^`\n]+)`|^(ppir .+)$", page.read_text("utf-8"), re.MULTILINE)
    for found in filter(None, text)
}
# Forms, not commands to type.
_NO_COMMAND = re.compile(r"[A-Z]{3}|명령")


@cache
def commands() -> Any:  # noqa: ANN401 -- Typer keeps Click's classes to itself
    return typer.main.get_command(app.build(Wording("en"), app.GROUPS))


def test_the_pages_name_many_commands() -> None:
    assert len(NAMED) > 100


@pytest.mark.parametrize(("page", "text"), sorted(NAMED))
def test_a_command_in_a_page_can_be_typed(page: str, text: str) -> None:
    words = shlex.split(text.replace("…", ""))[1:]
    command, path = commands(), ["ppir"]
    while words and getattr(command, "commands", None):
        if words[0].startswith("-") or _NO_COMMAND.search(words[0]):
            break
        assert words[0] in command.commands, f"{page}: {' '.join(path)} has no {words[0]}"
        path.append(words[0])
        command = command.commands[words.pop(0)]
    if getattr(command, "commands", None):
        return
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    asked = {word.partition("=")[0].strip("[]") for word in words if re.match(r"\[?--", word)}
    assert asked <= known | {"--help", "--lang"}, f"{page}: {text}"
