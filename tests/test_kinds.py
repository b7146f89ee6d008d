"""The kind of answer that a question wants, with accents and without."""

from __future__ import annotations

import pytest
from invented_reports import ask

from bot.answering.facets import Facet
from bot.answering.kinds import Kind
from index.vietnamese.text import fold

FIGURE, PERSON, DATE, NAME = Kind.FIGURE, Kind.PERSON, Kind.DATE, Kind.NAME
LIST, DESCRIPTION, COMPARISON = Kind.LIST, Kind.DESCRIPTION, Kind.COMPARISON


def kind_of(typed: str) -> Kind:
    return ask(typed).kind


ACCENTED = [
    ("Năm 2022, Hòa Bình xây bao nhiêu mái ấm?", FIGURE),
    ("Kon Tum trồng mấy cây xanh?", FIGURE),
    ("Tỷ lệ tập hợp hội viên của Hòa Bình năm 2022", FIGURE),
    ("Tổng số hội viên huyện Đắk Hà", FIGURE),
    ("Tăng bao nhiêu phần trăm hội viên?", FIGURE),
    ("Ai chủ trì hội nghị tổng kết?", PERSON),
    ("Chủ tịch Hội phụ nữ tên gì?", PERSON),
    ("Người đứng đầu Hội là ai?", PERSON),
    ("Hội nghị tổng kết ngày nào?", DATE),
    ("Lễ khai giảng diễn ra khi nào?", DATE),
    ("Lớp may khai giảng ngày mấy?", DATE),
    ("Ngày mấy khai giảng lớp may?", DATE),
    ("Bí thư Tỉnh ủy dự đại hội tên là gì?", PERSON),
    ("Tên chủ tịch Hội huyện Mai Châu là gì?", PERSON),
    ("Chợ quê họp vào thứ mấy, từ mấy giờ?", DATE),
    ("Huyện nào đông hội viên nhất?", NAME),
    ("Lễ khai giảng diễn ra ở đâu?", NAME),
    ("Tên câu lạc bộ mới là gì?", NAME),
    ("Đơn vị nào mở lớp may công nghiệp?", NAME),
    ("Kể tên huyện trao mái ấm", LIST),
    ("Những huyện nào trao mái ấm?", LIST),
    ("Các hoạt động nổi bật của Hội", LIST),
    ("Danh sách các huyện trao mái ấm", LIST),
    ("Mấy việc gì cần làm?", LIST),
    ("Có mấy việc làm xong đúng hạn?", FIGURE),
    ("Mấy bồn nước ấy chia cho dân theo kiểu gì?", DESCRIPTION),
    ("Chủ tịch Hội huyện Mai Châu là chị nào?", PERSON),
    ("Hạn chế của Hội là gì?", DESCRIPTION),
    ("Vì sao cán bộ lúng túng?", DESCRIPTION),
    ("Hội giúp hộ nghèo như thế nào?", DESCRIPTION),
    ("Hội viên mới năm 2022 so với năm 2021", COMPARISON),
    ("Hội viên tăng hay giảm?", COMPARISON),
    ("Hội viên năm 2021 và năm 2022 chênh nhau bao nhiêu?", COMPARISON),
    ("Huyện Mai Châu khác gì huyện Lạc Sơn?", COMPARISON),
    ("Hòa Bình và Kon Tum nơi nào trồng nhiều cây hơn?", COMPARISON),
    ("Hòa Bình và Kon Tum trồng bao nhiêu cây?", COMPARISON),
    ("Ai muốn bán ở chợ phải theo quy định gì?", NAME),
    ("Ai hay đơn vị nào nhận đỡ đầu nhiều nhất?", NAME),
]


@pytest.mark.parametrize(("typed", "kind"), ACCENTED)
def test_question_words_tell_the_kind(typed: str, kind: Kind) -> None:
    assert kind_of(typed) is kind


@pytest.mark.parametrize(
    ("typed", "kind"),
    [(fold(typed), kind) for typed, kind in ACCENTED if "Hòa Bình" not in typed],
)
def test_question_words_without_accents_tell_the_same_kind(typed: str, kind: Kind) -> None:
    assert kind_of(typed) is kind


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("MATT Kon Tum 2022", FIGURE),
        ("MATT Kon Tum 6 tháng đầu năm 2022", FIGURE),  # "đầu" is not "đâu"
        ("số trẻ mồ côi được đỡ đầu ở Đắk Hà", FIGURE),
        ("Đơn vị mở lớp may cho ai?", PERSON),  # "may" is not "mấy"
        ("Bến Tre trao máy may cho ai?", PERSON),
        ("mùa Tết nhân ái ở Bến Tre diễn ra khi nào", DATE),  # "ái" is not "ai"
        ("Các hoạt động 6 tháng đầu năm", LIST),
        ("Các báo cáo của Kon Tum", LIST),
        ("Các cấp Hội trồng bao nhiêu cây?", FIGURE),
        ("Các hội viên được giúp thế nào?", DESCRIPTION),
    ],
)
def test_words_that_only_look_like_question_words_tell_nothing(typed: str, kind: Kind) -> None:
    assert kind_of(typed) is kind


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Vì sao cán bộ lúng túng?", True),
        ("nguyen nhan can bo lung tung", True),
        ("Cán bộ lúng túng là do đâu?", True),
        ("Đắk Hà nhận đỡ đầu bao nhiêu trẻ mồ côi?", False),
        ("huyen dak ha nhan do dau bao nhieu tre mo coi", False),
        ("Cán bộ lúng túng ra sao?", False),
    ],
)
def test_a_cause_is_asked_for_in_so_many_words(typed: str, asked: bool) -> None:
    assert (Facet.CAUSE in ask(typed).facets) is asked


@pytest.mark.parametrize(
    ("typed", "focus"),
    [
        ("Huyện nào đông hội viên nhất?", ("huyện",)),
        ("Câu lạc bộ nào được thành lập?", ("lạc", "bộ")),
        ("Hạn chế của Hòa Bình là gì?", ()),
        ("Hòa Bình và Kon Tum nơi nào trồng nhiều cây hơn?", ()),
        ("Kon Tum trồng bao nhiêu cây?", ()),
    ],
)
def test_the_focus_is_what_is_to_be_named_and_never_a_place(typed: str, focus: tuple[str, ...]) -> None:
    assert ask(typed).focus == focus
