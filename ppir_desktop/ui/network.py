"""Whether there is a network, as the system says; where it does not say, nothing is assumed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation


class NetworkWatch(QObject):
    """Notices that the network came back.

    Signals:
        came_back: There is a network again; whether it is paid by what is carried.
    """

    came_back = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        """Watch what the system says, if it says anything."""
        super().__init__(parent)
        self._is_online = True
        if QNetworkInformation.loadDefaultBackend():
            known = QNetworkInformation.instance()
            self._is_online = _reaches(known.reachability())
            known.reachabilityChanged.connect(
                lambda reach: self.notice(reach, is_metered=known.isMetered())
            )

    def notice(self, reachability: QNetworkInformation.Reachability, *, is_metered: bool) -> None:
        """Take in what the system says now."""
        before, self._is_online = self._is_online, _reaches(reachability)
        if self._is_online and not before:
            self.came_back.emit(is_metered)


def _reaches(reachability: QNetworkInformation.Reachability) -> bool:
    # A hub may stand in the house: a local network is one.
    return reachability in {
        QNetworkInformation.Reachability.Online,
        QNetworkInformation.Reachability.Site,
        QNetworkInformation.Reachability.Local,
    }
