"""What about a thing is asked for: its cause, its purpose, what fell short, what was wished; and what tells it."""

from __future__ import annotations

import pytest
from invented_reports import ask, sentence

from bot.answering.facets import Facet, strength
from bot.answering.kinds import Kind
from bot.answering.signs import ASKED_ABOVE, told

WEAKNESS, WISH, CAUSE, PURPOSE = Facet.WEAKNESS, Facet.WISH, Facet.CAUSE, Facet.PURPOSE


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Công tác Hội năm 2022 ở Hòa Bình còn những hạn chế nào?", {WEAKNESS}),
        ("hoa binh nam 2022 con yeu o khau nao", {WEAKNESS}),
        ("Năm 2022 Hòa Bình vướng ở những chỗ nào?", {WEAKNESS}),
        ("nam 2022 con nhung gi chua lam tot", {WEAKNESS}),
        ("Chủ tịch Hội băn khoăn chuyện gì?", {WEAKNESS}),
        ("Năm 2022 Hòa Bình không đạt chỉ tiêu nào?", {WEAKNESS}),
        ("Chỉ tiêu nào của Hòa Bình chưa hoàn thành?", {WEAKNESS}),
        ("Đại biểu cơ sở có những kiến nghị gì?", {WISH}),
        ("Lãnh đạo tỉnh yêu cầu Hội làm những gì?", {WISH}),
        ("Vì sao Hội lập tổ hợp tác?", {CAUSE}),
        ("Hội lập tổ hợp tác để làm gì?", {PURPOSE}),
        ("Ở phiên họp tháng 7/2022, Hòa Bình nhìn nhận còn kém ở khâu gì?", {WEAKNESS}),
        ("Chuyện gì đã khiến Hội lập tổ hợp tác?", {CAUSE}),
        ("Sao năm 2022 Hòa Bình lại hạ chỉ tiêu?", {CAUSE}),
        ("Phiên chợ gặp trục trặc gì phải rút kinh nghiệm?", {WEAKNESS}),
        ("Giúp bao nhiêu hội viên khó khăn?", set()),
        ("Hòa Bình đề ra chỉ tiêu nào cho năm 2023?", set()),
    ],
)
def test_a_question_asks_for_a_facet_in_its_own_words(typed: str, asked: set[Facet]) -> None:
    assert ask(typed).facets == asked


def test_a_missed_target_is_no_plan() -> None:
    assert ask("Hòa Bình đề ra chỉ tiêu nào?").plan and not ask("Hòa Bình hụt chỉ tiêu nào?").plan


@pytest.mark.parametrize(
    ("text", "facet", "expected"),
    [
        ("Hạn chế lớn là sinh hoạt chi hội còn đơn điệu.", WEAKNESS, 1.0),
        ("Sổ sách ghi chép chậm, nhiều chi hội thiếu người.", WEAKNESS, 1.0),
        ("Một lớp nghề mở chậm.", WEAKNESS, 0.5),
        ("Tặng quà cho hội viên khó khăn.", WEAKNESS, 0.0),
        ("Chị em đề nghị tỉnh mở thêm lớp nghề.", WISH, 1.0),
        ("Tới dự và chỉ đạo có lãnh đạo tỉnh.", WISH, 0.5),
        ("Lớp hoãn vì mưa lũ.", CAUSE, 1.0),
        ("Hội mở lớp nhằm giữ nghề dệt.", PURPOSE, 1.0),
    ],
)
def test_a_sentence_tells_a_facet_by_its_name_or_by_hints(text: str, facet: Facet, expected: float) -> None:
    assert strength(text, facet) == expected


def test_the_words_that_name_a_facet_are_no_topic() -> None:
    question = ask("Năm 2022 việc cho vay vốn ở Hòa Bình gặp khó khăn gì?")
    assert "khăn" not in [term.word for term in question.topic] and "vay" in [term.word for term in question.topic]


def test_what_stands_under_a_question_tells_what_that_asks() -> None:
    heading = "- Vì sao mô hình dừng lại?"
    assert told(sentence("Chị em bận mùa.", heading=heading), CAUSE) == ASKED_ABOVE
    assert told(sentence("Chị em bận mùa."), CAUSE) == 0.0
    assert told(sentence("Chị em bận mùa.", heading=heading), WISH) == 0.0


def test_words_that_only_name_a_shortcoming_are_no_topic() -> None:
    assert not ask("Ở phiên họp năm 2022, phụ nữ Hòa Bình tự nhận còn yếu ở những mặt nào?").topic


def test_shortcomings_are_listed_wherever_they_are_asked_for() -> None:
    assert ask("Phong trào phụ nữ Hòa Bình năm 2022 còn vướng ở đâu?").kind is Kind.LIST
