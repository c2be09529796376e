"""``ppir round``: what a secretariat does with a round, from the kit to the register.

What the commands do is loaded when they are called, so that the help starts quickly.
"""

from pathlib import Path
from typing import Annotated

import typer

from ppir_desktop.cli import round_ends, round_panels
from ppir_desktop.cli.desk_command import Call, desk_command
from ppir_desktop.cli.help import speaking_command, speaking_group
from ppir_desktop.cli.secret_options import descriptor_option, file_option
from ppir_desktop.common.wording import Wording


def build(words: Wording) -> typer.Typer:
    """The group of commands about running a round."""
    key = "cli.round"
    app = typer.Typer(help=words(f"{key}.help"), no_args_is_help=True, cls=speaking_group(words))
    _build_opening(app, words)
    _build_kits(app, words)
    _build_people(app, words)
    round_panels.build(app, words)
    round_ends.build(app, words)
    return app


def _build_opening(app: typer.Typer, words: Wording) -> None:
    key, command = "cli.round", speaking_command(words)
    file, descriptor = file_option(words, "passphrase"), descriptor_option(words, "passphrase")

    @app.command("plan", help=words(f"{key}.plan.help"), cls=command)
    def plan(
        target: Annotated[Path, typer.Argument(metavar="FILE", help=words(f"{key}.plan.file"))],
        scheme: Annotated[str, typer.Option("--scheme", metavar="ID", help=words(f"{key}.scheme"))],
    ) -> None:
        from ppir_desktop.cli import round_answers

        round_answers.plan(words, target, scheme)

    @app.command("new", help=words(f"{key}.new.help"), cls=command)
    def new(
        source: Annotated[Path, typer.Argument(metavar="PLAN", help=words(f"{key}.new.plan"))],
        profile: Annotated[
            str, typer.Option("--profile", metavar="NAME", help=words("cli.exchange.profile"))
        ] = "",
        passphrase_file: Annotated[Path | None, file] = None,
        passphrase_fd: Annotated[int | None, descriptor] = None,
        as_json: Annotated[bool, typer.Option("--json", help=words("cli.json"))] = False,
    ) -> None:
        from ppir_desktop.cli import round_answers
        from ppir_desktop.cli.secret_input import SecretFrom

        passphrase = SecretFrom(passphrase_file, passphrase_fd)
        round_answers.new(words, profile, passphrase, source, as_json=as_json)


def _build_kits(app: typer.Typer, words: Wording) -> None:
    key = "cli.round"
    kit_argument = typer.Argument(metavar="KIT", help=words(f"{key}.kit"))
    report_option = typer.Option("--report", metavar="FILE.xlsx", help=words(f"{key}.report"))

    @app.command("check", help=words(f"{key}.check.help"), cls=speaking_command(words))
    def check(
        kit: Annotated[Path, kit_argument],
        scheme: Annotated[str, typer.Option("--scheme", metavar="ID", help=words(f"{key}.scheme"))],
        report: Annotated[Path | None, report_option] = None,
        as_json: Annotated[bool, typer.Option("--json", help=words("cli.json"))] = False,
    ) -> None:
        from ppir_desktop.cli import kit_answers

        raise typer.Exit(kit_answers.check(words, kit, scheme, report=report, as_json=as_json))

    @desk_command(app, words, "import")
    def import_(
        call: Call,
        kit: Annotated[Path, kit_argument],
        accept_valid: Annotated[
            bool, typer.Option("--accept-valid", help=words(f"{key}.import.accept_valid"))
        ] = False,
        report: Annotated[Path | None, report_option] = None,
    ) -> None:
        from ppir_desktop.cli import kit_answers

        raise typer.Exit(kit_answers.take_over(call, kit, accept_valid=accept_valid, report=report))


def _build_people(app: typer.Typer, words: Wording) -> None:
    key = "cli.round"
    folder_option = typer.Option("--to", metavar="FOLDER", help=words(f"{key}.invite.to"))

    @desk_command(app, words, "officer")
    def officer(
        call: Call,
        number: Annotated[str, typer.Argument(metavar="NUMBER", help=words(f"{key}.officer.no"))],
        name: Annotated[str, typer.Argument(metavar="NAME", help=words(f"{key}.officer.name"))],
        folder: Annotated[Path, folder_option],
    ) -> None:
        from ppir_desktop.cli import round_answers

        round_answers.officer(call, number, name, folder)

    @desk_command(app, words, "invite")
    def invite(
        call: Call,
        folder: Annotated[Path, folder_option],
        numbers: Annotated[
            list[str] | None,
            typer.Argument(metavar="NUMBER", help=words(f"{key}.invite.numbers")),
        ] = None,
        matched: Annotated[
            bool, typer.Option("--matched", help=words(f"{key}.invite.matched"))
        ] = False,
        everybody: Annotated[bool, typer.Option("--all", help=words(f"{key}.invite.all"))] = False,
        replacing: Annotated[
            bool, typer.Option("--replacing", help=words(f"{key}.invite.replacing"))
        ] = False,
    ) -> None:
        from ppir_desktop.cli import round_answers

        round_answers.invite(
            call, numbers or [], folder, matched=matched, everybody=everybody,
            replacing=replacing,
        )  # fmt: skip

    @desk_command(app, words, "approve")
    def approve(
        call: Call,
        only: Annotated[
            list[str] | None,
            typer.Option("--only", metavar="KEY", help=words(f"{key}.approve.only")),
        ] = None,
        watch: Annotated[bool, typer.Option("--watch", help=words(f"{key}.watch"))] = False,
        every: Annotated[
            int, typer.Option("--every", metavar="SECONDS", min=1, help=words("cli.sync.every"))
        ] = 60,
    ) -> None:
        from ppir_desktop.cli import round_answers

        round_answers.approve(call, only or [], every=every if watch else None)

    @desk_command(app, words, "revoke")
    def revoke(
        call: Call,
        number: Annotated[str, typer.Argument(metavar="NUMBER", help=words(f"{key}.number"))],
    ) -> None:
        from ppir_desktop.cli import round_answers

        round_answers.revoke(call, number)
