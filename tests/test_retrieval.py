"""Several searches over one real index, fused: words with accents and without, pairs, compounds, meaning, context."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_index import FakeEmbedder
from invented_reports import REPORTS, open_library, report, source

from index.library import Snapshot
from index.retrieval import Hit, Query, Retriever, Weights

SILENT = Weights(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
ALL = Retriever(FakeEmbedder())
WATER = report(source("nuoc.txt", "Hội LHPN tỉnh Gia Lai", "Gia Lai", "năm 2022"), "nước nước nước nước sạch về bản")
FOREST = report(source("rung.txt", "Hội LHPN tỉnh Gia Lai", "Gia Lai", "năm 2021"), "rừng rừng rừng rừng xanh")


@pytest.fixture
async def snapshot(tmp_path: Path) -> AsyncIterator[Snapshot]:
    async with open_library(tmp_path, (*REPORTS, WATER, FOREST)) as library:
        yield await library.snapshot()


def query(words: str, topic: str | None = None) -> Query:
    return Query(tuple(words.split()), tuple((words if topic is None else topic).split()))


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
        (only(exact=1), "lớp may công nghiệp", "ben-tre-lop-may.txt"),
        (only(folded=1), "lop may cong nghiep", "ben-tre-lop-may.txt"),
        (only(bigrams=1), "tre mo coi ho phu nu", "dak-ha-2022.txt"),
        (only(segmented=1), "công nghiệp", "ben-tre-lop-may.txt"),
        (only(context=1), "hội lhpn huyện đắk hà", "dak-ha-2022.txt"),
    ],
)
async def test_each_search_alone_and_all_together_find_the_passage(
    snapshot: Snapshot, retriever: Retriever, words: str, expected: str
) -> None:
    assert best(await retriever.retrieve(snapshot.generation, query(words))) == expected


async def test_exact_words_need_their_accents_and_folded_ones_do_not(snapshot: Snapshot) -> None:
    accented, plain = query("hộ thoát nghèo"), query("ho thoat ngheo")
    assert best(await only(exact=1).retrieve(snapshot.generation, accented)).startswith("hoa-binh")
    scores = {hit.score for hit in await only(exact=1).retrieve(snapshot.generation, plain)}
    assert scores == {0.0}  # found by legs that count for nothing
    assert best(await only(folded=1).retrieve(snapshot.generation, plain)).startswith("hoa-binh")


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


async def test_words_that_connect_count_for_whose_report_it_is_only(snapshot: Snapshot) -> None:
    """The words of the topic find the text; all words of the question find the report."""
    retriever = only(exact=1, context=1)
    hits = await retriever.retrieve(snapshot.generation, query("kon tum xây mái ấm", "mái ấm"))
    assert best(hits) == "kon-tum-2022.txt"


async def test_a_question_of_unknown_words_still_finds_by_meaning(snapshot: Snapshot) -> None:
    hits = await ALL.retrieve(snapshot.generation, query("zzz rừng qqq", "zzz qqq"))
    assert best(hits) == "rung.txt"


@pytest.mark.parametrize("words", ["", '" OR *', "a-b (c) NEAR"])
async def test_no_text_is_an_error(snapshot: Snapshot, words: str) -> None:
    assert await ALL.retrieve(snapshot.generation, query(words))
