"""Changes: "giảm từ bao nhiêu xuống bao nhiêu", and the sentences that tell both figures of one. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.answering.sentences import amounts_in
from index.vietnamese.numbers import Amount

_HOW_MANY = r"(?:mấy|bao nhieu)"
_TO = r"(?:xuong|len|den|toi|con|thanh)"
_ASKED = re.compile(rf"\btu {_HOW_MANY}\b.{{0,40}}\b{_TO}\b.{{0,15}}\b{_HOW_MANY}\b")
_TOLD = re.compile(
    r"\btừ\s+(?:[^\W\d]+\s+){0,3}?(?P<from>\d[\d.,]*).{0,60}?\b(?:xuống|lên|đến|tới|còn|thành)\s+"
    r"(?:[^\W\d]+\s+){0,3}?(?P<to>\d[\d.,]*)"
)


def asks_for_change(folded: str) -> bool:
    """Whether a question, read as `kinds.fold_question` gives it, asks from how much to how much."""
    return bool(_ASKED.search(folded))


@lru_cache(maxsize=5_000)
def told_change(text: str) -> tuple[Amount, Amount] | None:
    """The two figures of the change that a sentence tells; None if it tells none."""
    match = _TOLD.search(text)
    if match is None:
        return None
    at = {amount.start: amount for amount in amounts_in(text)}
    before, after = at.get(match.start("from")), at.get(match.start("to"))
    return (before, after) if before and after else None
