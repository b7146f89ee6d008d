"""The clauses of a sentence, and the stretch of them that answers: reports write sentences of 300 words. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from index.vietnamese.numbers import Amount
from index.vietnamese.text import CAPITALS

Span = tuple[int, int]

OPENING_CHARS = 40  # of a sentence, that say when or where, before its first comma

# A dash before a capital is part of a name: "Thừa Thiên – Huế".
_BORDER = re.compile(rf"[;,:](?=\s)|\s[-–—](?=\s[^{CAPITALS}])|\s(?=\()|\)(?=\s)|[.!?…](?=\s)")
_ASIDE = re.compile(r"\s\([^()\d]{1,25}\)")  # belongs to the name before it: "Chị Lụa (Tuyên Hóa) đoạt giải Nhất"


@lru_cache(maxsize=5_000)
def clause_spans(text: str) -> tuple[Span, ...]:
    """Spans of the clauses of a text, between marks, without white space at their ends."""
    asides = [match.span() for match in _ASIDE.finditer(text)]
    marks = (match.end() for match in _BORDER.finditer(text))
    borders = [0, *(mark for mark in marks if not any(start < mark <= end for start, end in asides)), len(text)]
    return tuple(span for span in (_trim(text, *pair) for pair in zip(borders, borders[1:], strict=False)) if span)


def clause_of(text: str, amount: Amount) -> str:
    """The clause in which a figure stands."""
    start, end = next((s for s in clause_spans(text) if s[0] <= amount.start < s[1]), (0, len(text)))
    return text[start:end]


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def best_window(text: str, worth: Callable[[Span], float], limit: int) -> Span:
    """The most telling stretch of whole clauses within a number of characters.

    It begins with the clause worth most and grows by the neighbour worth more as long as it fits; a clause longer than
    the limit is cut at a word, with the few words that open its sentence: "Ngày 20/11, Hội ...".
    """
    spans = clause_spans(text)
    if not spans or spans[-1][1] - spans[0][0] <= limit:
        return (spans[0][0], spans[-1][1]) if spans else (0, 0)
    values = [worth(span) for span in spans]
    first = last = max(range(len(spans)), key=lambda n: (values[n], -n))
    if spans[first][1] - spans[first][0] > limit:
        opens = first == 1 and spans[0][1] - spans[0][0] <= OPENING_CHARS and text[spans[0][1] - 1] == ","
        return _cut(text, (spans[0][0] if opens else spans[first][0], spans[first][1]), limit)
    while True:
        grown = _grow(spans, values, first, last, limit)
        if grown is None:
            return spans[first][0], spans[last][1]
        first, last = grown


def _grow(spans: Sequence[Span], values: Sequence[float], first: int, last: int, limit: int) -> tuple[int, int] | None:
    choices = []
    if first > 0 and spans[last][1] - spans[first - 1][0] <= limit:
        choices.append((values[first - 1], 0, (first - 1, last)))
    if last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= limit:
        choices.append((values[last + 1], 1, (first, last + 1)))
    return max(choices)[2] if choices else None


def _cut(text: str, span: Span, limit: int) -> Span:
    end = text.rfind(" ", span[0], span[0] + limit + 1)
    return span[0], end if end > span[0] else span[0] + limit


def tidy(text: str) -> str:
    """A stretch without the mark that it was cut at."""
    return text.rstrip(" ,;:–—-").lstrip(" ,;:–—")
