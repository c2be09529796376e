"""Ending a round on its hub: everything of it is deleted there, and its id stays taken."""

from __future__ import annotations

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import digest_of
from ppir_desktop.services.office.desks import Sitting, authority_of
from ppir_desktop.sync.failures import HubRefusalError
from ppir_desktop.sync.hub_carrier import HubCarrier
from ppir_desktop.sync.hub_client import HubClient
from ppir_desktop.sync.progress import Watch


def end_on_hub(at: Sitting, watch: Watch | None = None) -> bool:
    """Delete a round from its hub; say whether there was anything to delete.

    Raises:
        RefusedError: ``authority_only``, ``office_only``.
        OfflineFault: When the hub cannot be reached.
        HubRefusalError: When it does not let us.
    """
    watch = watch or Watch()
    with at.profile.vault.reading() as work:
        desk = authority_of(work, at.round)
        hub = work.exchange.hub(at.round)
    if hub is None or not hub.address:
        return False
    if desk.opened.hub_key is None:
        raise InputError("round_without_hub")
    with HubClient(hub.address, hub.certificate, watch=watch) as client:
        carrier = HubCarrier(client, at.round, desk.key, digest_of(desk.opened.hub_key), watch)
        try:
            carrier.connect()
            carrier.end_round()
        except HubRefusalError as refusal:
            # What was never there, or was deleted before, need not be deleted.
            if refusal.code not in {"round_deleted", "round_unknown"}:
                raise
            return False
    return True
