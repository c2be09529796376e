"""The answers of ``ppir round``: plan, new, officer, invite, approve, revoke."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from ppir_desktop.cli.desk_command import Call
from ppir_desktop.cli.desks import sitting, synchronise, write_subjects
from ppir_desktop.cli.exchange_answers import bar, opened
from ppir_desktop.cli.output import Output
from ppir_desktop.cli.secret_input import SecretFrom
from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.errors import InputError, PpirError
from ppir_desktop.common.identifiers import Digest, in_groups, parse_digest
from ppir_desktop.common.wording import Wording
from ppir_desktop.services import exchange
from ppir_desktop.services.office import approving, choosing, inviting, letters, opening, plans
from ppir_desktop.services.office.approving import Answer, Answered
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.services.office.inviting import Letter

_KEY: Final = "cli.round"


def plan(words: Wording, target: Path, scheme: str) -> None:
    """Write a plan to be edited.

    Raises:
        PpirError: What `services.office.plans.write_plan` raises.
    """
    plans.write_plan(target, scheme, SystemClock().now().astimezone())
    Output(words).line(words(f"{_KEY}.plan.done", file=str(target)))


def new(
    words: Wording, profile: str, passphrase: SecretFrom, source: Path, *, as_json: bool
) -> None:
    """Open a round, and take it to its hub if that has admitted the authority by then.

    Raises:
        PpirError: What `services.office.opening.open_round` raises.
    """
    with opened(words, profile, passphrase) as open_profile:
        with bar(words) as watch:
            made = opening.open_round(open_profile, source, SystemClock(), watch)
        at = Sitting(open_profile, made.round, SystemClock())
        is_there = bool(made.hub) and _is_taken(at)
    output = Output(words)
    if as_json:
        output.json({**msgspec.to_builtins(made), "on_hub": is_there})
        return
    output.line(words(f"{_KEY}.new.done", round=made.round))
    output.line(words(f"{_KEY}.new.authority", digest=in_groups(made.authority)))
    if made.hub and not is_there:
        output.line(words(f"{_KEY}.new.admit", digest=made.authority))


def officer(call: Call, number: str, name: str, folder: Path) -> None:
    """Invite an officer.

    Raises:
        PpirError: What `services.office.inviting.invite_officer` raises.
    """
    with sitting(call) as at:
        letter = inviting.invite_officer(at, number, name)
        _write(call, at, [letter], folder)


def invite(
    call: Call,
    numbers: Sequence[str],
    folder: Path,
    *,
    matched: bool,
    everybody: bool,
    replacing: bool,
) -> None:
    """Invite experts.

    Raises:
        PpirError: What `services.office.inviting.invite` raises; ``nobody_chosen``.
    """
    with sitting(call) as at:
        chosen = list(numbers)
        if matched:
            chosen += choosing.matched(at)
        if everybody:
            chosen += choosing.willing(at)
        if not chosen:
            raise InputError("nobody_chosen")
        _write(call, at, inviting.invite(at, chosen, replacing=replacing), folder)


def approve(call: Call, only: Sequence[str], *, every: int | None) -> None:
    """Let in who proves to be invited, once or again and again until interrupted.

    Raises:
        PpirError: What `services.office.approving.approve` raises.
    """
    keys = [parse_digest("".join(key.split())) for key in only]
    with sitting(call) as at:
        answered = approving.approve(at, only=keys)
        _write_answers(call, answered)
        if every is not None:
            _keep_approving(call, at, keys, every, {one.key for one in answered})


def _keep_approving(
    call: Call, at: Sitting, keys: Sequence[Digest], every: int, told: set[Digest]
) -> None:
    """Approve every so many seconds; what was told is not told again, and an error ends nothing."""
    while True:
        try:
            synchronise(call, at)
            threading.Event().wait(every)
        except KeyboardInterrupt:
            return
        synchronise(call, at)
        try:
            answered = [one for one in approving.approve(at, only=keys) if one.key not in told]
        except PpirError as error:
            Output(call.words).error(error)
            continue
        if answered:
            told.update(one.key for one in answered)
            _write_answers(call, answered)
            sys.stdout.flush()


def revoke(call: Call, number: str) -> None:
    """Let somebody's device in no more.

    Raises:
        PpirError: What `services.office.approving.revoke` raises.
    """
    with sitting(call) as at:
        key = approving.revoke(at, number)
    output = Output(call.words)
    if call.as_json:
        output.json({"number": number, "key": key})
    else:
        output.line(call.words(f"{_KEY}.revoke.done", number=number, digest=in_groups(key)))


def _is_taken(at: Sitting) -> bool:
    outcomes = exchange.sync(at.profile, at.clock, rounds=[at.round], keep_drafts_safe=False)
    return all(outcome.failure is None and not outcome.awaits_approval for outcome in outcomes)


def _write(call: Call, at: Sitting, made: Sequence[Letter], folder: Path) -> None:
    """Write letters to their files, and say so."""
    title = choosing.title_of(at).ko if call.words.language == "ko" else choosing.title_of(at).en
    letters.write_letters(folder, made, title, call.words)
    output = Output(call.words)
    if call.as_json:
        output.json([
            {"number": one.number, "name": one.name, "email": one.email, "new": one.is_new,
             "file": str(folder / letters.file_name(one))}
            for one in made
        ])  # fmt: skip
        return
    fresh = [one.number for one in made if one.is_new]
    write_subjects(call.words, f"{_KEY}.invite.done", fresh, output)
    output.line(call.words(f"{_KEY}.invite.written", count=len(made), folder=str(folder)))


def _write_answers(call: Call, answered: Sequence[Answered]) -> None:
    output, words = Output(call.words), call.words
    if call.as_json:
        output.json([msgspec.to_builtins(one) for one in answered])
        return
    for one in answered:
        key = f"{_KEY}.approve.{one.answer}"
        style = "bold yellow" if one.answer is Answer.SECOND else ""
        output.line(words(key, number=one.number, name=one.name, digest=in_groups(one.key)), style)
        if one.claimed:
            output.line(words(f"{_KEY}.approve.claimed", name=one.claimed), "bold yellow")
    if not answered:
        output.line(words(f"{_KEY}.approve.nobody"))
