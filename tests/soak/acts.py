"""What can be done at any desk: by name, with plain arguments and answers."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import msgspec

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.domain.sheets import Mark
from ppir_desktop.protocol.review_bodies import Declared
from ppir_desktop.services import bundles, drafts, exchange, vaults
from ppir_desktop.services.drafts import Draft
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.services.reviewing import Filled, declare, sign_sheet
from ppir_desktop.services.round_verification import Asked, keys_of_profile, verify_round_files
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.store.backups import restore_backup
from ppir_desktop.store.profiles import folder_of
from ppir_desktop.sync.failures import HubRefusalError
from ppir_desktop.sync.hub_carrier import HubCarrier
from ppir_desktop.sync.hub_client import HubClient
from ppir_desktop.sync.progress import Watch
from tests.soak.cast import CANARY, CRITERIA, STAGE
from tests.soak.reading import look
from tests.support.vaults import SECRET, open_profile


class WrongClock:
    """A clock that is wrong by so many seconds; a desk's owner may set it while it runs."""

    def __init__(self, seconds: int = 0) -> None:
        self.wrong_by = seconds

    def now(self) -> dt.datetime:
        """The time by this clock."""
        return SystemClock().now() + dt.timedelta(seconds=self.wrong_by)


def draft(at: Sitting, dossier: str, points: list[int], word: str) -> None:
    """Save a draft."""
    made = Draft(marks=_marks(points), opinion=word)
    drafts.save(at.profile, at.round, (STAGE, dossier), made, at.clock)


def sign(at: Sitting, dossier: str, points: list[int], word: str) -> list[Any]:
    """Sign a sheet; its digest, dossier, manifest and points."""
    filled = Filled(
        marks=_marks(points), opinion=f"{CANARY} {word}", statement="평가합니다.",
        reason=f"{CANARY} {word}",
    )  # fmt: skip
    signed = sign_sheet(at.profile, at.round, (STAGE, dossier), filled, at.clock)
    with at.profile.vault.reading() as work:
        row = work.assignments.get(at.round, STAGE, dossier)
    return [signed.digest, dossier, row.manifest_digest, points]


def declared(at: Sitting, dossier: str, accepts: bool) -> list[Any]:
    """Declare; its digest, dossier and answer."""
    body = Declared(
        stage=STAGE, dossier=dossier, identity_confirmed=True, pledge=None, consents=(),
        conflicts=(), prior_contact="", accepts=accepts,
    )  # fmt: skip
    return [declare(at.profile, at.round, body, at.clock).digest, dossier, accepts]


def sync(at: Sitting) -> dict[str, Any]:
    """Exchange with the hub; what it failed with, and how much happened."""
    (outcome,) = exchange.sync(at.profile, at.clock)
    failure = outcome.failure.code if outcome.failure else ""
    return {"failure": failure, "changes": len(outcome.changes), "waits": outcome.awaits_approval}


def export(at: Sitting, file: str) -> None:
    """Write what is to be carried to the stick."""
    bundles.export(at.profile, at.round, Path(file), at.clock)


def take_in(at: Sitting, file: str) -> int:
    """Take a bundle in from the stick; how much happened."""
    return len(bundles.import_bundle(at.profile, Path(file), at.clock).changes)


def check(at: Sitting) -> dict[str, Any]:
    """Check the vault."""
    found = vaults.check(at.profile)
    return {
        "sound": found.sound,
        "missing": list(found.missing),
        "orphans": list(found.orphans),
    }


def backup(at: Sitting, file: str) -> dict[str, Any]:
    """Back the profile up; what it has at that moment."""
    vaults.backup(at.profile, Path(file), at.clock)
    return look(at)


def restored(at: Sitting, file: str, key: str) -> dict[str, Any]:
    """Restore a backup beside the profile, say what it has, and throw it away again."""
    name = "restored"
    shutil.rmtree(folder_of(name), ignore_errors=True)
    try:
        restore_backup(Path(file), name, SealingIdentity.read(key), SECRET, None)
        with open_profile(name=name) as profile:
            return look(at._replace(profile=profile))
    finally:
        shutil.rmtree(folder_of(name), ignore_errors=True)


def handed_out(at: Sitting, parcels: list[str]) -> list[str]:
    """Which of some parcels the hub hands to this desk when it asks for them by name."""
    with at.profile.vault.reading() as work:
        hub, row = work.exchange.hub(at.round), work.rounds.get(at.round)
    assert hub is not None
    found = []
    with HubClient(hub.address, hub.certificate) as client:
        key = digest_of(client.info().key)
        carrier = HubCarrier(client, at.round, row.identity.signing, key, Watch())
        carrier.connect()
        for parcel in parcels:
            try:
                client.parcel(at.round, carrier._token, Digest(parcel))
            except HubRefusalError:
                continue
            found.append(parcel)
    return found


def verify(at: Sitting, paths: list[str]) -> dict[str, Any]:
    """Work the round out again from files, by what this profile holds."""
    held = keys_of_profile(at.profile)
    asked = Asked(
        paths=tuple(map(Path, paths)), authority=held.authority, identities=held.identities
    )
    verdict = verify_round_files(asked, SystemClock())
    return {
        "agrees": verdict.agrees,
        "faults": [
            (fault.code, fault.kind) for fault in verdict.faults if fault.weight.value == "wrong"
        ],
        "dossiers": {
            one.dossier: {
                "mark": one.mark.value,
                "so_far": one.so_far,
                "decided": [msgspec.to_builtins(said) for said in one.decisions],
            }
            for one in verdict.dossiers
            if one.stage == STAGE
        },
    }


def _marks(points: list[int]) -> tuple[Mark, ...]:
    return tuple(
        Mark(criterion, value * 100, f"{CANARY} {criterion}")
        for criterion, value in zip(CRITERIA, points, strict=True)
    )


def refusal(error: PpirError) -> dict[str, Any]:
    """An error as it is answered: its code, and what it concerns."""
    return {"error": error.code, "why": str(error.params.get("reason", ""))}
