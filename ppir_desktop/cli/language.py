"""Takes the language out of the arguments, before the commands are made in it."""

from __future__ import annotations

OPTION = "--lang"


def take_language(arguments: list[str]) -> tuple[str | None, list[str]]:
    """Take ``--lang`` out of the arguments, wherever it stands before a ``--``.

    Returns:
        What was asked for, or None, and the other arguments.
    """
    asked: str | None = None
    others: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            others += [argument, *rest]
        elif argument == OPTION:
            asked = next(rest, "")
        elif argument.startswith(f"{OPTION}="):
            asked = argument.partition("=")[2]
        else:
            others.append(argument)
    return asked, others
