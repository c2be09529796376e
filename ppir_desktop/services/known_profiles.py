"""The profiles on this machine, known before any of them is opened or a vault is loaded."""

from __future__ import annotations

from ppir_desktop.store.profiles import ProfileInfo, all_profiles


def all_known() -> list[ProfileInfo]:
    """Every profile of this person on this machine."""
    return all_profiles()
