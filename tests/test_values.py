"""Which figure of a sentence or table row is the one asked for; where two could be meant, none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_reports import HOA_BINH_2022, LEXICON, ask, passage, sentence

from bot.answering.sentences import Sentence
from bot.answering.values import Value, pick_values

HOUSES = (
    "Năm 2022, các cấp Hội trong tỉnh đã xây mới 38 mái ấm tình thương, tổng trị giá 2 tỷ 280 triệu đồng; "
    "giúp hơn 801 hộ phụ nữ nghèo, trong đó 264 hộ thoát nghèo."
)
MEMBERS = "Toàn tỉnh kết nạp 2.987 hội viên mới, nâng tỷ lệ tập hợp lên 80,1% phụ nữ từ 18 tuổi trở lên."
ORPHANS = "Hội nhận đỡ đầu 24 trẻ mồ côi, mỗi cháu 500.000 đồng/tháng, tổng kinh phí 144 triệu đồng một năm."
DISTRICTS = "Huyện Mai Châu trao 6 mái ấm tình thương, huyện Lạc Sơn trao 9 mái ấm tình thương."
PLAN_RESULT = "| Nội dung | Kế hoạch | Thực hiện |"


def picked(question: str, text: str, header: str = "") -> list[Value]:
    return pick_values(sentence(text, header=header), ask(question), LEXICON)


def shown(question: str, text: str, header: str = "") -> list[str]:
    return [value.shown for value in picked(question, text, header)]


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Hòa Bình xây bao nhiêu mái ấm tình thương?", HOUSES, ["38 mái ấm tình thương"]),
        ("hoa binh 2022 xay bn can nha", HOUSES, ["38 mái ấm tình thương"]),
        ("Xây mái ấm hết bao nhiêu tiền?", HOUSES, ["2 tỷ 280 triệu đồng"]),
        ("Mái ấm tình thương trị giá bao nhiêu?", HOUSES, ["2 tỷ 280 triệu đồng"]),
        ("Xây bao nhiêu mái ấm, hết bao nhiêu tiền?", HOUSES, ["38 mái ấm tình thương", "2 tỷ 280 triệu đồng"]),
        ("Giúp bao nhiêu hộ phụ nữ nghèo?", HOUSES, ["hơn 801 hộ phụ nữ nghèo"]),
        ("Bao nhiêu hộ thoát nghèo?", HOUSES, ["264 hộ thoát nghèo"]),
        ("Trong đó bao nhiêu hộ thoát nghèo?", HOUSES, ["264 hộ thoát nghèo"]),
        ("Kết nạp mấy hội viên mới?", MEMBERS, ["2.987 hội viên mới"]),
        ("Tỷ lệ tập hợp phụ nữ là bao nhiêu phần trăm?", MEMBERS, ["80,1% phụ nữ"]),
        ("ty le tap hop la bao nhieu", MEMBERS, ["80,1% phụ nữ"]),
        ("Đỡ đầu bao nhiêu trẻ mồ côi?", ORPHANS, ["24 trẻ mồ côi"]),
        ("Tổng kinh phí đỡ đầu là bao nhiêu?", ORPHANS, ["144 triệu đồng một năm"]),
        ("Huyện Mai Châu trao mấy mái ấm?", "Huyện Mai Châu trao 6 mái ấm.", ["6 mái ấm"]),
        ("Thu gom bao nhiêu tấn rác?", "Hội thu gom 12,5 tấn rác thải nhựa.", ["12,5 tấn rác thải nhựa"]),
        ("Trồng bao nhiêu cây?", "Hội trồng gần 5.400 cây xanh (ven đường).", ["gần 5.400 cây xanh"]),
    ],
)  # fmt: skip
def test_the_figure_asked_for_is_picked_with_what_it_counts(question: str, text: str, expected: list[str]) -> None:
    assert shown(question, text) == expected


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Trao mấy mái ấm tình thương?", DISTRICTS),  # whose?
        ("Xây bao nhiêu trường học?", HOUSES),
        ("Kết nạp bao nhiêu hội viên, hết bao nhiêu tiền?", MEMBERS),  # no money here
        ("Xây bao nhiêu mái ấm?", "Hội quan tâm xây mái ấm."),
        ("Hòa Bình xây 38 mái ấm, còn xây bao nhiêu mái ấm nữa?", "Hội xây 38 mái ấm."),
        ("Ai chủ trì hội nghị?", HOUSES),
    ],
)
def test_in_doubt_no_figure_is_picked(question: str, text: str) -> None:
    assert picked(question, text) == []


def test_a_rate_is_no_total_unless_it_is_asked_for() -> None:
    asked = "Mỗi cháu mồ côi được bao nhiêu tiền?"
    assert shown("Hội hỗ trợ trẻ mồ côi tổng bao nhiêu tiền?", ORPHANS) == ["144 triệu đồng một năm"]
    assert shown(asked, "Mỗi cháu được 500.000 đồng/tháng.") == ["500.000 đồng/tháng"]


@pytest.mark.parametrize(
    ("question", "text", "number", "written", "unit"),
    [
        ("Xây mái ấm hết bao nhiêu tiền?", HOUSES, "2280000000", "2 tỷ 280 triệu", "dong"),
        ("Kết nạp mấy hội viên mới?", MEMBERS, "2987", "2.987", "hoi"),
        ("Tỷ lệ tập hợp là bao nhiêu phần trăm?", MEMBERS, "80.1", "80,1", "%"),
    ],
)
def test_a_picked_figure_knows_its_number_as_written_and_its_unit(
    question: str, text: str, number: str, written: str, unit: str
) -> None:
    [value] = picked(question, text)
    assert (value.number, value.written, value.unit) == (Decimal(number), written, unit)


# Tables


@pytest.mark.parametrize(
    ("question", "row", "header", "expected"),
    [
        (
            "Bình Phước xây bao nhiêu mái ấm?",
            "| Mái ấm tình thương | 40 | 45 |",
            PLAN_RESULT,
            ["Mái ấm tình thương – Thực hiện: 45"],
        ),
        (
            "Bình Phước đặt chỉ tiêu bao nhiêu mái ấm?",
            "| Mái ấm tình thương | 40 | 45 |",
            PLAN_RESULT,
            ["Mái ấm tình thương – Kế hoạch: 40"],
        ),
        (
            "Mái ấm: kế hoạch bao nhiêu, thực hiện được bao nhiêu?",
            "| Mái ấm tình thương | 40 | 45 |",
            PLAN_RESULT,
            ["Mái ấm tình thương – Kế hoạch: 40", "Mái ấm tình thương – Thực hiện: 45"],
        ),
        (
            "dư nợ huyện Bù Đăng",
            "| Bù Đăng | 61 | 158.300 |",
            "| Huyện | Số tổ | Dư nợ (triệu đồng) |",
            ["Bù Đăng – Dư nợ: 158.300 triệu đồng"],
        ),
        (
            "huyện Bù Đăng có bao nhiêu tổ",
            "| Bù Đăng | 61 | 158.300 |",
            "| Huyện | Số tổ | Dư nợ (triệu đồng) |",
            ["Bù Đăng – Số tổ: 61"],
        ),
        # a column that numbers the rows is no figure
        ("trồng bao nhiêu cây", "| 2 | Trồng cây | 540 |", "| TT | Nội dung | Số cây |", ["Trồng cây – Số cây: 540"]),
        # a column of units
        (
            "thu gom bao nhiêu rác",
            "| 3 | Thu gom rác | tấn | 12,5 |",
            "| TT | Nội dung | ĐVT | Kết quả |",
            ["Thu gom rác – Kết quả: 12,5 tấn"],
        ),
        # "Đơn vị" heads the places as well
        ("xã Nà Phặc có mấy tổ", "| Xã Nà Phặc | 14 | 213 |", "| Đơn vị | Số tổ | Dư nợ |", ["Xã Nà Phặc – Số tổ: 14"]),
        # the asked year's column
        (
            "năm 2022 trồng bao nhiêu cây",
            "| Trồng cây | 5.100 | 5.400 |",
            "| Nội dung | Năm 2021 | Năm 2022 |",
            ["Trồng cây – Năm 2022: 5.400"],
        ),
        # a target of the asked year is not what was reached in it
        (
            "năm 2022 lập bao nhiêu tổ",
            "| Tổ truyền thông | 240 tổ | 268 tổ |",
            "| Nội dung | Giao năm 2022 | Thực hiện |",
            ["Tổ truyền thông – Thực hiện: 268 tổ"],
        ),
        # a column for each figure asked for
        (
            "huyện Bù Đăng có dư nợ bao nhiêu, mấy tổ",
            "| Bù Đăng | 61 | 158.300 |",
            "| Huyện | Số tổ | Dư nợ (triệu đồng) |",
            ["Bù Đăng – Dư nợ: 158.300 triệu đồng", "Bù Đăng – Số tổ: 61"],
        ),
        # per cent
        (
            "đạt bao nhiêu phần trăm chỉ tiêu hội viên mới",
            "| Hội viên mới | 2.500 | 2.731 | 109,2% |",
            "| Nội dung | Chỉ tiêu | Thực hiện | Tỷ lệ |",
            ["Hội viên mới – Tỷ lệ: 109,2%"],
        ),
        # tabs, and a table without a header
        ("trồng bao nhiêu cây", "Trồng cây\t5.400", "", ["Trồng cây: 5.400"]),
    ],
)  # fmt: skip
def test_of_a_row_the_cell_of_the_asked_column_is_picked(
    question: str, row: str, header: str, expected: list[str]
) -> None:
    assert shown(question, row, header) == expected


def test_a_row_without_a_figure_gives_none() -> None:
    assert picked("trồng bao nhiêu cây", "| Trồng cây | chưa có |", "| Nội dung | Thực hiện |") == []


@given(st.lists(st.sampled_from([*HOUSES.split(), *ORPHANS.split(), "|", "12.5", "–", "%"]), min_size=1, max_size=40))
def test_what_is_picked_stands_in_the_sentence(words: list[str]) -> None:
    text = " ".join(words)
    whole = Sentence(passage(HOA_BINH_2022.source, text), 0, len(text), text)
    for value in pick_values(whole, ask("Hòa Bình xây bao nhiêu mái ấm, hết bao nhiêu tiền?"), LEXICON):
        assert value.written in text
        assert value.written in value.shown
