"""The door: a round's results worked out again, and what is to be said of every dossier."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest
from ppir_desktop.domain.consolidation import result_bytes
from ppir_desktop.domain.sheets import Absence
from ppir_desktop.domain.stage import Mode
from ppir_desktop.protocol.result_bodies import Decision
from ppir_desktop.services.round_verification.decided import (
    Decisions,
    between,
    dossier_mark,
    replaced,
)
from ppir_desktop.services.round_verification.evidence import Evidence, Index, Place, SheetSeen
from ppir_desktop.services.round_verification.fates import Fate
from ppir_desktop.services.round_verification.findings import (
    DossierVerdict,
    Fault,
    Mark,
    RoundVerdict,
)
from ppir_desktop.services.round_verification.gathering import gather
from ppir_desktop.services.round_verification.places import PlaceKnown, Places
from ppir_desktop.services.round_verification.reading import Tell
from ppir_desktop.services.round_verification.recomputing import Computing
from ppir_desktop.signing.identities import SealingIdentity


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be verified.

    Attributes:
        paths: Files and folders with the round's records.
        authority: Fingerprint of the authority's key.
        identities: What opens sealed records.
        stage: Id of the only stage that is asked about; empty for all.
        dossier: Number of the only application that is asked about; empty for all.
    """

    paths: tuple[Path, ...]
    authority: Digest
    identities: tuple[SealingIdentity, ...] = ()
    stage: str = ""
    dossier: str = ""


def _tell_nobody(_done: int, _total: int) -> None:
    """Tell nobody."""


def verify_round_files(asked: Asked, clock: Clock, tell: Tell = _tell_nobody) -> RoundVerdict:
    """Work every result of a round out again from the signed records alone.

    Args:
        asked: What is to be verified, and by what.
        clock: Says when, for what no receipt bounds.
        tell: Told how many parcels of how many are read.

    Raises:
        EnvironmentFault: ``file_unreadable`` for a path that is not there.
        InputError: ``round_record_missing``, or what is wrong with the only one there is;
            ``stage_unknown``, ``dossier_not_here``.
    """
    now = format_utc(clock.now())
    with _collector_resting():
        evidence = gather(asked.paths, asked.authority, asked.identities, now, tell)
        verdict = _Verifier(evidence).verify(asked)
    if asked.dossier and not verdict.dossiers:
        raise InputError("dossier_not_here", value=asked.dossier)
    return verdict


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Spare the collector of circles, for records are trees: it took a third of the time."""
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()


class _Verifier:
    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._index = Index.of(evidence)
        self._places = Places(evidence, self._index)
        self._computing = Computing()
        self._decisions = Decisions(evidence, self._index, self._places, self._computing)
        self._replaced = set(_replaced(evidence))

    def verify(self, asked: Asked) -> RoundVerdict:
        evidence = self._evidence
        if asked.stage and self._places.stage(asked.stage) is None:
            names = ", ".join(stage.id for stage in evidence.scheme.stages)
            scheme = evidence.scheme.id
            raise InputError("stage_unknown", value=asked.stage, scheme=scheme, allowed=names)
        title = evidence.trust.opened.record.body.title
        return RoundVerdict(
            round=evidence.round,
            title={"ko": title.ko, "en": title.en},
            dossiers=tuple(
                self._dossier(place)
                for place in sorted({*self._places.all(), *self._index.decisions})
                if asked.stage in {"", place[0]} and asked.dossier in {"", place[1]}
            ),
            faults=tuple(sorted(evidence.faults, key=_order_of_fault)),
            records=evidence.records,
            other_files=evidence.others,
            repeated=evidence.repeated,
        )

    def _dossier(self, place: Place) -> DossierVerdict:
        said = self._index.decisions.get(place)
        if not said:
            return self._undecided(place)
        decisions = tuple(
            replaced(verdict) if (one.named.digest, place) in self._replaced else verdict
            for one in said
            if isinstance(body := one.named.record.body, Decision)
            for what in body.results
            if what.dossier == place[1]
            for verdict in (self._decisions.verify(one, body, what),)
        )
        findings = between(decisions)
        return DossierVerdict(
            stage=place[0], dossier=place[1], mark=dossier_mark(decisions, findings),
            decisions=decisions, findings=tuple(findings),
        )  # fmt: skip

    def _undecided(self, place: Place) -> DossierVerdict:
        """What the sheets come to so far, with nobody marked and nothing admitted."""
        known = self._places.at(place)
        if known.stage.mode is Mode.EXTERNAL:
            return DossierVerdict(stage=place[0], dossier=place[1], mark=Mark.UNDECIDED)
        fates = self._decisions.fates(known)
        sheets = [one for one in known.sheets if fates[one.digest] is Fate.COUNTS]
        result = self._computing.result(
            known.stage, place[1], [(one.number, one) for one in sheets], _away(known, sheets)
        )
        return DossierVerdict(
            stage=place[0], dossier=place[1], mark=Mark.UNDECIDED,
            so_far=result_bytes(result).decode() if result else "",
            findings=tuple(self._decisions.unknown_times(known)),
            sheets=self._decisions.sheets(known, fates, [one.digest for one in sheets]),
        )  # fmt: skip


def _away(known: PlaceKnown, sheets: list[SheetSeen]) -> Mapping[str, Absence]:
    """The members without a sheet that counts."""
    there = {one.number for one in sheets}
    return {
        number: Absence.RECUSED if number in known.recused else Absence.ABSENT
        for number in sorted(known.members or ())
        if number not in there
    }


def _replaced(evidence: Evidence) -> Iterator[tuple[Digest, Place]]:
    """Decisions that their own signer put another one in the place of, on a dossier of both."""
    for said in evidence.said.values():
        record = said.named.record
        former = evidence.said.get(record.supersedes) if record.supersedes else None
        if former is None or former.named.record.author != record.author:
            continue
        if isinstance(record.body, Decision):
            for what in record.body.results:
                yield former.named.digest, (record.body.stage, what.dossier)


def _order_of_fault(fault: Fault) -> tuple[str, str, str]:
    return fault.file, fault.code, fault.digest
