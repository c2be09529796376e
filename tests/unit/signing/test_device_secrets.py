"""The system's own keyring keeps its half across sessions; without one, nothing pretends to.

These run a real Secret Service (gnome-keyring) on a message bus of the test's own.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ppir_desktop.signing import device_secrets
from ppir_desktop.signing.device_secrets import system_keyring
from tests.support.processes import ROOT, environment
from tests.support.programs import needs

pytestmark = [
    needs("dbus-run-session"),
    needs("gnome-keyring-daemon"),
    pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's"),
]

_DAEMON = 'printf %s "$0" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; '


def session(folder: Path, task: str, *, password: str | None = "login") -> list[str]:
    """Do something in a new desktop session of one user, and give the lines it printed.

    Args:
        folder: The user's home.
        task: What to do.
        password: What unlocks the keyring; None for a session without one.
    """
    env = environment(
        HOME=str(folder), XDG_DATA_HOME=str(folder / "data"), XDG_RUNTIME_DIR=str(folder / "run")
    )
    env.pop("DBUS_SESSION_BUS_ADDRESS", None)
    (folder / "run").mkdir(mode=0o700, exist_ok=True)
    program = f"{sys.executable} -m tests.support.keyring_session {task}"
    script = (_DAEMON if password is not None else "") + program
    # Without its own bus a session would ask the one of whoever runs the test.
    bus = ["dbus-run-session", "--"] if password is not None else []
    ended = subprocess.run(
        [*bus, "sh", "-c", script, password or "x"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


def test_half_of_the_key_lies_in_the_keyring_and_outlives_the_session(
    home: Path, tmp_path: Path
) -> None:
    assert session(tmp_path, "create") == [
        "keyring: secret-service",
        "profile: secret-service",
        "open",
    ]
    assert session(tmp_path, "open") == ["keyring: secret-service", "open"]
    secrets = b"".join(
        path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file()
    )
    assert b"AGE-SECRET-KEY" not in secrets
    assert home.is_dir()


def test_without_the_session_the_person_is_told_and_nothing_falls_back(tmp_path: Path) -> None:
    session(tmp_path, "create")
    assert session(tmp_path, "open", password=None) == [
        "keyring: none",
        "refused: keyring_missing",
    ]
    assert session(tmp_path, "open")[-1] == "open"


def test_an_entry_that_is_gone_is_told(tmp_path: Path) -> None:
    session(tmp_path, "create")
    assert session(tmp_path, "forget")[-1] == "refused: keyring_entry_missing"


def test_without_any_keyring_a_passphrase_alone_opens_it(tmp_path: Path) -> None:
    assert session(tmp_path, "create", password=None) == [
        "keyring: none",
        "profile: passphrase alone",
        "open",
    ]
    assert session(tmp_path, "open")[-1] == "open"


def test_the_environment_cannot_name_another_keyring(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    assert system_keyring() is None


def test_whoever_wants_none_is_asked_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def named() -> object:
        asked.append("asked")
        raise RuntimeError

    monkeypatch.setattr(device_secrets, "_named_backend", named)
    assert system_keyring() is None
    monkeypatch.setenv(device_secrets.OFF_VARIABLE, "1")
    assert system_keyring() is None
    assert asked == ["asked"]
