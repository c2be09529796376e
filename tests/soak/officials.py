"""What the office and the chair do: by name, with plain arguments and answers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from ppir_desktop.domain.consolidation import result_bytes
from ppir_desktop.services.chair import carrying, deciding
from ppir_desktop.services.chair.desk import ChairDesk
from ppir_desktop.services.chair.gathering import SeatState
from ppir_desktop.services.chair.meeting import Attendance, Presence
from ppir_desktop.services.office import changing, convening
from ppir_desktop.services.office.desks import Sitting
from tests.soak.cast import STAGE, document_in
from tests.soak.reading import office_look


def give(at: Sitting, dossier: str) -> None:
    """Give a dossier out to its panel."""
    convening.publish(at, STAGE, [dossier])


def replace(at: Sitting, dossier: str, leaving: str, coming: str) -> None:
    """Put one member in another one's place on a panel, or nobody."""
    changing.replace_member(at, (STAGE, dossier), (leaving, coming), "교체")


def correct(at: Sitting, dossier: str, file: str, material: bool) -> str:
    """Put another document in the place of a dossier's; the digest of its manifest."""
    changing.correct(at, dossier, (document_in(Path(file)),), "정정", is_material=material)
    return str(office_look(at)["manifests"][dossier])


def extend(at: Sitting, days: int) -> None:
    """Move the deadline."""
    deadline = at.clock.now().replace(microsecond=0) + dt.timedelta(days=days)
    changing.extend(at, STAGE, deadline, "연장")


def results(at: Sitting) -> dict[str, Any]:
    """What came in for each dossier of a chair, and what it comes to."""
    desk = ChairDesk(at)
    found = {}
    for stage, dossier in desk.panels:
        gathered = desk.gathered((stage, dossier))
        found[dossier] = {
            "members": [one.number for one in gathered.panel.members],
            "counted": {
                seat.number: seat.sheet.heard.digest
                for seat in gathered.seats
                if seat.state is SeatState.COUNTED and seat.sheet is not None
            },
            "states": {seat.number: seat.state.value for seat in gathered.seats},
            "result": result_bytes(gathered.result).decode(),
        }
    return found


def decide(at: Sitting, dossier: str) -> None:
    """Sign the decision on a dossier, those without a sheet being called absent."""
    desk, place = ChairDesk(at), (STAGE, dossier)
    gathered = desk.gathered(place)
    presence = {
        seat.number: Presence(Attendance.ABSENT, "오지 않음")
        for seat in gathered.seats
        if seat.state not in {SeatState.COUNTED, SeatState.RECUSED}
    }
    reason = "다시 의결함" if desk.decisions(place).own else ""
    former = desk.talk(place)
    desk.write(place, presence=presence, reason=reason)
    signed = deciding.sign(desk, [place], "의결합니다.")
    # Who is away is so for this decision alone: whoever comes later counts in the next one.
    desk.write(place, presence=former.presence, reason="")
    if signed.refusal is not None:
        raise signed.refusal


def records(at: Sitting, file: str) -> None:
    """Write what the chair's results rest on to a file."""
    path = Path(file)
    path.unlink(missing_ok=True)
    carrying.carry_records(ChairDesk(at), path)
