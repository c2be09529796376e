"""``ppir`` called within this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ppir_desktop.cli.main import main


class Answer(NamedTuple):
    """What the command wrote and how it ended."""

    status: int
    out: str
    err: str

    def json(self) -> Any:  # noqa: ANN401 -- whatever was answered
        return json.loads(self.out)


Ask = Callable[..., Answer]
"""Calls ``ppir`` at a desk that a test has."""


class Command:
    """Calls ``ppir`` within this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self.capsys = capsys
        self.folder = folder

    def __call__(self, *arguments: str | Path, lang: str = "en") -> Answer:
        with pytest.raises(SystemExit) as ended:
            main([*map(str, arguments), "--lang", lang])
        out, err = self.capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Answer(ended.value.code, out, err)

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path
