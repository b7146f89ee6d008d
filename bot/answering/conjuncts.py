"""One question that joins several: "trao bao nhiêu căn nhà, hết bao nhiêu tiền", "do ai lập và vào khi nào". Pure.

Each is read by itself, so that each has its own kind and figures; places and periods hold for all of them. What the
later ones leave out is told by the article that answers the first.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.answering.kinds import Kind, asks_nothing, fold_question
from bot.answering.questions import Question, analyse
from index.lexicon import Lexicon

MAX_CONJUNCTS = 3
_BORDER = re.compile(r"[,;]\s+|\s+(?:và|va|rồi|roi|còn|con|mà|ma)\s+", re.IGNORECASE)
_SHORT = (Kind.FIGURE, Kind.PERSON, Kind.DATE, Kind.NAME)


def with_conjuncts(question: Question, lexicon: Lexicon, *, today: date) -> Question:
    """A question with those that it joins, if it does; "được mấy sao và vào lúc nào" is no list."""
    if question.kind is Kind.COMPARISON or (question.plan and question.result):
        return question
    joined = tuple(_of_whole(part, question) for part in _read(question, lexicon, today))
    if not 1 < len(joined) <= MAX_CONJUNCTS:
        return question
    first = joined[0]
    if question.kind not in (Kind.LIST, Kind.DESCRIPTION) or any(part.kind not in _SHORT for part in joined):
        return replace(question, joined=joined)
    return replace(question, kind=first.kind, asks=first.asks, focus=first.focus, facets=first.facets, joined=joined)


def _of_whole(part: Question, whole: Question) -> Question:
    return replace(part, places=whole.places, periods=whole.periods, latest=whole.latest, plan=whole.plan)


def _read(question: Question, lexicon: Lexicon, today: date) -> list[Question]:
    """The parts between commas and "và" that ask something; one that asks nothing goes with the one after it."""
    parts: list[Question] = []
    waiting = ""
    for piece in _BORDER.split(question.spelled):
        text = f"{waiting} {piece}".strip()
        part = analyse(text, lexicon, today=today) if text else None
        if part is None or asks_nothing(fold_question(part.words)):
            waiting = text
            continue
        parts.append(part)
        waiting = ""
    return parts
