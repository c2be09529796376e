"""``ppir verify``: who signed a record, and whether it may be relied on.

What the command does is loaded when it is called, so that the help starts quickly.
"""

from pathlib import Path
from typing import Annotated

import typer

from ppir_desktop.cli.help import speaking_command
from ppir_desktop.cli.secret_options import descriptor_option, file_option
from ppir_desktop.common.wording import Wording


def register(app: typer.Typer, words: Wording) -> None:
    """Add the command."""
    key = "cli.verify"

    @app.command("verify", help=words(f"{key}.help"), cls=speaking_command(words))
    def verify(
        paths: Annotated[list[Path], typer.Argument(metavar="PATH", help=words(f"{key}.paths"))],
        profile: Annotated[
            str, typer.Option("--profile", metavar="NAME", help=words(f"{key}.profile"))
        ] = "",
        authority: Annotated[
            str, typer.Option("--authority", metavar="DIGEST", help=words(f"{key}.authority"))
        ] = "",
        trust: Annotated[
            list[Path] | None,
            typer.Option("--trust", metavar="FILE", help=words(f"{key}.trust")),
        ] = None,
        identity: Annotated[
            Path | None, typer.Option("--identity", metavar="FILE", help=words(f"{key}.identity"))
        ] = None,
        at: Annotated[str, typer.Option("--at", metavar="TIME", help=words(f"{key}.at"))] = "",
        passphrase_file: Annotated[Path | None, file_option(words, "passphrase")] = None,
        passphrase_fd: Annotated[int | None, descriptor_option(words, "passphrase")] = None,
        as_json: Annotated[bool, typer.Option("--json", help=words("cli.json"))] = False,
    ) -> None:
        from ppir_desktop.cli import verify_answer
        from ppir_desktop.cli.secret_input import SecretFrom

        asked = verify_answer.Asked(
            paths=tuple(paths),
            profile=profile,
            source=SecretFrom(passphrase_file, passphrase_fd),
            authority=authority,
            trust=tuple(trust or ()),
            identity=identity,
            at=at,
        )
        raise typer.Exit(verify_answer.answer(words, asked, as_json=as_json))
