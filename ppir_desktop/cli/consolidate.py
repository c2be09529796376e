"""``ppir consolidate``: a table of marks into results.

What the command does is loaded when it is called, so that the help starts quickly.
"""

from pathlib import Path
from typing import Annotated

import typer

from ppir_desktop.cli.help import speaking_command
from ppir_desktop.common.defaults import DEFAULT_SCHEME
from ppir_desktop.common.wording import Wording


def register(app: typer.Typer, words: Wording) -> None:
    """Add the command."""
    key = "cli.consolidate"

    @app.command("consolidate", help=words(f"{key}.help"), cls=speaking_command(words))
    def consolidate(
        table: Annotated[Path, typer.Argument(metavar="MARKS.csv", help=words(f"{key}.table"))],
        stage: Annotated[str, typer.Option("--stage", metavar="STAGE", help=words(f"{key}.stage"))],
        scheme: Annotated[
            str, typer.Option("--scheme", metavar="ID|FILE", help=words(f"{key}.scheme"))
        ] = DEFAULT_SCHEME,
        why: Annotated[
            str | None, typer.Option("--why", metavar="DOSSIER", help=words(f"{key}.why"))
        ] = None,
        enrolled: Annotated[
            int | None,
            typer.Option("--enrolled", metavar="N", min=1, help=words(f"{key}.enrolled")),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help=words("cli.json"))] = False,
    ) -> None:
        from ppir_desktop.cli import consolidate_answer

        raise typer.Exit(
            consolidate_answer.answer(
                words, table, scheme, stage, why=why, enrolled=enrolled, as_json=as_json
            )
        )
