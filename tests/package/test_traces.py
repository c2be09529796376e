"""No file of a build says where it was made."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from frozen import traces

from tests.support.processes import ROOT

BUILT = ROOT / "dist" / "ppir-desktop"


def contents(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """A file as it lies there, and what is packed in it."""
    yield name, content
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            for inner in packed.namelist():
                yield from contents(f"{name}:{inner}", packed.read(inner))
    elif content.startswith(b"\x1f\x8b"):
        yield f"{name}:", gzip.decompress(content)


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(folder.rglob("*")):
        name = str(file.relative_to(folder))
        if file.is_symlink():
            yield f"{name} ->", str(file.readlink()).encode()
        elif file.is_file():
            yield from contents(name, file.read_bytes())


def test_no_file_names_the_checkout_or_where_python_was() -> None:
    assert BUILT.is_dir(), "make package builds it"
    told = traces.places()
    if not told:
        pytest.skip("neither the checkout nor Python lies where it says something of this machine")
    seen = {name: traces.speaks_of(content, told) for name, content in files(BUILT)}
    assert sum(name.endswith(".pyc") for name in seen) > 1_000
    assert [name for name, is_telling in seen.items() if is_telling] == []
