"""What the members of a panel agreed to: adjustments, decisions, transcriptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.common.identifiers import Digest
from ppir_desktop.domain.consolidation import Outcome, Result, adjust
from ppir_desktop.domain.stage import Mode, Stage
from ppir_desktop.protocol.result_bodies import Adjustment, Decision, DossierResult
from ppir_desktop.protocol.review_bodies import Assent, Matter, Proposal
from ppir_desktop.protocol.round_bodies import Role
from ppir_desktop.protocol.substance import (
    Adjusted,
    says_the_same,
    substance_of_adjustment,
    substance_of_decision,
)
from ppir_desktop.services.round_verification.evidence import Evidence, Index, Said, SheetSeen
from ppir_desktop.services.round_verification.findings import Finding, differs, told, unchecked
from ppir_desktop.services.round_verification.gathering import number_of
from ppir_desktop.services.round_verification.places import PlaceKnown


class _Asked(NamedTuple):
    """What a panel was asked, as far as it is here.

    Attributes:
        sound: Proposals whose substance is what the decision says.
        others: Proposals on the same matter that say something else.
    """

    sound: frozenset[Digest]
    others: frozenset[Digest]


class _Answers(NamedTuple):
    """Who answered what, by expert number."""

    agreed: set[str]
    against: set[str]


class Agreed:
    """Looks at assents."""

    def __init__(self, evidence: Evidence, index: Index) -> None:
        """Look in some evidence."""
        self._evidence, self._index = evidence, index

    def is_chair(self, author: Digest, panel: str) -> bool:
        """Whether a key may collect the sheets of a panel."""
        grant = self._evidence.trust.grant(author)
        return grant is not None and grant.role is Role.CHAIR and panel in grant.panels

    def countersigned(self, known: PlaceKnown) -> set[Digest]:
        """The transcriptions to which their writer or another member of the panel assented."""
        return {
            sheet.digest
            for sheet in known.sheets
            if sheet.written_on and self._is_vouched_for(sheet, known)
        }

    def _is_vouched_for(self, sheet: SheetSeen, known: PlaceKnown) -> bool:
        """Whether anybody's last word on a transcription is yes."""
        last = {
            body.number: body.agrees
            for said in self._index.assents.get(sheet.digest, ())
            if isinstance(body := said.named.record.body, Assent)
            and self._may_vouch(said, body, sheet, known)
        }
        return any(last.values())

    def _may_vouch(self, said: Said, body: Assent, sheet: SheetSeen, known: PlaceKnown) -> bool:
        if body.to != "transcription":
            return False
        # Whoever typed a sheet in cannot vouch for that, whosever it is.
        if body.number == number_of(self._evidence.trust, sheet.author):
            return False
        among = known.members is None or body.number in known.members
        panel = known.panel.panel if known.panel else ""
        return (among or body.number == sheet.number) and self._is_theirs(said, body, panel)

    def _is_theirs(self, said: Said, body: Assent, panel: str) -> bool:
        """Whether an assent is by the member it names, or was given by hand to the chair."""
        if not body.on_paper:
            return said.number == body.number
        author = said.named.record.author
        grant = self._evidence.trust.grant(author)
        if not panel:  # no record of the panel is here
            return grant is not None and grant.role is Role.CHAIR
        return self.is_chair(author, panel)

    def on_adjustment(
        self, decision: Decision, what: DossierResult, stage: Stage, computed: Result | None
    ) -> Iterator[Finding]:
        """What is to be said of an adjustment."""
        made = what.adjustment
        if made is None:
            return
        if what.outcome is None:
            yield differs("adjustment_without_outcome")
            return
        asked = self._asked(decision, what, "adjustment", _substance(decision, what, made))
        if not asked.sound:
            changed = bool(asked.others)
            yield differs("adjustment_changed") if changed else unchecked("proposal_missing")
        answers = _Answers(set(), set())
        for digest in made.assents:
            yield from self._listed(digest, asked, ("adjustment", decision.panel), answers)
        yield from self._last_words(asked, answers, decision.panel)
        if computed is not None:
            yield from _by_rule(stage, computed, what.outcome, made.reason, answers.agreed)
        yield from _outcome_of_score(stage, made.score, what.outcome)

    def _last_words(self, asked: _Asked, answers: _Answers, panel: str) -> Iterator[Finding]:
        """Whoever said no last with their own key, and whose yes the chair wrote down."""
        last: dict[str, tuple[int, bool]] = {}
        paper: set[str] = set()
        for subject in asked.sound:
            for said in self._index.assents.get(subject, ()):
                body = said.named.record.body
                if not isinstance(body, Assent) or not self._is_theirs(said, body, panel):
                    continue
                if body.on_paper:
                    paper.add(body.number)
                else:
                    last[body.number] = max(
                        last.get(body.number, (0, True)), (said.named.record.seq, body.agrees)
                    )
        for number, (_, agrees) in sorted(last.items()):
            if not agrees:
                yield differs("assent_says_no", number=number)
        written = sorted((paper & answers.agreed) - last.keys())
        if written:
            yield told("agreed_on_paper", numbers=", ".join(written))

    def on_decision(self, decision: Decision, what: DossierResult, chair: str) -> Iterator[Finding]:
        """What is to be said of the members' answers to a decision."""
        asked = self._asked(decision, what, "decision", substance_of_decision(decision, what))
        agreed, against = answers = _Answers({chair}, set())
        for digest in decision.assents:
            if not self._is_on_other_dossier(digest, what.dossier):
                yield from self._listed(digest, asked, ("decision", decision.panel), answers)
        for subject in asked.sound:
            for said in self._index.assents.get(subject, ()):
                body = said.named.record.body
                if isinstance(body, Assent) and self._is_theirs(said, body, decision.panel):
                    (agreed if body.agrees else against).add(body.number)
        silent = sorted({one.number for one in what.sheets} - agreed - against)
        if against:
            yield told("said_no", numbers=", ".join(sorted(against)))
        if silent:
            yield told("did_not_assent", numbers=", ".join(silent))

    def _is_on_other_dossier(self, digest: Digest, dossier: str) -> bool:
        said = self._evidence.said.get(digest)
        body = said.named.record.body if said else None
        proposal = self._index.proposals.get(body.subject) if isinstance(body, Assent) else None
        asked = proposal.named.record.body if proposal else None
        return isinstance(asked, Proposal) and asked.dossier != dossier

    def _asked(
        self, decision: Decision, what: DossierResult, to: Matter, substance: Digest
    ) -> _Asked:
        sound: set[Digest] = set()
        others: set[Digest] = set()
        for said in self._index.asked.get((decision.stage, what.dossier), ()):
            body, author = said.named.record.body, said.named.record.author
            if not isinstance(body, Proposal) or (body.to, body.panel) != (to, decision.panel):
                continue
            if self.is_chair(author, decision.panel):
                is_so = body.substance == substance and says_the_same(body, decision, what)
                (sound if is_so else others).add(said.named.digest)
        return _Asked(frozenset(sound), frozenset(others))

    def _listed(
        self, digest: Digest, asked: _Asked, matter: tuple[Matter, str], answers: _Answers
    ) -> Iterator[Finding]:
        """What is wrong with an assent that a decision lists; whoever is right is noted."""
        to, panel = matter
        said = self._evidence.said.get(digest)
        if said is None:
            why = self._evidence.refused.get(digest)
            shown = digest[:10]
            yield (
                differs("assent_refused", digest=shown, why=why)
                if why
                else unchecked("assent_missing", digest=shown)
            )
            return
        body = said.named.record.body
        if not isinstance(body, Assent) or body.to != to:
            yield differs("assent_to_other", digest=digest[:10])
        elif not self._is_theirs(said, body, panel):
            yield differs("assent_of_another", number=body.number)
        elif body.subject in asked.others:
            yield differs("assent_to_other_words", number=body.number)
        elif body.agrees or to == "decision":
            (answers.agreed if body.agrees else answers.against).add(body.number)
            if body.subject not in asked.sound:
                yield unchecked("assent_subject_missing", number=body.number)
        else:
            yield differs("assent_says_no", number=body.number)


def _substance(decision: Decision, what: DossierResult, made: Adjustment) -> Digest:
    return substance_of_adjustment(
        Adjusted(
            panel=decision.panel, stage=decision.stage, dossier=what.dossier, result=what.result,
            score=made.score, outcome=what.outcome or Outcome.HOLD, reason=made.reason,
        )
    )  # fmt: skip


def _by_rule(
    stage: Stage, computed: Result, outcome: Outcome, reason: str, agreed: Iterable[str]
) -> Iterator[Finding]:
    """Whether the rules let the panel adjust, and all who attended agreed."""
    try:
        adjust(stage, computed, outcome=outcome, reason=reason, assents=set(agreed))
    except RefusedError as error:
        yield differs(error.code, **error.params)


def _outcome_of_score(stage: Stage, score: int, outcome: Outcome) -> Iterator[Finding]:
    """Whether the outcome is that of the score which the panel put in the computed one's place."""
    least = stage.passing.min_score
    if stage.mode is not Mode.SCORE or least is None or outcome is Outcome.HOLD:
        return
    follows = Outcome.ADVANCE if score >= least else Outcome.REJECT
    if follows is not outcome:
        yield differs("outcome_not_of_adjustment", signed=outcome.value, computed=follows.value)
