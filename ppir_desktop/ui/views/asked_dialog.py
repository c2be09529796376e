"""What chairs ask a member to agree to, and the member's signed answers."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QWidget,
)

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.domain.points import format_points
from ppir_desktop.protocol.review_bodies import Proposal, Transcription
from ppir_desktop.services import asked
from ppir_desktop.services.asked import Question
from ppir_desktop.services.rules import describe_outcome
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.widgets.passphrase_dialog import PassphraseDialog
from ppir_desktop.ui.widgets.rich_text import rich_text

_KEY: Final = "window_asked"
_SIZE: Final = (760, 560)
_LIST: Final = 230
_MOST: Final = 2_000


class AskedDialog(PassphraseDialog):
    """Shows what is asked, and signs an answer.

    Signals:
        answered: A question was answered.
    """

    answered = Signal()

    def __init__(
        self, language: Language, session: Session, parent: QWidget, questions: Sequence[Question]
    ) -> None:
        """Show questions, what is to be answered first."""
        super().__init__(language, session, parent, _SIZE)
        self._questions = list(questions)
        self.list, self.text = QListWidget(self), rich_text(self)
        self.yes, self.no = QPushButton(self), QPushButton(self)
        self.remark = QLineEdit(self)
        self._fill()
        self.list.setCurrentRow(0)
        self.follow()

    @property
    def question(self) -> Question | None:
        """The one that is shown."""
        row = self.list.currentRow()
        return self._questions[row] if 0 <= row < len(self._questions) else None

    def is_filled(self) -> bool:
        """Whether there is an answer, and a word of why where it is a no."""
        has_answer = self.yes.isChecked() or bool(
            self.no.isChecked() and self.remark.text().strip()
        )
        return self.question is not None and has_answer

    def deed(self) -> Callable[[], Question]:
        """Sign the answer."""
        question, profile = self.question, self.session.profile
        agrees, remark = self.yes.isChecked(), self.remark.text()

        if question is None or profile is None:
            raise RuntimeError("nothing is asked")

        def answer() -> Question:
            asked.answer(
                profile, question.round, question.digest, agrees=agrees, remark=remark,
                clock=SystemClock(),
            )  # fmt: skip
            return question

        return answer

    def take(self, found: Question) -> None:
        """Go on with the next, or close."""
        self.answered.emit()
        self._questions = [one for one in self._questions if one.digest != found.digest]
        if not any(one.answer is None for one in self._questions):
            self.accept()
            return
        self.passphrase.clear()
        self._list()
        self.list.setCurrentRow(0)

    def give_up(self) -> None:
        """Show nothing from this moment on."""
        self._questions = []
        for shown in (self.text, self.list, self.remark):
            shown.clear()
        super().give_up()

    def _fill(self) -> None:
        words = self.language.words
        self.setWindowTitle(words(f"{_KEY}.title"))
        self.statement.setText(words(f"{_KEY}.statement"))
        self.list.setFixedWidth(_LIST)
        self.list.setWordWrap(True)
        self.list.setAccessibleName(words(f"{_KEY}.list"))
        self.list.currentRowChanged.connect(self._show)
        self.text.setAccessibleName(words(f"{_KEY}.text"))
        self.text.setOpenLinks(False)
        self.remark.setMaxLength(_MOST)
        self.remark.setPlaceholderText(words(f"{_KEY}.remark"))
        self.remark.setAccessibleName(words(f"{_KEY}.remark"))
        self.remark.textChanged.connect(self.follow)
        for name, button in (("agree", self.yes), ("refuse", self.no)):
            button.setText(words(f"{_KEY}.{name}"))
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setAutoDefault(False)
            button.setProperty("role", "answer")
            button.toggled.connect(self.follow)
        middle, row = QHBoxLayout(), QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.list)
        middle.addWidget(self.text, 1)
        row.setSpacing(8)
        row.addWidget(self.yes, 1)
        row.addWidget(self.no, 1)
        self.body.addLayout(middle, 1)
        self.body.addLayout(row)
        self.body.addWidget(self.remark)
        self._list()

    def _list(self) -> None:
        words = self.language.words
        self.list.clear()
        for one in self._questions:
            product = one.row.manifest.product
            named = product.ko if words.language == "ko" else product.en
            state = "open" if one.answer is None else "agreed" if one.answer.agrees else "refused"
            self.list.addItem(
                f"{named}\n{words(f'chair.matter.{one.to}')} · {words(f'chair.answer.{state}')}"
            )
        self.list.setVisible(len(self._questions) > 1)

    def _show(self, _row: int) -> None:
        question = self.question
        # An answer to one thing is none to the next.
        for button in (self.yes, self.no):
            button.setAutoExclusive(False)
            button.setChecked(False)
            button.setAutoExclusive(True)
        self.remark.clear()
        self.text.setHtml("".join(_parts(question, self.language.words)) if question else "")
        self.follow()


def _parts(one: Question, words: Wording) -> Iterator[str]:
    product = one.row.manifest.product
    named = product.ko if words.language == "ko" else product.en
    stage = one.stage.title.said_in(words.language)
    yield f"<h2>{html.escape(named)}</h2>"
    yield _line(f"{one.row.dossier} · {stage}")
    yield _line(words(f"{_KEY}.asks", chair=one.chair, what=words(f"chair.matter.{one.to}")))
    if isinstance(one.body, Proposal):
        yield from _proposed(one, one.body, words)
    else:
        yield from _typed_in(one, one.body, words)


def _proposed(one: Question, body: Proposal, words: Wording) -> Iterator[str]:
    def outcome(value: Outcome | None) -> str:
        return words(describe_outcome(one.stage, value)) if value is not None else ""

    yield _line(
        words("cli.assent.computed", score=body.computed, outcome=outcome(body.computed_outcome))
    )
    if body.score is not None:
        yield _line(words("cli.assent.adjusted", score=format_points(body.score)))
    if body.outcome is not None:
        said = words("cli.assent.outcome", outcome=outcome(body.outcome))
        yield f"<p><b>{html.escape(said)}</b></p>"
    reason = "reason" if body.to == "adjustment" else "minutes"
    for key, text in ((reason, body.text), ("opinion", body.opinion)):
        if text:
            yield f"<h4>{html.escape(words(f'{_KEY}.{key}'))}</h4>"
            yield "<p>" + html.escape(text).replace("\n", "<br>") + "</p>"


def _typed_in(one: Question, body: Transcription, words: Wording) -> Iterator[str]:
    titles = {c.id: c.title.said_in(words.language) or c.id for c in one.stage.criteria}
    yield _line(words("cli.assent.written", number=body.number, day=body.written_on))
    for mark in body.sheet.marks:
        value = (
            words(f"choice.{mark.choice}") if mark.points is None else format_points(mark.points)
        )
        title = html.escape(titles.get(mark.criterion, mark.criterion))
        yield f"<p><b>{title}: {html.escape(value)}</b><br>{html.escape(mark.comment)}</p>"
    if body.sheet.opinion:
        yield _line(body.sheet.opinion)


def _line(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"
