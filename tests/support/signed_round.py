"""A round in which six panellists signed their sheets and their chair decided, made once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from ppir_desktop.common.clock import Clock, SystemClock
from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.domain.consolidation import Collected, Outcome, consolidate, result_bytes
from ppir_desktop.domain.sheets import Mark, Sheet
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.result_bodies import Adjustment, Decision, DossierResult, UsedSheet
from ppir_desktop.services import bundles
from ppir_desktop.services.office import changing, convening, importing, progress
from ppir_desktop.services.office.convening import POOL, Wish
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.services.reviewing import Filled, sign_sheet
from ppir_desktop.services.schemes import find_stage, load_scheme
from ppir_desktop.services.statements import opening_of, say
from ppir_desktop.store.repositories.exchange import OFFICE
from tests.support.desks import Desks, desks, member, small_kit
from tests.support.offices import FIRST, SECOND, own_desk, rows
from tests.support.reviewers import filled_marks
from tests.support.vaults import SECRET, open_profile

SCORED = "innovation"
OPINION = "수요가 뚜렷하다."
REASON = "저온 자료가 없다는 데 모두 동의하였다."


class SignedRound(NamedTuple):
    """What there is once it was played; every profile is closed again.

    Attributes:
        home: Where the profiles lie: ``root``, ``desk`` and one named after each member.
        round: The round's id.
        passphrase: A file with the passphrase of every profile.
        members: Expert numbers of the panel of the first dossier, the chair first.
        sheets: The digest of each member's sheet on it.
        decision: The digest of what the chair decided on it.
    """

    home: Path
    round: Identifier
    passphrase: Path
    members: tuple[str, ...]
    sheets: dict[str, Digest]
    decision: Digest

    @contextmanager
    def at(self, name: str, clock: Clock | None = None) -> Iterator[Sitting]:
        """Sit down at somebody's desk."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(HOME_VARIABLE, str(self.home))
            with open_profile(name=name) as profile:
                yield Sitting(profile, self.round, clock or SystemClock())


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> SignedRound:
    """The round; a test that changes anything in it puts that back."""
    return play(tmp_path_factory.mktemp("signed-round"))


def play(folder: Path) -> SignedRound:
    """Play the round in a folder."""
    home, passphrase = folder / "home", folder / "passphrase"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(home))
        with desks(folder / "desks", panel_key="with_panel") as made:
            importing.import_kit(made.desk, small_kit(folder / "kit"))
            wish = Wish(stage=SCORED, size=6, load=2, among=POOL, seed=5)
            convening.convene(made.desk, SCORED, convening.propose(made.desk, wish))
            convening.publish(made.desk, SCORED)
            panels = {
                one.dossier: [seat.number for seat in one.seats]
                for one in progress.progress(made.desk).panels
            }
            # The chair sits on the other panel too, so that there is a desk with two sheets.
            members = sorted(panels[FIRST], key=lambda number: number not in panels[SECOND])
            sheets: dict[str, Digest] = {}
            for number in members:
                with member(made, number) as profile:
                    given = sorted(rows(made, profile))
                    # Of the other panel the chair alone hands a sheet in.
                    for dossier in given if number == members[0] else [FIRST]:
                        signed = sign_sheet(
                            profile, made.desk.round, (SCORED, dossier), _filled(number),
                            made.desk.clock,
                        )  # fmt: skip
                        sheets.setdefault(number, signed.digest)
                    made.carry(own_desk(made, profile), made.desk.profile, f"sheets-{number}")
            changing.name_chair(made.desk, (SCORED, FIRST), members[0])
            decision = _decide(made, members, sheets)
            round_id = made.desk.round
    passphrase.write_text(SECRET.text, encoding="utf-8")
    return SignedRound(home, round_id, passphrase, tuple(members), sheets, decision)


def _filled(number: str) -> Filled:
    marks = filled_marks(load_scheme("ppir-2025"), SCORED, number)
    return Filled(marks=marks, opinion=f"위원 {number}의 의견", statement="서명으로 확인합니다.")


def _decide(made: Desks, members: list[str], sheets: dict[str, Digest]) -> Digest:
    """The chair takes everybody's sheets in, and decides otherwise than was computed."""
    stage = find_stage(load_scheme("ppir-2025"), SCORED)
    given = tuple(Sheet(FIRST, number, _marks(number)) for number in members)
    result = consolidate(stage, Collected(FIRST, given))
    with open_profile(name=members[0]) as profile:
        made.carry(made.desk, profile, "to-chair")
        for number in members[1:]:
            bundles.import_bundle(
                profile, made.stick / f"sheets-{number}.ppirbundle", made.desk.clock
            )
        with profile.vault.writing() as work:
            opened = opening_of(work, made.desk.round)
            decided = DossierResult(
                dossier=FIRST, absent=(), bonus=None, result=result_bytes(result).decode(),
                sheets=tuple(
                    UsedSheet(number=number, sheet=digest, receipt=None, admitted="")
                    for number, digest in sheets.items()
                ),
                adjustment=Adjustment(score=6900, reason=REASON, assents=()),
                outcome=Outcome.REJECT, opinion=OPINION,
            )  # fmt: skip
            decision = Decision(
                panel=work.assignments.get(made.desk.round, SCORED, FIRST).panel, stage=SCORED,
                scheme=digest_of(opened.scheme.encode()), results=(decided,), assents=(),
                minutes="", reason="", statement="의결합니다.",
            )  # fmt: skip
            signed = say(
                work, made.desk.round, Kind.DECISION, decision, recipients=[opened.office],
                addresses=[OFFICE], clock=made.desk.clock,
            )  # fmt: skip
        made.carry(own_desk(made, profile), made.desk.profile, "decided")
    return signed.digest


def _marks(number: str) -> tuple[Mark, ...]:
    return filled_marks(load_scheme("ppir-2025"), SCORED, number)
