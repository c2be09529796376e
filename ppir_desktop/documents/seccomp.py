"""A filter on system calls (Linux, seccomp(2)).

What would reach the network, other processes or files is refused with EPERM, so that a library
that tries sees an error and goes on.
"""

from __future__ import annotations

import ctypes
import platform
from collections.abc import Sequence
from typing import Final, NamedTuple

_PR_SET_DUMPABLE: Final = 4
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_FILTER_MODE: Final = 2

# Classic BPF (linux/filter.h) and what a filter returns (linux/seccomp.h).
_LOAD: Final = 0x20
_JUMP_EQUAL: Final = 0x15
_JUMP_AT_LEAST: Final = 0x35
_RETURN: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_KILL: Final = 0x80000000
_REFUSE: Final = 0x00050000 | 1  # with EPERM
_NOT_THERE: Final = 0x00050000 | 38  # with ENOSYS, upon which libraries take the older call
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_OTHER_ABI: Final = 0x40000000


class _Machine(NamedTuple):
    """One architecture: its audit name and the numbers of calls on it (asm/unistd.h)."""

    audit: int
    refused: tuple[int, ...]
    limits_of_others: int
    files: tuple[int, ...]
    not_there: tuple[int, ...]


# In this order where an architecture has them: socket, connect, accept, sendto, sendmsg, bind,
# listen, socketpair, clone, fork, vfork, execve, execveat, kill, tkill, tgkill, ptrace,
# process_vm_readv, process_vm_writev, unlink and its kin, rename and its kin, mkdir and its kin,
# chmod and chown and their kin, mount, umount2, chroot, bpf, perf_event_open, keyctl, userfaultfd,
# io_uring_setup, memfd_create, shmget, pidfd_open, unshare, setns. Then what changes files that
# need not be opened (truncate, the extended attributes, times, fchmodat2), what reaches other
# processes (signals with a value, priorities, affinities, messages, semaphores, shared memory,
# queues, process_madvise), keys, watches on files, what only looks like an older call (accept4,
# sendmmsg), and mounts by the newer calls.
_MACHINES: Final = {
    "x86_64": _Machine(
        audit=0xC000003E,
        refused=(
            *(41, 42, 43, 44, 46, 49, 50, 53, 56, 57, 58, 59, 322, 62, 200, 234, 101, 310, 311),
            *(87, 263, 82, 264, 316, 83, 258, 84, 133, 259, 86, 265, 88, 266, 90, 91, 268),
            *(92, 93, 94, 260, 165, 166, 161, 321, 298, 250, 323, 425, 319, 29, 434, 272, 308),
            *(76, 77, 188, 189, 190, 197, 198, 199, 463, 466, 132, 235, 261, 280, 452, 259),
            *(129, 297, 424, 141, 142, 144, 203, 251, 314, 68, 69, 70, 71, 64, 65, 66, 220, 30),
            *(240, 241, 440, 248, 249, 253, 254, 294, 300, 288, 307, 428, 429, 430, 432, 155),
        ),
        limits_of_others=302,
        files=(2, 85, 257, 437),
        not_there=(435,),
    ),
    "aarch64": _Machine(
        audit=0xC00000B7,
        refused=(
            *(198, 203, 202, 206, 211, 200, 201, 199, 220, 221, 281, 129, 130, 131, 117, 270, 271),
            *(35, 38, 276, 34, 33, 36, 37, 52, 53, 54, 55),
            *(40, 39, 51, 280, 241, 219, 282, 425, 279, 194, 434, 97, 268),
            *(45, 46, 5, 6, 7, 14, 15, 16, 463, 466, 88, 452),
            *(138, 240, 424, 140, 118, 119, 122, 30, 274, 189, 188, 186, 187, 190, 193, 191),
            *(192, 196, 180, 181, 440, 217, 218, 27, 26, 262, 242, 269, 428, 429, 430, 432),
        ),
        limits_of_others=261,
        files=(56, 437),
        not_there=(435,),
    ),
}


class _Statement(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("if_true", ctypes.c_uint8),
        ("if_false", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("statements", ctypes.POINTER(_Statement)))


def forbid_dumps_and_privileges() -> None:
    """Keep the process from being dumped, read by others, or given more rights."""
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def restrict(*, files_guarded: bool) -> bool:
    """Put the filter in force; say whether it is.

    Args:
        files_guarded: Whether something else sees to which files may be opened; if not, none may.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    statements = _program(machine, () if files_guarded else machine.files)
    array = (_Statement * len(statements))(*(_Statement(*one) for one in statements))
    program = _Program(len(statements), array)
    library = ctypes.CDLL(None, use_errno=True)
    arguments = ctypes.c_ulong(_FILTER_MODE), ctypes.byref(program), 0, 0
    return bool(library.prctl(_PR_SET_SECCOMP, *arguments) == 0)


def _program(machine: _Machine, files: Sequence[int]) -> list[tuple[int, int, int, int]]:
    """The filter: another architecture's calls end the process, some are refused, the rest goes."""
    program = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_JUMP_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_JUMP_AT_LEAST, 0, 1, _OTHER_ABI),
        (_RETURN, 0, 0, _KILL),
    ]
    for number in (*machine.refused, *files):
        program += [(_JUMP_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    # A process may ask for its own limits, whose id is 0 here, but change nobody else's.
    program += [
        (_JUMP_EQUAL, 0, 4, machine.limits_of_others),
        (_LOAD, 0, 0, _FIRST_ARGUMENT_AT),
        (_JUMP_EQUAL, 1, 0, 0),
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, _NUMBER_AT),
    ]
    for number in machine.not_there:
        program += [(_JUMP_EQUAL, 0, 1, number), (_RETURN, 0, 0, _NOT_THERE)]
    program.append((_RETURN, 0, 0, _ALLOW))
    return program
