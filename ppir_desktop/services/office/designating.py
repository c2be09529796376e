"""Designating: what passed every stage is designated openly, and what becomes of it later."""

from __future__ import annotations

import datetime as dt
from typing import Final

import msgspec

from ppir_desktop.common.errors import InputError, RefusedError
from ppir_desktop.domain.conflicts import years_before
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.protocol.fields import Titles
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.ledger_bodies import Applied
from ppir_desktop.protocol.result_bodies import Designated, DesignationChanged
from ppir_desktop.services.office.changing import application
from ppir_desktop.services.office.closing import outcomes, refuse_open_notice
from ppir_desktop.services.office.desks import Desk, Sitting, desk_of, officer_of
from ppir_desktop.services.office.said import said
from ppir_desktop.services.office.voices import Voice
from ppir_desktop.signing.certificates import Certificate
from ppir_desktop.store.vault import Work

_FOLLOWING: Final = {
    "active": ("extended", "suspended", "cancelled"),
    "suspended": ("resumed", "cancelled"),
    "cancelled": (),
}


class Registered(msgspec.Struct, frozen=True):
    """A designation as the register has it now.

    Attributes:
        designated: What was said when it was granted.
        business_number: The firm's registration number; empty where this desk does not know it.
        specification: Title of the dossier's specification.
        valid_until: Its last day by now.
        state: ``active``, ``suspended`` or ``cancelled``.
        changes: What became of it since, in order.
    """

    designated: Designated
    business_number: str
    specification: str
    valid_until: str
    state: str
    changes: tuple[DesignationChanged, ...]


def designate(
    at: Sitting, dossier: str, day: dt.date, reason: str, *, number: str = "", english: str = ""
) -> Designated:
    """Designate a product; done again for the same dossier it changes nothing.

    Args:
        at: Who does it.
        dossier: Application number.
        day: First day.
        reason: Why: what the product is designated for.
        number: Number of the certificate; the next one of the year by default.
        english: What the product is called in English; the Korean name by default.

    Raises:
        RefusedError: ``officer_only``, ``office_only``; ``not_passed`` with the stages that are
            not; ``notice_running``; ``objection_open``.
        InputError: ``application_unknown``, ``notice_unknown``, ``reason_missing``,
            ``certificate_number_taken``.
    """
    if not reason.strip():
        raise InputError("reason_missing")
    with at.profile.vault.writing() as work:
        desk = officer_of(work, at.round)
        applied = application(work, desk, dossier)
        entries = entries_of(work, desk)
        known = [one for one in entries if one.designated.dossier == dossier]
        if known:
            return known[0].designated
        _refuse_unpassed(work, desk, applied)
        # A designation is said today, from whatever day it is to hold.
        refuse_open_notice(work, desk, dossier, min(day, at.clock.now().astimezone().date()))
        numbers = {one.designated.number for one in entries}
        if number in numbers:
            raise InputError("certificate_number_taken", value=number[:60])
        titles = Titles(applied.application.product, english or applied.application.product)
        # A certificate of a Korean ministry cites the rule as it was published.
        rule = desk.scheme.legal_ref.said_in("ko")
        body = Designated(
            number=number or _next_number(numbers, day),
            dossier=dossier,
            product=titles,
            firm=applied.application.applicant,
            basis=f"{rule}: {reason}" if rule else reason,
            valid_from=day.isoformat(),
            valid_until=_after(day, desk.scheme.validity.years).isoformat(),
            authority=authority_titles(desk),
        )
        Voice(work, desk, at.clock).announce(Kind.DESIGNATION, body)
        return body


def change(at: Sitting, body: DesignationChanged) -> DesignationChanged:
    """Extend, suspend, resume or cancel a designation.

    Args:
        at: Who does it.
        body: What happens to it, since when and why; an extension without a last day gets that of
            the scheme's next extension.

    Raises:
        RefusedError: ``officer_only``, ``office_only``; ``move_refused`` where that cannot follow.
        InputError: ``designation_unknown``; ``reason_missing``; ``extensions_used``;
            ``certificate_number_twice`` where two officers gave one number at once.
    """
    if not body.reason.strip():
        raise InputError("reason_missing")
    with at.profile.vault.writing() as work:
        desk = officer_of(work, at.round)
        found = [one for one in entries_of(work, desk) if one.designated.number == body.number]
        if not found:
            raise InputError("designation_unknown", value=body.number[:60])
        if len(found) > 1:
            dossiers = ", ".join(one.designated.dossier for one in found)
            raise InputError("certificate_number_twice", value=body.number[:60], dossiers=dossiers)
        (entry,) = found
        allowed = _FOLLOWING[entry.state]
        if body.change not in allowed:
            raise RefusedError(
                "move_refused", cycle="designation", state=entry.state, to=body.change,
                allowed=", ".join(allowed),
            )  # fmt: skip
        if body.change == "extended" and body.until is None:
            body = msgspec.structs.replace(body, until=_extended(desk, entry).isoformat())
        Voice(work, desk, at.clock).announce(Kind.DESIGNATION, body)
        return body


def register_of(at: Sitting) -> list[Registered]:
    """The register: every designation as it stands, by the number of its certificate.

    Raises:
        RefusedError: ``office_only``.
    """
    with at.profile.vault.reading() as work:
        return entries_of(work, desk_of(work, at.round))


def entries_of(work: Work, desk: Desk) -> list[Registered]:
    """The same within a transaction.

    Two officers may designate at once. Of two words on one dossier the first counts everywhere;
    one number for two dossiers shows as two entries, so that somebody sees it.
    """
    granted: dict[str, Designated] = {}
    changes: dict[str, list[DesignationChanged]] = {}
    for record in said(work, desk.round, Kind.DESIGNATION):
        body = record.body
        if isinstance(body, Designated):
            granted.setdefault(body.dossier, body)
        elif isinstance(body, DesignationChanged):
            changes.setdefault(body.number, []).append(body)
    applied = work.ledger.all(desk.round, Applied)
    return [
        _entry(body, changes.get(body.number, []), applied.get(body.dossier))
        for body in sorted(granted.values(), key=lambda body: (body.number, body.dossier))
    ]


def _entry(
    body: Designated, changes: list[DesignationChanged], applied: Applied | None
) -> Registered:
    until, state = body.valid_until, "active"
    for one in changes:
        if one.change == "extended" and one.until is not None:
            until = one.until
        elif one.change in {"suspended", "cancelled"}:
            state = one.change
        elif one.change == "resumed":
            state = "active"
    titles = [one.title for one in applied.manifest.documents] if applied else []
    return Registered(
        designated=body,
        business_number=applied.application.business_number if applied else "",
        specification=next((title for title in titles if "규격" in title), ""),
        valid_until=until,
        state=state,
        changes=tuple(changes),
    )


def _refuse_unpassed(work: Work, desk: Desk, applied: Applied) -> None:
    number = applied.application.number
    if applied.findings or applied.withdrawn:
        raise RefusedError("not_reviewed", dossier=number)
    decided = outcomes(work, desk)
    missing = [
        stage.id
        for stage in desk.scheme.stages
        if decided.get((stage.id, number)) is not Outcome.ADVANCE
    ]
    if missing:
        raise RefusedError("not_passed", dossier=number, stages=", ".join(missing))


def _next_number(taken: set[str], day: dt.date) -> str:
    serial = 1
    while (number := f"{day.year}-{serial:03d}") in taken:
        serial += 1
    return number


def _after(day: dt.date, years: int) -> dt.date:
    """The last day of a number of years that begin on a day."""
    return years_before(day, -years) - dt.timedelta(days=1)


def _extended(desk: Desk, entry: Registered) -> dt.date:
    extensions = desk.scheme.validity.extensions
    used = sum(one.change == "extended" for one in entry.changes)
    if used >= len(extensions):
        raise InputError("extensions_used", number=entry.designated.number)
    return years_before(dt.date.fromisoformat(entry.valid_until), -extensions[used].years)


def authority_titles(desk: Desk) -> Titles:
    """What the authority is called; by its certificate where the round does not say."""
    if desk.opened.authority_name is not None:
        return desk.opened.authority_name
    name = Certificate.read(desk.opened.authority).subject
    return Titles(name, name)
