"""A blob bears its name only when it is whole; what breaks off goes on where it was."""

from __future__ import annotations

import hashlib
import io
import random
from pathlib import Path

import pytest

from ppir_desktop.common.errors import EnvironmentFault, InputError, RefusedError
from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.protocol import limits
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.sealing import seal
from ppir_desktop.store.blobs import BlobFolder

IDENTITY = SealingIdentity.generate()
PLAIN = random.Random(1).randbytes(200_000)
BLOB = seal(PLAIN, [IDENTITY.recipient])
NAME = digest_of(BLOB)


@pytest.fixture
def blobs(tmp_path: Path) -> BlobFolder:
    return BlobFolder(tmp_path / "blobs")


def files(blobs: BlobFolder) -> list[str]:
    folder = blobs.path(NAME).parents[1]
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_blob_is_read_in_place_by_its_key(blobs: BlobFolder) -> None:
    blobs.add(io.BytesIO(BLOB), NAME, len(BLOB))
    assert blobs.has(NAME)
    assert blobs.size(NAME) == len(BLOB)
    assert blobs.verify(NAME)
    with blobs.open(NAME, [IDENTITY]) as reader:
        assert reader.read_at(70_000, 10) == PLAIN[70_000:70_010]
    with pytest.raises(InputError, match="seal_wrong_key"):
        blobs.open(NAME, [SealingIdentity.generate()])
    assert blobs.path(NAME).stat().st_mode & 0o777 == 0o600


def test_one_blob_is_written_by_one_at_a_time(blobs: BlobFolder) -> None:
    """What two wrote over each other would be damaged under a name that says it is whole."""
    first = blobs.writer(NAME, len(BLOB))
    with pytest.raises(RefusedError, match="blob_being_written"):
        blobs.writer(NAME, len(BLOB))
    first.write(BLOB)
    first.finish()
    # Whoever comes next has a claim of their own, which closing the first again does not end.
    second = blobs.writer(NAME, len(BLOB))
    first.close()
    with pytest.raises(RefusedError, match="blob_being_written"):
        blobs.writer(NAME, len(BLOB))
    second.close()
    assert blobs.verify(NAME)


@pytest.mark.parametrize("cut", [0, 1, 100, 65_536, -1, None])
def test_what_broke_off_goes_on_where_it_was(blobs: BlobFolder, cut: int | None) -> None:
    begun = BLOB[:cut]
    with blobs.writer(NAME, len(BLOB)) as writer:
        writer.write(begun)
    assert not blobs.has(NAME)
    with blobs.writer(NAME, len(BLOB)) as writer:
        assert writer.received == len(begun)
        writer.write(BLOB[len(begun) :])
        writer.finish()
    assert blobs.verify(NAME)
    assert files(blobs) == [NAME]


def test_another_content_never_gets_the_name(blobs: BlobFolder) -> None:
    for wrong in (BLOB[:-1], BLOB[:-1] + b"x", BLOB + b"x"):
        with pytest.raises(InputError, match="blob_damaged"):
            blobs.add(io.BytesIO(wrong), NAME, len(BLOB))
        assert files(blobs) == []


def test_too_large_a_blob_is_not_begun(blobs: BlobFolder) -> None:
    with pytest.raises(InputError, match="too_large"):
        blobs.writer(NAME, limits.BLOB + 1)


def test_what_nobody_wants_is_swept_and_nothing_else(blobs: BlobFolder) -> None:
    other = b"another"
    for content in (BLOB, other):
        blobs.add(io.BytesIO(content), digest_of(content), len(content))
    with blobs.writer(digest_of(b"begun"), 5) as writer:
        writer.write(b"be")
    stranger = blobs.path(NAME).parent / "notes.txt"
    stranger.write_text("not ours")
    assert blobs.sweep([NAME]) == sorted([digest_of(other), digest_of(b"begun")])
    assert files(blobs) == sorted([NAME, "notes.txt"])
    assert blobs.all() == [NAME]


def test_what_is_not_here_is_said_to_be_missing(blobs: BlobFolder) -> None:
    for ask in (blobs.size, blobs.verify, lambda name: blobs.open(name, [IDENTITY])):
        with pytest.raises(EnvironmentFault, match="blob_missing"):
            ask(NAME)
    assert blobs.delete(NAME) is False
    assert blobs.all() == []


def test_no_other_name_reaches_the_disk(blobs: BlobFolder) -> None:
    for name in ("../../etc/passwd", "a" * 63, NAME.upper(), NAME + "\n"):
        with pytest.raises(InputError, match="digest_unreadable"):
            blobs.path(Digest(name))


def test_a_changed_blob_is_noticed(blobs: BlobFolder) -> None:
    blobs.add(io.BytesIO(BLOB), NAME, len(BLOB))
    content = bytearray(BLOB)
    content[-100] ^= 1
    blobs.path(NAME).write_bytes(content)
    assert not blobs.verify(NAME)
    assert hashlib.sha256(content).hexdigest() != NAME
