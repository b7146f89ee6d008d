"""The figures of a sentence, each with what tells it from the others: what it counts, the words around it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bot.answering.claims.number_words import find_number_words
from bot.answering.claims.phrases import Token, keys_of, meaning_key
from bot.answering.claims.plans import Reality
from bot.answering.claims.statements import Statement
from bot.answering.claims.times import overlaps
from index.vietnamese.numbers import NUMBER, find_amounts
from index.vietnamese.text import fold, squeeze

Span = tuple[int, int]

_BREAK = re.compile(r"[;:|()“”\"\n]|[.,](?!\d)|\s[-–]\s|(?<!\w)(?:và|nhưng|còn|va|nhung)(?!\w)")
_PERCENT = re.compile(r"\s*(?:%|(?:phan tram)(?!\w))")
_BOUND = re.compile(
    r"(?<!\w)(?:(?P<over>hon|tren|qua)|(?P<about>gan|khoang|xap xi|uoc|chung)|(?P<least>toi thieu|it nhat)"
    r"|(?P<under>duoi|chua den|chua toi|khong qua|toi da))\s*$|(?P<less><)\s*$|(?P<more>>)\s*$"
)
_OR_MORE = re.compile(r"[^,;.]{0,20}(?<!\w)tro len(?!\w)")
_LABELLED_AMOUNT = re.compile(
    r"(?:(?:tong|con|voi)\s+so|ke\s+hoach(?=\s+[\d.,]+\s+[a-z]))\s+(\d+(?:[.,]\d{3})*)(?![\d/]|[.,]\d)"
)
_RATIO = re.compile(r"\d[\d.,]*\s*/\s*\d[\d.,]*")
_MARKS = ("tăng", "giảm", "vượt", "hụt", "mỗi", "không", "chưa", "chẳng")
_REACHED = ("lên", "còn", "xuống")
_LABEL_JOINERS = ("và", "số")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that reports something."""

    start: int  # with "gần", "trên" ...
    end: int
    value: Decimal | None  # None: words that cannot be read
    written: str  # folded
    percent: bool
    bound: str  # "over", "about", "under", "least" ... or ""
    counted: tuple[str, ...]  # keys that follow it in its clause
    scope: frozenset[str]  # keys of its clause, and of the sentence's opening, which goes with all figures
    zone: tuple[Span, ...]  # where these stand
    marks: frozenset[str]  # words that turn its meaning: "tăng", "giảm", "mỗi" ...
    reality: Reality


@lru_cache(maxsize=1_000)
def figures_of(statement: Statement) -> tuple[Figure, ...]:
    """The figures of a sentence, left to right; dates, document numbers and list numbers left out."""
    return _Layout(statement, _numbers(statement)).figures()


@lru_cache(maxsize=1_000)
def labels_of(statement: Statement) -> frozenset[tuple[str, str]]:
    """Numbers that name something, each with the word that it belongs to: "Đề án 938, 939" as ("án", "938") ..."""
    spans = [(figure.start, figure.end) for figure in figures_of(statement)]
    spans += [(time.start, time.end) for time in statement.times]
    return frozenset(
        (_label(statement, match.start()), match[0].lstrip("0"))
        for match in NUMBER.finditer(statement.text)
        if not any(start <= match.start() < end for start, end in spans)
    )


def ratios_of(statement: Statement) -> frozenset[str]:
    """Pairs as in "81/81 vụ việc", which may not be taken apart and joined anew."""
    return frozenset(re.sub(r"[\s.,]|\b0+(?=\d)", "", match[0]) for match in _RATIO.finditer(statement.text))


def _label(statement: Statement, position: int) -> str:
    joiners = keys_of(_LABEL_JOINERS, plain=statement.plain)
    before = [t for t in statement.syllables if t.end <= position and not t.is_number and t.key not in joiners]
    return before[-1].key if before else ""


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    value: Decimal | None
    scaled: bool = False


def _numbers(statement: Statement) -> list[_Number]:
    """The numbers that report something: in digits, with their scale, or in words."""
    found: list[_Number] = []
    for number in (*_amounts(statement), *_labelled_amounts(statement), *_words(statement)):
        if not any(other.start < number.end and number.start < other.end for other in found):
            found.append(number)
    return sorted(found, key=lambda number: number.start)


def _amounts(statement: Statement) -> Iterator[_Number]:
    text, folded = statement.text, fold(statement.text)
    for amount in find_amounts(text):
        if overlaps(amount.start, amount.end, statement.times):
            continue
        value = amount.value
        if _PERCENT.match(folded, amount.end) and re.fullmatch(r"\d+[.,]\d+", amount.written):
            value = Decimal(amount.written.replace(",", "."))  # "12,500%" has no thousands
        sign = -1 if re.search(r"(?:^|[\s(])[-−–]$", text[: amount.start]) else 1
        yield _Number(amount.start, amount.end, sign * value, not amount.written[-1].isdigit())


def _labelled_amounts(statement: Statement) -> Iterator[_Number]:
    """Amounts that look like a document's number: "tổng số 15", "kế hoạch 150 hộ"."""
    for match in _LABELLED_AMOUNT.finditer(fold(statement.text)):
        yield _Number(*match.span(1), find_amounts(match[1])[0].value)


def _words(statement: Statement) -> Iterator[_Number]:
    if statement.plain:
        return  # "bà" and "ba" are one there
    syllables = statement.syllables
    for first, last, value in find_number_words([statement.text[t.start : t.end].lower() for t in syllables]):
        yield _Number(syllables[first].start, syllables[last - 1].end, value)


class _Layout:
    """Which words of a sentence belong to which of its numbers."""

    def __init__(self, statement: Statement, numbers: Sequence[_Number]) -> None:
        text = statement.text
        self._statement = statement
        self._folded = fold(text)
        self._numbers = numbers
        self._taken = [(self._begin(number), number.end) for number in numbers]
        breaks = [match.span() for match in _BREAK.finditer(text)]
        breaks = [(a, b) for a, b in breaks if not any(n.start <= a < n.end for n in numbers)]
        self._clauses = [_clause(number, breaks, len(text)) for number in numbers]
        self._rows = "|" in text
        self._opening = (0, self._clauses[0][0]) if numbers and not self._rows else (0, 0)

    def figures(self) -> tuple[Figure, ...]:
        return tuple(self._figure(position) for position in range(len(self._numbers)))

    def _figure(self, position: int) -> Figure:
        number, statement = self._numbers[position], self._statement
        own = self._own(position)
        zone = (self._opening, own)
        percent = _PERCENT.match(self._folded, number.end)
        return Figure(
            start=self._taken[position][0],
            end=number.end,
            value=number.value,
            written=squeeze(self._folded[number.start : number.end]),
            percent=bool(percent),
            bound=self._bound(number, own[1]),
            counted=self._counted(position, (percent.end() if percent else number.end, own[1])),
            scope=frozenset(token.key for span in zone for token in self._free(span)),
            zone=zone,
            marks=self._marks(max(own[0], self._clauses[position][0]), number.start),
            reality=statement.reality_at(number.start),
        )

    def _own(self, position: int) -> Span:
        """What belongs to a number alone: from the end of the clause of the one before to the end of its own."""
        if self._rows:
            return _cell(self._statement.text, self._numbers[position])
        start, end = clause = self._clauses[position]
        if position:
            before = self._clauses[position - 1]
            start = self._numbers[position - 1].end if before == clause else before[1]
        return start, self._numbers[position + 1].start if self._is_followed(position) else end

    def _is_followed(self, position: int) -> bool:
        """Whether another number stands in the same clause."""
        return self._clauses[position] in self._clauses[position + 1 :]

    def _free(self, span: Span) -> list[Token]:
        """The words of a span that are part of no number."""
        return [
            token
            for token in self._statement.tokens
            if span[0] <= token.start and token.end <= span[1]
            if not any(start < token.end and token.start < end for start, end in self._taken)
        ]

    def _counted(self, position: int, span: Span) -> tuple[str, ...]:
        keys = tuple(token.key for token in self._free(span))
        currency = currency_key(self._statement)
        return keys[1:] if self._numbers[position].scaled and keys[:1] == (currency,) else keys

    def _begin(self, number: _Number) -> int:
        match = _BOUND.search(self._folded[: number.start])
        return match.start() if match else number.start

    def _bound(self, number: _Number, end: int) -> str:
        if _OR_MORE.match(self._folded[number.end : end]):
            return "least"
        match = _BOUND.search(self._folded[: number.start])
        return str(match.lastgroup) if match else ""

    def _marks(self, start: int, end: int) -> frozenset[str]:
        plain = self._statement.plain
        inside = [token for token in self._statement.syllables if start <= token.start and token.end <= end]
        after = zip(inside, [None, *inside], strict=False)
        before = [token for token, last in after if not (last and last.is_number)]  # "5 không, 3 sạch" negates nothing
        found = {token.key for token in before} & keys_of(_MARKS, plain=plain)
        found |= {token.key for token in before[-2:]} & keys_of(_REACHED, plain=plain)
        average = meaning_key("bình quân", plain=plain)
        return frozenset(found | {token.key for token in self._free((start, end)) if token.key == average})


def currency_key(statement: Statement) -> str:
    """The key of "đồng": with a scale it may be left out, "1,4 tỷ" are đồng."""
    return meaning_key("vnđ", plain=statement.plain)


def _clause(number: _Number, breaks: Sequence[Span], length: int) -> Span:
    start = max((end for _, end in breaks if end <= number.start), default=0)
    return start, min((begin for begin, _ in breaks if begin >= number.end), default=length)


def _cell(text: str, number: _Number) -> Span:
    end = text.find("|", number.end)
    return text.rfind("|", 0, number.start) + 1, end if end >= 0 else len(text)
