"""Words of the Centre and the South that people type, written as reports write them. Pure.

Only where nothing else can be meant: "mô" asks in "ở mô", not in "mô hình"; "chi" in "món chi", not in "chi hội".
"""

from __future__ import annotations

import re

from index.vietnamese.text import is_unaccented

_ENDS = r"(?=\s*(?:[?!.,…]|$)|\s+(?:vậy|rứa|thế|ạ|hả|em|chị|anh|mấy)\b)"


def _after(*before: str) -> str:
    """A pattern that holds after any of some words."""
    return "(?:" + "|".join(f"(?<={word} )" for word in before) + ")"


_WORDS = (
    (rf"{_after('vì', 'tại', 'làm')}răng|răng(?= (?:lại|mà|không)\b)", "sao"),
    (rf"{_after('như')}răng", "thế nào"),
    (rf"{_after('ở', 'đi', 'từ', 'tới', 'đến')}mô", "đâu"),
    (rf"{_after('khi', 'nơi', 'bên', 'chỗ', 'người', 'ngày', 'năm')}mô", "nào"),
    (rf"{_after('món', 'cái', 'việc', 'chuyện', 'làm')}chi(?! (?:hội|đoàn|bộ)\b)", "gì"),
    (rf"(?<=[a-zà-ỹ] )(?<!nhiêu )(?<!mấy )chi{_ENDS}", "gì"),  # "bao nhiêu chi em" are women
    (r"rứa", "vậy"),
    (r"nớ", "đó"),
    (r"bây chừ", "bây giờ"),
    (rf"{_after('mấy', 'các', 'những')}o", "cô"),
    (r"(?:hổng|hem)", "không"),
)
_PATTERNS = tuple((re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), word) for pattern, word in _WORDS)


def standard(text: str) -> str:
    """A question with words of the regions written as in reports: "lấy ở mô rứa" -> "lấy ở đâu vậy"."""
    if is_unaccented(text):
        return text  # "mua chi" may be thread
    for pattern, word in _PATTERNS:
        text = pattern.sub(word, text)
    return text
