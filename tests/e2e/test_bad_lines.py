"""However a line fails, both sides agree in the end: one record and one receipt each."""

from __future__ import annotations

import pytest

from tests.support.hub import RunningHub
from tests.support.meddler import MESSAGES, Fault, Meddler, at_random, first_and_third
from tests.support.tunnel import Tunnel, by_chance
from tests.support.whole_round import EXPECTED, play

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e

ON_A_FOLDER = pytest.mark.parametrize("kept_in", ["folder"], indirect=True)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients wait as often as ever, and less long."""
    monkeypatch.setattr("ppir_desktop.sync.failures._FIRST_WAIT", 0.01)
    monkeypatch.setattr("ppir_desktop.sync.hub_client._SILENCE_SECONDS", 0.5)
    monkeypatch.setattr("ppir_desktop.sync.hub_client._CONNECT_SECONDS", 2.0)


@ON_A_FOLDER
@pytest.mark.parametrize("fault", Fault)
def test_a_round_ends_the_same_when_each_message_fails_twice(hub: RunningHub, fault: Fault) -> None:
    with Meddler(hub, first_and_third(fault), seed=len(fault)) as between:
        assert play(hub, between.address, fault) == EXPECTED
        met = {name for name, _ in between.befell}
    assert met == (set() if fault is Fault.NONE else MESSAGES)


@pytest.mark.parametrize("seed", [0])
def test_a_round_ends_the_same_when_messages_fail_at_random(hub: RunningHub, seed: int) -> None:
    messages_at_random(hub, seed)


@pytest.mark.parametrize("seed", range(2))
def test_a_round_ends_the_same_when_bytes_are_lost_or_changed(hub: RunningHub, seed: int) -> None:
    bytes_at_random(hub, seed)


@pytest.mark.soak
@ON_A_FOLDER
@pytest.mark.parametrize("seed", range(100, 250))
def test_a_round_ends_the_same_when_many_messages_fail(hub: RunningHub, seed: int) -> None:
    messages_at_random(hub, seed)


@pytest.mark.soak
@ON_A_FOLDER
@pytest.mark.parametrize("seed", range(100, 400))
def test_a_round_ends_the_same_when_many_lines_fail(hub: RunningHub, seed: int) -> None:
    bytes_at_random(hub, seed)


def messages_at_random(hub: RunningHub, seed: int) -> None:
    with Meddler(hub, at_random(seed), seed) as between:
        assert play(hub, between.address, f"seed {seed}") == EXPECTED, f"seed {seed}"
        assert between.befell, f"seed {seed}"


def bytes_at_random(hub: RunningHub, seed: int) -> None:
    with Tunnel(hub.address, by_chance(seed)) as between:
        assert play(hub, between.address, f"seed {seed}") == EXPECTED, f"seed {seed}"
        assert between.befell, f"seed {seed}"
