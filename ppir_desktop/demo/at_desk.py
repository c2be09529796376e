"""The demo for a person: a round that is under way, and the chair's desk open before them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.common.wording import Wording
from ppir_desktop.demo.cast import PASSPHRASE, Cast
from ppir_desktop.demo.hub import DemoHub
from ppir_desktop.ui.driving import show_desk

Say = Callable[..., None]


def open_desk(folder: Path, words: Wording, say: Say, signed: int) -> None:
    """Prepare a round, then show the desk until its window is closed.

    Args:
        folder: Where everything goes.
        words: The language of the window.
        say: Told the name of each step as it begins.
        signed: How many sheets the chair has signed already.
    """
    say("hub")
    hub = DemoHub(folder / "hub")
    with hub.serving():
        with Cast(folder, hub) as cast:
            making = cast.beside(cast.make_kit)
            say("round")
            cast.open()
            say("kit")
            making.result()
            cast.take_kit()
            say("invite")
            letter, enrol = cast.invite()
            enrol()
            say("review")
            name = cast.make_chair(letter, signed)
            say("chair", count=signed)
            home = cast.desk_home
        os.environ[HOME_VARIABLE] = str(home)
        say("desk")
        show_desk(words, name, PASSPHRASE, lambda: say("passphrase", passphrase=PASSPHRASE))
