"""Real files for tests, which lie beside the repository; tests that need them skip without."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[3] / "shared" / "data"
DOCUMENTS = SHARED / "documents"
AGE_VECTORS = SHARED / "vectors" / "age"

needs_documents = pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="no real documents here")
needs_age_vectors = pytest.mark.skipif(not AGE_VECTORS.is_dir(), reason="no age vectors here")


def make_kit(folder: Path) -> Path:
    """A round kit of real documents, soon taken over: 10 applications and 200 experts."""
    maker = SHARED.parent / "tools" / "make_round_kit.py"
    subprocess.run(
        [sys.executable, str(maker), "--documents", str(DOCUMENTS), "--out", str(folder),
         "--applications", "10", "--panellists", "200", "--projects", "60", "--seed", "1"],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder
