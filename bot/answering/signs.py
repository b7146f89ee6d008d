"""What a sentence shows by itself: a day, a person in office, a target. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.answering.claims.plans import Reality, reality_at, tells_of_plans
from bot.answering.sentences import Sentence, amounts_in
from index.vietnamese.numbers import Amount
from index.vietnamese.periods import find_periods
from index.vietnamese.places import find_places
from index.vietnamese.text import CAPITALS, fold

_NAME = re.compile(rf"(?:[{CAPITALS}][\w’']*\s+){{1,4}}[{CAPITALS}][\w’']*")
_OFFICE = re.compile(
    r"\b(?:chu tich|chu tri|dong chi|giam doc|to truong|bi thu|dan dau|truong|pho|nghe nhan|bac si|ky su|can bo"
    r"|giang vien|giao vien|co giao|thay giao|chu nhiem|hoi vien|chu (?:co so|cua hang|tiem|xuong|trang trai))\b"
)
_HONOURED = re.compile(
    rf"\b(?:[Cc]hị|[Aa]nh|[Bb]à|[ÔÔô]ng|[Cc]ô|[Bb]ác|[Ee]m|[Cc]háu|[Tt]hầy|[Mm]ẹ|[Dd]ì|[Cc]hú|[Cc]ụ)\s+[{CAPITALS}]\w"
)
_AGENT = re.compile(r"\bdo (?:chi hội|câu lạc bộ|tổ|nhóm|hội|đoàn|doanh nghiệp|công ty|cơ sở|gia đình)\b")
_DAY = re.compile(
    r"\d{1,2}/\d{1,2}|\bngay \d|\bthang \d|\bquy [ivx\d]+|\bnam \d{4}"
    r"|\b\d{1,2} ?(?:gio|h)\b|\bthu (?:hai|ba|tu|nam|sau|bay)\b"
)
_RESULT_COLUMN = re.compile(r"\b(?:thuc hien|ket qua|dat duoc|uoc|da dat)\b")
_LEVELS = frozenset(["tinh", "huyen", "thanh pho", "thi xa", "quan"])
# The chair of the Union, of a unit that may be named; a commune's is meant only where a commune is asked for.
_CHAIR = re.compile(
    r"(?<!pho )\bchu tich (?!hoi lhpn viet nam|hoi lien hiep phu nu viet nam|ubnd|uy ban|nuoc|quoc hoi|hdnd)"
    r"(?:hoi(?: lhpn| phu nu| lien hiep phu nu)? "
    r"(?P<unit>xa|phuong|thi tran|co so|tinh|huyen|thanh pho|thi xa|quan)\b)?"
)


def has_day(text: str) -> bool:
    """Whether a text gives a date."""
    return bool(_DAY.search(fold(text)))


def has_name(text: str) -> bool:
    """Whether a text names somebody, in an office or not, or a group that did something."""
    if _HONOURED.search(text) or _AGENT.search(text):
        return True
    if not _OFFICE.search(fold(text)):
        return False
    places = [(mention.start, mention.end) for mention in find_places(text)]
    return any(not any(m.start() < end and start < m.end() for start, end in places) for m in _NAME.finditer(text))


def asks_for_office(question: str) -> bool:
    """Whether a question names an office."""
    return bool(_OFFICE.search(fold(question)))


def names_chair(text: str, asked: frozenset[str]) -> bool:
    """Whether a text names a chair of the Union; one of a commune only if it is among the folded words asked."""
    units = [match["unit"] for match in _CHAIR.finditer(fold(text))]
    return any(named is None or named in asked or named in _LEVELS for named in units)


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
