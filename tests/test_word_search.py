"""The search for words in a large corpus: what it leaves out, and how SQLite goes about it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fake_index import build, make_document

from index import word_search
from index.generation import Generation
from index.schema import WORD_COLUMNS
from index.store import Store
from index.word_search import WordSearch, narrowed

ARTICLES = [
    make_document(f"{n:03}", f"các cấp hội giúp vốn cho {n} hộ\nhội viên nhóm{n % 10} trồng rừng\ntoàn tỉnh hội vui")
    for n in range(100)
]


@pytest.fixture
async def generation(tmp_path: Path) -> AsyncIterator[Generation]:
    async with await Store.open(tmp_path / "data", create=True) as store:
        await build(store, ARTICLES)
        yield await store.generation()


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A corpus is large from 50 passages on."""
    monkeypatch.setattr(word_search, "MAX_RANKED", 50)
    monkeypatch.setattr(word_search, "MAX_COUNTED", 150)


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize(
    ("counts", "is_free", "expression"),
    [
        ({"a": 30, "b": 20}, True, '"b" OR "a"'),
        ({"a": 40, "b": 20, "c": 90}, True, '("b") AND ("b" OR "a" OR "c")'),
        ({"a": 40, "b": 20, "c": 90}, False, '"b" OR "a" OR "c"'),
        ({"a": 40, "b": 20, "c": 91}, True, '("b") AND ("b" OR "a")'),
        ({"c": 900}, True, '"c"'),
        ({}, True, ""),
    ],
)
def test_the_rarest_words_choose_and_the_most_frequent_are_left_out(
    counts: dict[str, int], is_free: bool, expression: str
) -> None:
    assert narrowed(counts, is_free=is_free) == expression


async def test_a_small_corpus_is_ranked_whole(generation: Generation) -> None:
    assert len(await generation.search_words("folded", ["hi", "vn"], 500)) == 300


@pytest.mark.usefixtures("large")
async def test_of_a_large_corpus_those_with_the_rare_word_are_ranked(generation: Generation) -> None:
    found = await generation.search_words("exact", ["hội", "viên", "nhóm3"], 100)
    passages = await generation.passages([id for id, _ in found])
    assert len(found) == 10
    assert all("nhóm3" in passage.text for passage in passages.values())


@pytest.mark.usefixtures("large")
async def test_of_what_a_common_word_finds_the_newest_are_ranked(generation: Generation) -> None:
    found = await generation.search_words("exact", ["hội"], 100)
    assert sorted(id for id, _ in found) == list(range(251, 301))


@pytest.mark.usefixtures("large")
async def test_a_choice_is_searched_for_frequent_words_too(generation: Generation) -> None:
    found = await generation.search_words("exact", ["viên", "nhóm3"], 100, allowed=range(1, 13))
    assert {id for id, _ in found} == {2, 5, 8, 11}
    assert max(found, key=lambda one: one[1])[0] == 11  # the one of nhóm3


@pytest.mark.usefixtures("large")
async def test_words_that_nothing_holds_find_nothing(generation: Generation) -> None:
    assert await generation.search_words("exact", ["xyz"], 10) == []
    assert len(await generation.search_words("exact", ["xyz", "nhóm3"], 100)) == 10


@pytest.mark.parametrize("column", WORD_COLUMNS)
async def test_every_passage_is_reached_by_its_key_and_none_sorted_before_the_bound(
    generation: Generation, column: str
) -> None:
    search = WordSearch(generation.database, generation.id, column, 300)
    rows = await generation.database.fetch(f"EXPLAIN QUERY PLAN {search.sql}", (1, '"a"', None, None, 10, 10))
    plan = [(row["id"], row["parent"], row["detail"]) for row in rows]
    (inner,) = [id for id, _, detail in plan if detail.startswith("CO-ROUTINE")]
    within = [detail for _, parent, detail in plan if parent == inner]
    assert not [detail for detail in within if "TEMP B-TREE" in detail], plan
    assert any("SEARCH passages USING INTEGER PRIMARY KEY" in detail for detail in within), plan
    assert any("SEARCH member USING COVERING INDEX" in detail for detail in within), plan


async def test_the_passages_of_articles_are_read_from_an_index(generation: Generation) -> None:
    rows = await generation.database.fetch(
        """EXPLAIN QUERY PLAN SELECT min(passages.id), max(passages.id) + 1 FROM generation_documents AS member
        JOIN passages USING (version) WHERE generation = 1 GROUP BY version"""
    )
    plan = " ".join(row["detail"] for row in rows)
    assert "COVERING INDEX passages_of_version" in plan, plan
    assert "TEMP B-TREE" not in plan, plan
