"""A desk that made a bundle, and laptops that are handed sticks with whatever is on them."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.protocol.bundles import read_contents
from ppir_desktop.protocol.envelopes import read_envelope
from ppir_desktop.services import bundles
from ppir_desktop.signing.identities import RoundIdentity
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.sync import bundle_writer
from ppir_desktop.sync.effects import read_back
from tests.support.play import CLOCK, Office, bundle_path, office, panellist
from tests.support.records import AT, SmallRound
from tests.support.state import State, new_files, only_whole_documents, state_of
from tests.support.sticks import (
    entries_of,
)

SIZE = 100_003
"""Of the document in the bundle: a few hundred places to cut it at, and no multiple of any."""

Entry = tuple[str | zipfile.ZipInfo, bytes]


class Made(NamedTuple):
    """A desk that made a bundle for Kim with one document."""

    desk: Office
    kim: RoundIdentity
    blob: Digest
    good: Path


class Table:
    """What lies before a test: the bundle, a stick, and laptops that know the round alone."""

    def __init__(self, made: Made, folder: Path, stack: ExitStack) -> None:
        self.desk, self.kim, self.blob, self.good = made
        self.folder, self._stack = folder, stack
        self.round: Identifier = made.desk.small.id
        self.entries = entries_of(made.good)
        self.stick = folder / "stick.ppirb"
        self._laptops = 0

    def laptop(self) -> OpenProfile:
        """A laptop of Kim's on which nothing but the opened round is."""
        self._laptops += 1
        profile = self._stack.enter_context(panellist(f"kim-{self._laptops}"))
        opened = self.desk.small.opened
        with profile.vault.writing() as work:
            work.rounds.join(self.round, self.desk.authority, self.kim, AT)
            work.records.add(read_back(opened.envelope), opened.envelope, AT)
        return profile

    def export(self, name: str) -> Path:
        return _export(self.desk, self.kim, bundle_path(self.folder, name))

    def relisted(self, key: SigningKey | None = None, **changes: object) -> bytes:
        """The list of contents changed, and signed again."""
        contents = read_contents(read_envelope(dict(self.entries)["bundle.json"]).payload)
        signer = key or self.desk.small.officer.key
        return bundle_writer._signed(msgspec.structs.replace(contents, **changes), signer)


def _export(desk: Office, kim: RoundIdentity, path: Path) -> Path:
    bundles.export(desk.profile, desk.small.id, path, CLOCK, readers=[kim.id])
    return path


@contextmanager
def made_in(folder: Path, size: int) -> Iterator[Made]:
    """A desk with a home in a folder, and a document of a size in its bundle."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(folder / "home"))
        with office(SmallRound()) as desk:
            kim = desk.small.newcomer("E-1").identity
            desk.let_in(kim)
            blob = desk.give(kim, os.urandom(size))
            yield Made(desk, kim, blob, _export(desk, kim, bundle_path(folder, "good")))


def all_of(profile: OpenProfile, table: Table) -> State:
    return state_of(profile, table.folder)


def refused(profile: OpenProfile, table: Table, before: State, path: Path) -> str:
    """The entry on account of which a bundle is refused, after which all is as it was before.

    Documents that were read whole before that may stay: they are named by their own digest.
    """
    with pytest.raises(InputError, match="bundle_damaged") as damaged:
        bundles.import_bundle(profile, path, CLOCK)
    assert damaged.value.params["file"] == str(path)
    after = all_of(profile, table)
    assert after.rows == before.rows
    new = [name for name in new_files(before, after) if name != path.name]
    assert only_whole_documents(new, [table.blob])
    return damaged.value.params["entry"]


def blob_of(table: Table) -> str:
    return f"blobs/{table.blob}"
