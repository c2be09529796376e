"""What the two processes say to each other: a small structured part and a raw one, in frames.

Each side checks the lengths of what the other announces before it takes it in. The worker may be
in the hands of a hostile document, so what it says is typed, bounded, and believed no further.
"""

from __future__ import annotations

import struct
from typing import Annotated, Final, Protocol, TypeVar

import msgspec
from msgspec import Meta

from ppir_desktop.documents import limits
from ppir_desktop.documents.sniffing import DocumentKind

_LENGTHS: Final = struct.Struct(">II")
T = TypeVar("T")

Page = Annotated[int, Meta(ge=0, lt=limits.PAGES)]
Side = Annotated[float, Meta(ge=0, le=limits.LARGEST_SIDE)]
Pixels = Annotated[int, Meta(ge=0, le=limits.IMAGE_PIXELS)]
PageTextField = Annotated[str, Meta(max_length=limits.PAGE_TEXT)]


class OpenDocument(msgspec.Struct, frozen=True, tag="open"):
    """Open a document of a kind and a size in bytes."""

    kind: DocumentKind
    size: int


class AskOutline(msgspec.Struct, frozen=True, tag="outline"):
    """The document's outline."""


class AskSizes(msgspec.Struct, frozen=True, tag="sizes"):
    """The sizes of some pages."""

    first: int
    count: int


class AskTexts(msgspec.Struct, frozen=True, tag="texts"):
    """The text of some pages."""

    first: int
    count: int


class AskCharacters(msgspec.Struct, frozen=True, tag="characters"):
    """The characters of a page, with their boxes."""

    page: int


class AskImage(msgspec.Struct, frozen=True, tag="image"):
    """A picture of a page, or of part of it.

    Attributes:
        page: The page.
        scale: Pixels a point.
        rotation: Degrees clockwise: 0, 90, 180 or 270.
        clip: Left, top, width and height in pixels of the whole picture; None for all of it.
    """

    page: int
    scale: float
    rotation: int
    clip: tuple[int, int, int, int] | None


class CloseDocument(msgspec.Struct, frozen=True, tag="close"):
    """Close the document and forget all of it."""


Request = OpenDocument | AskOutline | AskSizes | AskTexts | AskCharacters | AskImage | CloseDocument


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The worker is there; the protections that are in force."""

    protections: Annotated[tuple[str, ...], Meta(max_length=20)]


class Wanted(msgspec.Struct, frozen=True, tag="wanted"):
    """The worker needs some bytes of the document; they are the answer's raw part."""

    offset: Annotated[int, Meta(ge=0)]
    length: Annotated[int, Meta(ge=1, le=limits.BLOCK * limits.BLOCKS_KEPT)]


class OutlineEntry(msgspec.Struct, frozen=True):
    """An entry of an outline: its depth from 0, its title, its page (None for nowhere)."""

    level: Annotated[int, Meta(ge=0, le=limits.OUTLINE_DEPTH)]
    title: Annotated[str, Meta(max_length=limits.TITLE)]
    page: Page | None


class Opened(msgspec.Struct, frozen=True, tag="opened"):
    """The document is open."""

    pages: Annotated[int, Meta(ge=1, le=limits.PAGES)]


class Outline(msgspec.Struct, frozen=True, tag="document_outline"):
    """The document's outline."""

    entries: Annotated[tuple[OutlineEntry, ...], Meta(max_length=limits.OUTLINE)]


class Sizes(msgspec.Struct, frozen=True, tag="page_sizes"):
    """Width and height of pages in points."""

    sizes: tuple[tuple[Side, Side], ...]


class Texts(msgspec.Struct, frozen=True, tag="page_texts"):
    """The text of pages."""

    texts: Annotated[tuple[PageTextField, ...], Meta(max_length=limits.PAGES_AT_ONCE)]


class Characters(msgspec.Struct, frozen=True, tag="page_characters"):
    """The characters of a page; their boxes are the raw part: four 32-bit floats each."""

    text: PageTextField


class Picture(msgspec.Struct, frozen=True, tag="picture"):
    """A picture; its pixels are the raw part, four bytes each: blue, green, red, unused."""

    width: Pixels
    height: Pixels


class Closed(msgspec.Struct, frozen=True, tag="closed"):
    """Nothing is open any more."""


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """It could not be done; why is a code of this program's errors."""

    code: Annotated[str, Meta(pattern=r"\Adocument_[a-z_]{1,40}\Z")]


Reply = Ready | Wanted | Opened | Outline | Sizes | Texts | Characters | Picture | Closed | Failed

REQUESTS: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
REPLIES: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)
_ENCODER = msgspec.msgpack.Encoder()


class Reader(Protocol):
    """What frames are read from."""

    def read(self, size: int, /) -> bytes | None:
        """As many bytes, or fewer at the end."""


class Writer(Protocol):
    """What frames are written to."""

    def write(self, content: bytes | memoryview, /) -> object:
        """Write all of it."""

    def flush(self) -> object:
        """Hand it on."""


class BrokenOffError(Exception):
    """The other side is gone, or says what it must not."""


def send(
    stream: Writer, message: Request | Reply | None, content: bytes | memoryview = b""
) -> None:
    """Write one frame.

    Args:
        stream: Where to.
        message: The structured part; None where the raw part is all.
        content: The raw part.

    Raises:
        BrokenOffError: When nobody reads.
    """
    head = _ENCODER.encode(message) if message is not None else b""
    try:
        stream.write(_LENGTHS.pack(len(head), len(content)) + head)
        if content:
            stream.write(content)
        stream.flush()
    except (OSError, ValueError) as error:
        raise BrokenOffError from error


def receive(stream: Reader) -> tuple[bytes, bytes]:
    """Read one frame: the structured part, still encoded, and the raw one.

    Raises:
        BrokenOffError: When the frame is cut off or larger than any may be.
    """
    head, content = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    if head > limits.HEADER or content > limits.CONTENT:
        raise BrokenOffError
    return _exactly(stream, head), _exactly(stream, content)


def _exactly(stream: Reader, size: int) -> bytes:
    if size == 0:
        return b""
    try:
        content = stream.read(size)
    except (OSError, ValueError) as error:
        raise BrokenOffError from error
    if content is None or len(content) != size:
        raise BrokenOffError
    return content
