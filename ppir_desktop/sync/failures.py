"""Failures of an exchange, told apart by what is to be done about them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final, TypeVar

from ppir_desktop.common.errors import EnvironmentFault, InputError, RefusedError
from ppir_desktop.sync.progress import Watch

T = TypeVar("T")

TRIES: Final = 8
"""How often something is tried before the network counts as gone."""

_FIRST_WAIT: Final = 0.2
_LONGEST_WAIT: Final = 8.0
_OF_THE_CALLER: Final = ("authority_", "key_", "round_", "assertion_", "token_")


class OfflineFault(EnvironmentFault):
    """The hub could not be reached, or the line broke: wait a little and try again."""


class HubRefusalError(RefusedError):
    """The hub said no: stop and tell."""

    @property
    def is_of_the_caller(self) -> bool:
        """Whether it says nothing of a parcel or document, but of who calls or when."""
        return self.code.startswith(_OF_THE_CALLER)


class DamagedError(InputError):
    """What arrived is not what it should be: fetch it again, then tell."""


def persistently(task: Callable[[], T], watch: Watch, chance: random.Random | None = None) -> T:
    """Do something over the network, again and again while the line breaks.

    The waits double, and vary at random, so that three thousand laptops do not come back all at
    once (exponential backoff with full jitter).

    Args:
        task: What to do; doing it twice must change nothing.
        watch: Says whether somebody wants it to stop.
        chance: What the waits vary by.

    Raises:
        OfflineFault: When the last try failed as well.
        DamagedError: When what arrived was damaged twice.
        RefusedError: ``cancelled``.
    """
    vary = chance or random.Random()  # noqa: S311 -- nothing secret hangs on it
    damaged = 0
    for attempt in range(TRIES):
        watch.check()
        try:
            return task()
        except OfflineFault:
            if attempt == TRIES - 1:
                raise
        except DamagedError:
            damaged += 1
            if damaged == 2:
                raise
        longest = min(_FIRST_WAIT * 2**attempt, _LONGEST_WAIT)
        watch.wait(vary.uniform(0, longest))
    raise AssertionError("unreachable")
