"""What tests of an office ask and do again and again."""

from __future__ import annotations

import pytest

from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.protocol.result_bodies import (
    DossierResult,
)
from ppir_desktop.protocol.review_bodies import Declared
from ppir_desktop.services import vaults
from ppir_desktop.services.office import (
    convening,
    progress,
)
from ppir_desktop.services.office.convening import POOL, Wish
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.services.office.receiving import PanelStand
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.assignments import AssignmentRow
from tests.support.desks import Desks
from tests.support.vaults import SECRET

STAGE = "site"
FIRST, SECOND = "2026-0001", "2026-0002"
WISH = Wish(stage=STAGE, size=3, load=3, among=POOL, seed=5)


def seated(made: Desks, dossier: str = FIRST) -> list[str]:
    """Panels for both dossiers, kept; the members of one."""
    convening.convene(made.desk, STAGE, convening.propose(made.desk, WISH))
    return [seat.number for seat in stand(made, dossier).seats]


def stand(made: Desks, dossier: str = FIRST) -> PanelStand:
    (found,) = [one for one in progress.progress(made.desk).panels if one.dossier == dossier]
    return found


def rows(made: Desks, profile: OpenProfile) -> dict[str, AssignmentRow]:
    """What a member's laptop has, once the stick came by."""
    made.carry(made.desk, profile, "to-members")
    with profile.vault.reading() as work:
        return {row.dossier: row for row in work.assignments.all()}


def refused(task: object, *arguments: object) -> str:
    with pytest.raises(PpirError) as error:
        task(*arguments)  # type: ignore[operator]
    return error.value.code


def declared_by(*, accepts: bool) -> Declared:
    return Declared(
        stage=STAGE, dossier=FIRST, identity_confirmed=True, pledge=None, consents=(),
        conflicts=(), prior_contact="", accepts=accepts,
    )  # fmt: skip


def purge_round_of(made: Desks, round_id: Identifier) -> None:
    vaults.purge(
        made.desk.profile, SECRET, round_id, statement="파기합니다.", clock=made.desk.clock
    )


def decided_on(dossier: str) -> DossierResult:
    return DossierResult(
        dossier=dossier, sheets=(), absent=(), bonus=None, result="{}", adjustment=None,
        outcome=Outcome.ADVANCE, opinion="",
    )  # fmt: skip


def own_desk(made: Desks, profile: OpenProfile) -> Sitting:
    return made.desk._replace(profile=profile)


def panel_keys(profile: OpenProfile, made: Desks) -> int:
    with profile.vault.reading() as work:
        return len(work.exchange.identities(made.desk.round))
