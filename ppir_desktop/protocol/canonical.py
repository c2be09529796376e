"""Canonical JSON (RFC 8785) of typed objects, and back.

The objects' keys are plain ASCII and their numbers integers, so sorting keys and writing without
spaces gives RFC 8785's form; a property test holds it against another implementation. Reading
checks a text by writing again what was read: whatever could be said in two ways (order, spaces,
escapes, a key said twice, an unknown key, a float) does not come out the same.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from ppir_desktop.common.errors import InputError

T = TypeVar("T")

_ENCODER = msgspec.json.Encoder(order="sorted")


def canonical_json(value: object) -> bytes:
    """The one way to write a typed object.

    Raises:
        InputError: ``not_canonical`` for a text with half a surrogate pair, which UTF-8 lacks.
    """
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError as error:
        raise InputError("not_canonical") from error


def read_canonical(content: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    """Read what `canonical_json` wrote, and nothing else.

    Args:
        content: The bytes; how many there may be is the caller's to check.
        decoder: Of the type that is expected.

    Raises:
        InputError: ``not_readable`` when it is not JSON of that type; ``not_canonical`` when the
            same could be written in another way.
    """
    try:
        value = decoder.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        # What the library says may quote the content; the place in it says enough.
        raise InputError("not_readable", place=_place(error)) from None
    if canonical_json(value) != content:
        raise InputError("not_canonical")
    return value


def decoder_of(kind: Any) -> msgspec.json.Decoder[Any]:  # noqa: ANN401 -- a type, or a union
    """A strict decoder of a type."""
    return msgspec.json.Decoder(kind, strict=True)


def _place(error: Exception) -> str:
    """The path that a message of msgspec's ends with: ``$.body.marks[3].points``."""
    _, marker, path = str(error).rpartition(" - at `")
    # A key of ours is short and plain; one of theirs, which a path may name too, need not be.
    plain = path.removesuffix("`")
    return plain if marker and plain.isascii() and plain.isprintable() and len(plain) < 80 else "$"
