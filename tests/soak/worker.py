"""A desk as a process of its own, told on stdin what to do, a line each; it is there to be killed.

What it answers is acknowledged: a line on stdout once an act has returned. With ``calls`` the act
is cut off by SIGKILL at that call of a function, the same one each time it is played again.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.sync import failures
from tests.soak import acts, officials, reading
from tests.support.vaults import open_profile

_ACTS: Final[dict[str, Callable[..., Any]]] = {
    name: getattr(module, name)
    for module, names in (
        (acts, "draft sign declared sync export take_in check backup restored handed_out verify"),
        (officials, "give replace correct extend results decide records"),
        (reading, "look office_look keys documents"),
    )
    for name in names.split()
}


def main() -> None:
    """Sit at a desk until stdin ends or somebody kills the process."""
    profile_name, round_id, wrong_by = sys.argv[1], Identifier(sys.argv[2]), int(sys.argv[3])
    # Nobody waits long for a hub that was killed. A constant, but for those who wait here.
    vars(failures)["_FIRST_WAIT"] = 0.002
    clock = acts.WrongClock(wrong_by)
    with open_profile(name=profile_name) as profile:
        at = Sitting(profile, round_id, clock)
        _say({"ok": None})
        for line in sys.stdin:
            asked = json.loads(line)
            if asked["do"] == "clock":
                clock.wrong_by = asked["with"]["seconds"]
                _say({"ok": None})
            else:
                _say(_done(at, asked))


def _done(at: Sitting, asked: dict[str, Any]) -> dict[str, Any]:
    try:
        with _killed_at(asked.get("calls")):
            return {"ok": _ACTS[asked["do"]](at, **asked["with"])}
    except PpirError as error:
        return acts.refusal(error)
    except Exception:  # noqa: BLE001 -- whatever else is raised is what is looked for
        return {"crash": traceback.format_exc()}


@contextmanager
def _killed_at(calls: int | None) -> Iterator[None]:
    """Have this process killed at so many calls of functions, should there be as many."""
    if calls is None:
        yield
        return
    left = calls

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal left
        if event in {"call", "c_call"}:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    threading.setprofile(count)
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
