"""What is small on a stick and large in memory or on a disk is refused at little cost."""

from __future__ import annotations

import tracemalloc
import zipfile
from pathlib import Path

import pytest

from ppir_desktop.common.identifiers import digest_of
from ppir_desktop.protocol.bundles import CarriedBlob
from ppir_desktop.protocol.limits import MIB
from tests.support.sticks import (
    end_64,
    many_entries,
    overlapping,
)
from tests.support.table import Table, all_of, blob_of, refused


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
        name = blob_of(table) if which == "document" else which
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
