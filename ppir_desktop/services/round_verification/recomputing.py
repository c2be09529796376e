"""Computing a result anew, and where it differs from the one that was signed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from ppir_desktop.domain.consolidation import Collected, Consolidator, Result
from ppir_desktop.domain.sheets import Absence
from ppir_desktop.domain.stage import Mode, Stage
from ppir_desktop.services.round_verification.evidence import SheetSeen

_LONGEST = 200


class Difference(NamedTuple):
    """The first place in which two results differ, and what each has there."""

    path: str
    signed: str
    computed: str


class Computing:
    """Computes results, stage by stage."""

    def __init__(self) -> None:
        """Make ready for any stage."""
        self._consolidators: dict[str, Consolidator] = {}

    def result(
        self,
        stage: Stage,
        dossier: str,
        sheets: Iterable[tuple[str, SheetSeen]],
        away: Mapping[str, Absence],
        bonus: int = 0,
    ) -> Result | None:
        """What some sheets come to; None in a stage that is decided elsewhere.

        Args:
            stage: The stage.
            dossier: Application number.
            sheets: The sheets and by whose number each is to count.
            away: Whose sheets have no part in it, and why.
            bonus: The bonus in hundredths.
        """
        if stage.mode is Mode.EXTERNAL:
            return None
        consolidator = self._consolidators.get(stage.id)
        if consolidator is None:
            consolidator = self._consolidators[stage.id] = Consolidator(stage)
        given = tuple(
            one.sheet
            if one.sheet.panellist == number
            else msgspec.structs.replace(one.sheet, panellist=number)
            for number, one in sheets
        )
        return consolidator.result(Collected(dossier, given, dict(away), bonus=bonus))


def difference(signed: bytes, computed: bytes) -> Difference | None:
    """The first place in which two results differ; None where they are the same bytes.

    Args:
        signed: The result that was signed.
        computed: The one that was computed here.
    """
    if signed == computed:
        return None
    try:
        theirs, ours = msgspec.json.decode(signed), msgspec.json.decode(computed)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Difference("$", _shown(signed.decode(errors="replace")), "")
    # Equal values in other bytes: spaces, another order.
    return _first(theirs, ours, "$") or Difference("$", "", "")


def _first(theirs: object, ours: object, path: str) -> Difference | None:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in dict.fromkeys((*ours, *theirs)):
            found = _first(theirs.get(key), ours.get(key), f"{path}.{_shown(key)}")
            if found is not None:
                return found
        return None
    if isinstance(theirs, list) and isinstance(ours, list):
        for index in range(max(len(theirs), len(ours))):
            found = _first(_at(theirs, index), _at(ours, index), f"{path}[{index}]")
            if found is not None:
                return found
        return None
    if theirs == ours and type(theirs) is type(ours):
        return None
    return Difference(path, _shown(theirs), _shown(ours))


def _at(values: list[object], index: int) -> object:
    return values[index] if index < len(values) else None


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
