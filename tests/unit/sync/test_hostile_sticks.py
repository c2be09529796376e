"""Whatever a stick holds: it is taken in as it was made, or nothing of it is, and nowhere else."""

from __future__ import annotations

import os
import random
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.protocol.bundles import CarriedBlob, read_contents
from ppir_desktop.protocol.envelopes import read_envelope
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.limits import MIB
from ppir_desktop.protocol.review_bodies import Withdrawn
from ppir_desktop.services import bundles
from ppir_desktop.signing.identities import RoundIdentity
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.assignments import AssignmentState
from ppir_desktop.sync import bundle_writer
from ppir_desktop.sync.effects import read_back
from tests.support.play import CLOCK, Office, bundle_path, office, panellist
from tests.support.records import AT, SmallRound
from tests.support.state import State, new_files, only_whole_documents, state_of
from tests.support.sticks import (
    end_64,
    entries_of,
    linked,
    many_entries,
    overlapping,
    write_entries,
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


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with made_in(tmp_path_factory.mktemp("desk"), SIZE) as one:
        yield one


@pytest.fixture
def table(made: Made, tmp_path: Path) -> Iterator[Table]:
    with ExitStack() as stack:
        yield Table(made, tmp_path, stack)


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


def cut_everywhere(table: Table, content: bytes) -> None:
    profile = table.laptop()
    before = all_of(profile, table)
    lengths = {
        place + by for place in range(0, len(content), 1024) for by in (-1, 0, 1)
    } | {len(content) - 1}  # fmt: skip
    table.stick.write_bytes(content)
    for length in sorted((one for one in lengths if 0 <= one < len(content)), reverse=True):
        os.truncate(table.stick, length)
        with pytest.raises(InputError, match="bundle_damaged"):
            bundles.import_bundle(profile, table.stick, CLOCK)
    table.stick.unlink()
    assert all_of(profile, table) == before
    bundles.import_bundle(profile, table.good, CLOCK)
    assert profile.vault.blobs.verify(table.blob)


def test_a_bundle_cut_at_every_kibibyte_leaves_nothing(table: Table) -> None:
    cut_everywhere(table, table.good.read_bytes())


def test_a_large_bundle_cut_at_every_kibibyte_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    with made_in(tmp_path / "desk", 10 * MIB) as made, ExitStack() as stack:
        (tmp_path / "laptops").mkdir()
        table = Table(made, tmp_path / "laptops", stack)
        cut_everywhere(table, table.good.read_bytes())


def flip(table: Table, count: int) -> None:
    """Change bytes at random: refused with nothing left of it, or taken in as it was made."""
    reference = table.laptop()
    bundles.import_bundle(reference, table.good, CLOCK)
    records = _records(reference, table)
    whole, chance = table.good.read_bytes(), random.Random("flips")
    profile = table.laptop()
    before = all_of(profile, table)
    for _ in range(count):
        changed = bytearray(whole)
        # Half of them among the names and sizes at the end, which are a small part of it.
        first = chance.choice([0, len(changed) - 1500])
        changed[chance.randrange(first, len(changed))] ^= 1 << chance.randrange(8)
        table.stick.write_bytes(changed)
        try:
            assert bundles.import_bundle(profile, table.stick, CLOCK).is_whole
        except InputError as error:
            assert error.code == "bundle_damaged"  # noqa: PT017 -- both outcomes are right
            assert all_of(profile, table).rows == before.rows
        else:
            # A date, say, that nobody looks at.
            assert _records(profile, table) == records
            assert profile.vault.blobs.verify(table.blob)
            profile = table.laptop()
            before = all_of(profile, table)


def _records(profile: OpenProfile, table: Table) -> list[Digest]:
    with profile.vault.reading() as work:
        return sorted(
            row.digest for kind in Kind for row in work.records.of_kind(table.round, kind)
        )


def test_a_bundle_with_a_bit_changed_is_refused_or_taken_in_as_it_was_made(table: Table) -> None:
    flip(table, 50)


@pytest.mark.soak
def test_a_bundle_with_any_of_many_bits_changed_is_refused_or_as_it_was_made(table: Table) -> None:
    flip(table, 3_000)


Wrong = Callable[[Table], list[Entry]]


def _renamed(table: Table, old: str, new: str) -> list[Entry]:
    return [(new if name == old else name, content) for name, content in table.entries]


def _blob(table: Table) -> str:
    return f"blobs/{table.blob}"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda t: [*t.entries, t.entries[0]], id="list twice"),
        pytest.param(lambda t: [*t.entries, t.entries[1]], id="parcel twice"),
        pytest.param(lambda t: [*t.entries, (_blob(t), b"other")], id="document twice"),
        pytest.param(lambda t: [*t.entries, ("../../../up", b"x")], id="upwards"),
        pytest.param(lambda t: [*t.entries, ("/tmp/absolute", b"x")], id="absolute"),  # noqa: S108
        pytest.param(lambda t: [*t.entries, ("C:\\up", b"x")], id="drive"),
        pytest.param(lambda t: [*t.entries, ("blobs/../../x", b"x")], id="dots within"),
        pytest.param(lambda t: [*t.entries, ("blobs/", b"")], id="folder"),
        pytest.param(lambda t: [*t.entries, (linked("blobs/link"), b"/etc/passwd")], id="link"),
        pytest.param(lambda t: _renamed(t, _blob(t), "../" + _blob(t)), id="moved up"),
        pytest.param(lambda t: _renamed(t, _blob(t), "/" + _blob(t)), id="made absolute"),
        pytest.param(lambda t: _renamed(t, _blob(t), _blob(t).upper()), id="capitals"),
        pytest.param(lambda t: _renamed(t, _blob(t), _blob(t).replace("/", "\\")), id="turned"),
        pytest.param(
            lambda t: [(linked(_blob(t)) if n == _blob(t) else n, b"/etc/passwd" if n == _blob(t)
                        else c) for n, c in t.entries],
            id="document becomes link",
        ),
        pytest.param(lambda t: t.entries[:-1], id="document missing"),
        pytest.param(
            lambda t: [(n, c[:-1] + b"!" if n == _blob(t) else c) for n, c in t.entries],
            id="document changed",
        ),
        pytest.param(
            lambda t: [("bundle.json", t.relisted(SigningKey.generate())), *t.entries[1:]],
            id="list by another",
        ),
        pytest.param(
            lambda t: [
                ("bundle.json", t.relisted(blobs=(CarriedBlob(digest=t.blob, size=2**50),))),
                *t.entries[1:],
            ],
            id="size beyond all",
        ),
    ],
)  # fmt: skip
def test_what_was_put_together_wrongly_leaves_nothing_anywhere(table: Table, wrong: Wrong) -> None:
    profile = table.laptop()
    write_entries(table.stick, wrong(table))
    before = all_of(profile, table)
    assert refused(profile, table, before, table.stick)


def test_places_before_the_file_s_beginning_are_damage_and_no_fault_of_the_disk(
    table: Table,
) -> None:
    content = bytearray(table.good.read_bytes())
    offset = int.from_bytes(content[-6:-2], "little")
    content[-6:-2] = (offset + 2**20).to_bytes(4, "little")
    table.stick.write_bytes(content)
    profile = table.laptop()
    assert refused(profile, table, all_of(profile, table), table.stick) == "bundle.json"


def test_an_entry_that_calls_itself_a_link_is_content_and_no_link(table: Table) -> None:
    profile = table.laptop()
    write_entries(
        table.stick,
        [(linked(name) if name == _blob(table) else name, c) for name, c in table.entries],
    )
    assert bundles.import_bundle(profile, table.stick, CLOCK).is_whole
    assert profile.vault.blobs.verify(table.blob)
    assert not [file for file in all_of(profile, table).files.values() if file.startswith("link")]


class TestBombs:
    """What is small on the stick and large in memory or on the disk."""

    def refused_cheaply(self, table: Table, path: Path) -> str:
        profile = table.laptop()
        before = all_of(profile, table)
        tracemalloc.start()
        try:
            entry = refused(profile, table, before, path)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 64 * MIB
        return entry

    @pytest.mark.parametrize(
        ("count", "said", "wide"),
        [(1_000_000, 1_000_000, True), (650_000, 2, False), (650_000, 2, True)],
    )
    def test_a_directory_of_very_many_entries_is_not_read(
        self, table: Table, count: int, said: int, wide: bool
    ) -> None:
        many_entries(table.stick, count, said=said, wide=wide)
        assert self.refused_cheaply(table, table.stick) == "ZIP"

    def test_a_directory_that_the_end_does_not_lead_to_is_not_read(self, table: Table) -> None:
        """A small one where the end points, a large one where the library would look."""
        small = end_64(2, 100, 0, 0)[:56]
        many_entries(table.stick, 650_000, said=2, wide=True)
        bomb = bytearray(small + table.stick.read_bytes())
        locator = len(bomb) - 22 - 20
        bomb[locator + 8 : locator + 16] = bytes(8)
        table.stick.write_bytes(bomb)
        assert self.refused_cheaply(table, table.stick) == "ZIP"

    @pytest.mark.parametrize("which", ["bundle.json", "document"])
    def test_what_is_packed_tightly_is_not_unpacked(self, table: Table, which: str) -> None:
        name = _blob(table) if which == "document" else which
        with zipfile.ZipFile(table.stick, "w") as archive:
            for entry, content in table.entries:
                if entry != name:
                    archive.writestr(entry, content)
                    continue
                packed = zipfile.ZipInfo(entry)
                packed.compress_type = zipfile.ZIP_DEFLATED
                with archive.open(packed, "w") as target:
                    for _ in range(200):
                        target.write(bytes(MIB))
        assert table.stick.stat().st_size < MIB
        assert self.refused_cheaply(table, table.stick) == name

    def test_entries_that_stand_on_the_same_bytes_are_not_written_over_and_over(
        self, table: Table
    ) -> None:
        kernel = bytes(MIB)
        names = [digest_of(str(number).encode()) for number in range(1000)]
        listed = tuple(CarriedBlob(digest=name, size=MIB) for name in names)
        contents = table.relisted(blobs=listed, parcels=())
        overlapping(
            table.stick, ("bundle.json", contents), [f"blobs/{name}" for name in names], kernel
        )
        assert self.refused_cheaply(table, table.stick) == f"blobs/{names[0]}"


def test_an_older_bundle_after_a_newer_one_brings_nothing_back(table: Table) -> None:
    withdrawn = Withdrawn(stage="paper", dossier="2026-0001", reason="이해충돌")
    table.desk.tell(Kind.ASSIGNMENT, withdrawn, table.kim)
    newer = table.export("newer")
    profile = table.laptop()
    for path in (newer, table.good, newer, table.good):
        bundles.import_bundle(profile, path, CLOCK)
        with profile.vault.reading() as work:
            (row,) = work.assignments.all(table.round)
        assert (row.state, row.dossier_key) == (AssignmentState.WITHDRAWN, None)
        assert profile.vault.blobs.all() == []
