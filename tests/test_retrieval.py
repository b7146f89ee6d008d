"""Several searches over one real index, fused: folded words, compounds, meaning, context, and the best sentence."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_index import FakeEmbedder
from invented_reports import REPORTS, open_library, report, source

from index.documents import Passage
from index.fields import bigrams
from index.library import Snapshot
from index.retrieval import Hit, Query, Retriever, Weights, best_share
from index.vietnamese.text import fold

SILENT = Weights(0.0, 0.0, 0.0, 0.0, 0.0)
ALL = Retriever(FakeEmbedder())
WATER = report(source("nuoc.txt", "Hội LHPN tỉnh Gia Lai", "Gia Lai", "năm 2022"), "nước nước nước nước sạch về bản")
FOREST = report(source("rung.txt", "Hội LHPN tỉnh Gia Lai", "Gia Lai", "năm 2021"), "rừng rừng rừng rừng xanh")


@pytest.fixture
async def snapshot(tmp_path: Path) -> AsyncIterator[Snapshot]:
    async with open_library(tmp_path, (*REPORTS, WATER, FOREST)) as library:
        yield await library.snapshot()


def query(words: str) -> Query:
    """A query each of whose words and pairs tells the same."""
    tokens = words.split()
    terms = [fold(word) for word in tokens]
    return Query(words, tuple(tokens), dict.fromkeys([*terms, *bigrams(terms)], 1.0))


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
        (only(sentence=1), "nhận đỡ đầu trẻ mồ côi", "dak-ha-2022.txt"),
        (only(segmented=1), "công nghiệp", "ben-tre-lop-may.txt"),
        (only(context=1), "hội lhpn huyện đắk hà", "dak-ha-2022.txt"),
    ],
)
async def test_each_search_alone_and_all_together_find_the_passage(
    snapshot: Snapshot, retriever: Retriever, words: str, expected: str
) -> None:
    assert best(await retriever.retrieve(snapshot.generation, query(words))) == expected


async def test_words_are_found_however_they_are_accented(snapshot: Snapshot) -> None:
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


def passage(text: str) -> Passage:
    return Passage(FOREST.source, 0, len(text), text)


TREES = {"trồng": 2.0, "rừng": 1.0, "trồng_rừng": 1.0}


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("Chị em trồng rừng.", 1.0),
        ("Trồng lại rừng.", 0.75),  # both words, not the pair
        ("Chị em trồng rau. Rừng xanh.", 0.5),  # the better of two sentences, not both together
        ("Hội nghị tổng kết.", 0.0),
        ("", 0.0),
    ],
)
def test_a_passage_is_worth_what_its_best_sentence_holds(text: str, share: float) -> None:
    terms = {fold(term): weight for term, weight in TREES.items()}
    assert best_share(passage(text), terms) == pytest.approx(share)
    assert best_share(passage(text), {}) == 0.0


async def test_words_together_in_a_sentence_beat_the_same_words_scattered(tmp_path: Path) -> None:
    together = report(replace(FOREST.source, id="cau.txt"), "Chị em góp đất làm đường. Hội nghị đã họp.")
    scattered = report(
        replace(FOREST.source, id="roi.txt"), "Chị em đã họp. Góp ý hội nghị. Đất đai, đường sá, làm ăn."
    )
    asked = query("góp đất làm đường")
    async with open_library(tmp_path, (together, scattered)) as library:
        generation = (await library.snapshot()).generation
        hits = await only(sentence=1).retrieve(generation, asked)
        assert [hit.passage.source.id for hit in hits] == ["cau.txt", "roi.txt"]
        assert hits[0].score > hits[1].score


async def test_rare_words_of_a_query_tell_more(snapshot: Snapshot) -> None:
    asked = Query.of("hội xây nhà", ("hội", "xây", "nhà"), snapshot.lexicon)
    assert set(asked.terms) == {"hoi", "xay", "nha", "hoi_xay", "xay_nha"}
    assert asked.terms["xay"] > asked.terms["hoi"] > 0


async def test_the_text_of_a_query_is_embedded_and_its_words_are_not(snapshot: Snapshot) -> None:
    retriever = only(dense=1)
    asked = replace(query("nước"), text="rừng")
    assert best(await retriever.retrieve(snapshot.generation, asked)) == "rung.txt"


async def test_a_question_of_unknown_words_still_finds_by_meaning(snapshot: Snapshot) -> None:
    hits = await ALL.retrieve(snapshot.generation, replace(query("zzz qqq"), text="zzz rừng qqq"))
    assert best(hits) == "rung.txt"


@pytest.mark.parametrize("words", ["", '" OR *', "a-b (c) NEAR"])
async def test_no_text_is_an_error(snapshot: Snapshot, words: str) -> None:
    assert await ALL.retrieve(snapshot.generation, query(words))
