"""What is read back out of a PDF by other programs: texts, boxes, faults, pictures."""

from __future__ import annotations

import io
import itertools
import re
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from ppir_desktop.reports.styles import MARGIN


def bare(text: str) -> str:
    """A text without white space and what directs it, composed."""
    kept = re.sub(r"[\s\u202a-\u202e\u200b-\u200f]+", "", text)
    return unicodedata.normalize("NFC", kept)


def read_by_pdfium(content: bytes) -> list[str]:
    """The text of each page, by PDFium."""
    document = pdfium.PdfDocument(content)
    texts = []
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        texts.append(text.get_text_bounded())
        text.close()
        page.close()
    document.close()
    return texts


def read_by_poppler(content: bytes) -> list[str]:
    """The text of each page, by pdftotext, in the order in which it is drawn."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "it.pdf"
        file.write_bytes(content)
        command = ["pdftotext", "-raw", "-enc", "UTF-8", str(file), "-"]
        done = subprocess.run(command, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def complaints(content: bytes) -> str:
    """What qpdf has to say against a file; empty where it is sound."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "it.pdf"
        file.write_bytes(content)
        done = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, check=False)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).decode()


Box = tuple[float, float, float, float]


@lru_cache(maxsize=1)
def boxes(content: bytes) -> tuple[tuple[float, float, list[tuple[str, Box]]], ...]:
    """For each page its width, its height, and each letter with its box, by PDFium."""
    return tuple(_boxes(content))


def _boxes(content: bytes) -> Iterator[tuple[float, float, list[tuple[str, Box]]]]:
    document = pdfium.PdfDocument(content)
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        letters = text.get_text_range()
        count = text.count_chars()
        if len(letters) != count:  # letters beyond U+FFFF count twice there
            letters = "?" * count
        found = [
            (letter, text.get_charbox(place))
            for place, letter in enumerate(letters[:count])
            if not letter.isspace()
        ]
        yield page.get_width(), page.get_height(), found
        text.close()
        page.close()
    document.close()


def outside(content: bytes, slack: float = 1.0) -> list[tuple[int, str, Box]]:
    """Letters that reach over the margins."""
    found = []
    for number, (width, height, letters) in enumerate(boxes(content)):
        for letter, box in letters:
            left, low, right, top = box
            if (
                left < MARGIN - slack
                or right > width - MARGIN + slack
                or low < MARGIN - slack
                or top > height - MARGIN + slack
            ):
                found.append((number, letter, box))
    return found


def overlapping(content: bytes) -> list[tuple[int, str, str]]:
    """Letters that cover each other, by more than a third of the smaller one."""
    found = []
    for number, (_, _, letters) in enumerate(boxes(content)):
        cells: dict[tuple[int, int], list[int]] = {}
        for place, (letter, box) in enumerate(letters):
            mine = list(_cells(box))
            near = {other for cell in mine for other in cells.get(cell, ())}
            found += [
                (number, letter, letters[other][0])
                for other in near
                if _covered(box, letters[other][1]) > 0.34
            ]
            for cell in mine:
                cells.setdefault(cell, []).append(place)
    return found


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    """The cells of a grid that a box reaches into, few of which hold more than some letters."""
    left, low, right, top = (int(edge // 4) for edge in box)
    yield from itertools.product(range(left, right + 1), range(low, top + 1))


def _covered(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return 0.0
    least = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return wide * high / least if least > 0.5 else 0.0


def drawn(content: bytes, dots: int = 60) -> list[Image.Image]:
    """Each page as a picture in grey, the signatures that stand on it too."""
    document = pdfium.PdfDocument(content)
    if document.get_formtype():
        document.init_forms()
    pictures = []
    for number in range(len(document)):
        page = document[number]
        pictures.append(page.render(scale=dots / 72, grayscale=True).to_pil().convert("L"))
        page.close()
    document.close()
    return pictures


def as_png(picture: Image.Image) -> bytes:
    """A picture as a small PNG."""
    buffer = io.BytesIO()
    picture.point(lambda grey: round(grey / 17) * 17).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
