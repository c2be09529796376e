"""Looking for words in the document that is open: the bar, its button, and what is marked."""

from __future__ import annotations

from collections.abc import Sequence

from ppir_desktop.ui.viewer.find_bar import FindBar
from ppir_desktop.ui.viewer.finder import Finder
from ppir_desktop.ui.viewer.page_view import PageView
from ppir_desktop.ui.viewer.text_hand import TextHand
from ppir_desktop.ui.viewer.toolbar import Toolbar


class Finding:
    """Shows and hides the bar, and keeps its button in step."""

    def __init__(
        self, bar: FindBar, finder: Finder, toolbar: Toolbar, view: PageView, hand: TextHand
    ) -> None:
        """Look for nothing."""
        self._bar, self._finder, self._toolbar = bar, finder, toolbar
        self._view, self._hand = view, hand
        bar.hide()
        bar.closed.connect(self.stop)

    @property
    def is_open(self) -> bool:
        """Whether the bar is shown."""
        return self._bar.isVisible()

    def begin(self) -> None:
        """Show the bar; what is selected is looked for."""
        self._open()
        self._bar.begin(self._hand.text() if self._hand.has_some() else "")

    def show_sought(self, sought: str, parts: Sequence[str], page: int) -> None:
        """Mark what was sought in all dossiers.

        Args:
            sought: As somebody typed it.
            parts: The words that it consists of.
            page: From which page on, from 0.
        """
        self._open()
        self._bar.show_sought(sought)
        self._finder.look_for(parts, page)

    def stop(self) -> None:
        """Mark nothing any more, and go back to the pages."""
        self.hide()
        self._finder.look_for([])
        self._view.setFocus()

    def hide(self) -> None:
        """Hide the bar."""
        self._bar.hide()
        self._bar.show_sought("")
        self._toolbar.check("find", is_on=False)

    def _open(self) -> None:
        self._bar.show()
        self._toolbar.check("find", is_on=True)
