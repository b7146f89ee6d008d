"""Abbreviations of reports and of messages."""

from __future__ import annotations

import pytest

from index.vietnamese.abbreviations import defined_in, expand


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("Hội LHPN tỉnh", "Hội liên hiệp phụ nữ tỉnh"),
        ("xây 5 MATT", "xây 5 mái ấm tình thương"),
        ("xay 5 matt", "xay 5 mái ấm tình thương"),
        ("BCH, BTV và UBND", "ban chấp hành, ban thường vụ và ủy ban nhân dân"),
        ("vốn NHCSXH", "vốn ngân hàng chính sách xã hội"),
        ("CLB nữ", "câu lạc bộ nữ"),
        ("XD NTM", "XD nông thôn mới"),
        ("6T đầu năm", "6 tháng đầu năm"),
        ("vay 5T", "vay 5T"),
        ("tổ TK&VV", "tổ tiết kiệm và vay vốn"),
    ],
)
def test_abbreviations_are_written_out(text: str, expanded: str) -> None:
    assert expand(text) == expanded


@pytest.mark.parametrize(
    ("text", "capitals", "small"),
    [("ĐH", "đại hội", "đh"), ("KT", "kinh tế", "kt"), ("HS", "học sinh", "hs")],
)
def test_some_short_forms_count_in_capitals_only(text: str, capitals: str, small: str) -> None:
    assert expand(text) == capitals
    assert expand(text.lower()) == small


@pytest.mark.parametrize(("typed", "meant"), [("bn", "bao nhiêu"), ("ko", "không"), ("ntn", "như thế nào")])
def test_short_forms_of_messages_count_in_messages_only(typed: str, meant: str) -> None:
    assert expand(typed, chat=True) == meant
    assert expand(typed) == typed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("công tác bình đẳng giới (BĐG) năm nay", {"bđg": "bình đẳng giới"}),
        ("Tổ phụ nữ tự quản (gọi tắt là TPNTQ)", {"tpntq": "tổ phụ nữ tự quản"}),
        ("Ban chỉ đạo phòng chống dịch (sau đây)", {}),
        ("một nhóm khác (XYZ)", {}),
        ("", {}),
    ],
)
def test_an_article_may_define_its_own(text: str, found: dict[str, str]) -> None:
    assert defined_in(text) == found


def test_an_own_abbreviation_wins_over_the_table() -> None:
    assert expand("CLB", known={"clb": "chi lớp bộ môn"}) == "chi lớp bộ môn"
