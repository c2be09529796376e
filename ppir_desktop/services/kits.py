"""Round kits: checking one, and taking it over into a round at an officer's desk."""

from __future__ import annotations

from pathlib import Path

from ppir_desktop.common.wording import Wording
from ppir_desktop.intake.kit import Kit, read_kit
from ppir_desktop.intake.report_workbook import write_report
from ppir_desktop.services.schemes import load_scheme, sub_fields
from ppir_desktop.sync.progress import Watch


def check_kit(folder: Path, scheme: str, watch: Watch | None = None) -> Kit:
    """Read a kit and hold it against a scheme; nothing is kept.

    Args:
        folder: The kit.
        scheme: Id of a scheme, or the path of one.
        watch: Counts folders of documents, and carries the wish to stop.

    Raises:
        InputError: What `services.schemes.load_scheme` refuses.
        EnvironmentFault: ``kit_missing``, ``openpyxl_missing``, ``document_worker_failed``.
        RefusedError: ``cancelled``.
    """
    watch = watch or Watch()
    watch.begin("kit")
    told = 0

    def tell(done: int, total: int) -> None:
        nonlocal told
        if not told:
            watch.begin("kit", total)
        watch.add(done - told)
        told = done

    codes = sub_fields().codes()
    return read_kit(folder, load_scheme(scheme), codes, check=watch.check, tell=tell)


def report(path: Path, kit: Kit, words: Wording) -> None:
    """Write what was found in a kit as a workbook.

    Raises:
        EnvironmentFault: What `intake.report_workbook.write_report` raises.
    """
    write_report(path, kit, words)
