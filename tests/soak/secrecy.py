"""Nobody sees what is not theirs: in their vault, from the hub, or on any disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Final, NamedTuple

from ppir_desktop.common.errors import InputError
from ppir_desktop.protocol.parcels import RoutingHeader, read_header
from ppir_desktop.signing.age_reader import AgeReader
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.sealing import is_sealed, open_sealed
from tests.soak.cast import CANARY, CHAIR, MEMBERS, OFFICE
from tests.soak.model import demand
from tests.soak.play import Play
from tests.support.state import forms_of

_ASKED_FOR: Final = 12
"""So many parcels of others each laptop asks the hub for."""


class Parcel(NamedTuple):
    """A parcel as the hub keeps it, and the receipt that it gave for it."""

    name: str
    header: RoutingHeader
    content: bytes
    receipt: bytes


def parcels_of_hub(folder: Path) -> list[Parcel]:
    """All parcels that the hub keeps; backups that were replaced are gone by right."""
    with closing(sqlite3.connect(f"file:{folder / 'hub' / 'hub.db'}?mode=ro", uri=True)) as one:
        rows = one.execute(
            "SELECT name, header, content, receipt FROM parcels ORDER BY idx"
        ).fetchall()
    return [
        Parcel(name, read_header(header), content or b"", receipt)
        for name, header, content, receipt in rows
    ]


def nobody_reads_more(play: Play) -> None:
    """With all keys of a laptop's vault, nothing opens but what is its owner's.

    Raises:
        BrokenError: When something else does.
    """
    parcels = [one for one in parcels_of_hub(play.world.folder) if is_sealed(one.content)]
    for who in MEMBERS:
        answer = play.desk(who).ask("keys")
        identities = [SealingIdentity.read(text) for text in answer.value]
        opened = {one.name for one in parcels if _opens(one.content, identities)}
        theirs = {one.name for one in parcels if _is_for(play, who, one.header)}
        demand(f"parcels that {who} can open and should not", set(), opened - theirs)
        _documents_of(play, who, identities)


def hub_hands_out_no_more(play: Play) -> None:
    """Asked for others' parcels by name, the hub hands out none.

    Raises:
        BrokenError: When it does.
    """
    parcels = [one for one in parcels_of_hub(play.world.folder) if one.header.recipients]
    for who in MEMBERS:
        own = play.looks[who]["id"]
        others = [
            one.name
            for one in parcels
            if one.header.author != own and not _is_for(play, who, one.header)
        ]
        answer = play.desk(who).ask("handed_out", parcels=others[-_ASKED_FOR:])
        demand(f"parcels of others that {who} is handed", ("", []), (answer.code, answer.value))


def nothing_in_the_clear(folder: Path) -> None:
    """No file holds what stands in dossiers, drafts and sheets.

    Raises:
        BrokenError: When one does.
    """
    forms = [*forms_of(CANARY.encode()), CANARY.encode("utf-16-le")]
    found = [
        str(path.relative_to(folder))
        for path in _files(folder)
        for content in (path.read_bytes(),)
        if any(form in content for form in forms)
    ]
    demand("files that hold a secret in the clear", [], found)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _documents_of(play: Play, who: str, identities: list[SealingIdentity]) -> None:
    """Of all documents that the office ever sealed, a laptop opens those of its dossiers alone."""
    documents = play.desk(OFFICE).ask("documents").value
    opened = set()
    for dossier, paths in documents.items():
        for path in paths:
            with Path(path).open("rb") as file, suppress(InputError):
                AgeReader.open(file, identities)
                opened.add(dossier)
    theirs = {one for one in documents if play.model.has(who, one)}
    demand(f"documents that {who} can open and should not", set(), opened - theirs)


def _opens(content: bytes, identities: list[SealingIdentity]) -> bool:
    try:
        open_sealed(content, identities, limit=len(content))
    except InputError:
        return False
    return True


def _is_for(play: Play, who: str, header: RoutingHeader) -> bool:
    """Whether a parcel is addressed to somebody; what is for a panel is for its chair."""
    if play.looks[who]["id"] in header.recipients:
        return True
    return who == CHAIR and any(one.startswith("panel:") for one in header.recipients)
