"""Independent programs that tests hold ours against; a test that needs one skips without it."""

from __future__ import annotations

import os
import shutil

import pytest


def needs(program: str) -> pytest.MarkDecorator:
    """Skip a test where a program is not installed."""
    return pytest.mark.skipif(found(program) is None, reason=f"{program} is not here")


def found(program: str) -> str | None:
    """Where a program lies, the folders for an administrator's own included."""
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
