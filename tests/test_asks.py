"""The figures that a question asks for: what is counted, money, percent."""

from __future__ import annotations

import pytest
from invented_reports import ask

from bot.answering.asks import Ask, Dimension, Flow, flow_in, read_asks

MONEY, PERCENT = Ask((), money=True), Ask((), percent=True)
SPENT, EARNED = Ask((), money=True, flow=Flow.SPENT), Ask((), money=True, flow=Flow.EARNED)


def counted(*words: str) -> Ask:
    return Ask(words)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("xây bao nhiêu mái ấm", (counted("mái", "ấm"),)),
        ("kết nạp mấy hội viên mới", (counted("hội", "viên", "mới"),)),
        ("được nhiêu hội viên", (counted("hội", "viên"),)),
        ("bao nhiêu hộ và mấy cháu", (counted("hộ"), counted("cháu"))),
        ("hội viên có bao nhiêu", (Ask(()),)),
        ("hết bao nhiêu tiền", (SPENT,)),
        ("được mấy tỷ đồng", (MONEY,)),
        ("mấy trăm triệu", (MONEY,)),
        ("mấy chục triệu", (MONEY,)),
        ("mấy chục hộ", (counted("hộ"),)),
        ("mấy trăm hộ thoát nghèo", (counted("hộ", "thoát"),)),
        ("mấy ngàn chị em", (counted("chị", "em"),)),
        ("tổng trị giá bao nhiêu", (Ask((), money=True, whole=True),)),
        ("dư nợ là bao nhiêu", (MONEY,)),
        ("kinh phí xây nhà hết bao nhiêu", (SPENT,)),
        ("năm qua chi cỡ bao nhiêu cho việc sửa nhà", (MONEY,)),
        ("hội chợ bán được bao nhiêu tiền", (EARNED,)),
        ("được phụ cấp bao nhiêu một tháng", (Ask((), money=True, per="tháng"),)),
        ("thu nhập mỗi người bao nhiêu mỗi tháng", (Ask((), money=True, per="tháng"),)),
        ("đạt bao nhiêu phần trăm", (PERCENT,)),
        ("tăng mấy phần trăm", (PERCENT,)),
        ("tỷ lệ hộ nghèo là bao nhiêu", (PERCENT,)),
        ("xây bao nhiêu nhà hết bao nhiêu tiền", (counted("nhà", "hết"), SPENT)),
        ("giúp bao nhiêu hộ đạt bao nhiêu phần trăm", (counted("hộ", "đạt"), PERCENT)),
        ("ngày mấy khai giảng", ()),
        ("khai giảng tháng mấy", ()),
        ("mấy chị ơi cho em hỏi", ()),
        ("được rồi vậy mấy chị", ()),
        ("bao nhiêu hộ do chị em làm chủ", (counted("hộ"),)),
        ("tổng số trẻ bao nhiêu tính đến tháng 10", (counted("trẻ"),)),
        ("mấy việc gì cần làm", ()),
        ("có mấy việc gì cần làm", ()),
        ("có mấy việc xong đúng hạn", (counted("việc", "xong", "đúng"),)),
        ("mấy chị được giúp", (counted("chị"),)),
        ("ngoài đảo mấy chị gặp trục trặc gì", ()),
        ("họp bao lâu một lần", (Ask((), duration=True),)),
        ("đồng muối rộng chừng nào", (Ask((), dimension=Dimension.AREA),)),
        ("tuyến đường dài bao nhiêu", (Ask((), dimension=Dimension.LENGTH),)),
        ("cách thị trấn bao xa", (Ask((), dimension=Dimension.LENGTH),)),
        ("sản lượng và doanh thu là bao nhiêu", (Ask((), dimension=Dimension.WEIGHT), EARNED)),
        ("lễ hội áo dài có bao nhiêu chị", (counted("chị"),)),  # a dress is not long
        ("ai chủ trì hội nghị", ()),
        ("", ()),
    ],
)
def test_what_is_counted_follows_the_question_word(question: str, asks: tuple[Ask, ...]) -> None:
    assert read_asks(question.split()) == asks


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("MATT Kon Tum 2022", ("mái", "ấm", "tình")),
        ("hội viên mới Hòa Bình 2022", ("hội", "viên", "mới")),
        ("Tổng số hội viên huyện Đắk Hà", ("hội", "viên")),
        ("số trẻ mồ côi ở Đắk Hà", ("trẻ", "mồ", "côi")),
        ("Mai Châu và Lạc Sơn nơi nào thành lập nhiều câu lạc bộ hơn?", ("câu", "lạc", "bộ")),
        ("so sánh hội viên mới của Hòa Bình năm 2021 và 2022", ("hội", "viên", "mới")),
        ("Ai là Chủ tịch Hội phụ nữ tỉnh Hòa Bình?", ()),
    ],
)
def test_without_a_question_word_the_topic_is_counted(typed: str, first: tuple[str, ...]) -> None:
    assert ask(typed).measure[: len(first)] == first
    assert bool(ask(typed).measure) is bool(first)


@pytest.mark.parametrize(
    "typed",
    [
        "Tỷ lệ tập hợp phụ nữ vào Hội của Hòa Bình",
        "tỷ lệ tập hợp phụ nữ từ 18 tuổi trở lên vào Hội của tỉnh Hòa Bình năm 2022 là bao nhiêu?",
        "ty le tap hop phu nu cua Hoa Binh tang hay giam",
        "bao nhiêu phần trăm phụ nữ vào Hội",
    ],
)
def test_a_rate_is_asked_for_however_far_its_name_stands(typed: str) -> None:
    assert ask(typed).asks == (PERCENT,)


@pytest.mark.parametrize("typed", ["dư nợ Kon Tum 2022", "Kon Tum và Bình Phước nơi nào dư nợ cao hơn"])
def test_the_name_of_a_sum_asks_for_money(typed: str) -> None:
    assert ask(typed).wants_money


def test_a_place_is_never_what_is_counted() -> None:
    assert "hòa" not in ask("mấy Hòa Bình xây nhà").measure


@pytest.mark.parametrize(
    ("told", "flow"),
    [("kinh phi to chuc", Flow.SPENT), ("doanh so ban tai cho", Flow.EARNED), ("tri gia", None), ("het, thu ve", None)],
)
def test_words_tell_which_way_money_goes(told: str, flow: Flow | None) -> None:
    assert flow_in(told) == flow
