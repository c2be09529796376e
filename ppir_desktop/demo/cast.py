"""Who plays in the demo besides whoever sits at the window: the office and six members."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Final

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.closing import Closes
from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.common.wording import Wording
from ppir_desktop.demo import marking, play, sample
from ppir_desktop.demo.hub import DemoHub
from ppir_desktop.domain.experts import Expert
from ppir_desktop.domain.stage import Sector
from ppir_desktop.services import exchange, kits, profiles
from ppir_desktop.services.enrolment import Person, enrol
from ppir_desktop.services.office import approving, changing, convening, importing, inviting
from ppir_desktop.services.office import opening as opening_rounds
from ppir_desktop.services.office.convening import Wish
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.services.sessions import OpenProfile, Passphrase

PASSPHRASE: Final = "demo 시연 공개 암호문 2026"  # noqa: S105 -- public, as said below
"""Opens every profile of the demo; whoever reads this may know it."""

WORK_FACTOR: Final = 12
"""Of profiles that the demo makes by itself. In earnest it is 18, a second a try: that keeps out
whoever guesses, and nobody has to guess what is printed here."""

STAGE: Final = "innovation"
CHAIR: Final = "minseo"
"""Name of the profile of whoever sits at the window."""

AUTHORITY, OFFICER = "authority", "office"
_AT_ONCE: Final = 2
_KIT: Final = "kit"
_CLOCK: Final = SystemClock()

Work = Callable[[], None]


class Cast(Closes):
    """The office and the members, each with a profile of their own below one folder."""

    def __init__(self, folder: Path, hub: DemoHub) -> None:
        """Nobody is there yet; `open` begins."""
        self.folder, self.hub = folder, hub
        self.home, self.desk_home = folder / "others", folder / "desk"
        self._open = ExitStack()
        self._beside = ThreadPoolExecutor(1)
        self._sitting: dict[str, Sitting] = {}
        self.experts: tuple[Expert, ...] = ()
        self.numbers: tuple[str, ...] = ()
        self.round = Identifier("")

    def close(self) -> None:
        """End the work beside and lock every profile; what the members wrote stays."""
        self._beside.shutdown()
        self._open.close()

    def beside(self, work: Work) -> Future[None]:
        """Have something be done while the window goes on."""
        return self._beside.submit(work)

    @property
    def office(self) -> Sitting:
        """The officer's desk."""
        return self._sitting[OFFICER]

    @property
    def chair(self) -> Expert:
        """Who sits at the window."""
        return self.experts[len(self.numbers) - 1]

    def open(self) -> None:
        """Open a round on the hub, and let an officer in."""
        authority = self._profile(AUTHORITY)
        plan = play.write_plan(self.folder / "plan.toml", self.hub)
        made = opening_rounds.open_round(authority, plan, _CLOCK)
        self.round = made.round
        self.hub.admit(made.authority)
        root = self._sit(AUTHORITY, authority)
        officer = self._profile(OFFICER)
        letter = inviting.invite_officer(root, "O-1", "한지원")
        _sync(authority)
        enrol(officer, letter.invitation, Person("한지원", "사무국", Sector.GOVERNMENT), _CLOCK)
        self._sit(OFFICER, officer)
        for one in (officer, authority):
            _sync(one)
        approving.approve(root)
        for one in (authority, officer):
            _sync(one)

    def make_kit(self) -> None:
        """Make the sample kit, and load what panels are matched with."""
        sample.write_kit(self.folder / _KIT, Wording("ko"))
        import_module("ppir_desktop.matching.solver")

    def take_kit(self) -> None:
        """Check the sample kit, and take it over into the round."""
        kit = kits.check_for(self.office, self.folder / _KIT)
        importing.import_kit(self.office, kit)
        self.experts = kit.experts
        self.numbers = tuple(one.number for one in kit.experts[: marking.panel_of()])
        play.pass_on(self.office, "publicness", play.dossiers_of(kit))

    def invite(self) -> tuple[Path, Work]:
        """Invite the panel, and leave the letter of the seventh in a file.

        Returns:
            The letter, and what is left to do: to have the six enrol.
        """
        letters = inviting.invite(self.office, self.numbers)
        _sync(self.office.profile)
        profiles_made = {one.number: self._profile(one.number) for one in letters[:-1]}

        def join(at: int) -> None:
            expert, letter = self.experts[at], letters[at]
            profile = profiles_made[expert.number]
            person = Person(expert.name, expert.organisation, expert.sector)
            enrol(profile, letter.invitation, person, _CLOCK)
            self._sit(expert.number, profile)
            _sync(profile)

        return play.write_letter(self.folder, letters[-1]), lambda: self._each(join)

    def seat(self) -> list[str]:
        """Let in whoever asks, seat the panel and publish; give the numbers of who was let in."""
        office = self.office
        _sync(office.profile)
        approved = [one.number for one in approving.approve(office)]
        wish = Wish(stage=STAGE, size=len(self.numbers), load=len(sample.told()), seed=1)
        proposal = convening.propose(office, wish)
        for dossier in convening.convene(office, STAGE, proposal):
            changing.name_chair(office, (STAGE, dossier), self.chair.number)
        convening.publish(office, STAGE)
        _sync(office.profile)
        return approved

    def review(self) -> None:
        """Have the six declare and sign their sheets, each at their own desk."""

        def work(at: int) -> None:
            sitting = self._sitting[self.numbers[at]]
            _sync(sitting.profile)
            play.review(sitting, STAGE, at, self.numbers[at])
            _sync(sitting.profile)

        self._each(work)

    def make_chair(self, letter: Path, signs: int) -> str:
        """Have the seventh enrol too, and sign the first few sheets; the profile's name.

        Args:
            letter: Their invitation.
            signs: How many sheets.
        """
        expert = self.chair
        with living_in(self.desk_home):
            profiles.create(CHAIR, Passphrase(PASSPHRASE, WORK_FACTOR), _CLOCK, use_keyring=False)
            with profiles.unlock(CHAIR, Passphrase(PASSPHRASE)) as profile:
                person = Person(expert.name, expert.organisation, expert.sector)
                enrol(profile, play.read_letter(letter), person, _CLOCK)
                _sync(profile)
                self.seat()
                self.review()
                _sync(profile)
                at = Sitting(profile, self.round, _CLOCK)
                play.review(at, STAGE, len(self.numbers) - 1, expert.number, most=signs)
                _sync(profile)
        return CHAIR

    def finish(self, dossier: str) -> str:
        """Carry a dossier through what other bodies decide, and designate; the number."""
        _sync(self.office.profile)
        return play.designate(self.office, dossier)

    def _each(self, work: Callable[[int], None]) -> None:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(work, range(len(self.numbers) - 1)))

    def _profile(self, name: str) -> OpenProfile:
        with living_in(self.home):
            profiles.create(name, Passphrase(PASSPHRASE, WORK_FACTOR), _CLOCK, use_keyring=False)
            return self._open.enter_context(profiles.unlock(name, Passphrase(PASSPHRASE)))

    def _sit(self, name: str, profile: OpenProfile) -> Sitting:
        self._sitting[name] = Sitting(profile, self.round, _CLOCK)
        return self._sitting[name]


@contextmanager
def living_in(home: Path) -> Iterator[None]:
    """Have profiles lie in a folder for a while."""
    former = os.environ.get(HOME_VARIABLE)
    os.environ[HOME_VARIABLE] = str(home)
    try:
        yield
    finally:
        if former is None:
            del os.environ[HOME_VARIABLE]
        else:
            os.environ[HOME_VARIABLE] = former


def _sync(profile: OpenProfile) -> None:
    for outcome in exchange.sync(profile, _CLOCK, keep_drafts_safe=False):
        if outcome.failure is not None:
            raise outcome.failure
