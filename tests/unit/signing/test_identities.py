"""An identity in groups is easy to type, and still the same identity."""

from __future__ import annotations

import pytest

from ppir_desktop.signing.identities import SealingIdentity, in_groups


@pytest.mark.parametrize("size", [4, 6, 8])
def test_what_is_always_the_same_stands_by_itself_and_the_rest_in_groups(size: int) -> None:
    secret = SealingIdentity.generate().secret_text()
    beginning, *groups = in_groups(secret, size)
    assert beginning == "AGE-SECRET-KEY-1"
    assert {len(one) for one in groups[:-1]} == {size}
    assert beginning + "".join(groups) == secret


def test_what_is_no_identity_is_not_given_the_beginning_of_one() -> None:
    assert in_groups("카나리아카나리", 4) == ["카나리아", "카나리"]
