"""The model by itself: what it lets pass, and what it does not."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.soak.campaign import fewest
from tests.soak.model import BrokenError, Laptop, Round, Said, Sheet

A, B = Sheet("aa", "D1", "m0", (30, 20)), Sheet("bb", "D1", "m0", (40, 21))


def look(**changed: object) -> dict[str, Any]:
    """What a laptop says that signed one sheet, which the hub acknowledged."""
    said: dict[str, Any] = {
        "sheets": [["aa", "D1", "m0", [30, 20]]], "said": [], "drafts": {}, "refused": [],
        "given": {"D1": ["given", True]}, "outbox": {"p1": ["aa", "sent", "hub"]},
        "chain": [[1, "e", None], [2, "aa", "e"]],
    }  # fmt: skip
    return said | changed


@pytest.fixture
def laptop() -> Laptop:
    made = Laptop()
    made.signed(A)
    return made


def broken(laptop: Laptop, **changed: object) -> str:
    with pytest.raises(BrokenError) as error:
        laptop.compare(look(**changed))
    return error.value.check


def test_what_was_acknowledged_and_is_there_passes(laptop: Laptop) -> None:
    laptop.compare(look())
    assert laptop.receipts == {"p1": "hub"}


def test_a_sheet_that_is_gone_or_other_shows(laptop: Laptop) -> None:
    assert broken(laptop, sheets=[]) == "sheets that were signed"
    other = [["aa", "D1", "m0", [30, 21]]]
    assert broken(laptop, sheets=other) == "sheets that were signed"


def test_a_draft_that_is_gone_shows_unless_its_dossier_was_taken_away(laptop: Laptop) -> None:
    laptop.drafted("D1", "word")
    assert broken(laptop) == "drafts that were saved"
    laptop.compare(look(drafts={"D1": "word"}))
    laptop.compare(look(given={"D1": ["withdrawn", False]}))


def test_signing_ends_a_draft(laptop: Laptop) -> None:
    laptop.drafted("D1", "word")
    laptop.signed(B)
    assert laptop.drafts == {}


def test_a_receipt_that_is_gone_shows(laptop: Laptop) -> None:
    laptop.compare(look())
    assert broken(laptop, outbox={"p1": ["aa", "waiting", ""]}) == "receipts stay"


def test_a_sheet_that_is_nowhere_in_the_outbox_shows(laptop: Laptop) -> None:
    assert broken(laptop, outbox={}) == "what was signed is in the outbox"


def test_a_count_with_a_gap_or_a_fork_shows(laptop: Laptop) -> None:
    assert broken(laptop, chain=[[1, "e", None], [3, "aa", "e"]]) == "records in a row"
    assert broken(laptop, chain=[[1, "e", None], [2, "aa", "x"]]) == "records in a row"


@pytest.mark.parametrize("happened", [True, False])
def test_what_a_kill_cut_off_is_whole_or_nothing(laptop: Laptop, *, happened: bool) -> None:
    laptop.doubt = ("sign", "D1", (40, 21))
    more = {
        "sheets": [["aa", "D1", "m0", [30, 20]], ["bb", "D1", "m0", [40, 21]]],
        "outbox": {"p1": ["aa", "sent", "hub"], "p2": ["bb", "waiting", ""]},
        "chain": [[1, "e", None], [2, "aa", "e"], [3, "bb", "aa"]],
    }
    laptop.compare(look(**(more if happened else {})))
    assert laptop.sheets == ([A, B] if happened else [A])


def test_what_a_kill_cut_off_may_not_be_something_else(laptop: Laptop) -> None:
    laptop.doubt = ("sign", "D1", (40, 22))
    more = [["aa", "D1", "m0", [30, 20]], ["bb", "D1", "m0", [40, 21]]]
    assert broken(laptop, sheets=more) == "a sheet cut off is whole"


def a_round() -> Round:
    made = Round({"D1": ["P1", "P2"]}, ["D1"])
    made.corrected("D1", "m0", material=False)
    return made


def test_the_last_sheet_of_each_counts_unless_its_member_is_away() -> None:
    made = a_round()
    made.laptops["P1"].sheets += [A, B]
    made.laptops["P2"].signed(A)
    assert made.counted("D1") == {"P1": B, "P2": A}
    # (61 + 50) / 2
    assert made.score(made.counted("D1").values()) == Fraction(111, 2)
    made.laptops["P2"].declared(Said("d", "D1", accepts=False))
    assert made.counted("D1") == {"P1": B}
    made.panels["D1"].remove("P1")
    assert made.counted("D1") == {}
    assert made.score([]) is None


def test_a_material_correction_ends_what_was_signed_before_it_and_others_do_not() -> None:
    made = a_round()
    made.laptops["P1"].signed(A)
    made.corrected("D1", "m1", material=False)
    made.corrected("D1", "m2", material=False)
    assert made.counted("D1") == {"P1": A}
    made.corrected("D1", "m3", material=True)
    assert made.counted("D1") == {}


def test_the_same_sheets_may_come_to_one_result_alone() -> None:
    made = a_round()
    made.same(("D1", "aa"), "50")
    made.same(("D1", "aa"), "50")
    with pytest.raises(BrokenError, match="the same sheets"):
        made.same(("D1", "aa"), "51")


def test_a_list_shrinks_to_what_it_takes() -> None:
    operations = [{"op": str(number)} for number in range(23)]
    taken = [{"op": "3"}, {"op": "17"}]
    assert fewest(operations, lambda some: all(one in some for one in taken)) == taken
