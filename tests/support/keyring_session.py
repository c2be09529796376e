"""What a test runs inside a desktop session of its own: a profile made and opened there.

Called with what to do; prints what came of it.
"""

from __future__ import annotations

import sys

from ppir_desktop.common.errors import PpirError
from ppir_desktop.signing.device_secrets import system_keyring
from ppir_desktop.store.making import create_profile
from ppir_desktop.store.unlocking import unlock
from tests.support.records import FixedClock
from tests.support.vaults import SECRET


def say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")


def main() -> None:
    keyring = system_keyring()
    say("keyring:", keyring.name if keyring else "none")
    task = sys.argv[1]
    try:
        if task == "create":
            info = create_profile("kim", SECRET, keyring, FixedClock()).info
            say("profile:", info.keyring or "passphrase alone")
        elif task == "forget" and keyring is not None:
            with unlock("kim", SECRET, keyring) as profile:
                keyring.delete(profile.info.vault)
                keyring.delete(profile.info.vault)
        with unlock("kim", SECRET, keyring):
            say("open")
    except PpirError as error:
        say("refused:", error.code)


if __name__ == "__main__":
    main()
