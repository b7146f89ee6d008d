"""What a sentence states, in a form that two wordings of it share: figures with what they count, times, names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from bot.answering.claims.number_words import find_number_words
from bot.answering.claims.phrases import Token, joined, meaning_key, syllables
from bot.answering.claims.plans import Reality, reality_at
from bot.answering.claims.times import Time, find_times, overlaps
from index.vietnamese.abbreviations import expand
from index.vietnamese.numbers import NUMBER, find_amounts
from index.vietnamese.places import Level, find_places
from index.vietnamese.text import fold, is_unaccented, normalise, squeeze

_SHORT_NAME = re.compile(r"(?<!\w)(hội)\s+phụ\s+nữ(?!\w)", re.IGNORECASE)
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
_NEGATIONS = ("không", "chưa", "chẳng")
_NO_NEGATION_BEFORE = ("chỉ", "ngừng", "những", "gian", "khí")
_CURRENCY = "đồng"
_LABEL_JOINERS = ("và", "số", "-")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that reports something, with what tells it from the other numbers of its sentence."""

    start: int  # with "gần", "trên" ...
    end: int
    value: Decimal | None  # None: words that cannot be read
    written: str
    percent: bool
    bound: str  # "over", "about", "under", "least" or ""
    counted: tuple[str, ...]  # keys that follow it in its clause
    around: frozenset[str]  # keys of its clause
    scope: frozenset[str]  # the same with the sentence's opening, which goes with all its figures
    zone: tuple[tuple[int, int], ...]  # spans of scope
    marks: frozenset[str]  # words that turn its meaning: "tăng", "giảm", "mỗi" ...
    reality: Reality


@dataclass(frozen=True)
class Statement:
    """A sentence with what it states."""

    text: str  # abbreviations written out
    plain: bool
    said: date | None
    before: Reality = Reality.DONE  # what its heading or introduction says of all that follows

    @cached_property
    def syllables(self) -> list[Token]:
        return syllables(self.text, plain=self.plain)

    @cached_property
    def tokens(self) -> list[Token]:
        """Words and phrases that state something."""
        return [token for token in joined(self.syllables, plain=self.plain) if token.key]

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(token.key for token in self.tokens)

    @cached_property
    def times(self) -> list[Time]:
        return find_times(self.text, self.said)

    @cached_property
    def places(self) -> frozenset[tuple[str, Level]]:
        """Places by their right names; what is only like one ("Chủ tịch", the town of Chũ) is left to the names."""
        found = ((mention.places[0], self.text[mention.start : mention.end]) for mention in find_places(self.text))
        return frozenset((place.name, place.level) for place, written in found if _is_name_of(written, place.name))

    @cached_property
    def figures(self) -> list[Figure]:
        return list(_figures(self))

    @cached_property
    def labelled(self) -> frozenset[tuple[str, str]]:
        """Numbers that name something, each with its label: ("đề án", "938") as ("án", "938")."""
        return frozenset(_labelled(self))

    @cached_property
    def ratios(self) -> list[str]:
        """Pairs as in "81/81 vụ việc", which may not be taken apart and joined anew."""
        return [re.sub(r"[\s.,]|\b0+(?=\d)", "", match[0]) for match in _RATIO.finditer(self.text)]

    @cached_property
    def negated(self) -> frozenset[str]:
        """Keys that a negation stands before."""
        return frozenset(key for _, keys in _negations(self) for key in keys)

    @cached_property
    def affirmed(self) -> frozenset[str]:
        """Keys that stand somewhere without a negation."""
        taken = {position for positions, _ in _negations(self) for position in positions}
        return frozenset(token.key for position, token in enumerate(self.tokens) if position not in taken)

    def reality_at(self, position: int) -> Reality:
        return reality_at(self.text, position, self.before)


@lru_cache(maxsize=1_000)
def read_statement(text: str, plain: bool, said: date | None, before: Reality = Reality.DONE) -> Statement:
    """A sentence, read.

    Args:
        text: as it stands in a draft or an article.
        plain: whether diacritics count for nothing.
        said: the day by which the article was written.
        before: what its section or the line that introduces it says of all that follows.
    """
    expanded = expand(normalise(squeeze(text)))
    return Statement(_SHORT_NAME.sub(r"\1 liên hiệp phụ nữ", expanded), plain, said, before)


def _is_name_of(written: str, name: str) -> bool:
    plain = is_unaccented(written)
    keys = [[token.key for token in syllables(text, plain=plain)] for text in (written, name)]
    return keys[0] == keys[1]


def _keys(words: Sequence[str], plain: bool) -> frozenset[str]:
    return frozenset(token.key for word in words for token in syllables(word, plain=plain))


# Figures


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    value: Decimal | None
    scaled: bool = False


def _numbers(statement: Statement) -> list[_Number]:
    """The numbers that report something: in digits, with their scale, or in words."""
    text = statement.text
    found: list[_Number] = []
    for amount in find_amounts(text):
        if not overlaps(amount.start, amount.end, statement.times):
            sign = -1 if re.search(r"(?:^|[\s(])[-−–]$", text[: amount.start]) else 1
            value = sign * amount.value
            if _PERCENT.match(fold(text), amount.end) and re.fullmatch(r"\d+[.,]\d+", amount.written):
                value = sign * Decimal(amount.written.replace(",", "."))
            found.append(_Number(amount.start, amount.end, value, not amount.written[-1].isdigit()))
    found += _labelled_amounts(statement, found)
    words = [] if statement.plain else [text[t.start : t.end].lower() for t in statement.syllables]
    for first, last, worth in find_number_words(words):
        start, end = statement.syllables[first].start, statement.syllables[last - 1].end
        if not any(number.start < end and start < number.end for number in found):
            found.append(_Number(start, end, worth))
    return sorted(found, key=lambda number: number.start)


def _labelled_amounts(statement: Statement, found: Sequence[_Number]) -> Iterator[_Number]:
    """Amounts that look like a document's number: "tổng số 15", "kế hoạch 150 hộ"."""
    for match in _LABELLED_AMOUNT.finditer(fold(statement.text)):
        start, end = match.span(1)
        if not any(number.start < end and start < number.end for number in found):
            yield _Number(start, end, find_amounts(match[1])[0].value)


def _figures(statement: Statement) -> Iterator[Figure]:
    numbers = _numbers(statement)
    text, folded = statement.text, fold(statement.text)
    breaks = [match.span() for match in _BREAK.finditer(text) if not _inside(match.start(), numbers)]
    clauses = [_clause(number, breaks, len(text)) for number in numbers]
    opening = (0, clauses[0][0]) if clauses and "|" not in text else (0, 0)
    taken = [(_bound_start(folded, number), number.end) for number in numbers]
    for position, (number, clause) in enumerate(zip(numbers, clauses, strict=True)):
        start, end = _cell(text, number) or _segment(position, numbers, clauses)
        percent = _PERCENT.match(folded, number.end)
        right = percent.end() if percent else number.end
        around = _keys_in(statement, [(start, end)], taken)
        scope = _keys_in(statement, [opening, (start, end)], taken)
        after = _counted(statement, right, end, taken)
        if position + 1 < len(numbers) and end == numbers[position + 1].start:
            after = after[:1]  # what stands before the next figure may belong to that one
        yield Figure(
            taken[position][0],
            number.end,
            number.value,
            squeeze(folded[number.start : number.end]),
            bool(percent),
            _bound(folded, number, end),
            _without_currency(after, number, statement.plain),
            frozenset(around),
            frozenset(scope),
            (opening, (start, end)),
            _marks(statement, clause[0] if position == 0 else start, number.start),
            statement.reality_at(number.start),
        )


def _inside(position: int, numbers: Sequence[_Number]) -> bool:
    return any(number.start <= position < number.end for number in numbers)


def _clause(number: _Number, breaks: Sequence[tuple[int, int]], length: int) -> tuple[int, int]:
    start = max((end for _, end in breaks if end <= number.start), default=0)
    return start, min((begin for begin, _ in breaks if begin >= number.end), default=length)


def _segment(position: int, numbers: Sequence[_Number], clauses: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """What belongs to a figure alone: from the end of the clause of the one before it to the end of its own."""
    start, end = clauses[position]
    if position:
        before = clauses[position - 1]
        start = numbers[position - 1].end if before == clauses[position] else before[1]
    if position + 1 < len(numbers) and clauses[position + 1] == clauses[position]:
        end = numbers[position + 1].start
    return start, end


def _cell(text: str, number: _Number) -> tuple[int, int] | None:
    if "|" not in text:
        return None
    end = text.find("|", number.end)
    return text.rfind("|", 0, number.start) + 1, end if end >= 0 else len(text)


def _keys_in(statement: Statement, spans: Sequence[tuple[int, int]], taken: Sequence[tuple[int, int]]) -> set[str]:
    return {
        token.key
        for token in statement.tokens
        if any(a <= token.start and token.end <= b for a, b in spans)
        and not any(a < token.end and token.start < b for a, b in taken)
    }


def _counted(statement: Statement, start: int, end: int, taken: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    free = (t for t in statement.tokens if not any(a < t.end and t.start < b for a, b in taken))
    return tuple(token.key for token in free if start <= token.start < end)


def _bound_start(folded: str, number: _Number) -> int:
    match = _BOUND.search(folded[: number.start])
    return match.start() if match else number.start


def _without_currency(after: tuple[str, ...], number: _Number, plain: bool) -> tuple[str, ...]:
    """ "1,4 tỷ" are đồng, whether that is written or not."""
    currency = meaning_key("vnđ", plain=plain)
    return after[1:] if number.scaled and after[:1] == (currency,) else after


def _bound(folded: str, number: _Number, end: int) -> str:
    if _OR_MORE.match(folded[number.end : end]):
        return "least"
    match = _BOUND.search(folded[: number.start])
    return str(match.lastgroup) if match else ""


def _marks(statement: Statement, start: int, end: int) -> frozenset[str]:
    inside = [token for token in statement.syllables if start <= token.start and token.end <= end]
    follows = zip(inside, [None, *inside], strict=False)
    before = [token for token, last in follows if not (last and last.is_number)]  # "5 không, 3 sạch" negates nothing
    found = {token.key for token in before} & _keys(_MARKS, statement.plain)
    found |= {token.key for token in before[-2:]} & _keys(_REACHED, statement.plain)
    average = meaning_key("bình quân", plain=statement.plain)
    return frozenset(found | ({average} & {t.key for t in statement.tokens if start <= t.start and t.end <= end}))


# Labels and negations


def _labelled(statement: Statement) -> Iterator[tuple[str, str]]:
    """Numbers that are neither figures nor times, each with the word that it belongs to: "Đề án 938, 939"."""
    spans = [(figure.start, figure.end) for figure in statement.figures]
    spans += [(time.start, time.end) for time in statement.times]
    for match in NUMBER.finditer(statement.text):
        if any(start <= match.start() < end for start, end in spans):
            continue
        yield _label(statement, match.start()), match[0].lstrip("0")


def _label(statement: Statement, position: int) -> str:
    joiners = _keys(_LABEL_JOINERS, statement.plain)
    before = [t for t in statement.syllables if t.end <= position and not t.is_number and t.key not in joiners]
    return before[-1].key if before else ""


def _negations(statement: Statement) -> Iterator[tuple[set[int], set[str]]]:
    """What each negation negates: positions and keys of the two words after it."""
    plain = statement.plain
    negations, exceptions = _keys(_NEGATIONS, plain), _keys(_NO_NEGATION_BEFORE, plain)
    tokens = statement.tokens
    for position, token in enumerate(tokens):
        after = tokens[position + 1 : position + 3]
        is_name = position and tokens[position - 1].is_number  # "5 không, 3 sạch"
        if token.key in negations and not is_name and not (after and after[0].key in exceptions):
            yield set(range(position, position + 1 + len(after))), {other.key for other in after}
