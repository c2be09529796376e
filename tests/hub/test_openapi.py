"""Whatever fits the hub's description of its API is answered, and never fails the hub."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
import urllib3
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.callers import Scene

schemathesis = pytest.importorskip("schemathesis")
pytestmark = pytest.mark.e2e

EXAMPLES, MANY = 12, 400
FAILED = 500
UNAVAILABLE = 503


def call_everything(scene: Scene, examples: int) -> int:
    """Call each operation so often, as a stranger and as people of the round; how many calls."""
    base = scene.hub.address
    # The hub's certificate is known by its fingerprint, which this library cannot be told.
    schema = schemathesis.openapi.from_url(f"{base}/schema/openapi.json", verify=False)
    tokens = ["", scene.authority, scene.officer, scene.kims]
    made = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if (operation.method, operation.path) == ("delete", "/v1/rounds/{round_id}"):
            tokens = ["", scene.kims]  # the round is still needed

        @settings(
            max_examples=examples, database=None, deadline=None,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        )  # fmt: skip
        @given(
            case=operation.as_strategy(),
            token=st.sampled_from(tokens),
            is_here=st.booleans(),
        )
        def call(case: Any, token: str, is_here: bool) -> None:  # noqa: ANN401 -- as drawn
            nonlocal made
            if is_here and "round_id" in case.path_parameters:
                case.path_parameters["round_id"] = scene.small.id
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            answer = case.call(base_url=base, headers=headers, verify=False)
            assert answer.status_code < FAILED, (case.as_curl_command(), answer.text)
            made += 1

        call()
    return made


@pytest.fixture(autouse=True)
def no_warnings() -> None:
    warnings.simplefilter("ignore", urllib3.exceptions.InsecureRequestWarning)


def test_no_call_that_fits_the_description_fails_the_hub(scene: Scene) -> None:
    assert call_everything(scene, EXAMPLES) >= EXAMPLES * 10


@pytest.mark.soak
def test_none_of_thousands_does(scene: Scene) -> None:
    assert call_everything(scene, MANY) >= MANY * 10
