"""Questions over a small real index: answered with exact quotations, refused with what is missing, or asked back."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_index import FakeEmbedder
from invented_reports import HOA_BINH_2022, REPORTS, TODAY, open_library, report, source

from bot.answering import wording
from bot.answering.answerer import RETRIEVED, Answerer
from bot.answering.answers import Answer, Outcome
from bot.answering.grounding import check_answer
from index.documents import Document
from index.library import Library
from index.retrieval import Retriever

HOUSES_2022 = "Năm 2022 Hòa Bình xây bao nhiêu mái ấm tình thương?"


def answerer_of(library: Library) -> Answerer:
    return Answerer(library, Retriever(FakeEmbedder()), today=lambda: TODAY)


@pytest.fixture
async def answerer(tmp_path: Path) -> AsyncIterator[Answerer]:
    async with open_library(tmp_path) as library:
        yield answerer_of(library)


async def answered_from(folder: Path, question: str, *documents: Document) -> Answer:
    async with open_library(folder, documents) as library:
        return await answerer_of(library).answer(question)


async def hold(answer: Answer, answerer: Answerer) -> None:
    """Every quotation stands in its article, every figure in a quotation."""
    snapshot = await answerer.library.snapshot()
    for citation in answer.citations:
        document = await snapshot.generation.document(citation.source.id)
        assert document and document.text[citation.start : citation.end] == citation.quote != ""
    check_answer(answer.text, answer.citations, answer.derived)
    assert set(map(int, re.findall(r"\[(\d+)\]", answer.text))) == {citation.n for citation in answer.citations}


@pytest.mark.parametrize(
    ("question", "document", "said"),
    [
        (HOUSES_2022, "hoa-binh-2022.txt", "38 mái ấm tình thương"),
        ("nam 2022 hoa binh xay bn mai am tinh thuong", "hoa-binh-2022.txt", "38 mái ấm tình thương"),
        ("MATT Hòa Bình 2021", "hoa-binh-2021.txt", "31 mái ấm tình thương"),
        ("Hoà Bình kết nạp mấy hôi viên mới năm ngoái của 2022", "hoa-binh-2022.txt", "2.987 hội viên mới"),
        ("Năm 2022 tỷ lệ tập hợp phụ nữ của Hòa Bình là bao nhiêu?", "hoa-binh-2022.txt", "80,1%"),
        ("Năm 2021 Hòa Bình giúp bao nhiêu hộ thoát nghèo?", "hoa-binh-2021.txt", "215 hộ thoát nghèo"),
        ("Năm 2022 Hòa Bình phấn đấu xây bao nhiêu mái ấm tình thương?", "hoa-binh-2021.txt", "36 mái ấm tình thương"),
        ("nửa đầu 2022 kon tum trồng mấy cây xanh", "kon-tum-2022.txt", "5.400 cây xanh"),
        ("Đến 30/6/2022 dư nợ ủy thác của Kon Tum là bao nhiêu tiền?", "kon-tum-2022.txt", "412,6 tỷ đồng"),
        ("huyện Đắk Hà đỡ đầu mấy trẻ mồ côi", "dak-ha-2022.txt", "24 trẻ mồ côi"),
        ("Mỗi cháu mồ côi ở Đắk Hà được bao nhiêu tiền một tháng?", "dak-ha-2022.txt", "500.000 đồng"),
        ("huyện Mai Châu năm 2021 trao mấy mái ấm tình thương", "hoa-binh-2021.txt", "6 mái ấm tình thương"),
        ("Năm 2023 Bình Phước thành lập bao nhiêu tổ hợp tác?", "binh-phuoc-2023.txt", "Tổ hợp tác – Thực hiện: 10"),
        ("dư nợ huyện Bù Đăng", "binh-phuoc-2023.txt", "158.300 triệu đồng"),
        ("Ai là Chủ tịch Hội LHPN tỉnh Hòa Bình?", "hoa-binh-2022.txt", "Bùi Thị Hoài Thu"),
        ("Hội nghị tổng kết năm 2022 của Hòa Bình vào ngày nào?", "hoa-binh-2022.txt", "12/01/2023"),
        ("Lễ khai giảng ở Bến Tre diễn ra tại xã nào?", "ben-tre-lop-may.txt", "xã Tân Phú"),
        ("Năm 2021 vì sao cán bộ cơ sở của Hòa Bình lúng túng?", "hoa-binh-2021.txt", "kiêm nhiệm nhiều việc"),
        ("Bến Tre chia sẻ khó khăn với bao nhiêu hộ?", "ben-tre-lop-may.txt", "30 hộ"),
    ],
)
async def test_a_question_is_answered_from_the_asked_report(
    answerer: Answerer, question: str, document: str, said: str
) -> None:
    answer = await answerer.answer(question)
    assert answer.outcome is Outcome.ANSWERED, answer.text
    assert said in answer.text[:240]
    assert {citation.source.id for citation in answer.citations} >= {document}
    assert said.split()[-1] in " ".join(citation.quote for citation in answer.citations)
    await hold(answer, answerer)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Hòa Bình năm 2021 và năm 2022 xây bao nhiêu mái ấm tình thương?", "Tăng 7 (tính từ 31 và 38)."),
        ("Năm 2022 số hộ thoát nghèo của Hòa Bình tăng hay giảm so với năm 2021?", "Tăng 49 (tính từ 215 và 264)."),
        ("Bù Đăng và Lộc Ninh nơi nào có nhiều tổ hơn?", "Huyện Bù Đăng nhiều hơn 7 (tính từ 61 và 54)."),
    ],
)
async def test_a_comparison_computes_the_difference(answerer: Answerer, question: str, said: str) -> None:
    answer = await answerer.answer(question)
    assert (answer.outcome, answer.text.split("\n")[0]) == (Outcome.ANSWERED, said)
    assert [figure.op for figure in answer.derived] == ["difference"]
    await hold(answer, answerer)


async def test_a_comparison_with_a_place_without_reports_gives_the_other_side(answerer: Answerer) -> None:
    answer = await answerer.answer("Năm 2022 Hòa Bình và Cà Mau xây bao nhiêu mái ấm tình thương?")
    assert answer.outcome is Outcome.ANSWERED
    assert "38 mái ấm" in answer.text and "Chưa tìm thấy số liệu của Cà Mau để so sánh." in answer.text


async def test_plan_and_result_are_told_together(answerer: Answerer) -> None:
    answer = await answerer.answer("Năm 2022 Hòa Bình phấn đấu xây bao nhiêu mái ấm, rốt cuộc xây được bao nhiêu?")
    assert "36 mái ấm" in answer.text and "38 mái ấm" in answer.text
    await hold(answer, answerer)


@pytest.mark.parametrize(
    "question",
    [
        "Năm 2021 huyện Mai Châu có bao nhiêu hộ thoát nghèo?",
        "Năm 2022 ai là Chủ tịch Hội LHPN huyện Mai Châu?",
        "Năm 2023 huyện Bù Đăng xây bao nhiêu mái ấm tình thương?",
        "Năm 2021 huyện Mai Châu và huyện Lạc Sơn kết nạp bao nhiêu hội viên mới?",
    ],
)
async def test_what_a_report_says_of_the_province_is_not_told_of_its_district(
    answerer: Answerer, question: str
) -> None:
    answer = await answerer.answer(question)
    assert (answer.outcome, answer.citations) == (Outcome.NOT_FOUND, ())


async def test_a_figure_of_another_period_is_no_answer_where_only_news_touch_the_asked_one(answerer: Answerer) -> None:
    answer = await answerer.answer("Quý IV/2023 kết nạp bao nhiêu hội viên mới?")
    assert (answer.outcome, answer.reason) == (Outcome.NOT_FOUND, "no report of that period")


async def test_what_the_search_found_is_told_with_the_answer(answerer: Answerer) -> None:
    answer = await answerer.answer(HOUSES_2022)
    assert 0 < len(answer.retrieved) <= RETRIEVED
    assert answer.retrieved[0].passage.source.id == "hoa-binh-2022.txt"
    assert set(answer.elapsed_ms) == {"retrieve", "answer", "total"}
    written = json.loads(json.dumps(answer.as_json("7", HOUSES_2022), ensure_ascii=False))
    assert (written["id"], written["question"], written["status"]) == ("7", HOUSES_2022, "answered")
    assert written["retrieved"][0]["document"] == written["citations"][0]["document"] == "hoa-binh-2022.txt"


# What is missing


@pytest.mark.parametrize(
    ("question", "reason", "said"),
    [
        ("Năm 2022 Cà Mau xây bao nhiêu mái ấm tình thương?", "no report of that place", "tỉnh Cà Mau"),
        (
            "huyện Tu Mơ Rông trồng bao nhiêu cây xanh năm 2022?",
            "no report of that place",
            "huyện Tu Mơ Rông (Kon Tum)",
        ),
        ("Năm 2018 Hòa Bình xây bao nhiêu mái ấm tình thương?", "no report of that period", "năm 2021, năm 2022"),
        ("Năm 2022 Hòa Bình phóng bao nhiêu tàu vũ trụ?", "no passage about it", "chưa nêu nội dung này"),
        ("Giá vàng hôm nay bao nhiêu?", "not about the Union's work", "chỉ trả lời về hoạt động của Hội"),
    ],
)
async def test_what_the_corpus_lacks_is_told(answerer: Answerer, question: str, reason: str, said: str) -> None:
    answer = await answerer.answer(question)
    assert (answer.outcome, answer.reason) == (Outcome.NOT_FOUND, reason)
    assert said in answer.text
    assert answer.citations == ()


async def test_the_questions_offered_instead_are_answered(answerer: Answerer) -> None:
    refused = await answerer.answer("Năm 2018 Hòa Bình xây bao nhiêu mái ấm tình thương?")
    assert len(refused.choices) == 2
    answers = [await answerer.answer(choice) for choice in refused.choices]
    assert [answer.outcome for answer in answers] == [Outcome.ANSWERED] * 2
    assert ["31" in answers[0].text, "38" in answers[1].text] == [True, True]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", wording.EMPTY),
        (" \n\t ", wording.EMPTY),
        ("?" * 1_001, wording.TOO_LONG),
        ("😀🌸", wording.NO_WORDS),
        ("?!", wording.NO_WORDS),
        ("Xin chào!", wording.GREETING),
        ("em chao chi a", wording.GREETING),
    ],
)
async def test_what_is_no_question_is_answered_courteously(answerer: Answerer, typed: str, said: str) -> None:
    answer = await answerer.answer(typed)
    assert (answer.outcome, answer.text, answer.retrieved) == (Outcome.NOT_FOUND, said, ())


async def test_the_longest_question_is_still_answered(answerer: Answerer) -> None:
    answer = await answerer.answer(HOUSES_2022 + " " * (1_000 - len(HOUSES_2022)))
    assert answer.outcome is Outcome.ANSWERED


@pytest.mark.parametrize("typed", ["'; DROP TABLE passages; --", "𝒳 ﷽ \x00 [1]", "bao nhiêu " * 90, "2022", "Hòa Bình"])
async def test_whatever_is_typed_gets_an_answer(answerer: Answerer, typed: str) -> None:
    answer = await answerer.answer(typed)
    assert answer.text
    await hold(answer, answerer)


# Twins, namesakes and the merger

PROVINCES = ("Lào Cai", "Gia Lai", "Cao Bằng")
TWINS = tuple(
    report(
        source(f"{name}-{year}.txt", f"Hội LHPN tỉnh {name}", name, f"năm {year}"),
        f"Năm {year}, các cấp Hội trong tỉnh thành lập {10 * n + year - 2000} đội văn nghệ xung kích, "
        f"tặng {100 * n + year - 2000} suất quà cho hội viên có hoàn cảnh khó khăn.",
    )
    for n, name in enumerate(PROVINCES, start=1)
    for year in (2021, 2022, 2023)
)


@pytest.mark.parametrize("name", PROVINCES)
@pytest.mark.parametrize("year", [2021, 2022, 2023])
async def test_of_near_twin_reports_the_asked_one_answers(tmp_path: Path, name: str, year: int) -> None:
    figure = 10 * (PROVINCES.index(name) + 1) + year - 2000
    answer = await answered_from(tmp_path, f"Năm {year} {name} thành lập bao nhiêu đội văn nghệ?", *TWINS)
    assert answer.text.startswith(f"{figure} đội văn nghệ xung kích (Hội LHPN tỉnh {name}, năm {year})")
    assert {citation.source.id for citation in answer.citations} == {f"{name}-{year}.txt"}


async def test_a_question_that_several_places_answer_is_asked_back_with_whole_questions(tmp_path: Path) -> None:
    async with open_library(tmp_path, TWINS) as library:
        answerer = answerer_of(library)
        answer = await answerer.answer("Năm 2022 thành lập bao nhiêu đội văn nghệ xung kích?")
        assert answer.outcome is Outcome.CLARIFY
        assert sorted(answer.choices) == sorted(
            f"Năm 2022 thành lập bao nhiêu đội văn nghệ xung kích ở tỉnh {name}?" for name in PROVINCES
        )
        for choice in answer.choices:
            assert (await answerer.answer(choice)).outcome is Outcome.ANSWERED


async def test_a_district_that_several_provinces_have_means_the_one_with_reports(tmp_path: Path) -> None:
    of = source("chau-thanh.txt", "Hội LHPN huyện Châu Thành", "Bến Tre", "năm 2022")
    own = report(of, "Năm 2022, Hội LHPN huyện Châu Thành tặng 215 suất quà cho hội viên nghèo.")
    answer = await answered_from(tmp_path, "Năm 2022 huyện Châu Thành tặng bao nhiêu suất quà?", own, *TWINS)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.text.startswith("215 suất quà")
    assert "Chưa tìm thấy" not in answer.text


async def test_who_asks_for_todays_province_is_told_whose_figure_it_is(answerer: Answerer) -> None:
    answer = await answerer.answer("Tỉnh Phú Thọ xây bao nhiêu mái ấm tình thương?")
    assert answer.outcome is Outcome.ANSWERED
    note = "Sau sáp nhập, Hòa Bình nay thuộc Phú Thọ; nội dung trên là của Hòa Bình trước khi sáp nhập."
    assert answer.text.endswith(note)
    assert note not in (await answerer.answer(HOUSES_2022)).text


async def test_before_the_merger_the_old_provinces_figure_is_no_answer(answerer: Answerer) -> None:
    answer = await answerer.answer("Năm 2022 tỉnh Phú Thọ xây bao nhiêu mái ấm tình thương?")
    assert (answer.outcome, answer.reason) == (Outcome.NOT_FOUND, "no report of that place")
    assert "Có báo cáo của Hòa Bình, nay thuộc tỉnh Phú Thọ." in answer.text


async def test_a_result_is_taken_before_a_target_that_sounds_more_alike(tmp_path: Path) -> None:
    both = report(
        replace(HOA_BINH_2022.source, id="ca-hai.txt"),
        "Năm 2022, phấn đấu trồng 7.000 cây xanh, cây bóng mát. Các chị đã trồng 6.500 cây xanh.",
    )
    answer = await answered_from(tmp_path, "Năm 2022 Hòa Bình trồng bao nhiêu cây xanh, cây bóng mát?", both)
    assert answer.text.startswith("6.500 cây xanh")


async def test_next_years_plan_in_a_table_is_no_result(tmp_path: Path) -> None:
    of = source("lao-cai.txt", "Hội LHPN tỉnh Lào Cai", "Lào Cai", "năm 2023")
    rows = "| Trồng cây xanh | 6.500 | 7.000 |\n| Kết nạp hội viên | 310 | 320 |"
    table = report(of, ("Chỉ tiêu thi đua", rows, "| Nội dung | Thực hiện năm 2023 | Kế hoạch năm 2024 |"))
    async with open_library(tmp_path, [table]) as library:
        answerer = answerer_of(library)
        plan = await answerer.answer("Kế hoạch năm 2024 Lào Cai trồng bao nhiêu cây xanh?")
        result = await answerer.answer("Thực tế năm 2024 Lào Cai trồng được bao nhiêu cây xanh?")
    assert plan.text.startswith("Trồng cây xanh – Kế hoạch năm 2024: 7.000")
    assert (result.outcome, result.reason) == (Outcome.NOT_FOUND, "a target, but no result yet")
    assert "7.000" not in result.text


async def test_a_sentence_about_something_else_does_not_stand_in_for_a_missing_result(tmp_path: Path) -> None:
    of = source("lao-cai.txt", "Hội LHPN tỉnh Lào Cai", "Lào Cai", "năm 2023")
    plan = report(of, "Năm 2023, phấn đấu trồng 7.000 cây xanh. Hội tặng 215 suất quà, lập 12 tổ đan len.")
    answer = await answered_from(tmp_path, "Năm 2023 Lào Cai trồng bao nhiêu cây xanh?", plan)
    assert (answer.outcome, answer.reason) == (Outcome.NOT_FOUND, "a target, but no result yet")


async def test_every_article_can_be_told(answerer: Answerer) -> None:
    assert {each.id for each in await answerer.sources()} == {document.id for document in REPORTS}
