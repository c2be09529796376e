"""Bundles of which something is still to come: what is here waits, and nothing else mixes in."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from ppir_desktop.protocol.bundles import Contents, read_contents
from ppir_desktop.protocol.envelopes import read_envelope
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.services import bundles
from ppir_desktop.services.bundles import Imported
from ppir_desktop.signing.keys import SigningKey
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.sync import bundle_writer
from ppir_desktop.sync.changes import Happened
from ppir_desktop.sync.engine import Engine
from ppir_desktop.sync.progress import Watch
from tests.support.play import CLOCK
from tests.support.state import state_of
from tests.support.sticks import write_entries
from tests.support.table import Table


def listed(table: Table) -> Contents:
    return read_contents(read_envelope(dict(table.entries)["bundle.json"]).payload)


def bring(
    table: Table,
    profile: OpenProfile,
    kinds: Collection[Kind] = tuple(Kind),
    maker: SigningKey | None = None,
    **changes: object,
) -> Imported:
    """Import some kinds of what the good bundle holds, listed otherwise and by another maker."""
    good, key = listed(table), maker or table.desk.small.officer.key
    parcels = tuple(one for one in good.parcels if one.header.kind in kinds)
    contents = msgspec.structs.replace(
        good, **{"key": key.public.der, "parcels": parcels, **changes}
    )
    names = contents.entries()
    content = [entry for entry in table.entries if entry[0] in names]
    made = bundle_writer._signed(contents, key)
    path = write_entries(table.stick, [("bundle.json", made), *content])
    return bundles.import_bundle(profile, path, CLOCK)


def test_documents_wait_with_the_assignment_whose_author_is_not_known_yet(table: Table) -> None:
    laptop, authority = table.laptop(), table.desk.small.authority.key
    came = bring(table, laptop, [Kind.ASSIGNMENT], authority)
    assert (came.is_whole, came.changes) == (True, ())
    # An exchange in between forgets nothing either.
    assert not Engine(laptop.vault, table.round, Watch(), CLOCK).documents.tidy()
    assert laptop.vault.blobs.all() == [table.blob]
    # Who the author is comes by itself; the document is not brought a second time.
    came = bring(table, laptop, [Kind.ACCESS], blobs=())
    assert Happened.GIVEN in {one.what for one in came.changes}
    assert laptop.vault.blobs.all() == [table.blob]


def test_nothing_of_a_bundle_waits_once_all_of_it_was_taken_in(table: Table) -> None:
    laptop, authority = table.laptop(), table.desk.small.authority.key
    bring(table, laptop, [Kind.ASSIGNMENT], authority)
    bundles.import_bundle(laptop, table.good, CLOCK)
    rows = state_of(laptop, table.folder).rows
    assert rows["staged"] == rows["staged_parts"] == rows["staged_blobs"] == rows["held"] == []


def test_what_waits_no_more_is_forgotten_unless_a_dossier_needs_it(table: Table) -> None:
    laptop, authority = table.laptop(), table.desk.small.authority.key
    (assignment,) = (one for one in listed(table).parcels if one.header.kind is Kind.ASSIGNMENT)
    bring(table, laptop, [Kind.ASSIGNMENT], authority)
    with laptop.vault.writing() as work:
        work.exchange.let_go(assignment.header.parcel)
    forgotten = Engine(laptop.vault, table.round, Watch(), CLOCK).documents.tidy()
    assert [one.subject for one in forgotten] == [table.blob]


def test_a_part_of_another_makers_bundle_with_the_same_id_is_not_taken_for_one(
    table: Table,
) -> None:
    laptop = table.laptop()
    first = bring(table, laptop, part=1, parts=2, blobs=())
    by_another = bring(table, laptop, (), table.desk.small.authority.key, part=2, parts=2)
    of_more = bring(table, laptop, (), part=2, parts=3)
    assert [(one.here, one.changes) for one in (first, by_another, of_more)] == [(1, ())] * 3
    came = bring(table, laptop, (), part=2, parts=2)
    assert came.is_whole
    assert Happened.GIVEN in {one.what for one in came.changes}
