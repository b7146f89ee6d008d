"""Several searches over one real index, fused: words with accents and without, pairs, compounds, meaning, context."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_index import FakeEmbedder
from invented_reports import LEXICON, REPORTS, open_library, report, source

from index.library import Snapshot
from index.passages import split_document
from index.retrieval import Hit, Query, Retriever, Weights, best_share

SILENT = Weights(0.0, 0.0, 0.0, 0.0, 0.0)
ALL = Retriever(FakeEmbedder())
WATER = report(source("nuoc.txt", "Hội LHPN tỉnh Gia Lai", "Gia Lai", "năm 2022"), "nước nước nước nước sạch về bản")
FOREST = report(source("rung.txt", "Hội LHPN tỉnh Gia Lai", "Gia Lai", "năm 2021"), "rừng rừng rừng rừng xanh")


@pytest.fixture
async def snapshot(tmp_path: Path) -> AsyncIterator[Snapshot]:
    async with open_library(tmp_path, (*REPORTS, WATER, FOREST)) as library:
        yield await library.snapshot()


def query(words: str) -> Query:
    return Query.of(words, words.split(), LEXICON)


def only(**weights: float) -> Retriever:
    """A retriever of which some legs count alone."""
    return Retriever(FakeEmbedder(), replace(SILENT, **weights))


def best(hits: list[Hit]) -> str:
    return hits[0].passage.source.id


@pytest.mark.parametrize(
    ("retriever", "words", "expected"),
    [
        (ALL, "dư nợ ủy thác ngân hàng chính sách", "kon-tum-2022.txt"),
        (ALL, "nhận đỡ đầu trẻ mồ côi", "dak-ha-2022.txt"),
        (only(dense=1), "rừng", "rung.txt"),
        (only(dense=1), "nước", "nuoc.txt"),
        (only(folded=1), "lop may cong nghiep", "ben-tre-lop-may.txt"),
        (only(sentence=1), "tre mo coi ho phu nu", "dak-ha-2022.txt"),
        (only(segmented=1), "công nghiệp", "ben-tre-lop-may.txt"),
        (only(context=1), "hội lhpn huyện đắk hà", "dak-ha-2022.txt"),
    ],
)
async def test_each_search_alone_and_all_together_find_the_passage(
    snapshot: Snapshot, retriever: Retriever, words: str, expected: str
) -> None:
    assert best(await retriever.retrieve(snapshot.generation, query(words))) == expected


async def test_words_are_found_with_their_accents_and_without(snapshot: Snapshot) -> None:
    for typed in ("hộ thoát nghèo", "ho thoat ngheo"):
        assert best(await only(folded=1).retrieve(snapshot.generation, query(typed))).startswith("hoa-binh")


async def test_only_passages_of_the_scope_are_found(snapshot: Snapshot) -> None:
    scope = set(snapshot.members["hoa-binh-2021.txt"])
    hits = await ALL.retrieve(snapshot.generation, query("đỡ đầu trẻ mồ côi"), scope=scope)
    assert {hit.passage.source.id for hit in hits} == {"hoa-binh-2021.txt"}
    assert len(hits) == len(scope)
    assert await ALL.retrieve(snapshot.generation, query("trẻ"), scope=set()) == []


async def test_passages_come_best_first_and_no_more_than_asked_for(snapshot: Snapshot) -> None:
    hits = await ALL.retrieve(snapshot.generation, query("mái ấm tình thương"))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.id for hit in hits}) == len(hits)
    assert await ALL.retrieve(snapshot.generation, query("mái ấm tình thương"), limit=3) == hits[:3]
    assert all(hit.search == hit.score and hit.recency == 0.0 for hit in hits)


async def test_the_context_finds_the_report_and_the_sentence_finds_the_text(snapshot: Snapshot) -> None:
    hits = await only(sentence=1, context=1).retrieve(snapshot.generation, query("kon tum xây mái ấm"))
    assert best(hits) == "kon-tum-2022.txt"


def test_a_sentence_is_worth_the_share_of_the_question_that_it_holds() -> None:
    asked = query("trồng cây xanh")
    passage = report(source("a.txt", "Hội", "Kon Tum", "năm 2022"), "Hội họp. Các chị trồng cây xanh. Hội nghỉ.")
    [only_one] = split_document(passage)
    assert best_share(only_one, asked.terms) == pytest.approx(1.0)
    assert best_share(only_one, query("nước sạch").terms) == 0.0


async def test_a_question_of_unknown_words_still_finds_by_meaning(snapshot: Snapshot) -> None:
    hits = await ALL.retrieve(snapshot.generation, query("zzz rừng qqq"))
    assert best(hits) == "rung.txt"


@pytest.mark.parametrize("words", ["", '" OR *', "a-b (c) NEAR"])
async def test_no_text_is_an_error(snapshot: Snapshot, words: str) -> None:
    assert await ALL.retrieve(snapshot.generation, query(words))
