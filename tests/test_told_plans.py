"""Which words of a sentence tell of plans, which of results."""

from __future__ import annotations

import pytest

from bot.answering.claims.plans import Reality, reality_at, tells_of_plans

PLANNED, DONE = Reality.PLANNED, Reality.DONE


@pytest.mark.parametrize(
    ("text", "figure", "expected"),
    [
        ("phấn đấu xây 40 căn nhà", "40", PLANNED),
        ("Hội đặt mốc 350 cháu được đỡ đầu", "350", PLANNED),
        ("đầu năm chỉ hứa 40 hộ", "40", PLANNED),
        ("đón 402 cháu, vượt con số 400 cháu dự định cho cả năm", "402", DONE),
        ("đón 402 cháu, vượt con số 400 cháu dự định cho cả năm", "400", PLANNED),
        ("bằng 92% con số 150 chị ghi trong chương trình công tác", "150", PLANNED),
        ("bằng 92% con số 150 chị ghi trong chương trình công tác", "92", DONE),
        ("hoàn thành 12 chỉ tiêu đề ra", "12", DONE),  # reached, though they are targets
        ("xây được 38 căn nhà so với kế hoạch đề ra", "38", DONE),
        ("hứa hẹn nhiều, nay có 38 căn nhà", "38", DONE),
        ("- Hộ thoát nghèo: chỉ tiêu 900 hộ, đạt 1.036 hộ.", "900", PLANNED),
        ("- Hộ thoát nghèo: chỉ tiêu 900 hộ, đạt 1.036 hộ.", "1.036", DONE),
        ("Năm tới, Hội thành phố nhắm: 45 tổ tiết kiệm; 30 hộ thoát nghèo", "30", PLANNED),
        ("Phấn đấu kết nạp 900 hội viên, đạt 70% phụ nữ.", "70", PLANNED),
    ],
)
def test_words_before_and_after_a_figure_tell_whether_it_is_a_target(text: str, figure: str, expected: Reality) -> None:
    assert reality_at(text, text.index(figure)) is expected


@pytest.mark.parametrize(
    ("heading", "planned"),
    [
        ("II. Phương hướng, nhiệm vụ", True),
        ("Công việc 6 tháng cuối năm", True),
        ("Thời gian tới", True),
        ("Kết quả thực hiện nhiệm vụ 6 tháng cuối năm", False),
        ("Chương trình mục tiêu quốc gia", False),
        ("", False),
    ],
)
def test_a_heading_tells_of_plans(heading: str, planned: bool) -> None:
    assert tells_of_plans(heading) is planned
