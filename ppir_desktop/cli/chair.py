"""``ppir chair``: what a chair does with a panel, from the members' sheets to the decision.

What the commands do is loaded when they are called, so that the help starts quickly.
"""

from pathlib import Path
from typing import Annotated

import typer

from ppir_desktop.cli.desk_command import Call, desk_command
from ppir_desktop.cli.help import speaking_group
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.wording import Wording

_KEY = "cli.chair"


def build(words: Wording) -> typer.Typer:
    """The group of commands of a chair."""
    app = typer.Typer(help=words(f"{_KEY}.help"), no_args_is_help=True, cls=speaking_group(words))
    _build_looking(app, words)
    _build_meeting(app, words)
    _build_paper(app, words)
    _build_asking(app, words)
    _build_ends(app, words)
    return app


def _build_looking(app: typer.Typer, words: Wording) -> None:
    stage = typer.Option("--stage", metavar="ID", help=words(f"{_KEY}.stage"))

    @desk_command(app, words, "status", group=_KEY)
    def status(call: Call, stage: Annotated[str, stage] = "") -> None:
        from ppir_desktop.cli import chair_answers

        chair_answers.status(call, stage)

    @desk_command(app, words, "collect", group=_KEY)
    def collect(
        call: Call,
        files: Annotated[
            list[Path] | None,
            typer.Argument(metavar="BUNDLE", help=words(f"{_KEY}.collect.files")),
        ] = None,
    ) -> None:
        from ppir_desktop.cli import chair_answers

        raise typer.Exit(chair_answers.collect(call, files or []))

    @desk_command(app, words, "result", group=_KEY)
    def result(call: Call, stage: Annotated[str, stage] = "") -> None:
        from ppir_desktop.cli import chair_answers

        raise typer.Exit(chair_answers.result(call, stage))

    @desk_command(app, words, "why", group=_KEY)
    def why(
        call: Call,
        stage: Annotated[str, _stage(words)],
        dossier: Annotated[str, _dossier(words)],
    ) -> None:
        from ppir_desktop.cli import chair_answers

        chair_answers.why(call, (stage, dossier))


def _build_meeting(app: typer.Typer, words: Wording) -> None:
    reason = typer.Option("--reason", metavar="TEXT", help=words(f"{_KEY}.reason"))
    number = typer.Argument(metavar="NUMBER", help=words(f"{_KEY}.number"))

    @desk_command(app, words, "attend", group=_KEY)
    def attend(
        call: Call,
        stage: Annotated[str, _stage(words)],
        dossier: Annotated[str, _dossier(words)],
        number: Annotated[str, number],
        state: Annotated[
            str,
            typer.Argument(
                metavar="present|absent|recused|disqualified", help=words(f"{_KEY}.attend.state")
            ),
        ],
        reason: Annotated[str, reason] = "",
    ) -> None:
        from ppir_desktop.cli import chair_meeting

        chair_meeting.attend(call, (stage, dossier), number, state, reason)

    @desk_command(app, words, "admit", group=_KEY)
    def admit(
        call: Call,
        stage: Annotated[str, _stage(words)],
        dossier: Annotated[str, _dossier(words)],
        sheet: Annotated[str, typer.Argument(metavar="SHEET", help=words(f"{_KEY}.admit.sheet"))],
        reason: Annotated[str, reason],
    ) -> None:
        from ppir_desktop.cli import chair_meeting

        chair_meeting.admit(call, (stage, dossier), sheet, reason)

    @desk_command(app, words, "note", group=_KEY)
    def note(
        call: Call,
        stage: Annotated[str, _stage(words)],
        dossier: Annotated[str, _dossier(words)],
        minutes: Annotated[
            str | None,
            typer.Option("--minutes", metavar="TEXT", help=words(f"{_KEY}.note.minutes")),
        ] = None,
        opinion: Annotated[
            str | None,
            typer.Option("--opinion", metavar="TEXT", help=words(f"{_KEY}.note.opinion")),
        ] = None,
        motions: Annotated[
            list[str] | None,
            typer.Option("--motion", metavar="TEXT=5/1/0", help=words(f"{_KEY}.note.motion")),
        ] = None,
        deferred: Annotated[
            str | None, typer.Option("--defer", metavar="WHY", help=words(f"{_KEY}.note.defer"))
        ] = None,
        again: Annotated[
            str | None, typer.Option("--again", metavar="WHY", help=words(f"{_KEY}.note.again"))
        ] = None,
    ) -> None:
        from ppir_desktop.cli import chair_meeting

        chair_meeting.note(
            call, (stage, dossier), motions or [],
            minutes=minutes, opinion=opinion, deferred=deferred, reason=again,
        )  # fmt: skip


def _build_paper(app: typer.Typer, words: Wording) -> None:
    @desk_command(app, words, "paper", group=_KEY)
    def paper(
        call: Call,
        stage: Annotated[str, _stage(words)],
        table: Annotated[Path, typer.Argument(metavar="CSV", help=words(f"{_KEY}.paper.table"))],
        scans: Annotated[
            Path, typer.Option("--scans", metavar="FOLDER", help=words(f"{_KEY}.paper.scans"))
        ],
        written: Annotated[
            str, typer.Option("--written", metavar="DAY", help=words(f"{_KEY}.paper.written"))
        ] = "",
        witnesses: Annotated[
            list[str] | None,
            typer.Option("--witness", metavar="NUMBER", help=words(f"{_KEY}.paper.witness")),
        ] = None,
        reason: Annotated[
            str, typer.Option("--reason", metavar="TEXT", help=words(f"{_KEY}.reason"))
        ] = "",
    ) -> None:
        from ppir_desktop.cli import chair_paper

        raise typer.Exit(
            chair_paper.take_in(call, stage, (table, scans), written, witnesses or [], reason)
        )

    @desk_command(app, words, "countersign", group=_KEY)
    def countersign(
        call: Call,
        stage: Annotated[str, _stage(words)],
        dossier: Annotated[str, _dossier(words)],
        writer: Annotated[
            str, typer.Argument(metavar="WRITER", help=words(f"{_KEY}.countersign.writer"))
        ],
        witness: Annotated[
            str, typer.Argument(metavar="WITNESS", help=words(f"{_KEY}.countersign.witness"))
        ],
    ) -> None:
        from ppir_desktop.cli import chair_paper

        chair_paper.countersign(call, (stage, dossier), writer, witness)


def _build_asking(app: typer.Typer, words: Wording) -> None:
    @desk_command(app, words, "adjust", group=_KEY)
    def adjust(
        call: Call,
        stage: Annotated[str, _stage(words)],
        dossier: Annotated[str, _dossier(words)],
        score: Annotated[
            str, typer.Option("--score", metavar="POINTS", help=words(f"{_KEY}.adjust.score"))
        ] = "",
        outcome: Annotated[
            str,
            typer.Option(
                "--outcome", metavar="advance|reject|hold", help=words(f"{_KEY}.adjust.outcome")
            ),
        ] = "",
        reason: Annotated[
            str, typer.Option("--reason", metavar="TEXT", help=words(f"{_KEY}.adjust.reason"))
        ] = "",
        drop: Annotated[bool, typer.Option("--drop", help=words(f"{_KEY}.adjust.drop"))] = False,
    ) -> None:
        from ppir_desktop.cli import chair_meeting

        if drop and (score or outcome or reason):
            given = "--score" if score else "--outcome" if outcome else "--reason"
            raise InputError("options_exclude", one="--drop", other=given)
        asked = None if drop else (score, outcome, reason)
        chair_meeting.adjust(call, (stage, dossier), asked)

    @desk_command(app, words, "ask", group=_KEY)
    def ask(
        call: Call,
        stage: Annotated[str, _stage(words)],
        dossiers: Annotated[list[str] | None, _dossiers(words)] = None,
    ) -> None:
        from ppir_desktop.cli import chair_meeting

        raise typer.Exit(chair_meeting.ask(call, stage, dossiers or []))

    @desk_command(app, words, "answer", group=_KEY)
    def answer(
        call: Call,
        stage: Annotated[str, _stage(words)],
        dossier: Annotated[str, _dossier(words)],
        number: Annotated[
            str, typer.Argument(metavar="NUMBER", help=words(f"{_KEY}.answer.number"))
        ],
        agrees: Annotated[
            bool, typer.Option("--agrees/--refuses", help=words(f"{_KEY}.answer.agrees"))
        ],
        adjustment: Annotated[
            bool, typer.Option("--adjustment", help=words(f"{_KEY}.answer.adjustment"))
        ] = False,
        remark: Annotated[
            str, typer.Option("--remark", metavar="TEXT", help=words(f"{_KEY}.answer.remark"))
        ] = "",
    ) -> None:
        from ppir_desktop.cli import chair_meeting

        chair_meeting.answer(
            call, (stage, dossier), "adjustment" if adjustment else "decision", number,
            agrees=agrees, remark=remark,
        )  # fmt: skip


def _build_ends(app: typer.Typer, words: Wording) -> None:
    @desk_command(app, words, "sign", group=_KEY)
    def sign(
        call: Call,
        stage: Annotated[str, _stage(words)],
        dossiers: Annotated[list[str] | None, _dossiers(words)] = None,
    ) -> None:
        from ppir_desktop.cli import chair_meeting

        raise typer.Exit(chair_meeting.sign(call, stage, dossiers or []))

    @desk_command(app, words, "export", group=_KEY)
    def export(
        call: Call,
        stage: Annotated[str, _stage(words)],
        target: Annotated[Path, typer.Argument(metavar="FILE", help=words(f"{_KEY}.export.file"))],
        names: Annotated[bool, typer.Option("--names", help=words(f"{_KEY}.export.names"))] = False,
        readers: Annotated[
            list[str] | None,
            typer.Option("--to", metavar="RECIPIENT", help=words(f"{_KEY}.export.to")),
        ] = None,
    ) -> None:
        from ppir_desktop.cli import chair_answers

        chair_answers.export(call, stage, target, readers or [], names=names)


def _stage(words: Wording) -> object:
    return typer.Argument(metavar="STAGE", help=words(f"{_KEY}.stage"))


def _dossier(words: Wording) -> object:
    return typer.Argument(metavar="DOSSIER", help=words(f"{_KEY}.dossier"))


def _dossiers(words: Wording) -> object:
    return typer.Argument(metavar="DOSSIER", help=words(f"{_KEY}.dossiers"))
