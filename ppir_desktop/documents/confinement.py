"""What the worker gives up before it reads the first byte of a document.

On Linux: no file but fonts (Landlock), no network, no other process, nothing written (seccomp), no
memory beyond its bound, no core dump. Each is used where the kernel has it, and the worker says
which are in force. On macOS the resource limits alone; on Windows a job object with the same
bounds. Neither of these two was run by us yet.
"""

from __future__ import annotations

import sys
from typing import Final

from ppir_desktop.documents import limits

if sys.platform == "linux":
    from ppir_desktop.documents import landlock, seccomp

_OPEN_FILES: Final = 64


def confine() -> tuple[str, ...]:
    """Give up all that is not needed, and name the protections that are in force."""
    if sys.platform == "win32":
        from ppir_desktop.documents import windows_job  # noqa: PLC0415 -- of one system

        return windows_job.confine(limits.WORKER_MEMORY)
    found = ["limits"]
    _limit_resources()
    if sys.platform == "linux":
        seccomp.forbid_dumps_and_privileges()
        fonts_only = landlock.restrict_to_fonts()
        if fonts_only:
            found.append("landlock")
        # Without Landlock not even fonts can be opened, rather than everything.
        if seccomp.restrict(files_guarded=fonts_only):
            found.append("seccomp")
    return tuple(found)


if sys.platform != "win32":
    import resource

    def _limit_resources() -> None:
        """Bound memory, files, and what could be written."""
        bound = _address_space() + limits.WORKER_MEMORY
        for kind, most in (
            (resource.RLIMIT_AS, bound),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_NOFILE, _OPEN_FILES),
        ):
            _, hard = resource.getrlimit(kind)
            allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (allowed, allowed))

    def _address_space() -> int:
        """What this process takes now, in bytes; where that cannot be told, a generous guess."""
        try:
            with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 -- few imports
                return int(file.read().split()[0]) * resource.getpagesize()
        except (OSError, ValueError):
            return limits.WORKER_MEMORY
