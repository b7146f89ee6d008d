"""Figures of articles: which numbers are some, what they count, where, when, and planned or reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from figure_documents import article, figure_of, figures_of
from hypothesis import given, settings
from hypothesis import strategies as st

from index.figures import Figure, Kind, extract_figures, figures_within


def facts(figures: Sequence[Figure], *names: str) -> list[tuple[object, ...]]:
    return [tuple(getattr(figure, name) for name in names) for figure in figures]


def values(text: str) -> list[tuple[object, ...]]:
    return facts(figures_of(text), "value", "unit")


@pytest.mark.parametrize(
    ("text", "value", "unit", "written"),
    [
        ("Toàn tỉnh giúp 1.236 hộ thoát nghèo.", 1236, "hộ", "1.236"),
        ("Tặng quà trị giá 2 tỷ 350 triệu đồng.", 2_350_000_000, "đồng", "2 tỷ 350 triệu"),
        ("Vận động ủng hộ 12 tỉ 500 triệu đồng.", 12_500_000_000, "đồng", "12 tỉ 500 triệu"),
        ("Dư nợ đạt 1,4 nghìn tỷ đồng.", 1_400_000_000_000, "đồng", "1,4 nghìn tỷ"),
        ("Mỗi suất quà trị giá 500 ngàn đồng.", 500_000, "đồng", "500 ngàn"),
        ("Ủng hộ 17,5trđ cho quỹ.", 17_500_000, "đồng", "17,5tr"),
        ("Vận động được 300 triệu, góp vào quỹ.", 300_000_000, "đồng", "300 triệu"),
        ("Cập nhật được 12 nghìn hồ sơ.", 12_000, "hồ sơ", "12 nghìn"),
        ("Tuyên truyền cho 1,2 triệu lượt người.", 1_200_000, "lượt", "1,2 triệu"),
        ("Có 86,4% cơ sở Hội vững mạnh.", Decimal("86.4"), "%", "86,4"),
        ("Có 86.4 phần trăm cơ sở Hội vững mạnh.", Decimal("86.4"), "%", "86.4"),
        ("Trồng 2,5 km đường hoa.", Decimal("2.5"), "km", "2,5"),
        ("Số hội viên toàn tỉnh là 61.204.", 61204, "hội viên", "61.204"),
        ("Đóng mới 6 xuồng chữ thập.", 6, "xuồng chữ", "6"),  # an unknown unit: two syllables
        ("Ra mắt 05 CLB.", 5, "câu lạc bộ", "05"),
    ],
)
def test_a_figure_has_its_value_unit_and_writing(text: str, value: int | Decimal, unit: str, written: str) -> None:
    figure = figure_of(text)
    assert (figure.value, figure.unit, figure.value_text) == (value, unit, written)


@pytest.mark.parametrize(
    "text",
    [
        "Ngày 20/10, Hội tổ chức mít tinh dịp 8/3 và 20/10/2023.",
        "Theo Nghị quyết số 26-NQ/TW và Quyết định 1438/QĐ-UBND.",
        "Thực hiện Đề án 938, 939 và Dự án 8.",
        "Liên hệ 0912345678 hoặc 0219.386.123.",
        "Đại hội lần thứ 16 họp ở tổ 5, khu 3.",
        "Hội đồng hành 5 năm với chương trình này, mỗi đợt 3 tháng.",
        "Lớp dành cho các em từ 6 đến 15 tuổi.",
        "Xây dựng gia đình 5 không, 3 sạch.",
        "Phát động “90 hành động vì phụ nữ”.",
        "Đoàn công tác 2 thăm bà con.",
        "Bài học từ công nghiệp 4.0 và dịch Covid-19.",
        "Sản phẩm đạt OCOP 4 sao.",
        "Năm 2023, nhiệm kỳ 2021-2026, giai đoạn 2021 - 2025.",
        "Nội dung (1) tuyên truyền; (2) vận động.",
    ],
)
def test_dates_numbers_of_papers_names_and_lengths_of_time_are_no_figures(text: str) -> None:
    assert figures_of(text) == []


def test_list_numbers_are_no_figures() -> None:
    assert values("1. Kết quả\n1.2. Hội xây 4 nhà\n2) Giúp 3 hộ") == [(4, "nhà"), (3, "hộ")]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("Giúp trên 30 hộ thoát nghèo.", "trên"),
        ("Giúp gần 30 hộ thoát nghèo.", "gần"),
        ("Giúp hơn 30 hộ thoát nghèo.", "hơn"),
        ("Mỗi xã giúp ít nhất 30 hộ thoát nghèo.", "ít nhất"),
        ("Giúp 30 hộ trở lên.", "trở lên"),
        ("Số hộ thoát nghèo tăng 30 hộ so với năm trước.", "tăng"),
        ("Giúp 30 hộ thoát nghèo.", None),
    ],
)
def test_a_qualifier_is_kept(text: str, qualifier: str | None) -> None:
    assert figure_of(text).qualifier == qualifier


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Hội xây mái ấm tình thương: bàn giao 32 căn.", ["mai-am-tinh-thuong"]),
        ("Xây 64 mái ấm tình thương, riêng năm nay 11 nhà.", ["mai-am-tinh-thuong"] * 2),
        ("Tặng bằng khen cho 15 tập thể và 22 cá nhân.", ["khen-thuong"] * 2),
        ("Tuyên truyền 330 buổi, 24.750 lượt hội viên dự.", ["tuyen-truyen"] * 2),
        ("Ra mắt 2 câu lạc bộ phụ nữ với pháp luật, có 60 thành viên.", ["cau-lac-bo"] * 2),
        ("Duy trì 61 mô hình vườn mẫu, thu nhập từ 4 - 6 triệu đồng/tháng.", ["mo-hinh"] * 3),
        ("Giúp 1.086 hộ bằng nhiều cách như cho vay không lấy lãi.", ["ho-duoc-giup"]),
        ("Kết nạp Đảng 33 chị. Năm 2020, con số này là 28 chị.", ["ket-nap-dang"] * 2),
        ("Xây mới 25 và sửa chữa 12 mái ấm tình thương.", ["mai-am-tinh-thuong"] * 2),
        ("Bàn giao 5 mái ấm tình thương; sửa chữa 12 nhà.", ["mai-am-tinh-thuong", "nha-o"]),
    ],
)
def test_a_number_that_goes_on_about_another_has_its_indicator(text: str, keys: list[str]) -> None:
    assert [figure.indicator_key for figure in figures_of(text)] == keys


def test_a_part_of_another_figure_is_told() -> None:
    whole, part = figures_of("Kết nạp 430 hội viên mới, trong đó 61 chị theo đạo.")
    assert (whole.qualifier, part.qualifier) == (None, "trong đó")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Bàn giao 7 nhà MATT.", "mai-am-tinh-thuong"),
        ("Bàn giao 7 căn nhà “Mái ấm tình thương” cho hội viên.", "mai-am-tinh-thuong"),
        ("Kết nạp được 215 hội viên.", "hoi-vien-moi"),
        ("Tổ chức tập huấn kỹ năng số cho 215 cán bộ Hội.", "tap-huan"),
        ("Có 215 lượt phụ nữ được khám sức khỏe.", "kham-suc-khoe"),
        ("Nhận đỡ đầu 215 em.", "tre-mo-coi"),
        ("Duy trì 21 mô hình tổ liên kết làm chổi.", "to-hop-tac"),
        ("Duy trì 21 mô hình vườn mẫu.", "mo-hinh"),
        ("Nợ quá hạn chỉ chiếm 0,12%.", "no-qua-han"),
        ("Hội viên trồng 21 vườn rau sạch.", "vuon-rau-sach"),  # unknown: kept under its own phrase
    ],
)
def test_an_indicator_is_named_by_the_words_around_its_figure(text: str, key: str) -> None:
    assert figure_of(text).indicator_key == key


def test_an_indicator_is_shown_in_the_article_s_words() -> None:
    assert figure_of("Hội viên trồng 21 vườn rau sạch tại các thôn.").indicator == "vườn rau sạch"
    assert figure_of("Tổ chức khám bệnh miễn phí cho 45 cháu.").indicator == "khám bệnh: cháu"


def test_a_sum_takes_the_indicator_of_what_it_was_spent_on() -> None:
    house, women, sum_ = figures_of("Xây 9 nhà MATT cho 9 phụ nữ đơn thân, tổng trị giá 450 triệu đồng.")
    assert (house.indicator_key, women.indicator_key) == ("mai-am-tinh-thuong", "phu-nu-kho-khan")
    assert (sum_.indicator_key, sum_.unit) == ("mai-am-tinh-thuong", "đồng")


def test_what_ends_a_list_of_shares_holds_for_each() -> None:
    shares = figures_of("Có 100% chủ tịch Hội cấp xã, 91,5% phó chủ tịch đạt chuẩn chức danh.")
    assert [share.indicator_key for share in shares] == ["can-bo-dat-chuan"] * 2


def test_a_fraction_is_one_figure_with_its_whole() -> None:
    figure = figure_of("Hoàn thành 14/15 công trình phần việc.")
    assert facts([figure], "value", "whole", "value_text") == [(14, 15, "14/15")]


def test_a_share_of_a_target_is_told_and_belongs_to_its_result() -> None:
    result, share = figures_of("Các cấp Hội kết nạp 215 hội viên mới, đạt 107,5% chỉ tiêu năm.")
    assert (share.value, share.unit, share.of_target, share.kind) == (Decimal("107.5"), "%", True, Kind.RESULT)
    assert share.indicator_key == result.indicator_key == "hoi-vien-moi"
    assert not result.of_target


def test_the_quotient_tells_which_of_two_numbers_is_the_target() -> None:
    text = "Toàn huyện có 240 hội viên/200 phụ nữ mới được kết nạp vào Hội, đạt 120% chỉ tiêu."
    assert facts(figures_of(text), "value", "kind") == [(240, "result"), (200, "plan"), (120, "result")]


@pytest.mark.parametrize(
    ("text", "heading", "kind"),
    [
        ("Đã kết nạp 215 hội viên.", "", "result"),
        ("Phấn đấu kết nạp 215 hội viên.", "", "plan"),
        ("Phấn đấu đạt 215 hội viên mới.", "", "plan"),
        ("Hội sẽ xây 15 mái ấm tình thương.", "", "plan"),
        ("Chỉ tiêu giao 215 hội viên.", "", "plan"),
        ("Chỉ tiêu phát triển hội viên mới trong cả năm của tỉnh là 215 người.", "", "plan"),
        ("Năm 2024, Hội đăng ký giúp 215 hộ.", "", "plan"),  # still to come when it was written
        ("So với chỉ tiêu 215 hội viên thì còn thấp.", "", "plan"),
        ("Hoàn thành chỉ tiêu 15/15 cơ sở.", "", "result"),
        ("Đạt và vượt các chỉ tiêu đề ra như 215 hội viên mới.", "", "result"),
        ("Kết nạp 215 hội viên.", "II. Phương hướng nhiệm vụ 6 tháng cuối năm", "plan"),
        ("Kết nạp 215 hội viên.", "I. Kết quả thực hiện nhiệm vụ", "result"),
        ("Hội chia sẻ khó khăn với 215 hộ.", "", "result"),  # "sẻ" is no "sẽ"
    ],
)
def test_plans_are_told_from_results(text: str, heading: str, kind: str) -> None:
    assert figure_of(text, heading=heading).kind == kind


def test_what_a_line_announces_holds_for_the_list_under_it() -> None:
    text = "Phấn đấu đến cuối năm:\n- Kết nạp 215 hội viên;\n- Xây 15 nhà.\nHội viên góp 3 ngày công."
    assert [figure.kind for figure in figures_of(text)] == ["plan", "plan", "result"]


@pytest.mark.parametrize(
    ("text", "heading", "place"),
    [
        ("Kết nạp 215 hội viên.", "", "Hà Giang"),
        ("Tại huyện Mèo Vạc, Hội trao 15 suất quà.", "", "huyện Mèo Vạc, Hà Giang"),
        ("Hội LHPN huyện Mèo Vạc trao 15 suất quà.", "", "huyện Mèo Vạc, Hà Giang"),
        ("Hội trao 15 suất quà cho phụ nữ huyện Mèo Vạc.", "", "huyện Mèo Vạc, Hà Giang"),
        ("Hai huyện Mèo Vạc, Đồng Văn lập 15 tổ hợp tác.", "", "huyện Mèo Vạc, huyện Đồng Văn, Hà Giang"),
        ("Trao 15 suất quà.", "- Hội LHPN huyện Bắc Mê: Chăm lo Tết", "huyện Bắc Mê, Hà Giang"),
        ("Hội tặng 15 suất quà tại huyện Bảo Lạc, Cao Bằng.", "", "huyện Bảo Lạc, Cao Bằng"),
        ("Công ty ở Hà Nội tặng 15 suất quà.", "", "Hà Giang"),  # a giver's home is no scene
        ("Hợp tác xã Bảo Lạc góp 15 suất quà.", "", "Hà Giang"),
        ("Tại Mèo Vạc có nhiều cách làm; toàn tỉnh giúp 15 hộ.", "", "Hà Giang"),
    ],
)
def test_a_figure_has_its_place(text: str, heading: str, place: str) -> None:
    assert figure_of(text, heading=heading).place == place


def test_a_word_on_targets_makes_no_plan_of_what_follows() -> None:
    text = "So với mục tiêu, hầu hết chỉ tiêu đã đi được một nửa chặng đường. Đáng chú ý:\n- Xây 27 nhà.\n- Giúp 3 hộ."
    assert [figure.kind for figure in figures_of(text)] == ["result"] * 2
    assert [figure.kind for figure in figures_of("Chỉ tiêu năm 2024:\n- Xây 27 nhà.\n- Giúp 3 hộ.")] == ["plan"] * 2


def test_the_place_that_a_paragraph_opens_with_holds_until_the_next() -> None:
    text = (
        "Tại huyện Mèo Vạc, chị em làm đường hoa. Hội trao 15 suất quà. Toàn tỉnh giúp 20 hộ.\n"
        "Hội khám bệnh cho 30 cháu."
    )
    assert [f.place for f in figures_of(text)] == ["huyện Mèo Vạc, Hà Giang", "Hà Giang", "Hà Giang"]


def test_the_place_of_a_part_is_not_that_of_the_whole() -> None:
    whole, part = figures_of("Toàn tỉnh đỡ đầu 204 trẻ mồ côi, trong đó huyện Mèo Vạc 37 em.")
    assert (whole.place, part.place) == ("Hà Giang", "huyện Mèo Vạc, Hà Giang")


def test_the_place_of_a_meeting_is_not_that_of_its_figures() -> None:
    text = "Tại huyện Mèo Vạc, Hội LHPN tỉnh tổ chức hội nghị. Các cơ sở giúp 20 hộ."
    assert figure_of(text).place == "Hà Giang"


def test_another_unit_that_a_sentence_names_is_its_figures_organisation() -> None:
    figure = figure_of("Hội LHPN huyện Bắc Mê trao 15 suất quà.")
    assert figure.organisation == "Hội LHPN huyện Bắc Mê"
    assert figure_of("Trao 15 suất quà.").organisation == "Hội LHPN tỉnh Hà Giang"


@pytest.mark.parametrize(
    ("text", "heading", "period"),
    [
        ("Kết nạp 215 hội viên.", "", "6 tháng đầu năm 2023"),
        ("Năm 2022, toàn tỉnh kết nạp 215 hội viên.", "", "năm 2022"),
        ("Toàn tỉnh kết nạp 215 hội viên trong năm 2022.", "", "năm 2022"),
        ("Quý I năm 2023, toàn tỉnh kết nạp 215 hội viên.", "", "quý I năm 2023"),
        ("Riêng trong tháng 3, Hội kết nạp 215 hội viên.", "", "tháng 3 năm 2023"),
        ("Đến 30/6/2023, dư nợ là 215 tỷ đồng.", "", "6 tháng đầu năm 2023"),  # a balance's date is no period
        ("Kết nạp 215 hội viên, tăng so với cùng kỳ năm 2022.", "", "6 tháng đầu năm 2023"),
        ("Thực hiện nghị quyết nhiệm kỳ 2021-2026, kết nạp 215 hội viên.", "", "6 tháng đầu năm 2023"),
        ("Nhân dịp năm 2023, Hội kết nạp 215 hội viên.", "", "6 tháng đầu năm 2023"),  # not over when reported
        ("Dự án năm 2021, 2022 đã lập 15 tổ hợp tác.", "", "giai đoạn 2021-2022"),
        ("Kết nạp 215 hội viên.", "Nhiệm vụ trọng tâm 6 tháng cuối năm 2023", "6 tháng cuối năm 2023"),
        ("Phấn đấu năm 2024 kết nạp 215 hội viên.", "", "năm 2024"),
        ("Năm 2024, Hội kết nạp 215 hội viên.", "", "năm 2024"),
    ],
)
def test_a_figure_has_its_period(text: str, heading: str, period: str) -> None:
    assert figure_of(text, heading=heading).period == period


def test_the_period_of_a_line_holds_for_the_list_under_it() -> None:
    text = "Năm 2024, Hội phấn đấu:\n- Kết nạp 215 hội viên;\n- Xây 15 nhà.\nHội viên góp 3 ngày công."
    periods = [figure.period for figure in figures_of(text)]
    assert periods == ["năm 2024", "năm 2024", "6 tháng đầu năm 2023"]


def test_a_bracket_after_the_same_time_of_another_year_is_of_that_year() -> None:
    text = "Nợ quá hạn 0,21%, cao hơn cùng kỳ năm 2022 (0,17%) và cùng kỳ năm trước nữa."
    assert facts(figures_of(text), "value", "period") == [
        (Decimal("0.21"), "6 tháng đầu năm 2023"),
        (Decimal("0.17"), "6 tháng đầu năm 2022"),
    ]


def test_a_period_after_the_reported_one_is_planned_unless_it_was_over() -> None:
    text = "Năm 2023, Hội kết nạp 215 hội viên."
    assert figure_of(text, period="năm 2022", published=None).kind == "plan"
    assert figure_of(text, period="năm 2022", published=date(2024, 2, 1)).kind == "result"


def test_an_article_without_metadata_still_gives_figures() -> None:
    figure = figure_of("Giúp 20 hộ.", organisation=None, province=None, published=None, period=None)
    assert facts([figure], "value", "place", "organisation", "period") == [(20, None, None, None)]


TABLE = """Chỉ tiêu | Đơn vị tính | Kế hoạch năm 2023 | Thực hiện 6 tháng đầu năm 2023 | Tỷ lệ
Hội viên mới | chị | 400 | 215 | 53,8%
Dư nợ ủy thác | tỷ đồng | 500 | 480,5 | 96,1"""


def test_a_table_gives_plans_results_and_shares() -> None:
    names = ("indicator_key", "value", "unit", "kind", "period", "of_target")
    assert facts(figures_of(TABLE), *names) == [
        ("hoi-vien-moi", 400, "phụ nữ", "plan", "năm 2023", False),
        ("hoi-vien-moi", 215, "phụ nữ", "result", "6 tháng đầu năm 2023", False),
        ("hoi-vien-moi", Decimal("53.8"), "%", "result", "6 tháng đầu năm 2023", True),
        ("du-no-uy-thac", 500_000_000_000, "đồng", "plan", "năm 2023", False),
        ("du-no-uy-thac", 480_500_000_000, "đồng", "result", "6 tháng đầu năm 2023", False),
        ("du-no-uy-thac", Decimal("96.1"), "%", "result", "6 tháng đầu năm 2023", True),
    ]


PLACES_TABLE = """| STT | Đơn vị | Hội viên mới (người) | Số tiền (triệu đồng) |
|---|---|---|---|
| 1 | Huyện Mèo Vạc | 21 | 15,5 |
| 2 | Đồng Văn | 34 | 20 |
| | Cộng toàn tỉnh | 55 | 35,5 |"""


def test_the_rows_of_a_table_may_be_places() -> None:
    assert facts(figures_of(PLACES_TABLE), "place", "value", "unit") == [
        ("huyện Mèo Vạc, Hà Giang", 21, "người"),
        ("huyện Mèo Vạc, Hà Giang", 15_500_000, "đồng"),
        ("huyện Đồng Văn, Hà Giang", 34, "người"),
        ("huyện Đồng Văn, Hà Giang", 20_000_000, "đồng"),
        ("Hà Giang", 55, "người"),
        ("Hà Giang", 35_500_000, "đồng"),
    ]


def test_the_quote_of_a_cell_is_its_row() -> None:
    text = f"Kết quả như sau:\n{PLACES_TABLE}"
    figure = figures_of(text)[0]
    assert figure.quote == text[figure.start : figure.end] == "| 1 | Huyện Mèo Vạc | 21 | 15,5 |"
    assert text[figure.at :].startswith("21 |")


def test_a_cell_may_hold_words() -> None:
    text = "| Nội dung | Kết quả |\n| Mái ấm tình thương | 8 nhà, trị giá 410 triệu đồng |\n| Trẻ mồ côi | 31 em |"
    assert values(text) == [(8, "nhà"), (410_000_000, "đồng"), (31, "trẻ")]


def test_the_quote_is_the_exact_sentence() -> None:
    text = "Hội họp bàn. Toàn tỉnh giúp 20 hộ thoát nghèo; xây 3 nhà. Hội cảm ơn."
    for figure in figures_of(text):
        assert figure.quote == text[figure.start : figure.end] == "Toàn tỉnh giúp 20 hộ thoát nghèo; xây 3 nhà."


def test_figures_of_a_span_can_be_asked_for() -> None:
    text = "Giúp 20 hộ. Xây 3 nhà."
    figures = figures_of(text)
    assert [figure.value for figure in figures_within(figures, text.index("Xây"), len(text))] == [3]


def test_an_article_without_diacritics_is_read_too() -> None:
    text = "Da ket nap 215 hoi vien; xay 3 nha MATT tri gia tren 150 trieu dong; phan dau giup 20 ho thoat ngheo."
    assert facts(figures_of(text), "indicator_key", "value", "unit", "kind") == [
        ("hoi-vien-moi", 215, "hội viên", "result"),
        ("mai-am-tinh-thuong", 3, "nhà", "result"),
        ("mai-am-tinh-thuong", 150_000_000, "đồng", "result"),
        ("ho-thoat-ngheo", 20, "hộ", "plan"),
    ]


def test_headings_are_read_as_well() -> None:
    text = "Hội LHPN tỉnh kết nạp 9 hội viên danh dự\nCác anh đều phấn khởi."
    document = article(text)
    assert [figure.value for figure in extract_figures(document)] == [9]


_SNIPPETS = """kết nạp hội viên mới 12 1.245 3,5% % ( ) ; , . : / - tỷ triệu đồng huyện Mèo Vạc năm 2023 và trong đó
đạt chỉ tiêu 103,8% so với | “ ” trên 745/745 hộ thoát nghèo phấn đấu đã 1. 0912345678 20/10 từ 5 đến 7 nghìn"""
_WORDS = st.sampled_from(_SNIPPETS.split())


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(_WORDS, st.just("\n")), max_size=60))
def test_any_text_gives_figures_that_stand_where_they_say(words: list[str]) -> None:
    text = " ".join(words).strip()
    for figure in extract_figures(article(text)):
        assert text[figure.start : figure.end] == figure.quote
        assert text[figure.at : figure.at + len(figure.value_text)] == figure.value_text
        assert figure.start <= figure.at < figure.end
        assert figure.indicator_key
