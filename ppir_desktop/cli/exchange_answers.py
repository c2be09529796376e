"""The answers of ``ppir enrol`` and ``ppir sync``."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from ppir_desktop.cli.output import Output
from ppir_desktop.cli.profile_answers import open_for
from ppir_desktop.cli.secret_input import SecretFrom
from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Identifier, in_groups, parse_identifier
from ppir_desktop.common.progress_bar import progress_bar
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.stage import Sector
from ppir_desktop.services import enrolment, exchange, profiles
from ppir_desktop.services.enrolment import Person
from ppir_desktop.services.exchange import Outcome
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.sync.changes import Change, Happened
from ppir_desktop.sync.progress import Progress, Watch

_NO: Final = 1
_COUNTED: Final = (Happened.RECORD, Happened.FETCHED, Happened.FORGOTTEN, Happened.UPLOADED)
"""What there may be very many of is counted; all else is told one by one."""


def enrol(
    words: Wording,
    name: str,
    source: SecretFrom,
    invitation: Path,
    person: Sequence[str],
    *,
    bundle: Path | None,
    proxy: str,
    as_json: bool,
) -> None:
    """Enrol with an invitation, and send the request where there is a network.

    Raises:
        PpirError: What `services.enrolment.enrol` raises.
    """
    full_name, affiliation, sector = person
    if sector not in set(Sector):
        raise InputError("sector_unknown", value=sector[:40], allowed=", ".join(Sector))
    who = Person(full_name, affiliation, Sector(sector))
    read = enrolment.load_invitation(invitation)
    outcomes: list[Outcome] = []
    with opened(words, name, source) as profile, bar(words) as watch:
        clock = SystemClock()
        enrolled = enrolment.enrol(
            profile, read, who, clock, bundle=bundle, proxy=proxy, watch=watch
        )
        if enrolled.hub:
            outcomes = exchange.sync(profile, clock, watch, rounds=[enrolled.round], proxy=proxy)
    output = Output(words)
    if as_json:
        output.json({**msgspec.to_builtins(enrolled), "exchange": [outcome_json(words, o)
                                                                  for o in outcomes]})  # fmt: skip
        return
    output.line(words("cli.enrol.done", round=enrolled.round))
    output.line(words("cli.enrol.fingerprint", digest=in_groups(enrolled.fingerprint)))
    output.line(words("cli.enrol.authority", digest=in_groups(enrolled.authority)))
    if not enrolled.hub:
        output.line(words("cli.enrol.by_stick"))
    for outcome in outcomes:
        write_outcome(words, output, outcome)


def sync(
    words: Wording,
    name: str,
    source: SecretFrom,
    *,
    round_id: str,
    proxy: str,
    as_json: bool,
) -> int:
    """Exchange with the hubs once; 1 when something did not come to its end.

    Raises:
        PpirError: What opening the profile raises, or ``cancelled``.
    """
    with opened(words, name, source) as profile:
        outcomes = _once(words, profile, {}, round_id=round_id, proxy=proxy, as_json=as_json)
    return _NO if any(outcome.failure is not None for outcome in outcomes) else 0


def watch(
    words: Wording,
    name: str,
    source: SecretFrom,
    *,
    round_id: str,
    proxy: str,
    as_json: bool,
    every: int,
) -> int:
    """Exchange every so many seconds until interrupted, whether or not there is a network.

    A failure is told to people once, and again when it is another one.

    Raises:
        PpirError: What opening the profile raises.
    """
    told: dict[Identifier, str] = {}
    with opened(words, name, source) as profile:
        try:
            while True:
                _once(words, profile, told, round_id=round_id, proxy=proxy, as_json=as_json)
                sys.stdout.flush()
                threading.Event().wait(every)
        except KeyboardInterrupt:
            return 0


@contextmanager
def opened(words: Wording, name: str, source: SecretFrom) -> Iterator[OpenProfile]:
    """The profile of a name, or the only one there is, open.

    Raises:
        PpirError: ``profile_not_named``, or what opening it raises.
    """
    with open_for(words, name or profiles.only_one(), source) as profile:
        yield profile


@contextmanager
def bar(words: Wording, key: str = "cli.sync.doing") -> Iterator[Watch]:
    """A bar that counts the bytes of an exchange, or of other work that is called by a key."""
    with progress_bar(words(key), in_bytes=True) as tell:

        def told(progress: Progress) -> None:
            if progress.total:
                tell(min(progress.done, progress.total), progress.total)

        yield Watch(told)


def chosen_round(profile: OpenProfile, text: str) -> Identifier:
    """The round that was named, or the only one there is.

    Raises:
        InputError: ``identifier_unreadable``; ``round_not_named`` when there are several or none.
    """
    if text:
        return parse_identifier(text)
    with profile.vault.reading() as work:
        rounds = work.rounds.ids()
    if len(rounds) != 1:
        raise InputError("round_not_named", rounds=", ".join(rounds) or "—")
    return rounds[0]


def write_outcome(words: Wording, output: Output, outcome: Outcome) -> None:
    """Write how the exchange of one round went."""
    output.line(words("cli.sync.round", round=outcome.round))
    write_changes(words, output, outcome.changes)
    if outcome.awaits_approval:
        output.line("  " + words("cli.sync.waits"))
    if outcome.failure is not None:
        worded = words.error(outcome.failure)
        sys.stdout.flush()
        output.line(f"  {worded.what} {worded.remedy}")
    elif not outcome.changes and not outcome.awaits_approval:
        output.line("  " + words("cli.sync.nothing"))


def write_changes(words: Wording, output: Output, changes: Sequence[Change]) -> None:
    """Write what happened."""
    many = Counter(change.what for change in changes if change.what in _COUNTED)
    for what, count in many.items():
        output.line("  " + words(f"cli.happened.{what}", count=count))
    for change in changes:
        if change.what not in _COUNTED:
            output.line("  " + words(
                f"cli.happened.{change.what}",
                subject=_short(change.subject), detail=_detail(words, change),
            ))  # fmt: skip


def outcome_json(words: Wording, outcome: Outcome) -> dict[str, Any]:
    """The same for programs."""
    failure = outcome.failure
    return {
        "round": outcome.round,
        "changes": msgspec.to_builtins(outcome.changes),
        "awaits_approval": outcome.awaits_approval,
        "failure": None
        if failure is None
        else {"error": failure.code, **words.error(failure)._asdict()},
    }


def _once(
    words: Wording,
    profile: OpenProfile,
    told: dict[Identifier, str],
    *,
    round_id: str,
    proxy: str,
    as_json: bool,
) -> list[Outcome]:
    rounds = [chosen_round(profile, round_id)] if round_id else []
    with bar(words) as progress:
        outcomes = exchange.sync(profile, SystemClock(), progress, rounds=rounds, proxy=proxy)
    output = Output(words)
    if as_json:
        output.json([outcome_json(words, outcome) for outcome in outcomes])
        return outcomes
    for outcome in outcomes:
        if not _was_told(words, outcome, told):
            write_outcome(words, output, outcome)
    if not outcomes:
        output.line(words("cli.sync.no_hub"))
    return outcomes


def _was_told(words: Wording, outcome: Outcome, told: dict[Identifier, str]) -> bool:
    """Whether a round failed as it did the last time, and nothing else is to be told."""
    before = told.pop(outcome.round, "")
    if outcome.failure is None:
        return False
    told[outcome.round] = words.error(outcome.failure).what
    return told[outcome.round] == before and not outcome.changes


def _short(subject: str) -> str:
    return subject[:16] if len(subject) == 64 else subject


def _detail(words: Wording, change: Change) -> str:
    """What goes with a change, in words where there are any."""
    detail = change.detail
    if change.what is Happened.SENT and words.knows(f"record.{detail}"):
        return words(f"record.{detail}")
    kind, _, rest = detail.partition("_")
    for key in (f"error.{detail}.what", f"cli.verify.{kind}.{rest}"):
        if words.knows(key):
            return words(key) if "{" not in words.raw(key) else detail
    return detail
