"""The figures that a question asks for: what "bao nhiêu" and "mấy" count. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise, takewhile

from index.vietnamese.concepts import concepts_in
from index.vietnamese.text import fold

MONEY_WORDS = 10  # before "bao nhiêu", within which "vốn" or "trị giá" says that money is meant


class Dimension(Enum):
    """What a figure measures, where no counted thing is named."""

    AREA = "area"
    LENGTH = "length"
    WEIGHT = "weight"


class Flow(Enum):
    """Which way money goes, where it is told: what a festival cost is not what was sold there."""

    SPENT = "spent"
    EARNED = "earned"


_FLOWS = (
    (Flow.SPENT, re.compile(r"\b(?:kinh phi|chi phi|du toan|ton|tieu ton|het)\b")),
    (Flow.EARNED, re.compile(r"\b(?:doanh (?:thu|so)|ban (?:duoc|ra)|thu (?:ve|duoc|lai|nhap)|loi nhuan|kiem duoc)\b")),
)


def flow_in(folded: str) -> Flow | None:
    """Which way money goes by folded words, if they tell one way alone."""
    told = [flow for flow, pattern in _FLOWS if pattern.search(folded)]
    return told[0] if len(told) == 1 else None


@dataclass(frozen=True, slots=True)
class Ask:
    """One figure that a question asks for."""

    measure: tuple[str, ...]  # the words after "bao nhiêu" or "mấy": what is counted
    money: bool = False
    flow: Flow | None = None  # of money: "hết bao nhiêu", "bán được bao nhiêu"
    whole: bool = False  # all the money: what each gets a month is not it
    per: str = ""  # the time in which it is earned or paid: "bao nhiêu một tháng"
    percent: bool = False
    duration: bool = False  # "bao lâu"
    dimension: Dimension | None = None  # "rộng bao nhiêu", "sản lượng là bao nhiêu"
    total: bool = False  # members are asked for, not new ones
    is_assumed: bool = field(default=False, compare=False)  # the question names nothing that is counted: its topic is

    @property
    def is_told(self) -> bool:
        """Whether the question says what it asks a figure of."""
        return bool(self.measure) or self.money or self.percent or self.duration or self.dimension is not None


_DIMENSIONS = (  # a noun anywhere before, an adjective right before: "áo dài" has no length
    (Dimension.AREA, re.compile(r"\bdien tich\b|\brong(?: \w+)?$")),
    (Dimension.LENGTH, re.compile(r"\b(?:chieu dai|do dai|quang duong)\b|\b(?:dai|xa|cach)(?: \w+)?$")),
    (Dimension.WEIGHT, re.compile(r"\b(?:san luong|khoi luong|can nang)\b|\bnang(?: \w+)?$")),
)
DIMENSION_WORDS = 6  # before "bao nhiêu", within which what is measured is named
_MONEY = re.compile(
    r"\b(?:kinh phi|chi phi|du toan|ngan sach|du no|doanh thu|tri gia|gia tri|tong tien|so tien|von vay|von|het"
    r"|thu (?:ve|duoc|nhap)|kiem duoc|tien|(?:phu|tro) cap|luong|hoc phi)\b"
)


def read_asks(corrected: Sequence[str]) -> tuple[Ask, ...]:
    """The figures asked for, in order."""
    asks: list[Ask] = []
    for n, word in enumerate(corrected):
        if corrected[n : n + 2] == ["bao", "lâu"]:
            asks.append(Ask((), duration=True))
            continue
        before = list(corrected[max(n - MONEY_WORDS, 0) : n])
        if corrected[n : n + 2] in _HOW_MUCH:
            dimension = Dimension.LENGTH if corrected[n + 1] == "xa" else _dimension_before(before)
            asks += [Ask((), dimension=dimension)] if dimension else []
            continue
        length = _length_of_ask(corrected, n)
        following = corrected[n + length : n + length + 3]
        rest = corrected[n + length :]
        if not length or (word == "mấy" and (before[-1:] in _DATED or _addresses(before, following, rest))):
            continue
        if word == "mấy" and before[-1:] in ([], [""]) and _asks_more(rest):
            continue  # "Mấy bồn nước ấy chia cho dân theo kiểu gì?" counts none
        for ask in _asked_for(before, following, percent=word == "phần"):
            if not (asks and ask.percent and asks[-1].percent):
                asks.append(ask)
    return tuple(asks)


def _asks_more(rest: Sequence[str]) -> bool:
    """Whether the clause goes on to ask something else: then "mấy" before it means "những"."""
    clause = [*takewhile(bool, rest)]
    return not _OTHER_QUESTIONS.isdisjoint(rest) or ("bao", "nhiêu") in pairwise(clause)


def _length_of_ask(corrected: Sequence[str], n: int) -> int:
    """How many words from a position on ask for a figure; 0 if none does."""
    if list(corrected[n : n + 2]) in (["bao", "nhiêu"], ["phần", "trăm"]):
        return 2
    return int(corrected[n] == "mấy" or (corrected[n] == "nhiêu" and (not n or corrected[n - 1] != "bao")))


def _asked_for(before: Sequence[str], following: Sequence[str], *, percent: bool) -> list[Ask]:
    """The figures that one "bao nhiêu" asks for: "sản lượng và doanh thu là bao nhiêu" asks for two."""
    ask = _ask(before, following, percent=percent)
    dimension = _dimension_before(before) if not ask.measure and not ask.percent else None
    if dimension is None:
        return [ask]
    measured = Ask((), dimension=dimension)
    return [measured, ask] if ask.money else [measured]


def _dimension_before(before: Sequence[str]) -> Dimension | None:
    """What is measured, by the words before "bao nhiêu"."""
    near = fold(" ".join(before[-DIMENSION_WORDS:]))
    return next((dimension for dimension, pattern in _DIMENSIONS if pattern.search(near)), None)


_HOW_MUCH = (["bao", "xa"], ["cỡ", "nào"], ["chừng", "nào"], ["cỡ", "mô"])


def _addresses(before: Sequence[str], following: Sequence[str], rest: Sequence[str]) -> bool:
    """Whether "mấy" counts nothing: "mấy chị cho hỏi", "vậy mấy chị", "mấy việc gì", "từ mấy giờ"."""
    first, *others = [*takewhile(bool, following)] or [""]
    first_named = not others and len(following) > 1
    if first == "giờ" and before[-1:] and before[-1] in _FROM:
        return True
    if first in ("việc", "điều"):
        return before[-1:] != ["có"] or others[:1] == ["gì"]  # "có mấy việc" counts them
    closes = not others and before[-1:] and before[-1] in _CLOSING
    names = not before and first_named  # "mấy chị Yên Bái"
    asks_other = not _OTHER_QUESTIONS.isdisjoint(rest)
    greets = bool(others and others[0] in _GREETING)
    return first in ("chị", "anh", "cô", "bà") and (closes or names or greets or asks_other)


_FROM = frozenset(["lúc", "từ", "đến", "tới", "vào", "khoảng"])  # "từ mấy giờ" asks when, "mất mấy giờ" how long
_OTHER_QUESTIONS = frozenset(["gì", "sao"])
_CLOSING = frozenset(["vậy", "ạ", "nhỉ", "thế", "hả", "rồi", "ta", "nha", "nhé", "á", ""])  # "được rồi, mấy chị"
_DATED = (["ngày"], ["tháng"], ["quý"], ["hôm"], ["thứ"])  # "ngày mấy" asks for a date
_GREETING = frozenset(["cho", "ơi", "hỏi", "trên", "em", "chi"])


def _ask(before: Sequence[str], following: Sequence[str], *, percent: bool) -> Ask:
    if percent or following[:2] == ["phần", "trăm"] or (not following and {"tỷ", "lệ"} <= set(before)):
        return Ask((), percent=True)
    following = _without_scale(following)
    first = following[0] if following else ""
    if following[:1] and first in _EACH and following[1:2] and following[1] in _TIMES:
        return Ask((), money=True, per=following[1])
    said = fold(" ".join(before))
    unnamed = first in _NO_MEASURES or not first
    if first in _MONEY_WORDS or _is_money(following) or (unnamed and (_MONEY.search(said) or "chi" in before[-2:])):
        return Ask((), money=True, flow=flow_in(fold(" ".join([*before, *following]))), whole="tổng" in before)
    if first in _NO_MEASURES:
        return Ask(_after_last_number_word(before))
    return Ask(tuple(takewhile(lambda word: word not in _ENDS, following)))


_EACH = frozenset(["một", "mỗi"])
_TIMES = frozenset(["tháng", "năm", "ngày", "quý", "buổi"])


def _is_money(following: Sequence[str]) -> bool:
    """Whether a scale of money is asked for: "mấy chục triệu"."""
    return bool(following[1:2]) and following[0] in _SCALES and following[1] in _MONEY_WORDS


def _without_scale(following: Sequence[str]) -> Sequence[str]:
    """Of "mấy trăm hộ" and "mấy ngàn chị em" what is counted; "mấy trăm" and "mấy triệu đồng" are money."""
    counts = following[:1] and following[0] in _SCALES and following[1:2] and following[1] not in _OF_MONEY
    return following[1:] if counts else following


_SCALES = frozenset(["chục", "trăm", "nghìn", "ngàn", "vạn", "triệu"])
_OF_MONEY = frozenset(["", "đồng", "bạc", "tiền", "là", "vậy", "ạ", "thế", "nghìn", "ngàn", "triệu", "tỷ"])


def _after_last_number_word(before: Sequence[str]) -> tuple[str, ...]:
    """Of "tổng số trẻ là bao nhiêu" what "số" counts."""
    at = max(
        (n for n, word in enumerate(before[:-1]) if word == "số" and before[n + 1] not in _NO_COUNTS), default=None
    )
    if at is None:
        return ()
    return tuple(takewhile(lambda word: word not in _ENDS, before[at + 1 : at + 4]))


_MONEY_WORDS = frozenset(["tiền", "đồng", "tỷ", "triệu", "kinh", "vốn", "trăm"])
_NO_MEASURES = frozenset(
    ["", "và", "so", "cho", "ở", "vậy", "ạ", "trong", "là", "hộ?", "mỗi", "một", "thì", "tăng", "giảm", "thế"]
    + ["tính", "rồi"]
)
# What is counted ends before these: "bao nhiêu chị và bao lâu", "bao nhiêu hộ bằng mấy phần trăm".
_ENDS = frozenset(
    ["", "và", "ở", "tại", "cho", "bằng", "của", "trong", "về", "được", "bao", "mấy", "là", "thì", "so", "để", "từ"]
    + ["do", "trên", "với", "mà", "nếu", "khi", "theo", "nhờ", "bị", "đang", "vậy", "rồi"]
    + ["ha", "hả", "nhỉ", "nha", "ạ"]
)


def compared(corrected: Sequence[str], topic: Sequence[str]) -> tuple[Ask, ...]:
    """The figure that a question without a measure is about: what "số" counts, or is "nhiều … hơn", else the topic."""
    if ("tỷ", "lệ") in zip(corrected, corrected[1:], strict=False):
        return (Ask((), percent=True),)
    named = _after_number_word(corrected) or _before_more(corrected)
    measure = named or tuple(topic[:3])
    if not measure:
        return ()
    if _MONEY.search(fold(" ".join(measure))):
        return (Ask((), money=True),)
    return (Ask(measure, is_assumed=not named),)


def asks_for_members(ask: Ask, corrected: Sequence[str]) -> bool:
    """Whether all members are asked for: nothing is said of joining."""
    return ask.measure[:2] == ("hội", "viên") and JOINING.isdisjoint(concepts_in(tuple(corrected)))


JOINING = concepts_in(("kết", "nạp"))


def _after_number_word(corrected: Sequence[str]) -> tuple[str, ...]:
    pairs = zip(["", *corrected], corrected, corrected[1:], strict=False)
    counting = (word == "số" and before != "con" and after not in _NO_COUNTS for before, word, after in pairs)
    at = next((n for n, is_counting in enumerate(counting) if is_counting), None)
    return tuple(takewhile(lambda word: word not in _ENDS, corrected[at + 1 : at + 4])) if at is not None else ()


def _before_more(corrected: Sequence[str]) -> tuple[str, ...]:
    """Of "bên nào đông hội viên hơn" the words between."""
    for n, word in enumerate(corrected):
        if word in _MANY and "hơn" in corrected[n + 2 : n + 7]:
            between = corrected[n + 1 : n + 1 + list(corrected[n + 1 :]).index("hơn")]
            return tuple(word for word in between if word not in _OR_LESS)[:3]
    return ()


_NO_COUNTS = frozenset(["với", "sánh", "là", "liệu", "đề"])
_OR_LESS = frozenset(["", "hay", "ít", "nhiều", "thấp", "cao"])  # "nhiều hay ít mái ấm hơn"
_MANY = frozenset(["đông", "nhiều", "ít", "cao", "thấp", "lớn"])
