"""``ppir round close`` to ``purge``: how stages, dossiers and rounds come to their ends."""

from pathlib import Path
from typing import Annotated

import typer

from ppir_desktop.cli.desk_command import Call, desk_command
from ppir_desktop.common.wording import Wording

_KEY = "cli.round"
_OUTCOMES = "advance|reject|hold"
_CHANGES = "extended|suspended|resumed|cancelled"


def build(app: typer.Typer, words: Wording) -> None:
    """Add the commands to ``ppir round``."""
    _build_stages(app, words)
    _build_notice(app, words)
    _build_designations(app, words)
    _build_purge(app, words)


def _build_stages(app: typer.Typer, words: Wording) -> None:
    stage = typer.Argument(metavar="STAGE", help=words(f"{_KEY}.stage"))
    key = f"{_KEY}.outcome"

    @desk_command(app, words, "close")
    def close(
        call: Call,
        stage: Annotated[str, stage],
        early: Annotated[
            str, typer.Option("--early", metavar="REASON", help=words(f"{_KEY}.close.early"))
        ] = "",
    ) -> None:
        from ppir_desktop.cli import end_answers

        end_answers.close(call, stage, early)

    @desk_command(app, words, "outcome")
    def outcome(
        call: Call,
        stage: Annotated[str, stage],
        dossier: Annotated[str, typer.Argument(metavar="DOSSIER", help=words(f"{_KEY}.dossier"))],
        result: Annotated[str, typer.Argument(metavar=_OUTCOMES, help=words(f"{key}.result"))],
        body: Annotated[str, typer.Option("--by", metavar="BODY", help=words(f"{key}.by"))],
        basis: Annotated[str, typer.Option("--basis", metavar="TEXT", help=words(f"{key}.basis"))],
        on: Annotated[str, typer.Option("--on", metavar="DAY", help=words(f"{_KEY}.on"))] = "",
    ) -> None:
        from ppir_desktop.cli import end_answers

        end_answers.outcome(call, (stage, dossier), result, (body, on, basis))


def _build_notice(app: typer.Typer, words: Wording) -> None:
    dossier = typer.Argument(metavar="DOSSIER", help=words(f"{_KEY}.dossier"))
    key = f"{_KEY}.objection"

    @desk_command(app, words, "notice")
    def notice(
        call: Call,
        dossier: Annotated[str, dossier],
        begins: Annotated[
            str, typer.Option("--from", metavar="DAY", help=words(f"{_KEY}.on"))
        ] = "",
    ) -> None:
        from ppir_desktop.cli import end_answers

        end_answers.notice(call, dossier, begins)

    @desk_command(app, words, "objection")
    def objection(
        call: Call,
        dossier: Annotated[str, dossier],
        text: Annotated[
            str, typer.Option("--text", metavar="TEXT", help=words(f"{key}.text"))
        ] = "",
        on: Annotated[str, typer.Option("--on", metavar="DAY", help=words(f"{_KEY}.on"))] = "",
        decided: Annotated[
            str, typer.Option("--decided", metavar="TEXT", help=words(f"{key}.decided"))
        ] = "",
    ) -> None:
        from ppir_desktop.cli import end_answers

        end_answers.objection(call, dossier, text, on, decided)


def _build_designations(app: typer.Typer, words: Wording) -> None:
    key = f"{_KEY}.designate"
    reason = typer.Option("--reason", metavar="TEXT", help=words(f"{_KEY}.reason"))

    @desk_command(app, words, "designate")
    def designate(
        call: Call,
        dossier: Annotated[str, typer.Argument(metavar="DOSSIER", help=words(f"{_KEY}.dossier"))],
        reason: Annotated[str, reason] = "",
        begins: Annotated[
            str, typer.Option("--from", metavar="DAY", help=words(f"{_KEY}.on"))
        ] = "",
        number: Annotated[
            str, typer.Option("--number", metavar="NUMBER", help=words(f"{key}.number"))
        ] = "",
        english: Annotated[
            str, typer.Option("--english", metavar="NAME", help=words(f"{key}.english"))
        ] = "",
    ) -> None:
        from ppir_desktop.cli import end_answers

        end_answers.designate(call, dossier, reason, begins, names=(number, english))

    @desk_command(app, words, "change")
    def change(
        call: Call,
        number: Annotated[str, typer.Argument(metavar="NUMBER", help=words(f"{key}.number"))],
        what: Annotated[str, typer.Argument(metavar=_CHANGES, help=words(f"{_KEY}.change.what"))],
        reason: Annotated[str, reason] = "",
        since: Annotated[
            str, typer.Option("--since", metavar="DAY", help=words(f"{_KEY}.on"))
        ] = "",
        until: Annotated[
            str, typer.Option("--until", metavar="DAY", help=words(f"{_KEY}.change.until"))
        ] = "",
    ) -> None:
        from ppir_desktop.cli import end_answers

        end_answers.change(call, number, what, reason, days=(since, until))

    @desk_command(app, words, "register")
    def register(
        call: Call,
        target: Annotated[
            Path | None, typer.Option("--to", metavar="FILE", help=words(f"{_KEY}.register.to"))
        ] = None,
    ) -> None:
        from ppir_desktop.cli import end_answers

        end_answers.register(call, target)


def _build_purge(app: typer.Typer, words: Wording) -> None:
    @desk_command(app, words, "purge")
    def purge(
        call: Call,
        yes: Annotated[bool, typer.Option("--yes", help=words(f"{_KEY}.purge.yes"))] = False,
    ) -> None:
        from ppir_desktop.cli import end_answers

        raise typer.Exit(end_answers.purge(call, sure=yes))
