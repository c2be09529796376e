"""Whether a paper and the record that it shows agree, and who signed either."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import zip_longest
from typing import Final, NamedTuple, Protocol

import msgspec

from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.identifiers import Digest
from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.documents.in_memory import InMemory
from ppir_desktop.documents.reading import DocumentWorker
from ppir_desktop.protocol.kinds import Body
from ppir_desktop.protocol.records import Named
from ppir_desktop.reports.document import Rendered
from ppir_desktop.reports.evaluation_sheet import STAMP
from ppir_desktop.reports.pdf_contents import (
    Labels,
    is_signed_copy,
    printed_digests,
    read_labels,
)
from ppir_desktop.reports.pdf_signatures import Coverage, PdfSignature, read_signatures
from ppir_desktop.reports.seal_picture import field_of
from ppir_desktop.services.verification import Judge, judge
from ppir_desktop.signing.verification import Verdict

_SHOWN: Final = 20


class Agreement(StrEnum):
    """How a paper agrees with the record that it names."""

    BYTES = "bytes"
    """It is byte for byte what the record gives, its author's signature apart."""
    TEXT = "text"
    """Each page says what the record gives, but the file is made otherwise."""
    ADDED = "added"
    """It begins with what the record gives, and something else was added."""
    DIFFERENT = "different"
    """Some pages say something else."""
    UNCOMPARED = "uncompared"
    """The record is here, but not what its paper is made from."""
    NONE = "none"
    """It did not come to that."""


class Held(NamedTuple):
    """A record that is at hand: its signed envelope, and when it was received if that is known."""

    envelope: bytes
    received_at: str = ""


class Shelf(Protocol):
    """Where records are looked up by their digest, and papers made from them."""

    @property
    def judges(self) -> Sequence[Judge]:
        """What verdicts rest on."""

    def find(self, digest: Digest) -> Held | None:
        """A record, or None."""

    def papers(self, named: Named[Body], words: Wording) -> Iterator[Rendered]:
        """Every form of paper that shows a record; none where it cannot be made here."""

    def is_replaced(self, named: Named[Body]) -> bool:
        """Whether its author said something else in its place since."""


class PaperVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a paper after looking at it.

    Attributes:
        signatures: Its signatures, in the order in which they were made.
        digest: Digest of the record that it names; empty where it names none.
        record: The verdict on that record; None where it is not here.
        is_replaced: Whether the record was replaced since.
        agreement: How paper and record agree.
        pages: Pages that say something else, from 1; not more than twenty.
        problem: Code of what keeps the two from being compared; empty otherwise.
        params: What the wording of the problem needs.
    """

    signatures: tuple[PdfSignature, ...] = ()
    digest: str = ""
    record: Verdict | None = None
    is_replaced: bool = False
    agreement: Agreement = Agreement.NONE
    pages: tuple[int, ...] = ()
    problem: str = ""
    params: dict[str, str] = {}

    @property
    def is_by_author(self) -> bool:
        """Whether whoever signed the record signed the paper, and nobody else did."""
        named = self.record.named if self.record is not None else None
        return bool(self.signatures) and all(
            one.holds and named is not None and one.key == named.record.author
            for one in self.signatures
        )

    @property
    def trusted(self) -> bool:
        """Whether the paper may be relied on.

        Text that agrees is enough only below its author's own signature: of any other file nobody
        can tell whether it looks as it reads.
        """
        if self.problem or self.record is None or not self.record.trusted:
            return False
        if self.signatures and not self.is_by_author:
            return False
        if self.agreement is Agreement.TEXT:
            # What was added since may lie over what is read.
            whole = all(one.coverage is Coverage.WHOLE for one in self.signatures)
            return self.is_by_author and whole
        return self.agreement is Agreement.BYTES


def judge_paper(content: bytes, shelf: Shelf, at: str, now: str) -> PaperVerdict:
    """Say what a PDF file shows, and whether that is so.

    Args:
        content: The file, from anywhere.
        shelf: Where records are looked up.
        at: The time that the record's validity is judged at; empty for when it was received.
        now: The time for a record of which that is not known.

    Raises:
        EnvironmentFault: ``pyhanko_missing``, and ``document_worker_failed`` and the like where
            text has to be compared.
        InputError: ``pdf_unreadable``; ``too_large``.
    """
    labels = read_labels(content)
    held = shelf.find(Digest(labels.digest)) if labels.digest else None
    if held is None:
        return _without_record(content, labels, shelf)
    verdict = judge(held.envelope, shelf.judges, at or held.received_at or now)
    found = PaperVerdict(
        signatures=_signatures(content, shelf, verdict), digest=labels.digest, record=verdict
    )
    if verdict.named is None:
        return found
    replaced = msgspec.structs.replace(found, is_replaced=shelf.is_replaced(verdict.named))
    return _compared(replaced, content, _made(shelf, verdict.named, labels.language))


def _signatures(content: bytes, shelf: Shelf, verdict: Verdict | None) -> tuple[PdfSignature, ...]:
    rounds = {one.trust.round: one.trust.authority.key.id for one in shelf.judges}
    named = verdict.named if verdict is not None else None
    authority = rounds.get(named.record.round) if named is not None else None
    if authority is None and len(rounds) == 1:
        (authority,) = rounds.values()
    return tuple(read_signatures(content, authority))


def _made(shelf: Shelf, named: Named[Body], language: str) -> list[Rendered]:
    languages = [language] if language in LANGUAGES else list(LANGUAGES)
    return [paper for one in languages for paper in shelf.papers(named, Wording(one))]


def _without_record(content: bytes, labels: Labels, shelf: Shelf) -> PaperVerdict:
    """What is to be said of a paper whose record is not here, or that names none or several."""
    printed = set().union(*map(printed_digests, _texts(content)))
    problem, params = "paper_without_record", {}
    if labels.digest and printed - {labels.digest}:
        problem = "paper_digests_differ"
    elif labels.digest:
        problem = "paper_record_unknown"
    elif len(printed) > 1:
        problem, params = "paper_of_several", {"count": str(len(printed))}
    elif printed:
        problem = "paper_digests_differ"
    return PaperVerdict(
        signatures=_signatures(content, shelf, None), digest=labels.digest, problem=problem,
        params=params,
    )  # fmt: skip


def _compared(found: PaperVerdict, content: bytes, made: list[Rendered]) -> PaperVerdict:
    if not made:
        return msgspec.structs.replace(found, agreement=Agreement.UNCOMPARED)
    if any(_is_same(content, one) for one in made):
        return msgspec.structs.replace(found, agreement=Agreement.BYTES)
    try:
        shown = _texts(content)
    except PpirError as error:
        return msgspec.structs.replace(
            found, agreement=Agreement.DIFFERENT, problem=error.code, params=dict(error.params)
        )
    if set().union(*map(printed_digests, shown)) - {found.digest}:
        return msgspec.structs.replace(
            found, agreement=Agreement.DIFFERENT, problem="paper_digests_differ"
        )
    pages = min((_differing(shown, _texts(one.content)) for one in made), key=len)
    if pages:
        return msgspec.structs.replace(
            found, agreement=Agreement.DIFFERENT, pages=tuple(pages[:_SHOWN])
        )
    added = any(content.startswith(one.content) for one in made)
    return msgspec.structs.replace(found, agreement=Agreement.ADDED if added else Agreement.TEXT)


def _is_same(content: bytes, made: Rendered) -> bool:
    place = made.place(STAMP)
    return content == made.content or (
        place is not None and is_signed_copy(content, made.content, field_of(place))
    )


def _differing(shown: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Pages that say something else, white space apart."""
    pages = zip_longest(shown, wanted)
    return [
        number
        for number, (one, other) in enumerate(pages, 1)
        if one is None or other is None or one.split() != other.split()
    ]


def _texts(content: bytes) -> list[str]:
    """The text of each page, read in a process of its own."""
    with DocumentWorker() as worker, worker.open(InMemory(content)) as document:
        return list(document.texts())
