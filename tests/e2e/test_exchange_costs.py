"""What an exchange asks of a hub and of a line: no more than it needs."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import urllib3

from ppir_desktop.services import exchange
from ppir_desktop.services.enrolment import enrol
from tests.support.hub import RunningHub, running_hub
from tests.support.play import CLOCK, KIM, identity_of, office, panellist, today_round

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e

_COUNT = re.compile(r'ppir_hub_requests_total\{method="(\w+)",route="([^"]+)",status="\d+"\} (\d+)')


def asked(hub: RunningHub) -> Counter[str]:
    """How often each call was made, by the hub's own counts."""
    with urllib3.PoolManager(cert_reqs="CERT_NONE", assert_fingerprint=hub.certificate) as pool:
        page = pool.request("GET", f"{hub.address}/v1/metrics").data.decode()
    counts: Counter[str] = Counter()
    for method, route, count in _COUNT.findall(page):
        counts[f"{method} {route.rpartition('/')[2]}"] += int(count)
    return counts


def test_an_exchange_with_nothing_new_asks_once_for_the_feed(tmp_path: Path) -> None:
    with running_hub(tmp_path / "hub") as hub:
        small = today_round(hub)
        with office(small, hub) as desk, panellist() as kim:
            desk.open_on_hub()
            enrol(kim, desk.invitation(), KIM, CLOCK)
            exchange.sync(kim, CLOCK)
            desk.let_in(identity_of(kim, small.id))
            for profile in (desk.profile, kim, kim):
                exchange.sync(profile, CLOCK)
            before = asked(hub)
            (outcome,) = exchange.sync(kim, CLOCK)
            assert outcome.failure is None
            assert not outcome.changes
            # Its counts are asked for as well, over a line of their own.
            new = asked(hub) - before - Counter({"GET metrics": 1})
    assert new == {"GET hub": 1, "POST tokens": 1, "GET feed": 1}
