"""Carrying one operation out, and holding what came of it against the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.soak import checks, faults
from tests.soak.model import demand
from tests.soak.opening import document_of
from tests.soak.play import Operation, Play, said_of, sheet_of, word

_NOT_HERE: Final = ("assignment_unknown", "assignment_withdrawn")
_BUNDLE_REFUSED: Final = ("bundle_for_others",)
_DAMAGE_FOUND: Final = (*_BUNDLE_REFUSED, "bundle_damaged", "file_unreadable", "round_unknown")


def carry_out(play: Play, operation: Operation) -> None:
    """Carry an operation out.

    What makes no sense any more, since a shorter list of operations is played, is passed over.

    Raises:
        BrokenError: When something is not as it must be.
    """
    _ACTS[operation["op"]](play, operation)
    who = operation.get("who")
    if who is not None:
        play.look(who)


def _draft(play: Play, operation: Operation) -> None:
    who, dossier, text = operation["who"], operation["dossier"], word(operation["word"])
    if not play.is_given(who, dossier):
        return
    answer = play.ask(operation, "draft", dossier=dossier, points=operation["points"], word=text)
    if play.acknowledged(operation, answer):
        play.laptop(who).drafted(dossier, text)
    elif answer.died:
        play.laptop(who).doubt = ("draft", dossier, text)


def _sign(play: Play, operation: Operation) -> None:
    who, dossier, points = operation["who"], operation["dossier"], operation["points"]
    given = play.is_given(who, dossier)
    answer = play.ask(
        operation, "sign", dossier=dossier, points=points, word=word(operation["word"])
    )
    if play.acknowledged(operation, answer, *(() if given else _NOT_HERE)):
        play.laptop(who).signed(sheet_of(answer.value))
    elif answer.died:
        play.laptop(who).doubt = ("sign", dossier, tuple(points))


def _declare(play: Play, operation: Operation) -> None:
    who, dossier, accepts = operation["who"], operation["dossier"], operation["accepts"]
    given = play.is_given(who, dossier)
    answer = play.ask(operation, "declared", dossier=dossier, accepts=accepts)
    if play.acknowledged(operation, answer, *(() if given else _NOT_HERE)):
        play.laptop(who).declared(said_of(answer.value))
    elif answer.died:
        play.laptop(who).doubt = ("declare", dossier, accepts)


def _sync(play: Play, operation: Operation) -> None:
    answer = play.ask(operation, "sync")
    if play.acknowledged(operation, answer) and not operation.get("fault"):
        demand("an exchange that nothing disturbs succeeds", "", answer.value["failure"])


def _export(play: Play, operation: Operation) -> None:
    path = play.world.stick / operation["file"]
    if path.exists():
        return
    answer = play.ask(operation, "export", file=str(path))
    play.acknowledged(operation, answer, "bundle_empty")


def _import(play: Play, operation: Operation) -> None:
    path = play.world.stick / operation["file"]
    if not path.exists():
        return
    damage = operation.get("damage")
    if damage:
        target = path.with_name("damaged.ppirb")
        faults.damaged(path, target, damage)
        path = target
    allowed = _DAMAGE_FOUND if damage else _BUNDLE_REFUSED
    play.acknowledged(operation, play.ask(operation, "take_in", file=str(path)), *allowed)


def _backup(play: Play, operation: Operation) -> None:
    path = play.world.stick / operation["file"]
    if path.exists():
        return
    answer = play.ask(operation, "backup", file=str(path))
    if play.acknowledged(operation, answer):
        play.backups[path.name] = (operation["who"], answer.value)


def _restore(play: Play, operation: Operation) -> None:
    who = operation["who"]
    owner, before = play.backups.get(operation["file"], ("", {}))
    if owner != who:
        return
    path = play.world.stick / operation["file"]
    key = play.world.opened.recovery[who]
    answer = play.ask(operation, "restored", file=str(path), key=key)
    if play.acknowledged(operation, answer):
        demand("a backup has what was there", before, answer.value)


def _check(play: Play, operation: Operation) -> None:
    answer = play.ask(operation, "check")
    if play.acknowledged(operation, answer):
        demand("a vault is sound", True, answer.value["sound"])


def _give(play: Play, operation: Operation) -> None:
    answer = play.ask(operation, "give", dossier=operation["dossier"])
    play.acknowledged(operation, answer)
    play.said_in_office(operation, answer, None)


def _replace(play: Play, operation: Operation) -> None:
    dossier, leaving, coming = (operation[name] for name in ("dossier", "leaving", "coming"))
    answer = play.ask(operation, "replace", dossier=dossier, leaving=leaving, coming=coming)
    play.acknowledged(operation, answer, "seat_unknown", "seat_taken", "member_not_eligible")
    play.said_in_office(operation, answer, (leaving, coming))


def _correct(play: Play, operation: Operation) -> None:
    dossier, material = operation["dossier"], operation["material"]
    path = play.world.folder / "correction.txt"
    document_of(path, f"correction {operation['word']}")
    answer = play.ask(operation, "correct", dossier=dossier, file=str(path), material=material)
    path.unlink()
    play.acknowledged(operation, answer)
    play.said_in_office(operation, answer, (answer.value, material))


def _extend(play: Play, operation: Operation) -> None:
    answer = play.ask(operation, "extend", days=operation["days"])
    play.acknowledged(operation, answer, "deadline_earlier")


def _decide(play: Play, operation: Operation) -> None:
    # As the command does it: a decision that leaves out what the hub had is rightly found wrong.
    heard = play.desk(operation["who"]).ask("sync")
    demand("an exchange before a decision succeeds", "", heard.value["failure"])
    answer = play.ask(operation, "decide", dossier=operation["dossier"])
    refusals = ("chair_recused", "decision_without_result", "panel_not_yours", "chair_only")
    play.acknowledged(operation, answer, *refusals)
    wrong_by = play.desk(operation["who"]).wrong_by
    if wrong_by:
        (play.model.ahead if wrong_by > 0 else play.model.behind).add(operation["dossier"])
    # What comes in the same second counts as known (docs/verification.md).
    play.world.hub.next_second()


def _collect(play: Play, operation: Operation) -> None:
    answer = play.ask(operation, "results")
    if play.acknowledged(operation, answer, "chair_only"):
        checks.results_follow(play, answer.value)


def _clock(play: Play, operation: Operation) -> None:
    play.desk(operation["who"]).set_clock(operation["seconds"])


def _kill(play: Play, operation: Operation) -> None:
    play.desk(operation["who"]).kill()


def _kill_hub(play: Play, _operation: Operation) -> None:
    play.world.kill_hub()
    play.world.mend()


def _rest(play: Play, _operation: Operation) -> None:
    checks.at_rest(play)


_ACTS: Final[dict[str, Callable[[Play, Operation], None]]] = {
    "draft": _draft, "sign": _sign, "declare": _declare, "sync": _sync, "export": _export,
    "import": _import, "backup": _backup, "restore": _restore, "check": _check, "give": _give,
    "replace": _replace, "correct": _correct, "extend": _extend, "decide": _decide,
    "collect": _collect, "clock": _clock, "kill": _kill, "kill hub": _kill_hub, "rest": _rest,
}  # fmt: skip
