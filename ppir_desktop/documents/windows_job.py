"""The worker's bounds on Windows: a job object for memory, processes and the desktop.

Written from the documentation of `SetInformationJobObject`; not run by us yet.
"""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _EXTENDED_LIMITS = 9
    _UI_RESTRICTIONS = 4
    _ACTIVE_PROCESSES = 0x8
    _PROCESS_MEMORY = 0x100
    _DIE_ON_EXCEPTION = 0x400
    _ALL_OF_THE_DESKTOP = 0xFF

    class _BasicLimits(ctypes.Structure):
        _fields_ = (
            ("process_time", ctypes.c_int64),
            ("job_time", ctypes.c_int64),
            ("flags", wintypes.DWORD),
            ("least_memory", ctypes.c_size_t),
            ("most_memory", ctypes.c_size_t),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        )

    class _ExtendedLimits(ctypes.Structure):
        _fields_ = (
            ("basic", _BasicLimits),
            ("io", ctypes.c_uint64 * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process_memory", ctypes.c_size_t),
            ("peak_job_memory", ctypes.c_size_t),
        )

    def confine(memory: int) -> tuple[str, ...]:
        """Put this process into a job of its own; name the protections in force.

        Args:
            memory: What it may take, in bytes.
        """
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        job = kernel.CreateJobObjectW(None, None)
        bounds = _ExtendedLimits()
        bounds.basic.flags = _ACTIVE_PROCESSES | _PROCESS_MEMORY | _DIE_ON_EXCEPTION
        bounds.basic.processes = 1
        bounds.process_memory = memory
        desktop = wintypes.DWORD(_ALL_OF_THE_DESKTOP)
        done = (
            kernel.SetInformationJobObject(
                job, _EXTENDED_LIMITS, ctypes.byref(bounds), ctypes.sizeof(bounds)
            )
            and kernel.SetInformationJobObject(
                job, _UI_RESTRICTIONS, ctypes.byref(desktop), ctypes.sizeof(desktop)
            )
            and kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
        )
        return ("job",) if done else ()
