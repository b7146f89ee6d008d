"""What questions are about, in a word or two: to be counted, not to be searched. Pure."""

from __future__ import annotations

from itertools import pairwise

from bot.archive.matching import content_words
from index.indicators import find_indicators, words_of
from index.vietnamese.segmentation import dictionary_pairs
from index.vietnamese.text import is_unaccented

# Words of nearly every question: they tell no subject from another.
_COMMON = frozenset(
    {("phụ", "nữ"), ("hội", "viên"), ("các", "cấp"), ("cấp", "hội"), ("bao", "nhiêu"), ("liên", "hiệp"), ("tổng", "số")}
)
MAX_PAIRS = 2


def subjects_of(question: str) -> list[str]:
    """The indicators that a question names; if there are none, its first compound words; nothing of an erased one."""
    plain = is_unaccented(question)
    mentions = find_indicators(words_of(question, plain=plain), plain=plain)
    labels = [mention.indicator.label for mention in mentions if not mention.indicator.generic]
    return list(dict.fromkeys(labels)) or _compounds(question)


def _compounds(question: str) -> list[str]:
    pairs = [pair for pair in pairwise(content_words(question)) if pair in dictionary_pairs() and pair not in _COMMON]
    return [" ".join(pair) for pair in dict.fromkeys(pairs)][:MAX_PAIRS]
