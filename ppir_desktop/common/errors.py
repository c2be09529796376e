"""The one root of all errors that this program raises on purpose.

An error carries a stable code and parameters and no sentence: `common.wording` makes the sentence
at the edge, in the reader's language. A fault of the surroundings (no disk space, a file that
cannot be read) is an `EnvironmentFault`, so that it never looks like a bug of ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ppir_desktop.common.problems import Problem


class PpirError(Exception):
    """Root of every error raised on purpose.

    Attributes:
        code: Stable name of what happened; the key of its wording.
        params: What the wording needs. Never dossier text, a mark or a key.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        """Name what happened by its code; `params` fill the blanks of its wording."""
        super().__init__(code)
        self.code = code
        self.params: dict[str, str] = {name: str(value) for name, value in params.items()}


class InputError(PpirError):
    """What was handed in is wrong: every problem that was found, not only the first."""

    def __init__(self, code: str, problems: Sequence[Problem] = (), **params: str | int) -> None:
        """Name what was wrong as a whole and list the problems found in it."""
        super().__init__(code, **params)
        self.problems = tuple(problems)


class RefusedError(PpirError):
    """A rule of the review does not allow what was asked for."""


class EnvironmentFault(PpirError):  # noqa: N818 -- a fault of the machine, told apart by its name
    """The surroundings failed: a file, the disk, a missing part. Not a bug and not bad input."""
