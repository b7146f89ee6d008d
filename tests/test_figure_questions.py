"""Questions worded from the ledger: each has a row that answers it, and none that the reader was told already."""

from __future__ import annotations

from datetime import date

import pytest
from ledgers import figure, ledger

from bot.figures.questions import example_questions, next_questions
from index.documents import Source
from index.figures import Kind

MEMBERS = figure(120, quote="kết nạp 120 hội viên mới")
HOUSES = figure(47, key="mai-am-tinh-thuong", unit="nhà", quote="xây 47 mái ấm")
LOANS = figure("412600000000", key="du-no-uy-thac", unit="đồng")
TOTAL = figure(9000, key="tong-so-hoi-vien", unit="hội viên")


def worded(*figures: object) -> list[str]:
    return [asked.question for asked in next_questions(ledger(figures), "a.txt", [], limit=9)]  # type: ignore[arg-type]


def test_each_indicator_of_a_report_becomes_a_question() -> None:
    assert worded(MEMBERS, HOUSES, LOANS, TOTAL) == [
        "Năm 2022, Hội LHPN tỉnh Hà Giang có bao nhiêu hội viên mới?",
        "Năm 2022, Hội LHPN tỉnh Hà Giang có bao nhiêu nhà mái ấm tình thương?",
        "Năm 2022, dư nợ ủy thác của Hội LHPN tỉnh Hà Giang là bao nhiêu?",
        "Năm 2022, tổng số hội viên của Hội LHPN tỉnh Hà Giang là bao nhiêu?",
    ]


@pytest.mark.parametrize(
    "unfit",
    [
        {"kind": Kind.PLAN},
        {"qualifier": "tăng"},
        {"unit": "%"},
        {"of_target": True},
        {"period": None},
        {"organisation": None},
        {"place": "huyện Vị Xuyên, Hà Giang"},  # not what the report's own organisation reached
        {"key": "chuyen-chua-co-ten"},
        {"key": "nha-o"},  # too general a name
        {"key": "suat-qua", "unit": "đồng"},  # no natural question
    ],
    ids=str,
)
def test_a_figure_that_no_clear_question_asks_for_is_left_out(unfit: dict[str, object]) -> None:
    assert worded(figure(5, **unfit)) == []


@pytest.mark.parametrize(("reported", "asked"), [("năm 2022", 1), (None, 1), ("6 tháng đầu năm 2022", 0)])
def test_only_figures_of_the_reports_own_period_are_asked_for(reported: str | None, asked: int) -> None:
    known = ledger([MEMBERS], a=Source("a.txt", "Báo cáo", period=reported))
    assert len(next_questions(known, "a.txt", [])) == asked


def test_an_indicator_with_two_values_is_left_out() -> None:
    assert worded(MEMBERS, figure(121)) == []
    assert len(worded(MEMBERS, figure(120))) == 1


def test_what_was_told_and_other_reports_are_left_out() -> None:
    figures = [MEMBERS, HOUSES, figure(9, document="b.txt", key="hop-tac-xa", unit="hợp tác xã")]
    told = ["Năm 2022 kết nạp 120 hội viên mới, xây nhà."]
    asked = next_questions(ledger(figures), "a.txt", told)
    assert [each.figure for each in asked] == [HOUSES]


def test_no_more_are_worded_than_wanted() -> None:
    assert len(next_questions(ledger([MEMBERS, HOUSES, LOANS, TOTAL]), "a.txt", [])) == 3


def test_examples_are_of_different_reports_places_and_indicators_the_newest_first() -> None:
    hue = {"place": "Thừa Thiên Huế", "organisation": "Hội LHPN tỉnh Thừa Thiên Huế"}
    son_la = {"place": "Sơn La", "organisation": "Hội LHPN tỉnh Sơn La"}
    figures = [
        figure(1, document="old.txt"),
        figure(2, document="new.txt", **hue),
        figure(3, document="new.txt", key="hop-tac-xa", unit="hợp tác xã", **hue),
        figure(4, document="middle.txt", **son_la),
        figure(5, document="middle.txt", key="hoc-bong", unit="suất", **son_la),
    ]
    dated = {
        name: Source(f"{name}.txt", name, published=date(year, 1, 1))
        for name, year in (("old", 2020), ("middle", 2022), ("new", 2024))
    }
    assert [example.figure.value for example in example_questions(ledger(figures, **dated))] == [2, 5]
    assert len(example_questions(ledger(figures, **dated), limit=1)) == 1


def test_an_empty_ledger_offers_nothing() -> None:
    assert (example_questions(ledger([])), next_questions(ledger([]), "a.txt", [])) == ([], [])
