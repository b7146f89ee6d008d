"""What may stand side by side, what contradicts, what may be added up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from ledgers import figure, ledger

from bot.figures.comparison import conflicts, group, totals, trends, warnings
from bot.figures.printing import conflict_line, total_line
from index.documents import Source
from index.figures import Figure, Kind

MEO_VAC, DONG_VAN = "huyện Mèo Vạc, Hà Giang", "huyện Đồng Văn, Hà Giang"


@pytest.mark.parametrize(
    "other",
    [
        figure(1, unit="đồng"),
        figure(1, key="ho-thoat-ngheo"),
        figure(1, period="6 tháng đầu năm 2022"),
        figure(1, kind=Kind.PLAN),
        figure(1, unit="%", of_target=True),
        figure(1, qualifier="tăng"),
        figure(1, qualifier="trong đó"),
    ],
)
def test_what_cannot_be_compared_is_kept_apart(other: Figure) -> None:
    assert len(group([figure(2), other])) == 2


def test_the_same_of_other_places_and_years_is_compared() -> None:
    [one] = group([figure(1), figure(2, place="Cao Bằng"), figure(3, period="năm 2021"), figure(4, unit="người")])
    assert (one.indicator, one.unit, one.period_kind) == ("hội viên mới", "người", "cả năm")


def test_different_kinds_of_period_are_told() -> None:
    [told] = warnings([figure(1), figure(2, period="6 tháng đầu năm 2022")])
    assert "cả năm và 6 tháng đầu năm" in told
    assert warnings([figure(1), figure(2, period="năm 2021")]) == []


def test_plans_beside_results_are_told() -> None:
    assert warnings([figure(1), figure(2, kind=Kind.PLAN)]) == ["Có cả kết quả và chỉ tiêu kế hoạch."]


def test_articles_that_disagree_are_shown_the_later_first() -> None:
    figures = [figure(215, document="a.txt"), figure(220, document="b.txt")]
    both = ledger(
        figures,
        a=Source("a.txt", "Tin nhanh", published=date(2022, 12, 20)),
        b=Source("b.txt", "Báo cáo", published=date(2023, 2, 1)),
    )
    [conflict] = conflicts(figures, both)
    assert [one.document for one in conflict.figures] == ["b.txt", "a.txt"]
    assert conflict_line(conflict, both) == (
        "Các nguồn nêu khác nhau về hội viên mới, Hà Giang, năm 2022: "
        "220 hội viên (Báo cáo – 01/02/2023); 215 hội viên (Tin nhanh – 20/12/2022)."
    )


@pytest.mark.parametrize(
    "figures",
    [
        [figure(215), figure(215, document="b.txt")],
        [figure(215), figure(220)],  # one article: the numbers tell different things
        [figure(215), figure(220, document="b.txt", place="Cao Bằng")],
        [figure(215), figure(220, document="b.txt", period="năm 2021")],
        [figure(215), figure(220, document="b.txt", kind=Kind.PLAN)],
        [figure(215), figure(20, document="b.txt", qualifier="trong đó")],
        [figure(215), figure(9, document="a.txt"), figure(215, document="b.txt")],
        [figure(215, period=None), figure(220, document="b.txt", period=None)],
    ],
)
def test_only_the_same_fact_can_be_disputed(figures: list[Figure]) -> None:
    assert conflicts(figures, ledger(figures)) == []


def test_a_sum_lists_what_went_in() -> None:
    [added] = totals([figure(21, place=MEO_VAC), figure(34, place=DONG_VAN, qualifier="trên")])
    assert added.value == 55
    assert total_line(added) == (
        "Cộng 2 nơi, năm 2022: khoảng 55 hội viên = "
        "21 hội viên (huyện Mèo Vạc, Hà Giang) và trên 34 hội viên (huyện Đồng Văn, Hà Giang)."
    )


@pytest.mark.parametrize(
    "figures",
    [
        [figure(21, place=MEO_VAC)],
        [figure(21, place=MEO_VAC), figure(215)],  # the district lies in the province
        [figure(21, place=MEO_VAC), figure(22, place=MEO_VAC)],
        [figure(21, place=MEO_VAC), figure(34, place="huyện Đồng Văn, huyện Mèo Vạc, Hà Giang")],
        [figure(21, place=MEO_VAC), figure(34, place=DONG_VAN, period="năm 2021")],
        [figure(21, place=MEO_VAC), figure(34, place=DONG_VAN, key="ho-vay")],
        [figure(21, place=MEO_VAC), figure(34, place=DONG_VAN, unit="đồng")],
        [figure(21, place=MEO_VAC, unit="%"), figure(34, place=DONG_VAN, unit="%")],
        [figure(21, place=MEO_VAC, qualifier="tăng"), figure(34, place=DONG_VAN, qualifier="tăng")],
        [figure(21, place=None), figure(34, place=None)],
    ],
)
def test_no_sum_where_it_makes_no_sense(figures: list[Figure]) -> None:
    assert totals(figures) == []


def test_a_trend_follows_one_kind_of_period() -> None:
    years = [figure(300, period="năm 2023"), figure(215), figure(100, period="năm 2021")]
    [trend] = trends([*years, figure(90, period="6 tháng đầu năm 2023"), figure(5, place="Cao Bằng")])
    assert [one.value for one in trend.figures] == [100, 215, 300]
    assert trend.changes == (Decimal(115), Decimal(85))
