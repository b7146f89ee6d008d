"""Title, date, organisation, province and period, as an article's own lines say them."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import SEEDS

from index.documents import Document, Source
from index.metadata import Metadata, read_metadata
from index.reading.articles import read_corpus

TITLE = "Trao quà cho phụ nữ nghèo"
PROSE = "Trong đợt này, các cấp Hội đã vận động xây mới 47 mái ấm tình thương cho hội viên phụ nữ nghèo."


def read(*lines: str) -> Metadata:
    return read_metadata(lines, fallback_title="ten-tep")


@pytest.mark.parametrize(
    ("title", "lead", "organisation", "province", "period"),
    [
        (
            "Hội LHPN tỉnh Lai Châu tổng kết công tác Hội và phong trào phụ nữ năm 2021",
            "Hội LHPN tỉnh Lai Châu tổ chức hội nghị tổng kết công tác Hội năm 2021, triển khai nhiệm vụ năm 2022.",
            "Hội LHPN tỉnh Lai Châu",
            "Lai Châu",
            "năm 2021",
        ),
        (
            "HỘI LHPN TỈNH YÊN BÁI SƠ KẾT PHONG TRÀO PHỤ NỮ 6 THÁNG ĐẦU NĂM 2022",
            "Hội LHPN tỉnh Yên Bái sơ kết phong trào phụ nữ 6 tháng đầu năm, bàn nhiệm vụ 6 tháng cuối năm 2022.",
            "Hội LHPN tỉnh Yên Bái",
            "Yên Bái",
            "6 tháng đầu năm 2022",
        ),
        (
            "Phụ nữ Cà Mau: nhiều kết quả nổi bật trong 9 tháng đầu năm 2020",
            "Thời gian qua, Hội LHPN tỉnh Cà Mau đã triển khai nhiều hoạt động chăm lo cho hội viên, phụ nữ.",
            "Hội LHPN tỉnh Cà Mau",
            "Cà Mau",
            "9 tháng đầu năm 2020",
        ),
        (
            "Hội LHPN huyện Sông Mã sơ kết quý I năm 2023",
            "Hội LHPN huyện Sông Mã, tỉnh Sơn La sơ kết công tác Hội quý I năm 2023, triển khai nhiệm vụ quý II.",
            "Hội LHPN huyện Sông Mã",
            "Sơn La",
            "quý I năm 2023",
        ),
        (
            "Phụ nữ đảo Phú Quý đổi rác lấy quà: sau ba tháng thi đua",
            "Đảo Phú Quý (Bình Thuận) mỗi ngày có 20 tấn rác, vì vậy Hội LHPN huyện Phú Quý mở cuộc thi đua.",
            "Hội LHPN huyện Phú Quý",  # as it is written there, "Phú Quí" on the map
            "Bình Thuận",
            None,
        ),
        (
            "Hội LHPN huyện Mộc Châu giúp hội viên vùng cao làm nhà",
            "Hội LHPN huyện Mộc Châu (Sơn La) vừa bàn giao 3 căn nhà cho hội viên nghèo ở vùng cao.",
            "Hội LHPN huyện Mộc Châu",  # a thị xã since
            "Sơn La",
            None,
        ),
        (
            "Hội LHPN tỉnh Hà Tĩnh: Một năm nhìn lại chặng đường đã qua",
            "Sau nhiều nỗ lực, năm 2023 phong trào phụ nữ tỉnh Hà Tĩnh đi qua với nhiều gam sáng và niềm vui.",
            "Hội LHPN tỉnh Hà Tĩnh",
            "Hà Tĩnh",
            "năm 2023",
        ),
        (
            "Thành phố Kon Tum: Tổng kết phong trào phụ nữ năm 2019",
            "Hội LHPN thành phố Kon Tum vừa tổng kết công tác Hội và phong trào phụ nữ năm 2019 với 120 đại biểu dự.",
            "Hội LHPN thành phố Kon Tum",
            "Kon Tum",
            "năm 2019",
        ),
        (
            "Hội LHPN TP Tam Kỳ tổng kết năm 2020",
            "Hội LHPN TP Tam Kỳ (Quảng Nam) tổ chức hội nghị tổng kết công tác Hội và phong trào phụ nữ năm 2020.",
            "Hội LHPN thành phố Tam Kỳ",
            "Quảng Nam",
            "năm 2020",
        ),
        (
            "Hội LHPN thị xã Giá Rai trao mái ấm tình thương",
            "Vừa qua, Hội LHPN thị xã Giá Rai, tỉnh Bạc Liêu trao mái ấm tình thương cho hội viên ở xã Phong Tân.",
            "Hội LHPN thị xã Giá Rai",
            "Bạc Liêu",
            None,
        ),
        (
            "Kế hoạch công tác Hội năm 2024 của Hội LHPN tỉnh Bạc Liêu",
            "Hội LHPN tỉnh Bạc Liêu ban hành kế hoạch công tác năm 2024 với 8 chỉ tiêu dành cho các cấp Hội.",
            "Hội LHPN tỉnh Bạc Liêu",
            "Bạc Liêu",
            "năm 2024",
        ),
        (
            "Đại hội đại biểu phụ nữ tỉnh Phú Yên nhiệm kỳ 2021-2026",
            "Hội LHPN tỉnh Phú Yên đã tổ chức thành công Đại hội đại biểu phụ nữ tỉnh, nhiệm kỳ 2021-2026.",
            "Hội LHPN tỉnh Phú Yên",
            "Phú Yên",
            "nhiệm kỳ 2021-2026",
        ),
        (
            TITLE,
            "Vừa qua, đoàn công tác đã đến thăm và trao quà cho phụ nữ nghèo có hoàn cảnh khó khăn.",
            None,
            None,
            None,
        ),
    ],
)
def test_headline_and_lead_say_whose_report_it_is_and_of_when(
    title: str, lead: str, organisation: str | None, province: str | None, period: str | None
) -> None:
    found = read(title, "", lead, PROSE)
    assert found.title == title
    assert (found.organisation, found.province, found.period) == (organisation, province, period)


@pytest.mark.parametrize(("day", "period"), [("15/12/2022", "năm 2022"), ("15/03/2022", None)])
def test_a_period_that_an_article_opens_with_is_its_own_once_it_is_over(day: str, period: str | None) -> None:
    lead = "(Văn phòng Hội) - Năm 2022, Hội LHPN tỉnh Kon Tum triển khai nhiệm vụ trong lúc dịch bệnh đã lui."
    assert read("Hội LHPN tỉnh Kon Tum: Nhiều khởi sắc", day, "", lead, PROSE).period == period


@pytest.mark.parametrize(
    "line",
    [
        "12/01/2023",
        "12-1-2023",
        "2023-01-12",
        "Cập nhật: 12.01.2023",
        "Ngày 12 tháng 01 năm 2023",
        "12 Tháng 1, 2023",
        "Thứ Năm, 12/01/2023 08:15",
        "Thứ 5, 12/01/2023, 08:15 GMT+7",
        "Đăng lúc 08:15 ngày 12/1/2023",
        "12/01/2023 - 07:15 | Tin tức",
        "Hà Giang, ngày 12 tháng 01 năm 2023",
    ],
)
def test_a_line_that_is_a_date_is_the_day_of_publication_and_no_text(line: str) -> None:
    found = read(TITLE, line, PROSE)
    assert found.published == date(2023, 1, 12)
    assert found.lines == {0, 1}


@pytest.mark.parametrize(
    "line",
    ["45/13/2023", "Kế hoạch số 12/KH", "Hội nghị ngày 12/01/2023 bàn nhiều việc của Hội cơ sở", "Đạt 12/01 chỉ tiêu"],
)
def test_a_line_that_only_holds_numbers_or_tells_of_a_day_is_not(line: str) -> None:
    found = read(TITLE, line, PROSE)
    assert found.published is None
    assert found.lines == {0}


@pytest.mark.parametrize(
    ("lead", "published"),
    [
        (
            "Sáng 20/12, Hội LHPN tỉnh Lai Châu tổ chức hội nghị tổng kết phong trào phụ nữ năm 2021.",
            date(2021, 12, 20),
        ),
        ("Sáng ngày 13/7, Hội LHPN tỉnh Lai Châu sơ kết phong trào phụ nữ 6 tháng đầu năm 2022.", date(2022, 7, 13)),
        ("Ngày 08/01, Hội LHPN tỉnh Lai Châu tổ chức tổng kết phong trào phụ nữ năm 2021.", date(2022, 1, 8)),
        ("Ngày 20/12, Hội LHPN tỉnh Lai Châu thăm hỏi và tặng quà hội viên nghèo.", None),
        ("Đến ngày 20/12, toàn tỉnh Lai Châu đã hoàn thành các chỉ tiêu năm 2021.", None),
    ],
)
def test_without_a_date_line_the_lead_may_open_with_the_day(lead: str, published: date | None) -> None:
    assert read("Hội LHPN tỉnh Lai Châu họp", "", lead).published == published


def test_an_official_document_has_its_letterhead_and_its_subject_as_title() -> None:
    found = read(
        "HỘI LIÊN HIỆP PHỤ NỮ VIỆT NAM",
        "HỘI LHPN TỈNH LÀO CAI",
        "Lào Cai, ngày 15 tháng 12 năm 2022",
        "",
        "BÁO CÁO",
        "Kết quả công tác Hội và phong trào phụ nữ năm 2022",
        "",
        PROSE,
    )
    assert found.title == "BÁO CÁO Kết quả công tác Hội và phong trào phụ nữ năm 2022"
    assert found.organisation == "Hội LHPN tỉnh Lào Cai"
    assert (found.published, found.period) == (date(2022, 12, 15), "năm 2022")
    assert found.lines == {0, 1, 2, 4, 5}


@pytest.mark.parametrize(
    "motto",
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
        ("Cộng hòa xã hội chủ nghĩa Việt Nam", "ĐỘC LẬP – TỰ DO – HẠNH PHÚC"),
        ("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA", "VIỆT NAM", "Độc lập-Tự do-Hạnh phúc", "---------------"),
        ("CONG HOA XA HOI CHU NGHIA VIET NAM", "* Doc lap - Tu do - Hanh phuc *"),
    ],
)
def test_the_state_s_name_and_motto_are_no_title_and_no_text(motto: tuple[str, ...]) -> None:
    found = read(*motto, TITLE, PROSE)
    assert found.title == TITLE
    assert found.lines >= {*range(len([line for line in motto if line.strip("-")])), len(motto)}


def test_a_row_of_a_table_is_no_title() -> None:
    assert read("| Đơn vị | Mái ấm |", "| Huyện Sìn Hồ | 14 |", PROSE).title == "ten-tep"


def test_menus_are_no_title_and_a_repeated_title_is_no_text() -> None:
    found = read("Trang chủ » Tin tức", "", TITLE, "12/01/2023", TITLE, PROSE)
    assert found.title == TITLE
    assert found.lines == {2, 3, 4}


LONG_TITLE = "Sơn La: Bản Hua La đăng quang hội thi ẩm thực vùng cao"


@pytest.mark.parametrize(
    "above",
    [
        ("Menu", "Tin trong tỉnh", "Tin Trung ương", "Gương điển hình"),
        ("CỔNG THÔNG TIN HỘI LHPN TỈNH SƠN LA | Đăng nhập | Tìm kiếm",),
        ("TRANG TIN PHỤ NỮ SƠN LA", "Tin huyện, thị", "Hoạt động cơ sở"),
        ("Tin tức | Hoạt động cơ sở | Khởi nghiệp | Pháp luật và đời sống",),
        ("Trang nhất  Tin tức  Phong trào thi đua  Thông báo  Hỏi đáp",),
        ("Chuyên mục: Chân dung | Người tốt việc tốt",),
        ("Trang nhất | Xã hội | Đoàn thể",),
        ("Gương sáng quanh ta",),
        ("Hội Liên hiệp Phụ nữ tỉnh Sơn La", "Bạn đang ở: Tin tức / Tin trong tỉnh"),
        ("HỘI LHPN THÀNH PHỐ SƠN LA - TỈNH SƠN LA", "Trang chủ > Đoàn thể > Phụ nữ"),
        ("TIN TỨC - SỰ KIỆN", "Hoạt động Hội > Kinh tế - Gia đình > Chính sách"),
        ("Báo Phụ nữ Sơn La điện tử - Chuyên trang gia đình", "Tin tức | Nhân ái | Mẹ và bé | Hỏi đáp pháp luật"),
    ],
)
def test_the_title_stands_below_the_menus(above: tuple[str, ...]) -> None:
    assert read(*above, "", LONG_TITLE, "", "16:58 - 21/10/2023", "", PROSE).title == LONG_TITLE


def test_a_table_s_header_is_no_menu() -> None:
    found = read(TITLE, "", "Chỉ tiêu | Kế hoạch | Kết quả", "Mái ấm tình thương | 40 | 45", PROSE)
    assert found.lines == {0}


def test_a_short_title_above_a_sentence_without_its_mark_is_the_title() -> None:
    assert read(TITLE, "", "Các đại biểu xem gian hàng bên lề hội nghị của tỉnh", PROSE).title == TITLE


def test_without_a_title_the_file_names_the_article_and_nothing_is_invented() -> None:
    assert read(PROSE, PROSE) == Metadata("ten-tep", None, None, None, None, frozenset())
    assert read() == Metadata("ten-tep", None, None, None, None, frozenset())


BAC_GIANG = "Hội LHPN tỉnh Bắc Giang"


@pytest.mark.parametrize(
    "expected",
    [
        Source(
            "bac-giang-6-thang-dau-nam-2023.txt",
            "Hội LHPN tỉnh Bắc Giang phát huy tốt vai trò của tổ chức Hội trong công tác phụ nữ và bình đẳng giới",
            BAC_GIANG,
            "Bắc Giang",
            date(2023, 7, 31),
            "6 tháng đầu năm 2023",
        ),
        Source(
            "bac-giang-nam-2020.txt",
            "KẾT QUẢ NỔI BẬT CỦA PHONG TRÀO PHỤ NỮ TỈNH NĂM 2020, NHIỆM VỤ TRỌNG TÂM CÔNG TÁC HỘI NĂM 2021",
            BAC_GIANG,
            "Bắc Giang",
            None,
            "năm 2020",
        ),
        Source(
            "soc-trang-tin-hoat-dong-thang-11-2023.txt",
            "Tin hoạt động Hội LHPN tỉnh Sóc Trăng",
            "Hội LHPN tỉnh Sóc Trăng",
            "Sóc Trăng",
            date(2023, 11, 1),
            "năm 2023",
        ),
        Source(
            "thanh-pho-bac-kan-6-thang-dau-nam-2023.txt",
            "Sơ kết công tác Hội và phong trào phụ nữ thành phố 6 tháng đầu năm 2023",
            "Hội LHPN thành phố Bắc Kạn",
            "Bắc Kạn",
            date(2023, 7, 13),  # the lead: "Sáng ngày 13/7"
            "6 tháng đầu năm 2023",
        ),
        Source(
            "thua-thien-hue-nam-2018.txt",
            "Thừa Thiên – Huế: Đẩy mạnh công tác phụ nữ trong tình hình mới",
            "Hội LHPN tỉnh Thừa Thiên Huế",
            "Thừa Thiên Huế",
            None,
            "năm 2018",
        ),
    ],
    ids=lambda source: source.id,
)
def test_the_project_s_own_articles_are_read_right(expected: Source) -> None:
    read = {document.id: document.source for document in read_corpus(SEEDS) if isinstance(document, Document)}
    assert read[expected.id] == expected
