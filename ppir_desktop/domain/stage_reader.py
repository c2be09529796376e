"""Reads one stage of a scheme and checks it against itself."""

from __future__ import annotations

from ppir_desktop.domain.points import Share, format_points
from ppir_desktop.domain.stage import (
    Base,
    Bonus,
    Chair,
    CompareOn,
    Consolidation,
    Criterion,
    Group,
    Method,
    Mode,
    PanelRule,
    Pass,
    Quorum,
    Reasons,
    Revision,
    Rounding,
    Scale,
    Sector,
    Stage,
    Trim,
)
from ppir_desktop.domain.table_reader import TableReader

_NOT_IN_MODE = {
    Mode.SCORE: ("abstain", "hold"),
    Mode.GATE: ("scale", "total", "group", "consolidation", "bonus", "tie_break", "hold"),
    Mode.VOTE: ("scale", "total", "group", "consolidation", "bonus", "tie_break"),
    Mode.EXTERNAL: (
        *("scale", "total", "group", "consolidation", "bonus", "tie_break", "hold", "abstain"),
        *("criterion", "pass", "quorum", "panel", "reasons", "adjustable"),
    ),
}


def read_stage(reader: TableReader) -> Stage:
    """Read one ``[[stage]]``; every problem is noted with the reader."""
    mode = reader.choice("mode", Mode.SCORE, required=True)
    stage = Stage(
        id=reader.name(),
        mode=mode,
        title=reader.words("title", required=True),
        after=reader.text("after"),
        criteria=_criteria(reader, mode),
        groups=_groups(reader),
        panel=_panel(reader),
        consolidation=_consolidation(reader, mode),
        passing=_passing(reader, mode),
        quorum=_quorum(reader),
        hold=_hold(reader),
        bonus=_bonus(reader),
        abstain=reader.flag("abstain"),
        reasons=reader.choice("reasons", Reasons.OPTIONAL),
        adjustable=reader.flag("adjustable"),
        tie_break=reader.text("tie_break"),
        revision=reader.choice("revision", Revision.DECISION),
    )
    reader.refuse(_NOT_IN_MODE[mode], "not_in_mode", mode=mode)
    quorum = stage.quorum.count if stage.quorum else None
    if quorum is not None and quorum > stage.panel.maximum:
        place = (*reader.path, "quorum", "count")
        reader.findings.add(place, "out_of_range", quorum, least=1, most=stage.panel.maximum)
    if mode is Mode.SCORE:
        _check_sums(reader, stage)
        _check_reach(reader, stage)
    if mode is Mode.VOTE and len(stage.criteria) > 1:
        reader.problem("criterion", "one_vote_only", count=len(stage.criteria))
    return stage


def _criteria(reader: TableReader, mode: Mode) -> tuple[Criterion, ...]:
    scale = reader.table("scale")
    lowest, highest, step = 0, None, 100
    if scale is not None:
        lowest = _least(scale)
        highest = scale.points("max")
        step = scale.positive_points("step") or 100
        scale.finish()
    criteria = []
    for table in reader.each("criterion"):
        criteria.append(
            Criterion(
                id=table.name(),
                title=table.words("title", required=True),
                guidance=table.words("guidance"),
                scale=_scale(table, lowest, highest, step) if mode is Mode.SCORE else None,
                group=table.text("group"),
            )
        )
        if mode is not Mode.SCORE:
            table.refuse(("max", "scale", "group"), "not_in_mode", mode=mode)
    if not criteria and mode is not Mode.EXTERNAL:
        reader.problem("criterion", "key_missing")
    return tuple(criteria)


def _scale(table: TableReader, lowest: int, highest: int | None, step: int) -> Scale | None:
    """The scale of a criterion: its own, or its stage's up to its own maximum."""
    maximum = table.positive_points("max")
    own = table.table("scale")
    if own is not None:
        lowest = _least(own, lowest)
        highest = own.points("max")
        step = own.positive_points("step") or step
        own.finish()
    if "max" not in table:
        maximum = highest
        if highest is None:
            table.problem("max", "key_missing")
    elif maximum is not None and highest is not None and maximum > highest:
        table.problem("max", "max_off_scale", maximum=format_points(highest))
    if maximum is None:
        return None
    if lowest >= maximum:
        table.problem("max", "min_over_max", maximum=format_points(maximum))
    elif (maximum - lowest) % step:
        table.problem(
            "max", "max_off_step", minimum=format_points(lowest), step=format_points(step)
        )
    return Scale(lowest, maximum, step)


def _groups(reader: TableReader) -> tuple[Group, ...]:
    groups = []
    for table in reader.each("group"):
        maximum = table.positive_points("max")
        if "max" not in table:
            table.problem("max", "key_missing")
        groups.append(Group(table.name(), table.words("title", required=True), maximum or 0))
    return tuple(groups)


def _consolidation(reader: TableReader, mode: Mode) -> Consolidation | None:
    if mode is not Mode.SCORE:
        reader.table("consolidation")
        return None
    table = reader.table("consolidation", required=True)
    if table is None:
        return None
    trimmed = table.choice("method", Method.MEAN, required=True) is Method.TRIMMED_MEAN
    table.choice("rounding", Rounding.HALF_UP)
    rule = Consolidation(
        method=Method.TRIMMED_MEAN if trimmed else Method.MEAN,
        trim=table.choice("trim", Trim.TOTAL),
        drop_each=table.whole("drop_each", 1, least=1, most=100) if trimmed else 0,
        min_scores=table.whole("min_scores", 3 if trimmed else 1, least=1, most=1000),
        rescale_to=table.positive_points("rescale_to"),
        decimals=table.whole("decimals", 4, most=10),
        compare_on=table.choice("compare_on", CompareOn.ROUNDED),
    )
    if not trimmed:
        keys = ("trim", "drop_each")
        table.know(*keys)
        if "method" in table:  # else its absence is problem enough
            table.refuse(keys, "only_when_trimmed")
    elif rule.min_scores <= 2 * rule.drop_each:
        table.problem("min_scores", "nothing_left", least=2 * rule.drop_each + 1)
    table.finish()
    return rule


def _bonus(reader: TableReader) -> Bonus | None:
    table = reader.table("bonus")
    if table is None:
        return None
    if "cap" not in table:
        table.problem("cap", "key_missing")
    bonus = Bonus(
        id=table.name(),
        title=table.words("title", required=True),
        cap=table.positive_points("cap") or 0,
        step=table.positive_points("step") or 1,
    )
    table.finish()
    return bonus


def _panel(reader: TableReader) -> PanelRule:
    table = reader.table("panel")
    if table is None:
        return PanelRule()
    rule = PanelRule(
        minimum=table.whole("min", 1, least=1, most=1000),
        maximum=table.whole("max", 1000, least=1, most=1000),
        sectors=tuple(Sector(sector) for sector in table.texts("sectors", Sector)),
        chair=table.choice("chair", Chair.ELECTED),
        anonymous=table.flag("anonymous", default=True),
    )
    if rule.minimum > rule.maximum:
        table.problem("min", "min_over_max", maximum=rule.maximum)
    table.finish()
    return rule


def _passing(reader: TableReader, mode: Mode) -> Pass:
    ballot = mode in (Mode.GATE, Mode.VOTE)
    table = reader.table("pass", required=ballot)
    if table is None:
        return Pass()
    passing = Pass(
        min_score=table.points("min_score"),
        share=table.share("fraction"),
        base=table.choice("base", Base.ATTENDING),
    )
    table.refuse(("min_score",) if ballot else ("fraction", "base"), "not_in_mode", mode=mode)
    if ballot and "fraction" not in table:
        table.problem("fraction", "key_missing")
    table.finish()
    return passing


def _quorum(reader: TableReader) -> Quorum | None:
    table = reader.table("quorum")
    if table is None:
        return None
    given = [key for key in ("count", "fraction", "more_than") if key in table]
    if len(given) != 1:
        table.problem(
            given[1] if given else "count", "one_of_these", allowed="count, fraction, more_than"
        )
    count = table.whole("count", 1, least=1, most=1000)
    share = table.share("fraction") or table.share("more_than", strictly=True)
    table.finish()
    return Quorum(count=None if share else count, share=share)


def _hold(reader: TableReader) -> Share | None:
    table = reader.table("hold")
    if table is None:
        return None
    share = table.share("fraction")
    if "fraction" not in table:
        table.problem("fraction", "key_missing")
    table.finish()
    return share


def _check_sums(reader: TableReader, stage: Stage) -> None:
    """Maxima must add up to what the stage and its groups say."""
    full = stage.full_marks()
    total = reader.positive_points("total")
    if any(criterion.scale is None for criterion in stage.criteria):
        return  # a maximum that cannot be read is enough of a problem
    if total is not None and total != full:
        reader.problem("total", "sum_differs", sum=format_points(full))
    known = {group.id for group in stage.groups}
    for index, criterion in enumerate(stage.criteria):
        if criterion.group and criterion.group not in known:
            place = (*reader.path, "criterion", index, "group")
            reader.findings.add(
                place, "unknown_reference", criterion.group, allowed=", ".join(sorted(known))
            )
    for index, group in enumerate(stage.groups):
        held = sum(c.scale.maximum for c in stage.criteria if c.scale and c.group == group.id)
        if held != group.maximum:
            place = (*reader.path, "group", index, "max")
            reader.findings.add(
                place, "sum_differs", format_points(group.maximum), sum=format_points(held)
            )


def _least(table: TableReader, default: int = 0) -> int:
    """The lowest mark of a scale, which is never below nothing."""
    least = table.points("min")
    if least is not None and least < 0:
        table.problem("min", "below_nothing")
        return default
    return default if least is None else least


def _check_reach(reader: TableReader, stage: Stage) -> None:
    """A pass mark must be within reach, and a tie must be broken by a criterion of the stage."""
    rule = stage.consolidation
    names = [criterion.id for criterion in stage.criteria]
    if stage.tie_break and stage.tie_break not in names:
        reader.problem("tie_break", "unknown_reference", allowed=", ".join(names))
    if stage.bonus is not None and stage.bonus.id in names:
        place = (*reader.path, "bonus", "id")
        reader.findings.add(place, "name_twice", stage.bonus.id)
    if rule is None or not all(criterion.scale for criterion in stage.criteria):
        return
    highest = (rule.rescale_to or stage.full_marks()) + (stage.bonus.cap if stage.bonus else 0)
    mark = stage.passing.min_score
    if mark is not None and not 0 <= mark <= highest:
        place = (*reader.path, "pass", "min_score")
        reader.findings.add(
            place, "out_of_range", format_points(mark), least="0", most=format_points(highest)
        )
    if rule.min_scores > stage.panel.maximum:
        place = (*reader.path, "consolidation", "min_scores")
        reader.findings.add(
            place, "out_of_range", rule.min_scores, least="1", most=stage.panel.maximum
        )
