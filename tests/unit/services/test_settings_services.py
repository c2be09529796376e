"""What stands behind settings and help: proxies, the passphrase, licences, reports of problems."""

from __future__ import annotations

import pytest

from ppir_desktop import __version__
from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.logs import EventLogger, start_logging, stop_logging
from ppir_desktop.common.paths import logs
from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.services import profiles
from ppir_desktop.services.about import components
from ppir_desktop.services.problem_report import Screen, log_lines, problem_report
from ppir_desktop.services.proxies import read_proxy
from ppir_desktop.signing.device_secrets import DeviceSecrets
from ppir_desktop.store.repositories.outbox import OutboxState
from ppir_desktop.store.ways_in import Passphrase
from tests.support.desks import SECRET_WORDS
from tests.support.offices import FIRST
from tests.support.signed_round import SignedRound
from tests.support.vaults import OTHER, SECRET, MemoryKeyring, make_profile, open_profile

SCREEN = Screen("6.12.0", "offscreen", (1.0, 2.0))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ""),
        ("  ", ""),
        (" http://proxy.example.org:8080/ ", "http://proxy.example.org:8080"),
        ("https://10.0.0.1:3128", "https://10.0.0.1:3128"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://proxy", None),
        ("proxy:8080", None),
        ("socks5://proxy:1080", None),
        ("http://:8080", None),
        ("http://proxy:0", None),
        ("http://proxy:99999", None),
        ("http://proxy:x", None),
        ("http://[::1:8080", None),
        ("http://kim:secret@proxy:8080", None),
        ("http://proxy:8080/path", None),
        ("http://proxy:8080?x", None),
        ("http://pro xy:8080", None),
        ("http://프록시:8080", None),
    ],
)
def test_a_proxy_is_a_plain_address_with_a_port(typed: str, read: str | None) -> None:
    assert read_proxy(typed) == read


@pytest.mark.parametrize("keyring", [None, MemoryKeyring()])
def test_a_passphrase_is_renewed_by_whoever_knows_the_old_one(
    monkeypatch: pytest.MonkeyPatch, keyring: DeviceSecrets | None
) -> None:
    monkeypatch.setattr(profiles, "system_keyring", lambda: keyring)
    make_profile(keyring)
    with open_profile(keyring) as profile:
        with pytest.raises(InputError, match="passphrase_wrong"):
            profiles.renew_passphrase(profile, OTHER, OTHER)
        with pytest.raises(InputError, match="passphrase_short"):
            profiles.renew_passphrase(profile, SECRET, Passphrase("짧다"))
        profiles.renew_passphrase(profile, SECRET, OTHER)
        state = profiles.state_of(profile)
        assert (state.access_copies, state.recovery_copies, state.backed_up_at) == (2, 2, "")
    with pytest.raises(InputError, match="passphrase_wrong"):
        profiles.unlock("kim", SECRET)
    profiles.unlock("kim", OTHER).close()


def test_what_is_bundled_is_listed_with_its_licence() -> None:
    found = components()
    own = found[0]
    assert (own.name, own.version, own.licence) == ("ppir-desktop", __version__, "Apache-2.0")
    named = {one.name.lower(): one for one in found}
    assert {"cryptography", "reportlab", "pretendard", "lucide"} <= named.keys()
    assert {named["pretendard"].licence, named["lucide"].licence} == {"OFL-1.1", "ISC"}
    assert all(one.licence or one.text for one in found)
    assert not {"pytest", "mypy", "litestar"} & named.keys()
    assert "SIL OPEN FONT LICENSE" in named["pretendard"].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_counts_and_names_nothing(played: SignedRound, language: str) -> None:
    words = Wording(language)
    number = played.members[1]
    with played.at(number) as at:
        text = problem_report(at.profile, SCREEN, words, SystemClock())
        for hidden in (FIRST, number, SECRET_WORDS, "시험대학교", "장치 1", str(played.home)):
            assert hidden not in text
        assert __version__ in text
        with at.profile.vault.reading() as work:
            waiting = len(work.outbox.all(OutboxState.WAITING))
            dossiers = len(work.assignments.all())
        counts = {"rounds": 1, "dossiers": dossiers, "drafts": 0, "waiting": waiting}
        assert words("window.report.counts", **counts) in text
    assert words("window.report.locked") in problem_report(None, SCREEN, words, SystemClock())


def test_a_report_ends_with_the_last_lines_of_the_log() -> None:
    assert log_lines() == []
    handler = start_logging(logs())
    try:
        for number in range(7):
            EventLogger("ppir.test").info("counted", count=number, text=SECRET_WORDS)
    finally:
        stop_logging(handler)
    with (logs() / "ppir.log").open("a", encoding="utf-8") as file:
        file.write(f"{SECRET_WORDS}\n[]\n{{}}\n")
    lines = log_lines(3)
    assert [line for line in lines if '"count": 6' in line] == lines[-1:]
    assert len(lines) == 3
    assert SECRET_WORDS not in "".join(log_lines())
    text = problem_report(None, SCREEN, Wording("ko"), SystemClock())
    assert lines[-1] in text
