"""The answer of ``ppir verify``."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from ppir_desktop.cli import secret_input
from ppir_desktop.cli.output import Output
from ppir_desktop.cli.profile_answers import open_for
from ppir_desktop.cli.secret_input import SecretFrom
from ppir_desktop.common.clock import SystemClock, format_utc, parse_utc
from ppir_desktop.common.errors import InputError, PpirError
from ppir_desktop.common.identifiers import in_groups, parse_digest
from ppir_desktop.common.wording import Wording
from ppir_desktop.reports.pdf_contents import is_pdf
from ppir_desktop.services import verification
from ppir_desktop.services.profiles import read_recovery_key
from ppir_desktop.services.verification import Judge
from ppir_desktop.signing.verification import Verdict

if TYPE_CHECKING:
    from ppir_desktop.services.paper_verification import Shelf
    from ppir_desktop.store.opened import OpenProfile

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


class _Basis(NamedTuple):
    """What verdicts rest on, and what makes the place where papers' records are looked up."""

    judges: Sequence[Judge]
    shelf: Callable[[], Shelf]


def answer(words: Wording, asked: Asked, *, as_json: bool) -> int:
    """Write the verdict on each path; 1 when any of them is not trusted.

    Raises:
        PpirError: When there is nothing to judge by, or it cannot be read.
    """
    at = asked.at or format_utc(SystemClock().now())
    parse_utc(at)
    output, shown, trusted = Output(words), [], True
    with _basis(words, asked, at) as basis:
        for path in asked.paths:
            told = _told(words, path, basis, (asked.at, at))
            shown.append({"path": str(path), **told.described})
            trusted &= told.trusted
            if not as_json:
                for line in told.lines:
                    output.line(line)
    if as_json:
        output.json(shown)
    return 0 if trusted else _NO


class _Told(NamedTuple):
    """The answer on one path: for programs, for people, and whether it is yes."""

    described: dict[str, Any]
    lines: list[str]
    trusted: bool


def _told(words: Wording, path: Path, basis: _Basis, times: tuple[str, str]) -> _Told:
    """The answer on one path, its validity judged at a time that was asked for, or by now."""
    try:
        content = verification.read_file(path)
        if is_pdf(content):
            return _told_of_paper(words, path, content, basis.shelf(), times)
        verdict = verification.judge(content, basis.judges, times[1])
    except PpirError as error:
        heading = f"{path}: {words(f'{_KEY}.not_trusted')}"
        described = {"trusted": False, "problem": error.code}
        return _Told(described, [heading, f"  {words.error(error).what}"], False)
    return _Told(_described(verdict), _lines(words, path, verdict), verdict.trusted)


def _told_of_paper(
    words: Wording, path: Path, content: bytes, shelf: Shelf, times: tuple[str, str]
) -> _Told:
    from ppir_desktop.cli import verify_paper
    from ppir_desktop.services.paper_verification import judge_paper

    paper = judge_paper(content, shelf, *times)
    described, lines = verify_paper.described(paper), verify_paper.lines(words, path, paper)
    if paper.record is not None:
        described["record"] = _described(paper.record)
        said = _lines(words, words(f"{_KEY}.paper.record"), paper.record)
        lines += [f"  {line}" for line in said]
    return _Told(described, lines, paper.trusted)


@contextlib.contextmanager
def _basis(words: Wording, asked: Asked, at: str) -> Iterator[_Basis]:
    if asked.profile:
        with open_for(words, asked.profile, asked.source) as profile:
            judges = verification.judges_of(profile)
            if not judges:
                raise InputError("round_record_missing")
            yield _Basis(judges, lambda: _in_profile(profile, judges))
        return
    if not asked.authority:
        raise InputError("trust_missing")
    identities = []
    if asked.identity is not None:
        text = secret_input.recovery_key(words, SecretFrom(asked.identity))
        identities = [read_recovery_key(text)]
    known = [one for path in asked.trust for one in verification.read_records(path)]
    # The round's own records may stand among those asked about; one that cannot be read is told
    # of when its turn comes.
    for path in asked.paths:
        with contextlib.suppress(PpirError):
            known.append(verification.read_file(path))
    authority = parse_digest("".join(asked.authority.split()).lower())
    judge = verification.judge_from_records(known, authority, at, identities)
    yield _Basis([judge], lambda: _in_files(known, judge))


# What makes papers anew is loaded for papers alone: a record's verdict need not wait for it.
def _in_profile(profile: OpenProfile, judges: Sequence[Judge]) -> Shelf:
    from ppir_desktop.services.paper_shelves import ProfileShelf

    return ProfileShelf(profile, judges, SystemClock())


def _in_files(known: Sequence[bytes], judge: Judge) -> Shelf:
    from ppir_desktop.services.paper_shelves import FileShelf

    return FileShelf(known, judge)


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


def _lines(words: Wording, path: Path | str, verdict: Verdict) -> list[str]:
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
