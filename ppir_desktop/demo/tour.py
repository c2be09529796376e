"""The tour: a round from the first start to a certificate, played through the real windows."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.durable import write_durably
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.common.wording import Wording
from ppir_desktop.demo.album import Album, Paper
from ppir_desktop.demo.cast import PASSPHRASE, STAGE, Cast
from ppir_desktop.demo.chairing import BEST, Chair
from ppir_desktop.demo.hub import DemoHub
from ppir_desktop.demo.reviewer import Reviewer
from ppir_desktop.reports.document import render
from ppir_desktop.services import desk_paper, panel_paper, signed_paper
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.ui.driving import Hand, picture_of_paper

Say = Callable[..., None]

WORK: Final = "round"
"""Where, in the folder of a tour, profiles and hub lie."""

_PATIENCE: Final = 60.0


def play_tour(folder: Path, words: Wording, say: Say) -> Path:
    """Play it all, and give the page that shows it.

    Args:
        folder: A folder that is there and empty.
        words: The language of the windows.
        say: Told the name of each step as it begins.
    """
    work = folder / WORK
    work.mkdir()
    album = Album(folder)
    say("hub")
    with Cast(work, DemoHub(work / "hub")) as cast:
        hub, making = cast.hub, cast.beside(cast.make_kit)
        with hub.serving():
            say("round")
            cast.open()
            say("kit")
            making.result()
            cast.take_kit()
            say("invite")
            letter, enrol = cast.invite()
            enrolling = cast.beside(enrol)
            os.environ[HOME_VARIABLE] = str(cast.desk_home)
            hand = Hand(words, _PATIENCE)
            reviewer = Reviewer(hand, cast, album)
            say("first")
            reviewer.begin()
            reviewer.join(letter)
            enrolling.result()
            say("seat")
            cast.seat()
            say("review")
            reviewing = cast.beside(cast.review)
            reviewer.receive()
            say("own")
            reviewer.review_first()
            reviewer.sign_first()
            reviewing.result()
        say("sign")
        reviewer.review_others()
        with hub.serving():
            _at_table(hand, reviewer, album, say)
            say("papers")
            number = cast.finish(BEST)
        _write_papers(hand, cast, album, number)
        hand.close()
    shutil.rmtree(work / "kit")
    (work / "passphrase.txt").write_text(PASSPHRASE, encoding="utf-8")
    say("page")
    return album.write_page()


def _at_table(hand: Hand, reviewer: Reviewer, album: Album, say: Say) -> None:
    """What is done at the window once the network is back."""
    reviewer.hand_in()
    chair = Chair(hand, album)
    say("table")
    chair.look()
    say("meeting")
    chair.meet()
    chair.decide_others()
    reviewer.exchange()


def _write_papers(hand: Hand, cast: Cast, album: Album, number: str) -> None:
    """Write the papers of the dossier that was designated, and take their pictures."""
    korean, english = Wording("ko"), Wording("en")
    profile = hand.desk.session.profile
    assert profile is not None  # noqa: S101 -- nobody locked it
    at = Sitting(profile, cast.round, SystemClock())
    sheet = signed_paper.sign_sheet_file(at, (STAGE, BEST), korean).file.content
    entries, _ = panel_paper.consolidated_sheets(at, STAGE, korean, [BEST])
    papers = {
        "sheet": sheet,
        "consolidated": render(entries[0].form).content,
        "certificate": render(desk_paper.certificate_of(cast.office, number, korean)).content,
        "certificate_en": render(desk_paper.certificate_of(cast.office, number, english)).content,
    }
    for name, content in papers.items():
        stem = name.replace("_", "-")
        write_durably(album.folder / f"{stem}.pdf", content)
        picture_of_paper(content, album.folder / f"{stem}.png")
        album.papers.append(Paper(name, f"{stem}.pdf", f"{stem}.png"))
