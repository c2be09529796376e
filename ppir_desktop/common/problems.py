"""What is wrong with something a person gave us: where it stands, and what would be allowed.

A problem is data. The sentences that a person reads are made at the edge (`common.wording`), in
their language, from the code and the parameters.
"""

from __future__ import annotations

import msgspec


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong with an input.

    Attributes:
        code: Stable name of the kind of problem; the key of its wording.
        file: Name of the file it was found in, empty when there is none.
        row: Row of a table or line of a text, counted from 1; None when it has no place.
        column: Column heading of a table, or key path in a scheme file.
        column_number: Its number, counted from 1, where the table is a spreadsheet.
        value: What stands there, as text.
        dossier: Application number it concerns, empty when it concerns the whole input.
        panellist: Panellist it concerns.
        criterion: Criterion it concerns.
        params: What else the wording needs, such as the values that would be allowed.
    """

    code: str
    file: str = ""
    row: int | None = None
    column: str = ""
    column_number: int | None = None
    value: str = ""
    dossier: str = ""
    panellist: str = ""
    criterion: str = ""
    params: dict[str, str] = {}
