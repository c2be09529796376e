"""The binding does not use None, True and False up."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject, Signal

from ppir_desktop.ui.lasting import make_lasting

MANY = 20_000


class _Tells(QObject):
    told = Signal(object)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="they live for ever there")
@pytest.mark.parametrize("value", [None, True, False])
def test_they_outlive_any_number_of_signals(value: object) -> None:
    make_lasting()
    tells, heard = _Tells(), [0]

    def hear(_value: object) -> None:
        heard[0] += 1

    tells.told.connect(hear)
    for _ in range(MANY):
        tells.told.emit(value)
    assert heard == [MANY]
    assert sys.getrefcount(value) > 1 << 39
