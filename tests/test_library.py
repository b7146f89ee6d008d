"""The opened index: a new generation answers from the next question on, one of another model does not."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from fake_index import FakeEmbedder
from invented_reports import HOA_BINH_2021, HOA_BINH_2022, KON_TUM_2022, build_index, open_library, passages_of

from index.documents import Document, Source
from index.errors import IndexMismatchError, IndexMissingError
from index.evidence import reports_of
from index.library import Library, Snapshot
from index.store import Store
from index.vietnamese.places import provinces


async def rebuild(folder: Path, *documents: Document, model: str | None = None) -> None:
    """Build another generation, as another process does; with another model all is built anew."""
    async with await Store.open(folder, create=True) as store:
        await build_index(store, documents, FakeEmbedder(model or "fake"), rebuild=model is not None)


def articles(snapshot: Snapshot) -> list[str]:
    return [source.id for source in snapshot.sources]


async def test_a_snapshot_has_the_articles_their_passages_and_their_words(tmp_path: Path) -> None:
    async with open_library(tmp_path, [HOA_BINH_2022, KON_TUM_2022]) as library:
        snapshot = await library.snapshot()
        assert articles(snapshot) == list(snapshot.members) == ["hoa-binh-2022.txt", "kon-tum-2022.txt"]
        members = [number for numbers in snapshot.members.values() for number in numbers]
        passages = await snapshot.generation.passages(members)
        assert [passage.id for passage in passages.values()] == [
            passage.id for passage in passages_of(HOA_BINH_2022, KON_TUM_2022)
        ]
        assert snapshot.lexicon.knows("mai_am") and not snapshot.lexicon.knows("mo_coi")
        assert snapshot.lexicon.passages == len(members)


async def test_while_nothing_is_built_the_snapshot_stays_the_same(tmp_path: Path) -> None:
    async with open_library(tmp_path, [HOA_BINH_2022]) as library:
        snapshots = await asyncio.gather(*(library.snapshot() for _ in range(5)))
        assert all(snapshot is snapshots[0] for snapshot in snapshots)


async def test_a_new_generation_is_taken_over_and_an_old_snapshot_goes_on_working(tmp_path: Path) -> None:
    async with open_library(tmp_path, [HOA_BINH_2021]) as library:
        before = await library.snapshot()
        await rebuild(tmp_path, HOA_BINH_2021, HOA_BINH_2022)
        after = await library.snapshot()
        assert articles(before) == ["hoa-binh-2021.txt"]
        assert articles(after) == ["hoa-binh-2021.txt", "hoa-binh-2022.txt"]
        assert after.generation.id > before.generation.id
        assert after.lexicon.knows("thu") and not before.lexicon.knows("thu")
        assert await before.generation.search_words("exact", ["mái"], 5)
        vector = FakeEmbedder().embed_queries(["nhà"])[0]
        assert len(await before.generation.search_vectors(vector, 50)) < len(
            await after.generation.search_vectors(vector, 50)
        )


async def test_an_article_that_is_gone_is_gone_from_the_next_question_on(tmp_path: Path) -> None:
    async with open_library(tmp_path, [HOA_BINH_2021, HOA_BINH_2022]) as library:
        await library.snapshot()
        await rebuild(tmp_path, HOA_BINH_2022)
        assert articles(await library.snapshot()) == ["hoa-binh-2022.txt"]


async def test_a_generation_of_another_model_waits_for_a_restart(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_library(tmp_path, [HOA_BINH_2021]) as library:
        before = await library.snapshot()
        await rebuild(tmp_path, HOA_BINH_2021, HOA_BINH_2022, model="other")
        with caplog.at_level(logging.WARNING):
            assert await library.snapshot() is before
        assert "keeping the index that is open" in caplog.text
        assert await before.generation.search_words("exact", ["mái"], 5)
    reopened = await Library.open(tmp_path, FakeEmbedder("other"))
    try:
        assert articles(await reopened.snapshot()) == ["hoa-binh-2021.txt", "hoa-binh-2022.txt"]
    finally:
        await reopened.close()


async def test_an_index_of_another_model_or_none_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="run hoidap index"):
        await Library.open(tmp_path / "nothing", FakeEmbedder())
    await rebuild(tmp_path, HOA_BINH_2021)
    with pytest.raises(IndexMismatchError, match="hoidap index --rebuild"):
        await Library.open(tmp_path, FakeEmbedder("other"))


async def test_the_articles_about_a_province_are_those_that_all_articles_would_give(tmp_path: Path) -> None:
    names = ("Hà Giang", "Tuyên Quang", "Kon Tum", "Quảng Ngãi", None)
    reports = [replace(HOA_BINH_2022, source=Source(f"{n}.txt", "", province=name)) for n, name in enumerate(names)]
    async with open_library(tmp_path, reports) as library:
        snapshot = await library.snapshot()
        for place in provinces():
            for until in (None, 2022, 2026):
                wanted = reports_of(place, snapshot.sources, until=until)
                assert set(reports_of(place, snapshot.about(place.name), until=until)) == set(wanted)
