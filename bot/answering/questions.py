"""What is asked: the kind of answer, the places and periods, and the words that say what it is about. Pure.

A question is read folded, so that "bao nhiêu" and "bao nhieu" are one; the lexicon of the corpus restores accents and
mends slips before it is searched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources

from index.lexicon import Lexicon
from index.vietnamese.abbreviations import expand
from index.vietnamese.concepts import concepts_at
from index.vietnamese.periods import Period, PeriodMention, asks_for_latest, find_periods
from index.vietnamese.places import Level, Mention, Place, find_places, provinces, resolve
from index.vietnamese.text import fold, nfc, normalise, squeeze, token_spans, words


class Kind(StrEnum):
    """The kind of answer that a question wants."""

    FIGURE = "figure"
    PERSON = "person"
    DATE = "date"
    NAME = "name"  # which place, unit, product, title ...
    LIST = "list"
    DESCRIPTION = "description"
    COMPARISON = "comparison"


@dataclass(frozen=True, slots=True)
class Term:
    """A word that says what a question is about."""

    word: str  # accents restored
    concepts: frozenset[int]
    follows: bool  # directly after the term before it

    @property
    def folded(self) -> str:
        return fold(self.word)


@dataclass(frozen=True, slots=True)
class Ask:
    """One figure that a question asks for."""

    measure: tuple[str, ...]  # the words after "bao nhiêu" or "mấy": what is counted
    money: bool = False
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question, analysed."""

    text: str  # as typed, NFC, white space folded
    spelled: str  # with abbreviations written out; periods are spans of it
    words: tuple[str, ...]  # accents restored, abbreviations written out, slips mended
    topic: tuple[Term, ...]  # of these, those that say what is asked about: no question words, place or period
    kind: Kind
    places: tuple[Place, ...] = ()
    periods: tuple[PeriodMention, ...] = ()
    latest: bool = False
    plan: bool = False  # a target or plan is asked for
    result: bool = False  # what was reached is asked for
    asks: tuple[Ask, ...] = ()
    focus: tuple[str, ...] = ()  # the words right before "nào" or "gì": what is to be named
    asks_cause: bool = False

    @property
    def measure(self) -> tuple[str, ...]:
        """What the first figure asked for counts."""
        return next((ask.measure for ask in self.asks if not ask.money), ())

    @property
    def wants_money(self) -> bool:
        return any(ask.money for ask in self.asks)

    @property
    def searched(self) -> str:
        """The question as it is searched by meaning."""
        return " ".join(self.words)

    @property
    def period(self) -> Period | None:
        return self.periods[0].period if self.periods else None


def _any(*patterns: str) -> re.Pattern[str]:
    """One pattern of several, over folded words."""
    return re.compile("|".join(rf"\b(?:{pattern})" for pattern in patterns))


_COMPARISON = _any(
    r"so (?:voi|sanh)\b",
    r"(?:tang|cao|nhieu|it|giam|thap)(?: len)?(?: hon)? hay (?:tang|giam|thap|it|nhieu|cao)",
    r"chenh (?:nhau|lech)",
    r"khac (?:nhau|biet)",
    r"(?:noi|ben|ky|huyen|tinh|don vi|dia phuong)\b.{0,40}\bnhieu\b.{0,20}\bhon\b",
    r"(?:ben|noi|ky|nam) nao\b.{0,30}\bhon\b",
    r"(?:tang|giam) (?:ra sao|the nao|tu muc)",
    r"dat canh\b",
    r"la (?:cao|thap|nhieu|it) hon\b",
)
_HOW_MANY = _any(
    r"bao nhieu\b",
    r"may (?!chi (?:cho|oi|em|tren)\b|viec\b|dieu\b)[a-z]",
    r"la may\b",
    r"phan tram\b",
    r"(?:ty|ti) le\b",
    r"(?:so luong|tong so|tong cong)\b",
    r"co nao\b",
    r"bao (?:lau|xa)\b",
)
_ENUMERATE = _any(r"ke ten\b", r"liet ke\b", r"may (?:viec|dieu|nhiem vu)\b")
_PERSON = _any(r"ai\b", r"nguoi (?:nao|dung dau|chu tri)\b", r"do (?:dong chi|ba|ong|chi) nao\b", r"ten (?:ai|gi)\b")
_DATE = _any(
    r"(?:ngay|thang|quy|hom|thoi gian|thoi diem|dip) (?:nao|may)\b",
    r"khi nao\b",
    r"luc nao\b",
    r"bao gio\b",
    r"han chot\b",
)
_LIST = _any(
    r"(?:nhung|cac)\b.{1,70}\bnao\b",
    r"gom (?:nhung )?(?:gi|nao)\b",
    r"nhung (?:gi|ai|dau)\b",
    r"(?:nhung|cac)\b.{1,40}\bgi\b",
    r"(?:hai|ba|bon|[2-9]) (?!nam|thang)[a-z]+ (?:[a-z]+ )?nao\b",
    r"(?:hai|ba|bon|sau|[2-9]) (?:viec|dieu|van de|khau|noi dung|mon|nhiem vu|linh vuc|huong)\b",
    r"(?:cac|nhung)\b.{0,60}\b(?:la gi|gom)\b",
)
_DESCRIPTION = _any(
    r"the nao\b",
    r"ra sao\b",
    r"(?:vi|tai) sao\b",
    r"ly do\b",
    r"sao (?:hoi|lai|ma)\b",
    r"cach nao\b",
    r"(?:han che|kho khan|vuong mac|diem yeu|yeu kem|ton tai|bat cap|cho yeu|mat yeu)\b",
    r"nguyen nhan\b",
    r"hoat dong\b.{0,30}\b(?:gi|nao)\b",
    r"(?:gioi thieu ve|tom tat|hoan canh)\b",
    r"lam gi de\b",
)
_WHICH = _any(r"nao\b", r"o dau\b", r"gi\b", r"dau\b", r"ve tay\b")
_PLAN = _any(
    r"muc tieu\b",
    r"chi tieu\b",
    r"ke hoach\b",
    r"phan dau\b",
    r"du (?:kien|dinh|tru|tinh)\b",
    r"(?:dat|de) ra\b",
    r"dat muc\b",
    r"dang ky\b",
    r"sang nam\b",
    r"sap toi\b",
    r"se\b",
    r"phai\b",
    r"giao (?:dau nam|lap|bao)\b",
    r"(?:dinh|tinh) (?:lam|van dong|mo|to chuc|don|lap|xay)\b",
    r"(?:nhiem vu|phuong huong)\b",
    r"muon\b",
)
_RESULT = _any(
    r"thuc (?:te|hien duoc|giup|dat)\b",
    r"(?:lam|dat|giup|xay|trao|thuc hien|lap) duoc\b",
    r"da (?:dat|lam|giup|xay)\b",
    r"rot cuoc\b",
    r"duoc\b.{0,40}\bbao nhieu\b.{0,30}\bso voi\b",
)
_MONEY = _any(r"(?:kinh phi|du no|doanh thu|tri gia|gia tri|tong tien|so tien|von vay|von|het|thu ve|tien)\b")
_CAUSE = _any(r"(?:vi|tai) sao\b", r"ly do\b", r"nguyen nhan\b", r"sao (?:hoi|lai|ma)\b", r"do dau\b")


@cache
def _asking_words() -> frozenset[str]:
    """Words that ask or connect but say nothing of the topic."""
    path = resources.files("bot.answering").joinpath("data/asking_words.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def analyse(text: str, lexicon: Lexicon, *, today: date, own: Place | None = None) -> Question:
    """Read a question.

    Args:
        text: as typed.
        lexicon: the words of the corpus that will be searched.
        today: gives "năm ngoái" its year.
        own: the asker's own unit, for a question that names no place.
    """
    typed = squeeze(nfc(text))
    spelled = normalise(expand(typed, chat=True))
    mentions = find_places(spelled)
    places = _settled(tuple(dict.fromkeys(resolve(mentions))), fold(spelled))
    periods = _distinct(_same_part(find_periods(spelled, said=today, bare_years=True), fold(spelled)))
    tokens = _read_words(spelled, mentions, periods, lexicon)
    corrected = [token.word for token in tokens]
    folded = " ".join(map(fold, corrected))
    asks = _asks(corrected)
    return Question(
        text=typed,
        spelled=spelled,
        words=tuple(corrected),
        topic=_topic(tokens),
        kind=_kind(folded, places, periods, asks),
        places=places or ((own,) if own else ()),
        periods=tuple(periods),
        latest=asks_for_latest(spelled),
        plan=bool(_PLAN.search(folded)),
        result=bool(_RESULT.search(folded)),
        asks=asks,
        focus=_focus(corrected),
        asks_cause=bool(_CAUSE.search(folded)),
    )


def _settled(places: tuple[Place, ...], folded: str) -> tuple[Place, ...]:
    """Of "huyện Bình Gia, Lạng Sơn" the district is meant; "cả tỉnh" beside a district means its province too."""
    districts = [place for place in places if place.level is Level.DISTRICT]
    kept = [p for p in places if p.level is Level.DISTRICT or all(d.province != p.province for d in districts)]
    if len(kept) == 1 and districts and re.search(r"(?<!khong tinh )\b(?:ca|toan) tinh\b", folded):
        kept += [place for place in provinces() if place.name == districts[0].province]
    return tuple(kept)


def _distinct(periods: list[PeriodMention]) -> list[PeriodMention]:
    """Without a period that only frames a shorter one: "năm 2023 ..., hết tháng 6"."""
    return [m for m in periods if not any(m.period != o.period and m.period.covers(o.period) for o in periods)]


def _same_part(periods: list[PeriodMention], folded: str) -> list[PeriodMention]:
    """ "so với cùng kỳ năm 2022" means the same months of 2022; without a year, of the year before."""
    same = re.search(r"\bcung ky\b(?: nam)?(?: (?P<year>\d{4}| truoc| ngoai))?", folded)
    if same is None or not periods:
        return periods
    base = next((m for m in periods if not same.start() <= m.start < same.end() + 1), None)
    if base is None or any(same.end() <= m.start <= same.end() + 2 for m in periods):
        return periods
    others = [m for m in periods if not same.start() <= m.start < same.end() + 1]
    years = int(same["year"]) - base.period.year if (same["year"] or "").isdigit() else -1
    moved = PeriodMention(same.start(), same.end(), base.period.moved(years), base.moment)
    return sorted([*others, moved], key=lambda mention: mention.start)


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a question, as the corpus writes it."""

    word: str
    is_taken: bool  # it names a place or a period, or the kind of a place


def _read_words(
    spelled: str, mentions: Sequence[Mention], periods: Sequence[PeriodMention], lexicon: Lexicon
) -> list[_Token]:
    """The question's words with accents restored; names of places are spelled as the map has them."""
    tokens: list[_Token] = []
    position = 0
    for mention in mentions:
        tokens += _correct_between(spelled, position, mention.start, periods, lexicon, ends_in_kind=True)
        tokens += [_Token(word, True) for word in words(mention.places[0].name)]
        position = mention.end
    return tokens + _correct_between(spelled, position, len(spelled), periods, lexicon)


def _correct_between(
    spelled: str,
    start: int,
    end: int,
    periods: Sequence[PeriodMention],
    lexicon: Lexicon,
    *,
    ends_in_kind: bool = False,
) -> list[_Token]:
    spans = [(start + a, start + b) for a, b in token_spans(spelled[start:end])]
    corrected = lexicon.correct(words(spelled[start:end])).words
    tokens = [
        _Token(word, any(period.start <= a < period.end for period in periods))
        for word, (a, _) in zip(corrected, spans, strict=True)
    ]
    if ends_in_kind:
        length = next((n for n in (2, 1) if tuple(corrected[-n:]) in _KINDS_OF_PLACE), 0)
        tokens[len(tokens) - length :] = [_Token(word, True) for word in corrected[len(corrected) - length :]]
    return tokens


_KINDS_OF_PLACE = {("tỉnh",), ("huyện",), ("quận",), ("thành", "phố"), ("thị", "xã")}


def _topic(tokens: Sequence[_Token]) -> tuple[Term, ...]:
    """The words that tell what is asked about."""
    concepts = concepts_at([token.word for token in tokens])
    kept = [n for n, token in enumerate(tokens) if not token.is_taken and token.word not in _asking_words()]
    return tuple(Term(tokens[n].word, concepts[n], n - 1 in kept) for n in kept)


def _kind(folded: str, places: tuple[Place, ...], periods: list[PeriodMention], asks: tuple[Ask, ...]) -> Kind:
    """The first kind whose words stand in the question, most telling first."""
    several = len(places) > 1 or len({mention.period for mention in periods}) > 1
    if several and (_COMPARISON.search(folded) or _HOW_MANY.search(folded)):
        return Kind.COMPARISON
    if _COMPARISON.search(folded) and not _HOW_MANY.search(folded):
        return Kind.COMPARISON
    if asks and not _ENUMERATE.search(folded):
        return Kind.FIGURE
    for kind, pattern in (
        (Kind.LIST, _ENUMERATE),
        (Kind.FIGURE, _HOW_MANY),
        (Kind.PERSON, _PERSON),
        (Kind.DATE, _DATE),
        (Kind.LIST, _LIST),
        (Kind.DESCRIPTION, _DESCRIPTION),
        (Kind.NAME, _WHICH),
    ):
        if pattern.search(folded):
            return kind
    return Kind.DESCRIPTION


def _asks(corrected: Sequence[str]) -> tuple[Ask, ...]:
    """The figures asked for, in order."""
    asks = []
    for n, word in enumerate(corrected):
        length = (
            2 if corrected[n : n + 2] in (["bao", "nhiêu"], ["phần", "trăm"]) else 1 if word in ("mấy", "nhiêu") else 0
        )
        if not length or (word == "nhiêu" and n and corrected[n - 1] == "bao"):
            continue
        before, following = corrected[max(n - 6, 0) : n], corrected[n + length : n + length + 3]
        if word == "mấy" and following[:1] and _addresses(following):
            continue
        ask = _ask(before, following, percent=word == "phần")
        if not (asks and ask.percent and asks[-1].percent):
            asks.append(ask)
    return tuple(asks)


def _addresses(following: Sequence[str]) -> bool:
    """Whether "mấy" counts nothing: "mấy chị cho hỏi", "mấy việc gì"."""
    first, *others = following
    return first in ("việc", "điều") or (first in ("chị", "anh", "cô") and (not others or others[0] in _GREETING))


_GREETING = frozenset(["cho", "ơi", "hỏi", "trên", "em", "chi"])


def _ask(before: Sequence[str], following: Sequence[str], *, percent: bool) -> Ask:
    if percent or following[:2] == ["phần", "trăm"] or (not following and {"tỷ", "lệ"} <= set(before)):
        return Ask((), percent=True)
    first = following[0] if following else ""
    if first in _MONEY_WORDS or (first in _NO_MEASURES or not first) and _MONEY.search(fold(" ".join(before))):
        return Ask((), money=True)
    return Ask(() if first in _NO_MEASURES else tuple(following))


_MONEY_WORDS = frozenset(["tiền", "đồng", "tỷ", "triệu", "kinh", "vốn", "trăm"])
_NO_MEASURES = frozenset(
    ["", "và", "so", "cho", "ở", "vậy", "ạ", "trong", "là", "hộ?", "mỗi", "thì", "tăng", "giảm", "thế"]
)


def _focus(corrected: Sequence[str]) -> tuple[str, ...]:
    """The one or two words before "nào" or "gì", or after "mấy" in "mấy việc gì"."""
    for n, word in enumerate(corrected):
        if word in ("nào", "gì") and n:
            kept = [w for w in corrected[max(n - 2, 0) : n] if w not in _asking_words()]
            return tuple(kept)
    return ()


def parts(question: Question) -> list[Question]:
    """The questions about one place and one period each that a question is made of."""
    by_place = [replace(question, places=(place,)) for place in question.places] or [question]
    if len(question.places) > 1 and len(question.places) == len(question.periods):  # "Huế năm 2018, Bắc Giang năm 2020"
        return [replace(part, periods=(m,)) for part, m in zip(by_place, question.periods, strict=True)]
    by_period = [replace(part, periods=(mention,)) for part in by_place for mention in part.periods] or by_place
    if (
        question.plan and question.result and len(question.periods) == 2
    ):  # "năm 2023 làm được ..., năm 2024 phấn đấu ..."
        latest = max(mention.period.last for mention in question.periods)
        return [replace(p, plan=p.periods[0].period.last == latest, result=False) for p in by_period]
    return by_period
