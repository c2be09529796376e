"""A short round by chance, as ``make soak`` plays for hours; and that the checks can fail."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.store.repositories.exchange import OFFICE as OFFICE_KEY
from ppir_desktop.store.tables import IDENTITIES
from ppir_desktop.store.vault import Work
from tests.soak import campaign, checks, secrecy
from tests.soak.__main__ import story
from tests.soak.campaign import Budget
from tests.soak.cast import OFFICE, PROFILES, home_of
from tests.soak.model import BrokenError
from tests.soak.play import Play
from tests.soak.playing import carry_out
from tests.soak.world import World
from tests.support.vaults import open_profile

pytest.importorskip("litestar")
pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SEED, STEPS = 20, 18
WHO = "P02"


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """A round that was played for a while and came to rest; each test puts back what it breaks."""
    folder = tmp_path_factory.mktemp("soak")
    with World(folder / "world") as world:
        made = Play(world)
        ended = campaign.play_on(
            made, campaign.drawn(SEED, Budget(STEPS), STEPS), folder / campaign.LIST
        )
        assert ended.broken is None, story(ended, SEED)
        yield made


def broken(play: Play, operation: str) -> str:
    """What an operation finds broken."""
    with pytest.raises(BrokenError) as error:
        carry_out(play, {"op": operation, "who": WHO})
    return error.value.check


def test_a_round_by_chance_holds_and_can_be_played_again(play: Play) -> None:
    seed, operations = campaign.listed(play.world.folder.parent / campaign.LIST)
    assert (seed, len(operations)) == (SEED, STEPS)
    assert operations[-1] == {"op": "rest"}
    assert sum("fault" in one for one in operations) > 2


def test_a_laptop_that_was_set_back_shows(play: Play, tmp_path: Path) -> None:
    dossier = next(one for one in play.model.panels if play.is_given(WHO, one))
    home, before = home_of(play.world.folder, WHO), tmp_path / "before"
    play.desk(WHO).kill()
    shutil.copytree(home, before)
    sign = {"op": "sign", "who": WHO, "dossier": dossier, "points": [1, 2], "word": 0}
    carry_out(play, sign)
    play.desk(WHO).kill()
    home.rename(tmp_path / "after")
    shutil.copytree(before, home)
    assert broken(play, "kill") == "sheets that were signed"
    play.desk(WHO).kill()
    shutil.rmtree(home)
    (tmp_path / "after").rename(home)
    play.look(WHO)


def test_what_the_hub_lost_shows(play: Play) -> None:
    lost = next(one for one, by in play.laptop(WHO).receipts.items() if by == "hub")
    with database(play) as hub:
        row = hub.execute("SELECT * FROM parcels WHERE name = ?", [lost]).fetchone()
        hub.execute("DELETE FROM parcels WHERE name = ?", [lost])
        hub.commit()
        try:
            with pytest.raises(BrokenError, match=f"what the hub acknowledged to {WHO}"):
                checks.hub_keeps_everything(play)
        finally:
            hub.execute(f"INSERT INTO parcels VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 -- blanks alone
            hub.commit()


def test_a_parcel_that_the_hub_hands_to_somebody_else_shows(play: Play) -> None:
    key = play.looks[WHO]["id"]
    strange = [
        one
        for one in secrecy.parcels_of_hub(play.world.folder)
        if one.header.recipients and key not in {one.header.author, *one.header.recipients}
    ]
    with database(play) as hub:
        place = hub.execute(
            "SELECT round, idx FROM parcels WHERE name = ?", [strange[-1].name]
        ).fetchone()
        hub.execute("INSERT INTO addresses (round, address, idx) VALUES (?, ?, ?)",
                    [place[0], key, place[1]])  # fmt: skip
        hub.commit()
        try:
            with pytest.raises(BrokenError, match=f"parcels of others that {WHO} is handed"):
                secrecy.hub_hands_out_no_more(play)
        finally:
            hub.execute("DELETE FROM addresses WHERE address = ? AND idx = ?", [key, place[1]])
            hub.commit()


def test_a_key_in_the_wrong_vault_shows(play: Play) -> None:
    with vault_of(play, OFFICE) as work:
        key = work.exchange.identity(play.world.opened.round, OFFICE_KEY)
    assert key is not None
    with vault_of(play, WHO) as work:
        work.exchange.add_identity(play.world.opened.round, OFFICE_KEY, key)
    with pytest.raises(BrokenError, match=f"parcels that {WHO} can open and should not"):
        secrecy.nobody_reads_more(play)
    with vault_of(play, WHO) as work:
        work.connection.execute(IDENTITIES.delete().where(IDENTITIES.c.name == OFFICE_KEY))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_secret_in_the_clear_shows(play: Play, encoding: str) -> None:
    leak = play.world.folder / "homes" / "leak.log"
    leak.write_text("… 카나리아 …", encoding=encoding)
    with pytest.raises(BrokenError, match="in the clear"):
        secrecy.nothing_in_the_clear(play.world.folder)
    leak.unlink()
    secrecy.nothing_in_the_clear(play.world.folder)


@contextmanager
def database(play: Play) -> Iterator[sqlite3.Connection]:
    """The hub's database, behind the hub's back."""
    with closing(sqlite3.connect(play.world.folder / "hub" / "hub.db")) as connection:
        yield connection


@contextmanager
def vault_of(play: Play, who: str) -> Iterator[Work]:
    """Somebody's vault, behind the program's back."""
    play.desk(who).kill()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(home_of(play.world.folder, who)))
        with open_profile(name=PROFILES[who]) as profile, profile.vault.writing() as work:
            yield work
