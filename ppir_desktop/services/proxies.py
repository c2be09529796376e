"""The address of a proxy, as a person types it."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

_HOST: Final = re.compile(r"[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}", re.ASCII)


def read_proxy(text: str) -> str | None:
    """The address in its plain form: ``http://host:port`` or ``https://host:port``.

    A name and a passphrase in it are refused: settings lie on the disk as they are.

    Args:
        text: What was typed.

    Returns:
        The address, empty for none; None for a text that is no such address.
    """
    text = text.strip()
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    is_plain = (
        parts.username is None and parts.path in {"", "/"} and not parts.query + parts.fragment
    )
    if parts.scheme not in {"http", "https"} or not port or not is_plain:
        return None
    if not _HOST.fullmatch(host):
        return None
    named = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{named}:{port}"
