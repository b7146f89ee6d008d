"""The sentences of retrieved passages, and the figures that each holds. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.documents import Passage
from index.reading.tables import cells_of
from index.retrieval import Hit
from index.vietnamese.numbers import Amount, find_amounts
from index.vietnamese.text import sentence_spans

LONG_CHARS = 160  # from here on a sentence with semicolons is an enumeration
_SEMICOLON = re.compile(r";(?=\s)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or table row of a passage: the smallest thing that is quoted."""

    passage: Passage
    start: int  # characters into the document's text
    end: int
    text: str
    before: str = ""  # the sentence before it on its line, or the line that leads to it: what "tổ" in it refers to
    rank: int = 0  # of its passage
    lead: str = ""  # of a statement: what stands before it in its sentence, "phấn đấu" for one

    @property
    def is_row(self) -> bool:
        return cells_of(self.text) is not None


def sentences_of(hits: Sequence[Hit], *, statements: bool = False) -> list[Sentence]:
    """The sentences of passages, best passage first; `statements` as in `split_passage`."""
    return [each for rank, hit in enumerate(hits) for each in split_passage(hit.passage, rank, statements=statements)]


def split_passage(passage: Passage, rank: int = 0, *, statements: bool = False) -> Iterable[Sentence]:
    """The sentences of one passage, in order.

    Args:
        statements: cut an enumeration after each semicolon: a figure is told by one of its statements.
    """
    before, last = "", 0
    for begin, start, end in _statement_spans(passage.text, statements):
        text = passage.text[start:end]
        if "\n" in passage.text[last:start] and not before.endswith(":"):
            before = ""
        lead = passage.text[begin:start]
        yield Sentence(passage, passage.start + start, passage.start + end, text, before, rank, lead)
        before, last = text, end


@lru_cache(maxsize=2_000)
def _statement_spans(text: str, cut: bool) -> tuple[tuple[int, int, int], ...]:
    """Where a sentence begins, and one of its statements begins and ends: long ones may be cut after each semicolon."""
    spans = []
    for start, end in sentence_spans(text):
        is_long = cut and end - start > LONG_CHARS
        borders = [match.end() for match in _SEMICOLON.finditer(text, start, end)] if is_long else []
        for begin, stop in zip([start, *borders], [*borders, end], strict=True):
            stripped = text[begin:stop].lstrip()
            if stripped:
                spans.append((start, stop - len(stripped), stop))
    return tuple(spans)


@lru_cache(maxsize=50_000)
def amounts_in(text: str) -> tuple[Amount, ...]:
    """The figures of a text."""
    return tuple(find_amounts(text))
