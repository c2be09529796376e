"""Marks in documents, where a reader was, and words in all dossiers are kept and found again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
import pytest

from ppir_desktop.common.errors import RefusedError
from ppir_desktop.common.identifiers import Digest
from ppir_desktop.documents.reading import DocumentWorker
from ppir_desktop.services import annotations as marks_service
from ppir_desktop.services import searching, viewing
from ppir_desktop.services.annotations import Colour, MarkKind, PageMark, new_mark
from ppir_desktop.services.office import changing, convening
from ppir_desktop.services.viewing import Place
from ppir_desktop.services.watching import Watch
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.annotations import Annotation
from tests.support.desks import SECRET_WORDS, Desks, member
from tests.support.offices import FIRST, SECOND, STAGE, WISH, rows
from tests.support.readers import take_on
from tests.support.vaults import open_profile

PLACE = (STAGE, FIRST)


class Laptop(NamedTuple):
    """A panellist's laptop with both dossiers, and the number they are invited under."""

    made: Desks
    profile: OpenProfile
    number: str
    document: Digest


@pytest.fixture
def laptop(made: Desks) -> Iterator[Laptop]:
    wish = msgspec.structs.replace(WISH, size=6, load=9)
    convening.convene(made.desk, STAGE, convening.propose(made.desk, wish))
    convening.publish(made.desk, STAGE)
    from ppir_desktop.services.office.choosing import matched  # noqa: PLC0415

    number = matched(made.desk)[0]
    with member(made, number) as profile:
        (document,) = rows(made, profile)[FIRST].manifest.documents
        assert searching.due_for_index(profile) == []  # nothing is read before it is declared
        take_on(made, profile)
        yield Laptop(made, profile, number, document.digest)


def highlight(laptop: Laptop, page: int = 0) -> PageMark:
    mark = new_mark(
        FIRST,
        laptop.document,
        page,
        MarkKind.HIGHLIGHT,
        [(1.5, 2, 30, 14)],
        quote="읽어서는 안 되는",
    )
    return msgspec.structs.replace(mark, note="왜?", colour=Colour.GREEN)


def test_marks_survive_a_restart_and_can_be_changed_and_deleted(laptop: Laptop) -> None:
    made, profile, number, document = laptop
    round_id, clock = made.desk.round, made.desk.clock
    first, second = highlight(laptop), highlight(laptop, 2)
    marks_service.keep_marks(profile, round_id, [second, first], clock)
    profile.close()
    with open_profile(name=number) as again:
        found = marks_service.marks_of(again, round_id, FIRST, document)
        assert found == [first, second]
        changed = msgspec.structs.replace(first, note="고침")
        marks_service.keep_marks(again, round_id, [changed], clock)
        assert marks_service.delete_marks(again, [second.id]) == 1
        assert marks_service.delete_marks(again, [second.id]) == 0
        assert marks_service.marks_of(again, round_id, FIRST, document) == [changed]
        assert marks_service.marks_of(again, round_id, SECOND, document) == []


@pytest.mark.parametrize("content", ["", "[]", '{"format":2,"kind":"note","rectangles":[]}'])
def test_a_mark_of_a_later_version_stays_where_it_is_unseen(laptop: Laptop, content: str) -> None:
    mark, round_id = highlight(laptop), laptop.made.desk.round
    row = Annotation(mark.id, round_id, FIRST, laptop.document, 0, "2026-01-01T00:00:00Z", content)
    assert marks_service.decode(row) is None
    with laptop.profile.vault.writing() as work:
        work.annotations.save(row)
    assert marks_service.marks_of(laptop.profile, round_id, FIRST, laptop.document) == []
    with laptop.profile.vault.reading() as work:
        assert work.annotations.all(round_id) == [row]


def test_a_reader_comes_back_to_where_they_were(laptop: Laptop) -> None:
    profile, round_id = laptop.profile, laptop.made.desk.round
    seen = viewing.look_at(profile, round_id, PLACE)
    assert seen == viewing.Viewing(
        may_copy=False, may_print=False, is_open=True, here=frozenset({laptop.document}), place=None
    )
    assert viewing.last_read(profile, [round_id]) is None
    where = Place(document=laptop.document, page=3, down=0.25, zoom="150", rotation=90)
    viewing.keep_place(profile, round_id, PLACE, where)
    viewing.keep_place(profile, round_id, (STAGE, SECOND), Place(document=laptop.document))
    viewing.keep_place(profile, round_id, PLACE, where)
    assert viewing.look_at(profile, round_id, PLACE).place == where
    assert viewing.last_read(profile, [round_id]) == (round_id, *PLACE)


def test_a_dossier_that_was_withdrawn_is_not_open(laptop: Laptop) -> None:
    made, profile = laptop.made, laptop.profile
    changing.withdraw(made.desk, FIRST, "취하")
    rows(made, profile)
    assert not viewing.look_at(profile, made.desk.round, PLACE).is_open
    assert {item.dossier for item in searching.due_for_index(profile)} == {SECOND}


def test_words_are_found_in_all_dossiers_once_they_are_indexed(laptop: Laptop) -> None:
    profile = laptop.profile
    assert searching.find(profile, "읽어서는") == []
    assert len(searching.due_for_index(profile)) == 2
    with DocumentWorker() as worker:
        assert searching.index_all(profile, worker, Watch()) == 2
        assert searching.index_all(profile, worker, Watch()) == 0
    found = searching.find(profile, "읽어서는")
    assert {(one.stage, one.dossier, one.page) for one in found} == {
        (STAGE, FIRST, 0), (STAGE, SECOND, 0),
    }  # fmt: skip
    assert found[0].document.title == "신청서"
    begin, end = found[0].matches[0]
    assert found[0].snippet[begin:end] == "읽어서는"
    assert SECRET_WORDS in found[0].snippet
    assert searching.parts_of('"국민의 안전" 센서') == ["국민의 안전", "센서"]


def test_indexing_stops_when_it_is_wished_and_goes_on_later(laptop: Laptop) -> None:
    watch = Watch()
    watch.cancel()
    with DocumentWorker() as worker:
        with pytest.raises(RefusedError):
            searching.index_all(laptop.profile, worker, watch)
        assert searching.index_all(laptop.profile, worker, Watch()) == 2


def test_nothing_is_indexed_of_a_dossier_that_was_withdrawn_meanwhile(laptop: Laptop) -> None:
    made, profile = laptop.made, laptop.profile
    item = next(one for one in searching.due_for_index(profile) if one.dossier == FIRST)
    with DocumentWorker() as worker, searching.Indexing(profile, worker, item) as indexing:
        pages = indexing.next_pages()
        changing.withdraw(made.desk, FIRST, "취하")
        rows(made, profile)
        assert not searching.keep_pages(profile, item, pages)
    assert searching.find(profile, "읽어서는") == []
