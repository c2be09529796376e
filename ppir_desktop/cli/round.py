"""``ppir round``: what a secretariat does with a round, from the kit to the register.

What the commands do is loaded when they are called, so that the help starts quickly.
"""

from pathlib import Path
from typing import Annotated

import typer

from ppir_desktop.cli.help import speaking_command, speaking_group
from ppir_desktop.common.wording import Wording


def build(words: Wording) -> typer.Typer:
    """The group of commands about running a round."""
    key = "cli.round"
    app = typer.Typer(help=words(f"{key}.help"), no_args_is_help=True, cls=speaking_group(words))
    _build_check(app, words)
    return app


def _build_check(app: typer.Typer, words: Wording) -> None:
    key = "cli.round.check"

    @app.command("check", help=words(f"{key}.help"), cls=speaking_command(words))
    def check(
        kit: Annotated[Path, typer.Argument(metavar="KIT", help=words("cli.round.kit"))],
        scheme: Annotated[
            str, typer.Option("--scheme", metavar="ID", help=words("cli.round.scheme"))
        ],
        report: Annotated[
            Path | None,
            typer.Option("--report", metavar="FILE.xlsx", help=words("cli.round.report")),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help=words("cli.json"))] = False,
    ) -> None:
        from ppir_desktop.cli import kit_answers

        raise typer.Exit(kit_answers.check(words, kit, scheme, report=report, as_json=as_json))
