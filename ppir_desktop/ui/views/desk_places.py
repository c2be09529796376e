"""What the window shows besides the question for a passphrase: made once it is needed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ppir_desktop.services import exchange
from ppir_desktop.services.dossiers import Card, cards
from ppir_desktop.services.exchange import Sent
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.language import Language
from ppir_desktop.ui.meeting.meeting_view import MeetingView
from ppir_desktop.ui.meeting.panel_deeds import PanelDeeds
from ppir_desktop.ui.network import NetworkWatch
from ppir_desktop.ui.panel.panel_place import PanelPlace
from ppir_desktop.ui.session import Session
from ppir_desktop.ui.settings import Settings
from ppir_desktop.ui.views.asked_desk import AskedDesk
from ppir_desktop.ui.views.enrolment_view import EnrolmentView
from ppir_desktop.ui.views.exchange_place import ExchangePlace
from ppir_desktop.ui.views.first_start_view import FirstStartView
from ppir_desktop.ui.views.help_place import HelpPlace
from ppir_desktop.ui.views.recovery_view import RecoveryView
from ppir_desktop.ui.views.review_place import ReviewPlace
from ppir_desktop.ui.views.settings_place import SettingsPlace


class DeskPlaces(QObject):
    """The places of the rail, and the pages on the way to a profile and a round.

    Signals:
        waiting: How many records wait to be sent.
        place_wanted: Name of a place that is to be shown.
    """

    waiting = Signal(int)
    place_wanted = Signal(str)

    def __init__(
        self, language: Language, session: Session, settings: Settings, stack: QStackedWidget
    ) -> None:
        """Make all of them, and put them on a stack."""
        super().__init__(stack)
        self._session, self._stack = session, stack
        self.first = FirstStartView(language, session.runner)
        self.recovery = RecoveryView(language)
        self.review = ReviewPlace(language, session, settings)
        self.panel = PanelPlace(language, session, settings)
        self.meeting = MeetingView(language, session, self.panel.lane)
        self.deeds = PanelDeeds(language, session, self.panel, self.meeting)
        self.asked = AskedDesk(language, session, stack)
        self.exchange = ExchangePlace(language, session, settings)
        self.enrolment = EnrolmentView(language, session, settings)
        self.settings = SettingsPlace(language, session, settings)
        self.help = HelpPlace(language, session)
        self.network = NetworkWatch(self)
        self.named: dict[str, QWidget] = {
            "review": self.review, "panel": self.panel, "exchange": self.exchange,
            "settings": self.settings, "help": self.help,
        }  # fmt: skip
        for view in (
            self.first, self.recovery, self.enrolment, self.meeting, *self.named.values(),
        ):  # fmt: skip
            stack.addWidget(view)
        session.locking.connect(self.review.leave)
        self.review.changed.connect(self.refresh)
        self.exchange.changed.connect(self.refresh)
        self.enrolment.enrolled.connect(self.refresh)
        self.panel.page_wanted.connect(self._open_page)
        self.panel.meeting_wanted.connect(self._meet)
        self.panel.adjust_wanted.connect(self._adjust)
        self.meeting.closed.connect(self._close_meeting)
        self.deeds.changed.connect(self.refresh)
        self.asked.answered.connect(self.refresh)
        self.deeds.failed.connect(self.panel.tell)

    def refresh(self) -> None:
        """Look anew what there is."""
        profile = self._session.profile
        if profile is None:
            return

        def work(_watch: Watch) -> tuple[list[Card], list[Sent]]:
            return cards(profile), exchange.outbox_of(profile)

        self._session.runner.on_vault(work).succeeded.connect(self._show)
        self.panel.refresh()
        self.meeting.refresh()
        self.asked.look()

    @property
    def may_lose(self) -> bool:
        """Whether something stands in a window that the disk did not take."""
        autosave = self.review.autosave
        return autosave.is_refused or self.panel.is_refused or self.meeting.is_refused

    def show_nothing(self) -> None:
        """Show nothing of a profile."""
        self.exchange.refresh([])
        self.enrolment.refresh()

    def _meet(self, place: tuple[str, str]) -> None:
        """Begin the meeting at a dossier."""
        sight = self.panel.sight
        if sight is not None:
            self.meeting.begin(sight, place[1], with_names=not self.panel.is_masked)
            self._stack.setCurrentWidget(self.meeting)
            self.meeting.setFocus()

    def _adjust(self, place: tuple[str, str]) -> None:
        """Begin the meeting at a dossier, and ask what is put in the place of its result."""
        self._meet(place)
        self.meeting.adjust_first()

    def _close_meeting(self) -> None:
        self.place_wanted.emit("panel")
        self.panel.refresh()

    def _open_page(self, where: tuple[str, str, str], document: str, page: int) -> None:
        """Open the page that a mark rests on, as far as its dossier was given to this desk."""
        if self.review.dossiers.holds(*where):
            self.place_wanted.emit("review")
            self.review.hits.go_to(where, document, page - 1)
        else:
            self.panel.say_page_is_away()

    def _show(self, found: tuple[list[Card], list[Sent]]) -> None:
        if self._session.profile is None:  # locked meanwhile
            return
        listed, sent = found
        self.review.show_cards(listed)
        self.exchange.refresh(sent)
        self.waiting.emit(sum(one.receipt is None for one in sent))
