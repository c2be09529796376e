"""Applications: a product, who brings it, and the R&D project that it came out of."""

from __future__ import annotations

import datetime as dt
import re

import msgspec

_BUSINESS_NUMBER = re.compile(r"([0-9]{3})-?([0-9]{2})-?([0-9]{5})", re.ASCII)
_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


class Application(msgspec.Struct, frozen=True):
    """An application as the evaluation body received it.

    Attributes:
        number: Application number; the dossier's name from then on.
        product: What the product is called.
        applicant: The firm.
        business_number: Its business registration number, ``NNN-NN-NNNNN``.
        representative: Who signs for the firm.
        sub_field: Code of the technical sub-field.
        project: Number of the R&D project in the register.
        summary: A few sentences about the product.
        competitors: Firms that make what competes with it.
        filed: The day it was filed.
    """

    number: str
    product: str
    applicant: str
    business_number: str
    representative: str
    sub_field: str
    project: str
    summary: str
    competitors: tuple[str, ...]
    filed: dt.date


def read_business_number(text: str) -> str | None:
    """A business registration number as ``NNN-NN-NNNNN``; None when it cannot be one.

    The tenth digit checks the nine before it: their sum weighted 1, 3, 7, 1, 3, 7, 1, 3, 5, the
    tens of five times the ninth added, completed to the next ten (사업자등록번호 검증).
    """
    match = _BUSINESS_NUMBER.fullmatch(text)
    if match is None:
        return None
    digits = [int(digit) for digit in "".join(match.groups())]
    total = sum(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    total += digits[8] * 5 // 10
    return "-".join(match.groups()) if (total + digits[9]) % 10 == 0 else None
