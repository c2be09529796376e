"""``ppir round match`` to ``extend``: panels, and what changes while they review."""

from pathlib import Path
from typing import Annotated

import typer

from ppir_desktop.cli.desk_command import Call, desk_command
from ppir_desktop.common.wording import Wording

_KEY = "cli.round"


def build(app: typer.Typer, words: Wording) -> None:
    """Add the commands to ``ppir round``."""
    _build_matching(app, words)
    _build_showing(app, words)
    _build_members(app, words)
    _build_dossiers(app, words)


def _build_matching(app: typer.Typer, words: Wording) -> None:
    key = f"{_KEY}.match"
    pair = "DOSSIER=NUMBER"

    @desk_command(app, words, "match")
    def match(
        call: Call,
        stage: Annotated[str, typer.Option("--stage", metavar="ID", help=words(f"{_KEY}.stage"))],
        size: Annotated[
            int, typer.Option("--size", metavar="N", min=0, help=words(f"{key}.size"))
        ] = 0,
        load: Annotated[
            int, typer.Option("--load", metavar="N", min=1, help=words(f"{key}.load"))
        ] = 8,
        dossiers: Annotated[
            list[str] | None,
            typer.Option("--dossier", metavar="NUMBER", help=words(f"{key}.dossier")),
        ] = None,
        pool: Annotated[bool, typer.Option("--pool", help=words(f"{key}.pool"))] = False,
        seed: Annotated[
            int | None, typer.Option("--seed", metavar="N", min=0, help=words(f"{key}.seed"))
        ] = None,
        near_equal: Annotated[
            int, typer.Option("--near-equal", metavar="POINTS", min=0, help=words(f"{key}.near"))
        ] = 0,
        pins: Annotated[
            list[str] | None, typer.Option("--pin", metavar=pair, help=words(f"{key}.pin"))
        ] = None,
        bars: Annotated[
            list[str] | None, typer.Option("--bar", metavar=pair, help=words(f"{key}.bar"))
        ] = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help=words(f"{key}.dry_run"))] = False,
        why: Annotated[
            str, typer.Option("--why", metavar="DOSSIER", help=words(f"{key}.why"))
        ] = "",
    ) -> None:
        from ppir_desktop.cli import match_answers

        asked = match_answers.Asked(
            stage, size, load, tuple(dossiers or ()), pool, seed, near_equal,
            tuple(pins or ()), tuple(bars or ()),
        )  # fmt: skip
        raise typer.Exit(match_answers.match(call, asked, dry_run=dry_run, why=why))

    @desk_command(app, words, "publish")
    def publish(
        call: Call,
        stage: Annotated[str, typer.Option("--stage", metavar="ID", help=words(f"{_KEY}.stage"))],
        dossiers: Annotated[
            list[str] | None,
            typer.Argument(metavar="DOSSIER", help=words(f"{_KEY}.publish.dossiers")),
        ] = None,
    ) -> None:
        from ppir_desktop.cli import panel_answers

        panel_answers.publish(call, stage, dossiers or [])


def _build_showing(app: typer.Typer, words: Wording) -> None:
    @desk_command(app, words, "status")
    def status(
        call: Call,
        watch: Annotated[bool, typer.Option("--watch", help=words(f"{_KEY}.watch"))] = False,
        every: Annotated[
            int, typer.Option("--every", metavar="SECONDS", min=1, help=words("cli.sync.every"))
        ] = 60,
    ) -> None:
        from ppir_desktop.cli import panel_answers

        panel_answers.status(call, every=every if watch else None)


def _build_members(app: typer.Typer, words: Wording) -> None:
    stage = typer.Argument(metavar="STAGE", help=words(f"{_KEY}.stage"))
    dossier = typer.Argument(metavar="DOSSIER", help=words(f"{_KEY}.dossier"))
    reason = typer.Option("--reason", metavar="TEXT", help=words(f"{_KEY}.reason"))

    @desk_command(app, words, "chair")
    def chair(
        call: Call,
        stage: Annotated[str, stage],
        dossier: Annotated[str, dossier],
        number: Annotated[str, typer.Argument(metavar="NUMBER", help=words(f"{_KEY}.number"))],
    ) -> None:
        from ppir_desktop.cli import panel_answers

        panel_answers.chair(call, (stage, dossier), number)

    @desk_command(app, words, "replace")
    def replace(
        call: Call,
        stage: Annotated[str, stage],
        dossier: Annotated[str, dossier],
        leaving: Annotated[
            str, typer.Argument(metavar="LEAVING", help=words(f"{_KEY}.replace.leaving"))
        ],
        coming: Annotated[
            str, typer.Argument(metavar="COMING", help=words(f"{_KEY}.replace.coming"))
        ] = "",
        reason: Annotated[str, reason] = "",
    ) -> None:
        from ppir_desktop.cli import panel_answers

        panel_answers.replace(call, (stage, dossier), leaving, coming, reason)


def _build_dossiers(app: typer.Typer, words: Wording) -> None:
    dossier = typer.Argument(metavar="DOSSIER", help=words(f"{_KEY}.dossier"))
    reason = typer.Option("--reason", metavar="TEXT", help=words(f"{_KEY}.reason"))

    @desk_command(app, words, "withdraw")
    def withdraw(
        call: Call, dossier: Annotated[str, dossier], reason: Annotated[str, reason] = ""
    ) -> None:
        from ppir_desktop.cli import panel_answers

        panel_answers.withdraw(call, dossier, reason)

    @desk_command(app, words, "correct")
    def correct(
        call: Call,
        dossier: Annotated[str, dossier],
        folder: Annotated[
            Path, typer.Argument(metavar="FOLDER", help=words(f"{_KEY}.correct.folder"))
        ],
        reason: Annotated[str, reason] = "",
        material: Annotated[
            bool, typer.Option("--material", help=words(f"{_KEY}.correct.material"))
        ] = False,
    ) -> None:
        from ppir_desktop.cli import panel_answers

        panel_answers.correct(call, dossier, folder, reason, is_material=material)

    @desk_command(app, words, "extend")
    def extend(
        call: Call,
        stage: Annotated[str, typer.Argument(metavar="STAGE", help=words(f"{_KEY}.stage"))],
        deadline: Annotated[
            str, typer.Argument(metavar="TIME", help=words(f"{_KEY}.extend.deadline"))
        ],
        text: Annotated[
            str, typer.Option("--text", metavar="TEXT", help=words(f"{_KEY}.extend.text"))
        ] = "",
    ) -> None:
        from ppir_desktop.cli import panel_answers

        panel_answers.extend(call, stage, deadline, text)
