"""Which part of a sentence tells of plans and targets, and which of results. Pure."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from index.vietnamese.text import fold, is_unaccented

_PLAN = (
    r"phấn đấu|dự kiến|dự định|dự tính|mục tiêu|chỉ tiêu|kế hoạch(?!\s+(?:số|hóa)\b)|hướng tới|phương hướng"
    r"|(?:đặt|giữ nguyên|giữ|nhắm|hướng) (?:đích|mốc|mức)|nhắm(?: tới| đến)?(?=\s+\d|\s*:)|năm tới"
    r"|(?:hội|tỉnh|huyện|phố|quyết|lhpn)\s+(?:đề|đặt) ra(?=\s*:|\s+\w+ (?:\w+ )?\d)|hứa(?! hẹn)|hẹn (?=\w+ (?:\w+ )?\d)"
    r"|nhiệm vụ\s+(?:trọng tâm|chủ yếu|năm|quý|công tác|\d)"
    r"|đăng ký\s+(?:giúp|xây|hỗ trợ|kết nạp|vận động|phấn đấu|thành lập|trồng|phát triển)"
)
_LEAST = r"tối thiểu|ít nhất"  # a target of its own, not of what is told after it
_PLAN_ACCENTED = r"|sẽ"  # without diacritics these are other words too: "nêu", "cán bộ"
_WISH = r"có thể|đề nghị|kiến nghị|đề xuất|tiếp tục|(?:thời gian|sắp)\s+tới|mong muốn|định hướng"
_WISH_ACCENTED = r"|nếu|cần(?!\s+(?:thiết|kiệm))"
_RESULT = (
    r"đã(?!\s+(?:đề ra|đặt ra|được giao|giao|ký|phê duyệt|đăng ký|định|hứa|hẹn))"
    r"|(?:đại hội|chấp hành|hội nghị) bầu|thực hiện được|đạt được"
    r"|thực hiện(?=\s+(?:đạt\s+)?\d)|tính đến(?=\s+(?:ngày|hết|cuối|tháng|nay|\d))"
    r"|(?:trao|xây|dựng|làm|giúp|kết nạp|vận động|huy động|thành lập|bàn giao|hỗ trợ|trồng|mở|thu|lập)\s+được"
)
_REPORTED = r"(?:^|[;:,.(|]\s*)kết quả(?!\s+cao)"
# A plan that is measured against is no plan itself: "đạt 101% so với kế hoạch", "vượt chỉ tiêu".
_MEASURED = (
    r"(?:đạt|vượt|hoàn thành|so với|theo|thực hiện|triển khai|ban hành|xây dựng|tham mưu|%|phần trăm)\s+(?:\w+\s+){0,2}"
)
# After a figure, what calls it a target: "400 cháu dự định cho cả năm"; "12 chỉ tiêu đề ra" counts targets.
_AIMED = re.compile(
    r"\d[\d.,/]*(?!\d|\s*(?:%|phan tram))"
    r"(?:\s+(?!(?:so voi|ke hoach|chi tieu|muc tieu|nghi quyet|nhiem vu|yeu cau)\b)[^\W\d]+){1,6}?"
    r"\s+(?:du (?:dinh|kien|tinh)|(?:de|dat) ra|duoc giao|da (?:dinh|hua|dang ky)"
    r"|(?:ghi|neu) (?:trong|o) (?:chuong trinh|ke hoach|nghi quyet))\b"
)
_TARGETS = "chỉ tiêu|mục tiêu|kế hoạch|dự định|dự kiến|dự tính"


def _events(plan: str, least: str, wish: str, result: str, reported: str, measured: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<measured>{measured}(?:{_TARGETS}|{fold(_TARGETS)})\b)"
        rf"|(?P<result>\b(?:{result})\b|{reported}\b)|(?P<plan>\b(?:{plan})\b)|(?P<least>\b(?:{least})\b)"
        rf"|(?P<wish>\b(?:{wish})\b)"
        rf"|(?P<open>\()|(?P<close>\))|(?P<cell>\|)|(?P<turn>;)"
    )


_ACCENTED = _events(_PLAN + _PLAN_ACCENTED, _LEAST, _WISH + _WISH_ACCENTED, _RESULT, _REPORTED, _MEASURED)
_PLAIN = _events(*map(fold, (_PLAN, _LEAST, _WISH, _RESULT, _REPORTED, _MEASURED)))
_PLAN_HEADING = re.compile(
    r"\b(?:(?:phuong|dinh) huong|nhiem vu|muc tieu(?! quoc gia)|chi tieu|ke hoach|giai phap"
    r"|(?:cuoi|con lai cua) nam|(?:thoi gian|sap|nam) toi)\b"
)
_RESULT_HEADING = re.compile(
    r"\b(?:ket qua|thuc hien|danh gia|tinh hinh|so ket|tong ket|thanh tich|diem lai|nhin lai|vai net)\b"
)


# "chỉ tiêu 900 hộ, đạt 1.036 hộ": what stands after a target, and was reached.
_REACHED = re.compile(
    r"\b(?:chi tieu|ke hoach|giao|dang ky)(?: la| giao)?\s+[\d.,]+[^;.|\d]{0,40},"
    r"\s*(?:da |ket qua |nay )?(?:dat|thuc hien|thanh lap|lam|giup|xay|duoc)(?: duoc)?(?: hon| gan| tren)?\s*$"
)
AIMED_CHARS = 80  # from a figure on, within which it is called a target


class Reality(IntEnum):
    """How real a report says that something is."""

    DONE = 0
    WISHED = 1  # proposed, possible, to be continued
    PLANNED = 2  # a target, a plan


@lru_cache(maxsize=20_000)
def reality_at(text: str, position: int, before: Reality = Reality.DONE) -> Reality:
    """How real what stands at a position is: the words before it tell, up to one that tells of a result.

    A figure may also be called a target by what follows it.

    Args:
        before: what holds where nothing in the sentence tells.
    """
    if _AIMED.match(fold(text[position : position + AIMED_CHARS])):
        return Reality.PLANNED
    if _REACHED.search(fold(text[:position])):
        return Reality.DONE
    state, outside = before, [before]
    told = before  # what holds again after the semicolon
    for match in _pattern(text).finditer(text.lower()):
        if match.start() >= position:
            break
        match match.lastgroup:
            case "plan":
                state = told = Reality.PLANNED
            case "least":
                state = Reality.PLANNED
            case "wish":
                state = max(state, Reality.WISHED)
            case "result":
                state = told = Reality.DONE
            case "turn":
                state = told
            case "open":
                outside.append(state)
            case "close":
                state = outside.pop() if len(outside) > 1 else state
            case "cell":
                state = before
    return state


def _pattern(text: str) -> re.Pattern[str]:
    return _PLAIN if is_unaccented(text) else _ACCENTED


def tells_of_plans(heading: str) -> bool:
    """Whether what stands under a heading, or after a line that ends with a colon, is planned."""
    folded = fold(heading)
    return bool(_PLAN_HEADING.search(folded)) and not _RESULT_HEADING.search(folded)


def tells_of_results(heading: str) -> bool:
    """Whether what stands under a heading was reached."""
    return bool(_RESULT_HEADING.search(fold(heading)))


def plan_words(text: str) -> list[tuple[int, int]]:
    """Where words stand that call something planned."""
    return [match.span() for match in _pattern(text).finditer(text.lower()) if match.lastgroup in ("plan", "least")]


def result_words(text: str) -> list[tuple[int, int]]:
    """Where words stand that call something reached."""
    return [match.span() for match in _pattern(text).finditer(text.lower()) if match.lastgroup == "result"]
