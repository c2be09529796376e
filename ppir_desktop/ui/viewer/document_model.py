"""The document that is shown: what of it is here, what is asked for, and what failed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from ppir_desktop.common.errors import EnvironmentFault, PpirError
from ppir_desktop.services.dossier_reading import AgeReader, DocumentWorker, OutlineEntry
from ppir_desktop.ui.task_runner import TaskRunner
from ppir_desktop.ui.viewer.geometry import Tile
from ppir_desktop.ui.viewer.image_cache import ImageCache
from ppir_desktop.ui.viewer.lane import Job, Lane
from ppir_desktop.ui.viewer.open_pages import OpenPages, Slot
from ppir_desktop.ui.viewer.page_text import PageText

TILE_BYTES: Final = 64 * 1024 * 1024
_SMALL_BYTES: Final = 16 * 1024 * 1024
_LETTERS_KEPT: Final = 48
ORDER: Final = ("now", "view", "ahead", "panel", "find")
"""Whose wishes come first."""


class Small(NamedTuple):
    """A small picture of a page."""

    page: int
    rotation: int


class Text(NamedTuple):
    """The letters of a page."""

    page: int


class Texts(NamedTuple):
    """The texts of the next few pages of the whole document."""

    first: int


Wish = Tile | Small | Text | Texts


class DocumentModel(QObject):
    """A document that is open, or none.

    Signals:
        opened: A document is open: its pages can be shown.
        closed: None is open any more.
        failed: It cannot be shown; the `PpirError` that says why.
        page_changed: Something of a page came, or failed: its number.
        outline_came: The outline is here.
        texts_came: The texts of more pages are here, or all of them.
    """

    opened = Signal()
    closed = Signal()
    failed = Signal(object)
    page_changed = Signal(int)
    outline_came = Signal()
    texts_came = Signal()

    def __init__(self, runner: TaskRunner, parent: QObject | None = None) -> None:
        """Hold none."""
        super().__init__(parent)
        self._runner = runner
        self.worker = DocumentWorker()
        self._lane = Lane(runner, self._choose, self)
        self._slot: Slot | None = None
        self._stale: list[Slot] = []
        self._pages: OpenPages | None = None
        self._wishes: dict[str, Sequence[Wish]] = {}
        self.tiles, self.small = ImageCache(TILE_BYTES), ImageCache(_SMALL_BYTES)
        self._letters: OrderedDict[int, PageText] = OrderedDict()
        self.errors: dict[int, PpirError] = {}
        self._failed_once: set[Wish] = set()
        self._blank: set[int] = set()
        self.sizes: tuple[tuple[float, float], ...] = ()
        self.outline: list[OutlineEntry] = []
        self.texts: list[str] = []

    def open(self, source: AgeReader) -> None:
        """Show a document that was opened in its blob; it is closed when another one is."""
        self._drop()
        slot = self._slot = Slot(self.worker, source)
        stale = self._stale

        def work() -> OpenPages:
            # In the lane, so that the worker is not in the middle of one of them.
            while stale:
                stale.pop().close()
            return slot.open()

        self._lane.put_first(Job(work, self._take, self._fail))

    def close(self) -> None:
        """Hold nothing of any document, and end the worker: what it had read is gone with it."""
        self.blank()
        stale, self._stale = self._stale, []
        # One that is closed is so for good, whatever was still about to be asked of it.
        worker, self.worker = self.worker, DocumentWorker()

        def end() -> None:
            worker.close()
            for one in stale:
                one.close()

        self._runner.surely(end)

    def blank(self) -> None:
        """Hold nothing of any document any more; the worker stays ready."""
        self._drop()
        self.closed.emit()

    def want(self, who: str, wishes: Sequence[Wish]) -> None:
        """Wish for parts of the document, the most important first, instead of earlier wishes.

        Args:
            who: One of `ORDER`.
            wishes: What is wished for; what is here already does no harm.
        """
        self._wishes[who] = wishes
        self._lane.poke()

    def letters(self, page: int) -> PageText | None:
        """The letters of a page, if they are here."""
        found = self._letters.get(page)
        if found is not None:
            self._letters.move_to_end(page)
        return found

    def need_letters(self, page: int) -> PageText | None:
        """The letters of a page; where they are not here yet, they are asked for at once."""
        found = self.letters(page)
        if found is None and self._pages is not None:
            self.want("now", [Text(page)])
        return found

    def has_all_texts(self) -> bool:
        """Whether the texts of all pages are here."""
        return bool(self.sizes) and len(self.texts) >= len(self.sizes)

    def retry(self, page: int) -> None:
        """Try a page again that failed."""
        self.errors.pop(page, None)
        self._failed_once = {wish for wish in self._failed_once if _page(wish) != page}
        self.page_changed.emit(page)
        self._lane.poke()

    def _drop(self) -> None:
        self._lane.forget()
        if self._slot is not None:
            self._stale.append(self._slot)
            self._slot = None
        self._pages = None
        self._wishes.clear()
        self.tiles.clear()
        self.small.clear()
        self._letters.clear()
        self.errors.clear()
        self._failed_once.clear()
        self._blank.clear()
        self.sizes, self.outline, self.texts = (), [], []

    def _take(self, opened: object) -> None:
        self._pages = cast("OpenPages", opened)
        self.sizes = self._pages.sizes
        self.opened.emit()
        self._lane.put_first(Job(self._pages.outline, self._take_outline, lambda _error: None))

    def _fail(self, error: PpirError) -> None:
        self._drop()
        self.failed.emit(error)

    def _take_outline(self, entries: object) -> None:
        self.outline = cast("list[OutlineEntry]", entries)
        self.outline_came.emit()

    def _choose(self) -> Job | None:
        pages = self._pages
        if pages is None:
            return None
        wish = next(self._missing(), None)
        if wish is None:
            return None
        work: Callable[[], object]
        if isinstance(wish, Tile):
            work = partial(pages.picture, wish)
        elif isinstance(wish, Small):
            work = partial(pages.small, wish.page, wish.rotation)
        elif isinstance(wish, Text):
            work = partial(pages.letters, wish.page)
        else:
            work = pages.next_texts
        return Job(work, partial(self._keep, wish), partial(self._note_failure, wish))

    def _missing(self) -> Iterator[Wish]:
        for who in ORDER:
            for wish in self._wishes.get(who, ()):
                if not self._is_here(wish):
                    yield wish

    def _is_here(self, wish: Wish) -> bool:
        if isinstance(wish, Texts):
            return len(self.texts) > wish.first
        if isinstance(wish, Text):
            return wish.page in self._letters or wish.page in self._blank
        if wish.page in self.errors:
            return True
        return wish in (self.tiles if isinstance(wish, Tile) else self.small)

    def _keep(self, wish: Wish, answer: object) -> None:
        if isinstance(wish, Texts):
            texts = cast("list[str]", answer)
            # A document that gives fewer than it has pages gives nothing more.
            self.texts += texts or [""] * (len(self.sizes) - len(self.texts))
            self.texts_came.emit()
            return
        if isinstance(wish, Text):
            self._letters[wish.page] = cast("PageText", answer)
            if len(self._letters) > _LETTERS_KEPT:
                self._letters.popitem(last=False)
        else:
            cache = self.tiles if isinstance(wish, Tile) else self.small
            cache.put(wish, cast("QImage", answer))
        self.page_changed.emit(wish.page)

    def _note_failure(self, wish: Wish, error: PpirError) -> None:
        """A worker that died is started anew, and asked once more; only then something is said."""
        if isinstance(error, EnvironmentFault) and wish not in self._failed_once:
            self._failed_once.add(wish)
            return
        if isinstance(wish, Texts):
            self._keep(wish, [])
        elif isinstance(wish, Text):
            self._blank.add(wish.page)
            self.page_changed.emit(wish.page)
        else:
            self.errors[wish.page] = error
            self.page_changed.emit(wish.page)


def _page(wish: Wish) -> int:
    return wish.first if isinstance(wish, Texts) else wish.page
