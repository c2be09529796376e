"""Bundles: the exchange by stick. What lies in them is sealed already; a stick may be lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.protocol.bundles import BLOBS, CarriedBlob, Contents
from ppir_desktop.protocol.carriage_bodies import Receipt
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import Arrival, RoutingHeader
from ppir_desktop.protocol.review_bodies import Erratum, Given, Transcription
from ppir_desktop.protocol.round_bodies import Role
from ppir_desktop.services.statements import say
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.vault import Work
from ppir_desktop.sync.bundle_reader import BundleReader
from ppir_desktop.sync.bundle_writer import Load, write_bundle
from ppir_desktop.sync.changes import Change
from ppir_desktop.sync.effects import read_back
from ppir_desktop.sync.engine import Engine
from ppir_desktop.sync.inbox import Inbox
from ppir_desktop.sync.progress import Watch

_RECEIVERS = frozenset({Role.OFFICER, Role.CHAIR})
_OPEN = (Kind.ROUND, Kind.ACCESS)
_WITH_DOCUMENTS = frozenset({Kind.ASSIGNMENT, Kind.TRANSCRIPTION})


class Exported(msgspec.Struct, frozen=True):
    """A bundle that was written: its files, how many parcels and documents, how many bytes."""

    files: tuple[Path, ...]
    parcels: int
    blobs: int
    size: int


class Imported(msgspec.Struct, frozen=True):
    """What came of a bundle, or of a part of one.

    Attributes:
        bundle: Its id.
        part: The part that was read.
        parts: How many there are.
        here: How many of them are here; nothing counts until all are.
        changes: What happened.
    """

    bundle: Identifier
    part: int
    parts: int
    here: int
    changes: tuple[Change, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all parts are here and what they hold was taken in."""
        return self.here == self.parts


class Shown(msgspec.Struct, frozen=True):
    """What a bundle says of itself, its signature checked, without taking anything in."""

    contents: Contents
    maker: Digest
    size: int


def export(
    profile: OpenProfile,
    round_id: Identifier,
    path: Path,
    clock: Clock,
    *,
    readers: Sequence[str] = (),
    watch: Watch | None = None,
) -> Exported:
    """Write what is to be carried in a round to a bundle.

    For an officer that is all that was said to some readers, with their documents; for others,
    what was not acknowledged yet.

    Args:
        profile: The open profile.
        round_id: The round.
        path: Where to.
        clock: Says when.
        readers: Whom an officer makes it for; everybody addressed by default.
        watch: Counts, and carries the wish to stop.

    Raises:
        InputError: ``round_unknown``, ``file_exists``, ``bundle_empty``, ``bundle_too_large``.
        EnvironmentFault: ``file_not_written``, or ``blob_missing`` for a document that is not
            here.
        RefusedError: ``cancelled``.
    """
    with profile.vault.reading() as work:
        row = work.rounds.get(round_id)
        headers = [
            one.header
            for one in work.outbox.all()
            if one.round == round_id and _is_for(work, one.header, readers)
        ]
        parcels = [_carried(work, header, work.outbox.sealed(header.parcel)) for header in headers]
        digests = _documents(work, round_id, headers)
        # A desk that was never heard of learns from these whom to believe.
        known = {one.header.parcel for one in parcels}
        opening = [one for one in _open_records(work, round_id) if one.header.parcel not in known]
    if not headers:
        raise InputError("bundle_empty")
    blobs = profile.vault.blobs
    load = Load(
        round=round_id,
        readers=tuple(dict.fromkeys(readers or _addressees(headers))),
        parcels=(*opening, *parcels),
        blobs=tuple((digest, blobs.size(digest)) for digest in digests),
    )
    files = write_bundle(
        path,
        load,
        row.identity.signing,
        format_utc(clock.now()),
        blob_path=blobs.path,
        watch=watch or Watch(),
    )
    size = sum(file.stat().st_size for file in files)
    return Exported(tuple(files), len(load.parcels), len(digests), size)


def export_all(
    profile: OpenProfile, path: Path, clock: Clock, watch: Watch | None = None
) -> list[Exported]:
    """Write what waits in every round to bundles, one a round; the first has the name asked for.

    Raises:
        InputError: ``bundle_empty`` when nothing waits anywhere, and as `export`.
        EnvironmentFault: As `export`.
        RefusedError: ``cancelled``.
    """
    with profile.vault.reading() as work:
        waiting = {
            row.round for row in work.outbox.all() if work.exchange.receipt(row.parcel) is None
        }
        rounds = [one for one in work.rounds.ids() if one in waiting]
    if not rounds:
        raise InputError("bundle_empty")
    paths = [
        path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        for number in range(1, len(rounds) + 1)
    ]
    return [
        export(profile, one, place, clock, watch=watch)
        for one, place in zip(rounds, paths, strict=True)
    ]


def import_bundle(
    profile: OpenProfile, path: Path, clock: Clock, watch: Watch | None = None
) -> Imported:
    """Take in a bundle, or one part of it; doing so again changes nothing.

    Documents are written down as they are read and verified; records count once all parts are
    here, all in one transaction.

    Raises:
        EnvironmentFault: ``file_unreadable``, ``file_not_written``.
        InputError: ``bundle_damaged``; ``bundle_for_others``; ``bundle_maker_unknown`` when whoever
            made it has no part in the round; ``round_unknown``; ``round_record_missing``.
        RefusedError: ``cancelled`` or ``exchange_running``.
    """
    watch = watch or Watch()
    with profile.exchanging(), BundleReader(path) as reader:
        contents = reader.contents
        engine = Engine(profile.vault, contents.round, watch, clock)
        _refuse_others(profile, contents, engine.inbox)
        arrivals = list(reader.arrivals())
        watch.begin("bundle", sum(blob.size for blob in contents.blobs))
        for blob in contents.blobs:
            if profile.vault.blobs.has(blob.digest):
                reader.verify(blob, watch)
            else:
                _write_down(profile, reader, path, blob, watch)
        with profile.vault.writing() as work:
            here = work.exchange.stage(contents, arrivals)
            arrivals = work.exchange.staged(contents) if here == contents.parts else []
            changes = engine.inbox.take(
                work, arrivals, lambda within, one: _acknowledge(within, engine.inbox, one, clock)
            )
            if here == contents.parts:
                work.exchange.unstage(contents)
                changes += engine.inbox.withheld(work)
            known = engine.inbox.trust.key(reader.maker.id) is not None
            if here == contents.parts and not known and not _asks(arrivals, reader.maker.id):
                raise InputError("bundle_maker_unknown", file=str(path))
        if here == contents.parts:
            changes += engine.documents.tidy()
    return Imported(contents.bundle, contents.part, contents.parts, here, tuple(changes))


def show(path: Path) -> Shown:
    """What a bundle says of itself.

    Raises:
        EnvironmentFault: ``file_unreadable``.
        InputError: ``bundle_damaged``.
    """
    with BundleReader(path) as reader:
        return Shown(reader.contents, reader.maker.id, path.stat().st_size)


def _is_for(work: Work, header: RoutingHeader, readers: Sequence[str]) -> bool:
    if readers:
        return not header.recipients or bool(set(header.recipients) & set(readers))
    return work.exchange.receipt(header.parcel) is None


def _addressees(headers: Iterable[RoutingHeader]) -> list[str]:
    return [address for header in headers for address in header.recipients]


def _carried(work: Work, header: RoutingHeader, content: bytes) -> Arrival:
    receipt = work.exchange.receipt_envelope(header.parcel)
    return Arrival(header=header, content=content, receipt=receipt)


def _open_records(work: Work, round_id: Identifier) -> list[Arrival]:
    """The open records that say whom the round trusts, as parcels."""
    found = []
    for envelope in work.records.envelopes(round_id, _OPEN):
        record = read_back(envelope).record
        header = RoutingHeader(
            parcel=digest_of(envelope),
            kind=record.kind,
            round=record.round,
            author=record.author,
            recipients=(),
            size=len(envelope),
        )
        found.append(Arrival(header=header, content=envelope))
    return found


def _documents(work: Work, round_id: Identifier, headers: Iterable[RoutingHeader]) -> list[Digest]:
    """The documents of dossiers that are given, and scans, in some parcels of one's own."""
    given = {one.parcel for one in headers if one.kind in _WITH_DOCUMENTS}
    found: dict[Digest, None] = {}
    for row in work.outbox.all():
        if row.round == round_id and row.parcel in given:
            body = read_back(work.records.envelope(row.digest)).record.body
            if isinstance(body, Given | Erratum):
                found.update(dict.fromkeys(document.blob for document in body.manifest.documents))
            elif isinstance(body, Transcription):
                found[body.scan] = None
    return list(found)


def _refuse_others(profile: OpenProfile, contents: Contents, inbox: Inbox) -> None:
    if not contents.readers:
        return
    with profile.vault.reading() as work:
        own = {inbox.row.identity.id, *work.exchange.identity_names(contents.round)}
    if not own & set(contents.readers):
        raise InputError("bundle_for_others")


def _asks(arrivals: Iterable[Arrival], maker: Digest) -> bool:
    """Whether a bundle asks to let its maker in, whom nobody knows before that."""
    return any(one.header.kind is Kind.ENROLMENT and one.header.author == maker for one in arrivals)


def _write_down(
    profile: OpenProfile, reader: BundleReader, path: Path, blob: CarriedBlob, watch: Watch
) -> None:
    with profile.vault.blobs.writer(blob.digest, blob.size) as writer:
        before = writer.received
        watch.add(before)
        try:
            for piece in reader.blob(blob.digest, before):
                watch.check()
                writer.write(piece)
                watch.add(len(piece))
            writer.finish()
        except InputError as error:
            if error.code == "blob_damaged" and before == 0:
                raise InputError(
                    "bundle_damaged", file=str(path), entry=BLOBS + blob.digest
                ) from None
            if error.code != "blob_damaged":
                raise
            # What had come by another way was wrong; the bundle has it from its beginning.
            _write_down(profile, reader, path, blob, watch)


def _acknowledge(work: Work, inbox: Inbox, arrival: Arrival, clock: Clock) -> None:
    """Give a receipt for what a bundle brought to a desk that gives receipts."""
    own, header = inbox.row.identity.id, arrival.header
    grant = inbox.trust.grant(own)
    if grant is None or grant.role not in _RECEIVERS or header.author == own:
        return
    if header.kind in {Kind.ROUND, Kind.ACCESS, Kind.RECEIPT}:
        return
    if work.exchange.receipt(header.parcel) is not None:
        return
    round_id = header.round
    body = Receipt(
        parcel=header.parcel,
        received_at=format_utc(clock.now()),
        index=work.exchange.last_taken_here(round_id) + 1,
        taken_by="desk",
    )
    signed = say(
        work, round_id, Kind.RECEIPT, body, recipients=(), addresses=[header.author], clock=clock
    )
    work.exchange.add_receipt(round_id, body, signed.envelope)
