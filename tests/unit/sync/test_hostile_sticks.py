"""Whatever a stick holds: it is taken in as it was made, or nothing of it is, and nowhere else."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest
from ppir_desktop.protocol.bundles import CarriedBlob
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.limits import MIB
from ppir_desktop.protocol.review_bodies import Withdrawn
from ppir_desktop.services import bundles
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.assignments import AssignmentState
from tests.support.play import CLOCK
from tests.support.sticks import (
    linked,
    write_entries,
)
from tests.support.table import Entry, Table, all_of, blob_of, made_in, refused


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


def _as_link(table: Table) -> list[Entry]:
    name = blob_of(table)
    return [
        (linked(name), b"/etc/passwd") if one == name else (one, content)
        for one, content in table.entries
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda t: [*t.entries, t.entries[0]], id="list twice"),
        pytest.param(lambda t: [*t.entries, t.entries[1]], id="parcel twice"),
        pytest.param(lambda t: [*t.entries, (blob_of(t), b"other")], id="document twice"),
        pytest.param(lambda t: [*t.entries, ("../../../up", b"x")], id="upwards"),
        pytest.param(lambda t: [*t.entries, ("/tmp/absolute", b"x")], id="absolute"),  # noqa: S108
        pytest.param(lambda t: [*t.entries, ("C:\\up", b"x")], id="drive"),
        pytest.param(lambda t: [*t.entries, ("blobs/../../x", b"x")], id="dots within"),
        pytest.param(lambda t: [*t.entries, ("blobs/", b"")], id="folder"),
        pytest.param(lambda t: [*t.entries, (linked("blobs/link"), b"/etc/passwd")], id="link"),
        pytest.param(lambda t: _renamed(t, blob_of(t), "../" + blob_of(t)), id="moved up"),
        pytest.param(lambda t: _renamed(t, blob_of(t), "/" + blob_of(t)), id="made absolute"),
        pytest.param(lambda t: _renamed(t, blob_of(t), blob_of(t).upper()), id="capitals"),
        pytest.param(lambda t: _renamed(t, blob_of(t), blob_of(t).replace("/", "\\")), id="turned"),
        pytest.param(_as_link, id="document becomes link"),
        pytest.param(lambda t: t.entries[:-1], id="document missing"),
        pytest.param(
            lambda t: [(n, c[:-1] + b"!" if n == blob_of(t) else c) for n, c in t.entries],
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
        [(linked(name) if name == blob_of(table) else name, c) for name, c in table.entries],
    )
    assert bundles.import_bundle(profile, table.stick, CLOCK).is_whole
    assert profile.vault.blobs.verify(table.blob)
    assert not [file for file in all_of(profile, table).files.values() if file.startswith("link")]


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
