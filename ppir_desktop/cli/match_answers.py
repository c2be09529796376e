"""The answer of ``ppir round match``: the panels, or why there are none."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import msgspec

from ppir_desktop.cli.desk_command import Call
from ppir_desktop.cli.desks import pair_of, sitting, write_subjects
from ppir_desktop.cli.output import Output
from ppir_desktop.common.wording import Wording
from ppir_desktop.services.office import convening
from ppir_desktop.services.office.convening import ENROLLED, POOL, Proposal, Wish

_KEY: Final = "cli.round.match"
_NO: Final = 1


class Asked(NamedTuple):
    """What was asked for, as people type it; see `services.office.convening.Wish`."""

    stage: str
    size: int
    load: int
    dossiers: tuple[str, ...]
    pool: bool
    seed: int | None
    near_equal: int
    pins: tuple[str, ...]
    bars: tuple[str, ...]


def match(call: Call, asked: Asked, *, dry_run: bool, why: str) -> int:
    """Match experts to dossiers and keep the panels; 1 when there are none.

    Raises:
        PpirError: What `services.office.convening.propose` and `convene` raise.
    """
    wish = Wish(
        stage=asked.stage,
        size=asked.size,
        load=asked.load,
        seed=asked.seed,
        dossiers=asked.dossiers,
        among=POOL if asked.pool else ENROLLED,
        near_equal=asked.near_equal,
        pinned=tuple(pair_of(one) for one in asked.pins),
        barred=tuple(pair_of(one) for one in asked.bars),
    )
    with sitting(call) as at:
        proposal = convening.propose(at, wish)
        changed = []
        if proposal.matching is not None and not dry_run:
            changed = convening.convene(at, asked.stage, proposal)
    output = Output(call.words)
    if call.as_json:
        output.json(_as_json(output, proposal, changed, why))
    else:
        _write(call.words, output, proposal)
        if changed:
            write_subjects(call.words, f"{_KEY}.changed", changed, output)
        if why:
            _explain(call.words, output, proposal, why)
    return 0 if proposal.matching is not None else _NO


def _write(words: Wording, output: Output, proposal: Proposal) -> None:
    matching = proposal.matching
    if matching is None:
        output.line(words(f"{_KEY}.impossible"), "bold red")
        for problem in proposal.problems:
            output.line(f"  {words.problem(problem).what}")
        return
    columns = (("dossier", "left"), ("fit", "right"), ("members", "left"))
    table = output.new_table("", [(words(f"{_KEY}.column.{name}"), side) for name, side in columns])
    for panel in matching.panels:
        members = ", ".join(
            ("*" if seat.expert == panel.chair else "") + f"{seat.expert} {seat.score}"
            for seat in panel.members
        )
        table.add_row(panel.application, str(panel.fit), members)
    output.table(table)
    output.line(
        words(
            f"{_KEY}.proved",
            worst=matching.worst,
            worst_bound=matching.worst_bound,
            total=matching.total,
            total_bound=matching.total_bound,
            seed=matching.seed,
        )
    )
    found = convening.doubts(proposal)
    if found:
        output.line(words(f"{_KEY}.doubts", count=len(found)), "bold yellow")
        for doubt in found:
            text = words.problem(doubt).what
            output.line(f"  {doubt.dossier} {doubt.panellist}: {text}")
    if proposal.kept:
        write_subjects(words, f"{_KEY}.kept", proposal.kept, output)


def _explain(words: Wording, output: Output, proposal: Proposal, dossier: str) -> None:
    """Write why one dossier has this panel: what each member's points are for, and who is next."""
    found = convening.reasons(proposal, dossier)
    columns = ("member", "points", "sub_field", "keywords", "history", "doubts")
    headings = [
        (words(f"{_KEY}.column.{name}"), "left" if name in {"member", "doubts"} else "right")
        for name in columns
    ]
    table = output.new_table(words(f"{_KEY}.why_title", dossier=dossier), headings)
    for one in found.members:
        parts = one.parts
        table.add_row(
            one.expert,
            *map(str, (parts.total, parts.sub_field, parts.keywords, parts.history)),
            "; ".join(words.problem(doubt).what for doubt in one.doubts),
        )
    output.table(table)
    for left in found.left_out:
        key = "full" if left.full else "left"
        output.line(words(
            f"{_KEY}.{key}", number=left.expert, points=left.score, elsewhere=left.elsewhere
        ))  # fmt: skip


def _as_json(output: Output, proposal: Proposal, changed: list[str], why: str) -> dict[str, Any]:
    matching = proposal.matching
    return {
        "why": msgspec.to_builtins(convening.reasons(proposal, why)) if why else None,
        "panels": None
        if matching is None
        else [
            {
                "dossier": panel.application,
                "fit": panel.fit,
                "chair": panel.chair or None,
                "members": [
                    {"number": seat.expert, "points": seat.score, "pinned": seat.pinned}
                    for seat in panel.members
                ],
            }
            for panel in matching.panels
        ],
        "worst": matching and {"reached": matching.worst, "bound": matching.worst_bound},
        "total": matching and {"reached": matching.total, "bound": matching.total_bound},
        "seed": matching and matching.seed,
        "doubts": [output.problem_json(one) for one in convening.doubts(proposal)],
        "changed": changed,
        "kept": list(proposal.kept),
        "problems": [output.problem_json(one) for one in proposal.problems],
    }
