"""Which questions ask the same: courtesy, order and accents aside, everything has to agree."""

from __future__ import annotations

from datetime import date

import pytest

from bot.archive.matching import ask_same, in_same_order, read, share_terms

TODAY = date(2026, 11, 26)


def are_same(first: str, second: str, *, on: date = TODAY) -> bool:
    one, other = read(first, on), read(second, TODAY)
    assert ask_same(one, other) == ask_same(other, one)
    return ask_same(one, other)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Vay vốn ủy thác cần giấy tờ gì?", "Dạ chị ơi vay vốn ủy thác thì cần những giấy tờ gì ạ"),
        ("Vay vốn ủy thác cần giấy tờ gì?", "vay von uy thac can giay to gi"),
        ("Vay vốn ủy thác cần giấy tờ gì?", "Giấy tờ gì để vay vốn ủy thác?"),
        ("Hội có hỗ trợ xây nhà không?", "hoi co ho tro xay nha khong"),
        ("Hội phí năm 2026 là bao nhiêu?", "Năm nay hội phí bao nhiêu?"),
        ("Hoà giải viên là ai?", "Hòa giải viên là ai"),
        ("Họp ở Lục Ngạn, Bắc Giang khi nào?", "Khi nào họp ở huyện Lục Ngạn?"),
        ("Họp ở Châu Thành, Long An khi nào?", "Khi nào họp ở huyện Châu Thành tỉnh Long An?"),
    ],
)
def test_the_same_question_in_other_words_is_the_same(first: str, second: str) -> None:
    assert are_same(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Hội phí năm 2026 là bao nhiêu?", "Hội phí năm 2025 là bao nhiêu?"),
        ("Hội phí năm 2026 là bao nhiêu?", "Hội phí là bao nhiêu?"),
        ("Ai được vay vốn ở Cà Mau?", "Ai được vay vốn ở Bắc Giang?"),
        ("Ai được vay vốn ở Cà Mau?", "Ai được vay vốn?"),
        ("Ai được vay vốn?", "Ai không được vay vốn?"),
        ("Ai được vay vốn?", "Ai cho vay vốn?"),
        ("Hội viên được vay bao nhiêu?", "Hội viên khuyết tật được vay bao nhiêu?"),
        ("Mức vay tối đa là bao nhiêu?", "Mức vay tối thiểu là bao nhiêu?"),
        ("Số hội viên tăng bao nhiêu?", "Số hội viên giảm bao nhiêu?"),
        ("Đăng ký học nghề ở đâu?", "Đăng ký học nghề khi nào?"),
        ("Đề án 938 là gì?", "Đề án 939 là gì?"),
        ("Chị Hoa được hỗ trợ gì?", "Chị Hòa được hỗ trợ gì?"),
        ("Vợ có được đứng tên không?", "Chồng có được đứng tên không?"),
        ("Có gì không?", "Thế nào ạ?"),
        ("Họp ở Châu Thành khi nào?", "Họp ở Châu Thành khi nào?"),  # of which province?
        ("Họp ở Châu Thành, Long An khi nào?", "Họp ở Châu Thành, Trà Vinh khi nào?"),
        ("Họp ở Lục Ngạn, Bắc Giang khi nào?", "Họp ở Bắc Giang khi nào?"),
        ("?", "?"),
    ],
)
def test_another_question_is_another(first: str, second: str) -> None:
    assert not are_same(first, second)


def test_this_year_is_that_of_the_day_on_which_it_was_asked() -> None:
    assert not are_same("Năm nay hội phí bao nhiêu?", "Năm nay hội phí bao nhiêu?", on=date(2025, 11, 26))
    assert are_same("Năm nay hội phí bao nhiêu?", "Năm ngoái hội phí bao nhiêu?", on=date(2025, 11, 26))


def test_order_is_told_apart() -> None:
    asked = read("Con dạy mẹ thế nào?", TODAY)
    assert in_same_order(asked, read("con day me the nao a", TODAY))
    turned = read("Mẹ dạy con thế nào?", TODAY)
    assert ask_same(asked, turned) and not in_same_order(asked, turned)


@pytest.mark.parametrize(
    ("other", "shares"),
    [
        ("Huế trồng mấy cây xanh năm 2024?", True),
        ("Huế trồng mấy cây xanh năm 2023?", False),
        ("Cà Mau trồng mấy cây xanh năm 2024?", False),
        ("Huế mở mấy lớp học năm 2024?", False),
    ],
)
def test_like_questions_are_of_one_place_and_period(other: str, shares: bool) -> None:
    asked = read("Năm 2024 tỉnh Thừa Thiên Huế trồng bao nhiêu cây?", TODAY)
    assert share_terms(asked, read(other, TODAY)) is shares
