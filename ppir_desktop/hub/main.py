"""Entry point of ``ppir-hub``."""

import os
import sys
from importlib.util import find_spec
from typing import Annotated

import typer

from ppir_desktop import __version__
from ppir_desktop.common.errors import EnvironmentFault
from ppir_desktop.common.wording import Wording, language_of_locale

# Without TLS, which comes with enrolment, the hub is for this machine alone.
_HOST = "127.0.0.1"
_WRONG = 2


def build(words: Wording) -> typer.Typer:
    """The command with its subcommands, its help in the language of `words`."""
    app = typer.Typer(
        name="ppir-hub", help=words("hub.help"), no_args_is_help=True, add_completion=False,
        pretty_exceptions_enable=False,
    )  # fmt: skip

    @app.callback()
    def options(
        _version: Annotated[
            bool,
            typer.Option(
                "--version", help=words("cli.version"), callback=_show_version, is_eager=True
            ),
        ] = False,
    ) -> None:
        """Options of the whole command."""

    @app.command("serve", help=words("hub.serve"))
    def serve(
        port: Annotated[
            int, typer.Option("--port", min=0, max=65535, help=words("hub.port"))
        ] = 8443,
    ) -> None:
        if find_spec("litestar") is None or find_spec("uvicorn") is None:
            worded = words.error(EnvironmentFault("part_missing", part="hub"))
            sys.stderr.write(f"{worded.what}\n{worded.remedy}\n")
            raise typer.Exit(_WRONG)
        import uvicorn

        from ppir_desktop.hub.app import create_app

        uvicorn.run(create_app(), host=_HOST, port=port, log_level="info", server_header=False)

    return app


def main() -> None:
    """Run ``ppir-hub``.

    Raises:
        SystemExit: Always, with the exit status.
    """
    build(Wording(language_of_locale(os.environ)))(prog_name="ppir-hub")


def _show_version(value: bool) -> None:
    if value:
        sys.stdout.write(f"ppir-hub {__version__}\n")
        raise typer.Exit(0)


if __name__ == "__main__":
    main()
