"""The answers of ``ppir profile``."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ppir_desktop.cli import secret_input
from ppir_desktop.cli.output import Output
from ppir_desktop.cli.secret_input import SecretFrom
from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.durable import write_durably
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.wording import Wording
from ppir_desktop.services import profiles
from ppir_desktop.services.known_profiles import all_known
from ppir_desktop.services.profiles import ProfileState, RecoverySheet
from ppir_desktop.store.opened import OpenProfile

_KEY = "cli.profile"


def create(
    words: Wording,
    name: str,
    source: SecretFrom,
    *,
    sheet: Path | None,
    use_keyring: bool,
    as_json: bool,
) -> None:
    """Make a profile and write its recovery sheet, to a file or here.

    Raises:
        PpirError: What `services.profiles.create` raises; ``file_exists`` before anything is made.
    """
    if sheet is not None and sheet.exists():
        raise InputError("file_exists", file=str(sheet))
    passphrase = secret_input.new_passphrase(words, source)
    made = profiles.create(name, passphrase, SystemClock(), use_keyring=use_keyring)
    output, text = Output(words), sheet_text(words, made)
    if sheet is not None:
        try:
            write_durably(sheet, text.encode())
        except EnvironmentFault as fault:
            # The profile is made, and nobody else has the key: it is shown rather than lost.
            output.error(fault)
            sheet = None
    if as_json:
        shown = msgspec.to_builtins(made)
        output.json({**shown, "key": shown["key"] if sheet is None else None})
        return
    output.line(words(f"{_KEY}.create.done", name=made.profile))
    if sheet is None:
        output.line()
        output.line(text)
    else:
        output.line(words(f"{_KEY}.create.sheet_written", file=str(sheet)))


def sheet_text(words: Wording, sheet: RecoverySheet) -> str:
    """A recovery sheet as text."""
    return words(
        f"{_KEY}.sheet",
        name=sheet.profile,
        vault=sheet.vault,
        created_at=sheet.created_at,
        secret=sheet.in_groups(),
    )


def list_profiles(words: Wording, *, as_json: bool) -> None:
    """Write which profiles there are."""
    output, found = Output(words), all_known()
    if as_json:
        output.json([msgspec.to_builtins(info) for info in found])
        return
    if not found:
        output.line(words(f"{_KEY}.list.none"))
        return
    headings = [words(f"{_KEY}.list.{name}") for name in ("name", "opens", "created", "vault")]
    table = output.new_table(words(f"{_KEY}.list.title"), [(one, "left") for one in headings])
    for info in found:
        table.add_row(info.name, _opens_by(words, info.keyring), info.created_at, info.vault)
    output.table(table)


def unlock(words: Wording, name: str, source: SecretFrom, *, as_json: bool) -> None:
    """Open a profile, mend what can be mended, and write how it stands.

    Raises:
        PpirError: What `services.profiles.unlock` raises.
    """
    with profiles.unlock(name, secret_input.passphrase(words, source)) as profile:
        state = profiles.state_of(profile)
    if as_json:
        Output(words).json(msgspec.to_builtins(state))
    else:
        _write_state(words, state)


def change_passphrase(words: Wording, name: str, source: SecretFrom, new: SecretFrom) -> None:
    """Give a profile another passphrase.

    Raises:
        PpirError: What `services.profiles.change_passphrase` raises.
    """
    passphrase = secret_input.passphrase(words, source)
    profiles.change_passphrase(name, passphrase, secret_input.new_passphrase(words, new))
    Output(words).line(words(f"{_KEY}.passwd.done", name=name))


def recover(
    words: Wording, name: str, source: SecretFrom, new: SecretFrom, *, use_keyring: bool
) -> None:
    """Open a profile with its recovery sheet and give it another passphrase.

    Raises:
        PpirError: What `services.profiles.recover` raises.
    """
    key = secret_input.recovery_key(words, source)
    passphrase = secret_input.new_passphrase(words, new)
    with profiles.recover(name, key, passphrase, use_keyring=use_keyring) as profile:
        state = profiles.state_of(profile)
    Output(words).line(words(f"{_KEY}.recover.done", name=name))
    _write_state(words, state)


def lock(words: Wording, name: str) -> None:
    """Have whoever has a profile open lock it.

    Raises:
        PpirError: What `services.profiles.lock` raises.
    """
    was_open = profiles.lock(name)
    done = "done" if was_open else "was_locked"
    Output(words).line(words(f"{_KEY}.lock.{done}", name=name))


def open_for(words: Wording, name: str, source: SecretFrom) -> OpenProfile:
    """Open a profile for another command.

    Raises:
        PpirError: What `services.profiles.unlock` raises.
    """
    return profiles.unlock(name, secret_input.passphrase(words, source))


def _write_state(words: Wording, state: ProfileState) -> None:
    output = Output(words)
    how = _opens_by(words, state.info.keyring)
    output.line(words(f"{_KEY}.state.opens", name=state.info.name, how=how))
    output.line(
        words(f"{_KEY}.state.copies", access=state.access_copies, recovery=state.recovery_copies)
    )
    output.line(words(f"{_KEY}.state.rounds", count=len(state.rounds)))
    for round_id in state.rounds:
        output.line(f"  {round_id}")


def _opens_by(words: Wording, keyring: str) -> str:
    if keyring:
        return words(f"{_KEY}.by_keyring", keyring=keyring)
    return words(f"{_KEY}.by_passphrase")
