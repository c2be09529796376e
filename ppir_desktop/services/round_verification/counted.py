"""Which sheets a decision rests on, held against those that count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ppir_desktop.common.identifiers import Digest
from ppir_desktop.domain.sheets import Absence
from ppir_desktop.protocol.result_bodies import AbsentMember, DossierResult, UsedSheet
from ppir_desktop.services.round_verification.evidence import Evidence, SheetSeen
from ppir_desktop.services.round_verification.fates import Fate
from ppir_desktop.services.round_verification.findings import Finding, differs, told, unchecked
from ppir_desktop.services.round_verification.places import PlaceKnown

_SHORT = 10


class Counted:
    """Holds the sheets and absences of one decision on one dossier against the records."""

    def __init__(
        self,
        evidence: Evidence,
        known: PlaceKnown,
        what: DossierResult,
        fates: Mapping[Digest, Fate],
        by_rule: Mapping[Digest, Fate],
    ) -> None:
        """Look at one dossier.

        Args:
            evidence: The records.
            known: What is known of the dossier.
            what: What was decided.
            fates: What becomes of each sheet, by what the chair says of the members.
            by_rule: The same by the records alone, whatever the chair says of the members.
        """
        self._evidence, self._known, self._what = evidence, known, what
        self._fates, self._by_rule = fates, by_rule
        self._here = {sheet.digest: sheet for sheet in (*known.sheets, *known.later)}

    def findings(self) -> Iterator[Finding]:
        """All that is to be said of the sheets and of those without any."""
        seen: set[str] = set()
        for used in self._what.sheets:
            if used.number in seen or used.sheet in seen:
                yield differs("named_twice", number=used.number)
            seen |= {used.number, used.sheet}
            yield from self._on_used(used)
        yield from self._on_times()
        yield from self._on_left_out()
        yield from self._on_absent()
        yield from self._on_members()
        yield from self._on_basis()

    def _on_used(self, used: UsedSheet) -> Iterator[Finding]:
        sheet = self._here.get(used.sheet)
        if sheet is None:
            yield self._not_here(used)
            return
        if not sheet.number:
            yield unchecked("author_uncertified", number=used.number)
        elif sheet.number != used.number:
            yield differs("sheet_of_another", number=used.number, found=sheet.number)
        fate = self._fates[used.sheet]
        if fate is not Fate.COUNTS and (sheet.number or fate is not Fate.NOT_MEMBER):
            yield differs(f"used_{fate.value}", number=used.number)
        elif used.admitted.strip():
            yield told("admitted", number=used.number, reason=used.admitted)
        yield from self._on_receipt(used)

    def _not_here(self, used: UsedSheet) -> Finding:
        digest = used.sheet[:_SHORT]
        other = self._evidence.sheets.get(used.sheet)
        if other is not None:
            place = "/".join(other.place)
            return differs("sheet_of_other_place", number=used.number, place=place)
        why = self._evidence.refused.get(used.sheet)
        if why:
            return differs("sheet_refused", number=used.number, digest=digest, why=why)
        return unchecked("sheet_missing", number=used.number, digest=digest)

    def _on_receipt(self, used: UsedSheet) -> Iterator[Finding]:
        if used.receipt is None:
            return
        parcel = self._evidence.receipts.get(used.receipt)
        if parcel is None:
            yield told("receipt_missing", number=used.number)
        elif self._evidence.owners.get(parcel, used.sheet) != used.sheet or self._is_twice(used):
            yield differs("receipt_of_another", number=used.number)

    def _is_twice(self, used: UsedSheet) -> bool:
        """Whether a receipt is named for another sheet too."""
        return any(
            one.receipt == used.receipt and one.sheet != used.sheet for one in self._what.sheets
        )

    def _on_times(self) -> Iterator[Finding]:
        """How many times rest on what the chair says of receipts."""
        here = (self._here.get(used.sheet) for used in self._what.sheets)
        count = sum(sheet is not None and sheet.by_named_receipt for sheet in here)
        if count:
            yield told(
                "times_by_named_receipts", count=str(count), total=str(len(self._what.sheets))
            )

    def _on_left_out(self) -> Iterator[Finding]:
        used = {one.sheet for one in self._what.sheets}
        for sheet in self._known.sheets:
            if sheet.digest not in used and self._fates[sheet.digest] is Fate.COUNTS:
                number = sheet.number or sheet.author[:_SHORT]
                yield differs("sheet_left_out", number=number, digest=sheet.digest[:_SHORT])
        later = {one.number for one in self._what.sheets} & self._known.recused_later
        if later:
            yield told("recused_later", numbers=", ".join(sorted(later)))
        for sheet in self._known.later:
            number = sheet.number or sheet.author[:_SHORT]
            if sheet.digest not in used:
                yield told("came_later", number=number, time=sheet.at)

    def _on_absent(self) -> Iterator[Finding]:
        seen: set[str] = set()
        used = {one.number for one in self._what.sheets}
        for one in self._what.absent:
            if one.number in seen or one.number in used:
                yield differs("absent_twice", number=one.number)
            seen.add(one.number)
            yield from self._on_one_absent(one)

    def _on_one_absent(self, one: AbsentMember) -> Iterator[Finding]:
        """A chair's word keeps a sheet out that counts by itself, so it needs a reason.

        Whoever only gave no sheet is absent without anybody's word.
        """
        fates = {
            self._by_rule[sheet.digest]
            for sheet in self._known.sheets
            if sheet.number == one.number
        }
        declared = one.why is Absence.RECUSED and one.number in self._known.recused
        needs_word = Fate.COUNTS in fates or (one.why is not Absence.ABSENT and not declared)
        params = {"number": one.number, "why": one.why.value, "reason": one.reason.strip()}
        if one.why is Absence.ABSENT and one.number in self._known.recused:
            # Whoever recused is in no base of a quorum or a fraction; whoever is absent is.
            yield differs("recused_called_absent", number=one.number)
        elif needs_word and not one.reason.strip():
            yield differs("left_out_without_reason", **params)
        elif Fate.COUNTS in fates:
            yield told("left_out", **params)
        elif one.reason.strip():
            yield told("chair_says", **params)
        elif fates:
            fate = min(fates - {Fate.SUPERSEDED} or fates)
            yield told("absent_with_sheet", number=one.number, fate=fate.value)

    def _on_members(self) -> Iterator[Finding]:
        members = self._known.members
        if members is None:
            yield told("panel_unknown")
            return
        named = {one.number for one in self._what.sheets}
        named |= {one.number for one in self._what.absent}
        missing = sorted(members - named)
        if missing:
            yield differs("members_not_mentioned", numbers=", ".join(missing))
        gone = sorted({one.number for one in self._what.absent} - members)
        if gone:
            yield told("no_longer_members", numbers=", ".join(gone))

    def _on_basis(self) -> Iterator[Finding]:
        if self._known.manifests is None:
            yield told("manifest_unchecked")
        if self._known.stage.bonus is not None and self._what.bonus:
            yield told("bonus_taken_over")


def used_sheets(
    what: DossierResult, here: Mapping[Digest, SheetSeen]
) -> list[tuple[str, SheetSeen]] | None:
    """The sheets that a decision rests on, by its numbers; None when one of them is not here."""
    found = [(one.number, here[one.sheet]) for one in what.sheets if one.sheet in here]
    return found if len(found) == len(what.sheets) else None
