"""A sheet while it is being filled in: its marks and texts, what is missing, and undo."""

from __future__ import annotations

from typing import Final

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from ppir_desktop.domain.sheets import Choice, Form, Mark, Sheet
from ppir_desktop.domain.stage import Mode, Stage
from ppir_desktop.protocol.review_bodies import Discussion, PinnedEvidence
from ppir_desktop.services.drafts import Draft

Value = int | Choice | None

_MERGED: Final = 1
"""Id of commands that may become one: a slider passes many marks on its way to one."""


class SheetModel(QObject):
    """One sheet of a stage.

    Texts have an undo of their own, in the fields they are typed in; `undo` is that of marks and
    evidence.

    Signals:
        value_changed: The criterion whose mark is another one now.
        evidence_changed: The criterion whose evidence is other now.
        changed: Anything did; what is kept on disk is older than this from now on.
    """

    value_changed = Signal(str)
    evidence_changed = Signal(str)
    changed = Signal()

    def __init__(self, stage: Stage, draft: Draft, parent: QObject | None = None) -> None:
        """Go on with a draft."""
        super().__init__(parent)
        self.stage = stage
        self.form = Form(stage)
        self.undo = QUndoStack(self)
        self._values: dict[str, Value] = {}
        self._comments: dict[str, str] = {}
        self._draft = draft
        # Marks on criteria that the scheme does not have would make the sheet impossible to sign.
        for criterion in stage.criteria:
            mark = draft.mark(criterion.id)
            self._values[criterion.id] = mark.value
            self._comments[criterion.id] = mark.comment

    def value(self, criterion: str) -> Value:
        """Points in hundredths, what was said, or None while there is no mark."""
        return self._values[criterion]

    def comment(self, criterion: str) -> str:
        """The comment on a criterion."""
        return self._comments[criterion]

    @property
    def opinion(self) -> str:
        """The opinion on the whole."""
        return self._draft.opinion

    def evidence(self, criterion: str) -> tuple[PinnedEvidence, ...]:
        """The passages pinned to a criterion."""
        return tuple(one for one in self._draft.evidence if one.criterion == criterion)

    def draft(self) -> Draft:
        """All of it, as it is kept."""
        marks = (
            Mark(name, value, self._comments[name])
            for name, value in self._values.items()
            if value is not None or self._comments[name]
        )
        return msgspec.structs.replace(self._draft, marks=tuple(marks))

    def set_value(self, criterion: str, value: Value, gesture: int = 0) -> None:
        """Give a mark, so that it can be undone.

        Args:
            criterion: Id of the criterion.
            value: The mark; None takes it away.
            gesture: Marks of one gesture, such as a slider's pull, are undone as one; 0 for none.
        """
        if value != self._values[criterion]:
            self.undo.push(_Marked(self, criterion, (self._values[criterion], value), gesture))

    def set_comment(self, criterion: str, comment: str) -> None:
        """Keep a comment as it was typed."""
        if comment != self._comments[criterion]:
            self._comments[criterion] = comment
            self.changed.emit()

    def set_opinion(self, opinion: str) -> None:
        """Keep the opinion as it was typed."""
        self._replace(opinion=opinion)

    def set_revision(self, reason: str, discussion: Discussion) -> None:
        """Keep why a signed sheet is replaced, and whether the panel has discussed the dossier."""
        self._replace(reason=reason, discussion=discussion)

    def pin(self, evidence: PinnedEvidence) -> None:
        """Pin a passage to a criterion, so that it can be undone; one that is there already stays.

        Args:
            evidence: The passage.
        """
        if evidence not in self._draft.evidence:
            self.undo.push(_Pinned(self, evidence.criterion, (*self._draft.evidence, evidence)))

    def unpin(self, evidence: PinnedEvidence) -> None:
        """Take a passage away again, so that it can be undone."""
        rest = tuple(one for one in self._draft.evidence if one != evidence)
        if len(rest) != len(self._draft.evidence):
            self.undo.push(_Pinned(self, evidence.criterion, rest))

    def total(self) -> int | None:
        """The sum so far in hundredths; None where nothing is scored."""
        if self.stage.mode is not Mode.SCORE:
            return None
        return sum(value for value in self._values.values() if type(value) is int)

    def done(self) -> int:
        """How many criteria have a mark."""
        return sum(value is not None for value in self._values.values())

    def missing(self) -> tuple[str, ...]:
        """Criteria without a mark, or without the comment that the stage asks for."""
        draft = self.draft()
        return self.form.missing(Sheet("", "", draft.marks, draft.opinion))

    def _replace(self, **fields: object) -> None:
        changed = msgspec.structs.replace(self._draft, **fields)
        if changed != self._draft:
            self._draft = changed
            self.changed.emit()

    def put_value(self, criterion: str, value: Value) -> None:
        """Give a mark without a trace in `undo`; for its commands."""
        self._values[criterion] = value
        self.value_changed.emit(criterion)
        self.changed.emit()

    def put_evidence(self, criterion: str, evidence: tuple[PinnedEvidence, ...]) -> None:
        """Have other evidence without a trace in `undo`; for its commands."""
        self._draft = msgspec.structs.replace(self._draft, evidence=evidence)
        self.evidence_changed.emit(criterion)
        self.changed.emit()

    def all_evidence(self) -> tuple[PinnedEvidence, ...]:
        """The passages pinned to any criterion."""
        return self._draft.evidence


class _Marked(QUndoCommand):
    """A mark that was given."""

    def __init__(
        self, model: SheetModel, criterion: str, change: tuple[Value, Value], gesture: int
    ) -> None:
        super().__init__()
        self._model, self._criterion = model, criterion
        self.gesture = criterion, gesture
        self.before, self.after = change

    def id(self) -> int:
        return _MERGED

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Become one with the next, if it belongs to the same gesture on the same criterion."""
        if not isinstance(other, _Marked) or self.gesture != other.gesture or not self.gesture[1]:
            return False
        self.after = other.after
        # Back where it began: nothing is left to be undone.
        self.setObsolete(self.after == self.before)
        return True

    def undo(self) -> None:
        self._model.put_value(self._criterion, self.before)

    def redo(self) -> None:
        self._model.put_value(self._criterion, self.after)


class _Pinned(QUndoCommand):
    """Evidence that was pinned or taken away."""

    def __init__(
        self, model: SheetModel, criterion: str, after: tuple[PinnedEvidence, ...]
    ) -> None:
        super().__init__()
        self._model, self._criterion = model, criterion
        self._before, self._after = model.all_evidence(), after

    def undo(self) -> None:
        self._model.put_evidence(self._criterion, self._before)

    def redo(self) -> None:
        self._model.put_evidence(self._criterion, self._after)
