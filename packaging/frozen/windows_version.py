"""What Windows shows of a program: its version, its name, whose it is. Not run by us yet."""

from __future__ import annotations

from typing import Any

from frozen.programs import Program

from ppir_desktop import __version__


def version_info(program: Program) -> Any:  # noqa: ANN401 -- PyInstaller leaves it untyped
    """The version resource of a program."""
    # Not at the top: it is there on Windows alone.
    from PyInstaller.utils.win32 import versioninfo as win32  # noqa: PLC0415 -- Windows alone has it

    numbers = tuple(int(part) for part in f"{__version__}.0.0.0".split(".")[:4])
    words = {
        "FileDescription": "PPIR Desktop",
        "FileVersion": __version__,
        "InternalName": program.name,
        "LegalCopyright": "PPIR Desktop maintainers, Apache-2.0",
        "OriginalFilename": f"{program.name}.exe",
        "ProductName": "PPIR Desktop",
        "ProductVersion": __version__,
    }
    strings = [win32.StringStruct(name, text) for name, text in words.items()]
    return win32.VSVersionInfo(
        ffi=win32.FixedFileInfo(filevers=numbers, prodvers=numbers),
        kids=[
            win32.StringFileInfo([win32.StringTable("040904B0", strings)]),
            win32.VarFileInfo([win32.VarStruct("Translation", [0x0409, 1200])]),
        ],
    )
