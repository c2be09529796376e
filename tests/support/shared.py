"""Real files for tests, which lie beside the repository; tests that need them skip without."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[3] / "shared" / "data"
DOCUMENTS = SHARED / "documents"
AGE_VECTORS = SHARED / "vectors" / "age"

needs_documents = pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="no real documents here")
needs_age_vectors = pytest.mark.skipif(not AGE_VECTORS.is_dir(), reason="no age vectors here")
