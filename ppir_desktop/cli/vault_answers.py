"""The answers of ``ppir vault``."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from ppir_desktop.cli import secret_input
from ppir_desktop.cli.output import Output
from ppir_desktop.cli.profile_answers import open_for
from ppir_desktop.cli.secret_input import SecretFrom
from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Identifier, parse_digest, parse_identifier
from ppir_desktop.common.progress_bar import progress_bar
from ppir_desktop.common.wording import Wording
from ppir_desktop.services import profiles, vaults
from ppir_desktop.services.vaults import Findings
from ppir_desktop.store.purging import Inventory

_KEY = "cli.vault"
_NO = 1


def check(words: Wording, name: str, source: SecretFrom, *, as_json: bool) -> int:
    """Check everything that a profile keeps; 1 when something is wrong.

    Raises:
        PpirError: What opening the profile raises.
    """
    with (
        open_for(words, name, source) as profile,
        progress_bar(words(f"{_KEY}.check.doing"), in_bytes=False) as tell,
    ):
        found = vaults.check(profile, tell)
    if as_json:
        Output(words).json({**msgspec.to_builtins(found), "sound": found.sound})
    else:
        _write_findings(words, name, found)
    return 0 if found.sound else _NO


def backup(words: Wording, name: str, file: Path, source: SecretFrom) -> None:
    """Write a backup of a profile.

    Raises:
        PpirError: What `services.vaults.backup` raises.
    """
    with (
        open_for(words, name, source) as profile,
        progress_bar(words(f"{_KEY}.backup.doing"), in_bytes=True) as tell,
    ):
        vaults.backup(profile, file, SystemClock(), tell)
    Output(words).line(words(f"{_KEY}.backup.done", file=str(file), name=name))


def restore(
    words: Wording,
    file: Path,
    name: str,
    source: SecretFrom,
    new: SecretFrom,
    *,
    use_keyring: bool,
) -> None:
    """Make a profile of a backup.

    Raises:
        PpirError: What `services.vaults.restore` raises.
    """
    key = secret_input.recovery_key(words, source)
    passphrase = secret_input.new_passphrase(words, new)
    with progress_bar(words(f"{_KEY}.restore.doing"), in_bytes=True) as tell:
        info = vaults.restore(file, name, key, passphrase, use_keyring=use_keyring, progress=tell)
    Output(words).line(words(f"{_KEY}.restore.done", name=info.name))


def purge(
    words: Wording,
    name: str,
    round_id: str,
    source: SecretFrom,
    *,
    record: Path | None,
    yes: bool,
) -> int:
    """Destroy a round after showing what goes; 1 when the person does not confirm it.

    Raises:
        PpirError: What `services.vaults.purge` raises.
    """
    wanted = parse_identifier(round_id)
    passphrase = secret_input.passphrase(words, source)
    with profiles.unlock(name, passphrase) as profile:
        _write_inventory(words, vaults.before_purge(profile, wanted))
        if not yes and not _confirmed(words, wanted):
            Output(words).line(words(f"{_KEY}.purge.kept"))
            return _NO
        digest = vaults.purge(
            profile,
            passphrase,
            wanted,
            statement=words(f"{_KEY}.purge.statement"),
            clock=SystemClock(),
            record=record,
        )
    Output(words).line(words(f"{_KEY}.purge.done", round=wanted, digest=digest))
    return 0


def write_record(words: Wording, name: str, digest: str, file: Path, source: SecretFrom) -> None:
    """Write the kept record of a destruction to a file.

    Raises:
        PpirError: What `services.vaults.write_record` raises; ``file_exists``.
    """
    wanted = parse_digest("".join(digest.split()))
    if file.exists():
        raise InputError("file_exists", file=str(file))
    with open_for(words, name, source) as profile:
        vaults.write_record(profile, wanted, file)
    Output(words).line(words(f"{_KEY}.record.done", file=str(file)))


def _confirmed(words: Wording, round_id: Identifier) -> bool:
    """Whether the person types the beginning of the round's id, which nobody does by mistake."""
    start = round_id[:8]
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    return input(words(f"{_KEY}.purge.ask", start=start) + " ").strip() == start


def _write_inventory(words: Wording, found: Inventory) -> None:
    output = Output(words)
    counts = {name: getattr(found, name) for name in ("records", "blobs", "drafts")}
    output.line(words(f"{_KEY}.purge.inventory", **counts))
    if found.unsent:
        output.line(words(f"{_KEY}.purge.unsent", count=found.unsent), style="bold yellow")
    for backup_made in found.backups:
        output.line(
            words(f"{_KEY}.purge.backup", file=backup_made.file, made_at=backup_made.made_at)
        )


def _write_findings(words: Wording, name: str, found: Findings) -> None:
    output = Output(words)
    for wrong in found.database:
        output.line(words(f"{_KEY}.check.database", what=wrong))
    for kind in ("damaged", "missing", "orphans"):
        for digest in getattr(found, kind):
            output.line(words(f"{_KEY}.check.{kind}", digest=digest))
    if found.slots:
        output.line(words(f"{_KEY}.check.slots", count=found.slots))
    verdict = "sound" if found.sound else "unsound"
    output.line(words(f"{_KEY}.check.{verdict}", name=name))
