"""Holding one decision on one dossier against the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.domain.consolidation import Result, result_bytes
from ppir_desktop.domain.points import format_points
from ppir_desktop.domain.stage import Mode, Stage
from ppir_desktop.protocol.result_bodies import Decision, DossierResult
from ppir_desktop.services.round_verification.agreed import Agreed
from ppir_desktop.services.round_verification.counted import Counted, used_sheets
from ppir_desktop.services.round_verification.desk_times import received_at, taken_by_desks
from ppir_desktop.services.round_verification.evidence import Evidence, Index, Said, SheetSeen
from ppir_desktop.services.round_verification.fates import Fate, fates_of
from ppir_desktop.services.round_verification.findings import (
    DecisionVerdict,
    Finding,
    Mark,
    SheetVerdict,
    differs,
    mark_of,
    told,
    unchecked,
)
from ppir_desktop.services.round_verification.places import PlaceKnown, Places
from ppir_desktop.services.round_verification.recomputing import Computing, difference

_BEGIN_OF_TIME = "0001-01-01T00:00:00Z"


class Decisions:
    """Verifies decisions."""

    def __init__(
        self, evidence: Evidence, index: Index, places: Places, computing: Computing
    ) -> None:
        """Verify by some evidence."""
        self._evidence, self._places, self._computing = evidence, places, computing
        self._agreed = Agreed(evidence, index)

    def verify(self, said: Said, decision: Decision, what: DossierResult) -> DecisionVerdict:
        """What is to be said of a decision on one dossier.

        Args:
            said: The record.
            decision: What it says.
            what: What it says of the dossier.
        """
        stage = self._places.stage(decision.stage)
        if stage is None or stage.mode is Mode.EXTERNAL:
            code = "stage_unknown" if stage is None else "stage_external"
            return self._verdict(said, what, [differs(code, stage=decision.stage)])
        place, used = (stage.id, what.dossier), [one.sheet for one in what.sheets]
        # A chair's clock may be ahead; nothing is decided after it was received.
        when = min(said.named.record.made_at, said.at)
        known = self._places.at(place, when, decision.panel, used)
        known, findings = taken_by_desks(self._evidence, known, what)
        findings += self._on_signer(said, decision, what, known)
        fates = self.fates(known, what)
        # Where the chair says nothing of members or late sheets, the records alone come to that.
        has_word = what.absent or any(one.admitted for one in what.sheets)
        by_rule = self.fates(known) if has_word else fates
        findings += Counted(self._evidence, known, what, fates, by_rule).findings()
        findings += self.unknown_times(known, what, said.at)
        computed, found = self._recomputed(stage, what, known)
        findings += found
        findings += self._agreed.on_adjustment(decision, what, stage, computed)
        findings += self._agreed.on_decision(decision, what, said.number)
        return self._verdict(said, what, findings, computed, self.sheets(known, fates, used))

    def fates(self, known: PlaceKnown, what: DossierResult | None = None) -> Mapping[Digest, Fate]:
        """What becomes of each sheet on a dossier.

        Args:
            known: What is known of the dossier.
            what: What was decided, for the chair's word on members and on late sheets; without it
                the records alone decide, with nobody marked and nothing admitted.
        """
        used = what.sheets if what else ()
        return fates_of(
            known,
            away={one.number: one.why for one in what.absent} if what else {},
            admitted={one.sheet for one in used if one.admitted.strip()},
            countersigned=self._agreed.countersigned(known),
            replaces=self._replaces,
        )

    def unknown_times(
        self, known: PlaceKnown, what: DossierResult | None = None, decided: str = ""
    ) -> list[Finding]:
        """Whose sheets nobody says the time of, where that makes a difference.

        Args:
            known: What is known of the dossier.
            what: What was decided.
            decided: When; what the decision rests on was there by then.
        """
        dim = [one for one in known.sheets if not one.received and not one.written_on]
        if not dim or not known.limit:
            return []
        used = {one.sheet for one in what.sheets} if what else set()
        now = self._evidence.now
        latest = {one.digest: decided if one.digest in used else now for one in dim}
        if max(latest.values()) <= known.limit:
            return []  # whenever they came, it was in time
        early = self.fates(received_at(known, {one.digest: _BEGIN_OF_TIME for one in dim}), what)
        late = self.fates(received_at(known, latest), what)
        differing = {one.number for one in known.sheets if early[one.digest] != late[one.digest]}
        numbers = sorted({one.number for one in dim} & differing)
        return [told("time_unknown", numbers=", ".join(numbers))] if numbers else []

    @staticmethod
    def sheets(
        known: PlaceKnown, fates: Mapping[Digest, Fate], used: Iterable[Digest] = ()
    ) -> tuple[SheetVerdict, ...]:
        """The sheets on a dossier and what becomes of each, in order of their members' numbers."""
        used = set(used)
        found = [
            SheetVerdict(
                number=one.number, digest=one.digest, fate=fates[one.digest].value,
                is_used=one.digest in used, file=one.file,
            )
            for one in known.sheets
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda one: (one.number, one.digest)))

    def _replaces(self, author: Digest) -> Digest | None:
        grant = self._evidence.trust.grant(author)
        return grant.replaces if grant else None

    def _on_signer(
        self, said: Said, decision: Decision, what: DossierResult, known: PlaceKnown
    ) -> Iterator[Finding]:
        """Whether whoever signed it is the panel's chair, and it is on the round's scheme."""
        if not self._agreed.is_chair(said.named.record.author, decision.panel):
            yield differs("not_their_panel", number=said.number)
        if known.panel is None:
            if self._places.at(known.place).panel is not None:
                yield differs("panel_of_another", panel=decision.panel)
        elif not said.number:
            yield unchecked("signer_uncertified")
        elif said.number not in known.chairs:
            yield differs("not_the_chair", number=said.number)
        if decision.scheme != known.scheme:
            yield differs("decision_scheme")
        if sum(one.dossier == what.dossier for one in decision.results) > 1:
            yield differs("dossier_twice")

    def _recomputed(
        self, stage: Stage, what: DossierResult, known: PlaceKnown
    ) -> tuple[Result | None, list[Finding]]:
        """The result from the sheets that a decision names, and how it differs."""
        here: dict[Digest, SheetSeen] = {one.digest: one for one in known.sheets}
        sheets = used_sheets(what, here)
        if sheets is None:
            return None, [unchecked("not_recomputed")]
        away = {one.number: one.why for one in what.absent}
        computed = self._computing.result(stage, what.dossier, sheets, away, what.bonus or 0)
        if computed is None:
            return None, []
        findings = []
        found = difference(what.result.encode(errors="replace"), result_bytes(computed))
        if found is not None:
            findings.append(differs("result_differs", **found._asdict()))
        if what.adjustment is None and what.outcome is not computed.outcome:
            signed, ours = (one.value if one else "" for one in (what.outcome, computed.outcome))
            findings.append(differs("outcome_differs", signed=signed, computed=ours))
        return computed, findings

    def _verdict(
        self, said: Said, what: DossierResult, findings: Iterable[Finding],
        computed: Result | None = None, sheets: tuple[SheetVerdict, ...] = (),
    ) -> DecisionVerdict:  # fmt: skip
        record = said.named.record
        holder = self._evidence.trust.holder(record.author)
        score = str(computed.score) if computed and computed.score is not None else ""
        if what.adjustment is not None:
            score = format_points(what.adjustment.score)
        return DecisionVerdict(
            digest=said.named.digest, file=said.file, author=record.author, number=said.number,
            name=holder.name if holder else "", made_at=record.made_at, is_replaced=False,
            mark=mark_of(findings), outcome=what.outcome.value if what.outcome else "",
            score=score, computed=result_bytes(computed).decode() if computed else "",
            sheets=sheets, findings=_each_once(findings),
        )  # fmt: skip


def replaced(verdict: DecisionVerdict) -> DecisionVerdict:
    """The same of a decision that its signer put another one in the place of."""
    findings = (*verdict.findings, told("replaced"))
    return msgspec.structs.replace(verdict, is_replaced=True, findings=findings)


def _each_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    found: list[Finding] = []
    for one in findings:
        if one not in found:
            found.append(one)
    return tuple(found)


def between(verdicts: Iterable[DecisionVerdict]) -> list[Finding]:
    """How decisions on one dossier that all stand differ from one another."""
    standing = [one for one in verdicts if not one.is_replaced]
    if len(standing) < 2:
        return []
    first = standing[0]
    findings: list[Finding] = []
    for other in standing[1:]:
        pair = {"first": _who(first), "second": _who(other)}
        before = len(findings)
        used, theirs = _used(first), _used(other)
        if used != theirs:
            only = {"only_first": _list(used - theirs), "only_second": _list(theirs - used)}
            findings.append(differs("between_sheets", **pair, **only))
        for name in ("outcome", "score"):
            values = getattr(first, name), getattr(other, name)
            if values[0] != values[1]:
                says = {"says_first": values[0] or "—", "says_second": values[1] or "—"}
                findings.append(differs(f"between_{name}", **pair, **says))
        if len(findings) == before:
            findings.append(told("between_same", **pair))
    return findings


def _used(verdict: DecisionVerdict) -> set[tuple[str, str]]:
    return {(one.number, one.digest) for one in verdict.sheets if one.is_used}


def _list(used: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{number} ({digest[:10]})" for number, digest in sorted(used)) or "—"


def _who(verdict: DecisionVerdict) -> str:
    return f"{verdict.number or verdict.author[:10]} ({verdict.digest[:10]})"


def dossier_mark(verdicts: Iterable[DecisionVerdict], findings: Iterable[Finding]) -> Mark:
    """What a dossier comes to by the decisions that stand."""
    standing = [one for one in verdicts if not one.is_replaced]
    return mark_of([*findings, *(finding for one in standing for finding in one.findings)])
