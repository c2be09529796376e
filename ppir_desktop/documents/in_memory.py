"""A document that is held in memory, for the worker that reads documents."""

from __future__ import annotations


class InMemory:
    """A source of bytes that are all here."""

    def __init__(self, content: bytes) -> None:
        """Hold them."""
        self._content = content
        self.size = len(content)

    def read_at(self, offset: int, length: int) -> bytes:
        """Some of them; fewer beyond the end."""
        return self._content[offset : offset + length]
