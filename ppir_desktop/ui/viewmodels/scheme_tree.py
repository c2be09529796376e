"""Schemes with their stages and criteria as a tree that a view can show."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QFont, QStandardItem, QStandardItemModel

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.domain.stage import Stage
from ppir_desktop.services.rules import describe_rule, describe_scale


def scheme_tree(words: Wording, schemes: Iterable[Scheme]) -> QStandardItemModel:
    """The tree of schemes: name, marks that may be given, rule of decision."""
    model = QStandardItemModel()
    columns = ("name", "marks", "rule")
    model.setHorizontalHeaderLabels([words(f"desktop.column.{column}") for column in columns])
    for scheme in schemes:
        top = _row(scheme.title.said_in(words.language), "", scheme.legal_ref)
        heading = QFont()
        heading.setWeight(QFont.Weight.DemiBold)
        top[0].setFont(heading)
        for stage in scheme.stages:
            top[0].appendRow(_stage_row(words, scheme, stage))
        model.appendRow(top)
    return model


def _stage_row(words: Wording, scheme: Scheme, stage: Stage) -> list[QStandardItem]:
    mode = words(f"mode.{stage.mode}")
    rule = describe_rule(words, stage)
    if scheme.has_example_rule(stage.id):
        rule += f" · {words('cli.example')}"
    row = _row(stage.title.said_in(words.language), mode, rule)
    for criterion in stage.criteria:
        name = criterion.title.said_in(words.language)
        if scheme.is_example("stage", stage.id, "criterion", criterion.id):
            name += f" · {words('cli.example')}"
        guidance = criterion.guidance.said_in(words.language)
        row[0].appendRow(_row(name, describe_scale(words, stage, criterion), guidance))
    return row


def _row(*texts: str) -> list[QStandardItem]:
    row = [QStandardItem(text) for text in texts]
    for item in row:
        item.setEditable(False)
        # The whole text, where a narrow column cuts it.
        item.setToolTip(item.text())
    return row
