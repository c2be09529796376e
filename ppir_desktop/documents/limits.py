"""What a document and its reading may cost; looked at before anything is made of it."""

from __future__ import annotations

from typing import Final

MIB: Final = 1024 * 1024

WORKER_MEMORY: Final = 768 * MIB
"""What the worker may take beyond what it has when it starts, in bytes of address space."""

SECONDS: Final = 10.0
"""How long one request may take before the worker is ended."""

SECONDS_TO_START: Final = 30.0
"""How long the worker may take to start."""

IMAGE_PIXELS: Final = 32_000_000
"""Pixels of one picture that is given out: four bytes each."""

SOURCE_PIXELS: Final = 60_000_000
"""Pixels of an image file that is decoded."""

IMAGE_FILE: Final = 192 * MIB
"""Size of an image file in bytes; it is held in memory whole."""

TEXT_FILE: Final = 16 * MIB
"""Size of a text file in bytes."""

PAGES: Final = 20_000
"""Pages of a document."""

PAGE_TEXT: Final = 1_000_000
"""Characters of the text of one page; the rest is cut off."""

OUTLINE: Final = 5_000
"""Entries of an outline; the rest is cut off."""

OUTLINE_DEPTH: Final = 15
"""How deep an outline is followed."""

TITLE: Final = 500
"""Characters of a title in an outline."""

PAGES_AT_ONCE: Final = 16
"""Pages whose text one request asks for."""

HEADER: Final = 16 * MIB
"""The structured part of one message between the processes, in bytes."""

CONTENT: Final = 4 * IMAGE_PIXELS
"""The raw part of one message, in bytes: a picture."""

BLOCK: Final = 64 * 1024
"""What the worker asks of a document at a time, in bytes: a chunk of its blob."""

READ_WHOLE: Final = 4 * MIB
"""Size up to which a PDF is read at once: asking for it here and there would take longer."""

BLOCKS_KEPT: Final = 256
"""How many such blocks the worker keeps."""

LARGEST_SIDE: Final = 14_400.0
"""Longest side of a page in points (ISO 32000-1, annex C.2)."""
