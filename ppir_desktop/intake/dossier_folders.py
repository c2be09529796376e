"""The documents of a kit: ``documents/<application number>/NN-<kind>.<ending>``, each looked into.

A document is opened by the worker process, never here: it may be hostile.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from typing import Final

import msgspec

from ppir_desktop.common.closing import Closes
from ppir_desktop.common.errors import EnvironmentFault, InputError
from ppir_desktop.common.plain_text import is_plain_name
from ppir_desktop.common.problems import Problem
from ppir_desktop.documents.reading import DocumentWorker
from ppir_desktop.documents.sniffing import SAMPLE, DocumentKind, sniff
from ppir_desktop.domain.scheme import Document

FOLDER: Final = "documents"
"""Where the dossiers' folders lie in a kit."""

LARGEST_DOSSIER: Final = 200 * 1024 * 1024
"""Bytes of all documents of one application (PPS rules for evaluating proposals, article 6)."""

MOST_DOCUMENTS: Final = 100

_ENDINGS: Final = {
    ".pdf": DocumentKind.PDF,
    ".png": DocumentKind.PNG,
    ".jpg": DocumentKind.JPEG,
    ".jpeg": DocumentKind.JPEG,
    ".tif": DocumentKind.TIFF,
    ".tiff": DocumentKind.TIFF,
    ".txt": DocumentKind.TEXT,
}
# What systems and programs leave in folders by themselves.
_LITTER: Final = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_LITTER_STARTS: Final = ("~$", "._", ".~lock.")
_NAME: Final = re.compile(r"(?:[0-9]{1,4}[-_. ]+)?(.+)", re.ASCII)
_WORKERS: Final = 2
_WORTH_A_WORKER: Final = 4

Tell = Callable[[int, int], None]


class DocumentFile(msgspec.Struct, frozen=True):
    """A document as it lies in a kit.

    Attributes:
        path: The file.
        title: What it is called in the dossier: its kind, or its name where that is none.
        media_type: What it is.
        size: Size in bytes.
        pages: Number of pages.
    """

    path: Path
    title: str
    media_type: DocumentKind
    size: int
    pages: int


class FileBytes(Closes):
    """The bytes of a file, read in place."""

    def __init__(self, path: Path) -> None:
        """Open a file; a link is not followed.

        Raises:
            OSError: What the system says.
        """
        flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, os.O_RDONLY | flags)
        self.size = os.fstat(self._file).st_size

    def read_at(self, offset: int, length: int) -> bytes:
        """Some of them; fewer beyond the end."""
        if hasattr(os, "pread"):
            return os.pread(self._file, length, offset)
        os.lseek(self._file, offset, os.SEEK_SET)
        return os.read(self._file, length)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def read_folders(
    kit: Path,
    numbers: Sequence[str],
    kinds: Sequence[Document],
    check: Callable[[], None],
    tell: Tell,
    *,
    are_all: bool = True,
) -> tuple[Mapping[str, tuple[DocumentFile, ...]], list[Problem]]:
    """Look into the documents of every application.

    Args:
        kit: The kit's folder.
        numbers: The applications' numbers.
        kinds: The kinds of documents that the scheme knows.
        check: Raises when somebody wishes it to stop.
        tell: Told how many folders of how many are done.
        are_all: Whether these are all numbers, so that a folder of another one is wrong.

    Returns:
        The documents of each application that has a folder, those with problems left out; and the
        problems, each with application and file.

    Raises:
        EnvironmentFault: ``document_worker_failed``.
    """
    folders, problems = _folders(kit / FOLDER, numbers, are_all=are_all)
    found: dict[str, tuple[DocumentFile, ...]] = {}
    if not folders:
        return found, problems
    workers: SimpleQueue[DocumentWorker] = SimpleQueue()
    # Starting a process takes as long as reading some folders.
    at_once = min(_WORKERS, -(-len(folders) // _WORTH_A_WORKER))
    with ExitStack() as stack:
        for _ in range(at_once):
            workers.put(stack.enter_context(DocumentWorker()))
        pool = stack.enter_context(ThreadPoolExecutor(at_once))

        def look(number: str) -> tuple[list[DocumentFile], list[Problem]]:
            check()
            worker = workers.get()
            try:
                return _Folder(number, folders[number], worker).look(kinds)
            finally:
                workers.put(worker)

        ordered = [number for number in numbers if number in folders]
        for done, (documents, wrong) in enumerate(pool.map(look, ordered), start=1):
            found[ordered[done - 1]] = tuple(documents)
            problems += wrong
            tell(done, len(ordered))
    return found, problems


def read_folder(
    folder: Path, kinds: Sequence[Document]
) -> tuple[list[DocumentFile], list[Problem]]:
    """Look into one folder of documents; the problems bear its name as application's number.

    Raises:
        EnvironmentFault: ``document_worker_failed``.
    """
    with DocumentWorker() as worker:
        return _Folder(composed(folder.name), folder, worker).look(kinds)


def _folders(
    root: Path, numbers: Sequence[str], *, are_all: bool
) -> tuple[dict[str, Path], list[Problem]]:
    """The folder of each application, and what lies there besides or is missing."""
    problems: list[Problem] = []
    folders: dict[str, Path] = {}
    known, seen = set(numbers), set[str]()
    try:
        entries = _entries(root)
    except FileNotFoundError:
        # One thing is wrong, and not one with each application.
        return {}, [_problem("documents_missing", "")] if numbers else []
    except OSError as error:
        return {}, [_problem("folder_not_readable", "", reason=error.strerror or "")]
    for path in entries:
        name = composed(path.name)
        if name not in known:
            if are_all:
                problems.append(_problem("folder_unknown", _shown(name)))
        elif name in seen:
            problems.append(_problem("name_in_two_encodings", name, name))
        elif path.is_symlink() or not path.is_dir():
            problems.append(_problem("not_a_folder", name))
        else:
            folders[name] = path
        seen.add(name)
    problems += [_problem("folder_missing", name) for name in numbers if name not in seen]
    return folders, problems


def _entries(folder: Path) -> list[Path]:
    """What lies in a folder by name, what systems leave there put aside.

    Raises:
        OSError: What the system says.
    """
    return [path for path in sorted(folder.iterdir()) if not is_litter(path.name)]


def is_litter(name: str) -> bool:
    """Whether a file is one that systems and programs leave in folders by themselves."""
    return name.casefold() in _LITTER or name.startswith(_LITTER_STARTS)


def composed(name: str) -> str:
    """A file's name with its letters composed, as tables write them; macOS takes them apart."""
    return unicodedata.normalize("NFC", name)


class _Folder:
    """The folder of one application."""

    def __init__(self, number: str, folder: Path, worker: DocumentWorker) -> None:
        self._number = number
        self._folder = folder
        self._worker = worker
        self._problems: list[Problem] = []

    def look(self, kinds: Sequence[Document]) -> tuple[list[DocumentFile], list[Problem]]:
        """Look into every file, and for what is missing."""
        titles = {_folded(name): kind for kind in kinds for name in _names(kind)}
        documents: list[DocumentFile] = []
        there: set[str] = set()
        names: set[str] = set()
        try:
            entries = _entries(self._folder)
        except OSError as error:
            self._wrong("folder_not_readable", "", reason=error.strerror or "")
            return [], self._problems
        for path in entries:
            name = composed(path.name)
            if name in names:
                self._wrong("name_in_two_encodings", name)
                continue
            names.add(name)
            kind = titles.get(_folded(_title(name)))
            if kind is not None:
                there.add(kind.id)
            document = self._document(path, kind.title.ko if kind else _title(name))
            if document is not None:
                documents.append(document)
        for place, kind in enumerate(kinds, start=1):
            if kind.required and kind.id not in there:
                self._wrong("document_missing", f"{place:02d}-{kind.title.ko}.pdf")
        self._refuse_too_much(documents)
        return documents, self._problems

    def _document(self, path: Path, title: str) -> DocumentFile | None:
        name = composed(path.name)
        if not is_plain_name(name):
            self._wrong("file_name_unreadable", _shown(name))
            return None
        try:
            # A pipe would wait for ever, so its kind is asked for before it is opened.
            if not stat.S_ISREG(path.lstat().st_mode):
                self._wrong("file_of_no_use", name)
                return None
            expected = _ENDINGS.get(path.suffix.casefold())
            if expected is None:
                self._wrong("document_kind_refused", name, allowed=", ".join(_ENDINGS))
                return None
            with FileBytes(path) as source:
                return self._readable(source, path, title, expected)
        except OSError as error:
            self._wrong("file_not_readable", name, reason=error.strerror or "")
            return None

    def _readable(
        self, source: FileBytes, path: Path, title: str, expected: DocumentKind
    ) -> DocumentFile | None:
        name = composed(path.name)
        if not source.size:
            self._wrong("document_empty", name)
        elif source.size > LARGEST_DOSSIER:
            self._wrong("document_over_limit", name, **_sizes(source.size))
        elif (kind := sniff(source.read_at(0, SAMPLE))) is None:
            self._wrong("document_not_its_kind", name, expected=expected.name)
        elif kind is not expected:
            self._wrong("document_other_kind", name, found=kind.name, expected=expected.name)
        elif pages := self._pages(source, name):
            return DocumentFile(path, title, expected, source.size, pages)
        return None

    def _pages(self, source: FileBytes, name: str) -> int:
        try:
            with self._worker.open(source) as document:
                document.sizes(0, 1)
                return document.page_count
        except (InputError, EnvironmentFault) as error:
            if error.code == "document_worker_failed":
                raise
            self._wrong(_UNREADABLE.get(error.code, "document_damaged"), name)
            return 0

    def _refuse_too_much(self, documents: Sequence[DocumentFile]) -> None:
        total = sum(document.size for document in documents)
        if total > LARGEST_DOSSIER:
            self._wrong("dossier_over_limit", "", **_sizes(total))
        if len(documents) > MOST_DOCUMENTS:
            self._wrong("too_many_documents", "", most=str(MOST_DOCUMENTS))

    def _wrong(self, code: str, file: str, **params: str) -> None:
        self._problems.append(_problem(code, self._number, file, **params))


_UNREADABLE: Final = {
    "document_encrypted": "document_locked",
    "document_too_large": "document_too_many_pages",
    "document_too_slow": "document_takes_too_long",
}


def _names(kind: Document) -> Iterator[str]:
    yield from (kind.id, kind.title.ko, kind.title.en)


def _title(name: str) -> str:
    """What a file's name calls it, its number and ending put aside."""
    match = _NAME.fullmatch(name.rpartition(".")[0] or name)
    return match.group(1).strip() if match else name


def _folded(title: str) -> str:
    return "".join(title.split()).replace("_", "").casefold()


def _shown(name: str) -> str:
    """A file's name as somebody can find it by; a name of bytes that are no text may be CP949."""
    if is_plain_name(name):
        return name
    try:
        korean = name.encode("utf-8", "surrogateescape").decode("cp949")
    except UnicodeError:
        return ascii(name)[1:-1]
    return korean if is_plain_name(korean) else ascii(name)[1:-1]


def _sizes(size: int) -> dict[str, str]:
    mib = 1024 * 1024
    return {"size": f"{-(-size // mib)} MiB", "most": f"{LARGEST_DOSSIER // mib} MiB"}


def _problem(code: str, dossier: str, file: str = "", **params: str) -> Problem:
    return Problem(code=code, dossier=dossier, file=file, value=file, params=params)
