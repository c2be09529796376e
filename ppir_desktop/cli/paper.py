"""``ppir sheet`` and ``ppir report``: forms as PDF files.

What the commands do is loaded when they are called, so that the help starts quickly.
"""

from pathlib import Path
from typing import Annotated

import typer

from ppir_desktop.cli.desk_command import Call, desk_command
from ppir_desktop.cli.help import speaking_command, speaking_group
from ppir_desktop.common.defaults import DEFAULT_SCHEME
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.wording import LANGUAGES, Wording

_KOREAN = "ko"


def build_sheet(words: Wording) -> typer.Typer:
    """The group of commands about evaluation sheets."""
    app = typer.Typer(help=words("cli.sheet.help"), no_args_is_help=True, cls=speaking_group(words))
    scheme, stage, target, form = _options(words)

    @app.command("blank", help=words("cli.sheet.blank.help"), cls=speaking_command(words))
    def blank(
        stage: Annotated[str, stage],
        target: Annotated[Path, target],
        scheme: Annotated[str, scheme] = DEFAULT_SCHEME,
        form: Annotated[str, form] = _KOREAN,
    ) -> None:
        from ppir_desktop.cli import paper_answers

        paper_answers.blank(words, scheme, stage, target, form)

    _add_sheets_at_desks(app, words)
    return app


def _add_sheets_at_desks(app: typer.Typer, words: Wording) -> None:
    _, stage, target, form = _options(words, "to_several")
    dossier, apart, two_up = _batch_options(words)

    @desk_command(app, words, "draft", group="cli.sheet")
    def draft(
        call: Call,
        stage: Annotated[str, stage],
        target: Annotated[Path, target],
        dossier: Annotated[list[str] | None, dossier] = None,
        apart: Annotated[bool, apart] = False,
        two_up: Annotated[bool, two_up] = False,
        form: Annotated[str, form] = _KOREAN,
    ) -> None:
        from ppir_desktop.cli import paper_answers

        how = paper_answers.How(target, form, apart, two_up)
        paper_answers.print_drafts(call, stage, dossier or [], how)

    @desk_command(app, words, "print", group="cli.sheet")
    def print_(
        call: Call,
        stage: Annotated[str, stage],
        target: Annotated[Path, target],
        dossier: Annotated[list[str] | None, dossier] = None,
        panellist: Annotated[
            list[str] | None,
            typer.Option("--panellist", metavar="NAME", help=words("cli.sheet.print.panellist")),
        ] = None,
        signed: Annotated[
            bool, typer.Option("--signed", help=words("cli.sheet.print.signed"))
        ] = False,
        apart: Annotated[bool, apart] = False,
        two_up: Annotated[bool, two_up] = False,
        form: Annotated[str, form] = _KOREAN,
    ) -> None:
        from ppir_desktop.cli import paper_answers

        how = paper_answers.How(target, form, apart, two_up)
        if signed and panellist:
            raise InputError("options_exclude", one="--signed", other="--panellist")
        if signed:
            paper_answers.sign_sheets(call, stage, dossier or [], how)
        else:
            paper_answers.print_sheets(call, stage, (dossier or [], panellist or []), how)


def build_report(words: Wording) -> typer.Typer:
    """The group of commands about results and certificates."""
    app = typer.Typer(
        help=words("cli.report.help"), no_args_is_help=True, cls=speaking_group(words)
    )
    _add_panel_reports(app, words)
    _add_letters(app, words)
    return app


def _add_panel_reports(app: typer.Typer, words: Wording) -> None:
    scheme, stage, target, form = _options(words)
    table = typer.Argument(metavar="MARKS.csv", help=words("cli.report.table"))

    @desk_command(app, words, "consolidated", group="cli.report")
    def consolidated(
        call: Call,
        stage: Annotated[str, stage],
        target: Annotated[Path, target],
        table: Annotated[Path | None, table] = None,
        scheme: Annotated[str, scheme] = DEFAULT_SCHEME,
        dossier: Annotated[
            str, typer.Option("--dossier", metavar="DOSSIER", help=words("cli.report.dossier"))
        ] = "",
        names: Annotated[bool, typer.Option("--names", help=words("cli.report.names"))] = False,
        form: Annotated[str, form] = _KOREAN,
    ) -> None:
        from ppir_desktop.cli import report_answers

        of = report_answers.Of(stage, dossier, names)
        if table is None:
            report_answers.consolidated_at_desk(call, of, target, form)
        else:
            report_answers.consolidated(call, (table, scheme), of, target, form)

    @desk_command(app, words, "round", group="cli.report")
    def round_(
        call: Call,
        target: Annotated[Path, target],
        table: Annotated[Path | None, table] = None,
        stage: Annotated[
            str, typer.Option("--stage", metavar="STAGE", help=words("cli.report.round.stage"))
        ] = "",
        scheme: Annotated[str, scheme] = DEFAULT_SCHEME,
        form: Annotated[str, form] = _KOREAN,
    ) -> None:
        from ppir_desktop.cli import report_answers

        if table is None:
            report_answers.round_at_desk(call, stage, target, form)
        else:
            report_answers.round_report(call, (table, scheme), stage, target, form)


def _add_letters(app: typer.Typer, words: Wording) -> None:
    _, stage, target, form = _options(words)

    @desk_command(app, words, "opinion", group="cli.report")
    def opinion(
        call: Call,
        dossier: Annotated[str, typer.Argument(metavar="DOSSIER", help=words("cli.round.dossier"))],
        stage: Annotated[str, stage],
        target: Annotated[Path, target],
        form: Annotated[str, form] = _KOREAN,
    ) -> None:
        from ppir_desktop.cli import report_answers

        report_answers.opinion(call, (stage, dossier), target, form)

    @desk_command(app, words, "certificate", group="cli.report")
    def certificate(
        call: Call,
        number: Annotated[
            str, typer.Argument(metavar="NUMBER", help=words("cli.report.certificate.number"))
        ],
        target: Annotated[Path, target],
        form: Annotated[str, form] = _KOREAN,
    ) -> None:
        from ppir_desktop.cli import report_answers

        report_answers.certificate(call, number, target, form)


def _batch_options(words: Wording) -> tuple[object, object, object]:
    """The options of commands that make several sheets: dossiers, one file each, two to a page."""
    key = "cli.sheet"
    return (
        typer.Option("--dossier", metavar="DOSSIER", help=words(f"{key}.print.dossier")),
        typer.Option("--apart", help=words(f"{key}.apart")),
        typer.Option("--two-up", help=words(f"{key}.two_up")),
    )


def _options(words: Wording, target: str = "to") -> tuple[object, object, object, object]:
    """The options that the commands share: scheme, stage, target, language of the form."""
    key = "cli.consolidate"
    return (
        typer.Option("--scheme", metavar="ID|FILE", help=words(f"{key}.scheme")),
        typer.Option("--stage", metavar="STAGE", help=words(f"{key}.stage")),
        typer.Option("--to", metavar="FILE.pdf", help=words(f"cli.paper.{target}")),
        typer.Option("--form", metavar="|".join(LANGUAGES), help=words("cli.paper.form")),
    )
