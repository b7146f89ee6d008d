"""Cuts an article into pages around what is quoted from it, at the borders of its sentences. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.archive.quotations import Stretch
from index.vietnamese.text import sentence_spans

AROUND_CHARS = 500  # shown before and after a quotation
PAGE_CHARS = 1800
QUOTED_CHARS = 2600  # of the page with the quotation


@dataclass(frozen=True, slots=True)
class Pages:
    """An article in stretches that leave nothing out."""

    stretches: Sequence[Stretch]
    quoted: int  # which of them holds the quotation, from 0


def pages_of(text: str, quoted: Stretch) -> Pages:
    """The pages of an article: one has a quotation with the sentences around it, the others go on from there."""
    pieces = _pieces(text)
    first = next((n for n, (_, end) in enumerate(pieces) if end > quoted[0]), len(pieces) - 1)
    last = next((n for n, (_, end) in enumerate(pieces) if end >= quoted[1]), len(pieces) - 1)
    while last > first and pieces[last][1] - pieces[first][0] > QUOTED_CHARS:
        last -= 1
    room = QUOTED_CHARS - (pieces[last][1] - pieces[first][0])
    around = min(AROUND_CHARS, max(room, 0) // 2)
    before, after = pieces[first][0], pieces[last][1]
    while first > 0 and before - pieces[first - 1][0] <= around:
        first -= 1
    while last + 1 < len(pieces) and pieces[last + 1][1] - after <= around:
        last += 1
    earlier = [(end, start) for start, end in _grouped([(end, start) for start, end in reversed(pieces[:first])])]
    page = (pieces[first][0], pieces[last][1])
    return Pages([*reversed(earlier), page, *_grouped(pieces[last + 1 :])], len(earlier))


def _pieces(text: str) -> list[Stretch]:
    """The sentences, each with the white space after it; one that is too long in several pieces."""
    starts = [start for start, _ in sentence_spans(text)] or [0]
    starts[0] = 0
    whole = zip(starts, [*starts[1:], len(text)], strict=True)
    return [(at, min(at + PAGE_CHARS, end)) for start, end in whole for at in range(start, max(end, 1), PAGE_CHARS)]


def _grouped(pieces: Sequence[Stretch]) -> list[Stretch]:
    """Neighbours together as far as they fit on a page; backwards too."""
    groups: list[Stretch] = []
    for start, end in pieces:
        if groups and abs(end - groups[-1][0]) <= PAGE_CHARS:
            groups[-1] = (groups[-1][0], end)
        else:
            groups.append((start, end))
    return groups
