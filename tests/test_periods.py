"""What reporting periods mean, in articles and in questions."""

from __future__ import annotations

from datetime import date

import pytest

from index.vietnamese.periods import asks_for_latest, find_periods, parse_period

TODAY = date(2024, 3, 15)


def labels(text: str, said: date | None = None) -> list[str]:
    return [mention.period.label for mention in find_periods(text, said=said, bare_years=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6 tháng đầu năm 2023", ["6 tháng đầu năm 2023"]),
        ("6 thang dau nam 2023", ["6 tháng đầu năm 2023"]),
        ("6T đầu năm 2022", ["6 tháng đầu năm 2022"]),
        ("nhiem ky 2016 2021", ["nhiệm kỳ 2016-2021"]),
        ("nửa đâu năm 2022", ["6 tháng đầu năm 2022"]),
        ("Nửa chặng đường 2023 của Hội", ["6 tháng đầu năm 2023"]),
        ("tổng kết năm công tác 2022", ["năm 2022"]),
        ("6 tháng đàu năm 2022", ["6 tháng đầu năm 2022"]),
        ("Gò Dầu năm 2022", ["năm 2022"]),
        ("từ tháng 1 đến tháng 6/2022", ["6 tháng đầu năm 2022"]),
        ("từ tháng 7 đến tháng 12/2022", ["6 tháng cuối năm 2022"]),
        ("từ tháng 7 đến hết năm 2022", ["6 tháng cuối năm 2022"]),
        ("sáu tháng đầu năm 2021", ["6 tháng đầu năm 2021"]),
        ("nửa đầu năm 2022", ["6 tháng đầu năm 2022"]),
        ("9 tháng đầu năm 2020", ["9 tháng đầu năm 2020"]),
        ("9 tháng 2020", ["9 tháng đầu năm 2020"]),
        ("mấy tháng đầu năm 2023", ["6 tháng đầu năm 2023"]),
        ("tính tới ngày 20/9/2024", ["tháng 9 năm 2024"]),
        ("tháng 9 2020", ["tháng 9 năm 2020"]),
        ("6 tháng cuối năm 2019", ["6 tháng cuối năm 2019"]),
        ("quý III/2022", ["quý III năm 2022"]),
        ("quy 2 nam 2021", ["quý II năm 2021"]),
        ("tháng 3/2021", ["tháng 3 năm 2021"]),
        ("tháng 12 năm 2020", ["tháng 12 năm 2020"]),
        ("năm 2018", ["năm 2018"]),
        ("nhiệm kỳ 2021-2026", ["nhiệm kỳ 2021-2026"]),
        ("nhiem ky 2021 - 2026", ["nhiệm kỳ 2021-2026"]),
        ("giai đoạn 2017-2025", ["giai đoạn 2017-2025"]),
        ("giữa năm 2022", ["6 tháng đầu năm 2022"]),
        ("đến hết năm 2022", ["năm 2022"]),
        ("ket qua 2022 so voi 2021", ["năm 2022", "năm 2021"]),
        (
            "6 tháng đầu năm, triển khai nhiệm vụ 6 tháng cuối năm 2023",
            ["6 tháng đầu năm 2023", "6 tháng cuối năm 2023"],
        ),
    ],
)
def test_a_period_is_read_accented_or_not(text: str, expected: list[str]) -> None:
    assert labels(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("năm ngoái", ["năm 2023"]),
        ("nam nay", ["năm 2024"]),
        ("năm kia", ["năm 2022"]),
        ("6 tháng đầu năm", ["6 tháng đầu năm 2024"]),
    ],
)
def test_relative_words_count_from_the_day_they_are_said(text: str, expected: list[str]) -> None:
    assert labels(text, TODAY) == expected
    assert labels(text) == []


@pytest.mark.parametrize(
    "text", ["Hội LHPN Việt Nam", "nam giới tham gia", "2.022 hội viên", "1.2023", "Đề án 938", "5 năm thực hiện", ""]
)
def test_other_words_and_numbers_are_no_period(text: str) -> None:
    assert labels(text, TODAY) == []


def test_a_mention_says_where_it_stands() -> None:
    text = "Kết quả quý I năm 2022 tốt"
    [mention] = find_periods(text)
    assert text[mention.start : mention.end] == "quý I năm 2022"


def test_every_label_is_read_back() -> None:
    for label in (
        "năm 2020",
        "3 tháng đầu năm 2020",
        "6 tháng đầu năm 2023",
        "9 tháng đầu năm 2023",
        "6 tháng cuối năm 2023",
        "quý IV năm 2021",
        "tháng 7 năm 2022",
        "nhiệm kỳ 2021-2026",
        "giai đoạn 2017-2027",
    ):
        period = parse_period(label)
        assert period
        assert period.label == label
    assert parse_period(None) is parse_period("lâu rồi") is None


def test_periods_cover_overlap_and_move() -> None:
    year, half, quarter = map(parse_period, ("năm 2022", "6 tháng đầu năm 2022", "quý III năm 2022"))
    assert year and half and quarter
    assert year.covers(half) and year.covers(year) and not half.covers(year)
    assert year.overlaps(quarter) and not half.overlaps(quarter)
    assert half.moved(-1).label == "6 tháng đầu năm 2021"
    assert (half.months, half.year) == (6, 2022)


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("hiện nay có bao nhiêu hội viên", True),
        ("so lieu moi nhat", True),
        ("gan day hoi lam gi", True),
        ("năm 2020 có bao nhiêu hội viên", False),
        ("xây mới bao nhiêu nhà", False),
    ],
)
def test_a_question_for_the_newest_state_is_told(text: str, latest: bool) -> None:
    assert asks_for_latest(text) is latest
