"""A panellist who signs PDF files, with certificates up to an authority."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from ppir_desktop.signing.certificates import issue, self_issue
from ppir_desktop.signing.keys import SigningKey


class People(NamedTuple):
    """A panellist, and the authority that the certificates lead to."""

    key: SigningKey
    chain: tuple[bytes, bytes, bytes]
    authority: SigningKey


def make_people(number: str = "P-1") -> People:
    """A panellist of that number, with new keys."""
    now = dt.datetime.now(dt.UTC)
    root_key, officer_key, key = (SigningKey.generate() for _ in range(3))
    begin, end = now - dt.timedelta(hours=3), now + dt.timedelta(days=90)
    root = self_issue(root_key, "authority", begin, end)
    officer = issue(
        root, root_key, officer_key.public, subject="O-1", valid_from=begin, valid_until=end,
        officer=True,
    )  # fmt: skip
    person = issue(
        officer, officer_key, key.public, subject=number, valid_from=begin, valid_until=end
    )
    return People(key, (person.der, officer.der, root.der), root_key)
