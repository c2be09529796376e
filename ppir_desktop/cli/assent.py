"""``ppir assent``: what chairs ask a member to agree to, and the answers.

What the command does is loaded when it is called, so that the help starts quickly.
"""

from typing import Annotated

import typer

from ppir_desktop.cli.desk_command import Call, desk_command
from ppir_desktop.common.wording import Wording


def register(app: typer.Typer, words: Wording) -> None:
    """Add the command."""
    key = "cli.assent"

    @desk_command(app, words, "assent", group="cli")
    def assent(
        call: Call,
        question: Annotated[
            str, typer.Argument(metavar="QUESTION", help=words(f"{key}.question"))
        ] = "",
        agrees: Annotated[
            bool | None, typer.Option("--agree/--refuse", help=words(f"{key}.agrees"))
        ] = None,
        remark: Annotated[
            str, typer.Option("--remark", metavar="TEXT", help=words(f"{key}.remark"))
        ] = "",
    ) -> None:
        from ppir_desktop.cli import assent_answers

        if question.strip() or agrees is not None or remark:
            assent_answers.answer(call, question.strip(), agrees=agrees, remark=remark)
        else:
            assent_answers.show(call)
