"""The lives of dossiers, assignments, sheets, decisions and designations: tables of allowed moves.

A move that is not in its table is refused with the state it would leave and what would be allowed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.domain.scheme import Scheme


def stage_state(stage: str) -> str:
    """The state of a dossier that is in a stage of its scheme."""
    return f"stage:{stage}"


def held_state(stage: str) -> str:
    """The state of a dossier that is held over from a stage, to begin it again next round."""
    return f"held:{stage}"


def challenged_state(state: str) -> str:
    """The state of an assignment that was challenged in another, to which it may go back."""
    return f"challenged:{state}"


def suspended_state(state: str) -> str:
    """The state of a designation that was suspended in another, to which it may go back."""
    return f"suspended:{state}"


class LifeCycle:
    """One table of allowed moves, from each state to those that may follow it."""

    def __init__(self, name: str, start: str, moves: Mapping[str, Sequence[str]]) -> None:
        """Name the cycle, say in which state a life begins, and give its table.

        A state that only ever stands on the right is a last one: nothing follows it.
        """
        table = {state: tuple(following) for state, following in moves.items()}
        for following in list(table.values()):
            for state in following:
                table.setdefault(state, ())
        self.name = name
        self.start = start
        self.moves: Mapping[str, tuple[str, ...]] = MappingProxyType(table)

    def move(self, state: str, to: str) -> str:
        """Go from one state to another, and give the new one back.

        Raises:
            RefusedError: ``move_refused`` with the cycle, the state, the state asked for and
                what would be allowed; ``state_unknown`` for a state that is none of the cycle's.
        """
        if self.is_last(state) or to not in self.moves[state]:
            allowed = ", ".join(self.moves[state])
            raise RefusedError("move_refused", cycle=self.name, state=state, to=to, allowed=allowed)
        return to

    def is_last(self, state: str) -> bool:
        """Whether nothing follows a state.

        Raises:
            RefusedError: ``state_unknown`` for a state that is none of the cycle's.
        """
        if state not in self.moves:
            raise RefusedError("state_unknown", cycle=self.name, state=state)
        return not self.moves[state]


class AssignmentState(StrEnum):
    """Where an assignment stands, apart from the challenges that `challenged_state` names."""

    ISSUED = "issued"
    ACCEPTED = "accepted"
    OPENED = "opened"
    IN_REVIEW = "in_review"
    SIGNED = "signed"
    RECEIVED = "received"
    RECUSED = "recused"
    REVOKED = "revoked"
    DISQUALIFIED = "disqualified"
    EXPIRED = "expired"
    CLOSED = "closed"
    PURGED = "purged"


class SheetState(StrEnum):
    """Where a sheet stands."""

    BLANK = "blank"
    DRAFT = "draft"
    COMPLETE = "complete"
    SIGNED = "signed"
    SENT = "sent"
    RECEIVED = "received"
    COUNTED = "counted"
    REFUSED = "refused"
    SUPERSEDED = "superseded"
    VOID = "void"


class DecisionState(StrEnum):
    """Where a panel's decision stands."""

    COLLECTING = "collecting"
    QUORUM_MET = "quorum_met"
    COMPUTED = "computed"
    UNDER_REVIEW = "under_review"
    SIGNED = "signed"
    DEFERRED = "deferred"
    ANNULLED = "annulled"


class DesignationState(StrEnum):
    """Where a designation stands, apart from the suspensions that `suspended_state` names."""

    ACTIVE = "active"
    EXTENDED = "extended"
    SCOPE_ADDED = "scope_added"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class DossierState(StrEnum):
    """Where a dossier stands, apart from what `stage_state` and `held_state` name."""

    DRAFT = "draft"
    RECEIVED = "received"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    ELIGIBLE = "eligible"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    EXCLUDED = "excluded"
    PRE_NOTICE = "pre_notice"
    OBJECTION_OPEN = "objection_open"
    COUNCIL = "council"
    DESIGNATED = "designated"
    REJECTED = "rejected"


def _assignment() -> LifeCycle:
    s = AssignmentState
    ended = (s.CLOSED, s.PURGED)
    # Until it is closed a member may recuse, be disqualified or be challenged, and the office may
    # revoke; what was not yet signed may also run out of time.
    onward: dict[str, tuple[str, ...]] = {
        s.ISSUED: (s.ACCEPTED, s.EXPIRED),
        s.ACCEPTED: (s.OPENED, s.EXPIRED),
        s.OPENED: (s.IN_REVIEW, s.EXPIRED),
        s.IN_REVIEW: (s.SIGNED, s.EXPIRED),
        # Back to the review when a signed sheet is to be replaced.
        s.SIGNED: (s.RECEIVED, s.IN_REVIEW),
        s.RECEIVED: (s.CLOSED, s.IN_REVIEW),
    }
    leaving = (s.RECUSED, s.REVOKED, s.DISQUALIFIED)
    moves: dict[str, tuple[str, ...]] = {
        s.RECUSED: ended,
        s.REVOKED: ended,
        s.DISQUALIFIED: ended,
        s.EXPIRED: ended,
        s.CLOSED: (s.PURGED,),
    }
    for state, following in onward.items():
        challenged = challenged_state(state)
        moves[state] = (*following, *leaving, challenged)
        # A challenge that the chair dismisses leads back to where it was raised.
        moves[challenged] = (state, *leaving)
    return LifeCycle("assignment", s.ISSUED, moves)


def _sheet() -> LifeCycle:
    s = SheetState
    return LifeCycle(
        "sheet",
        s.BLANK,
        {
            s.BLANK: (s.DRAFT, s.COMPLETE, s.VOID),
            s.DRAFT: (s.BLANK, s.COMPLETE, s.VOID),
            s.COMPLETE: (s.BLANK, s.DRAFT, s.SIGNED, s.VOID),
            s.SIGNED: (s.SENT, s.SUPERSEDED, s.VOID),
            s.SENT: (s.RECEIVED, s.SUPERSEDED, s.VOID),
            s.RECEIVED: (s.COUNTED, s.REFUSED, s.SUPERSEDED, s.VOID),
            s.COUNTED: (s.SUPERSEDED, s.VOID),
        },
    )


def _decision() -> LifeCycle:
    s = DecisionState
    back = (s.COLLECTING, s.DEFERRED)
    return LifeCycle(
        "decision",
        s.COLLECTING,
        {
            s.COLLECTING: (s.QUORUM_MET, s.DEFERRED),
            # A sheet that arrives, is replaced or becomes void sends it back to collecting.
            s.QUORUM_MET: (s.COMPUTED, *back),
            s.COMPUTED: (s.UNDER_REVIEW, *back),
            s.UNDER_REVIEW: (s.SIGNED, *back),
            s.SIGNED: (s.ANNULLED,),
            s.DEFERRED: (s.COLLECTING,),
        },
    )


def _designation() -> LifeCycle:
    s = DesignationState
    moves: dict[str, tuple[str, ...]] = {}
    for state in (s.ACTIVE, s.EXTENDED, s.SCOPE_ADDED):
        suspended = suspended_state(state)
        moves[state] = (s.EXTENDED, s.SCOPE_ADDED, suspended, s.EXPIRED, s.CANCELLED)
        moves[suspended] = (state, s.EXPIRED, s.CANCELLED)
    return LifeCycle("designation", s.ACTIVE, moves)


ASSIGNMENT = _assignment()
SHEET = _sheet()
DECISION = _decision()
DESIGNATION = _designation()


def dossier_cycle(scheme: Scheme) -> LifeCycle:
    """The life of a dossier under a scheme, whose stages are states of it.

    A dossier may be held over from any stage and then begins that stage again, and its applicant
    may withdraw it until its last body decides. Public notice comes before the stage that the
    scheme names, or else after all stages, with the council behind it; a scheme without notice
    has none.
    """
    s = DossierState
    ways = [stage_state(stage.id) for stage in scheme.stages]
    path: list[str] = list(ways)
    if scheme.notice.days and scheme.notice.before:
        at = ways.index(stage_state(scheme.notice.before))
        path[at:at] = [s.PRE_NOTICE, s.OBJECTION_OPEN]
    elif scheme.notice.days:
        path += [s.PRE_NOTICE, s.OBJECTION_OPEN, s.COUNCIL]
    moves: dict[str, tuple[str, ...]] = {
        s.DRAFT: (s.RECEIVED, s.WITHDRAWN),
        s.RECEIVED: (s.SUPPLEMENT_REQUESTED, s.ELIGIBLE, s.RETURNED, s.WITHDRAWN, s.EXCLUDED),
        s.SUPPLEMENT_REQUESTED: (s.ELIGIBLE, s.RETURNED, s.WITHDRAWN, s.EXCLUDED),
        s.ELIGIBLE: (path[0], s.WITHDRAWN, s.EXCLUDED),
    }
    for state, onward in pairwise([*path, s.DESIGNATED]):
        leaving: tuple[str, ...] = (s.REJECTED, s.WITHDRAWN)
        if state in ways:
            held = held_state(state.removeprefix(stage_state("")))
            leaving = (held, *leaving, s.EXCLUDED)
            moves[held] = (state, s.WITHDRAWN, s.EXCLUDED)
        elif state == s.COUNCIL:
            leaving = (s.REJECTED,)
        elif state == s.PRE_NOTICE:
            leaving = (s.WITHDRAWN,)
        moves[state] = (onward, *leaving)
    return LifeCycle("dossier", s.DRAFT, moves)


def recuse(assignment: str, sheet: str) -> tuple[str, str]:
    """A member steps back: the assignment closes to them and their sheet is void.

    Args:
        assignment: State of the assignment.
        sheet: State of the sheet, which may be void or superseded already.

    Returns:
        The new states of both.

    Raises:
        RefusedError: ``move_refused`` where it is too late for either; nothing is moved then.
    """
    left = ASSIGNMENT.move(assignment, AssignmentState.RECUSED)
    if SHEET.is_last(sheet):
        return left, sheet
    return left, SHEET.move(sheet, SheetState.VOID)
