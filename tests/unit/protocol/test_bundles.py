"""A bundle's list of contents is read exactly as it was written, and names every entry once."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import digest_of, new_identifier
from ppir_desktop.protocol.bundles import (
    CarriedBlob,
    CarriedParcel,
    Contents,
    read_contents,
    write_contents,
)
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import RoutingHeader
from ppir_desktop.signing.keys import SigningKey
from tests.support.records import AT, DIGEST

ROUND = new_identifier()
PARCEL = CarriedParcel(
    header=RoutingHeader(
        parcel=digest_of(b"one"),
        kind=Kind.SHEET,
        round=ROUND,
        author=DIGEST,
        recipients=("office",),
        size=3,
    ),
    receipt=None,
)
BLOB = CarriedBlob(digest=digest_of(b"blob"), size=4)


def contents(**changes: Any) -> Contents:  # noqa: ANN401 -- any field of a list
    made = Contents(
        version=1,
        bundle=new_identifier(),
        round=ROUND,
        part=1,
        parts=1,
        made_at=AT,
        key=SigningKey.generate().public.der,
        readers=("office",),
        parcels=(PARCEL,),
        blobs=(BLOB,),
    )
    return msgspec.structs.replace(made, **changes)


def test_a_list_is_read_back_and_names_each_entry_with_its_size() -> None:
    made = contents()
    assert read_contents(write_contents(made)) == made
    assert made.entries() == {
        f"parcels/{PARCEL.header.parcel}": 3,
        f"blobs/{BLOB.digest}": 4,
    }


@pytest.mark.parametrize(
    "wrong",
    [
        contents(part=2),
        contents(part=3, parts=2),
        contents(parcels=(PARCEL, PARCEL)),
        contents(blobs=(BLOB, BLOB)),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(wrong: Contents) -> None:
    with pytest.raises(InputError, match="not_readable"):
        read_contents(write_contents(wrong))


def test_a_list_in_another_form_is_refused() -> None:
    with pytest.raises(InputError, match="not_canonical"):
        read_contents(b" " + write_contents(contents()))
    with pytest.raises(InputError, match="not_readable"):
        read_contents(b"{}")
    with pytest.raises(InputError, match="not_readable"):
        read_contents(write_contents(contents(blobs=(CarriedBlob(digest=DIGEST, size=-1),))))
    name = CarriedBlob(digest=digest_of(b"x"), size=1)
    lying = write_contents(contents(blobs=(name,))).replace(name.digest.encode(), b"../etc/passwd")
    with pytest.raises(InputError, match="not_readable"):
        read_contents(lying)


def test_parts_that_were_not_meant_together_have_another_name() -> None:
    one = contents(parts=2)
    assert msgspec.structs.replace(one, part=2, parcels=()).whole == one.whole
    for changes in (
        {"bundle": new_identifier()},
        {"round": new_identifier()},
        {"key": SigningKey.generate().public.der},
        {"parts": 3},
    ):
        assert msgspec.structs.replace(one, **changes).whole != one.whole
