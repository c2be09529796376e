"""A line that breaks is tried again, and whoever wishes to stop need not wait."""

from __future__ import annotations

import pytest

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.sync import failures
from ppir_desktop.sync.failures import (
    TRIES,
    DamagedError,
    HubRefusalError,
    OfflineFault,
    persistently,
)
from ppir_desktop.sync.progress import Progress, Watch


class Line:
    """A task that fails so many times, and then succeeds."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls = 0

    def __call__(self) -> int:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return self.calls


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "_FIRST_WAIT", 0.0)


def test_a_line_that_breaks_is_tried_again() -> None:
    line = Line(*[OfflineFault("hub_unreachable")] * (TRIES - 1))
    assert persistently(line, Watch()) == TRIES
    line = Line(*[OfflineFault("hub_unreachable")] * TRIES)
    with pytest.raises(OfflineFault):
        persistently(line, Watch())
    assert line.calls == TRIES


def test_what_was_damaged_is_fetched_once_more_and_then_told() -> None:
    assert persistently(Line(DamagedError("answer_damaged")), Watch()) == 2
    line = Line(DamagedError("answer_damaged"), DamagedError("answer_damaged"))
    with pytest.raises(DamagedError):
        persistently(line, Watch())
    assert line.calls == 2


def test_a_refusal_is_told_at_once() -> None:
    line = Line(HubRefusalError("key_revoked"))
    with pytest.raises(HubRefusalError):
        persistently(line, Watch())
    assert line.calls == 1


def test_whoever_wishes_to_stop_is_heard() -> None:
    watch, line = Watch(), Line(OfflineFault("hub_unreachable"))
    watch.cancel()
    with pytest.raises(RefusedError, match="cancelled"):
        persistently(line, watch)
    assert line.calls == 0


def test_progress_is_told_with_how_long_it_takes_still() -> None:
    told: list[Progress] = []
    watch = Watch(told.append)
    watch.begin("documents", 100)
    watch.add(40)
    watch.add(-10)
    assert [(one.step, one.done, one.total) for one in told] == [
        ("documents", 0, 100),
        ("documents", 40, 100),
        ("documents", 30, 100),
    ]
    assert told[0].seconds_left is None
    assert told[2].seconds_left is not None
