"""A question finds the asked report's passages: its year before its twin's, its place alone, several places in turn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_index import FakeEmbedder
from invented_reports import (
    HOA_BINH_2022,
    KON_TUM_2022,
    REPORTS,
    TODAY,
    hits_of,
    open_library,
    passage,
    report,
)

from bot.answering.questions import analyse, parts
from bot.answering.search import candidates, search, without_copies
from index.documents import Source
from index.library import Snapshot
from index.retrieval import Hit, Retriever

RETRIEVER = Retriever(FakeEmbedder())
COPY = report(
    replace(KON_TUM_2022.source, id="chep-lai.txt", title="Tin chép lại", published=None),
    ("Tin", KON_TUM_2022.text.strip()),
)
UNPLACED = report(Source("tin-chung.txt", "Tin chung"), "Hội các cấp trao 77 mái ấm tình thương ở nhiều nơi.")


@pytest.fixture
async def snapshot(tmp_path: Path) -> AsyncIterator[Snapshot]:
    async with open_library(tmp_path) as library:
        yield await library.snapshot()


async def found(snapshot: Snapshot, text: str, limit: int = 10) -> list[Hit]:
    return await search(analyse(text, snapshot.lexicon, today=TODAY), snapshot, RETRIEVER, limit)


async def articles(snapshot: Snapshot, text: str, limit: int = 10) -> list[str]:
    return [hit.passage.source.id for hit in await found(snapshot, text, limit)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Năm 2022 Hòa Bình xây bao nhiêu mái ấm tình thương?", "hoa-binh-2022.txt"),
        ("Năm 2021 Hòa Bình xây bao nhiêu mái ấm tình thương?", "hoa-binh-2021.txt"),
        ("hoa binh 2021 xay bn mai am", "hoa-binh-2021.txt"),
        ("Năm 2022 Hòa Bình phấn đấu xây bao nhiêu mái ấm?", "hoa-binh-2021.txt"),
        ("huyện Mai Châu trao mấy mái ấm năm 2021", "hoa-binh-2021.txt"),
        ("Đắk Hà đỡ đầu mấy trẻ mồ côi", "dak-ha-2022.txt"),
        ("dư nợ huyện Bù Đăng", "binh-phuoc-2023.txt"),
        ("Ai chủ trì lễ khai giảng lớp may?", "ben-tre-lop-may.txt"),
        ("Vì sao cán bộ cơ sở lúng túng?", "hoa-binh-2021.txt"),
    ],
)
async def test_the_asked_report_comes_first(snapshot: Snapshot, question: str, expected: str) -> None:
    assert (await articles(snapshot, question))[0] == expected


@pytest.mark.parametrize(
    ("question", "province"),
    [
        ("Hòa Bình trồng bao nhiêu cây xanh?", "Hòa Bình"),  # Kon Tum has the figure
        ("kon tum trao bao nhieu may may", "Kon Tum"),  # Bến Tre has it
        ("huyện Lộc Ninh có bao nhiêu hội viên?", "Bình Phước"),
    ],
)
async def test_a_neighbours_figure_is_never_offered(snapshot: Snapshot, question: str, province: str) -> None:
    hits = await found(snapshot, question)
    assert hits and {hit.passage.source.province for hit in hits} == {province}


async def test_an_article_of_no_known_province_may_answer(tmp_path: Path) -> None:
    async with open_library(tmp_path, (HOA_BINH_2022, KON_TUM_2022, UNPLACED)) as library:
        snapshot = await library.snapshot()
        assert set(await articles(snapshot, "Hòa Bình trao bao nhiêu mái ấm?")) == {
            "hoa-binh-2022.txt",
            "tin-chung.txt",
        }


async def test_where_no_report_of_the_place_is_all_are_searched(snapshot: Snapshot) -> None:
    assert {"hoa-binh-2022.txt", "kon-tum-2022.txt"} <= set(await articles(snapshot, "Cà Mau xây bao nhiêu mái ấm?"))


async def test_several_places_and_periods_are_searched_one_by_one_and_shown_in_turn(snapshot: Snapshot) -> None:
    places = await articles(snapshot, "Năm 2022 Hòa Bình và Kon Tum xây bao nhiêu mái ấm tình thương?")
    assert places[:2] == ["hoa-binh-2022.txt", "kon-tum-2022.txt"]
    years = await articles(snapshot, "Hòa Bình năm 2021 và năm 2022 kết nạp bao nhiêu hội viên mới?")
    assert years[:2] == ["hoa-binh-2021.txt", "hoa-binh-2022.txt"]


async def test_no_passage_is_shown_twice_and_no_more_than_asked_for(snapshot: Snapshot) -> None:
    hits = await found(snapshot, "Hòa Bình năm 2021 và năm 2022 xây bao nhiêu mái ấm?")
    assert len({hit.passage.id for hit in hits}) == len(hits) > 3
    assert [hit.passage.id for hit in hits[:3]] == [
        hit.passage.id for hit in await found(snapshot, "Hòa Bình năm 2021 và năm 2022 xây bao nhiêu mái ấm?", 3)
    ]


async def test_what_another_article_copied_is_shown_once(tmp_path: Path) -> None:
    async with open_library(tmp_path, (*REPORTS, COPY)) as library:
        shown = await articles(await library.snapshot(), "6 tháng đầu năm 2022 Kon Tum trồng bao nhiêu cây xanh?")
    assert len({"kon-tum-2022.txt", "chep-lai.txt"} & set(shown)) == 1


async def test_candidates_know_how_new_their_article_is_among_those_searched(snapshot: Snapshot) -> None:
    [part] = parts(analyse("Hòa Bình xây bao nhiêu mái ấm?", snapshot.lexicon, today=TODAY))
    newness = {hit.passage.source.id: hit.recency for hit in await candidates(part, snapshot, RETRIEVER)}
    assert newness == {"hoa-binh-2021.txt": 0.0, "hoa-binh-2022.txt": 1.0}


async def test_the_newest_report_comes_first_where_it_is_asked_for(snapshot: Snapshot) -> None:
    assert (await articles(snapshot, "Số liệu mới nhất về mái ấm tình thương của Hòa Bình?"))[0] == "hoa-binh-2022.txt"


# Copies


def hit(id: str, text: str, score: float) -> Hit:
    return Hit(passage(replace(HOA_BINH_2022.source, id=id), text), score)


WORDS = "Các cấp Hội trong tỉnh đã xây mới 38 mái ấm tình thương và trồng 5.400 cây xanh ven đường liên xã"


@pytest.mark.parametrize(
    ("other", "dropped"),
    [
        (WORDS, True),
        (WORDS.replace("đã ", ""), True),
        (WORDS.replace("38", "31"), False),  # another year's report
        (f"{WORDS} và 12 công trình", False),
        ("Hội trao 38 mái ấm và trồng 5.400 cây", False),
    ],
)
def test_a_copy_has_nearly_the_same_words_and_the_very_same_figures(other: str, dropped: bool) -> None:
    kept = without_copies([hit("a.txt", WORDS, 2.0), hit("b.txt", other, 1.0)])
    assert [each.passage.source.id for each in kept] == (["a.txt"] if dropped else ["a.txt", "b.txt"])


def test_passages_of_one_article_are_no_copies_of_each_other() -> None:
    twice = [hit("a.txt", WORDS, 2.0), hit("a.txt", WORDS, 1.0)]
    assert without_copies(twice) == twice
    assert without_copies([]) == []
    assert len(without_copies(hits_of(*REPORTS))) == len(hits_of(*REPORTS))
