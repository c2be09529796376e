"""The answer of ``ppir verify``."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from ppir_desktop.cli import secret_input
from ppir_desktop.cli.output import Output
from ppir_desktop.cli.profile_answers import open_for
from ppir_desktop.cli.secret_input import SecretFrom
from ppir_desktop.common.clock import SystemClock, format_utc, parse_utc
from ppir_desktop.common.errors import InputError, PpirError
from ppir_desktop.common.identifiers import in_groups, parse_digest
from ppir_desktop.common.wording import Wording
from ppir_desktop.services import verification
from ppir_desktop.services.profiles import read_recovery_key
from ppir_desktop.services.verification import Judge
from ppir_desktop.signing.verification import Verdict

_KEY = "cli.verify"
_NO = 1


class Asked(NamedTuple):
    """What the command was called with."""

    paths: tuple[Path, ...]
    profile: str
    source: SecretFrom
    authority: str
    trust: tuple[Path, ...]
    identity: Path | None
    at: str


def answer(words: Wording, asked: Asked, *, as_json: bool) -> int:
    """Write the verdict on each path; 1 when any of them is not trusted.

    Raises:
        PpirError: When there is nothing to judge by, or it cannot be read.
    """
    at = asked.at or format_utc(SystemClock().now())
    parse_utc(at)
    judges = _judges(words, asked, at)
    output, shown, trusted = Output(words), [], True
    for path in asked.paths:
        try:
            verdict = verification.judge(verification.read_file(path), judges, at)
        except PpirError as error:
            worded = words.error(error)
            shown.append({"path": str(path), "trusted": False, "problem": error.code})
            lines = [f"{path}: {words(f'{_KEY}.not_trusted')}", f"  {worded.what}"]
            trusted = False
        else:
            shown.append({"path": str(path), **_described(verdict)})
            lines = _lines(words, path, verdict)
            trusted &= verdict.trusted
        if not as_json:
            for line in lines:
                output.line(line)
    if as_json:
        output.json(shown)
    return 0 if trusted else _NO


def _judges(words: Wording, asked: Asked, at: str) -> list[Judge]:
    if asked.profile:
        with open_for(words, asked.profile, asked.source) as profile:
            judges = verification.judges_of(profile)
        if not judges:
            raise InputError("round_record_missing")
        return judges
    if not asked.authority:
        raise InputError("trust_missing")
    identities = []
    if asked.identity is not None:
        text = secret_input.recovery_key(words, SecretFrom(asked.identity))
        identities = [read_recovery_key(text)]
    known = [verification.read_file(path) for path in asked.trust]
    # The round's own records may stand among those asked about; one that cannot be read is told
    # of when its turn comes.
    for path in asked.paths:
        with contextlib.suppress(PpirError):
            known.append(verification.read_file(path))
    authority = parse_digest("".join(asked.authority.split()).lower())
    return [verification.judge_from_records(known, authority, at, identities)]


def _described(verdict: Verdict) -> dict[str, Any]:
    """A verdict for programs: nothing of what the record says."""
    found: dict[str, Any] = {
        "trusted": verdict.trusted,
        "integrity": verdict.integrity.value,
        "standing": verdict.standing.value,
        "validity": verdict.validity.value,
        "place": verdict.place.value,
        "problem": verdict.problem,
    }
    if verdict.named is not None:
        record = verdict.named.record
        found |= {
            "digest": verdict.named.digest,
            "kind": record.kind.value,
            "round": record.round,
            "author": record.author,
            "seq": record.seq,
            "made_at": record.made_at,
        }
    if verdict.grant is not None:
        found["role"] = verdict.grant.role.value
    if verdict.holder is not None:
        found["holder"] = {
            name: getattr(verdict.holder, name) for name in ("number", "name", "affiliation")
        }
    return found


def _lines(words: Wording, path: Path, verdict: Verdict) -> list[str]:
    heading = words(f"{_KEY}.{'trusted' if verdict.trusted else 'not_trusted'}")
    lines = [f"{path}: {heading}", "  " + words(f"{_KEY}.integrity.{verdict.integrity}")]
    if verdict.problem:
        problem = PpirError(verdict.problem, **(verdict.params or {}))
        lines.append("  " + words.error(problem).what)
    if verdict.named is not None:
        record = verdict.named.record
        lines.append("  " + words(f"{_KEY}.kind", kind=words(f"record.{record.kind}")))
        lines.append("  " + words(f"{_KEY}.digest", digest=in_groups(verdict.named.digest)))
        lines.append("  " + words(f"{_KEY}.author", author=in_groups(record.author)))
        lines.append("  " + words(f"{_KEY}.made_at", time=record.made_at))
    if verdict.holder is not None:
        holder = msgspec.structs.asdict(verdict.holder)
        lines.append("  " + words(f"{_KEY}.holder", **holder))
    for name in ("standing", "validity", "place"):
        value = getattr(verdict, name)
        if value not in {"none", "unknown"}:
            lines.append("  " + words(f"{_KEY}.{name}.{value}"))
    return lines
