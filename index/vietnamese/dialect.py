"""Words of the Centre and the South that people type, written as reports write them. Pure.

Only where nothing else can be meant: "mô" asks in "ở mô", not in "mô hình"; "chi" in "món chi", not in "chi hội".
"""

from __future__ import annotations

import re

from index.vietnamese.text import is_unaccented

_ENDS = r"(?=\s*(?:[?!.,…]|$)|\s+(?:vậy|rứa|thế|ạ|hả|em|chị|anh|mấy)\b)"
_WORDS = (
    (r"(?<=vì )răng|(?<=tại )răng|(?<=làm )răng|răng(?= (?:lại|mà|không)\b)", "sao"),
    (r"(?<=như )răng", "thế nào"),
    (r"(?<=ở )mô|(?<=đi )mô|(?<=từ )mô|(?<=tới )mô|(?<=đến )mô", "đâu"),
    (r"(?<=khi )mô|(?<=nơi )mô|(?<=bên )mô|(?<=chỗ )mô|(?<=người )mô|(?<=ngày )mô|(?<=năm )mô", "nào"),
    (r"(?<=món )chi|(?<=cái )chi|(?<=việc )chi|(?<=chuyện )chi|(?<=làm )chi(?! (?:hội|đoàn|bộ)\b)", "gì"),
    (rf"(?<=[a-zà-ỹ] )chi{_ENDS}", "gì"),
    (r"rứa", "vậy"),
    (r"nớ", "đó"),
    (r"bây chừ", "bây giờ"),
    (r"(?<=mấy )o|(?<=các )o|(?<=những )o", "cô"),
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
