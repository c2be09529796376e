"""How a person or a program hands over a secret: at a prompt, in a file, through a descriptor.

Never as an argument: every user of a machine can read the arguments of its processes.
"""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import Final, NamedTuple

from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.wording import Wording
from ppir_desktop.store.ways_in import Passphrase

_LONGEST: Final = 8192


class SecretFrom(NamedTuple):
    """Where a secret comes from: a file, a descriptor, or a prompt where neither is given."""

    file: Path | None = None
    descriptor: int | None = None


def passphrase(words: Wording, source: SecretFrom) -> Passphrase:
    """The passphrase of a profile.

    Raises:
        InputError: ``passphrase_missing``.
        EnvironmentFault: ``file_unreadable``.
    """
    return Passphrase(_secret(words("cli.secret.passphrase"), source))


def new_passphrase(words: Wording, source: SecretFrom) -> Passphrase:
    """A passphrase that is being chosen; at a prompt it is asked for twice.

    Raises:
        InputError: ``passphrase_missing`` or ``passphrase_differs``.
        EnvironmentFault: ``file_unreadable``.
    """
    chosen = Passphrase(_secret(words("cli.secret.new"), source))
    if source == SecretFrom():
        again = _secret(words("cli.secret.again"), source)
        if Passphrase(again).plain != chosen.plain:
            raise InputError("passphrase_differs")
    return chosen


def recovery_key(words: Wording, source: SecretFrom) -> str:
    """The key on a recovery sheet; in a file, the line that has it.

    Raises:
        InputError: ``passphrase_missing``.
        EnvironmentFault: ``file_unreadable``.
    """
    return _secret(words("cli.secret.recovery"), source, marked="AGE-SECRET-KEY-1")


def _secret(prompt: str, source: SecretFrom, marked: str = "") -> str:
    if source.file is not None or source.descriptor is not None:
        found = _line(_content(source), marked)
    elif sys.stdin is not None and sys.stdin.isatty():
        found = getpass.getpass(f"{prompt}: ")
    else:
        found = ""
    if not found:
        raise InputError("passphrase_missing")
    return found


def _content(source: SecretFrom) -> bytes:
    try:
        if source.descriptor is not None:
            with os.fdopen(source.descriptor, "rb", closefd=False) as stream:
                return stream.read(_LONGEST)
        assert source.file is not None  # noqa: S101 -- one of the two is given
        with source.file.open("rb") as file:
            return file.read(_LONGEST)
    except OSError as error:
        name = str(source.file or source.descriptor)
        raise EnvironmentFault("file_unreadable", file=name, reason=error.strerror or "") from error


def _line(content: bytes, marked: str) -> str:
    """The first line, or everything from a mark on: a recovery key may be printed in groups."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
    if not marked:
        return text.splitlines()[0] if text else ""
    plain = "".join(text.split())
    start = plain.find(marked)
    return plain[start : start + 74] if start >= 0 else ""
