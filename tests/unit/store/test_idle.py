"""A vault locks when nobody was there for a while, or when another program asks."""

from __future__ import annotations

import threading
from pathlib import Path

from ppir_desktop.store.idle import IdleWatch, request_lock


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def test_it_is_due_when_nobody_was_there_for_long_enough(tmp_path: Path) -> None:
    hands = Hands()
    watch = IdleWatch(tmp_path, lambda: None, 60, hands)
    hands.time = 59
    assert not watch.is_due()
    watch.touch()
    hands.time = 118
    assert not watch.is_due()
    hands.time = 119
    assert watch.is_due()
    watch.stop()


def test_it_locks_once(tmp_path: Path) -> None:
    locked = threading.Event()
    watch = IdleWatch(tmp_path, locked.set, 0.01)
    watch.start()
    assert locked.wait(10)
    watch.stop()


def test_another_program_may_ask(tmp_path: Path) -> None:
    request_lock(tmp_path)
    locked = threading.Event()
    watch = IdleWatch(tmp_path, locked.set, 3600)
    # What was asked before it was unlocked was answered then.
    assert not watch.is_due()
    watch.start()
    request_lock(tmp_path)
    assert locked.wait(10)
    watch.stop()
    assert list(tmp_path.iterdir()) == []


def test_it_may_be_stopped_before_anything_happens(tmp_path: Path) -> None:
    locked = threading.Event()
    watch = IdleWatch(tmp_path, locked.set, 3600)
    watch.start()
    watch.stop()
    watch.stop()
    assert not locked.is_set()
