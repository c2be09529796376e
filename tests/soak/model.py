"""What must hold, in plain dicts and numbers; nothing of the program is used here.

A desk is asked now and then what it has; the model says what it must have, given all that was
acknowledged. What was cut off by a kill is in doubt until the next answer: it happened as a whole,
or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

Look = Mapping[str, Any]
"""What a desk says that it has; `tests.soak.reading` has the fields."""


class BrokenError(Exception):
    """Something is not as it must be.

    Attributes:
        check: Which check says so.
        expected: What the model says.
        found: What is there.
    """

    def __init__(self, check: str, expected: object, found: object) -> None:
        super().__init__(f"{check}: expected {expected}, found {found}")
        self.check, self.expected, self.found = check, expected, found


def demand(check: str, expected: object, found: object) -> None:
    """Demand that two things are the same.

    Raises:
        BrokenError: If they are not.
    """
    if expected != found:
        raise BrokenError(check, expected, found)


class Sheet(NamedTuple):
    """A sheet that was signed: its record, the dossier as its author knew it, and its points."""

    digest: str
    dossier: str
    manifest: str
    points: tuple[int, ...]


class Said(NamedTuple):
    """A declaration that was signed: its record, and whether its author takes the dossier on."""

    digest: str
    dossier: str
    accepts: bool


class Laptop:
    """What one panellist's laptop must have.

    Attributes:
        drafts: The word in each draft that was saved, by dossier.
        sheets: Sheets that were signed, in their order.
        said: Declarations, likewise.
        receipts: Who gave a receipt for which of its parcels.
        doubt: What a kill cut off: what was done, and to which dossier, and what it would say.
    """

    def __init__(self) -> None:
        self.drafts: dict[str, str] = {}
        self.sheets: list[Sheet] = []
        self.said: list[Said] = []
        self.receipts: dict[str, str] = {}
        self.doubt: tuple[str, str, object] | None = None

    def drafted(self, dossier: str, word: str) -> None:
        """A draft was acknowledged as saved."""
        self.drafts[dossier] = word

    def signed(self, sheet: Sheet) -> None:
        """A sheet was acknowledged as signed; what was a draft is the sheet now."""
        self.sheets.append(sheet)
        self.drafts.pop(sheet.dossier, None)

    def declared(self, said: Said) -> None:
        """A declaration was acknowledged as signed."""
        self.said.append(said)

    def settle(self, look: Look) -> None:
        """Learn what became of what was in doubt: all of it, or nothing."""
        if self.doubt is None:
            return
        what, dossier, value = self.doubt
        self.doubt = None
        if what == "draft" and look["drafts"].get(dossier) == value:
            self.drafted(dossier, str(value))
        elif what == "sign" and len(look["sheets"]) == len(self.sheets) + 1:
            found = _sheets(look)[-1]
            demand("a sheet cut off is whole", (dossier, value), (found.dossier, found.points))
            self.signed(found)
        elif what == "declare" and len(look["said"]) == len(self.said) + 1:
            told = Said(*look["said"][-1])
            demand("a declaration cut off is whole", (dossier, value), (told.dossier, told.accepts))
            self.declared(told)

    def compare(self, look: Look) -> None:
        """Hold what a laptop has against what it must have.

        Raises:
            BrokenError: When something that was acknowledged is not there, or something else is.
        """
        self.settle(look)
        demand("sheets that were signed", self.sheets, _sheets(look))
        demand("declarations that were signed", self.said, [Said(*one) for one in look["said"]])
        here = {one for one, (state, _) in look["given"].items() if state == "given"}
        # What belongs to a dossier that was taken away is put away until it is given again.
        kept = {dossier: word for dossier, word in self.drafts.items() if dossier in here}
        demand("drafts that were saved", kept, dict(look["drafts"]))
        self._compare_outbox(look)
        demand("records in a row", [*range(1, len(look["chain"]) + 1)], _numbers(look["chain"]))
        demand("nothing refused", [], look["refused"])

    def _compare_outbox(self, look: Look) -> None:
        """What was signed is on its way or was acknowledged, and stays so."""
        outbox = look["outbox"]
        carried = {digest for digest, _, _ in outbox.values()}
        own = [one.digest for one in self.sheets] + [one.digest for one in self.said]
        demand("what was signed is in the outbox", [], [one for one in own if one not in carried])
        refused = [parcel for parcel, (_, state, _) in outbox.items() if state == "refused"]
        demand("nothing of one's own was refused", [], refused)
        lost = [one for one in self.receipts if not outbox.get(one, ("", "", ""))[2]]
        demand("receipts stay", [], lost)
        self.receipts |= {parcel: by for parcel, (_, _, by) in outbox.items() if by}


class Round:
    """What must hold of the whole round.

    Attributes:
        laptops: By expert number.
        seated: Who has a dossier, by dossier; nobody where it was not given out yet.
        manifests: The age of each manifest of a dossier; sheets on one of a former age do not
            count. A correction that is not material leaves the age as it is.
        ahead: Dossiers that were decided while the chair's clock was ahead.
        behind: Those that were decided while it was behind.
        results: The bytes that a set of sheets came to, wherever it was worked out.
    """

    def __init__(self, panels: Mapping[str, Iterable[str]], given: Iterable[str]) -> None:
        self.panels = {dossier: set(members) for dossier, members in panels.items()}
        self.laptops = {who: Laptop() for members in self.panels.values() for who in members}
        self.given = set(given)
        self.manifests: dict[str, dict[str, int]] = {dossier: {} for dossier in self.panels}
        self.ahead: set[str] = set()
        self.behind: set[str] = set()
        self.results: dict[tuple[object, ...], str] = {}

    def has(self, who: str, dossier: str) -> bool:
        """Whether somebody has a dossier, by what the office said."""
        return dossier in self.given and who in self.panels[dossier]

    def corrected(self, dossier: str, manifest: str, *, material: bool) -> None:
        """The office put another manifest in the place of a dossier's."""
        ages = self.manifests[dossier]
        if manifest not in ages:
            ages[manifest] = max(ages.values(), default=0) + (1 if material else 0)

    def counted(self, dossier: str) -> dict[str, Sheet]:
        """Whose sheet counts, once everybody has heard everything."""
        found = {}
        for who in self.panels[dossier]:
            laptop = self.laptops[who]
            said = [one.accepts for one in laptop.said if one.dossier == dossier]
            own = [one for one in laptop.sheets if one.dossier == dossier]
            if own and (not said or said[-1]) and self._holds(own[-1]):
                found[who] = own[-1]
        return found

    def score(self, sheets: Iterable[Sheet]) -> Fraction | None:
        """The mean of the totals, in points; None without sheets."""
        totals = [sum(one.points) for one in sheets]
        return Fraction(sum(totals), len(totals)) if totals else None

    def same(self, key: tuple[object, ...], result: str) -> None:
        """Keep what sheets came to, or hold it against what they came to before.

        Raises:
            BrokenError: When the same sheets came to something else.
        """
        demand("the same sheets give the same result", self.results.setdefault(key, result), result)

    def _holds(self, sheet: Sheet) -> bool:
        ages = self.manifests[sheet.dossier]
        return ages.get(sheet.manifest) == max(ages.values())


def _sheets(look: Look) -> list[Sheet]:
    return [
        Sheet(digest, dossier, manifest, tuple(points))
        for digest, dossier, manifest, points in look["sheets"]
    ]


def _numbers(chain: Iterable[tuple[int, str, str | None]]) -> list[int]:
    """The numbers in an author's count, as far as each names the one before it."""
    last: str | None = None
    found = []
    for number, digest, former in chain:
        if former != last:
            break
        found.append(number)
        last = digest
    return found
