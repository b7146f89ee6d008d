"""Numbers in words: read where they are numbers, left alone where they are other words."""

from __future__ import annotations

import pytest

from bot.answering.claims.number_words import find_number_words
from index.vietnamese.text import words


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("giúp một trăm năm mươi hai hộ", [152]),
        ("mười hai nghìn năm trăm hộ", [12_500]),
        ("hai mươi lăm lớp và bảy tổ", [25, 7]),
        ("một trăm linh năm nhà", [105]),
        ("một tỷ bốn trăm triệu đồng", [1_400_000_000]),
        ("năm triệu đồng", [5_000_000]),
        ("năm hộ", [5]),
        ("hàng trăm hộ", [100]),
        ("hai ba hộ", [None]),  # two or three
        ("gần hai triệu rưỡi", [None]),
        ("trong năm nay", []),
        ("năm 2022", []),
        ("một số hộ", []),
        ("chiều thứ hai, tháng ba", []),
        ("ba mẹ, áo bà ba", []),
        ("5 năm", []),
    ],
)
def test_numbers_are_read(text: str, values: list[int | None]) -> None:
    assert [value for _, _, value in find_number_words(words(text))] == values
