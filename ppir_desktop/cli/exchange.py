"""``ppir enrol``, ``sync``, ``outbox``, ``bundle`` and ``drafts``.

What the commands do is loaded when they are called, so that the help starts quickly.
"""

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from ppir_desktop.cli.help import speaking_command, speaking_group
from ppir_desktop.cli.secret_options import descriptor_option, file_option
from ppir_desktop.common.wording import Wording

_SECTORS = ("industry", "academia", "institute", "government")


def register(app: typer.Typer, words: Wording) -> None:
    """Add the commands to ``ppir``."""
    _register_enrol(app, words)
    _register_network(app, words)
    app.add_typer(_bundles(words), name="bundle")
    app.add_typer(_drafts(words), name="drafts")


def _profile(words: Wording) -> Any:  # noqa: ANN401 -- what Typer makes of one
    return typer.Option("--profile", metavar="NAME", help=words("cli.exchange.profile"))


def _round(words: Wording) -> Any:  # noqa: ANN401 -- what Typer makes of one
    return typer.Option("--round", metavar="ROUND", help=words("cli.exchange.round"))


def _proxy(words: Wording) -> Any:  # noqa: ANN401 -- what Typer makes of one
    return typer.Option("--proxy", metavar="URL", help=words("cli.sync.proxy"))


def _register_enrol(app: typer.Typer, words: Wording) -> None:
    key = "cli.enrol"
    file, descriptor = file_option(words, "passphrase"), descriptor_option(words, "passphrase")

    @app.command("enrol", help=words(f"{key}.help"), cls=speaking_command(words))
    def enrol(
        invitation: Annotated[
            Path, typer.Argument(metavar="INVITATION", help=words(f"{key}.invitation"))
        ],
        name: Annotated[str, typer.Option("--name", help=words(f"{key}.name"))],
        affiliation: Annotated[str, typer.Option("--affiliation", help=words(f"{key}.where"))],
        sector: Annotated[
            str,
            typer.Option("--sector", metavar="|".join(_SECTORS), help=words(f"{key}.sector")),
        ],
        profile: Annotated[str, _profile(words)] = "",
        bundle: Annotated[
            Path | None, typer.Option("--bundle", metavar="FILE", help=words(f"{key}.bundle"))
        ] = None,
        proxy: Annotated[str, _proxy(words)] = "",
        passphrase_file: Annotated[Path | None, file] = None,
        passphrase_fd: Annotated[int | None, descriptor] = None,
        as_json: Annotated[bool, typer.Option("--json", help=words("cli.json"))] = False,
    ) -> None:
        from ppir_desktop.cli import exchange_answers
        from ppir_desktop.cli.secret_input import SecretFrom

        source = SecretFrom(passphrase_file, passphrase_fd)
        person = (name, affiliation, sector)
        exchange_answers.enrol(
            words, profile, source, invitation, person,
            bundle=bundle, proxy=proxy, as_json=as_json,
        )  # fmt: skip


def _register_network(app: typer.Typer, words: Wording) -> None:
    command = speaking_command(words)
    file, descriptor = file_option(words, "passphrase"), descriptor_option(words, "passphrase")
    json_option = typer.Option("--json", help=words("cli.json"))

    @app.command("sync", help=words("cli.sync.help"), cls=command)
    def sync(
        profile: Annotated[str, _profile(words)] = "",
        round_id: Annotated[str, _round(words)] = "",
        watch: Annotated[bool, typer.Option("--watch", help=words("cli.sync.watch"))] = False,
        every: Annotated[
            int,
            typer.Option(
                "--every", metavar="SECONDS", min=1, max=86_400, help=words("cli.sync.every")
            ),
        ] = 60,
        proxy: Annotated[str, _proxy(words)] = "",
        passphrase_file: Annotated[Path | None, file] = None,
        passphrase_fd: Annotated[int | None, descriptor] = None,
        as_json: Annotated[bool, json_option] = False,
    ) -> None:
        from ppir_desktop.cli import exchange_answers
        from ppir_desktop.cli.secret_input import SecretFrom

        source = SecretFrom(passphrase_file, passphrase_fd)
        answer = partial(exchange_answers.watch, every=every) if watch else exchange_answers.sync
        raise typer.Exit(
            answer(words, profile, source, round_id=round_id, proxy=proxy, as_json=as_json)
        )

    @app.command("outbox", help=words("cli.outbox.help"), cls=command)
    def outbox(
        profile: Annotated[str, _profile(words)] = "",
        again: Annotated[
            str, typer.Option("--again", metavar="PARCEL", help=words("cli.outbox.again"))
        ] = "",
        passphrase_file: Annotated[Path | None, file] = None,
        passphrase_fd: Annotated[int | None, descriptor] = None,
        as_json: Annotated[bool, json_option] = False,
    ) -> None:
        from ppir_desktop.cli import outbox_answers
        from ppir_desktop.cli.secret_input import SecretFrom

        source = SecretFrom(passphrase_file, passphrase_fd)
        outbox_answers.outbox(words, profile, source, again=again, as_json=as_json)


def _bundles(words: Wording) -> typer.Typer:
    key, command = "cli.bundle", speaking_command(words)
    app = typer.Typer(help=words(f"{key}.help"), no_args_is_help=True, cls=speaking_group(words))
    file, descriptor = file_option(words, "passphrase"), descriptor_option(words, "passphrase")
    json_option = typer.Option("--json", help=words("cli.json"))

    @app.command("export", help=words(f"{key}.export.help"), cls=command)
    def export(
        target: Annotated[Path, typer.Argument(metavar="FILE", help=words(f"{key}.export.file"))],
        profile: Annotated[str, _profile(words)] = "",
        round_id: Annotated[str, _round(words)] = "",
        reader: Annotated[
            list[str] | None,
            typer.Option("--for", metavar="KEY", help=words(f"{key}.export.reader")),
        ] = None,
        passphrase_file: Annotated[Path | None, file] = None,
        passphrase_fd: Annotated[int | None, descriptor] = None,
        as_json: Annotated[bool, json_option] = False,
    ) -> None:
        from ppir_desktop.cli import bundle_answers
        from ppir_desktop.cli.secret_input import SecretFrom

        source = SecretFrom(passphrase_file, passphrase_fd)
        bundle_answers.export(
            words, profile, source, target, round_id=round_id, readers=reader or [],
            as_json=as_json,
        )  # fmt: skip

    @app.command("import", help=words(f"{key}.import.help"), cls=command)
    def import_(
        sources: Annotated[
            list[Path], typer.Argument(metavar="FILE…", help=words(f"{key}.import.file"))
        ],
        profile: Annotated[str, _profile(words)] = "",
        passphrase_file: Annotated[Path | None, file] = None,
        passphrase_fd: Annotated[int | None, descriptor] = None,
        as_json: Annotated[bool, json_option] = False,
    ) -> None:
        from ppir_desktop.cli import bundle_answers
        from ppir_desktop.cli.secret_input import SecretFrom

        source = SecretFrom(passphrase_file, passphrase_fd)
        raise typer.Exit(bundle_answers.take_in(words, profile, source, sources, as_json=as_json))

    @app.command("show", help=words(f"{key}.show.help"), cls=command)
    def show(
        source: Annotated[Path, typer.Argument(metavar="FILE", help=words(f"{key}.import.file"))],
        as_json: Annotated[bool, json_option] = False,
    ) -> None:
        from ppir_desktop.cli import bundle_answers

        bundle_answers.show(words, source, as_json=as_json)

    return app


def _drafts(words: Wording) -> typer.Typer:
    key = "cli.drafts"
    app = typer.Typer(help=words(f"{key}.help"), no_args_is_help=True, cls=speaking_group(words))
    file, descriptor = file_option(words, "passphrase"), descriptor_option(words, "passphrase")
    key_file, key_descriptor = file_option(words, "recovery"), descriptor_option(words, "recovery")

    @app.command("restore", help=words(f"{key}.restore.help"), cls=speaking_command(words))
    def restore(
        profile: Annotated[str, _profile(words)] = "",
        round_id: Annotated[str, _round(words)] = "",
        passphrase_file: Annotated[Path | None, file] = None,
        passphrase_fd: Annotated[int | None, descriptor] = None,
        recovery_file: Annotated[Path | None, key_file] = None,
        recovery_fd: Annotated[int | None, key_descriptor] = None,
    ) -> None:
        from ppir_desktop.cli import outbox_answers
        from ppir_desktop.cli.secret_input import SecretFrom

        outbox_answers.restore_drafts(
            words,
            profile,
            SecretFrom(passphrase_file, passphrase_fd),
            SecretFrom(recovery_file, recovery_fd),
            round_id=round_id,
        )

    return app
