"""What is held against the model: the chair's results at any time, and everything at rest."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from tests.soak import secrecy
from tests.soak.cast import CHAIR, MEMBERS, OFFICE
from tests.soak.model import demand
from tests.soak.play import Play

_EXCHANGES: Final = 8
"""So often everybody exchanges at the most until nothing happens any more."""


def at_rest(play: Play) -> None:
    """Kill everything, let everybody hear everything, and look at all that there is.

    Raises:
        BrokenError: When something is not as it must be.
    """
    play.world.restart()
    for who in (OFFICE, *MEMBERS):
        play.look(who)
    _let_settle(play)
    for who in MEMBERS:
        _has_what_is_given(play, who)
    play.look(OFFICE)
    _everything_arrived(play)
    results = _asked(play, CHAIR, "results")
    results_follow(play, results)
    _results_are_final(play, results)
    _records_agree(play, results)
    hub_keeps_everything(play)
    secrecy.nobody_reads_more(play)
    secrecy.hub_hands_out_no_more(play)
    secrecy.nothing_in_the_clear(play.world.folder)


def results_follow(play: Play, results: Mapping[str, Any]) -> None:
    """Hold a chair's results against the sheets that they say they rest on.

    Raises:
        BrokenError: When one rests on what nobody signed, or comes to another mean.
    """
    for dossier, found in results.items():
        sheets = []
        for who, digest in found["counted"].items():
            own = {one.digest: one for one in play.laptop(who).sheets}
            demand("a result rests on sheets that were signed", True, digest in own)
            sheets.append(own[digest])
        score = json.loads(found["result"])["score"]
        demand(f"the mean for {dossier}", _rounded(play.model.score(sheets)), score)
        states = tuple(sorted(found["states"].items()))
        key = (dossier, tuple(sorted(found["counted"].items())), states)
        play.model.same(key, found["result"])


def _rounded(score: Fraction | None) -> str | None:
    if score is None:
        return None
    exact = Decimal(score.numerator) / Decimal(score.denominator)
    return str(exact.quantize(Decimal("0.0001"), ROUND_HALF_UP))


def _asked(play: Play, who: str, act: str, **given: object) -> Any:  # noqa: ANN401 -- by the act
    answer = play.desk(who).ask(act, **given)
    demand(f"{act} at rest", "", answer.code or ("died" if answer.died else ""))
    return answer.value


def _let_settle(play: Play) -> None:
    for _ in range(_EXCHANGES):
        changes = 0
        for who in (OFFICE, *MEMBERS):
            outcome = _asked(play, who, "sync")
            demand(
                "an exchange at rest succeeds", ("", False), (outcome["failure"], outcome["waits"])
            )
            changes += outcome["changes"]
        if not changes:
            return
    demand("all comes to rest", 0, changes)


def _has_what_is_given(play: Play, who: str) -> None:
    """A laptop has the dossiers of its panellist, and no others; all that it said has arrived."""
    look = play.look(who)
    expected = {one for one in play.model.panels if play.model.has(who, one)}
    working = {one for one, (state, _) in look["given"].items() if state == "given"}
    demand(f"dossiers of {who}", expected, working)
    keys = {one for one, (_, has_key) in look["given"].items() if has_key}
    demand(f"keys of dossiers that {who} holds", expected, keys)
    waiting = [one for one, (_, _, by) in look["outbox"].items() if not by]
    demand(f"what {who} signed is acknowledged", [], waiting)
    found = _asked(play, who, "check")
    demand(
        f"the vault of {who}", (True, [], []), (found["sound"], found["missing"], found["orphans"])
    )


def _everything_arrived(play: Play) -> None:
    """The office has every sheet that anybody signed."""
    heard = set(play.looks[OFFICE]["heard"])
    for who in MEMBERS:
        missing = [one.digest for one in play.laptop(who).sheets if one.digest not in heard]
        demand(f"sheets of {who} at the office", [], missing)


def _results_are_final(play: Play, results: Mapping[str, Any]) -> None:
    """At rest the chair counts exactly the sheets that hold."""
    demand("panels of the chair", play.model.given, set(results))
    for dossier, found in results.items():
        expected = {who: one.digest for who, one in play.model.counted(dossier).items()}
        demand(f"sheets that count for {dossier}", expected, found["counted"])
        demand(f"members for {dossier}", play.model.panels[dossier], set(found["members"]))


def _records_agree(play: Play, results: Mapping[str, Any]) -> None:
    """Whoever may read the records works out the same bytes as the chair.

    From the chair's own file that is asked of what was decided alone: for sheets that no decision
    names it holds no time (docs/chair.md), and the author's clock may have been wrong; nor can it
    tell what came after a decision by a clock that was ahead. Of one by a clock that was behind
    nobody can tell yet which panel was known then (docs/verification.md).
    """
    exported = play.world.folder / "records.ppirb"
    _asked(play, CHAIR, "records", file=str(exported))
    for who in (OFFICE, CHAIR):
        _verified(play, who, exported, play.model.ahead | play.model.behind)
    verified = _verified(play, OFFICE, _parcels_as_files(play), play.model.behind)
    for dossier, one in verified.items():
        if one["mark"] == "undecided" and dossier in results:
            expected = results[dossier]["result"]
            demand(f"bytes for {dossier} from the hub's parcels", expected, one["so_far"])


def _verified(play: Play, who: str, path: Path, unclear: Collection[str] = ()) -> Mapping[str, Any]:
    """What somebody works out from files, which differs from nothing that was decided."""
    verdict = _asked(play, who, "verify", paths=[str(path)])
    wrong = {
        dossier: (one["mark"], [said["findings"] for said in one["decided"]])
        for dossier, one in verdict["dossiers"].items()
        if one["mark"] not in {"agrees", "undecided"} and dossier not in unclear
    }
    demand(f"verification by {who} of {path.name}", ([], {}), (verdict["faults"], wrong))
    dossiers: Mapping[str, Any] = verdict["dossiers"]
    return dossiers


def _parcels_as_files(play: Play) -> Path:
    """The hub's parcels and receipts as files in a folder."""
    folder = play.world.folder / "parcels"
    folder.mkdir(exist_ok=True)
    for parcel in secrecy.parcels_of_hub(play.world.folder):
        (folder / parcel.name).write_bytes(parcel.content)
        (folder / f"{parcel.name}.receipt").write_bytes(parcel.receipt)
    return folder


def hub_keeps_everything(play: Play) -> None:
    """The hub has whatever anybody holds its receipt for, and finds nothing wrong with itself.

    Raises:
        BrokenError: When something that it acknowledged is gone.
    """
    here = {parcel.name for parcel in secrecy.parcels_of_hub(play.world.folder)}
    for who in MEMBERS:
        outbox = play.looks[who]["outbox"]
        promised = {one for one, by in play.laptop(who).receipts.items() if by == "hub"}
        gone = sorted(promised & outbox.keys() - here)
        demand(f"what the hub acknowledged to {who}", [], gone)
    checked = play.world.hub.check()
    demand("the hub is sound", (0, ""), (checked.status, checked.err))
    log = play.world.hub.log.read_text(encoding="utf-8")
    demand("the hub's log has no mistake of ours", False, "Traceback" in log)
