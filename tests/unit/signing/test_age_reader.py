"""The seekable reader gives what pyrage gives, from any place, and notices every change."""

from __future__ import annotations

import io
import random
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.signing.age_reader import CHUNK, AgeReader
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.sealing import open_sealed, seal
from tests.support.programs import needs

IDENTITY = SealingIdentity.generate()
EDGES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7)


def content_of(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def opened(sealed: bytes, *identities: SealingIdentity) -> AgeReader:
    return AgeReader.open(io.BytesIO(sealed), identities or (IDENTITY,))


def read_all(sealed: bytes) -> bytes:
    with opened(sealed) as reader:
        return b"".join(reader.chunks())


@pytest.mark.parametrize("size", EDGES)
def test_it_reads_what_pyrage_wrote(size: int) -> None:
    content = content_of(size)
    sealed = seal(content, [IDENTITY.recipient])
    assert read_all(sealed) == content == pyrage.decrypt(sealed, [IDENTITY.identity])
    with opened(sealed) as reader:
        assert reader.size == size
        assert reader.read_at(0, size + 1) == content


SEALED = {size: seal(content_of(size), [IDENTITY.recipient]) for size in EDGES}


@given(st.sampled_from(EDGES), st.integers(0, 4 * CHUNK), st.integers(0, 3 * CHUNK))
def test_any_part_is_the_same_part(size: int, offset: int, length: int) -> None:
    with opened(SEALED[size]) as reader:
        assert reader.read_at(offset, length) == content_of(size)[offset : offset + length]


def test_any_of_several_recipients_opens_it() -> None:
    others = [SealingIdentity.generate() for _ in range(3)]
    sealed = seal(b"to many", [other.recipient for other in others] + [IDENTITY.recipient])
    for identity in (*others, IDENTITY):
        assert open_sealed(sealed, [SealingIdentity.generate(), identity], limit=100) == b"to many"


def test_nobody_else_opens_it() -> None:
    with pytest.raises(InputError, match="seal_wrong_key"):
        opened(SEALED[1], SealingIdentity.generate())


def test_a_recipient_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="recipient_unreadable"):
        seal(b"", ["age1nobody"])


def test_what_a_passphrase_opens_is_refused_before_any_work() -> None:
    # At this cost, an attempt would take gigabytes and half a minute.
    head = b"age-encryption.org/v1\n-> scrypt bBjlhJVYZeE4aqUdmtRHfw 23\n"
    bomb = head + b"gKyQWGKxQMGVmRhBTGBvfjt5vtIIRWXjpNzzcLTUDRA\n--- " + b"A" * 43 + b"\n"
    with pytest.raises(InputError, match="seal_unreadable"):
        opened(bomb + bytes(40))


def test_an_endless_header_is_refused() -> None:
    endless = b"age-encryption.org/v1\n" + b"-> X25519 x\n\n" * 100_000
    with pytest.raises(InputError, match="seal_unreadable"):
        opened(endless)
    with pytest.raises(InputError, match="seal_unreadable"):
        opened(b"age-encryption.org/v1\n" + b"-> " + b"x" * 10_000_000)


def flips(sealed: bytes, count: int) -> Iterator[bytes]:
    """Copies with one bit changed: every bit of a short file, a random choice of a long one."""
    bits = range(len(sealed) * 8)
    chosen = bits if len(bits) <= count else random.Random(1).sample(bits, count)
    for bit in chosen:
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


@pytest.mark.parametrize("size", [20, 2 * CHUNK + 9])
def test_every_changed_bit_is_noticed(size: int) -> None:
    content = content_of(size)
    sealed = seal(content, [IDENTITY.recipient])
    tried = 0
    for changed in flips(sealed, 10_000):
        tried += 1
        with pytest.raises(InputError, match="seal_"):
            read_all(changed)
    assert tried == min(10_000, len(sealed) * 8)


def test_every_changed_bit_of_a_sealed_record_is_noticed() -> None:
    sealed = seal(content_of(4_000), [IDENTITY.recipient])
    for changed in flips(sealed, 10_000):
        with pytest.raises(InputError, match="seal_"):
            open_sealed(changed, [IDENTITY], limit=5_000)
    for length in range(len(sealed)):
        with pytest.raises(InputError, match="seal_"):
            open_sealed(sealed[:length], [IDENTITY], limit=5_000)


def test_every_cut_is_noticed() -> None:
    sealed = seal(content_of(300 * 1024), [IDENTITY.recipient])
    for kibibytes in range(len(sealed) // 1024 + 1):
        for around in (-1, 0, 1):
            length = kibibytes * 1024 + around
            if 0 <= length < len(sealed):
                with pytest.raises(InputError, match="seal_unreadable"):
                    opened(sealed[:length])


@given(st.binary(max_size=400))
def test_anything_else_is_refused(garbage: bytes) -> None:
    for content in (garbage, b"age-encryption.org/v1\n" + garbage, SEALED[1][:100] + garbage):
        with pytest.raises(InputError, match="seal_"):
            opened(content)


def test_a_closed_reader_gives_nothing() -> None:
    reader = opened(SEALED[2 * CHUNK])
    reader.read_at(0, 10)
    reader.close()
    # Whoever still reads meanwhile, in another thread, has nothing to say about it.
    with pytest.raises(RefusedError, match="cancelled"):
        reader.read_at(0, 10)
    with pytest.raises(RefusedError, match="cancelled"):
        list(reader.chunks())


def test_several_threads_read_one_file() -> None:
    size = EDGES[-1]
    content, wrong = content_of(size), []
    with opened(SEALED[size]) as reader:

        def read(seed: int) -> None:
            chance = random.Random(seed)
            for _ in range(50):
                offset, length = chance.randrange(size), chance.randrange(CHUNK)
                if reader.read_at(offset, length) != content[offset : offset + length]:
                    wrong.append((offset, length))

        threads = [threading.Thread(target=read, args=(seed,)) for seed in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


@needs("age")
def test_the_age_command_opens_it_and_is_opened(tmp_path: Path) -> None:
    key, plain, sealed = tmp_path / "key", tmp_path / "plain", tmp_path / "sealed.age"
    key.write_text(IDENTITY.secret_text() + "\n")
    content = content_of(CHUNK + 5)
    sealed.write_bytes(seal(content, [IDENTITY.recipient]))
    subprocess.run(["age", "-d", "-i", key, "-o", plain, sealed], check=True)
    assert plain.read_bytes() == content
    theirs = tmp_path / "theirs.age"
    subprocess.run(["age", "-r", IDENTITY.recipient, "-o", theirs, plain], check=True)
    assert read_all(theirs.read_bytes()) == content
