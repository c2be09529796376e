"""Where this program keeps what it writes.

Everything lies below one home folder: the platform's own place for a user's application data, or
the folder named by ``PPIR_HOME``. Folders are made for their owner alone.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from ppir_desktop.common.errors import EnvironmentFault

HOME_VARIABLE = "PPIR_HOME"
_OWNER_ONLY = 0o700


def home() -> Path:
    """The home folder; it need not exist yet.

    Raises:
        EnvironmentFault: ``home_not_absolute`` when ``PPIR_HOME`` is a relative path, which would
            mean another folder in every terminal.
    """
    chosen = os.environ.get(HOME_VARIABLE, "")
    if not chosen:
        return Path(platformdirs.user_data_dir("PPIR Desktop", appauthor=False))
    folder = Path(chosen)
    if not folder.is_absolute():
        raise EnvironmentFault("home_not_absolute", value=chosen)
    return folder


def logs() -> Path:
    """The folder of log files, below the home folder."""
    return home() / "logs"


def ensure_private(folder: Path) -> Path:
    """Make a folder, and those above it, for its owner alone, and give it back.

    Raises:
        EnvironmentFault: ``folder_not_made`` when the system refuses.
    """
    try:
        folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        # mkdir leaves an existing folder as it is, and the umask may have taken bits away.
        folder.chmod(_OWNER_ONLY)
    except OSError as error:
        raise EnvironmentFault(
            "folder_not_made", folder=str(folder), reason=error.strerror or ""
        ) from error
    return folder
