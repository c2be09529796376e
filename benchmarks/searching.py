"""Searching 20 dossiers of 300 pages in the vault, against pdfgrep over the same pages."""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pypdfium2 as pdfium

from benchmarks.documents import FILE
from benchmarks.measuring import Measurement, Sample
from ppir_desktop.common.identifiers import digest_of
from ppir_desktop.store.search import PageText
from ppir_desktop.store.vault import Vault, create
from tests.support.records import AT, SmallRound

KEY = bytes(range(32))
DOSSIERS = 20
COPIES = 2
PAGES = 300
QUERIES = (
    "설치", "네트워크", "자동 설정", "파티션", "부팅", "하드 디스크", "root", "debian", "kernel",
    '"설치 프로그램"', "암호", "사용자", "메모리 USB", "압축", "없는낱말", "정", "http",
    "install 방법",     "시스템 설치", "1.2", "화면", "disk", "배포판 kernel", "그래픽",
)  # fmt: skip


def measure() -> list[Measurement]:
    """Queries at the 95th percentile, and one against pdfgrep."""
    if not FILE.exists():
        return []
    with tempfile.TemporaryDirectory(dir=Path.home()) as folder:
        place = Path(folder)
        create(place, KEY, {})
        with Vault(place, KEY) as vault:
            _fill(vault)
            taken = _ask(vault)
            measurements = [_queries(taken)]
            if shutil.which("pdfgrep"):
                measurements.append(_against_pdfgrep(vault, place))
        return measurements


def _fill(vault: Vault) -> None:
    document = pdfium.PdfDocument(FILE)
    texts = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    document.close()
    small, chance = SmallRound(), random.Random(1)
    with vault.writing() as work:
        work.rounds.join(small.id, digest_of(b""), small.newcomer("E").identity, AT)
        for dossier in range(DOSSIERS):
            name = digest_of(b"%d" % dossier)
            pages = (texts * COPIES)[: PAGES - 1]
            chance.shuffle(pages)
            work.search.add(
                PageText(small.id, f"D{dossier}", name, number, text)
                for number, text in enumerate([*pages, "마지막 쪽"])
            )


def _ask(vault: Vault) -> list[float]:
    taken = []
    for _ in range(5):
        for query in QUERIES:
            start = time.perf_counter()
            with vault.reading() as work:
                work.search.find(query)
            taken.append((time.perf_counter() - start) * 1000)
    return taken


def _queries(taken: list[float]) -> Measurement:
    late = sorted(taken)[int(len(taken) * 0.95)]
    return Measurement(
        name="a query over 20 dossiers of 300 pages, 95th percentile",
        peer="limit",
        unit="ms",
        ours=Sample(late, min(taken), max(taken)),
        theirs=Sample(50, 50, 50),
        promised=1.0,
        note=f"{len(QUERIES)} Korean and English queries, five times each",
    )


def _against_pdfgrep(vault: Vault, place: Path) -> Measurement:
    files = [place / f"{number}.pdf" for number in range(DOSSIERS * COPIES)]
    for file in files:
        shutil.copy(FILE, file)
    command = ["pdfgrep", "-c", "네트워크", *map(str, files)]
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    theirs = time.perf_counter() - start
    start = time.perf_counter()
    with vault.reading() as work:
        assert work.search.find("네트워크")
    ours = time.perf_counter() - start
    version = subprocess.run(["pdfgrep", "--version"], capture_output=True, text=True, check=True)
    return Measurement(
        name="finding 네트워크 in them",
        peer=f"pdfgrep {version.stdout.split()[4].rstrip('.')} over 40 files of 151 pages",
        unit="s",
        ours=Sample(ours, ours, ours),
        theirs=Sample(theirs, theirs, theirs),
        promised=1 / 100,
        note="measured once: pdfgrep takes minutes",
    )
