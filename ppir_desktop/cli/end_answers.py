"""The answers of ``ppir round``: close, outcome, notice, objection, designate, register, purge."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final, Literal, cast

import msgspec

from ppir_desktop.cli import secret_input
from ppir_desktop.cli.desk_command import Call
from ppir_desktop.cli.desks import day_of, sitting
from ppir_desktop.cli.exchange_answers import bar, chosen_round
from ppir_desktop.cli.output import Output
from ppir_desktop.cli.panel_answers import write_due, write_panels
from ppir_desktop.cli.secret_input import SecretFrom
from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.errors import InputError
from ppir_desktop.domain.consolidation import Outcome
from ppir_desktop.protocol.result_bodies import DecidedElsewhere, DesignationChanged
from ppir_desktop.services import profiles, vaults
from ppir_desktop.services.office import closing, designating, ending, registering
from ppir_desktop.services.office.desks import Sitting

_KEY: Final = "cli.round"
_NO: Final = 1
_CHANGES: Final = ("extended", "suspended", "resumed", "cancelled")
Change = Literal["extended", "suspended", "resumed", "cancelled"]


def close(call: Call, stage: str, early: str) -> None:
    """Close a stage.

    Raises:
        PpirError: What `services.office.closing.close_stage` raises.
    """
    with sitting(call) as at:
        closed = closing.close_stage(at, stage, early)
    output, words = Output(call.words), call.words
    if call.as_json:
        output.json({"stage": stage, "new": closed.is_new, **msgspec.to_builtins(closed.due)})
        return
    output.line(words(f"{_KEY}.close.{'done' if closed.is_new else 'before'}", stage=stage))
    if closed.panels:
        write_panels(words, output, closed.panels)
    write_due(words, output, closed.due)


def outcome(call: Call, place: tuple[str, str], result: str, said: tuple[str, str, str]) -> None:
    """Write down what a body decided: which one, when and on what basis.

    Raises:
        PpirError: What `services.office.closing.enter_outcome` raises; ``choice_unknown``.
    """
    body, on, basis = said
    decided = DecidedElsewhere(
        dossier=place[1],
        stage=place[0],
        outcome=Outcome(_chosen(result, tuple(Outcome))),
        body=body,
        decided_on=day_of(on).isoformat(),
        basis=basis,
    )
    with sitting(call) as at:
        is_new = closing.enter_outcome(at, decided)
    _answer(call, f"{_KEY}.outcome.{'done' if is_new else 'before'}", {"dossier": place[1],
            "stage": place[0], "new": is_new})  # fmt: skip


def notice(call: Call, dossier: str, begins: str) -> None:
    """Put an intended designation on public notice.

    Raises:
        PpirError: What `services.office.closing.begin_notice` raises.
    """
    day = day_of(begins)
    with sitting(call) as at:
        noticed = closing.begin_notice(at, dossier, day)
    _answer(call, f"{_KEY}.notice.done", {"dossier": dossier, "begins": noticed.begins,
            "ends": noticed.ends})  # fmt: skip


def objection(call: Call, dossier: str, text: str, on: str, decided: str) -> None:
    """Write an objection down, or what became of it.

    Raises:
        PpirError: What `services.office.closing.file_objection` and `decide_objection` raise.
    """
    day = day_of(on)
    with sitting(call) as at:
        if decided:
            closing.decide_objection(at, dossier, decided)
            steps: dict[str, str] = {}
        else:
            steps = dict(closing.file_objection(at, dossier, day, text))
    key = "decided_done" if decided else "done"
    _answer(call, f"{_KEY}.objection.{key}", {"dossier": dossier, **steps})


def designate(
    call: Call, dossier: str, reason: str, begins: str, *, names: tuple[str, str]
) -> None:
    """Designate a product; `names` are the certificate's number and the English name, or empty.

    Raises:
        PpirError: What `services.office.designating.designate` raises.
    """
    day = day_of(begins)
    number, english = names
    with sitting(call) as at:
        made = designating.designate(at, dossier, day, reason, number=number, english=english)
    _answer(call, f"{_KEY}.designate.done", msgspec.to_builtins(made))


def change(call: Call, number: str, what: str, reason: str, *, days: tuple[str, str]) -> None:
    """Extend, suspend, resume or cancel a designation.

    Raises:
        PpirError: What `services.office.designating.change` raises; ``choice_unknown``.
    """
    since, until = days
    body = DesignationChanged(
        number=number,
        change=cast("Change", _chosen(what, _CHANGES)),
        since=day_of(since).isoformat(),
        until=day_of(until).isoformat() if until else None,
        reason=reason,
        remark="",
    )
    with sitting(call) as at:
        made = designating.change(at, body)
    state = call.words(f"register.change.{made.change}")
    _answer(call, f"{_KEY}.change.done", {**msgspec.to_builtins(made), "state": state,
            "until": made.until or "—"})  # fmt: skip


def register(call: Call, target: Path | None) -> None:
    """Show the register, or write it to a file.

    Raises:
        PpirError: What `services.office.registering.write_register` raises.
    """
    with sitting(call) as at:
        entries = designating.register_of(at)
    output, words = Output(call.words), call.words
    if target is not None:
        registering.write_register(target, entries, words)
    if call.as_json:
        output.json([registering.row_of(entry) for entry in entries])
        return
    columns = ("number", "product", "firm", "valid_from", "valid_until", "state")
    table = output.new_table(
        words("register.title"), [(words(f"register.column.{name}"), "left") for name in columns]
    )
    for entry in entries:
        row = registering.row_of(entry)
        row["state"] = words(f"register.state.{row['state']}")
        table.add_row(*(str(row[name]) for name in columns))
    output.table(table)
    if target is not None:
        output.line(words(f"{_KEY}.register.written", count=len(entries), file=str(target)))


def purge(call: Call, *, sure: bool) -> int:
    """Delete a round from its hub and destroy it at the authority's own desk.

    Raises:
        PpirError: What `services.office.ending.end_on_hub` and `services.vaults.purge` raise.
    """
    words = call.words
    output = Output(words)
    source = SecretFrom(call.passphrase_file, call.passphrase_fd)
    passphrase = secret_input.passphrase(words, source)
    with profiles.unlock(call.profile or profiles.only_one(), passphrase) as profile:
        at = Sitting(profile, chosen_round(profile, call.round), SystemClock())
        live = [one for one in designating.register_of(at) if one.state != "cancelled"]
        if live and not call.as_json:
            output.line(words(f"{_KEY}.purge.live", count=len(live)), "bold yellow")
        if not sure and not _confirmed(call, at):
            output.line(words("cli.vault.purge.kept"))
            return _NO
        with bar(words) as watch:
            is_there = ending.end_on_hub(at, watch)
        digest = vaults.purge(
            profile, passphrase, at.round, statement=words("cli.vault.purge.statement"),
            clock=at.clock,
        )  # fmt: skip
    if call.as_json:
        output.json({"round": at.round, "deleted_on_hub": is_there, "record": digest})
        return 0
    if is_there:
        output.line(words(f"{_KEY}.purge.hub", round=at.round))
    output.line(words("cli.vault.purge.done", round=at.round, digest=digest))
    return 0


def _confirmed(call: Call, at: Sitting) -> bool:
    start = at.round[:8]
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    return input(call.words("cli.vault.purge.ask", start=start) + " ").strip() == start


def _chosen(text: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise InputError("choice_unknown", value=text[:40], allowed=", ".join(allowed))
    return text


def _answer(call: Call, key: str, said: dict[str, object]) -> None:
    """Write what was done: as a sentence, or for programs."""
    output = Output(call.words)
    if call.as_json:
        output.json(said)
    else:
        shown = {name: value for name, value in said.items() if isinstance(value, str)}
        output.line(call.words(key, **shown))
