"""A claim that joins what several sentences say, cut into parts that each say one thing. Pure."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.answering.claims import names
from bot.answering.claims.figures import figures_of
from bot.answering.claims.statements import Statement, read_statement

MIN_SYLLABLES = 4  # shorter pieces go with the next one

_JOINT = re.compile(r"[,;]\s+(?:(?:và|đồng thời|còn)\s+)?|\s+(?:và|đồng thời|còn)\s+")


def split_claim(text: str) -> list[str]:
    """A claim's parts, each with the time and names that the claim opens with: they are said of all its parts."""
    joints = [(0, 0), *(match.span() for match in _JOINT.finditer(text)), (len(text), len(text))]
    pieces = [(after, before) for (_, after), (before, _) in pairwise(joints)]
    spans = _merged(text, pieces)
    opening = text[: _opening_end(text, spans[0][1])]
    return [text[start:end] if start == 0 else f"{opening} {text[start:end]}".strip() for start, end in spans]


def _merged(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pieces joined until each says something of its own: has a figure with what it counts, if any of them has."""
    read = [_read(text[start:end]) for start, end in pieces]
    with_figure = [bool(figures_of(statement)) for statement in read]
    spans: list[tuple[int, int]] = []
    begin = None
    for (start, end), statement in zip(pieces, read, strict=True):
        begin = start if begin is None else begin
        long_enough = len(_read(text[begin:end]).syllables) >= MIN_SYLLABLES
        if _leans_on_before(statement) and spans:
            spans[-1] = (spans[-1][0], end)
            begin = None
        elif figures_of(statement) or (not any(with_figure) and long_enough):
            spans.append((begin, end))
            begin = None
    if begin is not None and spans:
        spans[-1] = (spans[-1][0], len(text))
    return spans or [(0, len(text))]


def _leans_on_before(statement: Statement) -> bool:
    """Whether figures are said of something that stands before: "tăng 5%", "trị giá 2 tỷ đồng"."""
    figures = figures_of(statement)
    return bool(figures) and not any(figure.counted and not figure.percent for figure in figures)


def _opening_end(text: str, limit: int) -> int:
    """Where the last time or name before the first figure ends."""
    statement = Statement(text, plain=False, said=None)
    first = min((figure.start for figure in figures_of(statement)), default=limit)
    ends = [time.end for time in statement.times]
    ends += [run[-1].end for run in names.capitalised(statement)]
    return max((end for end in ends if end <= first), default=0)


def _read(text: str) -> Statement:
    return read_statement(text, plain=False, said=None)
