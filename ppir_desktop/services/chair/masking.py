"""What stands for members where their names are hidden."""

from __future__ import annotations

from collections.abc import Mapping

from ppir_desktop.domain.panels import letters
from ppir_desktop.services.chair.panels import ChairPanel


def stage_letters(panels: Mapping[tuple[str, str], ChairPanel], stage_id: str) -> dict[str, str]:
    """The letters of all members of a chair's panels of a stage, by number.

    Panels of a stage differ from dossier to dossier: one letter stands for one person in all of
    them, in the table, in the meeting and in what is signed.

    Args:
        panels: The chair's panels by stage and application number.
        stage_id: The stage.
    """
    of_stage = [panel for (stage, _), panel in panels.items() if stage == stage_id]
    return letters([member.number for panel in of_stage for member in panel.members])
