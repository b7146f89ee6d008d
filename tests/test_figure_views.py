"""What an officer asked to see of the ledger: what stands side by side, and what is said where little is known."""

from __future__ import annotations

from datetime import date

from ledgers import figure, ledger

from bot.figures.views import Fallback, Mode, Sheet, look_up
from index.figures import Figure


def sheet(figures: list[Figure], mode: Mode, query: str) -> Sheet:
    return look_up(ledger(figures), mode, query, date(2024, 3, 1)).sheet()


def rows(shown: Sheet) -> list[str]:
    return [row.text for block in shown.blocks for row in block.rows]


DISTRICT = figure(90, place="huyện Mèo Vạc, Hà Giang", document="d.txt")


def test_provinces_are_compared_by_their_own_figures() -> None:
    shown = sheet([figure(215), DISTRICT, figure(800, place="Cao Bằng")], Mode.COMPARISON, "Hà Giang, Cao Bằng 2022")
    assert [one.value for one in shown.figures] == [800, 215] and shown.fallback is None


def test_a_district_that_stands_for_its_province_is_told() -> None:
    shown = sheet([DISTRICT, figure(800, place="Cao Bằng")], Mode.COMPARISON, "Hà Giang, Cao Bằng năm 2022")
    assert {one.value for one in shown.figures} == {90, 800} and shown.fallback is Fallback.MIXED_LEVELS


def test_nothing_is_compared_where_nothing_is_reported_alike() -> None:
    houses = figure(7, key="mai-am-tinh-thuong", unit="nhà", place="Cao Bằng")
    shown = sheet([figure(215), houses], Mode.COMPARISON, "Hà Giang, Cao Bằng năm 2022")
    assert shown == Sheet(fallback=Fallback.NOT_COMPARABLE)


def test_periods_of_another_kind_are_named_in_each_row() -> None:
    half = figure(90, place="Cao Bằng", period="6 tháng đầu năm 2022")
    shown = sheet([figure(215), half], Mode.COMPARISON, "Hà Giang, Cao Bằng năm 2022")
    assert shown.fallback is Fallback.MIXED_PERIODS
    assert all("năm 2022" in row for row in rows(shown))


def test_one_period_is_no_trend() -> None:
    assert sheet([figure(215)], Mode.TREND, "hội viên mới").fallback is Fallback.NO_TREND


def test_sources_are_numbered_as_they_are_shown() -> None:
    figures = [
        figure(1, period="6 tháng đầu năm 2022", document="a.txt"),
        figure(2, period="năm 2023", document="b.txt"),
        figure(3, period="6 tháng đầu năm 2023", document="c.txt"),
    ]
    shown = sheet(figures, Mode.TABLE, "hội viên mới")
    assert [row[-3:] for row in rows(shown)] == ["[1]", "[2]", "[3]"]


def test_a_list_says_once_what_its_rows_share() -> None:
    places = [figure(n, place=f"huyện Mèo Vạc, huyện Đồng Văn {n}, Hà Giang") for n in range(2)]
    shown = sheet(places, Mode.TABLE, "hội viên mới")
    assert shown.blocks[0].heading.endswith("năm 2022")
    assert all("năm 2022" not in row for row in rows(shown))


def test_single_figures_of_many_indicators_stand_in_one_list() -> None:
    keys = ("mai-am-tinh-thuong", "hop-tac-xa", "to-hop-tac", "hoc-bong")
    members = [figure(215, place=place, document="b.txt") for place in ("Hà Giang", "Cao Bằng")]
    alone = [figure(n, key=key, unit="nhà") for n, key in enumerate(keys, 1)]
    shown = sheet([*alone, *members], Mode.TABLE, "năm 2022")
    assert [block.heading for block in shown.blocks] == [
        "Hội viên mới (hội viên, kết quả, cả năm), năm 2022",
        "Hà Giang, năm 2022 (kết quả)",
    ]
    assert "• Nhà mái ấm tình thương: 1 nhà [2]" in rows(shown)
