"""Working a round's results out again from its signed records alone (docs/verification.md).

* `files`: which files there are, and the parcels in them.
* `reading`, `opening`, `times`: opening and verifying them, and learning whom the round trusts.
* `gathering`, `evidence`: what is kept of them.
* `places`: what is known of one dossier in one stage at a time.
* `fates`: whether each sheet counts, by the table of decision 0020.
* `decided`, `counted`, `agreed`, `recomputing`: what a chair's decision is held against.
* `verdicts`: the door: what is to be said of every dossier.

Nothing here looks into a vault or asks how a chair's desk came to its decision.
"""

from ppir_desktop.services.round_verification.findings import (
    DecisionVerdict,
    DossierVerdict,
    Fault,
    Finding,
    Mark,
    RoundVerdict,
    SheetVerdict,
    Weight,
)
from ppir_desktop.services.round_verification.keys import Keys, keys_of_profile
from ppir_desktop.services.round_verification.verdicts import Asked, verify_round_files

__all__ = [
    "Asked",
    "DecisionVerdict",
    "DossierVerdict",
    "Fault",
    "Finding",
    "Keys",
    "Mark",
    "RoundVerdict",
    "SheetVerdict",
    "Weight",
    "keys_of_profile",
    "verify_round_files",
]
