"""Opening parcels with one of several identities, the one that opened the last one first."""

from __future__ import annotations

from collections.abc import Iterable

from ppir_desktop.common.errors import InputError
from ppir_desktop.protocol import limits
from ppir_desktop.signing.identities import SealingIdentity
from ppir_desktop.signing.sealing import is_sealed, open_sealed


class Opener:
    """Opens parcels.

    Parcels of one panel, or of the office, come in rows, so what opened one mostly opens the next:
    whoever holds a thousand panels' identities does not pay for all of them each time.
    """

    def __init__(self, identities: Iterable[SealingIdentity]) -> None:
        """Open with some identities, of which there may be none."""
        self._identities: list[SealingIdentity] = []
        self._known: set[str] = set()
        for identity in identities:
            self.add(identity)

    def add(self, identity: SealingIdentity) -> bool:
        """Open with another one too; say whether it is new."""
        if identity.recipient in self._known:
            return False
        self._known.add(identity.recipient)
        self._identities.append(identity)
        return True

    def open(self, content: bytes) -> bytes:
        """The envelope in a parcel, sealed or not.

        Raises:
            InputError: ``seal_wrong_key`` where none of the identities opens it;
                ``seal_unreadable``, ``too_large``.
        """
        if not is_sealed(content):
            limits.refuse_over(len(content), limits.ENVELOPE, "envelope")
            return content
        for place, identity in enumerate(self._identities):
            try:
                opened = open_sealed(content, [identity], limit=limits.ENVELOPE)
            except InputError as error:
                if error.code != "seal_wrong_key":
                    raise
            else:
                if place:
                    self._identities.insert(0, self._identities.pop(place))
                return opened
        raise InputError("seal_wrong_key")
