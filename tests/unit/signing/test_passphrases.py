"""What a passphrase seals opens with it alone, in other programs too, at a bounded cost."""

from __future__ import annotations

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppir_desktop.common.errors import InputError
from ppir_desktop.signing.passphrases import (
    CHUNK,
    is_passphrase_file,
    open_with_passphrase,
    seal_with_passphrase,
)

QUICK = 4


@given(st.binary(max_size=300), st.text(min_size=1, max_size=30))
def test_pyrage_opens_what_is_written(content: bytes, passphrase: str) -> None:
    try:
        passphrase.encode()
    except UnicodeEncodeError:
        return
    sealed = seal_with_passphrase(content, passphrase, work_factor=QUICK)
    assert is_passphrase_file(sealed)
    assert pyrage.passphrase.decrypt(sealed, passphrase) == content
    assert open_with_passphrase(sealed, passphrase) == content


def test_another_passphrase_does_not_open_it() -> None:
    sealed = seal_with_passphrase(b"secret", "한글 암호문", work_factor=QUICK)
    with pytest.raises(InputError, match="passphrase_wrong"):
        open_with_passphrase(sealed, "다른 암호문")


@pytest.mark.parametrize("work", [b"21", b"22", b"23", b"30", b"99"])
def test_too_much_work_is_refused_before_it_is_done(work: bytes) -> None:
    sealed = seal_with_passphrase(b"secret", "passphrase", work_factor=QUICK)
    bomb = sealed.replace(b" 4\n", b" " + work + b"\n", 1)
    with pytest.raises(InputError, match="work_too_high"):
        open_with_passphrase(bomb, "passphrase")


def test_every_changed_bit_is_noticed() -> None:
    sealed = seal_with_passphrase(b"secret", "passphrase", work_factor=QUICK)
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            opened = open_with_passphrase(bytes(changed), "passphrase")
        except InputError:
            continue
        # Nothing of the file is outside what is authenticated.
        pytest.fail(f"bit {bit} changed unseen: {len(opened)}")


def test_what_is_not_sealed_to_a_passphrase_is_refused() -> None:
    for content in (b"", b"age-encryption.org/v1\n", b"age-encryption.org/v1\n-> X25519 x\n"):
        with pytest.raises(InputError, match="seal_unreadable"):
            open_with_passphrase(content, "passphrase")


def test_only_something_small_is_sealed() -> None:
    with pytest.raises(ValueError, match="chunk"):
        seal_with_passphrase(bytes(CHUNK + 1), "passphrase", work_factor=QUICK)
