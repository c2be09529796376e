"""All that a profile keeps, to be compared: what was refused must have left nothing behind."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from pathlib import Path
from typing import NamedTuple

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.tables import METADATA


class State(NamedTuple):
    """What there is at one time.

    Attributes:
        rows: Every row of every table, sorted.
        files: Every file and link in a folder, by its place, with the digest of its bytes; the
            vault's database apart, whose rows are above.
    """

    rows: dict[str, list[str]]
    files: dict[str, str]

    def __bool__(self) -> bool:
        return bool(self.rows)


def state_of(profile: OpenProfile, folder: Path) -> State:
    """All that a profile keeps, and all files in a folder that its own lies in."""
    with profile.vault.reading() as work:
        rows = {
            table.name: sorted(repr(tuple(row)) for row in work.connection.execute(table.select()))
            for table in METADATA.sorted_tables
        }
    return State(rows, files_in(folder))


def files_in(folder: Path) -> dict[str, str]:
    """Every file and link in a folder with the digest of its bytes."""
    found = {}
    for path in sorted(folder.rglob("*")):
        place = str(path.relative_to(folder))
        if path.is_symlink():
            found[place] = f"link to {path.readlink()}"
        elif path.is_file() and not path.name.startswith("vault.db"):
            found[place] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def new_files(before: State, after: State) -> list[str]:
    """Names of files that were not there, or were others."""
    return [Path(place).name for place, digest in after.files.items()
            if before.files.get(place) != digest]  # fmt: skip


def holds(profile: OpenProfile, text: str) -> list[str]:
    """The tables of a vault in whose rows a text is found, in base64 as well as in itself."""
    forms = forms_of(text.encode())
    with profile.vault.reading() as work:
        return [
            table.name
            for table in METADATA.sorted_tables
            if any(
                form in (value if isinstance(value, bytes) else str(value).encode())
                for row in work.connection.execute(table.select())
                for value in row
                for form in forms
            )
        ]


def forms_of(text: bytes) -> list[bytes]:
    """A text, and what of its base64 is the same whatever stands before and after it."""
    found = [text]
    for shift, first in ((0, 0), (1, 2), (2, 3)):
        found.append(b64encode(bytes(shift) + text)[first:-4])
    return found


def only_whole_documents(names: list[str], listed: list[Digest]) -> bool:
    """Whether all of some files are documents of a list, whole or still partial."""
    return {name.removesuffix(".partial") for name in names} <= set(listed)
