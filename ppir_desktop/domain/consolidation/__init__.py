"""Consolidation: many sheets into one result, exactly, and with its working.

* `collected`: what came in for one dossier, and what is wrong with it.
* `trimming`: dropping the highest and the lowest.
* `score`, `tally`: points into a score; verdicts and votes into an outcome.
* `consolidate`: the door to both.
* `result`: what comes out, with every number that led to it.
* `ranking`, `adjustment`: what may follow.
"""

from ppir_desktop.domain.consolidation.adjustment import Adjustment, adjust
from ppir_desktop.domain.consolidation.collected import Collected
from ppir_desktop.domain.consolidation.consolidate import Consolidator, consolidate
from ppir_desktop.domain.consolidation.ranking import Ranked, rank
from ppir_desktop.domain.consolidation.result import (
    CriterionSum,
    Entry,
    ItemTally,
    Outcome,
    Result,
    ScoreWorking,
    Series,
    SheetAnswers,
    SheetPoints,
    TallyWorking,
    refused,
    result_bytes,
)

__all__ = [
    "Adjustment",
    "Collected",
    "Consolidator",
    "CriterionSum",
    "Entry",
    "ItemTally",
    "Outcome",
    "Ranked",
    "Result",
    "ScoreWorking",
    "Series",
    "SheetAnswers",
    "SheetPoints",
    "TallyWorking",
    "adjust",
    "consolidate",
    "rank",
    "refused",
    "result_bytes",
]
