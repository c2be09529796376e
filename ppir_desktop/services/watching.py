"""How far a long task is, and the wish to stop it: those of exchanges, for all that take long.

Apart from `sessions`, since what shows the first window loads nothing that it does not need.
"""

from __future__ import annotations

from ppir_desktop.sync.progress import Progress, Watch

__all__ = ["Progress", "Watch"]
