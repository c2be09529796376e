"""Taking a kit's documents over, each encrypted once, against ``age`` over the same files."""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks.measuring import Measurement, sample, seconds
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.documents.sniffing import DocumentKind
from ppir_desktop.domain.applications import Application
from ppir_desktop.domain.projects import ResearchProject
from ppir_desktop.intake.dossier_folders import DocumentFile
from ppir_desktop.intake.kit import Intake, Kit
from ppir_desktop.services.office.desks import Sitting
from ppir_desktop.services.office.importing import import_kit
from ppir_desktop.signing.identities import SealingIdentity
from tests.support.desks import desks

KIB = 1024
DOCUMENTS = 5
SIZES = (40 * KIB, 200 * KIB, 300 * KIB, 400 * KIB, 600 * KIB)
SCALES = {"1/30": 67, "1/10": 200, "1/3": 667}
_AT_ONCE = 2
_DAY = dt.date(2025, 8, 1)


def measure() -> list[Measurement]:
    """Each scale once, ours and the peer's in turn; the largest is what is promised."""
    if shutil.which("age") is None:
        return []
    with tempfile.TemporaryDirectory(dir=Path.home()) as folder:
        place = Path(folder)
        os.environ[HOME_VARIABLE] = str(place / "home")
        try:
            with desks(place / "desks") as made:
                return [_measured(place, made.desk, name, count) for name, count in SCALES.items()]
        finally:
            del os.environ[HOME_VARIABLE]


def _measured(place: Path, desk: Sitting, scale: str, count: int) -> Measurement:
    kit, size = _kit(place / scale.replace("/", "of"), count)
    version = subprocess.run(["age", "--version"], capture_output=True, text=True, check=True)
    theirs = seconds(lambda: _by_age(place, kit))
    ours = seconds(lambda: import_kit(desk, kit))
    speed = size / KIB / KIB / ours
    return Measurement(
        name=f"documents of {count} applications taken over ({scale} of the national scale)",
        peer=f"age {version.stdout.strip()}, two at once, and sync",
        unit="s",
        ours=sample([ours]),
        theirs=sample([theirs]),
        promised=1 / 0.6,
        note=f"{size / 1e6:.0f} MB in {count * DOCUMENTS} files, {speed:.0f} MiB/s; ours writes "
        "each durably, keeps it by its digest, and says what it is in signed records",
    )


def _kit(folder: Path, count: int) -> tuple[Kit, int]:
    """A kit whose documents are real files; what is in them does not matter to encryption."""
    folder.mkdir()
    chance, size = random.Random(count), 0
    intakes = []
    for number in range(count):
        documents = []
        for place in range(DOCUMENTS):
            path = folder / f"{number:04}-{place}.pdf"
            length = SIZES[place]
            path.write_bytes(chance.randbytes(length))
            size += length
            documents.append(DocumentFile(path, f"서류 {place}", DocumentKind.PDF, length, 3))
        intakes.append(_intake(f"2025-{count}-{number:04}", tuple(documents)))
    return Kit((), (), tuple(intakes), (), (), (), {}), size


def _intake(number: str, documents: tuple[DocumentFile, ...]) -> Intake:
    application = Application(
        number=number, product="센서", applicant="(주)시험", business_number="220-81-62517",
        representative="김대표", sub_field="E1", project="1711000001", summary="요약",
        competitors=(), filed=_DAY,
    )  # fmt: skip
    project = ResearchProject(
        number="1711000001", title="과제", ministry="과학기술정보통신부", lead="한국연구원",
        partners=(), leader="김책임", members=(), begin=_DAY, end=_DAY, result="성공", grant=0,
        sub_field="E1",
    )  # fmt: skip
    return Intake(application, project, documents)


def _by_age(place: Path, kit: Kit) -> None:
    """Encrypt the same files with age, as a shell would do it."""
    target = place / "age"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    recipient = SealingIdentity.generate().recipient
    paths = [str(one.path) for intake in kit.intakes for one in intake.documents]
    listed = place / "files"
    listed.write_text("\0".join(paths), encoding="utf-8")
    each = f'age -r {recipient} -o "{target}/$(basename @)" @'
    command = ["xargs", "-0", "-P", str(_AT_ONCE), "-I@", "sh", "-c", each]
    with listed.open("rb") as file:
        subprocess.run(command, stdin=file, check=True)
    subprocess.run(["sync"], check=True)
