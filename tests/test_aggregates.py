"""Questions over the whole corpus are answered from the ledger of figures, and no other question is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from conftest import SEEDS
from figure_documents import article
from invented_reports import ask

from bot.answering.aggregate_questions import read_aggregate
from bot.answering.aggregates import answer_from, in_words
from bot.answering.answers import Answer
from bot.answering.grounding import check_answer, place_quotation
from bot.figures.ledger import Ledger
from index.documents import Document
from index.figures import extract_figures
from index.reading.articles import read_corpus

# place, period, new houses, households out of poverty, new members; "" as in reports that leave a figure out
REPORTED = (
    ("Cao Bằng", "năm 2021", 31, 300, 1500),
    ("Cao Bằng", "năm 2022", 45, 328, 1912),
    ("Lai Châu", "năm 2022", 12, 150, 2400),
    ("Bến Tre", "năm 2022", 63, 468, 5240),
    ("Bến Tre", "6 tháng đầu năm 2023", 20, 999, 900),
)


def report(place: str, period: str, houses: int, households: int, members: int) -> Document:
    text = (
        f"Trong kỳ, các cấp Hội xây mới {houses} nhà Mái ấm tình thương.\n"
        f"Các cấp Hội giúp {households} hộ thoát nghèo.\nToàn tỉnh kết nạp {members} hội viên mới."
    )
    name = f"Hội LHPN tỉnh {place}"
    made = article(text, id=f"{place} {period}", title=f"{name} tổng kết {period}", organisation=name, province=place)
    return replace(made, source=replace(made.source, period=period, published=date(2023, 8, 1)))


@cache
def corpus() -> tuple[dict[str, Document], Ledger]:
    """The project's five articles and five invented reports."""
    documents = [document for document in read_corpus(SEEDS) if isinstance(document, Document)]
    documents += [report(*each) for each in REPORTED]
    figures = [figure for document in documents for figure in extract_figures(document)]
    sources = {document.source.id: document.source for document in documents}
    return {document.source.id: document for document in documents}, Ledger(tuple(figures), sources)


def told(text: str) -> Answer | None:
    question = ask(text)
    asked = read_aggregate(question)
    return answer_from(asked, question, corpus()[1]) if asked else None


AGGREGATES = [
    ("Năm 2022 tỉnh nào xây nhiều mái ấm tình thương nhất?", ["Bến Tre", "63"]),
    ("nam 2022 tinh nao xay nhieu mai am tinh thuong nhat", ["Bến Tre", "63"]),
    ("Tỉnh nào ít mái ấm tình thương nhất năm 2022?", ["Lai Châu", "12"]),
    ("tinh nao it mai am tinh thuong nhat nam 2022", ["Lai Châu", "12"]),
    ("Đơn vị nào dẫn đầu về hội viên mới năm 2022?", ["Bến Tre", "5.240"]),
    ("don vi nao dan dau ve hoi vien moi nam 2022", ["Bến Tre", "5.240"]),
    ("Địa phương nào có số hộ thoát nghèo cao nhất năm 2022?", ["Bến Tre", "468"]),
    ("Nơi nào có số hộ thoát nghèo thấp nhất năm 2022 vậy?", ["Lai Châu", "150"]),
    ("Năm 2022 hội viên mới nhiều nhất là ở tỉnh nào?", ["Bến Tre", "5.240"]),
    ("Đơn vị nào đứng đầu về số hộ thoát nghèo năm 2022?", ["Bến Tre", "468"]),
    ("Đơn vị nào đứng cuối về hội viên mới năm 2022?", ["Cao Bằng", "1.912"]),
    ("Tổng cộng các tỉnh xây bao nhiêu mái ấm tình thương năm 2022?", ["120"]),
    ("tong cong cac tinh xay bao nhieu mai am tinh thuong nam 2022", ["120"]),
    ("Cộng lại các tỉnh giúp được bao nhiêu hộ thoát nghèo năm 2022?", ["946"]),
    ("Tổng số hội viên mới của các tỉnh năm 2022 là bao nhiêu?", ["9.552"]),
    ("Những tỉnh nào có mái ấm tình thương năm 2022?", ["Bến Tre", "63"]),
    ("nhung tinh nao co hoi vien moi nam 2022", ["Bến Tre", "5.240"]),
    ("Mỗi tỉnh có bao nhiêu hộ thoát nghèo năm 2022?", ["Bến Tre", "468"]),
    ("Những địa phương nào có hộ thoát nghèo năm 2022?", ["Bến Tre", "468"]),
    ("Mái ấm tình thương của tỉnh Cao Bằng qua các năm?", ["tăng 14", "31", "45"]),
    ("mai am tinh thuong cua tinh Cao Bang qua cac nam", ["tăng 14", "31", "45"]),
    ("Hội viên mới ở Cao Bằng tăng hay giảm qua các năm?", ["tăng 412"]),
    ("Số hộ thoát nghèo ở Cao Bằng qua từng năm thế nào?", ["tăng 28"]),
    ("Xu hướng hội viên mới của Cao Bằng ra sao?", ["tăng 412"]),
    ("Mấy năm gần đây hội viên mới của Cao Bằng tăng hay giảm?", ["tăng 412"]),
    ("Mái ấm tình thương qua các năm?", ["Cao Bằng", "tăng 14"]),
]


@pytest.mark.parametrize(("text", "shown"), AGGREGATES)
def test_a_question_over_the_corpus_is_answered_with_what_supports_it(text: str, shown: list[str]) -> None:
    answer = told(text)
    assert answer is not None, text
    assert len(answer.text) <= 1600
    assert all(part in answer.text[:240] for part in shown), answer.text
    assert "bài/báo cáo hiện có" in answer.text
    check_answer(answer.text, answer.citations, answer.derived)
    for citation in answer.citations:
        assert len(citation.quote) <= 700
        assert place_quotation(citation, corpus()[0][citation.source.id].text) == citation


ORDINARY = [
    "Tổng cộng bao nhiêu hội viên mới ở huyện Mèo Vạc năm 2022?",
    "Năm 2022 tỉnh Cao Bằng xây bao nhiêu mái ấm tình thương?",
    "Xã nào đạt giải nhất hội thi?",
    "Địa phương nào ở Đắk Lắk có số vốn ủy thác cao nhất?",
    "Huyện nào đứng nhất thi đua khối huyện của tỉnh Tiền Giang?",
    "Những đơn vị nào được tặng Cờ thi đua dẫn đầu?",
    "Năm 2023 phải làm ít nhất bao nhiêu mái ấm tình thương?",
    "Hội hỗ trợ bao nhiêu máy tính?",
    "Trong năm qua Hội kết nạp bao nhiêu hội viên mới?",
    "Cao Bằng và Bến Tre nơi nào có nhiều mái ấm tình thương hơn?",
    "Toàn tỉnh có tất cả bao nhiêu hội viên mới?",
    "Ai dẫn đầu đoàn Trung ương Hội về dự đại hội?",
    "Hội LHPN tỉnh Bắc Giang hợp tác với tỉnh nào của Lào?",
    "Vì sao hội viên mới của Cao Bằng giảm qua các năm?",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_every_other_question_is_left_to_the_passages(text: str) -> None:
    assert read_aggregate(ask(text)) is None


@pytest.mark.parametrize(
    "text",
    ["Tỉnh nào có nhiều máy bay nhất?", "Mái ấm tình thương ở Lai Châu qua các năm?", "Tỉnh nào nhiều nhất?"],
)
def test_too_few_figures_are_left_to_the_passages(text: str) -> None:
    assert told(text) is None


def test_kinds_of_period_are_not_mixed_in_a_sum() -> None:
    answer = told("Tổng cộng các tỉnh giúp bao nhiêu hộ thoát nghèo?")
    assert answer is not None
    assert "999" not in answer.text
    assert [(each.value, each.op) for each in answer.derived] == [("946 hộ", "sum")]


@pytest.mark.parametrize(
    ("count", "said"), [(5, "năm"), (10, "mười"), (15, "mười lăm"), (37, "ba mươi bảy"), (101, "một trăm lẻ một")]
)
def test_the_size_of_the_corpus_is_told_in_words(count: int, said: str) -> None:
    assert in_words(count) == said
