"""Which unit a question asks to be named, and which sentences name one."""

from __future__ import annotations

import pytest
from invented_reports import HOA_BINH_2022, LEXICON, ask, hits_of, report

from bot.answering.ranking import rank
from bot.answering.units import asked_unit, names_unit


@pytest.mark.parametrize(
    ("focus", "unit"),
    [
        (("huyện",), "huyện"),
        (("ở", "xã"), "xã"),
        (("thị", "xã"), "thị xã"),
        (("đơn", "vị"), "đơn vị"),
        (("nhiệm", "vụ"), None),
        ((), None),
    ],
)
def test_the_words_before_nao_say_which_unit_is_asked_for(focus: tuple[str, ...], unit: str | None) -> None:
    assert asked_unit(focus) == unit


@pytest.mark.parametrize(
    ("text", "unit", "named"),
    [
        ("Huyện Mai Châu dẫn đầu thi đua.", "huyện", True),
        ("Mai Châu dẫn đầu thi đua.", "huyện", True),
        ("Toàn tỉnh có 10 huyện, thành phố dự.", "huyện", False),
        ("Bàn giao nhà ở xã biên giới Thanh Thủy.", "xã", True),
        ("Giải nhất thuộc về Phường 5.", "phường", True),
        ("Nhà được trao ở Tân Lập và Phú Hội Đông.", "xã", True),
        ("Bà Bùi Thị Hoài Thu, Chủ tịch Hội LHPN tỉnh, trao 2 nhà ở các xã.", "xã", False),
        ("Cờ thi đua về tay huyện Lạc Sơn.", "đơn vị", True),
        ("Cờ thi đua được trao trong hội nghị.", "đơn vị", False),
        ("Giải nhì về tay đội huyện Quản Bạ.", "đội", True),
        ("Công ty TNHH Dệt may Hòa Phát nhận 30 cháu.", "doanh nghiệp", True),
        ("Huyện Tam Bình giành giải Nhất.", "đội", True),
        ("Có 14 đội tranh tài.", "đội", False),
    ],
)
def test_a_sentence_names_a_unit_by_its_kind_or_on_the_map(text: str, unit: str, named: bool) -> None:
    assert names_unit(text, unit) == named


def test_the_sentence_that_names_a_unit_answers_which_one() -> None:
    question = ask("Năm 2022 huyện nào của Hòa Bình được chọn làm điểm đại hội cấp huyện?")
    told = report(
        HOA_BINH_2022.source,
        ("", "Đại hội cấp huyện xong trước ngày 31/8 ở mọi huyện. Chọn huyện Mai Châu làm điểm."),
    )
    best, *others = rank(question, hits_of(told), LEXICON)
    assert best.fits and "Mai Châu" in best.sentence.text
    assert not any(each.fits for each in others)
