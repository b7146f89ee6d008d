"""The words of a generation are counted from those of the one before, and come out as if counted anew."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from fake_index import build, make_document

from index import counting
from index.documents import Document
from index.lexicon import Lexicon
from index.store import Store

KEPT = [
    make_document(f"kept-{n}", f"Năm {2015 + n} hội viên vay vốn ở Hòa Bình\nNước sạch cho {n} hộ") for n in range(8)
]
OLD = make_document("changing", "Xây nhà ở Kon Tum cho chị em\nTrồng rừng phòng hộ")
NEW = make_document("changing", "Xây lớp học ở Lai Châu cho trẻ\nTrồng rừng ngập mặn")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with await Store.open(tmp_path / "data", create=True) as opened:
        yield opened


async def counted_anew(folder: Path, articles: Sequence[Document]) -> bytes:
    async with await Store.open(folder, create=True) as fresh:
        await build(fresh, articles)
        return (await (await fresh.generation()).lexicon()).dumps()


async def test_a_changed_article_changes_the_counts_as_if_all_were_counted_anew(store: Store, tmp_path: Path) -> None:
    await build(store, [*KEPT, OLD])
    await build(store, [*KEPT[1:], NEW])
    lexicon = await (await store.generation()).lexicon()
    assert lexicon.dumps() == await counted_anew(tmp_path / "anew", [*KEPT[1:], NEW])
    assert not lexicon.knows("kon_tum")
    assert lexicon.knows("lai_chau")
    assert "kon" not in lexicon.forms
    assert lexicon.forms["lai"] == "Lai"


async def test_only_what_changed_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await build(store, [*KEPT, OLD])
    read: list[int] = []
    change = counting.Counts.change

    def noting(
        self: counting.Counts, passages: Sequence[Sequence[str]], texts: Sequence[str], *, removed: bool
    ) -> None:
        read.append(len(texts))
        change(self, passages, texts, removed=removed)

    monkeypatch.setattr(counting.Counts, "change", noting)
    await build(store, [*KEPT, NEW])
    assert read == [1, 1]


@pytest.mark.parametrize("change", ["DELETE FROM written_forms", "UPDATE written_forms SET tables = 'earlier'"])
async def test_counts_without_the_forms_or_with_other_tables_of_words_are_made_anew(
    store: Store, tmp_path: Path, change: str
) -> None:
    await build(store, [*KEPT, OLD])
    async with store.database.transaction() as connection:
        await connection.execute("UPDATE generations SET lexicon = ?", (Lexicon.of([["khác"]]).dumps(),))
        await connection.execute(change)
    await build(store, [*KEPT, NEW])
    lexicon = await (await store.generation()).lexicon()
    assert lexicon.dumps() == await counted_anew(tmp_path / "anew", [*KEPT, NEW])
