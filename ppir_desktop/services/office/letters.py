"""Invitations as files: one for the program and a page for each person, and a mail merge."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ppir_desktop.common.durable import write_durably
from ppir_desktop.common.identifiers import digest_of, in_groups
from ppir_desktop.common.paths import ensure_private
from ppir_desktop.common.wording import Wording
from ppir_desktop.intake.workbook_writer import Sheet, write_workbook
from ppir_desktop.protocol.invitations import write_invitation
from ppir_desktop.services.office.inviting import Letter

ENDING: Final = ".ppirinvitation"
MERGE: Final = "invitations.xlsx"
_COLUMNS: Final = ("number", "name", "email", "affiliation", "file", "text")


def write_letters(folder: Path, letters: Sequence[Letter], title: str, words: Wording) -> None:
    """Write each person's invitation, the page that goes with it, and a table for a mail merge.

    Whoever has one of these files can enrol in that person's name, so they are for the eyes of
    the office and that person alone.

    Args:
        folder: Where to; it is made if need be, and only its owner may look into it.
        letters: The invitations.
        title: What the round is called.
        words: The language of the pages.

    Raises:
        EnvironmentFault: ``folder_not_made``, ``file_not_written``, ``openpyxl_missing``.
    """
    ensure_private(folder)
    rows = []
    for letter in letters:
        content = write_invitation(letter.invitation)
        file = folder / file_name(letter)
        write_durably(file, content + b"\n")
        write_durably(file.with_suffix(".txt"), _page(letter, title, words).encode())
        rows.append([
            letter.number, letter.name, letter.email, letter.affiliation, file.name,
            content.decode(),
        ])  # fmt: skip
    headings = [words(f"invitation.column.{name}") for name in _COLUMNS]
    buffer = io.BytesIO()
    write_workbook(buffer, [Sheet(words("invitation.title"), headings, rows)])
    write_durably(_unused(folder / MERGE), buffer.getvalue())


def file_name(letter: Letter) -> str:
    """What the file with a person's invitation is called."""
    return _plain(letter.number) + ENDING


def _unused(path: Path) -> Path:
    """A name that no file has yet, so that an earlier table stays."""
    number, unused = 1, path
    while unused.exists():
        number += 1
        unused = path.with_stem(f"{path.stem}-{number}")
    return unused


def _page(letter: Letter, title: str, words: Wording) -> str:
    invitation = letter.invitation
    return words(
        "invitation.page",
        round=title,
        number=letter.number,
        name=letter.name,
        affiliation=letter.affiliation,
        authority=in_groups(invitation.authority),
        hub=invitation.hub or "—",
        text=write_invitation(invitation).decode(),
    )


def _plain(number: str) -> str:
    """A number as a file's name, whatever signs an office uses in numbers."""
    plain = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in number)
    # Two numbers that differ in such signs alone must not have one file.
    return plain if plain == number else f"{plain}-{digest_of(number.encode())[:8]}"
