"""Writes the manual pages of the programs, in every language, out of what they say of themselves.

A page comes from the same texts as the help of the program, so it cannot say another thing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import typer

from ppir_desktop import __version__
from ppir_desktop.cli import app as ppir
from ppir_desktop.cli.help import speaking_group
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.hub import main as hub
from ppir_desktop.hub.settings import BLOBS_VARIABLE, DATABASE_VARIABLE
from ppir_desktop.signing.device_secrets import OFF_VARIABLE

PROGRAMS: Final = ("ppir", "ppir-desktop", "ppir-hub")
_DESK: Final = {HOME_VARIABLE: "manual.home", OFF_VARIABLE: "manual.keyring"}
_HUB: Final = {
    DATABASE_VARIABLE: "manual.hub_database",
    BLOBS_VARIABLE: "manual.hub_blobs",
    "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY": "manual.hub_bucket_key",
    "AWS_REGION, AWS_ENDPOINT": "manual.hub_bucket_place",
    "AWS_ALLOW_HTTP": "manual.hub_bucket_plain",
}
_EXITS: Final = {
    "ppir": {"0": "exit_0", "1": "exit_1", "2": "exit_2", "70": "exit_70"},
    "ppir-desktop": {"0": "exit_0", "2": "exit_2"},
    "ppir-hub": {"0": "exit_0", "1": "hub_exit_1", "2": "exit_2"},
}
# Not typed by the library: its commands, groups and contexts.
_Command = Any


def page(program: str, words: Wording, when: datetime) -> str:
    """One manual page, as roff.

    Args:
        program: Which of `PROGRAMS`.
        words: In which language.
        when: The day that it bears.
    """
    title = f'.TH {program.upper()} 1 "{when:%Y-%m-%d}" "PPIR Desktop {__version__}"'
    # Whole words in Korean take most of a line, which would be torn wide.
    return "\n".join([title, ".nh", ".ad l", *_body(program, words)]) + "\n"


def _body(program: str, words: Wording) -> Iterator[str]:
    if program == "ppir-desktop":
        yield from _opening(program, words("desktop.help"), words)
        yield from _section(words("manual.synopsis"))
        yield _escape(words("desktop.usage").partition(": ")[2])
        yield from _section(words("manual.description"))
        yield _escape(words("desktop.help"))
        yield from _section(words("cli.options"))
        yield from _entry("--help", words("cli.show_help"))
        yield from _entry("--version", words("cli.version"))
    else:
        command = _command(program, words)
        yield from _opening(program, command.help, words)
        yield from _of_command(program, command, words)
    yield from _ending(program, words)


def _command(program: str, words: Wording) -> _Command:
    """A program as the library has it, with all its groups made."""
    if program == "ppir":
        return typer.main.get_command(ppir.build(words, ppir.GROUPS))
    built = hub.build(words)
    built.info.cls = speaking_group(words)
    return typer.main.get_command(built)


def _opening(program: str, summary: str, words: Wording) -> Iterator[str]:
    first = summary.partition(". ")[0].rstrip(".")
    yield from _section(words("manual.name"))
    yield f"{_escape(program)} \\- {_escape(first)}"


def _of_command(program: str, command: _Command, words: Wording) -> Iterator[str]:
    context = typer.Context(command, info_name=program)
    yield from _section(words("manual.synopsis"))
    yield _usage(program, command, context)
    yield from _section(words("manual.description"))
    yield _escape(command.help)
    yield from _section(words("cli.options"))
    yield from _options(command, context)
    yield from _section(words("cli.commands"))
    for path, one in _leaves(program, command):
        inner = typer.Context(one, info_name=path)
        yield f'.SS "{_escape(path)}"'
        yield _usage(path, one, inner)
        yield ".PP"
        yield _escape(one.help or "")
        yield from _options(one, inner)


def _leaves(path: str, command: _Command) -> Iterator[tuple[str, _Command]]:
    """All commands that do something, as they are called, in the order of the help."""
    for name, one in command.commands.items():
        here = f"{path} {name}"
        if hasattr(one, "commands"):
            yield from _leaves(here, one)
        else:
            yield here, one


def _usage(path: str, command: _Command, context: typer.Context) -> str:
    pieces = " ".join(command.collect_usage_pieces(context))
    return f".B {_escape(path)}\n{_escape(pieces)}"


def _options(command: _Command, context: typer.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            yield from _entry(*record)


def _ending(program: str, words: Wording) -> Iterator[str]:
    yield from _section(words("manual.exit"))
    for status, key in _EXITS[program].items():
        yield from _entry(status, words(f"manual.{key}"))
    yield from _section(words("manual.environment"))
    for names, key in (_HUB if program == "ppir-hub" else _DESK).items():
        yield from _entry(names, words(key))
    yield from _section(words("manual.see"))
    yield ", ".join(f"\\fB{_escape(one)}\\fP(1)" for one in PROGRAMS if one != program)


def _section(name: str) -> Iterator[str]:
    yield f'.SH "{_escape(name.upper())}"'


def _entry(name: str, text: str) -> Iterator[str]:
    yield ".TP"
    yield f".B {_escape(name)}"
    yield _escape(text) or "\\&"


def _escape(text: str) -> str:
    """Text that roff takes as it stands."""
    plain = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain


def write_pages(folder: Path, when: datetime) -> list[Path]:
    """Write all pages where ``man`` looks for them below a folder."""
    written = []
    for language in LANGUAGES:
        # English is what is read where a language has none of its own.
        place = folder / ("man1" if language == "en" else f"{language}/man1")
        place.mkdir(parents=True, exist_ok=True)
        for program in PROGRAMS:
            file = place / f"{program}.1"
            file.write_text(page(program, Wording(language), when), encoding="utf-8")
            written.append(file)
    return written


if __name__ == "__main__":
    for made in write_pages(Path(sys.argv[1]), datetime.now(UTC)):
        print(made)
