"""Round kits: checking one, and taking it over into a round at an officer's desk."""

from __future__ import annotations

from pathlib import Path

from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.intake.dossier_folders import DocumentFile, read_folder
from ppir_desktop.intake.kit import Kit, read_kit
from ppir_desktop.intake.report_workbook import write_report
from ppir_desktop.services.office.desks import Sitting, desk_of
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
    return _read(folder, load_scheme(scheme), watch or Watch())


def check_for(at: Sitting, folder: Path, watch: Watch | None = None) -> Kit:
    """Read a kit and hold it against the scheme of a round.

    Raises:
        RefusedError: ``office_only``; ``cancelled``.
        EnvironmentFault: As `check_kit`.
    """
    with at.profile.vault.reading() as work:
        scheme = desk_of(work, at.round).scheme
    return _read(folder, scheme, watch or Watch())


def documents_in(at: Sitting, folder: Path) -> list[DocumentFile]:
    """The documents in a folder, as they are to take the place of a dossier's.

    Raises:
        InputError: ``documents_invalid`` with every problem.
        EnvironmentFault: ``kit_missing``, ``document_worker_failed``.
        RefusedError: ``office_only``.
    """
    with at.profile.vault.reading() as work:
        scheme = desk_of(work, at.round).scheme
    if not folder.is_dir():
        raise EnvironmentFault("kit_missing", folder=str(folder))
    documents, problems = read_folder(folder, scheme.documents)
    if problems:
        raise InputError("documents_invalid", problems, file=str(folder))
    return documents


def report(path: Path, kit: Kit, words: Wording) -> None:
    """Write what was found in a kit as a workbook.

    Raises:
        EnvironmentFault: What `intake.report_workbook.write_report` raises.
    """
    write_report(path, kit, words)


def _read(folder: Path, scheme: Scheme, watch: Watch) -> Kit:
    told = 0

    def tell(done: int, total: int) -> None:
        nonlocal told
        if not told:
            watch.begin("kit", total)
        watch.add(done - told)
        told = done

    return read_kit(folder, scheme, sub_fields().codes(), check=watch.check, tell=tell)
