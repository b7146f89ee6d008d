"""One question that joins several: each is read by itself and what the first answer leaves open is told too."""

from __future__ import annotations

from datetime import date

import pytest
from invented_reports import LEXICON, ask, hits_of, lexicon_of, report, source

from bot.answering.composition import compose
from bot.answering.conjuncts import with_conjuncts
from bot.answering.extraction import extract
from bot.answering.kinds import Kind
from bot.answering.questions import Question
from bot.answering.ranking import rank

BOATS = report(
    source("boats.txt", "Hội LHPN huyện Lý Sơn", "Quảng Ngãi", "năm 2022"),
    "Hội đua thuyền nữ năm 2022 có 8 đội dự thi, mỗi đội 12 tay chèo. "
    "Đội xã An Vĩnh về nhất. Chị Lê Thị Biển làm trưởng ban tổ chức. Giải khai mạc ngày 12/4.",
)
SWIMMING = report(
    source("swimming.txt", "Hội LHPN huyện Lý Sơn", "Quảng Ngãi", "năm 2022"),
    "Lớp dạy bơi nhận 84 cháu. Sau tám tuần, lớp bế giảng. Công an huyện dạy riêng 15 cháu.",
)


def joined(typed: str) -> Question:
    return with_conjuncts(ask(typed), LEXICON, today=date(2023, 5, 1))


def told(typed: str) -> str:
    lexicon = lexicon_of((BOATS, SWIMMING))
    question = with_conjuncts(ask(typed), lexicon, today=date(2023, 5, 1))
    hits = hits_of(BOATS, SWIMMING)
    return compose(extract(question, rank(question, hits, lexicon), hits, lexicon), lexicon)[0]


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("Hòa Bình xây bao nhiêu mái ấm, hết bao nhiêu tiền?", [Kind.FIGURE, Kind.FIGURE]),
        ("Giải đua thuyền do ai tổ chức và khai mạc ngày nào?", [Kind.PERSON, Kind.DATE]),
        ("hoa binh giup bao nhieu ho, rieng ho ngheo may ho", [Kind.FIGURE, Kind.FIGURE]),
        ("Hòa Bình xây bao nhiêu mái ấm cho hộ nghèo, hộ cận nghèo?", []),
        ("Hòa Bình và Kon Tum, nơi nào xây nhiều mái ấm hơn?", []),
        ("Xây bao nhiêu mái ấm?", []),
    ],
)
def test_a_question_is_cut_where_each_part_asks(typed: str, kinds: list[Kind]) -> None:
    assert [part.kind for part in joined(typed).joined] == kinds


def test_place_and_period_hold_for_every_part() -> None:
    question = joined("Năm 2022 Hòa Bình xây bao nhiêu mái ấm, hết bao nhiêu tiền?")
    assert {(part.places, part.periods) for part in question.joined} == {(question.places, question.periods)}


def test_what_the_first_sentence_leaves_open_is_told_too() -> None:
    text = told("Hội đua thuyền nữ Lý Sơn năm 2022 có bao nhiêu đội, khai mạc ngày nào?")
    assert "8 đội" in text and "12/4" in text


def test_two_figures_of_two_sentences_are_both_told() -> None:
    text = told("Lớp bơi ở Lý Sơn nhận bao nhiêu cháu, công an dạy mấy cháu?")
    assert "84 cháu" in text and "15 cháu" in text


def test_one_sentence_that_tells_all_stands_alone() -> None:
    text = told("Hội đua thuyền nữ Lý Sơn có bao nhiêu đội và mỗi đội mấy tay chèo?")
    assert "8 đội" in text and "12 tay chèo" in text and text.count("“") == 1
