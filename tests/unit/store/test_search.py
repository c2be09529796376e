"""Korean and English words are found where they stand, and a page that is forgotten is gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ppir_desktop.common.identifiers import Identifier, digest_of
from ppir_desktop.store.engine import connect
from ppir_desktop.store.search import PageText
from ppir_desktop.store.search_words import plain, tokens
from ppir_desktop.store.vault import DATABASE, Vault
from tests.support.vaults import KEY, joined, make_vault

DOCUMENT = digest_of(b"document")
TEXT = (
    "혁신제품은 AI기반 센서로, 국민의 안전을 지킨다.\n"
    "An Innovative-Sensor, version 2.0, for public buyers. 大韓民國"
)


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    with make_vault(tmp_path_factory.mktemp("vault")) as vault:
        round_id = joined(vault)
        with vault.writing() as work:
            work.search.add(
                [
                    PageText(round_id, "D1", DOCUMENT, 0, TEXT),
                    PageText(round_id, "D2", DOCUMENT, 4, "전혀 다른 문서이다. Nothing else."),
                ]
            )
        yield vault


def found(vault: Vault, sought: str) -> list[str]:
    with vault.reading() as work:
        return [hit.dossier for hit in work.search.find(sought)]


@pytest.mark.parametrize(
    "sought",
    [
        "혁신",
        "제품",
        "신제",
        "혁신제품",
        "혁신제품은",
        "품",
        "은",
        "지킨다",
        "안전을 지킨다",
        '"국민의 안전"',
        "\u1112\u1167\u11a8\u1109\u1175\u11ab",
        "AI",
        "ai기반",
        "기반 센서",
        "sens",
        "SENSOR",
        "innovative-sensor",
        '"for public buyers"',
        "2.0",
        "大韓",
        "民",
        "센서 buyers",
    ],
)
def test_it_is_found(vault: Vault, sought: str) -> None:
    assert found(vault, sought) == ["D1"]


@pytest.mark.parametrize(
    "sought",
    [
        "",
        "   ",
        '"',
        "...",
        "품혁",
        "제품혁신",
        "ensor",
        '"국민 안전"',
        '"public sensor"',
        '"buyer"',
        "센서 문서",
        "NEAR(",
        "* OR",
        "tokens:AI",
    ],
)
def test_it_is_not_found(vault: Vault, sought: str) -> None:
    assert found(vault, sought) == []


def test_a_hit_shows_where_it_is(vault: Vault) -> None:
    with vault.reading() as work:
        (hit,) = work.search.find("안전 센서")
    assert (hit.document, hit.page) == (DOCUMENT, 0)
    marked = {hit.snippet[start:end] for start, end in hit.matches}
    assert marked == {"안전", "센서"}
    assert "\n" not in hit.snippet


def test_only_the_dossiers_asked_for_are_searched(vault: Vault) -> None:
    with vault.reading() as work:
        assert [hit.dossier for hit in work.search.find("다", dossiers=["D2"])] == ["D2"]
        assert work.search.find("다", dossiers=[]) == []
        assert len(work.search.find("다", limit=1)) == 1


@given(sought=st.text(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sought_is_no_command(vault: Vault, sought: str) -> None:
    found(vault, sought)


@given(
    st.text(alphabet="가나다라마 abc12.", min_size=4, max_size=40),
    st.integers(0, 38),
    st.integers(2, 6),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_any_part_of_a_syllable_run_is_found(
    tmp_path_factory: pytest.TempPathFactory, text: str, start: int, length: int
) -> None:
    part = text[start : start + length]
    if not part or any(letter not in "가나다라마" for letter in part):
        return
    indexed = " ".join(tokens(plain(text)))
    pairs = [part[at : at + 2] for at in range(len(part) - 1)] or [part]
    assert " ".join(pairs) in indexed or any(token.startswith(part) for token in indexed.split())


def raw_index(folder: Path) -> bytes:
    """What the tables behind the index hold, decrypted."""
    connection = connect(folder / DATABASE, KEY)
    try:
        rows = connection.execute("SELECT block FROM page_index_data").fetchall()
        return b"\n".join(bytes(row[0]) for row in rows)
    finally:
        connection.close()


def test_a_forgotten_page_leaves_nothing_in_the_index(tmp_path: Path) -> None:
    with make_vault(tmp_path) as vault:
        round_id = joined(vault)
        pages = [
            PageText(round_id, "D1", DOCUMENT, page, f"common words {page} zanzibar" * 20)
            for page in range(30)
        ]
        kept = PageText(round_id, "D2", DOCUMENT, 0, "common words alone")
        with vault.writing() as work:
            work.search.add([*pages, kept])
        assert b"anzibar" in raw_index(tmp_path)
        with vault.writing() as work:
            work.search.forget_dossier(round_id, "D1")
            assert work.search.indexed(round_id, DOCUMENT) == 1
        assert b"anzibar" not in raw_index(tmp_path)
        with vault.reading() as work:
            assert [hit.dossier for hit in work.search.find("common")] == ["D2"]
            check = sa.text("INSERT INTO page_index (page_index) VALUES ('integrity-check')")
        with vault.writing() as work:
            work.connection.execute(check)


def test_a_page_indexed_anew_is_found_by_its_new_text_alone(tmp_path: Path) -> None:
    def page(round_id: Identifier, text: str) -> PageText:
        return PageText(round_id, "D1", DOCUMENT, 0, text)

    with make_vault(tmp_path) as vault:
        round_id = joined(vault)
        with vault.writing() as work:
            work.search.add([page(round_id, "처음 글")])
            work.search.add([page(round_id, "고친 글")])
        assert found(vault, "처음") == []
        assert found(vault, "고친") == ["D1"]
        with vault.writing() as work:
            work.search.forget_round(round_id)
        assert found(vault, "고친") == []
