"""What a manual tells its reader to type, so that tests do just that."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.support.processes import ROOT, environment

_BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks_of(manual: str, heading: str) -> list[str]:
    """The blocks of code below a heading of a manual."""
    text = (ROOT / "docs" / manual).read_text(encoding="utf-8")
    _, _, below = text.partition(f"\n## {heading}\n")
    assert below, heading
    return _BLOCK.findall(below.partition("\n## ")[0])


def put_in(text: str, places: Mapping[str, str]) -> str:
    """A block with what stands in a manual for anybody replaced by what a test has.

    Each must occur: a manual that says something else is to be tested for that.
    """
    for place, ours in places.items():
        assert place in text, (place, text)
        text = text.replace(place, ours)
    return text


def type_in(block: str, folder: Path) -> str:
    """Type a block into a shell, in whose path the program's own commands are."""
    commands = Path(sys.executable).parent
    env = environment(PATH=f"{commands}:{environment()['PATH']}")
    ended = subprocess.run(
        ["sh", "-e", "-c", block], cwd=folder, env=env, capture_output=True, encoding="utf-8",
        check=False, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 0, (block, ended.stdout, ended.stderr)
    return ended.stdout
