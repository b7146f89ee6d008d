"""The ledger is kept with each article version and read back as it was extracted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fake_index import FakeEmbedder, build, make_document

from index.figures import extract_figures
from index.store import Store

TEXT = "Toàn tỉnh giúp 14/15 hộ thoát nghèo.\nXây 3 nhà, trị giá 150,5 triệu đồng, đạt 107,5% chỉ tiêu."


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with await Store.open(tmp_path, create=True) as opened:
        yield opened


async def test_figures_are_read_back_as_they_were_extracted(store: Store) -> None:
    articles = [make_document("b.txt", TEXT, province="Hà Giang"), make_document("a.txt", "Giúp 20 hộ.")]
    await build(store, articles)
    expected = [figure for article in (articles[1], articles[0]) for figure in extract_figures(article)]
    assert await (await store.generation()).figures() == expected


async def test_figures_leave_with_their_article(store: Store) -> None:
    await build(store, [make_document("a.txt", "Giúp 20 hộ vốn."), make_document("b.txt", "Giúp 30 hộ vốn.")])
    await build(store, [make_document("b.txt", "Giúp 31 hộ vốn.")])
    assert [int(figure.value) for figure in await (await store.generation()).figures()] == [31]


async def test_an_older_generation_keeps_its_figures(store: Store) -> None:
    await build(store, [make_document("a.txt", "Giúp 20 hộ vốn.")])
    older = await store.generation()
    await build(store, [make_document("a.txt", "Giúp 21 hộ vốn.")], FakeEmbedder())
    assert [int(figure.value) for figure in await older.figures()] == [20]
