"""What a figure of a sentence counts, and how well that is what a question asks for."""

from __future__ import annotations

import pytest

from bot.answering.asks import Ask, Dimension, Flow
from bot.answering.measures import counts, fit, is_money, named_share
from bot.answering.sentences import amounts_in
from index.vietnamese.text import fold


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("xây 38 mái ấm tình thương", True),
        ("xây 38 căn nhà", True),  # another word for it
        ("xây được 38 ngôi nhà", True),
        ("38 hội viên được tặng mái ấm", False),
        ("tặng mái ấm cho 38 hộ nghèo", False),
        ("Số mái ấm tình thương trao trong năm là 38 cái", True),  # named before it
        ("38", False),
    ],
)
def test_a_figure_counts_what_follows_it(text: str, counted: bool) -> None:
    [amount] = amounts_in(text)
    assert counts(text, amount, Ask(("mái", "ấm", "tình"))) is counted
    assert not counts(text, amount, Ask(()))


@pytest.mark.parametrize(
    ("text", "measure", "counted"),
    [
        ("Người mới vào Hội là 1.164 chị.", ("hội", "viên", "mới"), True),  # by the subject
        ("Hội viên toàn tỉnh đạt hơn 136.480 người.", ("hội", "viên"), True),
        ("Cả tỉnh có 391 chị khởi nghiệp.", ("người", "khởi", "nghiệp"), True),  # anybody counts as people
        ("Sau học 394 người có việc.", ("chị", "kiếm"), True),
        ("Tập huấn cho 266 cán bộ, hội viên.", ("chị", "em"), True),
        ("Tập huấn cho 266 hộ.", ("chị", "em"), False),
        ("Huyện kết nối được 167 cháu.", ("trẻ", "mồ", "côi"), True),  # by another word for its head
        ("Có 381 địa chỉ tin cậy.", ("chỗ", "tin", "cậy"), True),  # by what is said of it
        ("Giúp lập 03 HTX.", ("hợp", "tác", "xã"), True),  # written out
        ("209/209 (= 100%) cơ sở đạt.", ("cơ", "sở"), True),
        ("Có 140 chi em.", ("chi", "em"), True),  # typed without accents
        ("+ Mái ấm tình thương: bàn giao 5 căn, 390 triệu đồng.", ("nhà", "tình", "thương"), True),  # by its label
        ("Mở 3 lớp nghiệp vụ.", ("vụ",), False),  # the end of another word
        ("Bầu 35 chị vào Ban Chấp hành.", ("ủy", "viên"), True),
        ("Đến dự có 86 đại biểu.", ("ủy", "viên"), False),
        ("Mở 18 khóa.", ("lớp",), True),  # goes by another name too
        ("Tặng 9.500 chiếc làn.", ("cái", "giỏ"), True),
    ],
)
def test_what_is_counted_may_be_named_before_or_more_generally(
    text: str, measure: tuple[str, ...], counted: bool
) -> None:
    assert any(counts(text, amount, Ask(measure)) for amount in amounts_in(text)) is counted


@pytest.mark.parametrize(
    ("text", "flow", "counted"),
    [
        ("doanh số bán tại chỗ 842 triệu đồng", Flow.EARNED, True),
        ("doanh số bán tại chỗ 842 triệu đồng", Flow.SPENT, False),
        ("trị giá 842 triệu đồng", Flow.SPENT, True),  # which way it goes is not told
        ("kinh phí 842 triệu đồng", None, True),
    ],
)
def test_money_that_goes_the_other_way_is_not_what_is_asked_for(text: str, flow: Flow | None, counted: bool) -> None:
    [amount] = amounts_in(text)
    assert counts(text, amount, Ask((), money=True, flow=flow)) is counted


@pytest.mark.parametrize(("text", "told"), [("hỗ trợ 5 triệu đồng mỗi tháng", True), ("hỗ trợ 5 triệu đồng", False)])
def test_money_of_each_month_is_told_as_such(text: str, told: bool) -> None:
    [amount] = amounts_in(text)
    assert counts(text, amount, Ask((), money=True, per="tháng")) is told


@pytest.mark.parametrize(
    ("text", "whole"),
    [("từ 300.000 đến 500.000 đồng mỗi tháng", False), ("gần 5 triệu đồng/cháu", False), ("5 tỷ đồng mỗi nơi", True)],
)
def test_what_each_gets_is_not_the_whole(text: str, whole: bool) -> None:
    amount = amounts_in(text)[-1]
    assert counts(text, amount, Ask((), money=True, whole=True)) is whole
    assert counts(text, amount, Ask((), money=True))


@pytest.mark.parametrize(("text", "money"), [("2.571 tổ tiết kiệm", False), ("2.571 tỷ đồng", True)])
def test_a_word_that_begins_like_a_unit_of_money_is_none(text: str, money: bool) -> None:
    [amount] = amounts_in(text)
    assert is_money(fold(text), amount) is money


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("trồng 4,7 ha sen", Dimension.AREA),
        ("hiến 9.650 m2 đất", Dimension.AREA),
        ("thắp sáng 6 km đường", Dimension.LENGTH),
        ("bán 310 tấn nhãn", Dimension.WEIGHT),
    ],
)
def test_a_dimension_is_told_by_its_unit(text: str, dimension: Dimension) -> None:
    [amount] = amounts_in(text)
    assert [each for each in Dimension if counts(text, amount, Ask((), dimension=each))] == [dimension]


@pytest.mark.parametrize(
    ("text", "better", "worse"),
    [
        ("trao 14 mái ấm, tặng 139 hội viên khó khăn", 14, 139),
        ("mỗi vụ bán 2,6 tấn tinh bột từ 4,5 ha nghệ", 2.6, 4.5),
    ],
)
def test_the_figure_of_the_thing_asked_for_fits_best(text: str, better: float, worse: float) -> None:
    ask = Ask(("ngôi", "nhà") if better == 14 else ("tinh", "bột"))
    fits = {float(amount.value): fit(text, amount, ask) for amount in amounts_in(text)}
    assert fits[better] > fits[worse]


def test_a_rate_or_a_sum_counts_no_things() -> None:
    assert [fit(text, amounts_in(text)[0], Ask(("hộ",))) for text in ("80% hộ", "2 tỷ đồng cho hộ nghèo")] == [0, 0]


def test_a_row_is_read_with_its_header() -> None:
    table = "| Huyện | Hội viên mới |\n| Mai Châu | 205 |"
    assert named_share(table, Ask(("hội", "viên", "mới"))) == 1.0
    assert named_share(table, Ask(("cây", "xanh"))) == 0.0


@pytest.mark.parametrize(
    ("text", "money"),
    [("1 tỷ 860 triệu đồng", True), ("500.000 đồng", True), ("38 căn", False), ("412,6 tỷ", True)],
)
def test_money_is_told_by_its_unit(text: str, money: bool) -> None:
    assert is_money(fold(text), amounts_in(text)[0]) is money


def test_a_house_may_be_a_household_where_no_kind_of_house_is_named() -> None:
    text = "684 hộ đã nhận gà"
    [amount] = amounts_in(text)
    assert counts(text, amount, Ask(("nhà",)))
    assert not counts(text, amount, Ask(("nhà", "tình", "thương")))


def test_people_are_counted_whatever_they_are_called() -> None:
    text = "96 chủ nhà trọ giảm tiền phòng"
    [amount] = amounts_in(text)
    assert counts(text, amount, Ask(("người", "giảm")))
