"""Bundles: what a stick carries, named and signed by whoever made it (docs/records.md, Bundles)."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.canonical import canonical_json, decoder_of, read_canonical
from ppir_desktop.protocol.fields import Address, Count, Der, Serial, Sha256, Time, Uuid
from ppir_desktop.protocol.parcels import RoutingHeader

PAYLOAD_TYPE: Final = "application/vnd.ppir.bundle.v1+json"
CONTENTS: Final = "bundle.json"
"""Name of the entry that lists the others."""

PARCELS: Final = "parcels/"
BLOBS: Final = "blobs/"

CONTENTS_SIZE: Final = 32 * limits.MIB
"""The largest list of contents, as a signed envelope."""

PART_SIZE: Final = 39 * 1024 * limits.MIB // 10
"""The largest part, in bytes: FAT32 takes no file of 4 GiB."""


class CarriedParcel(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A parcel in a bundle: its routing header, and its receipt where one is known."""

    header: RoutingHeader
    receipt: Annotated[bytes, Meta(max_length=16 * limits.KIB)] | None


class CarriedBlob(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A document in a bundle."""

    digest: Sha256
    size: Count


class Contents(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a part of a bundle holds.

    Attributes:
        version: Of this form.
        bundle: Id of the bundle, the same in all its parts.
        round: The round.
        part: Number of this part, from 1.
        parts: How many there are.
        made_at: When it was made.
        key: Public key of whoever made it; the list is signed with it.
        readers: Whom it is for; nobody in particular when it is empty.
        parcels: The parcels, all of them in the first part.
        blobs: The documents in this part.
    """

    version: Serial
    bundle: Uuid
    round: Uuid
    part: Serial
    parts: Serial
    made_at: Time
    key: Der
    readers: Annotated[tuple[Address, ...], Meta(max_length=5000)]
    parcels: Annotated[tuple[CarriedParcel, ...], Meta(max_length=50_000)]
    blobs: Annotated[tuple[CarriedBlob, ...], Meta(max_length=50_000)]

    @property
    def whole(self) -> Digest:
        """Name of all that this is a part of: only parts that one maker meant together have it.

        An id alone would let somebody else's part mix in.
        """
        return digest_of(canonical_json([self.bundle, self.round, self.key, self.parts]))

    def entries(self) -> dict[str, int]:
        """Name and size of every entry besides the list itself."""
        parcels = {PARCELS + one.header.parcel: one.header.size for one in self.parcels}
        return parcels | {BLOBS + one.digest: one.size for one in self.blobs}


_DECODER = decoder_of(Contents)


def write_contents(contents: Contents) -> bytes:
    """A list of contents as canonical JSON."""
    return canonical_json(contents)


def read_contents(payload: bytes) -> Contents:
    """Read what `write_contents` wrote.

    Raises:
        InputError: ``not_readable`` or ``not_canonical``, also when a part's number is beyond how
            many there are, or an entry is named twice.
    """
    contents: Contents = read_canonical(payload, _DECODER)
    doubled = len(contents.entries()) != len(contents.parcels) + len(contents.blobs)
    if contents.part > contents.parts or doubled:
        raise InputError("not_readable", place="$.parts")
    return contents
