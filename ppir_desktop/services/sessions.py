"""What a program with windows keeps open: a profile, and the watch that locks it by itself.

Windows reach the store through this.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, NamedTuple

from ppir_desktop.services import profiles
from ppir_desktop.store.idle import DEFAULT_SECONDS, IdleWatch
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.ways_in import SHORTEST, SHORTEST_ALONE, Passphrase

__all__ = ["OpenProfile", "Passphrase", "Strength", "open_session", "strength", "watch_idle"]

_STRONG_BITS: Final = 80.0
_HANGUL_BITS: Final = 8.0
"""What a syllable is worth where words are known; there are 11,172, and few are common."""


class Strength(NamedTuple):
    """How hard a passphrase is to guess.

    Attributes:
        percent: 0 to 100, for a meter.
        is_enough: Whether it is long enough to be taken.
        least: How many letters it must have.
    """

    percent: int
    is_enough: bool
    least: int


def open_session(name: str, passphrase: str) -> OpenProfile:
    """Open a profile by what a person typed.

    Raises:
        PpirError: What `services.profiles.unlock` raises.
    """
    return profiles.unlock(name, Passphrase(passphrase))


def watch_idle(
    profile: OpenProfile, on_lock: Callable[[], None], seconds: float | None = None
) -> IdleWatch:
    """Have something be called once nobody was there for a while, or locking is asked for."""
    watch = IdleWatch(profile.folder, on_lock, DEFAULT_SECONDS if seconds is None else seconds)
    watch.start()
    return watch


def strength(passphrase: str, *, alone: bool) -> Strength:
    """How hard a passphrase is to guess, as far as its letters tell.

    It counts letters that do not follow from the one before: repeats and runs such as ``1234``
    add nearly nothing. It is a meter for people, and no promise.

    Args:
        passphrase: What was typed so far.
        alone: Whether no keyring stands beside it.
    """
    text = Passphrase(passphrase).plain
    bits = 0.0
    for before, letter in zip(" " + text, text, strict=False):
        expected = ord(letter) - ord(before) in {-1, 0, 1}
        bits += 0.5 if expected else _bits_of(letter)
    # The same few letters again and again are worth no more than those few.
    bits *= min(1.0, len(set(text)) / max(1, len(text)) * 2)
    least = SHORTEST_ALONE if alone else SHORTEST
    enough = len(text) >= least and len(set(text)) >= least // 2
    return Strength(min(100, math.floor(bits / _STRONG_BITS * 100)), enough, least)


def _bits_of(letter: str) -> float:
    if "가" <= letter <= "힣":
        return _HANGUL_BITS
    if letter.isdigit():
        return math.log2(10)
    return math.log2(26) if letter.isalpha() else math.log2(16)
