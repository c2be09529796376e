"""A process that saves drafts and queues parcels for ever, and says so after each: to be killed."""

from __future__ import annotations

import sys
from pathlib import Path

from ppir_desktop.common.identifiers import Digest, Identifier, digest_of
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.parcels import RoutingHeader
from ppir_desktop.store.vault import Vault
from tests.support.records import AT
from tests.support.vaults import KEY


def header(round_id: Identifier, sealed: bytes) -> RoutingHeader:
    """A routing header that fits a parcel."""
    return RoutingHeader(
        parcel=digest_of(sealed),
        kind=Kind.SHEET,
        round=round_id,
        author=Digest("0" * 64),
        recipients=("office",),
        size=len(sealed),
    )


def main() -> None:
    folder, round_id, start = Path(sys.argv[1]), Identifier(sys.argv[2]), int(sys.argv[3])
    with Vault(folder, KEY) as vault:
        number = start
        while True:
            number += 1
            sealed = b"parcel %d" % number
            with vault.writing() as work:
                work.drafts.save(round_id, "paper", "D", content=f"draft {number}", saved_at=AT)
                work.outbox.put(header(round_id, sealed), sealed, digest_of(sealed), AT)
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
