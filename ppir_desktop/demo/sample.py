"""The sample round that ships: its tables, what its documents say, and what its panel gives."""

from __future__ import annotations

import shutil
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from ppir_desktop.common import resources
from ppir_desktop.common.wording import Wording
from ppir_desktop.demo.papers import papers_of
from ppir_desktop.intake.kit_tables import read_applications, read_projects
from ppir_desktop.services.schemes import sub_fields

_FOLDER: Final = "samples/round"
_TABLES: Final = ("applications.csv", "roster.csv", "projects.csv")


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the documents of a dossier say."""

    number: str
    english: str
    overview: str
    technology: str
    use: str
    effect: str
    abstract: str
    spec: tuple[tuple[str, str], ...]
    tests: tuple[tuple[str, str, str, str], ...]
    patent: str
    tests_english: bool = False


class Reviewed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a panel gives a dossier, and its remarks from the warmest to the coolest."""

    number: str
    totals: tuple[int, ...]
    technology: tuple[str, str, str]
    performance: tuple[str, str, str]
    ripple: tuple[str, str, str]
    opinion: tuple[str, str, str]

    def remarks(self, criterion: str) -> tuple[str, str, str]:
        """The remarks on a criterion."""
        found: tuple[str, str, str] = getattr(self, criterion)
        return found


class _Dossiers(msgspec.Struct, frozen=True):
    dossier: tuple[Told, ...]


class Reviews(msgspec.Struct, frozen=True):
    """All that the panel says."""

    dossier: tuple[Reviewed, ...]
    general: dict[str, tuple[str, ...] | str]


@cache
def told() -> tuple[Told, ...]:
    """What the documents say, in the order of the application numbers."""
    return msgspec.convert(_read("dossiers.toml"), _Dossiers).dossier


@cache
def reviews() -> Reviews:
    """What the panel gives and says."""
    return msgspec.convert(_read("reviews.toml"), Reviews)


def write_kit(folder: Path, words: Wording) -> None:
    """Make the round kit: the tables as they ship, and the documents of every dossier.

    Args:
        folder: A folder that is not there yet.
        words: Words of the papers' own furniture, Korean.
    """
    folder.mkdir(parents=True)
    for name in _TABLES:
        shutil.copyfile(resources.resource(f"{_FOLDER}/{name}"), folder / name)
    codes = [field.id for field in sub_fields().sub_field]
    projects = {one.entry.number: one.entry for one in read_projects(folder, codes).entries}
    filed = {one.entry.number: one.entry for one in read_applications(folder, codes).entries}
    for one in told():
        application = filed[one.number]
        place = folder / "documents" / one.number
        place.mkdir(parents=True)
        papers = papers_of(one, application, projects[application.project], words)
        for name, paper in papers.items():
            (place / f"{name}.pdf").write_bytes(paper.content)


def _read(name: str) -> dict[str, object]:
    return tomllib.loads(resources.read_text(f"{_FOLDER}/{name}"))
