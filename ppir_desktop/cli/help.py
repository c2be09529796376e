"""Help pages whose own words, such as "Usage", are in the language of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.core import TyperCommand, TyperGroup, TyperOption

from ppir_desktop.common.wording import Wording

if TYPE_CHECKING:
    from typer._click.core import Context
    from typer._click.formatting import HelpFormatter

    # What both kinds of command share; which of them it is, the functions below decide.
    _Base = TyperCommand
else:
    _Base = object


class _Speaking(_Base):
    """The parts of a help page that the library words in English alone.

    Attributes:
        words: The texts to use instead.
    """

    words: Wording

    def format_usage(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the line that shows how to call the command."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=self.words("cli.usage"))

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """The option that shows the help."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = self.words("cli.show_help")
        return option

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the whole page."""
        from typer import rich_utils

        rich_utils.OPTIONS_PANEL_TITLE = self.words("cli.options")
        rich_utils.ARGUMENTS_PANEL_TITLE = self.words("cli.arguments")
        rich_utils.COMMANDS_PANEL_TITLE = self.words("cli.commands")
        rich_utils.REQUIRED_LONG_STRING = self.words("cli.required")
        rich_utils.DEFAULT_STRING = self.words("cli.default")
        super().format_help(ctx, formatter)


def speaking_group(words: Wording) -> type[TyperGroup]:
    """A group of commands whose help page speaks one language."""
    return type("Group", (_Speaking, TyperGroup), {"words": words})


def speaking_command(words: Wording) -> type[TyperCommand]:
    """A command whose help page speaks one language."""
    return type("Command", (_Speaking, TyperCommand), {"words": words})
