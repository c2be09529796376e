"""Clock, identifiers, paths and resources do what they say and refuse the rest."""

from __future__ import annotations

import datetime as dt
import os
import stat
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppir_desktop.common import paths, resources
from ppir_desktop.common.clock import SystemClock, format_utc, parse_utc
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.identifiers import (
    digest_of,
    in_groups,
    new_identifier,
    parse_digest,
    parse_identifier,
)
from ppir_desktop.common.paths import HOME_VARIABLE, ensure_private


def test_the_system_clock_tells_utc() -> None:
    now = SystemClock().now()
    assert now.utcoffset() == dt.timedelta(0)
    assert abs((dt.datetime.now(dt.UTC) - now).total_seconds()) < 60


@given(st.datetimes(min_value=dt.datetime(1000, 1, 1), timezones=st.just(dt.UTC)))  # noqa: DTZ001 -- a bound, whose zone the strategy adds
def test_a_time_written_and_read_again_is_the_same_to_the_second(moment: dt.datetime) -> None:
    assert parse_utc(format_utc(moment)) == moment.replace(microsecond=0)


def test_times_of_other_zones_are_written_in_utc() -> None:
    seoul = dt.timezone(dt.timedelta(hours=9))
    assert format_utc(dt.datetime(2026, 11, 23, 18, 30, tzinfo=seoul)) == "2026-11-23T09:30:00Z"


def test_a_time_without_a_zone_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="zone"):
        format_utc(dt.datetime(2026, 11, 23))  # noqa: DTZ001 -- what is refused


@pytest.mark.parametrize(
    "text",
    ["", "2026-11-23", "2026-11-23T09:30:00+00:00", "2026-02-30T00:00:00Z", "2026-11-23T09:30Z",
     "2026-11-23T24:00:00Z", "２026-11-23T09:30:00Z", "2026-11-23 09:30:00Z"],
)  # fmt: skip
def test_any_other_time_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_utc(text)
    assert caught.value.code == "time_unreadable"


def test_identifiers_are_random_uuids() -> None:
    made = {new_identifier() for _ in range(100)}
    assert len(made) == 100
    assert all(uuid.UUID(name).version == 4 for name in made)
    assert all(parse_identifier(name) == name for name in made)


@pytest.mark.parametrize(
    "text",
    ["", "x", "../etc", "{12345678-1234-4234-8234-123456789abc}",
     "12345678-1234-4234-8234-123456789ABC", "12345678123442348234123456789abc"],
)  # fmt: skip
def test_an_identifier_has_one_spelling(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_identifier(text)
    assert caught.value.code == "identifier_unreadable"


def test_a_digest_is_sha256_and_can_be_read_aloud_in_groups() -> None:
    digest = digest_of(b"test")
    # printf test | sha256sum
    assert digest == "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    assert in_groups(digest).startswith("9f86 d081 884c")
    assert in_groups(digest).replace(" ", "") == digest
    assert parse_digest(digest) == digest


@pytest.mark.parametrize("text", ["", "0" * 63, "0" * 65, "A" * 64, "../" + "0" * 61, "０" * 64])
def test_nothing_else_passes_for_a_digest(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_digest(text)
    assert caught.value.code == "digest_unreadable"


def test_the_home_folder_is_the_one_that_is_named(home: Path) -> None:
    assert paths.home() == home
    assert paths.logs() == home / "logs"


def test_without_a_name_it_is_the_platforms_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOME_VARIABLE)
    assert paths.home().is_absolute()
    assert "PPIR" in str(paths.home())


def test_a_relative_home_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, "data/ppir")
    with pytest.raises(EnvironmentFault) as caught:
        paths.home()
    assert caught.value.code == "home_not_absolute"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such bits")
def test_folders_are_for_their_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    for name in ("new/deep", "open"):
        folder = ensure_private(tmp_path / name)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_a_fault_of_the_surroundings(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentFault) as caught:
        ensure_private(tmp_path / "file" / "below")
    assert caught.value.code == "folder_not_made"


def test_resources_are_found_by_name_and_only_those_that_exist() -> None:
    assert resources.resource("messages").is_dir()
    assert "[error." in resources.read_text("messages/en.toml")
    with pytest.raises(FileNotFoundError):
        resources.resource("messages/none.toml")
