"""A document is cut into passages: whole sentences of one section, of a size that is found and read well.

Pure. A passage has about 60 to 140 syllables and never more than 900 characters; a sentence longer than that is cut at
a semicolon, else at a comma, else at a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.documents import Document, Passage, Section
from index.vietnamese.text import count_syllables, sentence_spans

MIN_SYLLABLES = 60
MAX_SYLLABLES = 140
MAX_CHARS = 900
_CUTS = tuple(map(re.compile, (r";(?=\s)", r",(?=\s)", r"\S(?=\s)")))

Span = tuple[int, int]


def split_document(document: Document) -> list[Passage]:
    """The passages of a document, in order, without overlaps; each lies in one section."""
    return [
        Passage(document.source, start, end, document.text[start:end], section.heading, section.header)
        for section in document.sections
        for start, end in _split_section(document.text, section)
    ]


def _split_section(text: str, section: Section) -> list[Span]:
    pieces = [piece for span in sentence_spans(text, section.start, section.end) for piece in _fitting(text, span)]
    groups: list[Span] = []
    for piece in pieces:
        if groups and _may_join(text, groups[-1], piece):
            groups[-1] = (groups[-1][0], piece[1])
        else:
            groups.append(piece)
    return _join_remainder(text, groups)


def _may_join(text: str, group: Span, piece: Span) -> bool:
    joined = (group[0], piece[1])
    if not _fits(text, joined):
        return False
    return (
        count_syllables(text[group[0] : group[1]]) < MIN_SYLLABLES
        or count_syllables(text[joined[0] : joined[1]]) <= (MIN_SYLLABLES + MAX_SYLLABLES) // 2
    )


def _join_remainder(text: str, groups: list[Span]) -> list[Span]:
    """A short last group goes to the one before it where both fit."""
    if len(groups) > 1:
        joined = (groups[-2][0], groups[-1][1])
        if count_syllables(text[slice(*groups[-1])]) < MIN_SYLLABLES // 2 and _fits(text, joined):
            return [*groups[:-2], joined]
    return groups


def _fits(text: str, span: Span) -> bool:
    start, end = span
    return end - start <= MAX_CHARS and count_syllables(text[start:end]) <= MAX_SYLLABLES


def _fitting(text: str, sentence: Span) -> Iterator[Span]:
    """A sentence as it is, or cut into pieces that fit."""
    start, end = sentence
    while not _fits(text, (start, end)):
        cut = _cut(text, start, end)
        yield start, cut
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _cut(text: str, start: int, end: int) -> int:
    """Where to cut a span that is too long: after the last semicolon, comma or space that leaves a fitting piece."""
    limit = _furthest(text, start, end)
    for mark in _CUTS:  # white space after the mark: the comma of "1,78 tỷ" is none
        cuts = [match.end() for match in mark.finditer(text, start + 1, limit)]
        if cuts and count_syllables(text[start : cuts[-1]]) >= MIN_SYLLABLES // 2:
            return cuts[-1]
    return limit


def _furthest(text: str, start: int, end: int) -> int:
    """The longest fitting end, found by halving: longer spans never have fewer syllables."""
    low, high = start + 1, min(end, start + MAX_CHARS)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if count_syllables(text[start:middle]) <= MAX_SYLLABLES else (low, middle - 1)
    return low
