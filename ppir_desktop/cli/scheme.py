"""``ppir scheme``: list, show, copy, check.

What the commands do is loaded when they are called, so that the help starts quickly.
"""

from pathlib import Path
from typing import Annotated

import typer

from ppir_desktop.cli.help import speaking_command, speaking_group
from ppir_desktop.common.wording import Wording


def build(words: Wording) -> typer.Typer:
    """The group of commands about schemes."""
    key = "cli.scheme"
    app = typer.Typer(help=words(f"{key}.help"), no_args_is_help=True, cls=speaking_group(words))
    command = speaking_command(words)
    json_option = typer.Option("--json", help=words("cli.json"))
    scheme_argument = typer.Argument(metavar="ID", help=words(f"{key}.show.id"))

    @app.command("list", help=words(f"{key}.list.help"), cls=command)
    def list_(as_json: Annotated[bool, json_option] = False) -> None:
        from ppir_desktop.cli import scheme_answers

        scheme_answers.list_schemes(words, as_json=as_json)

    @app.command("show", help=words(f"{key}.show.help"), cls=command)
    def show(
        scheme: Annotated[str, scheme_argument], as_json: Annotated[bool, json_option] = False
    ) -> None:
        from ppir_desktop.cli import scheme_answers

        scheme_answers.show_scheme(words, scheme, as_json=as_json)

    @app.command("copy", help=words(f"{key}.copy.help"), cls=command)
    def copy(
        scheme: Annotated[str, scheme_argument],
        file: Annotated[Path, typer.Argument(metavar="FILE", help=words(f"{key}.copy.file"))],
    ) -> None:
        from ppir_desktop.cli import scheme_answers

        scheme_answers.copy_scheme(words, scheme, file)

    @app.command("check", help=words(f"{key}.check.help"), cls=command)
    def check(
        file: Annotated[Path, typer.Argument(metavar="FILE", help=words(f"{key}.check.file"))],
        as_json: Annotated[bool, json_option] = False,
    ) -> None:
        from ppir_desktop.cli import scheme_answers

        raise typer.Exit(scheme_answers.check_scheme(words, file, as_json=as_json))

    return app
