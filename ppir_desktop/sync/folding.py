"""What a panellist's dossiers come to after all that officers said, in whatever order it came.

Records reach a laptop by several ways and late, so nothing here goes by the order of arrival: the
same records always come to the same, as a property test holds.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from ppir_desktop.common.identifiers import Digest, digest_of
from ppir_desktop.protocol.canonical import canonical_json
from ppir_desktop.protocol.kinds import Body
from ppir_desktop.protocol.manifest import DossierManifest
from ppir_desktop.protocol.records import Named
from ppir_desktop.protocol.review_bodies import Erratum, Given, KeyReleased, Withdrawn
from ppir_desktop.protocol.round_bodies import Notice


class Folded(msgspec.Struct, frozen=True, kw_only=True):
    """A dossier as it stands.

    Attributes:
        given: How it was given last.
        source: Digest of the record that gave it.
        manifest: The dossier as corrected.
        key: Its identity; None while it is held back or withdrawn.
        due: Until when the sheet must have been received.
        is_withdrawn: Whether it was taken away again.
        still_valid: Earlier manifests that a sheet may still name.
        is_material: Whether the last correction asks for the marks to be looked at again.
    """

    given: Given
    source: Digest
    manifest: DossierManifest
    key: str | None
    due: str
    is_withdrawn: bool
    still_valid: tuple[Digest, ...]
    is_material: bool

    @property
    def place(self) -> tuple[str, str]:
        """Stage and application number."""
        return self.given.stage, self.given.manifest.dossier


def fold(records: Iterable[Named[Body]]) -> list[Folded]:
    """What assignments and notices to one person come to.

    Args:
        records: Assignments and notices, in any order; others are passed over.

    Returns:
        Every dossier that was ever given, by stage and application number.
    """
    ordered = sorted(records, key=_order)
    found: dict[tuple[str, str], Folded] = {}
    # A key may be released by an officer whose clock is behind that of the one who gave it.
    keys = {
        (named.record.body.stage, named.record.body.dossier): named.record.body.key
        for named in ordered
        if isinstance(named.record.body, KeyReleased)
    }
    for named in ordered:
        body = named.record.body
        if isinstance(body, Given):
            place = body.stage, body.manifest.dossier
            found[place] = _given(body, named.digest, keys.get(place))
        elif isinstance(body, Erratum):
            _change(found, (body.stage, body.manifest.dossier), _corrected(body))
        elif isinstance(body, Withdrawn):
            _change(found, (body.stage, body.dossier), {"is_withdrawn": True, "key": None})
        elif isinstance(body, Notice) and body.stage is not None and body.deadline is not None:
            for place in found:
                if place[0] == body.stage:
                    _change(found, place, {"due": body.deadline})
    return [found[place] for place in sorted(found)]


def _order(named: Named[Body]) -> tuple[str, Digest, int, Digest]:
    """When it was said; among what was said at once, the same order everywhere."""
    record = named.record
    return record.made_at, record.author, record.seq, named.digest


def _given(body: Given, source: Digest, released: str | None) -> Folded:
    return Folded(
        given=body,
        source=source,
        manifest=body.manifest,
        key=body.key or released,
        due=body.due,
        is_withdrawn=False,
        still_valid=(),
        is_material=False,
    )


def _corrected(body: Erratum) -> dict[str, object]:
    own = digest_of(canonical_json(body.manifest))
    return {
        "manifest": body.manifest,
        "still_valid": tuple(one for one in body.still_valid if one != own),
        "is_material": body.material,
    }


def _change(
    found: dict[tuple[str, str], Folded], place: tuple[str, str], changes: dict[str, object]
) -> None:
    if place in found:
        found[place] = msgspec.structs.replace(found[place], **changes)
