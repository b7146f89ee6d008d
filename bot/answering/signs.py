"""What a sentence shows by itself: a day, a target, what it was asked. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.answering.claims.plans import Reality, reality_at, result_words, tells_of_plans, tells_of_results
from bot.answering.facets import Facet, asked_facets, strength
from bot.answering.kinds import fold_question
from bot.answering.sentences import Sentence, amounts_in
from index.vietnamese.numbers import Amount
from index.vietnamese.periods import find_periods
from index.vietnamese.text import fold, words

ASKED_ABOVE = 0.75  # how plainly an answer tells what it was asked
_DAY = re.compile(
    r"\d{1,2}/\d{1,2}|\bngay \d|\bthang \d|\bquy [ivx\d]+|\bnam \d{4}"
    r"|\b\d{1,2} ?(?:gio|h)\b|\bthu (?:hai|ba|tu|nam|sau|bay)\b"
)
_RESULT_COLUMN = re.compile(r"\b(?:thuc hien|ket qua|dat duoc|uoc|da (?:dat|lam|thuc hien))\b")


def told(sentence: Sentence, facet: Facet) -> float:
    """How plainly a sentence tells a facet; in [0, 1]. What stands under a question that asks for it tells it."""
    return max(strength(sentence.text, facet), ASKED_ABOVE * (facet in _facets_of(sentence.passage.heading)))


def answers_question(sentence: Sentence) -> bool:
    """Whether a sentence stands under a question, as in an interview."""
    return bool(_question_in(sentence.passage.heading))


@lru_cache(maxsize=2_000)
def _facets_of(heading: str) -> frozenset[Facet]:
    return asked_facets(fold_question(words(_question_in(heading))))


def _question_in(heading: str) -> str:
    """The last line of a heading, if it asks; else nothing."""
    line = heading.rstrip().rpartition("\n")[2]
    return line if line.endswith("?") else ""


def has_day(text: str) -> bool:
    """Whether a text gives a date."""
    return bool(_DAY.search(fold(text)))


def tells_of_event(accented: str) -> bool:
    """Whether a text speaks of what happens once: a contest, a festival, a meeting, a day."""
    return bool(_EVENT.search(accented.lower()))


_EVENT = re.compile(
    r"\b(?:hội (?:thi|thao|chợ|nghị|diễn|thảo|trại)|cuộc (?:thi|vận động)|ngày hội|lễ|tuần lễ|đại hội|liên hoan"
    r"|(?<!hòa )(?<!tháo )giải(?! (?:quyết|ngân|phóng|pháp|thích|trí))"
    r"|giao lưu|tọa đàm|diễn đàn|chung kết|dịp|tết|hè|đợt|chuyến|lớp|khóa|buổi|vòng|ra quân|khai mạc)\b"
)


def asks_until_then(text: str) -> bool:
    """Whether a question about a year asks how far it had come: "tới giữa năm", "đến nay"."""
    return bool(_UNTIL_THEN.search(fold(text)))


_UNTIL_THEN = re.compile(r"\b(?:giua (?:nam|chung)|nua (?:nam|chang)|(?:den|toi) (?:nay|gio|luc)|tu dau nam|vua qua)\b")


def asks_of_prize(text: str) -> bool:
    """Whether a question asks who won, or what."""
    return bool(_PRIZE.search(fold(text)) or _ranks_in(text))


def names_other_rank(question: str, text: str) -> bool:
    """Whether a question asks for a prize of some rank, "giải nhì", and a text tells of others only."""
    asked = _ranks_in(question)
    told = _ranks_in(text) if asked else asked
    return bool(told) and asked.isdisjoint(told)


@lru_cache(maxsize=5_000)  # a question is held against every sentence
def _ranks_in(text: str) -> frozenset[str]:
    return frozenset(_RANK.findall(fold(text)))


_PRIZE = re.compile(r"\b(?:doat|gianh|thang) (?:\w+ )?(?:giai|cup|co)\b")
_RANK = re.compile(r"\bgiai (nhat|nhi|ba|dac biet|khuyen khich)\b")


def enumerates(text: str) -> bool:
    """Whether a text lists several things: "gồm bốn phần: ...; ...; ..."."""
    return bool(_ENUMERATION.search(text))


_ENUMERATION = re.compile(r":[^:;]+;[^;]+;|\bgồm\b[^.:;]*(?::|,[^,]+,)|:[^.:;,]+,[^.:;,]+,[^.:;,]+ và ")


def has_result_column(cell: str) -> bool:
    """Whether a column's name says that it holds results."""
    return bool(_RESULT_COLUMN.search(fold(cell)))


def is_planned(sentence: Sentence) -> bool:
    """Whether a sentence tells of a target or plan, not of a result.

    A table's row with a column of results tells of both, unless its columns are of different years.
    """
    passage = sentence.passage
    if sentence.is_row and has_result_column(passage.header) and not find_periods(passage.header, bare_years=True):
        return False
    return _is_planned(sentence.text, sentence.lead, passage.heading)


def tells_target(sentence: Sentence) -> bool:
    """Whether a sentence tells of a target or plan, if beside results."""
    return bool(_aims(sentence.text, sentence.lead, sentence.passage.heading))


def tells_result(sentence: Sentence) -> bool:
    """Whether a sentence says outright that something was reached, or stands where results are told."""
    if is_planned(sentence):
        return False
    return bool(result_words(sentence.text)) or tells_of_results(sentence.passage.heading)


def is_aimed_at(sentence: Sentence, amount: Amount) -> bool:
    """Whether a figure of a sentence is a target."""
    return amount.start in _aims(sentence.text, sentence.lead, sentence.passage.heading)


@lru_cache(maxsize=20_000)
def _is_planned(text: str, lead: str, heading: str) -> bool:
    amounts = amounts_in(text)
    aims = _aims(text, lead, heading)
    return len(aims) == len(amounts) if amounts else len(text) in aims


@lru_cache(maxsize=20_000)
def _aims(text: str, lead: str, heading: str) -> frozenset[int]:
    """Where the targets of a text stand; of one without figures its end, if it tells of a plan."""
    before = Reality.PLANNED if tells_of_plans(heading) else Reality.DONE
    told = [amount.start for amount in amounts_in(text)] or [len(text)]
    return frozenset(at for at in told if reality_at(lead + text, len(lead) + at, before) is Reality.PLANNED)
