"""What all commands at a desk of the office have in common: their options, and the open desk."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from ppir_desktop.cli.help import speaking_command
from ppir_desktop.cli.secret_options import descriptor_option, file_option
from ppir_desktop.common.wording import Wording


class Call(NamedTuple):
    """How a command was called, whatever it is.

    Attributes:
        words: The language.
        profile: Name of the profile; empty for the only one there is.
        round: Id of the round; empty likewise.
        passphrase_file: File with the passphrase.
        passphrase_fd: Open file with it.
        as_json: Whether the answer is for programs.
        offline: Whether nothing is exchanged before and after.
    """

    words: Wording
    profile: str
    round: str
    passphrase_file: Path | None
    passphrase_fd: int | None
    as_json: bool
    offline: bool


def desk_command(
    app: typer.Typer, words: Wording, name: str, *, group: str = "cli.round"
) -> Callable[[Callable[..., None]], None]:
    """Make a function a command of the office: it gets a `Call` before its own parameters.

    Args:
        app: The group that the command belongs to.
        words: The language.
        name: What the command is called; its help has the key ``<group>.<name>.help``.
        group: Where the group's words stand.
    """

    def register(run: Callable[..., None]) -> None:
        own = list(inspect.signature(run, eval_str=True).parameters.values())[1:]
        common = _common(words)

        def command(**given: Any) -> None:  # noqa: ANN401 -- what Typer read
            shared = {one.name: given.pop(one.name) for one in common}
            run(Call(words, **shared), **given)

        parameters = [*own, *common]
        annotations = {one.name: one.annotation for one in parameters}
        command.__annotations__ = annotations
        vars(command)["__signature__"] = inspect.Signature(
            [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in parameters]
        )
        help_text = words(f"{group}.{name}.help")
        app.command(name, help=help_text, cls=speaking_command(words))(command)

    return register


def _common(words: Wording) -> list[inspect.Parameter]:
    options: list[tuple[str, Any, Any]] = [
        ("profile", Annotated[str, typer.Option(
            "--profile", metavar="NAME", help=words("cli.exchange.profile"))], ""),
        ("round", Annotated[str, typer.Option(
            "--round", metavar="ROUND", help=words("cli.exchange.round"))], ""),
        ("offline", Annotated[bool, typer.Option(
            "--offline", help=words("cli.round.offline"))], False),
        ("passphrase_file", Annotated[Path | None, file_option(words, "passphrase")], None),
        ("passphrase_fd", Annotated[int | None, descriptor_option(words, "passphrase")], None),
        ("as_json", Annotated[bool, typer.Option("--json", help=words("cli.json"))], False),
    ]  # fmt: skip
    kind = inspect.Parameter.KEYWORD_ONLY
    return [
        inspect.Parameter(name, kind, default=default, annotation=annotation)
        for name, annotation, default in options
    ]
