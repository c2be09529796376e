"""Points in hundredths, fractions of a panel, and rounding half up. Integers all the way.

A mark is an integer number of hundredths (``34.5`` is ``3450``), a consolidated value an exact
rational number, a rounded one a `Decimal`. No float takes part, so that the same marks give the
same result on every machine.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import msgspec

HUNDREDTHS = 100
_DECIMAL = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,80})?", re.ASCII)
_SHARE = re.compile(r"([0-9]{1,4})/([0-9]{1,4})", re.ASCII)


class NotPointsError(ValueError):
    """A text is not a number of points.

    Attributes:
        code: ``not_a_number``, or ``too_fine`` for a number finer than a hundredth.
    """

    def __init__(self, code: str) -> None:
        """Say which of the two it is."""
        super().__init__(code)
        self.code = code


def parse_points(text: str) -> int:
    """Read points written as a plain decimal, such as ``34`` or ``34.5``, in hundredths.

    Only ASCII digits count: a full-width digit, an exponent or a unit behind the number may be
    clear to a person, but taking it would be a guess.

    Raises:
        NotPointsError: If it is not such a number, or is finer than a hundredth.
    """
    if _DECIMAL.fullmatch(text) is None:
        raise NotPointsError("not_a_number")
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) > 2:
        raise NotPointsError("too_fine")
    hundredths = int(whole.lstrip("-") + fraction.ljust(2, "0"))
    return -hundredths if text.startswith("-") else hundredths


def format_points(hundredths: int) -> str:
    """Write hundredths as a person would: ``3400`` is ``34``, ``3450`` is ``34.5``."""
    sign = "-" if hundredths < 0 else ""
    whole, rest = divmod(abs(hundredths), HUNDREDTHS)
    fraction = f"{rest:02d}".rstrip("0")
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def round_half_up(value: Fraction, decimals: int) -> Decimal:
    """Round to `decimals` places, a half away from zero, keeping trailing zeros.

    The place and the manner are those of the Public Procurement Service's detailed rules for
    assessing proposals, section 12: the fifth decimal is rounded half up, four remain.
    """
    numerator = abs(value.numerator) * 10**decimals
    quotient, remainder = divmod(numerator, value.denominator)
    if 2 * remainder >= value.denominator:
        quotient += 1
    sign = 1 if value < 0 and quotient else 0
    # Built from its digits, since arithmetic on a Decimal is cut to the context's precision.
    return Decimal((sign, tuple(map(int, str(quotient))), -decimals))


class Share(msgspec.Struct, frozen=True):
    """A part of a whole that must be reached, such as two thirds of those attending.

    Attributes:
        numerator: Upper number of the fraction.
        denominator: Lower number of the fraction, never 0.
        strictly: True when the part must be exceeded, as a majority is more than a half.
    """

    numerator: int
    denominator: int
    strictly: bool = False

    def is_met(self, count: int, base: int) -> bool:
        """Whether `count` out of `base` reach this part, by cross-multiplication.

        Of nobody no part is reached: a vote in which no one took part never passes.
        """
        if base == 0:
            return False
        mine, needed = count * self.denominator, self.numerator * base
        return mine > needed if self.strictly else mine >= needed

    def least(self, base: int) -> int:
        """The smallest count out of `base` that reaches this part."""
        needed = self.numerator * base
        if self.strictly:
            return needed // self.denominator + 1
        return max(1, -(-needed // self.denominator))

    def __str__(self) -> str:
        """The fraction as written in a scheme, ``2/3``."""
        return f"{self.numerator}/{self.denominator}"


def parse_share(text: str, *, strictly: bool = False) -> Share:
    """Read a fraction such as ``2/3``.

    Raises:
        NotPointsError: If it is not two whole numbers, or not between 0 and 1.
    """
    match = _SHARE.fullmatch(text)
    if match is None:
        raise NotPointsError("not_a_share")
    numerator, denominator = int(match[1]), int(match[2])
    most = denominator - 1 if strictly else denominator
    if not 0 < numerator <= most:
        raise NotPointsError("not_a_share")
    return Share(numerator, denominator, strictly)
