"""Drawing the next operation by chance: all that it needs is in it, so that it can be replayed."""

from __future__ import annotations

import random
from typing import Any, Final

from tests.soak import faults
from tests.soak.cast import CHAIR, CRITERIA, DOSSIERS, MEMBERS, OFFICE
from tests.soak.play import Play

EVERYBODY: Final = (OFFICE, *MEMBERS)
_DAYS: Final = 20
"""By so much a laptop's clock may be wrong; less than there is until the deadline."""

_BEFALLEN: Final = 0.35
_WEIGHTS: Final = {
    "sync": 30, "sign": 14, "draft": 10, "import": 9, "export": 8, "declare": 4, "collect": 4,
    "decide": 4, "clock": 4, "replace": 3, "correct": 3, "kill": 3, "give": 2, "kill hub": 2,
    "backup": 2, "restore": 2, "check": 2, "extend": 1,
}  # fmt: skip
_FAULTS: Final = {
    "sync": faults.ON_LINE,
    **dict.fromkeys(
        ("sign", "draft", "declare", "import", "export", "decide", "collect", "replace",
         "correct", "give", "extend", "backup", "restore"),
        faults.AT_HOME,
    ),
}  # fmt: skip
"""What may befall which operation."""


class Drawing:
    """Draws operations, the same ones from the same seed as long as the same comes of them."""

    def __init__(self, seed: int, rest_every: int) -> None:
        """Begin.

        Args:
            seed: What all is drawn from.
            rest_every: After so many operations all comes to rest and is looked at thoroughly.
        """
        self._chance = random.Random(seed)
        self._every = rest_every
        self._drawn = 0

    def next(self, play: Play) -> dict[str, Any]:
        """The next operation."""
        self._drawn += 1
        if self._drawn % self._every == 0:
            return {"op": "rest"}
        (name,) = self._chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))
        drawn = {"op": name, **self._with(name, play)}
        if name in _FAULTS and self._chance.random() < _BEFALLEN:
            drawn["fault"] = faults.draw(self._chance, _FAULTS[name])
        return drawn

    def _with(self, name: str, play: Play) -> dict[str, Any]:
        chance = self._chance
        if name in {"draft", "sign", "declare"}:
            return self._on_dossier(name, play)
        if name in {"give", "replace", "correct", "extend"}:
            return {"who": OFFICE, **self._of_office(name, play)}
        if name in {"import", "export", "backup", "restore"}:
            return self._on_stick(name, play)
        if name in {"decide", "collect"}:
            return {"who": CHAIR, "dossier": chance.choice(DOSSIERS)}
        if name == "clock":
            seconds = chance.choice([0, chance.randint(-_DAYS * 86_400, _DAYS * 86_400)])
            return {"who": chance.choice(MEMBERS), "seconds": seconds}
        return {} if name == "kill hub" else {"who": chance.choice(EVERYBODY)}

    def _on_dossier(self, name: str, play: Play) -> dict[str, Any]:
        chance, who = self._chance, self._chance.choice(MEMBERS)
        here = [one for one in DOSSIERS if play.is_given(who, one)]
        # Now and then one that is not there, or no more.
        dossier = chance.choice(here if here and chance.random() < 0.9 else DOSSIERS)
        drawn: dict[str, Any] = {"who": who, "dossier": dossier}
        if name == "declare":
            return {**drawn, "accepts": chance.random() < 0.7}
        points = [chance.randint(0, most) for most in CRITERIA.values()]
        return {**drawn, "points": points, "word": self._drawn}

    def _of_office(self, name: str, play: Play) -> dict[str, Any]:
        chance, dossier = self._chance, self._chance.choice(DOSSIERS)
        if name == "replace":
            seated = sorted(play.model.panels[dossier] - {CHAIR})
            leaving = chance.choice(seated or list(MEMBERS[1:]))
            away = sorted(set(MEMBERS) - play.model.panels[dossier])
            coming = chance.choice([*away, ""])
            return {"dossier": dossier, "leaving": leaving, "coming": coming}
        if name == "correct":
            material = chance.random() < 0.4
            return {"dossier": dossier, "material": material, "word": self._drawn}
        if name == "extend":
            return {"dossier": dossier, "days": chance.randint(31, 60)}
        return {"dossier": dossier}

    def _on_stick(self, name: str, play: Play) -> dict[str, Any]:
        chance, who = self._chance, self._chance.choice(EVERYBODY)
        if name in {"export", "backup"}:
            ending = "ppirb" if name == "export" else "ppirbackup"
            return {
                "who": who if name == "export" else chance.choice(MEMBERS),
                "file": f"{self._drawn}.{ending}",
            }
        if name == "restore":
            of = [(owner, file) for file, (owner, _) in play.backups.items()] or [(CHAIR, "none")]
            owner, file = chance.choice(of)
            return {"who": owner, "file": file}
        files = sorted(path.name for path in play.world.stick.glob("[0-9]*.ppirb"))
        # The last ones are of more use; an old one may come again at any time.
        chosen = chance.choice(files[-4:] if chance.random() < 0.7 else files) if files else "none"
        drawn: dict[str, Any] = {"who": who, "file": chosen}
        if chance.random() < 0.2:
            part, kind = round(chance.random(), 4), chance.choice(["cut", "flip"])
            drawn["damage"] = {"kind": kind, "part": part}
        return drawn
