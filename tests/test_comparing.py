"""Two figures side by side: which is more and by how much, only where they are of one kind."""

from __future__ import annotations

from decimal import Decimal

import pytest
from invented_reports import HOA_BINH_2021, HOA_BINH_2022, KON_TUM_2022, ask, sentence

from bot.answering.answers import Derived
from bot.answering.comparing import compare
from bot.answering.extraction import Point
from bot.answering.questions import parts
from bot.answering.values import Value
from index.documents import Document

BY_YEAR = "Hòa Bình năm 2021 và năm 2022 xây bao nhiêu nhà?"
BY_PLACE = "Năm 2022 Hòa Bình và Kon Tum xây bao nhiêu nhà?"
BY_DISTRICT = "Huyện Mai Châu và huyện Lạc Sơn xây bao nhiêu nhà?"


def value(written: str, unit: str = "nha", number: str | None = None) -> Value:
    return Value(f"{written} {unit}", Decimal(number or written.replace(".", "").replace(",", ".")), written, unit)


def points(question: str, *values: Value, of: Document = HOA_BINH_2022) -> list[Point]:
    """One point for each part of a question, with a figure each."""
    asked = parts(ask(question))
    assert len(asked) == len(values)
    return [Point(sentence("Hội xây nhà.", of.source), part, (one,)) for part, one in zip(asked, values, strict=True)]


@pytest.mark.parametrize(
    ("question", "values", "sentence", "derived"),
    [
        (BY_YEAR, (value("31"), value("38")), "Tăng 7 (tính từ 31 và 38).", ("7", "38", "31")),
        (BY_YEAR, (value("38"), value("31")), "Giảm 7 (tính từ 38 và 31).", ("7", "31", "38")),
        (
            "Hòa Bình năm 2022 so với năm 2021 xây bao nhiêu nhà?",
            (value("38"), value("31")),
            "Tăng 7 (tính từ 31 và 38).",
            ("7", "38", "31"),
        ),
        (BY_PLACE, (value("38"), value("17")), "Hòa Bình nhiều hơn 21 (tính từ 38 và 17).", ("21", "17", "38")),
        (BY_PLACE, (value("17"), value("38")), "Kon Tum nhiều hơn 21 (tính từ 17 và 38).", ("21", "38", "17")),
        (BY_DISTRICT, (value("6"), value("9")), "Huyện Lạc Sơn nhiều hơn 3 (tính từ 6 và 9).", ("3", "9", "6")),
        (BY_YEAR, (value("987"), value("11.104")), "Tăng 10.117 (tính từ 987 và 11.104).", ("10.117", "11.104", "987")),
        (BY_YEAR, (value("80", "%"), value("78,5", "%")), "Giảm 1,5% (tính từ 80 và 78,5).", ("1,5%", "78,5", "80")),
        (
            BY_YEAR,
            (value("1 tỷ 860 triệu", "dong", "1860000000"), value("2 tỷ 280 triệu", "dong", "2280000000")),
            "Tăng 420 triệu đồng (tính từ 1 tỷ 860 triệu và 2 tỷ 280 triệu).",
            ("420 triệu đồng", "2 tỷ 280 triệu", "1 tỷ 860 triệu"),
        ),
        (
            BY_YEAR,
            (value("980 triệu", "dong", "980000000"), value("412,6 tỷ", "dong", "412600000000")),
            "Tăng 411,62 tỷ đồng (tính từ 980 triệu và 412,6 tỷ).",
            ("411,62 tỷ đồng", "412,6 tỷ", "980 triệu"),
        ),
    ],
)  # fmt: skip
def test_two_figures_of_one_kind_are_compared_and_the_difference_names_what_it_came_from(
    question: str, values: tuple[Value, ...], sentence: str, derived: tuple[str, ...]
) -> None:
    difference, *inputs = derived
    assert compare(points(question, *values)) == (sentence, (Derived(difference, "difference", tuple(inputs)),))


def test_equal_figures_are_said_to_be_equal() -> None:
    assert compare(points(BY_YEAR, value("31"), value("31"))) == ("Hai số bằng nhau: 31.", ())


def test_figures_of_different_units_are_not_compared() -> None:
    assert compare(points(BY_YEAR, value("31"), value("38", "ho"))) == ("", ())
    assert compare(points(BY_YEAR, value("31"), value("2 tỷ", "dong", "2000000000"))) == ("", ())


def test_figures_of_different_units_of_the_union_are_no_course_of_time() -> None:
    sides = parts(ask("năm 2021 và năm 2022 xây bao nhiêu nhà?"))
    told = [
        Point(sentence("Hội xây nhà.", document.source), side, (one,))
        for document, side, one in zip((HOA_BINH_2021, KON_TUM_2022), sides, (value("31"), value("17")), strict=True)
    ]
    assert compare(told) == ("", ())


def test_cells_of_tables_are_compared_by_their_rows() -> None:
    header = "| Huyện | Số tổ | Dư nợ |"
    one, other = parts(ask("Huyện Bù Đăng và huyện Lộc Ninh có bao nhiêu tổ?"))
    rows = [
        Point(sentence("| Bù Đăng | 61 | 158.300 |", KON_TUM_2022.source, header=header), one, (value("61", ""),)),
        Point(sentence("| Lộc Ninh | 54 | 143.900 |", KON_TUM_2022.source, header=header), other, (value("54", "to"),)),
    ]
    assert compare(rows)[0] == "Huyện Bù Đăng nhiều hơn 7 (tính từ 61 và 54)."


def test_three_sides_or_a_side_without_one_figure_are_not_compared() -> None:
    one, other = points(BY_YEAR, value("31"), value("38"))
    assert compare([one]) == compare([]) == ("", ())
    assert compare([one, other, other]) == ("", ())
    assert compare([one, Point(other.sentence, other.question)]) == ("", ())
    assert compare([one, Point(other.sentence, other.question, (value("1"), value("2")))]) == ("", ())


def test_the_one_with_more_is_named_by_its_report_where_the_question_names_no_place() -> None:
    asked = ask("xây bao nhiêu nhà")
    sides = [
        Point(sentence("Hội xây nhà.", document.source), asked, (one,))
        for document, one in ((HOA_BINH_2021, value("31")), (KON_TUM_2022, value("17")))
    ]
    assert compare(sides)[0] == "Hội LHPN tỉnh Hòa Bình nhiều hơn 14 (tính từ 31 và 17)."
