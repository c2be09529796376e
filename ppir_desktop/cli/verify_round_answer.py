"""The answer of ``ppir verify-round``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from ppir_desktop.cli import secret_input
from ppir_desktop.cli.output import Output
from ppir_desktop.cli.profile_answers import open_for
from ppir_desktop.cli.secret_input import SecretFrom
from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.errors import InputError, PpirError
from ppir_desktop.common.identifiers import Digest, parse_digest
from ppir_desktop.common.progress_bar import progress_bar
from ppir_desktop.common.wording import Wording
from ppir_desktop.services.profiles import read_recovery_key
from ppir_desktop.services.round_verification import (
    Asked,
    DecisionVerdict,
    DossierVerdict,
    Fault,
    Finding,
    Mark,
    RoundVerdict,
    Weight,
    keys_of_profile,
    verify_round_files,
)
from ppir_desktop.signing.identities import SealingIdentity

_KEY: Final = "cli.verify_round"
_NO: Final = 1
_STYLES: Final = {Mark.AGREES: "green", Mark.DIFFERS: "bold red", Mark.UNCHECKED: "yellow"}
_VALUES: Final = {
    "fate": "verification.fate", "why": "verification.why", "signed": "verification.outcome",
    "computed": "verification.outcome", "says_first": "verification.outcome",
    "says_second": "verification.outcome",
}  # fmt: skip
"""Parameters whose values have names of their own in each language, and where those stand."""


class Call(NamedTuple):
    """What the command was called with."""

    paths: tuple[Path, ...]
    authority: str
    profile: str
    source: SecretFrom
    identities: tuple[Path, ...]
    stage: str
    dossier: str


def answer(words: Wording, call: Call, *, as_json: bool) -> int:
    """Write what is to be said of a round; 1 when anything differs or could not be checked.

    Raises:
        PpirError: When there is nothing to judge by, or it cannot be read.
    """
    authority, identities = _keys(words, call)
    asked = Asked(
        paths=call.paths, authority=authority, identities=identities, stage=call.stage,
        dossier=call.dossier,
    )  # fmt: skip
    with progress_bar(words(f"{_KEY}.doing"), in_bytes=False) as tell:
        verdict = verify_round_files(asked, SystemClock(), tell)
    output = Output(words)
    if as_json:
        output.json(_described(verdict))
    else:
        _write(output, verdict)
    return 0 if verdict.agrees else _NO


def _keys(words: Wording, call: Call) -> tuple[Digest, tuple[SealingIdentity, ...]]:
    """The authority that all hangs on, and what opens sealed records.

    Raises:
        InputError: ``trust_missing``, or what reading a key or opening a profile refuses.
    """
    identities = [
        read_recovery_key(secret_input.recovery_key(words, SecretFrom(path)))
        for path in call.identities
    ]
    authority = None
    if call.authority:
        authority = parse_digest("".join(call.authority.split()).lower())
    if call.profile:
        with open_for(words, call.profile, call.source) as profile:
            keys = keys_of_profile(profile, authority)
        authority = keys.authority
        identities += keys.identities
    if authority is None:
        raise InputError("trust_missing")
    return authority, tuple(identities)


def _described(verdict: RoundVerdict) -> dict[str, Any]:
    """A verdict for programs, the results in it as objects."""
    found: dict[str, Any] = msgspec.to_builtins(verdict)
    found["agrees"] = verdict.agrees
    for dossier in found["dossiers"]:
        dossier["so_far"] = _object(dossier["so_far"])
        for decision in dossier["decisions"]:
            decision["computed"] = _object(decision["computed"])
    return found


def _object(text: str) -> object:
    return msgspec.json.decode(text) if text else None


def _write(output: Output, verdict: RoundVerdict) -> None:
    words = output.words
    title = verdict.title[words.language]
    output.line(words(f"{_KEY}.round", title=title, round=verdict.round), "bold")
    for dossier in verdict.dossiers:
        output.line(_heading(words, dossier), _STYLES.get(dossier.mark, ""))
        for line in _lines(words, dossier):
            output.line(f"  {line}")
    faults = [one for one in verdict.faults if one.weight is Weight.WRONG]
    quiet = [one for one in verdict.faults if one.weight is not Weight.WRONG]
    for name, some in (("damaged", faults), ("left_aside", quiet)):
        if some:
            output.line()
            output.line(words.choose(f"{_KEY}.{name}", len(some)), "bold")
            for fault in some:
                output.line(f"  {_fault(words, fault)}")
    output.line()
    for line in _summary(words, verdict):
        output.line(line)


def _heading(words: Wording, dossier: DossierVerdict) -> str:
    mark = words(f"verification.mark.{dossier.mark}")
    return f"{dossier.dossier} ({dossier.stage}): {mark}"


def _lines(words: Wording, dossier: DossierVerdict) -> Iterator[str]:
    """Why a dossier's mark is what it is, a line each."""
    for decision in dossier.decisions:
        # Who decided needs no saying where there is one decision and nothing to say of it.
        yield _decision(words, decision)
        yield from (f"  {line}" for line in _findings(words, decision.findings))
    yield from _findings(words, dossier.findings)
    if dossier.mark is Mark.UNDECIDED:
        yield from _undecided(words, dossier)


def _decision(words: Wording, decision: DecisionVerdict) -> str:
    who = decision.name or decision.author[:10]
    number = decision.number or "?"
    line = words(f"{_KEY}.decision", name=who, number=number, time=decision.made_at)
    outcome = _value(words, "signed", decision.outcome)
    score = words(f"{_KEY}.score", score=decision.score) if decision.score else ""
    return ", ".join(filter(None, (line, outcome if decision.outcome else "", score)))


def _undecided(words: Wording, dossier: DossierVerdict) -> Iterator[str]:
    result = msgspec.json.decode(dossier.so_far) if dossier.so_far else {}
    counting = sum(one.fate == "counts" for one in dossier.sheets)
    yield words.choose(f"{_KEY}.sheets", counting)
    others = Counter(one.fate for one in dossier.sheets if one.fate != "counts")
    for fate, count in sorted(others.items()):
        yield words(f"{_KEY}.fate", fate=words(f"verification.fate.{fate}"), count=count)
    score, outcome = result.get("score"), result.get("outcome")
    if score or outcome:
        parts = [_value(words, "signed", outcome or "")]
        parts += [words(f"{_KEY}.score", score=score)] if score else []
        yield words(f"{_KEY}.so_far", result=", ".join(filter(None, parts)))
    elif result.get("problems"):
        yield words(f"{_KEY}.no_result")


def _findings(words: Wording, findings: Iterable[Finding]) -> Iterator[str]:
    for one in sorted(findings, key=lambda one: list(Weight).index(one.weight)):
        sign = words(f"{_KEY}.sign.{one.weight}")
        params = {name: _value(words, name, value) for name, value in one.params.items()}
        if one.code == "result_differs":
            params = dict(one.params)
        yield f"{sign} {words(f'verification.finding.{one.code}', **params)}"


def _value(words: Wording, name: str, value: str) -> str:
    """A value by its name in this language, where it has one."""
    if name == "why" and words.knows(f"error.{value}.what"):
        return words.error(PpirError(value)).what
    key = f"{_VALUES.get(name, '')}.{value}"
    return words(key) if words.knows(key) else value or "—"


def _fault(words: Wording, fault: Fault) -> str:
    key = f"verification.why.{fault.code}"
    if words.knows(key):
        why = words(key)
    else:
        why = words.error(PpirError(fault.code, **fault.params)).what
    kind = f" ({words(f'record.{fault.kind}')})" if words.knows(f"record.{fault.kind}") else ""
    return f"{fault.file}{kind}: {why}"


def _summary(words: Wording, verdict: RoundVerdict) -> Iterator[str]:
    marks = Counter(one.mark for one in verdict.dossiers)
    parts = [f"{words(f'verification.mark.{mark}')} {marks[mark]}" for mark in Mark if marks[mark]]
    yield words(f"{_KEY}.summary", dossiers=len(verdict.dossiers), marks=", ".join(parts) or "—")
    records, sheets = sum(verdict.records.values()), verdict.records.get("sheet", 0)
    yield words(
        f"{_KEY}.read", records=records, sheets=sheets, repeated=verdict.repeated,
        others=verdict.other_files,
    )  # fmt: skip
    yield words(f"{_KEY}.{'agrees' if verdict.agrees else 'disagrees'}")
