"""Bundles that are taken in at the place of the exchange, several at once and good or not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.common.wording import Wording
from ppir_desktop.services import bundles
from ppir_desktop.services.bundles import Imported
from ppir_desktop.services.dossiers import State, cards
from ppir_desktop.services.office import changing
from ppir_desktop.services.taking_in import Taken
from ppir_desktop.ui.app import Desk
from ppir_desktop.ui.viewmodels.taken_bundles import taken_text
from tests.gui.windows import PATIENCE
from tests.support.desks import Desks

FIRST = "2026-0001"


def drop(desk: Desk, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    desk.window.made.exchange.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, data,
            Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip


@pytest.fixture
def sticks(panellists: Desks, home: Path) -> list[Path]:
    """A bundle for somebody else, one that is none, and two good ones, one of which shouts."""
    office = panellists.desk
    others, broken, shouting, new = (
        home / name for name in ("others.ppirb", "broken.ppirb", "DOSSIERS.PPIRB", "new.ppirb")
    )
    bundles.export(office.profile, office.round, others, office.clock, readers=["a" * 64])
    broken.write_bytes(b"not a bundle")
    shutil.copyfile(panellists.stick / "dossiers.ppirbundle", shouting)
    changing.withdraw(office, FIRST, "취하")
    bundles.export(office.profile, office.round, new, office.clock)
    return [others, broken, shouting, new]


def test_what_is_wrong_with_one_bundle_keeps_no_other_from_being_taken_in(
    opened: Desk, sticks: list[Path], qtbot: QtBot, home: Path
) -> None:
    place, words = opened.window.made.exchange, opened.language.words
    opened.window.open_place("exchange")
    letter = home / "letter.txt"
    with qtbot.waitSignal(place.changed, timeout=PATIENCE):
        drop(opened, letter, *sticks)
    said = place.message.text().splitlines()
    assert said[0] == words("window.exchange.taken", files="DOSSIERS.PPIRB, new.ppirb")
    # Each that was refused is named, with the reason.
    for line, name, reason in (
        (said[1], "others.ppirb", "bundle_for_others"),
        (said[2], "broken.ppirb", "bundle_damaged"),
        (said[3], "letter.txt", "file_of_no_kind"),
    ):
        assert name in line
        assert words.raw(f"error.{reason}.remedy") in line
    assert len(said) == 4
    # What the good ones said is here.
    assert opened.session.profile is not None
    states = {card.dossier: card.state for card in cards(opened.session.profile)}
    assert states[FIRST] is State.WITHDRAWN


def test_a_file_of_no_kind_is_told_so_without_anything_being_read(opened: Desk, home: Path) -> None:
    place, words = opened.window.made.exchange, opened.language.words
    opened.given.take([home / "photo.jpeg"])
    assert opened.window.stack.currentWidget() is place
    assert "photo.jpeg" in place.message.text()
    assert words.raw("error.file_of_no_kind.remedy") in place.message.text()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_parts_of_a_bundle_are_counted_together(language: str) -> None:
    words = Wording(language)
    bundle = Identifier("b")
    parts = [Imported(bundle, part, 3, here, ()) for part, here in ((1, 1), (3, 2))]
    taken = [Taken(Path(f"s-{one.part}.ppirb"), one) for one in parts]
    text = taken_text([*taken, Taken(Path("x.ppirb"), InputError("bundle_for_others"))], words)
    first, second = text.splitlines()
    assert first == words("window.exchange.parts", files="s-1.ppirb, s-3.ppirb", here=2, parts=3)
    assert second.startswith("x.ppirb: ")
    whole = Taken(Path("s-2.ppirb"), Imported(bundle, 2, 3, 3, ()))
    assert taken_text([*taken, whole], words) == words(
        "window.exchange.taken", files="s-1.ppirb, s-3.ppirb, s-2.ppirb"
    )
