"""A laptop whose clock is wrong, and disks that are full, on either side."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.services import exchange
from ppir_desktop.services.enrolment import enrol
from ppir_desktop.store.repositories.outbox import OutboxState
from ppir_desktop.sync.changes import Happened
from tests.support import play
from tests.support.disks import enlarge, small_disk
from tests.support.hub import running_hub
from tests.support.play import (
    KIM,
    identity_of,
    office,
    panellist,
    read_document,
    records_in,
    sign_sheet,
    today_round,
)
from tests.support.scene import happened, synced

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e

MIB = 1024 * 1024
DOCUMENT = os.urandom(6 * MIB)


class WrongClock:
    """A clock that is wrong by so much."""

    def __init__(self, wrong_by: dt.timedelta) -> None:
        self.wrong_by = wrong_by

    def now(self) -> dt.datetime:
        return SystemClock().now() + self.wrong_by


@pytest.mark.parametrize("days", [1, -1, 3652, -3652])
def test_a_wrong_clock_of_a_laptop_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    clock = WrongClock(dt.timedelta(days=days))
    with running_hub(tmp_path / "hub") as hub:
        small = today_round(hub)
        with office(small, hub) as desk, panellist() as kim:
            desk.open_on_hub()
            enrol(kim, desk.invitation(), KIM, clock)
            assert exchange.sync(kim, clock)[0].awaits_approval
            identity = identity_of(kim, small.id)
            desk.let_in(identity)
            desk.give(identity, b"content")
            synced(desk.profile)
            (came,) = exchange.sync(kim, clock)
            assert came.failure is None
            assert happened(came)[Happened.GIVEN] == 1
            assert read_document(kim, small.id) == b"content"
            monkeypatch.setattr(play, "CLOCK", clock)
            signed = sign_sheet(kim, small.id)
            monkeypatch.undo()
            assert exchange.sync(kim, clock)[0].failure is None
            assert not exchange.outbox_of(kim, OutboxState.WAITING)
            synced(desk.profile)
            assert records_in(desk.profile, small.id, Kind.SHEET) == [signed.digest]


def test_a_full_disk_of_the_hub_acknowledges_nothing_and_loses_nothing(tmp_path: Path) -> None:
    with (
        small_disk(tmp_path / "disk", 4) as disk,
        running_hub(disk / "hub") as hub,
    ):
        small = today_round(hub)
        with office(small, hub) as desk, panellist() as kim:
            desk.open_on_hub()
            enrol(kim, desk.invitation(), KIM, play.CLOCK)
            synced(kim)
            identity = identity_of(kim, small.id)
            desk.let_in(identity)
            desk.give(identity, DOCUMENT)
            (outcome,) = exchange.sync(desk.profile, play.CLOCK)
            assert outcome.failure is not None
            assert not happened(outcome)[Happened.UPLOADED]
            assert hub.check().status == 0
            enlarge(disk, 40)
            synced(desk.profile)
            synced(kim)
            assert read_document(kim, small.id) == DOCUMENT
            assert hub.check().status == 0
            assert "Traceback" not in hub.log.read_text(encoding="utf-8")


def test_a_full_disk_of_a_laptop_keeps_what_came_and_goes_on_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_hub(tmp_path / "hub") as hub, small_disk(tmp_path / "disk", 4) as disk:
        small = today_round(hub)
        with office(small, hub) as desk:
            desk.open_on_hub()
            monkeypatch.setenv(HOME_VARIABLE, str(disk / "home"))
            with panellist() as kim:
                enrol(kim, desk.invitation(), KIM, play.CLOCK)
                synced(kim)
                identity = identity_of(kim, small.id)
                desk.let_in(identity)
                blob = desk.give(identity, DOCUMENT)
                synced(desk.profile)
                (outcome,) = exchange.sync(kim, play.CLOCK)
                assert outcome.failure is not None
                assert outcome.failure.code == "file_not_written"
                assert kim.vault.problems() == []
                assert kim.vault.blobs.partial()[blob] > 0
                enlarge(disk, 40)
                synced(kim)
                assert read_document(kim, small.id) == DOCUMENT
