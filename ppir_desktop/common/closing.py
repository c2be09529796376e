"""What is closed when its block ends."""

from __future__ import annotations

from types import TracebackType
from typing import Self


class Closes:
    """Makes ``with`` close something, whatever happened in between."""

    def close(self) -> None:
        """Close it; closing it again changes nothing."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
