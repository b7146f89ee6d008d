"""Figures are found by indicator, place, period, organisation and kind, as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from ledgers import figure, ledger

from bot.figures.lookup import find_figures
from index.figures import Kind

LEDGER = ledger(
    [
        figure(215, at=1),
        figure(430, period="6 tháng đầu năm 2023", at=2),
        figure(90, place="huyện Mèo Vạc, Hà Giang", organisation="Hội LHPN huyện Mèo Vạc", at=3),
        figure(800, place="Cao Bằng", organisation="Hội LHPN tỉnh Cao Bằng", document="b.txt", at=4),
        figure(500, kind=Kind.PLAN, at=5),
        figure(27, key="mai-am-tinh-thuong", unit="nhà", at=6),
        figure(1_350_000_000, key="mai-am-tinh-thuong", unit="đồng", at=7),
        figure(12, key="vuon-rau-sach", unit="vườn", indicator="vườn rau sạch", at=8),
        figure(7, key="phu-nu-khoi-nghiep", unit="phụ nữ", place="Bắc Giang", at=9),
    ]
)


def found(query: str, **filters: str | Kind) -> list[int]:
    table = find_figures(LEDGER, query, today=date(2024, 3, 1), **filters)  # type: ignore[arg-type]
    return [int(one.value) for one in table.figures]


@pytest.mark.parametrize(
    "query",
    ["vườn rau sạch", "vuon rau sach", "Vườn rau", "vườn rau xạch", "bao nhiêu vườn rau sạch ở Hà Giang?"],
)
def test_an_indicator_is_found_however_it_is_typed(query: str) -> None:
    assert found(query) == [12]


@pytest.mark.parametrize("query", ["MATT", "mái ấm tình thương", "mai am tinh thuong", "nhà mái ấm"])
def test_spellings_of_one_indicator_find_the_same(query: str) -> None:
    assert found(query) == [1_350_000_000, 27] or found(query) == [27, 1_350_000_000]


def test_money_is_found_where_money_is_asked_for() -> None:
    assert found("kinh phí mái ấm tình thương") == [1_350_000_000]


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("hội viên mới Cao Bằng", {800}),
        ("hoi vien moi cao bang", {800}),
        ("hội viên mới Hà Giang", {215, 430, 90, 500}),  # with its districts
        ("hội viên mới huyện Mèo Vạc", {90}),
        ("hội viên mới Hà Giang 6 tháng đầu năm 2023", {430}),
        ("hội viên mới Hà Giang 2023", {430}),  # a year finds what lies in it
        ("hội viên mới Hà Giang năm ngoái", {430}),
        ("hội viên mới năm 2022", {215, 90, 800, 500}),
        ("kế hoạch hội viên mới", {500}),
        ("kết quả hội viên mới năm 2022", {215, 90, 800}),
        ("hội viên mới Hà Giang năm 2019", set()),
        ("phụ nữ khởi nghiệp Bắc Ninh", {7}),  # the province that Bắc Giang is in today
        ("tàu vũ trụ", set()),
    ],
)
def test_place_period_and_kind_are_read_from_the_query(query: str, values: set[int]) -> None:
    assert set(found(query)) == values


def test_options_say_the_same_more_plainly() -> None:
    assert found("hội viên mới", place="Cao Bằng") == [800]
    assert found("hội viên mới", place="Mèo Vạc") == [90]
    assert found("hội viên mới", period="6 tháng đầu năm 2023") == [430]
    assert found("hội viên mới", organisation="mèo vạc") == [90]
    assert found("hội viên mới", kind=Kind.PLAN) == [500]


def test_a_query_of_a_place_alone_finds_all_its_figures() -> None:
    assert found("Cao Bằng") == [800]


def test_later_periods_come_first() -> None:
    assert found("hội viên mới", place="Hà Giang", kind=Kind.RESULT)[:2] == [430, 215]


def test_a_fact_that_an_article_repeats_is_shown_once() -> None:
    again = ledger([figure(215, at=0), figure(215, at=300), figure(215, document="b.txt")])
    assert len(find_figures(again, "hội viên mới").figures) == 2


def test_the_vocabulary_goes_before_likeness() -> None:
    both = ledger([figure(1, key="ho-vay", unit="hộ"), figure(2, key="von-vay", unit="hộ")])
    assert [int(one.value) for one in find_figures(both, "hộ vay vốn").figures] == [1]


def test_an_indicator_that_is_named_finds_no_likeness_beside_it() -> None:
    like = figure(9, key="doi-hoi-vien-moi-tre", indicator="đội hội viên mới trẻ")
    table = find_figures(ledger([figure(215), like]), "hội viên mới")
    assert [one.value for one in table.figures] == [215]


@pytest.mark.parametrize(
    ("query", "values"), [("hội viên mới các tỉnh 2022", [800, 215, 500]), ("hội viên mới các huyện 2022", [90])]
)
def test_all_provinces_or_all_districts_can_be_asked_for(query: str, values: list[int]) -> None:
    assert found(query) == values


def test_places_come_in_the_order_of_the_alphabet_each_province_before_its_districts() -> None:
    places = ("Yên Bái", "huyện Ea Kar, Đắk Lắk", "Đắk Lắk", "Bắc Giang")
    table = find_figures(ledger([figure(n, place=place) for n, place in enumerate(places)]), "hội viên mới")
    assert [one.place for one in table.figures] == ["Bắc Giang", "Đắk Lắk", "huyện Ea Kar, Đắk Lắk", "Yên Bái"]


def test_the_usual_unit_of_an_indicator_comes_first() -> None:
    figures = [figure(4, unit="chi hội"), figure(15, unit="người"), figure(16, unit="người", place="Cao Bằng")]
    assert [one.unit for one in find_figures(ledger(figures), "hội viên mới").figures] == ["người", "người", "chi hội"]
