"""Sentences for people, in Korean and English, from the codes of errors and problems.

The texts lie in ``resources/messages/<language>.toml``. Only the edges (window, command line,
report) ask for them.
"""

from __future__ import annotations

import errno
import locale
import os
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ppir_desktop.common import resources

if TYPE_CHECKING:
    from ppir_desktop.common.errors import PpirError
    from ppir_desktop.common.problems import Problem

LANGUAGES = ("ko", "en")
# Problems whose allowed values have names of their own in each language, and where those stand.
_NAMED = {
    "heading_missing": "heading",
    "mark_missing": "answer",
    "unknown_answer": "answer",
    "unknown_column": "heading",
}
# What the operating system says of a file or an address, by the name of its number.
_SYSTEM = {
    os.strerror(getattr(errno, name)): name
    for name in (
        "EACCES", "EADDRINUSE", "EEXIST", "EFBIG", "EIO", "EISDIR", "EMFILE", "ENAMETOOLONG",
        "ENOENT", "ENOSPC", "ENOTDIR", "EPERM", "EROFS",
    )
}  # fmt: skip
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_of_locale(environment: Mapping[str, str]) -> str:
    """``ko`` for a Korean locale, ``en`` for any other.

    Args:
        environment: The variables of the process.
    """
    chosen = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    if not chosen:  # Windows keeps it elsewhere
        chosen = locale.getlocale()[0] or ""
    return "ko" if chosen.lower().startswith(("ko", "korean")) else "en"


class _Blanks(dict[str, str]):
    """What fills the blanks of a sentence; one that nobody filled shows as such."""

    def __missing__(self, _name: str) -> str:
        return "…"


class Worded(NamedTuple):
    """What is wrong, and what is allowed or to be done about it."""

    what: str
    remedy: str


class Wording:
    """The texts of one language."""

    def __init__(self, language: str) -> None:
        """Load the texts of ``ko`` or ``en``."""
        self.language = language
        self._texts = texts(language)

    def __call__(self, key: str, **params: object) -> str:
        """The text of a key, its blanks filled.

        Raises:
            KeyError: For a key that is not in the file; a mistake of the program's.
        """
        return self._texts[key].format_map(params)

    def raw(self, key: str) -> str:
        """The text of a key, its blanks not filled."""
        return self._texts[key]

    def knows(self, key: str) -> bool:
        """Whether there is a text for a key."""
        return key in self._texts

    def choose(self, key: str, count: int, **params: object) -> str:
        """The text of a key for one or for many, ``count`` being one of its blanks."""
        form = "one" if count == 1 else "many"
        return self(f"{key}.{form}", count=count, **params)

    def error(self, error: PpirError) -> Worded:
        """An error in words: what happened, and what to do next.

        A code that this program does not know comes from a hub of another version.
        """
        if not self.knows(f"error.{error.code}.what"):
            return self._pair("error.code_unknown", {"code": error.code[:60]})
        params = error.params
        if "reason" in params:
            params = {**params, "reason": self.reason(params["reason"])}
        return self._pair(f"error.{error.code}", _Blanks(params))

    def refusal(self, code: str) -> str:
        """Why a parcel was refused or cannot be opened, by the code of it."""
        for key in (f"refusal.{code}", f"error.{code}.what"):
            if self.knows(key) and "{" not in self._texts[key]:
                return self(key)
        return self("refusal.other", code=code[:60])

    def reason(self, said: str) -> str:
        """What the operating system said, in this language where it is known in it."""
        key = f"system.{_SYSTEM.get(said, '')}"
        return self._texts.get(key, said)

    def problem(self, problem: Problem) -> Worded:
        """A problem in words: what is wrong, and what is allowed."""
        allowed = problem.params.get("allowed", "")
        params = {
            **problem.params,
            "allowed": self._named(problem.code, allowed),
            **({"reason": self.reason(said)} if (said := problem.params.get("reason")) else {}),
            "value": problem.value,
            "column": problem.column,
            "dossier": problem.dossier,
            "panellist": problem.panellist,
            "criterion": problem.criterion,
        }
        return self._pair(f"problem.{problem.code}", params)

    def _named(self, code: str, allowed: str) -> str:
        """What is allowed, each answer or column also by its name in this language."""
        group = _NAMED.get(code, "")
        names = [
            f"{name} {self._texts[f'{group}.{name}']}" if f"{group}.{name}" in self._texts else name
            for name in allowed.split(", ")
        ]
        return ", ".join(filter(None, names)) or "—"

    def _pair(self, key: str, params: Mapping[str, str]) -> Worded:
        # A mark's remedy depends on whether it has a scale or a set of answers.
        scaled = f"{key}.remedy_scale"
        remedy = scaled if "step" in params and scaled in self._texts else f"{key}.remedy"
        return Worded(
            self._texts[f"{key}.what"].format_map(params), self._texts[remedy].format_map(params)
        )


@cache
def texts(language: str) -> dict[str, str]:
    """All texts of a language, by dotted key."""
    return dict(_flat(tomllib.loads(resources.read_text(f"messages/{language}.toml"))))


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            found += _flat(value, f"{prefix}{key}.")
        else:
            found.append((f"{prefix}{key}", value))
    return found
