"""Numbers written in words: "một trăm năm mươi hai" is 152. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

_DIGITS = {
    **{"một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5},
    **{"sáu": 6, "bảy": 7, "tám": 8, "chín": 9},
}
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_JOINED = {"mười", "mươi", "chục", "trăm", "vạn", "linh", "lẻ", "rưỡi", "nửa", "rưởi"}
_WORDS = frozenset({*_DIGITS, *_SCALES, *_JOINED})

# A single word counts as a number only where it cannot be another word.
_SINGLE = {"hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "một", "chục", "trăm", "vạn", *_SCALES}
_AFTER_NO_NUMBER = {
    "năm": {
        "nay",
        "qua",
        "ngoái",
        "trước",
        "sau",
        "tới",
        "học",
        "đầu",
        "cuối",
        "nào",
        "thứ",
        "gần",
        "liền",
        "kế",
        "mới",
    },
    "một": {"số", "trong", "phần", "cách", "lần", "mặt", "cửa", "bên", "cùng", "lòng", "chiều", "thời"},
    "ba": {"mẹ", "má", "lê"},
}
_BEFORE_NO_NUMBER = {
    "năm": {"trong", "hàng", "hằng", "mỗi", "cả", "đầu", "cuối", "giữa", "nửa", "tháng", "các", "những", "nhiều", "mấy"}
    | {"theo", "từng", "quý", "của", "toàn", "đề", "chủ", "vụ", "tiêu", "hoạch", "hai", "ba", "bốn", "số"},
    "ba": {"bà", "thứ", "tháng", "quý"},
    **dict.fromkeys(("hai", "tư", "bốn", "sáu", "bảy"), {"thứ", "tháng", "quý"}),
    **dict.fromkeys(("tám", "chín", "mười"), {"tháng"}),
}


def find_number_words(words: Sequence[str]) -> Iterator[tuple[int, int, Decimal | None]]:
    """Runs of lower-case words that write a number: first position, end and value; None if it cannot be read."""
    start = 0
    while start < len(words):
        end = start
        while end < len(words) and words[end] in _WORDS:
            end += 1
        if end - start > 1 or (end > start and _is_number(words, start)):
            yield start, end, _value(words[start:end])
        start = max(end, start + 1)


def _is_number(words: Sequence[str], position: int) -> bool:
    word = words[position]
    before = words[position - 1] if position else ""
    after = words[position + 1] if position + 1 < len(words) else ""
    if word == "năm" and (not after or after[0].isdecimal()):
        return False
    return (
        word in _SINGLE
        and after not in _AFTER_NO_NUMBER.get(word, ())
        and before not in _BEFORE_NO_NUMBER.get(word, ())
    )


def _value(words: Sequence[str]) -> Decimal | None:
    total = group = digit = 0
    for word in words:
        if word in _SCALES:
            total += max(group + digit, 1) * _SCALES[word]
            group = digit = 0
        elif word == "trăm":
            group, digit = group + max(digit, 1) * 100, 0
        elif word in ("mười", "mươi", "chục"):
            group, digit = group + max(digit, 1) * 10, 0
        elif word in _DIGITS:
            if digit:
                return None  # "hai ba": two numbers side by side, or "two or three"
            digit = _DIGITS[word]
        elif word not in ("linh", "lẻ"):
            return None
    return Decimal(total + group + digit)
