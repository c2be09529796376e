"""A panellist's program that signs and exchanges for ever, and says what was acknowledged.

It is there to be killed.
"""

from __future__ import annotations

import sys

import msgspec

from ppir_desktop.common.identifiers import Identifier
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.services import exchange
from ppir_desktop.services.statements import opening_of, say
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.exchange import OFFICE
from tests.support.play import CLOCK
from tests.support.records import sheet
from tests.support.vaults import open_profile


def sign_any(profile: OpenProfile, round_id: Identifier) -> None:
    """Sign a sheet on the first dossier that is here, if any is."""
    with profile.vault.writing() as work:
        rows = work.assignments.all(round_id)
        if not rows:
            return
        body = msgspec.structs.replace(sheet(rows[0].dossier), manifest=rows[0].manifest_digest)
        say(
            work, round_id, Kind.SHEET, body,
            recipients=[opening_of(work, round_id).office, rows[0].panel_recipient],
            addresses=[OFFICE], clock=CLOCK,
        )  # fmt: skip


def main() -> None:
    round_id, said = Identifier(sys.argv[1]), set()
    with open_profile() as profile:
        while True:
            sign_any(profile, round_id)
            exchange.sync(profile, CLOCK)
            for sent in exchange.outbox_of(profile):
                if sent.receipt is not None and sent.row.parcel not in said:
                    said.add(sent.row.parcel)
                    sys.stdout.write(f"{sent.row.parcel}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
