"""What came in for one dossier in one stage, and who of the panel gave no sheet."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.points import format_points
from ppir_desktop.domain.sheets import Absence, Sheet
from ppir_desktop.domain.stage import Bonus


class Collected(msgspec.Struct, frozen=True):
    """The sheets of a panel for one dossier.

    Attributes:
        dossier: Application number.
        sheets: One sheet of each member who attended, in any order.
        away: Members who gave none, and why.
        enrolled: Members of the panel, where it is known apart from the sheets; otherwise the
            panel is those who gave a sheet and those who are away.
        bonus: Points given by the office, in hundredths, where the stage adds a bonus.
    """

    dossier: str
    sheets: tuple[Sheet, ...]
    away: dict[str, Absence] = {}
    enrolled: int | None = None
    bonus: int = 0

    def enrolled_able(self) -> int:
        """Members enrolled who may take part: without those recused or disqualified."""
        away = list(self.away.values())
        if self.enrolled is None:
            return len(self.sheets) + away.count(Absence.ABSENT)
        return self.enrolled - (len(away) - away.count(Absence.ABSENT))

    def problems(self, bonus: Bonus | None) -> Iterator[Problem]:
        """What is wrong with the collection itself, apart from the marks on its sheets."""
        seen: set[str] = set()
        for sheet in self.sheets:
            if sheet.dossier != self.dossier:
                yield self._problem("other_dossier", sheet.panellist, sheet.dossier)
            if sheet.panellist in seen:
                yield self._problem("panellist_twice", sheet.panellist)
            elif sheet.panellist in self.away:
                yield self._problem("away_but_marked", sheet.panellist, self.away[sheet.panellist])
            seen.add(sheet.panellist)
        named = len(seen | self.away.keys())
        if self.enrolled is not None and named > self.enrolled:
            yield self._problem("more_than_enrolled", value=str(named), enrolled=str(self.enrolled))
        if bonus is not None and (self.bonus < 0 or self.bonus % bonus.step):
            yield Problem(
                code="bonus_off_step",
                dossier=self.dossier,
                criterion=bonus.id,
                value=format_points(self.bonus),
                params={"step": format_points(bonus.step), "cap": format_points(bonus.cap)},
            )

    def _problem(self, code: str, panellist: str = "", value: str = "", **params: str) -> Problem:
        return Problem(
            code=code, dossier=self.dossier, panellist=panellist, value=value, params=params
        )
