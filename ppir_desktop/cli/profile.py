"""``ppir profile``: create, list, unlock, passwd, recover, lock.

What the commands do is loaded when they are called, so that the help starts quickly.
"""

from pathlib import Path
from typing import Annotated

import typer

from ppir_desktop.cli.help import speaking_command, speaking_group
from ppir_desktop.cli.secret_options import descriptor_option, file_option
from ppir_desktop.common.wording import Wording


def build(words: Wording) -> typer.Typer:
    """The group of commands about profiles."""
    key = "cli.profile"
    app = typer.Typer(help=words(f"{key}.help"), no_args_is_help=True, cls=speaking_group(words))
    _build_making(app, words)
    _build_changing(app, words)
    return app


def _build_making(app: typer.Typer, words: Wording) -> None:
    key, command = "cli.profile", speaking_command(words)
    name_argument = typer.Argument(metavar="NAME", help=words(f"{key}.name"))
    json_option = typer.Option("--json", help=words("cli.json"))
    file, descriptor = file_option(words, "passphrase"), descriptor_option(words, "passphrase")

    @app.command("create", help=words(f"{key}.create.help"), cls=command)
    def create(
        name: Annotated[str, name_argument],
        passphrase_file: Annotated[Path | None, file] = None,
        passphrase_fd: Annotated[int | None, descriptor] = None,
        sheet: Annotated[
            Path | None,
            typer.Option("--recovery-sheet", metavar="FILE", help=words(f"{key}.create.sheet")),
        ] = None,
        no_keyring: Annotated[
            bool, typer.Option("--no-keyring", help=words(f"{key}.no_keyring"))
        ] = False,
        as_json: Annotated[bool, json_option] = False,
    ) -> None:
        from ppir_desktop.cli import profile_answers
        from ppir_desktop.cli.secret_input import SecretFrom

        source = SecretFrom(passphrase_file, passphrase_fd)
        profile_answers.create(
            words, name, source, sheet=sheet, use_keyring=not no_keyring, as_json=as_json
        )

    @app.command("list", help=words(f"{key}.list.help"), cls=command)
    def list_(as_json: Annotated[bool, json_option] = False) -> None:
        from ppir_desktop.cli import profile_answers

        profile_answers.list_profiles(words, as_json=as_json)

    @app.command("unlock", help=words(f"{key}.unlock.help"), cls=command)
    def unlock(
        name: Annotated[str, name_argument],
        passphrase_file: Annotated[Path | None, file] = None,
        passphrase_fd: Annotated[int | None, descriptor] = None,
        as_json: Annotated[bool, json_option] = False,
    ) -> None:
        from ppir_desktop.cli import profile_answers
        from ppir_desktop.cli.secret_input import SecretFrom

        source = SecretFrom(passphrase_file, passphrase_fd)
        profile_answers.unlock(words, name, source, as_json=as_json)


def _build_changing(app: typer.Typer, words: Wording) -> None:
    key, command = "cli.profile", speaking_command(words)
    name_argument = typer.Argument(metavar="NAME", help=words(f"{key}.name"))
    file, descriptor = file_option(words, "passphrase"), descriptor_option(words, "passphrase")
    new_file = file_option(words, "new-passphrase")
    new_descriptor = descriptor_option(words, "new-passphrase")
    key_file, key_descriptor = file_option(words, "recovery"), descriptor_option(words, "recovery")

    @app.command("passwd", help=words(f"{key}.passwd.help"), cls=command)
    def passwd(
        name: Annotated[str, name_argument],
        passphrase_file: Annotated[Path | None, file] = None,
        passphrase_fd: Annotated[int | None, descriptor] = None,
        new_passphrase_file: Annotated[Path | None, new_file] = None,
        new_passphrase_fd: Annotated[int | None, new_descriptor] = None,
    ) -> None:
        from ppir_desktop.cli import profile_answers
        from ppir_desktop.cli.secret_input import SecretFrom

        profile_answers.change_passphrase(
            words,
            name,
            SecretFrom(passphrase_file, passphrase_fd),
            SecretFrom(new_passphrase_file, new_passphrase_fd),
        )

    @app.command("recover", help=words(f"{key}.recover.help"), cls=command)
    def recover(
        name: Annotated[str, name_argument],
        recovery_file: Annotated[Path | None, key_file] = None,
        recovery_fd: Annotated[int | None, key_descriptor] = None,
        new_passphrase_file: Annotated[Path | None, new_file] = None,
        new_passphrase_fd: Annotated[int | None, new_descriptor] = None,
        no_keyring: Annotated[
            bool, typer.Option("--no-keyring", help=words(f"{key}.no_keyring"))
        ] = False,
    ) -> None:
        from ppir_desktop.cli import profile_answers
        from ppir_desktop.cli.secret_input import SecretFrom

        profile_answers.recover(
            words,
            name,
            SecretFrom(recovery_file, recovery_fd),
            SecretFrom(new_passphrase_file, new_passphrase_fd),
            use_keyring=not no_keyring,
        )

    @app.command("lock", help=words(f"{key}.lock.help"), cls=command)
    def lock(name: Annotated[str, name_argument]) -> None:
        from ppir_desktop.cli import profile_answers

        profile_answers.lock(words, name)
