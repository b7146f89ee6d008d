"""Written numbers: which are figures, what they mean, and whether a source has them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from index.vietnamese.numbers import find_amounts, readings, unsupported


def amounts(text: str) -> list[tuple[str, Decimal]]:
    return [(amount.written, amount.value) for amount in find_amounts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("giúp 1.236 hộ", [("1.236", 1236)]),
        ("giúp 1236 hộ và 07 chị", [("1236", 1236), ("07", 7)]),
        ("đạt 86,4% kế hoạch", [("86,4", Decimal("86.4"))]),
        ("đạt 86.4 phần trăm", [("86.4", Decimal("86.4"))]),
        ("trị giá 2 tỷ 350 triệu đồng", [("2 tỷ 350 triệu", 2_350_000_000)]),
        ("trị giá 1,4 tỉ đồng", [("1,4 tỉ", 1_400_000_000)]),
        ("tri gia 15 trieu dong", [("15 trieu", 15_000_000)]),
        ("vốn 3.152 tỷ đồng", [("3.152 tỷ", 3_152_000_000_000)]),
        ("quà trị giá 500 nghìn đồng", [("500 nghìn", 500_000)]),
        ("209/209 cơ sở", [("209", 209), ("209", 209)]),
    ],
)
def test_figures_are_read_with_their_scale(text: str, expected: list[tuple[str, Decimal]]) -> None:
    assert amounts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Sáng ngày 13/7, Hội họp",
        "ngày 20/01/2018",
        "Chỉ thị số 21-CT/TW",
        "kế hoạch số 192/KH-UBND",
        "thực hiện Đề án 938",
        "trong 6 tháng đầu năm 2023",
        "nhiệm kỳ 2021-2026",
        "giai đoạn 2017 - 2025",
        "điện thoại 0912345678",
        "lúc 8 giờ 30",
        "tháng 11",
    ],
)
def test_dates_document_numbers_and_periods_are_no_figures(text: str) -> None:
    assert amounts(text) == []


def test_list_numbers_are_no_figures() -> None:
    assert amounts("1. Kết quả\n1.2. Hội xây 4 nhà\n12) Khác") == [("4", Decimal(4))]


def test_an_amount_says_where_it_stands() -> None:
    text = "Hội xây 4 nhà, trị giá 1 tỷ 50 triệu đồng."
    assert [text[amount.start : amount.end] for amount in find_amounts(text)] == ["4", "1 tỷ 50 triệu"]


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("07", {"7"}),
        ("8.538", {"8538", "8.538"}),
        ("1,4", {"1.4"}),
        ("1.418.000", {"1418000", "1418.000"}),
    ],
)
def test_a_written_number_has_every_reading_it_may_have(written: str, values: set[str]) -> None:
    assert readings(written) == {Decimal(value) for value in values}


@pytest.mark.parametrize(
    ("shown", "sources", "missing"),
    [
        ("giúp 1236 hộ", ["giúp 1.236 hộ"], []),
        ("giúp 1.236 hộ", ["giúp 1236 hộ"], []),
        ("2,35 tỷ đồng", ["2 tỷ 350 triệu đồng"], []),
        ("2.350.000.000 đồng", ["2,35 tỷ"], []),
        ("7 nhà", ["07 nhà"], []),
        ("48 nhà", ["47 nhà"], ["48"]),
        ("47 nhà, 1.237 hộ", ["47 nhà, 1.236 hộ"], ["1.237"]),
        ("2 tỷ 360 triệu", ["2 tỷ 350 triệu"], ["360"]),
        ("47 nhà", [], ["47"]),
        ("không có số", [], []),
    ],
)
def test_a_number_that_no_source_has_is_told(shown: str, sources: list[str], missing: list[str]) -> None:
    assert unsupported(shown, sources) == missing
