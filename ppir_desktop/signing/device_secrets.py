"""The operating system's keyring: where half of what opens a vault lies.

The backend is named here, never looked for: a configuration file or a variable of the environment
could otherwise load other code, or one that keeps secrets in the clear (keyring's own discovery,
``keyrings.alt``).
"""

from __future__ import annotations

import os
import sys
from typing import Final, Protocol

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from ppir_desktop.common.errors import EnvironmentFault

OFF_VARIABLE: Final = "PPIR_NO_KEYRING"
"""Set to anything: there is no keyring here, so that a passphrase stands alone and must be long.
It can take the keyring away and never put another one in its place."""

_SERVICE: Final = "PPIR Desktop"
_PROBE: Final = "probe"


class DeviceSecrets(Protocol):
    """Keeps small secrets for one user of one machine."""

    @property
    def name(self) -> str:
        """Which one it is, to be told apart from another."""

    def read(self, account: str) -> str | None:
        """The secret of an account; None when there is none."""

    def write(self, account: str, secret: str) -> None:
        """Keep a secret."""

    def delete(self, account: str) -> None:
        """Forget a secret; it may be gone already."""


class SystemKeyring:
    """The keyring of this system's desktop."""

    def __init__(self, backend: KeyringBackend, name: str) -> None:
        """Take a backend of `keyring`'s that was chosen by name."""
        self._backend = backend
        self._name = name

    @property
    def name(self) -> str:
        """Which one it is."""
        return self._name

    def read(self, account: str) -> str | None:
        """The secret of an account; None when there is none.

        Raises:
            EnvironmentFault: ``keyring_locked`` or ``keyring_failed``.
        """
        try:
            return self._backend.get_password(_SERVICE, account)
        except Exception as error:  # noqa: BLE001 -- backends raise what their buses raise
            raise self._fault(error) from None

    def write(self, account: str, secret: str) -> None:
        """Keep a secret, and see that it can be read again.

        Raises:
            EnvironmentFault: ``keyring_locked`` or ``keyring_failed``.
        """
        try:
            self._backend.set_password(_SERVICE, account, secret)
            kept = self._backend.get_password(_SERVICE, account)
        except Exception as error:  # noqa: BLE001 -- backends raise what their buses raise
            raise self._fault(error) from None
        if kept != secret:
            raise EnvironmentFault("keyring_failed", keyring=self._name)

    def delete(self, account: str) -> None:
        """Forget a secret; it may be gone already.

        Raises:
            EnvironmentFault: ``keyring_locked`` or ``keyring_failed``.
        """
        if self.read(account) is None:
            return
        try:
            self._backend.delete_password(_SERVICE, account)
        except Exception as error:  # noqa: BLE001 -- backends raise what their buses raise
            raise self._fault(error) from None

    def _fault(self, error: Exception) -> EnvironmentFault:
        locked = isinstance(error, KeyringLocked)
        return EnvironmentFault(
            "keyring_locked" if locked else "keyring_failed", keyring=self._name
        )


def system_keyring() -> SystemKeyring | None:
    """The keyring of this system, or None where there is none that can be used.

    A keyring that is merely locked is one: it will ask its owner when it is read.
    """
    if os.environ.get(OFF_VARIABLE):
        return None
    try:
        keyring = _named_backend()
        keyring.read(_PROBE)
    except EnvironmentFault as fault:
        return keyring if fault.code == "keyring_locked" else None
    except Exception:  # noqa: BLE001 -- a bus that is not there is reported in many ways
        return None
    return keyring


def _named_backend() -> SystemKeyring:
    """The one backend of each system; each is loaded where it can be."""
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring  # noqa: PLC0415

        backend = WinVaultKeyring()
        # Otherwise Windows carries the secret to every machine of the same account.
        backend.persist = "local machine"
        return SystemKeyring(backend, "windows")
    if sys.platform == "darwin":
        from keyring.backends.macOS import Keyring  # noqa: PLC0415

        return SystemKeyring(Keyring(), "macos")
    from keyring.backends import SecretService  # noqa: PLC0415

    # Asks the bus whether anybody is there, and raises when nobody is.
    _ = SecretService.Keyring.priority
    return SystemKeyring(SecretService.Keyring(), "secret-service")
