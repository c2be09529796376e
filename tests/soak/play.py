"""One round that is being played: the world, and the model of it, brought on step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.soak import faults
from tests.soak.cast import AT_ONCE, CANARY, DOSSIERS, MEMBERS, OFFICE, PANELS
from tests.soak.desk import Answer, Desk
from tests.soak.model import BrokenError, Laptop, Round, Said, Sheet, demand
from tests.soak.world import World

Operation = Mapping[str, Any]
"""What is done: its name, who does it, with what, and what befalls it. Nothing in it is secret."""

DISK_FULL = frozenset({"vault_not_written", "file_not_written", "folder_not_made"})
"""What a desk may say when its disk is full."""


class Play:
    """A round that is being played.

    Attributes:
        world: What there is.
        model: What there must be.
        looks: What each desk had when it was last asked.
        backups: What was in each backup when it was made, by its file, and whose it is.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.model = Round(dict(zip(DOSSIERS, PANELS, strict=True)), DOSSIERS[:AT_ONCE])
        self.looks: dict[str, Mapping[str, Any]] = {}
        self.backups: dict[str, tuple[str, Mapping[str, Any]]] = {}
        self._office: tuple[str, str, Any] | None = None
        manifests = self.world.desks[OFFICE].ask("office_look").value["manifests"]
        for dossier, manifest in manifests.items():
            self.model.corrected(dossier, manifest, material=False)
        for who in MEMBERS:
            self.desk(who).ask("sync")
            self.look(who)

    def desk(self, who: str) -> Desk:
        """Somebody's machine."""
        return self.world.desks[who]

    def laptop(self, who: str) -> Laptop:
        """What somebody's laptop must have."""
        return self.model.laptops[who]

    def ask(self, operation: Operation, act: str, **given: object) -> Answer:
        """Have something done, and have befall it what is to befall it."""
        desk = self.desk(operation["who"])
        with faults.befalling(self.world, desk, operation.get("fault") or {}) as calls:
            return desk.ask(act, calls, **given)

    def look(self, who: str) -> Mapping[str, Any]:
        """Ask a desk what it has, and hold that against what it must have."""
        answer = self.desk(who).ask("look")
        if not answer.done:
            raise BrokenError("a desk says what it has", who, answer)
        self.looks[who] = answer.value
        if who in self.model.laptops:
            self.laptop(who).compare(answer.value)
        else:
            demand("nothing refused", [], answer.value["refused"])
            self._settle_office()
        return self.looks[who]

    def is_given(self, who: str, dossier: str) -> bool:
        """Whether a laptop has a dossier that may be worked on, as it last said."""
        return bool(self.looks[who]["given"].get(dossier, ("", False))[0] == "given")

    def acknowledged(self, operation: Operation, answer: Answer, *allowed: str) -> bool:
        """Whether something was done; what was refused must have had a reason to be.

        Args:
            operation: What was done.
            answer: What was answered.
            allowed: Codes that are right here whatever befell it.

        Raises:
            BrokenError: When it was refused for any other reason.
        """
        if answer.died and not operation.get("fault"):
            raise BrokenError("a desk that nobody kills goes on", operation["op"], "it ended")
        full = (operation.get("fault") or {}).get("kind") == faults.Kind.FULL
        if answer.code and answer.code not in allowed and not (full and answer.code in DISK_FULL):
            raise BrokenError("what is asked for is done", allowed or "done", answer.code)
        return answer.done

    def said_in_office(self, operation: Operation, answer: Answer, value: object) -> None:
        """The office did something, or was killed and may have done it."""
        change = (operation["op"], operation["dossier"], value)
        if answer.died:
            self._office = change
        elif answer.done:
            self._apply(*change)

    def _settle_office(self) -> None:
        """Hold what the office has against what it must have; settle what a kill cut off."""
        found = self.desk(OFFICE).ask("office_look").value
        doubt, self._office = self._office, None
        if doubt is not None and self._standing(doubt[1]) != self._found(found, doubt[1]):
            what, dossier, value = doubt
            if what == "correct":
                value = (found["manifests"][dossier], value[1])
            self._apply(what, dossier, value)
        for dossier in DOSSIERS:
            now = self._found(found, dossier)
            demand("what the office acknowledged", self._standing(dossier), now)

    def _standing(self, dossier: str) -> tuple[bool, list[str], str]:
        model = self.model
        newest = list(model.manifests[dossier])[-1]
        return dossier in model.given, sorted(model.panels[dossier]), newest

    @staticmethod
    def _found(found: Mapping[str, Any], dossier: str) -> tuple[bool, list[str], str]:
        seats, manifest = found["seats"][dossier], found["manifests"][dossier]
        return dossier in found["given"], seats, manifest

    def _apply(self, what: str, dossier: str, value: Any) -> None:  # noqa: ANN401 -- by what it is
        if what == "give":
            self.model.given.add(dossier)
        elif what == "replace":
            leaving, coming = value
            self.model.panels[dossier].discard(leaving)
            self.model.panels[dossier] |= {coming} - {""}
        else:
            manifest, material = value
            self.model.corrected(dossier, manifest, material=material)


def word(number: int) -> str:
    """A text that nobody else may read, by the number that the list of operations has."""
    return f"{CANARY} {number}"


def sheet_of(value: Any) -> Sheet:  # noqa: ANN401 -- as it came from a process
    """A sheet as a desk acknowledged it."""
    digest, dossier, manifest, points = value
    return Sheet(digest, dossier, manifest, tuple(points))


def said_of(value: Any) -> Said:  # noqa: ANN401 -- as it came from a process
    """A declaration as a desk acknowledged it."""
    return Said(*value)
