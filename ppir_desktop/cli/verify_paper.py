"""What ``ppir verify`` says of a paper: its signatures, and whether it agrees with its record."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec

from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.identifiers import Digest, in_groups
from ppir_desktop.common.wording import Wording
from ppir_desktop.reports.pdf_signatures import PdfSignature
from ppir_desktop.services.paper_verification import Agreement, PaperVerdict

_KEY: Final = "cli.verify"
_PAPER: Final = "cli.verify.paper"


def described(paper: PaperVerdict) -> dict[str, Any]:
    """A verdict for programs: nothing of what the paper says."""
    return {
        "trusted": paper.trusted,
        "digest": paper.digest,
        "agreement": paper.agreement.value,
        "pages": list(paper.pages),
        "replaced": paper.is_replaced,
        "signed_by_author": paper.is_by_author,
        "signatures": [
            {"holds": one.holds, **msgspec.to_builtins(one)} for one in paper.signatures
        ],
        "problem": paper.problem,
    }


def lines(words: Wording, path: Path, paper: PaperVerdict) -> list[str]:
    """A verdict for people, a line each."""
    heading = words(f"{_KEY}.{'trusted' if paper.trusted else 'not_trusted'}")
    found = [f"{path}: {heading}"]
    if paper.problem:
        found.append(words.error(PpirError(paper.problem, **paper.params)).what)
    if paper.digest:
        found.append(words(f"{_PAPER}.digest", digest=in_groups(Digest(paper.digest))))
    if paper.agreement is not Agreement.NONE and not paper.problem:
        pages = ", ".join(map(str, paper.pages))
        found.append(words(f"{_PAPER}.agreement.{paper.agreement}", pages=pages))
    if paper.is_replaced:
        found.append(words(f"{_PAPER}.replaced"))
    for signature in paper.signatures:
        found += _of_signature(words, signature)
    if paper.signatures and paper.record is not None:
        found.append(words(f"{_PAPER}.{'by_author' if paper.is_by_author else 'not_by_author'}"))
    if not paper.signatures:
        found.append(words(f"{_PAPER}.unsigned"))
    return [found[0], *(f"  {line}" for line in found[1:])]


def _of_signature(words: Wording, one: PdfSignature) -> list[str]:
    found = [words(f"{_PAPER}.signature", signer=one.signer or "?", time=one.signed_at or "?")]
    intact = "intact" if one.intact else "damaged"
    found.append("  " + words(f"{_PAPER}.{intact}"))
    found.append("  " + words(f"{_PAPER}.coverage.{one.coverage}"))
    if one.chain:
        found.append("  " + words(f"{_PAPER}.chain"))
    return found
