"""The records of a panel as files: for whoever is entitled to check its decisions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ppir_desktop.common.clock import format_utc
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.protocol.kinds import RULES, Kind
from ppir_desktop.protocol.parcels import Arrival
from ppir_desktop.services.bundles import Exported
from ppir_desktop.services.chair.desk import ChairDesk
from ppir_desktop.signing.authors import Signed
from ppir_desktop.signing.sealing import make_parcel
from ppir_desktop.store.repositories.exchange import OFFICE
from ppir_desktop.sync.bundle_writer import Load, write_bundle
from ppir_desktop.sync.effects import read_back
from ppir_desktop.sync.progress import Watch

_CARRIED = (
    Kind.ROUND, Kind.ACCESS, Kind.CERTIFICATE, Kind.PANEL, Kind.ASSIGNMENT, Kind.DECLARATION,
    Kind.SHEET, Kind.TRANSCRIPTION, Kind.PROPOSAL, Kind.ASSENT, Kind.DECISION,
)  # fmt: skip


def carry_records(
    desk: ChairDesk, path: Path, recipients: Sequence[str] = (), watch: Watch | None = None
) -> Exported:
    """Write all records that the decisions of a chair rest on to a bundle, with their receipts.

    They are sealed again: to the office, to the chair's own device, and to whoever is named.

    Args:
        desk: The chair's desk.
        path: Where to.
        recipients: Others who may read them, ``age1…``.
        watch: Counts, and carries the wish to stop.

    Raises:
        InputError: ``recipient_unreadable``; ``file_exists``, ``bundle_empty``,
            ``bundle_too_large``.
        EnvironmentFault: ``file_not_written``.
        RefusedError: ``cancelled``.
    """
    watch, parcels = watch or Watch(), []
    vault = desk.at.profile.vault
    with vault.reading() as work:
        row = work.rounds.get(desk.at.round)
        readers = [desk.hearing.opened.office, row.identity.sealing.recipient, *recipients]
        watch.begin("records", work.records.count(desk.at.round))
        for envelope in work.records.envelopes(desk.at.round, _CARRIED):
            watch.check()
            named = read_back(envelope)
            is_open = RULES[named.record.kind].is_open
            header, content = make_parcel(
                Signed(named.digest, named.record, envelope),
                () if is_open else readers,
                () if is_open else [OFFICE, row.identity.id],
            )
            parcels.append(Arrival(header=header, content=content))
            parcels += _receipt(desk.at.round, work.records.receipt_of(named.digest))
            watch.add(1)
    if not parcels:
        raise InputError("bundle_empty")
    unique = {one.header.parcel: one for one in parcels}
    load = Load(
        round=desk.at.round, readers=(OFFICE, row.identity.id), parcels=tuple(unique.values()),
        blobs=(),
    )  # fmt: skip
    files = write_bundle(
        path, load, row.identity.signing, format_utc(desk.at.clock.now()),
        blob_path=vault.blobs.path, watch=watch,
    )  # fmt: skip
    size = sum(file.stat().st_size for file in files)
    return Exported(tuple(files), len(load.parcels), 0, size)


def _receipt(round_id: Identifier, envelope: bytes | None) -> list[Arrival]:
    """The receipt of a record, as a parcel of its own; nothing where there is none."""
    if envelope is None:
        return []
    named = read_back(envelope)
    header, content = make_parcel(Signed(named.digest, named.record, envelope), (), ())
    return [Arrival(header=header, content=content)] if named.record.round == round_id else []
