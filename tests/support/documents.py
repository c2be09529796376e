"""Documents for tests: bytes in memory, and small PDFs made by hand."""

from __future__ import annotations

import random
from collections.abc import Sequence


class Memory:
    """A document in memory that counts what is read of it."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.served = 0

    @property
    def size(self) -> int:
        return len(self.content)

    def read_at(self, offset: int, length: int) -> bytes:
        part = self.content[offset : offset + length]
        self.served += len(part)
        return part


def pdf_of(objects: Sequence[bytes]) -> bytes:
    """A PDF of numbered objects, the first of them its catalogue."""
    content, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return content + tail % (len(objects) + 1, start)


def stream(content: bytes, head: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (head, len(content), content)


def small_pdf(
    text: str = "Hello panel", *, pages: int = 1, box: str = "0 0 300 200", draw: bytes = b""
) -> bytes:
    """A PDF with the same line of Latin text on each page."""
    kids = b" ".join(b"%d 0 R" % (5 + page) for page in range(pages))
    content = b"BT /F1 18 Tf 20 150 Td (%b) Tj ET\n" % text.encode("latin-1") + draw
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%b] /Contents 4 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>" % box.encode()
    )
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, pages),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            stream(content),
            *[page] * pages,
        ]
    )


def mutated(content: bytes, seed: int) -> bytes:
    """A document with some of its bits, numbers, parts or its end changed by chance."""
    chance = random.Random(seed)
    changed = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        act, place = chance.randrange(5), chance.randrange(len(changed))
        if act == 0:
            changed[place] ^= 1 << chance.randrange(8)
        elif act == 1:
            length = chance.randint(1, 64)
            other = chance.randrange(len(changed))
            changed[place : place + length] = changed[other : other + length]
        elif act == 2:
            number = str(chance.choice([0, -1, 2**31, 2**32, 10**9, 65_536])).encode()
            changed[place:place] = number
        elif act == 3:
            del changed[place : place + chance.randint(1, 200)]
        else:
            changed[place:place] = chance.randbytes(chance.randint(1, 40))
        if len(changed) < 64:
            break
    if chance.random() < 0.1:
        del changed[len(changed) // 2 :]
    return bytes(changed)
