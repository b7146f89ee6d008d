"""Which part of a sentence tells of plans and targets, and which of results. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from index.vietnamese.text import fold, is_unaccented

_PLAN = (
    r"phấn đấu|dự kiến|dự định|mục tiêu|chỉ tiêu|kế hoạch(?!\s+(?:số|hóa)\b)|hướng tới|định hướng"
    r"|phương hướng|nhiệm vụ\s+(?:trọng tâm|chủ yếu|năm|quý|công tác|\d)|có thể|đề nghị|kiến nghị|đề xuất|tiếp tục"
    r"|(?:thời gian|sắp)\s+tới|tối thiểu|ít nhất|mong muốn"
)
_PLAN_ACCENTED = r"|sẽ|nếu|cần(?!\s+(?:thiết|kiệm))"  # without diacritics they are other words: "cán bộ", "nêu"
_RESULT = r"đã(?!\s+(?:đề ra|đặt ra|được giao|giao|ký|phê duyệt|đăng ký))|thực hiện được|đạt được"
_REPORTED = r"(?:^|[;:,.(|]\s*)kết quả(?!\s+cao)"
# A plan that is measured against is no plan itself: "đạt 101% so với kế hoạch", "vượt chỉ tiêu".
_MEASURED = (
    r"(?:đạt|vượt|hoàn thành|so với|theo|thực hiện|triển khai|ban hành|xây dựng|tham mưu|%|phần trăm)\s+(?:\w+\s+){0,2}"
)


def _events(plan: str, result: str, reported: str, measured: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<measured>{measured}(?:chỉ tiêu|mục tiêu|kế hoạch|chi tieu|muc tieu|ke hoach)\b)"
        rf"|(?P<result>\b(?:{result})\b|{reported}\b)|(?P<plan>\b(?:{plan})\b)|(?P<open>\()|(?P<close>\))|(?P<cell>\|)"
    )


_ACCENTED = _events(_PLAN + _PLAN_ACCENTED, _RESULT, _REPORTED, _MEASURED)
_PLAIN = _events(*(fold(pattern) for pattern in (_PLAN, _RESULT, _REPORTED, _MEASURED)))
_PLAN_HEADING = re.compile(r"phuong huong|nhiem vu|muc tieu|chi tieu|ke hoach|giai phap")
_RESULT_HEADING = re.compile(r"ket qua|thuc hien|danh gia|tinh hinh|so ket|tong ket|thanh tich")


@lru_cache(maxsize=20_000)
def planned_at(text: str, position: int, before: bool = False) -> bool:
    """Whether what stands at a position is planned: the last word before it that tells decides.

    Args:
        before: what holds where nothing in the sentence tells.
    """
    lowered = text.lower()
    events = _PLAIN if is_unaccented(text) else _ACCENTED
    state, outside = before, [before]
    for match in events.finditer(lowered, 0, position):
        match match.lastgroup:
            case "plan":
                state = True
            case "result":
                state = False
            case "open":
                outside.append(state)
            case "close":
                state = outside.pop() if len(outside) > 1 else state
            case "cell":
                state = before
    return state


def tells_of_plans(heading: str) -> bool:
    """Whether what stands under a heading, or after a line that ends with a colon, is planned."""
    folded = fold(heading)
    return bool(_PLAN_HEADING.search(folded)) and not _RESULT_HEADING.search(folded)


def plan_words(text: str) -> list[tuple[int, int]]:
    """Where words stand that only say whether something is planned or reached."""
    events = _PLAIN if is_unaccented(text) else _ACCENTED
    return [match.span() for match in events.finditer(text.lower()) if match.lastgroup in ("plan", "result")]
