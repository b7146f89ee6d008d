"""Tells a question over the whole corpus: which province has most, all provinces together, how it went over the years.

Pure. Careful by design: a question that names a place asks over the corpus only if it asks how things went over time;
everything else is answered from passages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.answering.facets import Facet
from bot.answering.questions import Question
from index.vietnamese.text import fold


class Aspect(StrEnum):
    """What is asked about the figures of many reports."""

    MOST = "most"
    LEAST = "least"
    SUM = "sum"
    PLACES = "places"  # the figure of each place
    YEARS = "years"  # how a figure went over the years


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A question over the corpus, without the words that make it one."""

    aspect: Aspect
    query: str  # what is counted, as typed
    wants_percent: bool
    wants_money: bool


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?!\w)")


_WHERE = _any(
    r"(?:tinh(?: thanh)?|tinh hoi|hoi (?:lhpn|phu nu)(?: tinh)?|don vi|dia phuong|noi|cho) nao", r"tinh hoi nao"
)
_SEVERAL = _any(r"(?:(?:o )?(?:cac|nhung|moi|tung|tat ca(?: cac)?|toan bo(?: cac)?) (?:tinh(?: thanh)?|dia phuong))")
# In "nhiều mái ấm nhất" only "nhiều" is taken, so that what is counted stays.
_MOST = _any(
    r"(?:nhieu|cao|lon|dong) (?:nhat|hon ca|hon het)",
    r"(?:nhieu|cao|lon|dong)(?= (?:\w+ ){1,8}nhat)",
    r"(?:dang )?dan dau",
    r"dung (?:dau|nhat|hang dau)",
)
_LEAST = _any(
    r"(?:it|thap|nho) (?:nhat|hon ca|hon het)(?! (?:la )?(?:bao nhieu|may|\d))",
    r"(?:it|thap)(?= (?:\w+ ){1,8}nhat)(?! nhat)",
    r"dung (?:cuoi|chot|bet)",
)
_SUM = _any(r"tong cong", r"tong so", r"tong", r"cong lai", r"cong gop", r"gop lai", r"tat ca", r"ca thay", r"cong ca")
_HOW_MANY = _any(r"bao nhieu", r"may", r"nao", r"the nao", r"ra sao")
_YEARS = _any(
    r"qua (?:cac|tung|nhieu|may|nhung) (?:nam|ky|giai doan)",
    r"(?:theo |qua )?tung nam",
    r"xu huong",
    r"(?:may|nhung|cac|nhieu) nam (?:qua|gan day|vua qua|vua roi|nay|tro lai day)",
)
# What the words above leave: words that ask, not words that tell what is counted.
_ASKING = _any(
    r"la bao nhieu",
    r"bao nhieu",
    r"tang hay(?: la)? giam",
    r"(?:co )?xu huong",
    r"tang(?: len)?",
    r"giam(?: di)?",
    r"thay doi",
    r"bien dong",
    r"dien bien",
    r"the nao",
    r"ra sao",
    r"hay la",
    r"giup em",
    r"cho (?:em|chi|toi|minh|biet|hoi)",
    r"xin hoi",
    r"cac bao cao",
    r"trong(?: cac)? bao cao",
    r"ca nuoc",
    r"toan quoc",
    r"hien nay",
    r"so lieu",
    r"con so",
    r"nhat",
    r"nhieu",
    r"vay",
    r"the",
    r"a",
    r"nhi",
    r"cua",
    r"co",
    r"xay(?: dung)?",
    r"lam(?: duoc)?",
    r"da",
    r"duoc",
    r"nao",
    r"va",
    r"thi",
    r"nhung",
    r"cac",
)
# Prizes are told in one article's sentence.
_PRIZE = _any(r"co thi dua", r"giai", r"bang khen", r"huan chuong", r"hoi thi", r"cuoc thi", r"khen thuong", r"khoi")
_PERCENT = _any(r"(?:ty|ti) le", r"phan tram")
_MONEY = _any(r"so tien", r"bao nhieu tien", r"kinh phi", r"tri gia", r"du no", r"nguon von")
_ASPECTS: tuple[tuple[Aspect, tuple[re.Pattern[str], ...]], ...] = (
    (Aspect.YEARS, (_YEARS,)),
    (Aspect.LEAST, (_WHERE, _LEAST)),
    (Aspect.MOST, (_WHERE, _MOST)),
    (Aspect.SUM, (_SEVERAL, _SUM, _HOW_MANY)),
    (Aspect.PLACES, (_SEVERAL, _HOW_MANY)),
)


def read_aggregate(question: Question) -> Aggregate | None:
    """What a question asks over the corpus; None for a question that passages answer."""
    folded = fold(question.spelled)
    found = next(((a, patterns) for a, patterns in _ASPECTS if all(p.search(folded) for p in patterns)), None)
    if found is None or _PRIZE.search(folded) or not _fits(found[0], question):
        return None
    aspect, patterns = found
    spans = [m.span() for pattern in (*patterns, _SUM, _ASKING) for m in pattern.finditer(folded)]
    spans += [(mention.start, mention.end) for mention in question.periods]
    return Aggregate(
        aspect, _without(question.spelled, spans), bool(_PERCENT.search(folded)), bool(_MONEY.search(folded))
    )


def _fits(aspect: Aspect, question: Question) -> bool:
    if aspect is Aspect.YEARS:
        return len(question.places) <= 1 and Facet.CAUSE not in question.facets
    return not question.places and len(question.periods) <= 1 and Facet.CAUSE not in question.facets


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return " ".join(text.replace("?", " ").replace(",", " ").split())
