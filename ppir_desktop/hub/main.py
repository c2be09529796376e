"""Entry point of ``ppir-hub``."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from ppir_desktop import __version__
from ppir_desktop.common.errors import EnvironmentFault, PpirError
from ppir_desktop.common.identifiers import in_groups, parse_digest
from ppir_desktop.common.wording import Wording, language_of_locale

_WRONG = 2
_PARTS = ("litestar", "uvicorn", "obstore", "prometheus_client")


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

    _build_making(app, words)
    _build_serving(app, words)
    _build_looking(app, words)
    return app


def _build_making(app: typer.Typer, words: Wording) -> None:
    data = typer.Option("--data", metavar="FOLDER", help=words("hub.data"))

    @app.command("init", help=words("hub.init.help"))
    def init(
        folder: Annotated[Path, data],
        name: Annotated[
            list[str] | None, typer.Option("--name", help=words("hub.init.name"))
        ] = None,
    ) -> None:
        from ppir_desktop.common.clock import SystemClock
        from ppir_desktop.hub.settings import make_folder

        names = ["localhost", "127.0.0.1", *(name or [])]
        digest = make_folder(folder, list(dict.fromkeys(names)), SystemClock())
        _say(words("hub.init.done", folder=folder.absolute(), digest=in_groups(digest)))

    @app.command("admit", help=words("hub.admit.help"))
    def admit(
        folder: Annotated[Path, data],
        fingerprint: Annotated[
            list[str], typer.Argument(metavar="FINGERPRINT", help=words("hub.admit.fingerprint"))
        ],
        database: Annotated[str, _database(words)] = "",
    ) -> None:
        from ppir_desktop.hub import rounds
        from ppir_desktop.hub.serving import open_hub
        from ppir_desktop.hub.settings import settings_of

        digest = parse_digest("".join(fingerprint))
        with open_hub(settings_of(folder, database)) as hub:
            key = "done" if rounds.admit(hub, digest) else "known"
        _say(words(f"hub.admit.{key}", digest=in_groups(digest)))


def _build_serving(app: typer.Typer, words: Wording) -> None:
    @app.command("serve", help=words("hub.serve"))
    def serve(  # noqa: PLR0917 -- options, which Typer passes by name
        folder: Annotated[Path, typer.Option("--data", metavar="FOLDER", help=words("hub.data"))],
        host: Annotated[str, typer.Option("--host", help=words("hub.host"))] = "127.0.0.1",
        port: Annotated[
            int, typer.Option("--port", min=0, max=65535, help=words("hub.port"))
        ] = 8443,
        workers: Annotated[
            int, typer.Option("--workers", min=1, max=64, help=words("hub.workers"))
        ] = 1,
        database: Annotated[str, _database(words)] = "",
        blobs: Annotated[str, _blobs(words)] = "",
        plain: Annotated[bool, typer.Option("--plain", help=words("hub.plain"))] = False,
    ) -> None:
        from ppir_desktop.hub import serving
        from ppir_desktop.hub.settings import certificate_of, settings_of

        settings = settings_of(folder, database, blobs)
        digest = in_groups(certificate_of(settings.folder))

        def tell(address: str) -> None:
            _say(words("hub.serving", address=address, digest=digest))

        serving.serve(settings, host=host, port=port, workers=workers, plain=plain, tell=tell)


def _build_looking(app: typer.Typer, words: Wording) -> None:
    data = typer.Option("--data", metavar="FOLDER", help=words("hub.data"))

    @app.command("status", help=words("hub.status.help"))
    def status(
        folder: Annotated[Path, data], database: Annotated[str, _database(words)] = ""
    ) -> None:
        from ppir_desktop.hub import checking
        from ppir_desktop.hub.serving import open_hub
        from ppir_desktop.hub.settings import certificate_of, settings_of

        settings = settings_of(folder, database)
        with open_hub(settings) as hub:
            found = checking.status(hub)
        _say(words("hub.status.keys", receipts=in_groups(hub.key.id),
                   certificate=in_groups(certificate_of(settings.folder))))  # fmt: skip
        _say(words("hub.status.counts", rounds=found.rounds, parcels=found.parcels,
                   blobs=found.blobs, bytes=found.blob_bytes))  # fmt: skip
        for authority in found.authorities:
            _say(words("hub.status.authority", digest=in_groups(parse_digest(authority))))

    @app.command("fsck", help=words("hub.fsck.help"))
    def fsck(
        folder: Annotated[Path, data],
        database: Annotated[str, _database(words)] = "",
        blobs: Annotated[str, _blobs(words)] = "",
    ) -> None:
        from ppir_desktop.common.progress_bar import progress_bar
        from ppir_desktop.hub import checking
        from ppir_desktop.hub.serving import open_hub
        from ppir_desktop.hub.settings import settings_of

        with (
            open_hub(settings_of(folder, database, blobs)) as hub,
            progress_bar(words("hub.fsck.doing"), in_bytes=False) as tell,
        ):
            findings = checking.check(hub, tell)
        for what in ("parcels", "gaps", "unaddressed", "missing", "orphans"):
            for place in getattr(findings, what):
                _say(words(f"hub.fsck.{what}", place=place))
        _say(words("hub.fsck.clean" if findings.clean else "hub.fsck.wrong"))
        raise typer.Exit(0 if findings.clean else 1)


def main() -> None:
    """Run ``ppir-hub``.

    Raises:
        SystemExit: Always, with the exit status.
    """
    words = Wording(language_of_locale(os.environ))
    try:
        if any(find_spec(part) is None for part in _PARTS):
            raise EnvironmentFault("part_missing", part="hub")
        build(words)(prog_name="ppir-hub")
    except PpirError as error:
        worded = words.error(error)
        sys.stderr.write(f"{worded.what}\n{worded.remedy}\n")
        sys.exit(_WRONG)


def _database(words: Wording) -> object:
    return typer.Option("--database", metavar="URL", help=words("hub.database"))


def _blobs(words: Wording) -> object:
    return typer.Option("--blobs", metavar="FOLDER|URL", help=words("hub.blobs"))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _show_version(value: bool) -> None:
    if value:
        sys.stdout.write(f"ppir-hub {__version__}\n")
        raise typer.Exit(0)


if __name__ == "__main__":
    main()
