"""What ``ppir-desktop`` was called with, and its answers to a terminal, if there is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TextIO

_END = "--"


class Arguments(NamedTuple):
    """What was given, apart from the program's own name.

    Attributes:
        options: What begins like one.
        files: All else, and whatever comes after ``--``.
    """

    options: list[str]
    files: list[str]


def read_arguments(given: Sequence[str]) -> Arguments:
    """Tell options from files.

    Args:
        given: The arguments, the program's name first.
    """
    words = list(given[1:])
    end = words.index(_END) if _END in words else len(words)
    options = [word for word in words[:end] if word.startswith("-")]
    files = [word for word in words[:end] if not word.startswith("-")]
    return Arguments(options, files + words[end + 1 :])


def say(stream: TextIO | None, text: str) -> None:
    """Write a line for a terminal; a program that was started without one has no stream."""
    if stream is not None:
        stream.write(f"{text}\n")
        stream.flush()
