"""What was acknowledged is there: after a kill, and on a disk that is full."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from ppir_desktop.common.errors import EnvironmentFault
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.store.vault import Vault
from tests.support.disks import small_disk
from tests.support.processes import ROOT
from tests.support.records import AT
from tests.support.vaults import KEY, joined, make_vault


def committed(folder: Path, round_id: Identifier) -> int:
    """The last draft that is there; every parcel up to it must be there as well."""
    with Vault(folder, KEY) as vault:
        assert vault.problems() == []
        with vault.reading() as work:
            draft = work.drafts.get(round_id, "paper", "D")
            number = int(draft.content.removeprefix("draft ")) if draft else 0
            parcels = {work.outbox.sealed(row.parcel) for row in work.outbox.all()}
    assert parcels == {b"parcel %d" % one for one in range(1, number + 1)}
    return number


def kill_while_committing(folder: Path, round_id: Identifier, times: int) -> int:
    """Kill a process that commits, again and again; give the number it had come to."""
    chance, last = random.Random(times), 0
    for _ in range(times):
        command = [sys.executable, "-m", "tests.support.committer", folder, round_id, str(last)]
        process = subprocess.Popen(
            list(map(str, command)), stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert process.stdout is not None
        acknowledged = last
        for _ in range(chance.randint(1, 40)):
            acknowledged = int(process.stdout.readline())
        process.kill()
        rest = process.stdout.read().split("\n")
        process.stdout.close()
        process.wait()
        acknowledged = max([acknowledged, *(int(line) for line in rest[:-1])])
        found = committed(folder, round_id)
        # One more may have been committed than could be said.
        assert found in {acknowledged, acknowledged + 1}
        last = found
    return last


@pytest.mark.slow
def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    with make_vault(tmp_path) as vault:
        round_id = joined(vault)
    assert kill_while_committing(tmp_path, round_id, 8) > 8


@pytest.mark.soak
def test_a_thousand_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    with make_vault(tmp_path) as vault:
        round_id = joined(vault)
    assert kill_while_committing(tmp_path, round_id, 1_000) > 1_000


def fill(vault: Vault, round_id: Identifier) -> int:
    """Save drafts until the disk is full, and say how many were acknowledged."""
    for number in range(10_000):
        try:
            with vault.writing() as work:
                work.drafts.save(round_id, "paper", str(number), content="x" * 20_000, saved_at=AT)
        except EnvironmentFault as fault:
            if fault.code == "vault_not_written":
                return number
            raise
    return 10_000


@pytest.mark.parametrize("size", range(3, 9))
def test_a_full_disk_loses_nothing_that_was_acknowledged(tmp_path: Path, size: int) -> None:
    with small_disk(tmp_path / "disk", size) as disk:
        with make_vault(disk) as vault:
            round_id = joined(vault)
            saved = fill(vault, round_id)
        assert 0 < saved < 10_000
        with Vault(disk, KEY) as vault:
            assert vault.problems() == []
            with vault.reading() as work:
                kept = {row.dossier for row in work.drafts.all(round_id)}
            assert kept == {str(number) for number in range(saved)}


def test_a_full_disk_leaves_room_to_open_and_to_free(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 3) as disk:
        with make_vault(disk) as vault:
            round_id = joined(vault)
            with vault.writing() as work:
                work.drafts.save(round_id, "paper", "D", content="kept", saved_at=AT)
        filler = disk / "filler"
        with pytest.raises(OSError, match="space"):
            filler.write_bytes(bytes(4 * 1024 * 1024))
        filler.unlink()
        with Vault(disk, KEY) as vault, vault.reading() as work:
            draft = work.drafts.get(round_id, "paper", "D")
            assert draft is not None
            assert draft.content == "kept"
