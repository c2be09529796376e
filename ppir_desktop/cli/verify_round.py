"""``ppir verify-round``: a round's results worked out again from its signed records.

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
    key = "cli.verify_round"

    @app.command("verify-round", help=words(f"{key}.help"), cls=speaking_command(words))
    def verify_round(
        paths: Annotated[list[Path], typer.Argument(metavar="PATH", help=words(f"{key}.paths"))],
        authority: Annotated[
            str, typer.Option("--authority", metavar="DIGEST", help=words(f"{key}.authority"))
        ] = "",
        profile: Annotated[
            str, typer.Option("--profile", metavar="NAME", help=words(f"{key}.profile"))
        ] = "",
        identity: Annotated[
            list[Path] | None,
            typer.Option("--identity", metavar="FILE", help=words(f"{key}.identity")),
        ] = None,
        stage: Annotated[
            str, typer.Option("--stage", metavar="ID", help=words(f"{key}.stage"))
        ] = "",
        dossier: Annotated[
            str, typer.Option("--dossier", metavar="NUMBER", help=words(f"{key}.dossier"))
        ] = "",
        passphrase_file: Annotated[Path | None, file_option(words, "passphrase")] = None,
        passphrase_fd: Annotated[int | None, descriptor_option(words, "passphrase")] = None,
        as_json: Annotated[bool, typer.Option("--json", help=words("cli.json"))] = False,
    ) -> None:
        from ppir_desktop.cli import verify_round_answer
        from ppir_desktop.cli.secret_input import SecretFrom

        call = verify_round_answer.Call(
            paths=tuple(paths),
            authority=authority,
            profile=profile,
            source=SecretFrom(passphrase_file, passphrase_fd),
            identities=tuple(identity or ()),
            stage=stage,
            dossier=dossier,
        )
        raise typer.Exit(verify_round_answer.answer(words, call, as_json=as_json))
