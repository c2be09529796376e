"""A whole sheet as text, as it is shown before it is signed."""

from __future__ import annotations

from html import escape

from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.points import format_points
from ppir_desktop.domain.sheets import Choice
from ppir_desktop.domain.stage import Criterion
from ppir_desktop.services.drafts import Draft
from ppir_desktop.services.review_place import Review
from ppir_desktop.ui.theme import colours_now


def sheet_html(review: Review, draft: Draft, words: Wording) -> str:
    """All that a sheet says, for a text browser.

    Args:
        review: The dossier.
        draft: What stands on its sheet.
        words: In which language.
    """
    korean = words.language == "ko"
    product = review.row.manifest.product
    name = escape(product.ko if korean else product.en)
    parts = [f"<h3>{name}</h3><p>{escape(review.row.dossier)}</p>"]
    parts += [
        _criterion(number, criterion, review, draft, words)
        for number, criterion in enumerate(review.stage.criteria, 1)
    ]
    points = [one.value for one in draft.marks if type(one.value) is int]
    if points:
        total = f"{format_points(sum(points))} / {format_points(review.stage.full_marks())}"
        parts.append(f"<p><b>{escape(words('paper.column.sum'))}: {total}</b></p>")
    if draft.opinion:
        parts.append(f"<h4>{escape(words('window.sheet.opinion'))}</h4>{_text(draft.opinion)}")
    return "".join(parts)


def _criterion(
    number: int, criterion: Criterion, review: Review, draft: Draft, words: Wording
) -> str:
    mark = draft.mark(criterion.id)
    title = escape(criterion.title.said_in(words.language) or criterion.id)
    said = "–"
    if isinstance(mark.value, Choice):
        said = words(f"choice.{mark.value}")
    elif mark.value is not None:
        said = format_points(mark.value)
        if criterion.scale is not None:
            said += f" / {format_points(criterion.scale.maximum)}"
    titles = {one.digest: one.title for one in review.row.manifest.documents}
    evidence = "".join(
        f"<p style='color:{colours_now().muted}'>"
        + escape(
            words(
                "window.sheet.evidence",
                document=titles.get(one.document, one.document[:8]), page=one.page,
            )
            + (f" · “{one.quote}”" if one.quote else "")
        )
        + "</p>"
        for one in draft.evidence
        if one.criterion == criterion.id
    )  # fmt: skip
    return f"<h4>{number}. {title} — {escape(said)}</h4>{_text(mark.comment)}{evidence}"


def _text(text: str) -> str:
    return "<p>" + escape(text).replace("\n", "<br>") + "</p>" if text else ""
