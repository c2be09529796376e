"""Nothing of a bundle is believed that its signed list does not say; what is wrong is named."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ppir_desktop.common.errors import EnvironmentFault, InputError, RefusedError
from ppir_desktop.common.identifiers import Digest, digest_of, new_identifier
from ppir_desktop.protocol.bundles import CarriedBlob, CarriedParcel, Contents
from ppir_desktop.services import bundles
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.signing.sealing import make_parcel
from ppir_desktop.sync import bundle_writer
from ppir_desktop.sync.bundle_reader import BundleReader
from ppir_desktop.sync.bundle_writer import Load, write_bundle
from ppir_desktop.sync.effects import read_back
from ppir_desktop.sync.engine import Engine
from ppir_desktop.sync.progress import Watch
from tests.support.play import CLOCK, Office, bundle_path, identity_of, office, panellist
from tests.support.records import AT, SmallRound

KEY = SigningKey.generate()
BLOB = b"an encrypted document"
NAME = digest_of(BLOB)

Entries = dict[str, bytes]


class Stick:
    """A bundle, taken apart so that it can be put together wrongly."""

    def __init__(self, folder: Path) -> None:
        self.small = SmallRound()
        header, self.parcel = make_parcel(self.small.opened, [], [])
        self.contents = Contents(
            version=1,
            bundle=new_identifier(),
            round=self.small.id,
            part=1,
            parts=1,
            made_at=AT,
            key=KEY.public.der,
            readers=(),
            parcels=(CarriedParcel(header=header, receipt=None),),
            blobs=(CarriedBlob(digest=NAME, size=len(BLOB)),),
        )
        self.parcel_name = f"parcels/{header.parcel}"
        self.path = folder / "test.ppirbundle"

    def entries(self, key: SigningKey = KEY, **changes: Any) -> Entries:  # noqa: ANN401 -- of a list
        listed = msgspec.structs.replace(self.contents, **changes)
        return {
            "bundle.json": bundle_writer._signed(listed, key),
            self.parcel_name: self.parcel,
            f"blobs/{NAME}": BLOB,
        }

    def write(self, entries: Entries, method: int = zipfile.ZIP_STORED) -> Path:
        with zipfile.ZipFile(self.path, "w", method) as archive:
            for name, content in entries.items():
                archive.writestr(name, content)
        return self.path


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    return Stick(tmp_path)


def read_all(path: Path) -> tuple[Contents, list[bytes]]:
    """The list of a bundle and its parcels, all of it held against its names."""
    with BundleReader(path) as reader:
        for blob in reader.contents.blobs:
            reader.verify(blob, Watch())
        return reader.contents, [one.content for one in reader.arrivals()]


@contextmanager
def suppress_damage() -> Iterator[None]:
    """Let a bundle be damaged, but nothing else."""
    try:
        yield
    except InputError as error:
        if error.code != "bundle_damaged":
            raise


def damage(path: Path) -> str:
    """Which entry of a bundle is said to be damaged when all of it is read."""
    with pytest.raises(InputError, match="bundle_damaged") as refused:
        read_all(path)
    assert refused.value.params["file"] == str(path)
    return refused.value.params["entry"]


def test_a_bundle_is_read_as_it_was_written(stick: Stick) -> None:
    with BundleReader(stick.write(stick.entries())) as reader:
        assert reader.contents == stick.contents
        assert reader.maker.id == KEY.public.id
        ((arrival,),) = [batch.arrivals for batch in reader.batches(0)]
        assert arrival.content == stick.parcel
        assert reader.opening(stick.small.id) == stick.small.opened.envelope
        assert reader.opening(new_identifier()) is None
        reader.verify(reader.contents.blobs[0], Watch())
        assert b"".join(reader.blob(NAME, 3)) == BLOB[3:]
    shown = bundles.show(stick.path)
    assert (shown.maker, shown.size) == (KEY.public.id, stick.path.stat().st_size)


def test_a_file_that_is_not_there_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="file_unreadable"):
        BundleReader(tmp_path / "nothing")


def test_a_bundle_cut_short_anywhere_is_damaged(stick: Stick) -> None:
    whole = stick.write(stick.entries()).read_bytes()
    for length in [*range(0, len(whole), 97), len(whole) - 1]:
        stick.path.write_bytes(whole[:length])
        damage(stick.path)


def test_a_bundle_with_any_byte_changed_gives_what_was_listed_or_is_damaged(stick: Stick) -> None:
    whole = stick.write(stick.entries()).read_bytes()
    for place in range(0, len(whole), 13):
        changed = bytearray(whole)
        changed[place] ^= 0x5A
        stick.path.write_bytes(changed)
        with suppress_damage():
            assert read_all(stick.path) == (stick.contents, [stick.parcel])


Wrong = Callable[[Stick], Entries]


@pytest.mark.parametrize(
    ("wrong", "entry"),
    [
        (lambda one: {"bundle.json": b"{}"}, "bundle.json"),
        (lambda one: {"other.json": b"{}"}, "bundle.json"),
        (lambda one: one.entries(SigningKey.generate()), "bundle.json"),
        (lambda one: one.entries(part=2), "bundle.json"),
        (lambda one: one.entries() | {"../../up": b"x"}, "../../up"),
        (lambda one: one.entries() | {"/etc/passwd": b"x"}, "/etc/passwd"),
        (lambda one: one.entries() | {f"blobs/{NAME}": BLOB + b"!"}, f"blobs/{NAME}"),
        (lambda one: one.entries() | {f"blobs/{NAME}": BLOB[::-1]}, f"blobs/{NAME}"),
        (lambda one: one.entries(blobs=()), f"blobs/{NAME}"),
    ],
)
def test_what_the_list_does_not_say_is_damage(stick: Stick, wrong: Wrong, entry: str) -> None:
    assert damage(stick.write(wrong(stick))) == entry


def test_a_parcel_that_is_changed_or_missing_or_of_another_round_is_damage(stick: Stick) -> None:
    changed = stick.parcel[:-1] + b"!"
    assert damage(stick.write(stick.entries() | {stick.parcel_name: changed})) == stick.parcel_name
    missing = stick.entries()
    del missing[stick.parcel_name]
    assert damage(stick.write(missing)) == stick.parcel_name
    other = stick.entries(round=new_identifier())
    assert damage(stick.write(other)) == stick.parcel_name


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("doubled", ["bundle.json", f"blobs/{NAME}"])
def test_an_entry_that_is_there_twice_is_damage(stick: Stick, doubled: str) -> None:
    entries = stick.entries()
    with zipfile.ZipFile(stick.path, "w") as archive:
        for name in (*entries, doubled):
            archive.writestr(name, entries[name])
    assert damage(stick.path) == doubled


def test_what_is_packed_is_not_unpacked(stick: Stick) -> None:
    assert damage(stick.write(stick.entries(), zipfile.ZIP_DEFLATED)) == "bundle.json"


def test_a_size_that_lies_is_damage(stick: Stick) -> None:
    lying = stick.entries(blobs=(CarriedBlob(digest=NAME, size=2**50),))
    assert damage(stick.write(lying)) == f"blobs/{NAME}"
    (parcel,) = stick.contents.parcels
    header = msgspec.structs.replace(parcel.header, size=parcel.header.size - 1)
    lying = stick.entries(parcels=(CarriedParcel(header=header, receipt=None),))
    assert damage(stick.write(lying)) == stick.parcel_name


def test_a_directory_that_is_too_large_is_not_read(stick: Stick) -> None:
    content = bytearray(stick.write(stick.entries()).read_bytes())
    content[-10:-6] = (2**31).to_bytes(4, "little")
    stick.path.write_bytes(content)
    assert damage(stick.path) == "ZIP"
    with zipfile.ZipFile(stick.path, "w") as archive:
        archive.comment = b"a comment"
    assert damage(stick.path) == "ZIP"


class TestWriting:
    def load(self, stick: Stick, *blobs: bytes) -> Load:
        named = [(digest_of(blob), len(blob)) for blob in blobs]
        for blob in blobs:
            self.place(stick, digest_of(blob)).write_bytes(blob)
        return Load(stick.small.id, (), (), tuple(named))

    @staticmethod
    def place(stick: Stick, digest: Digest) -> Path:
        return stick.path.parent / digest

    def write(self, stick: Stick, load: Load, size: int, watch: Watch | None = None) -> list[Path]:
        return write_bundle(
            stick.path,
            load,
            KEY,
            AT,
            blob_path=lambda digest: self.place(stick, digest),
            watch=watch or Watch(),
            part_size=size,
        )

    def test_a_stick_takes_as_many_parts_as_it_needs(self, stick: Stick) -> None:
        blobs = [bytes([number]) * 1000 for number in range(5)]
        files = self.write(stick, self.load(stick, *blobs), 3200)
        assert [file.name for file in files] == [
            f"test.{number}of3.ppirbundle" for number in (1, 2, 3)
        ]
        found = []
        for number, file in enumerate(files, 1):
            with BundleReader(file) as reader:
                assert (reader.contents.part, reader.contents.parts) == (number, 3)
                found += [blob.digest for blob in reader.contents.blobs]
        assert found == [digest_of(blob) for blob in blobs]

    def test_a_document_larger_than_a_part_is_refused(self, stick: Stick) -> None:
        load = self.load(stick, bytes(5000))
        with pytest.raises(InputError, match="bundle_too_large"):
            self.write(stick, load, 4000)

    def test_a_file_that_is_there_is_not_written_over(self, stick: Stick) -> None:
        stick.path.write_bytes(b"mine")
        with pytest.raises(InputError, match="file_exists"):
            self.write(stick, self.load(stick, b"one"), 4000)
        assert stick.path.read_bytes() == b"mine"

    def test_whoever_stops_it_leaves_nothing_behind(self, stick: Stick) -> None:
        load, watch = self.load(stick, b"one" * 1000), Watch()
        watch.cancel()
        with pytest.raises(RefusedError, match="cancelled"):
            self.write(stick, load, 40_000, watch)
        assert [path.name for path in stick.path.parent.glob("test*")] == []

    def test_a_document_that_is_not_what_its_name_says_is_found(self, stick: Stick) -> None:
        load = self.load(stick, b"one")
        self.place(stick, load.blobs[0][0]).write_bytes(b"two")
        with pytest.raises(InputError, match="bundle_damaged"):
            self.write(stick, load, 40_000)
        assert not stick.path.exists()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(SmallRound()) as made:
        yield made


def test_a_bundle_for_somebody_else_is_refused_and_nothing_is_taken_in(
    desk: Office, tmp_path: Path
) -> None:
    """Officers see by its readers that it is not theirs; so does a panellist."""
    other = desk.small.newcomer("E-9").identity
    desk.let_in(other, "E-9")
    blob = desk.give(other, b"content")
    with desk.profile.vault.reading() as work:
        before = work.records.count(desk.small.id)
    path = bundle_path(tmp_path, "work")
    bundles.export(desk.profile, desk.small.id, path, CLOCK, readers=[other.id])
    with panellist() as kim:
        with pytest.raises(InputError, match="round_unknown"):
            bundles.import_bundle(kim, path, CLOCK)
        with kim.vault.writing() as work:
            work.rounds.join(desk.small.id, desk.authority, desk.small.newcomer("E-1").identity, AT)
        with pytest.raises(InputError, match="round_record_missing"):
            bundles.import_bundle(kim, path, CLOCK)
        with kim.vault.writing() as work:
            opened = desk.small.opened
            named = read_back(opened.envelope)
            work.records.add(named, opened.envelope, AT)
        with pytest.raises(InputError, match="bundle_for_others"):
            bundles.import_bundle(kim, path, CLOCK)
        with kim.vault.reading() as work:
            assert work.records.count(desk.small.id) == 1
        assert not kim.vault.blobs.has(blob)
        assert identity_of(kim, desk.small.id).id != other.id
    with desk.profile.vault.reading() as work:
        assert work.records.count(desk.small.id) == before


def test_a_bundle_by_a_stranger_is_refused_and_nothing_is_taken_in(
    desk: Office, stick: Stick
) -> None:
    header, content = make_parcel(desk.small.officer_access, [], [])
    entries = stick.entries(
        round=desk.small.id, parcels=(CarriedParcel(header=header, receipt=None),), blobs=()
    )
    path = stick.write({"bundle.json": entries["bundle.json"], f"parcels/{header.parcel}": content})
    with pytest.raises(InputError, match="bundle_maker_unknown"):
        bundles.import_bundle(desk.profile, path, CLOCK)
    with desk.profile.vault.reading() as work:
        assert not work.records.knows_parcel(header.parcel)


def test_there_must_be_something_to_carry(desk: Office, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="bundle_empty"):
        bundles.export(desk.profile, desk.small.id, bundle_path(tmp_path, "none"), CLOCK)


def test_parts_count_once_all_are_here(
    desk: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim = desk.small.newcomer("E-1").identity
    desk.let_in(kim)
    blobs = [desk.give(kim, bytes([one]) * 20_000, f"D-{one}") for one in range(3)]
    monkeypatch.setattr(
        bundles, "write_bundle",
        lambda *given, **named: write_bundle(*given, **named, part_size=50_000),
    )  # fmt: skip
    exported = bundles.export(
        desk.profile, desk.small.id, bundle_path(tmp_path, "work"), CLOCK, readers=[kim.id]
    )
    assert len(exported.files) == 2
    with panellist() as profile:
        with profile.vault.writing() as work:
            work.rounds.join(desk.small.id, desk.authority, kim, AT)
            opened = desk.small.opened
            work.records.add(read_back(opened.envelope), opened.envelope, AT)
        last, first = exported.files[1], exported.files[0]
        came = bundles.import_bundle(profile, last, CLOCK)
        assert (came.is_whole, came.here, came.changes) == (False, 1, ())
        again = bundles.import_bundle(profile, last, CLOCK)
        assert again.here == 1
        # An exchange in between forgets nothing of what no dossier speaks of as yet.
        assert not Engine(profile.vault, desk.small.id, Watch(), CLOCK).documents.tidy()
        last.unlink()
        came = bundles.import_bundle(profile, first, CLOCK)
        assert came.is_whole
        assert profile.vault.blobs.all() == sorted(blobs)
        with profile.vault.reading() as work:
            assert len(work.assignments.all(desk.small.id)) == 3
