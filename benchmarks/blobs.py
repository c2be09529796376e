"""Blobs: taken in from a stream, read whole, read here and there, and what memory that takes."""

from __future__ import annotations

import hashlib
import io
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import Measurement, Sample, in_turn, sample, seconds
from ppir_desktop.common.identifiers import digest_of
from ppir_desktop.signing.age_reader import AgeReader
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.sealing import seal
from ppir_desktop.store.blobs import BlobFolder

MIB = 1024 * 1024
LARGE, SMALL = 200 * MIB, 20 * MIB
ROUNDS = 5
PARTS = 400
_PIECE = MIB


def measure() -> list[Measurement]:
    """Writing, reading whole, reading parts, memory."""
    with tempfile.TemporaryDirectory(dir=Path.home()) as folder:
        place = Path(folder)
        identity = SealingIdentity.generate()
        blob = place / "large.age"
        blob.write_bytes(seal(random.Random(1).randbytes(LARGE), [identity.recipient]))
        measurements = [_writing(place, blob)]
        if shutil.which("age"):
            measurements.append(_reading(place, blob, identity))
        return [*measurements, _parts(blob, identity), _memory(place, blob, identity)]


def _writing(place: Path, blob: Path) -> Measurement:
    content = blob.read_bytes()
    name, blobs = digest_of(content), BlobFolder(place / "blobs")
    copy = place / "copy"

    def ours() -> float:
        blobs.delete(name)
        return seconds(lambda: blobs.add(io.BytesIO(content), name, len(content)))

    def theirs() -> float:
        copy.unlink(missing_ok=True)
        return seconds(lambda: _copy(content, copy))

    mine, peer = in_turn(ours, theirs, ROUNDS)
    return Measurement(
        name="a blob of 200 MB taken in from a stream",
        peer="copying it with SHA-256 and fsync",
        unit="s",
        ours=mine,
        theirs=peer,
        promised=1 / 0.7,
    )


def _copy(content: bytes, target: Path) -> None:
    found, source = hashlib.sha256(), io.BytesIO(content)
    with target.open("wb") as file:
        while piece := source.read(_PIECE):
            found.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _reading(place: Path, blob: Path, identity: SealingIdentity) -> Measurement:
    key = place / "key"
    key.write_text(identity.secret_text() + "\n", encoding="ascii")
    version = subprocess.run(["age", "--version"], capture_output=True, text=True, check=True)
    command = ["age", "-d", "-i", str(key), "-o", "/dev/null", str(blob)]

    def ours() -> None:
        with (
            AgeReader.open(blob.open("rb"), [identity]) as reader,
            Path(os.devnull).open("wb") as nowhere,
        ):
            assert sum(map(nowhere.write, reader.chunks())) == LARGE

    mine, peer = in_turn(
        lambda: seconds(ours),
        lambda: seconds(lambda: subprocess.run(command, check=True)),
        ROUNDS,
    )
    return Measurement(
        name="a blob of 200 MB read whole",
        peer=f"age {version.stdout.strip()} decrypting it",
        unit="s",
        ours=mine,
        theirs=peer,
        promised=1.0,
        note="both from a warm file into nothing; the command's start is in its time",
    )


def _parts(blob: Path, identity: SealingIdentity) -> Measurement:
    chance = random.Random(2)
    taken = []
    with AgeReader.open(blob.open("rb"), [identity]) as reader:
        for _ in range(PARTS):
            offset = chance.randrange(LARGE - 65_536)
            start = time.perf_counter()
            assert len(reader.read_at(offset, 65_536)) == 65_536
            taken.append((time.perf_counter() - start) * 1000)
    late = sorted(taken)[int(PARTS * 0.95)]
    return Measurement(
        name="any 64 KiB of a blob of 200 MB, 95th percentile",
        peer="limit",
        unit="ms",
        ours=Sample(late, min(taken), max(taken)),
        theirs=Sample(2, 2, 2),
        promised=1.0,
        note="each lies across two chunks",
    )


_CHILD = """
import sys
from ppir_desktop.signing.age_reader import AgeReader
from ppir_desktop.signing.identities import SealingIdentity
with AgeReader.open(open(sys.argv[1], "rb"), [SealingIdentity.read(sys.argv[2])]) as reader:
    for piece in reader.chunks():
        pass
    for offset in range(0, reader.size, 1 << 20):
        reader.read_at(offset, 1 << 16)
lines = open("/proc/self/status").read().splitlines()
print(next(line.split()[1] for line in lines if line.startswith("VmHWM")))
"""


def _memory(place: Path, blob: Path, identity: SealingIdentity) -> Measurement:
    small = place / "small.age"
    small.write_bytes(seal(random.Random(1).randbytes(SMALL), [identity.recipient]))

    def most(path: Path) -> float:
        command = [sys.executable, "-c", _CHILD, str(path), identity.secret_text()]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return int(done.stdout) / 1024

    large = sample([most(blob) for _ in range(3)])
    few = sample([most(small) for _ in range(3)])
    return Measurement(
        name="memory of reading a blob of 200 MB whole and in parts",
        peer="the same with 20 MB",
        unit="MiB",
        ours=large,
        theirs=few,
        promised=1.1,
        note="the most that the process ever had",
    )
