"""The ``ppir`` command as a whole, made in one language."""

import sys
from collections.abc import Collection
from importlib import import_module
from typing import Annotated

import typer
from typer.exceptions import Abort, Exit, TyperException

from ppir_desktop import __version__
from ppir_desktop.cli import assent, consolidate, demo, exchange, verify, verify_round
from ppir_desktop.cli.help import speaking_group
from ppir_desktop.common.wording import LANGUAGES, Wording

_WRONG = 2
_INTERRUPTED = 130
GROUPS = {
    "scheme": ("scheme", "build"),
    "profile": ("profile", "build"),
    "vault": ("vault", "build"),
    "round": ("round", "build"),
    "chair": ("chair", "build"),
    "sheet": ("paper", "build_sheet"),
    "report": ("paper", "build_report"),
}
"""Groups of commands: the module of each in this package, and what makes it."""


def build(words: Wording, arguments: Collection[str]) -> typer.Typer:
    """The command with its subcommands, its help in the language of `words`.

    Making every command of every group takes as long as everything else that the help needs, so
    a group that no argument names is there by its name and help alone.

    Args:
        words: The language.
        arguments: What the command is called with.
    """
    app = typer.Typer(
        name="ppir",
        help=words("cli.help"),
        no_args_is_help=True,
        add_completion=False,
        # A traceback of Typer's would show the values of local variables.
        pretty_exceptions_enable=False,
        cls=speaking_group(words),
    )

    @app.callback()
    def options(
        _lang: Annotated[
            str, typer.Option("--lang", help=words("cli.lang"), metavar="|".join(LANGUAGES))
        ] = "",
        _version: Annotated[
            bool,
            typer.Option(
                "--version", help=words("cli.version"), callback=_show_version, is_eager=True
            ),
        ] = False,
    ) -> None:
        """Options of the whole command; the language was taken out before."""

    for name, (module, maker) in GROUPS.items():
        if name in arguments:
            made = getattr(import_module(f"ppir_desktop.cli.{module}"), maker)(words)
        else:
            made = typer.Typer(help=words(f"cli.{name}.help"), cls=speaking_group(words))
        app.add_typer(made, name=name)
    consolidate.register(app, words)
    verify.register(app, words)
    verify_round.register(app, words)
    exchange.register(app, words)
    assent.register(app, words)
    demo.register(app, words)
    return app


def run(words: Wording, arguments: list[str]) -> int:
    """Run the command and give its exit status.

    Raises:
        PpirError: What a command could not do, to be worded by the caller.
    """
    command = typer.main.get_command(build(words, arguments))
    try:
        status = command.main(arguments, prog_name="ppir", standalone_mode=False)
    except Abort:
        sys.stderr.write(f"\n{words('cli.aborted')}\n")
        return _INTERRUPTED
    except TyperException as error:
        return _refuse_call(words, error)
    return status if isinstance(status, int) else 0


def _refuse_call(words: Wording, error: TyperException) -> int:
    """Say what is wrong with the call itself."""
    context, kind = getattr(error, "ctx", None), type(error).__name__
    path = context.command_path if context is not None else "ppir"
    if kind == "NoArgsIsHelpError":
        sys.stdout.write(error.format_message())
        return _WRONG
    parameter, name = getattr(error, "param", None), getattr(error, "option_name", "")
    if parameter is not None:
        option = parameter.param_type_name == "option"
        name = parameter.opts[0] if option else parameter.metavar
    key = f"cli.call.{kind}" if words.knows(f"cli.call.{kind}") else "cli.call.other"
    sys.stderr.write(words(key, name=name, detail=error.format_message()) + "\n")
    sys.stderr.write(words("cli.see_help", command=path) + "\n")
    return _WRONG


def _show_version(value: bool) -> None:
    if value:
        sys.stdout.write(f"ppir {__version__}\n")
        raise Exit(0)
