"""The age format's public test vectors (C2SP CCTV), as far as sealing to X25519 goes."""

from __future__ import annotations

import hashlib
import io
import zlib
from pathlib import Path
from typing import NamedTuple

import pytest

from ppir_desktop.common.errors import InputError
from ppir_desktop.signing.age_reader import AgeReader, open_whole
from ppir_desktop.signing.identities import SealingIdentity
from tests.support.shared import AGE_VECTORS, needs_age_vectors

pytestmark = needs_age_vectors


class Vector(NamedTuple):
    """What a vector's header says, and its age file."""

    fields: dict[str, str]
    identities: list[SealingIdentity]
    content: bytes


def load(path: Path) -> Vector:
    head, _, content = path.read_bytes().partition(b"\n\n")
    pairs = [line.partition(": ")[::2] for line in head.decode().splitlines()]
    fields = dict(pairs)
    if fields.get("compressed") == "zlib":
        content = zlib.decompress(content)
    identities = []
    for name, value in pairs:
        if name == "identity" and value.startswith("AGE-SECRET-KEY-1"):
            identities.append(SealingIdentity.read(value))
    return Vector(fields, identities, content)


def outcome(vector: Vector) -> tuple[str, bytes]:
    """How reading ended, and what could be read before."""
    read = b""
    try:
        with AgeReader.open(io.BytesIO(vector.content), vector.identities) as reader:
            for piece in reader.chunks():
                read += piece
    except InputError as error:
        return error.code, read
    return "success", read


VECTORS = sorted(AGE_VECTORS.iterdir()) if AGE_VECTORS.is_dir() else []
NOT_OURS = ("armor", "scrypt", "hybrid", "tag", "p256", "plugin")


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.name)
def test_a_vector_ends_as_it_should(path: Path) -> None:
    vector = load(path)
    ended, read = outcome(vector)
    expected = vector.fields["expect"]
    ours = vector.fields.get("armored") != "yes" and not path.name.startswith(NOT_OURS)
    if not ours or "passphrase" in vector.fields:
        # Whatever it holds, it is sealed in a way that we do not read.
        assert ended in {"seal_unreadable", "seal_wrong_key"}
        assert read == b""
    elif expected == "success":
        assert ended == "success"
        assert hashlib.sha256(read).hexdigest() == vector.fields["payload"]
    elif expected == "no match":
        assert ended == "seal_wrong_key"
    else:
        assert expected in {"header failure", "HMAC failure", "payload failure"}
        assert ended == "seal_unreadable"


def test_most_vectors_concern_us() -> None:
    plain = [path for path in VECTORS if not path.name.startswith(NOT_OURS)]
    assert len(VECTORS) == 143
    assert len(plain) > 60


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.name)
def test_opened_at_once_a_vector_ends_as_it_does_piece_by_piece(path: Path) -> None:
    vector = load(path)
    expected, content = outcome(vector)
    try:
        opened = "success", open_whole(vector.content, vector.identities)
    except InputError as error:
        opened = error.code, b""
    assert opened == (expected, content if expected == "success" else b"")
