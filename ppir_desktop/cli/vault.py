"""``ppir vault``: check, backup, restore, purge.

What the commands do is loaded when they are called, so that the help starts quickly.
"""

from pathlib import Path
from typing import Annotated

import typer

from ppir_desktop.cli.help import speaking_command, speaking_group
from ppir_desktop.cli.secret_options import descriptor_option, file_option
from ppir_desktop.common.wording import Wording


def build(words: Wording) -> typer.Typer:
    """The group of commands about what a profile keeps."""
    key = "cli.vault"
    app = typer.Typer(help=words(f"{key}.help"), no_args_is_help=True, cls=speaking_group(words))
    _build_open(app, words)
    _build_restore(app, words)
    _build_record(app, words)
    return app


def _build_open(app: typer.Typer, words: Wording) -> None:
    key, command = "cli.vault", speaking_command(words)
    name_argument = typer.Argument(metavar="NAME", help=words("cli.profile.name"))
    json_option = typer.Option("--json", help=words("cli.json"))
    file, descriptor = file_option(words, "passphrase"), descriptor_option(words, "passphrase")

    @app.command("check", help=words(f"{key}.check.help"), cls=command)
    def check(
        name: Annotated[str, name_argument],
        passphrase_file: Annotated[Path | None, file] = None,
        passphrase_fd: Annotated[int | None, descriptor] = None,
        as_json: Annotated[bool, json_option] = False,
    ) -> None:
        from ppir_desktop.cli import vault_answers
        from ppir_desktop.cli.secret_input import SecretFrom

        source = SecretFrom(passphrase_file, passphrase_fd)
        raise typer.Exit(vault_answers.check(words, name, source, as_json=as_json))

    @app.command("backup", help=words(f"{key}.backup.help"), cls=command)
    def backup(
        name: Annotated[str, name_argument],
        target: Annotated[Path, typer.Argument(metavar="FILE", help=words(f"{key}.backup.file"))],
        passphrase_file: Annotated[Path | None, file] = None,
        passphrase_fd: Annotated[int | None, descriptor] = None,
    ) -> None:
        from ppir_desktop.cli import vault_answers
        from ppir_desktop.cli.secret_input import SecretFrom

        vault_answers.backup(words, name, target, SecretFrom(passphrase_file, passphrase_fd))

    @app.command("purge", help=words(f"{key}.purge.help"), cls=command)
    def purge(
        name: Annotated[str, name_argument],
        round_id: Annotated[str, typer.Argument(metavar="ROUND", help=words(f"{key}.purge.round"))],
        passphrase_file: Annotated[Path | None, file] = None,
        passphrase_fd: Annotated[int | None, descriptor] = None,
        record: Annotated[
            Path | None,
            typer.Option("--record", metavar="FILE", help=words(f"{key}.purge.record")),
        ] = None,
        yes: Annotated[bool, typer.Option("--yes", help=words(f"{key}.purge.yes"))] = False,
    ) -> None:
        from ppir_desktop.cli import vault_answers
        from ppir_desktop.cli.secret_input import SecretFrom

        source = SecretFrom(passphrase_file, passphrase_fd)
        raise typer.Exit(vault_answers.purge(words, name, round_id, source, record=record, yes=yes))


def _build_record(app: typer.Typer, words: Wording) -> None:
    key = "cli.vault"
    file, descriptor = file_option(words, "passphrase"), descriptor_option(words, "passphrase")

    @app.command("record", help=words(f"{key}.record.help"), cls=speaking_command(words))
    def record(
        name: Annotated[str, typer.Argument(metavar="NAME", help=words("cli.profile.name"))],
        digest: Annotated[
            str, typer.Argument(metavar="DIGEST", help=words(f"{key}.record.digest"))
        ],
        target: Annotated[Path, typer.Argument(metavar="FILE", help=words(f"{key}.backup.file"))],
        passphrase_file: Annotated[Path | None, file] = None,
        passphrase_fd: Annotated[int | None, descriptor] = None,
    ) -> None:
        from ppir_desktop.cli import vault_answers
        from ppir_desktop.cli.secret_input import SecretFrom

        source = SecretFrom(passphrase_file, passphrase_fd)
        vault_answers.write_record(words, name, digest, target, source)


def _build_restore(app: typer.Typer, words: Wording) -> None:
    key, command = "cli.vault", speaking_command(words)
    new_file = file_option(words, "new-passphrase")
    new_descriptor = descriptor_option(words, "new-passphrase")
    key_file, key_descriptor = file_option(words, "recovery"), descriptor_option(words, "recovery")

    @app.command("restore", help=words(f"{key}.restore.help"), cls=command)
    def restore(
        source: Annotated[Path, typer.Argument(metavar="FILE", help=words(f"{key}.restore.file"))],
        name: Annotated[str, typer.Argument(metavar="NAME", help=words(f"{key}.restore.name"))],
        recovery_file: Annotated[Path | None, key_file] = None,
        recovery_fd: Annotated[int | None, key_descriptor] = None,
        new_passphrase_file: Annotated[Path | None, new_file] = None,
        new_passphrase_fd: Annotated[int | None, new_descriptor] = None,
        no_keyring: Annotated[
            bool, typer.Option("--no-keyring", help=words("cli.profile.no_keyring"))
        ] = False,
    ) -> None:
        from ppir_desktop.cli import vault_answers
        from ppir_desktop.cli.secret_input import SecretFrom

        vault_answers.restore(
            words,
            source,
            name,
            SecretFrom(recovery_file, recovery_fd),
            SecretFrom(new_passphrase_file, new_passphrase_fd),
            use_keyring=not no_keyring,
        )
