"""The options by which commands are handed secrets, the same everywhere."""

from __future__ import annotations

from typing import Any

import typer

from ppir_desktop.common.wording import Wording


def file_option(words: Wording, name: str) -> Any:  # noqa: ANN401 -- what Typer makes of one
    """An option that names a file with a secret in its first line."""
    return typer.Option(f"--{name}-file", metavar="FILE", help=words(f"cli.secret.{name}_file"))


def descriptor_option(words: Wording, name: str) -> Any:  # noqa: ANN401 -- what Typer makes of one
    """An option that names an open file descriptor with a secret."""
    return typer.Option(f"--{name}-fd", metavar="N", min=0, help=words(f"cli.secret.{name}_fd"))
