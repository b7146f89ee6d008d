"""Written numbers: where they stand, what they can mean, and which are figures at all. Pure.

Vietnamese writes 8.538 for eight thousand, 1,4 for one and four tenths, and scales by words: "1 tỷ 450 triệu".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from index.vietnamese.text import fold, is_unaccented, nfc

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SCALES = {"nghin": 10**3, "ngan": 10**3, "trieu": 10**6, "tr": 10**6, "ty": 10**9, "ti": 10**9}
_SCALE = (
    r"(?:(?:nghin|ngan)\s+(?:ty|ti)|nghin|ngan|trieu|tr(?=\.?\s*(?:dong|d)(?!\w))|ty|ti)(?!\w|\s+(?:le|trong|so)(?!\w))"
)
_AMOUNT = re.compile(
    rf"(?<![\w])(?P<whole>\d+(?:[.,]\d+)*)\s*(?P<scale>{_SCALE}|tr(?=d(?!\w)))"
    rf"(?:\s*(?:va\s+)?(?P<rest>\d+(?:[.,]\d+)*)\s*(?P<small>(?:nghin|ngan|trieu)(?!\w)))?"
)
# "gùi bộ 4 giờ", "mất 2 giờ" tell how long, not when.
_LASTING = ("bo", "mat", "het", "suot", "trong", "hon", "gan", "khoang", "them", "chay", "tap", "day")
_NO_SPAN = "".join(rf"(?<!\b{word}\s)" for word in _LASTING)
# What looks like a number but reports nothing, in folded text.
_DATES = (
    r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(?:19|20)\d\d",
    r"(?<!\d)\d{1,2}/(?:19|20)\d\d(?!\d)",
    r"(?<!\w)(?:ngay|sang|chieu|toi|tu\s+ngay|den\s+ngay)\s+\d{1,2}(?:\s*(?:va|-|den)\s*\d{1,2})?\s*[/-]\s*\d{1,2}(?:/\d{4})?(?!\d)",
    r"(?<![\d.,/])\d{1,2}\s*(?:den|toi|-|–)\s*(?:ngay\s+)?\d{1,2}/\d{1,2}(?![\d/])",
    r"(?<!\w)ngay\s+\d{1,2}(?!\d|[.,]\d)",
    r"(?<!\w)thang\s+\d{1,2}(?!\d|[.,]\d)",
    r"\d{1,2}\s*(?:t|thang)\s+(?:dau|cuoi|con\s+lai)(?!\w)",
    r"(?<!\w)(?:nam|nhiem\s+k[iy]|giai\s+doan)\s+(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)\d\d)?",
    r"(?<!\d)(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d(?!\d)",
    r"(?<=quoc gia )20[0-4]\d(?!\d|[.,]\d)",  # "Năm Du lịch quốc gia 2023"
    r"(?<!\w)nam\s+(?:cong\s+tac|hoat\s+dong|thi\s+dua|hoc)\s+20[0-4]\d(?!\d|[.,]\d)",
    rf"{_NO_SPAN}(?<!\d)\d{{1,2}}\s*(?:h|gio)\s*\d{{0,2}}(?!\w)",
)
_DOCUMENT_NUMBERS = (
    r"\d+\s*[-/]\s*(?:[a-z]{1,6})(?:\s*[-/&]\s*[a-z]{1,10})+\b",
    r"\d+\s*[-/]\s*(?:ct|nq|kh|qd|tb|bc|hd|cv|ttr)\b",
    r"(?<=[a-z]-)\d+",  # Covid-19, NQ-06
)
_PHONES = (r"(?<!\w)0\d{8,10}(?!\d)", r"(?<!\w)(?<!\d[.,])0\d{2,3}[. ]\d{3}[. ]\d{3,4}(?!\d)")
_NO_FIGURES = re.compile("|".join(_DATES + _DOCUMENT_NUMBERS + _PHONES))
# Words whose number is a name: "Đề án 938", "lần thứ 3", "Tổ 5". Accents tell "thứ 3" from "thu 3 tỷ".
_NAMED_BY_NUMBER = (
    "đề án|dự án|chỉ thị|nghị quyết|nghị định|quyết định|kế hoạch|chương trình|thông báo|thông tư|công văn|luật|"
    "quốc lộ|khóa|khoá|lần thứ|thứ|số|điểm|khoản|điều|bảng|quý|đợt|tổ|đội|khu|ấp|thôn|xóm|khóm|phường|quận"
)
_FOLDED_NAMES = fold(_NAMED_BY_NUMBER).replace(" ", r"\s+")
_ORDINAL = re.compile(
    rf"(?<!\w)(?<!tong )(?<!con )(?<!trong )(?<!thi )(?<!lam )(?P<name>{_FOLDED_NAMES})\s+(?:so\s+)?\d+(?![.,]?\d)"
    rf"(?:(?:,|\s+va)\s*\d{{3,4}}(?=\s*(?:[,;.)“\"]|$|(?:va|cua|giai|cho|nam|theo|tu|ve)(?!\w))))*(?!\s*(?:%|phan\s+tram))"
)
_NAMES = frozenset(_NAMED_BY_NUMBER.split("|"))
_LIST_NUMBER = re.compile(r"(?m)^\s*\d{1,2}(?:\.\d{1,2})*[.)]\s")


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure in a text."""

    start: int
    end: int
    written: str  # "1 tỷ 450 triệu", "8.538"
    value: Decimal


def readings(written: str) -> set[Decimal]:
    """What one written number can mean: 8.538 -> 8538 or 8.538; 1,4 -> 1.4; 07 -> 7."""
    groups = re.split(r"[.,]", written)
    if len(groups) == 1:
        return {Decimal(int(written))}
    found = {Decimal("".join(groups[:-1]) + "." + groups[-1]).normalize()}
    if all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3:
        found.add(Decimal("".join(groups)))
    elif len(groups) > 2:
        found.update(Decimal(int(group)) for group in groups)
    return {value.normalize() for value in found}


def likely_value(written: str) -> Decimal:
    """The reading that Vietnamese reports mean: groups of three are thousands, anything else is a fraction."""
    groups = re.split(r"[.,]", written)
    if (
        len(groups) > 1
        and all(len(group) == 3 for group in groups[1:])
        and len(groups[0]) <= 3
        and groups[0].strip("0")
    ):
        return Decimal("".join(groups))
    return Decimal("".join(groups[:-1]) + "." + groups[-1]) if len(groups) > 1 else Decimal(written)


def find_amounts(text: str) -> list[Amount]:
    """Every figure of a text, left to right: scaled amounts as one; dates, document and list numbers left out."""
    composed = nfc(text)
    folded = fold(composed)
    found = list(_scaled(composed, folded))
    taken = [*_excluded(composed, folded), *((amount.start, amount.end) for amount in found)]
    for match in NUMBER.finditer(folded):
        start, end = match.span()
        if any(a < end and start < b for a, b in taken) or (start and (folded[start - 1].isalpha())):
            continue
        found.append(Amount(start, end, composed[start:end], likely_value(match[0])))
    return sorted(found, key=lambda amount: amount.start)


def _excluded(text: str, folded: str) -> Iterator[tuple[int, int]]:
    for pattern in (_NO_FIGURES, _LIST_NUMBER):
        yield from (match.span() for match in pattern.finditer(folded))
    plain = is_unaccented(text)
    for match in _ORDINAL.finditer(folded):
        name = " ".join(text[slice(*match.span("name"))].lower().split())
        if plain or name in _NAMES:
            yield match.span()


def _scaled(text: str, folded: str) -> Iterator[Amount]:
    for match in _AMOUNT.finditer(folded):
        value = likely_value(match["whole"]) * _scale(match["scale"])
        if match["rest"]:
            value += likely_value(match["rest"]) * _scale(match["small"])
        yield Amount(match.start(), match.end(), text[match.start() : match.end()], value)


def _scale(words: str) -> int:
    """What "triệu" or "nghìn tỷ" multiply by."""
    scale = 1
    for word in words.split():
        scale *= _SCALES[word]
    return scale


def all_readings(text: str) -> set[Decimal]:
    """Every value that any number of a text can mean, alone or with its scale."""
    folded = fold(nfc(text))
    values = {value for match in NUMBER.finditer(folded) for value in readings(match[0])}
    return values | set(_scaled_readings(folded))


def _scaled_readings(folded: str) -> Iterator[Decimal]:
    for match in _AMOUNT.finditer(folded):
        yield from (whole * _scale(match["scale"]) for whole in readings(match["whole"]))
        yield from _complete_readings(match)


def _complete_readings(match: re.Match[str]) -> set[Decimal]:
    """What an amount can mean as a whole: "2 tỷ 360 triệu" is never 2 tỷ."""
    bases = {whole * _scale(match["scale"]) for whole in readings(match["whole"])}
    if not match["rest"]:
        return bases
    return {base + rest * _scale(match["small"]) for base in bases for rest in readings(match["rest"])}


def unsupported(shown: str, sources: Iterable[str]) -> list[str]:
    """Numbers of a text that stand in none of the sources, in any reading, plain or scaled."""
    known = set().union(*map(all_readings, sources))
    folded = fold(nfc(shown))
    by_scale = [match.span() for match in _AMOUNT.finditer(folded) if _complete_readings(match) & known]
    return [
        match[0]
        for match in NUMBER.finditer(folded)
        if not readings(match[0]) & known and not any(a <= match.start() < b for a, b in by_scale)
    ]
