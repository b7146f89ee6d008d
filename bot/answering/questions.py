"""What is asked: the kind of answer, the places and periods, and the words that say what it is about. Pure.

A question is read folded, so that "bao nhiêu" and "bao nhieu" are one; the lexicon of the corpus restores accents and
mends slips before it is searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

from bot.answering.asks import Ask, asks_for_members, compared, read_asks
from bot.answering.changes import asks_for_change
from bot.answering.facets import Facet, asked_facets
from bot.answering.kinds import (
    NAME,
    Kind,
    asks_for_plan,
    asks_for_result,
    asks_nothing,
    fold_question,
    kind_of,
)
from index.capitals import as_question
from index.lexicon import Accents, Lexicon, accents_typed
from index.vietnamese.abbreviations import expand
from index.vietnamese.concepts import concepts_at, concepts_in
from index.vietnamese.periods import (
    Period,
    PeriodKind,
    PeriodMention,
    asks_for_latest,
    find_periods,
    year_period,
)
from index.vietnamese.places import Level, Mention, Place, find_places, provinces, resolve
from index.vietnamese.segmentation import dictionary_pairs
from index.vietnamese.text import fold, nfc, normalise, squeeze, token_spans, without_accents, words

MAX_BARE_TERMS = 8  # of a topic without a question word: the figure of an indicator is wanted


@dataclass(frozen=True, slots=True)
class Term:
    """A word that says what a question is about."""

    word: str  # accents restored
    folded: str
    concepts: frozenset[int]
    follows: bool  # directly after the term before it


@dataclass(frozen=True, slots=True)
class Question:
    """A question, analysed."""

    text: str  # as typed, NFC, white space folded
    spelled: str  # with abbreviations written out; periods are spans of it
    searched: str  # by meaning: as spelled; if that is without accents, the words as the corpus writes them
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
    facets: frozenset[Facet] = frozenset()
    change: bool = False  # "từ mấy em xuống còn mấy em"
    joined: tuple[Question, ...] = ()  # the questions that it joins, if it does

    @property
    def measure(self) -> tuple[str, ...]:
        """What the first figure asked for counts."""
        return next((ask.measure for ask in self.asks if not ask.money), ())

    @property
    def wants_money(self) -> bool:
        return any(ask.money for ask in self.asks)

    @property
    def tells_figures(self) -> bool:
        """Whether figures answer it."""
        return self.kind in (Kind.FIGURE, Kind.COMPARISON)

    @property
    def period(self) -> Period | None:
        return self.periods[0].period if self.periods else None


def analyse(
    text: str, lexicon: Lexicon, *, today: date, own: Place | None = None, reporting: Iterable[str] = ()
) -> Question:
    """Read a question.

    Args:
        text: as typed.
        lexicon: the words of the corpus that will be searched.
        today: gives "năm ngoái" its year.
        own: the asker's own unit, for a question that names no place.
        reporting: the provinces that reports are of: of ten districts of one name, theirs is meant.
    """
    return _analyse(text, lexicon, today, own, frozenset(reporting))


@lru_cache(maxsize=500)  # a conversation's questions are read again with each that follows
def _analyse(text: str, lexicon: Lexicon, today: date, own: Place | None, reporting: frozenset[str]) -> Question:
    typed = squeeze(nfc(text))
    spelled = _PERCENT.sub(" phần trăm", normalise(expand(typed, chat=True)))
    typed_so = accents_typed(words(typed))  # abbreviations are written out with accents
    mentions = find_places(without_accents(spelled) if typed_so is Accents.NONE else spelled)
    places = _settled(tuple(dict.fromkeys(resolve(mentions, hint_provinces=reporting))), fold(spelled))
    named = find_periods(spelled, said=today, bare_years=True)
    unaccented = fold(spelled)
    planned = asks_for_plan(unaccented) and asks_for_result(unaccented)
    periods = _distinct(_same_part(named, unaccented), planned=planned)
    tokens = _read_words(spelled, mentions, [*named, *periods], lexicon, typed_so)
    corrected = [token.word for token in tokens]
    folded = fold_question([NAME if token.is_name else token.word for token in tokens])
    facets = asked_facets(folded)
    topic = _without_facets(_topic(tokens), facets)
    several = len(places) > 1 or len({mention.period for mention in periods}) > 1
    kind, asks = _kind_and_asks(tokens, topic, folded, several=several)
    plan = asks_for_plan(folded)
    if plan:
        periods = _distinct([_promised(mention, spelled) for mention in periods], planned=planned)
    return Question(
        text=typed,
        spelled=spelled,
        searched=as_question(corrected, lexicon.forms) if typed_so is Accents.NONE else spelled,
        words=tuple(corrected),
        topic=topic,
        kind=kind,
        places=places or ((own,) if own else ()),
        periods=tuple(periods),
        latest=asks_for_latest(spelled),
        plan=plan or (kind in (Kind.LIST, Kind.DESCRIPTION) and _is_rest_of_year(periods)),
        result=asks_for_result(folded),
        asks=asks,
        focus=_focus(tokens),
        facets=facets,
        change=asks_for_change(folded),
    )


def _kind_and_asks(
    tokens: Sequence[_Token], topic: Sequence[Term], folded: str, *, several: bool
) -> tuple[Kind, tuple[Ask, ...]]:
    """The kind of answer wanted, and the figures; a figure whose measure is not named is of the topic."""
    asking, about = list(_for_asks(tokens)), [term.word for term in topic]
    asks = read_asks(asking)
    if not asks and topic and len(topic) <= MAX_BARE_TERMS and asks_nothing(folded):
        asks = compared(asking, about)
    if about:
        asks = tuple(replace(ask, measure=tuple(about[:3])) if ask.measure in _CLASSIFIERS else ask for ask in asks)
    kind = kind_of(folded, asks, several=several)
    if kind in (Kind.COMPARISON, Kind.FIGURE) and not any(ask.is_told for ask in asks):
        counted = _focus(tokens) if kind is Kind.FIGURE else ()  # "khoản vay nào, bao nhiêu"; "nơi nào" counts nothing
        asks = compared(asking, counted or about)
    if len(asks) == 1 and _OF_EACH.search(folded):
        asks *= 2  # a figure for each of two
    corrected = [token.word for token in tokens]
    return kind, tuple(replace(each, total=asks_for_members(each, corrected)) for each in asks)


_CLASSIFIERS = (("cái",), ("chiếc",))  # "Hợp tác xã ... lập được mấy cái" counts what the question is about
_OF_EACH = re.compile(r"\b(?:moi|tung) (?:ben|noi|ban|phia)\b")


def _settled(places: tuple[Place, ...], folded: str) -> tuple[Place, ...]:
    """Of "huyện Bình Gia, Lạng Sơn" the district is meant; "cả tỉnh", "và tỉnh" beside it mean both."""
    districts = [place for place in places if place.level is Level.DISTRICT]
    kept = [p for p in places if p.level is Level.DISTRICT or all(d.province != p.province for d in districts)]
    if len(kept) == 1 and districts and re.search(r"(?<!khong tinh )\b(?:ca|toan|va|so voi|hay) tinh\b", folded):
        kept += [place for place in provinces() if place.name == districts[0].province]
    return tuple(kept)


def _distinct(periods: list[PeriodMention], *, planned: bool = False) -> list[PeriodMention]:
    """Each period once, without one that only frames a shorter one: "năm 2023 ..., hết tháng 6".

    Args:
        planned: "cả năm 2022 phấn đấu ..., 6 tháng đầu năm đã được ...": neither frames the other.
    """
    once = list({mention.period: mention for mention in reversed(periods)}.values())[::-1]
    if planned:
        return once
    return [
        m for m in once if m.moment or not any(m.period != o.period and m.period.covers(o.period) for o in once)
    ]  # "giữa năm 2022 và hết năm 2022" are two


def _promised(mention: PeriodMention, spelled: str) -> PeriodMention:
    """What is promised at the beginning of a year is promised for the year."""
    if not (mention.moment and fold(spelled[mention.start : mention.end]).startswith("dau")):
        return mention
    return replace(mention, period=year_period(mention.period.year))


def _is_rest_of_year(periods: Sequence[PeriodMention]) -> bool:
    """Whether what is asked about was to come when half a year was reported on."""
    return bool(periods) and all(mention.period.kind is PeriodKind.LAST_MONTHS for mention in periods)


def _same_part(periods: list[PeriodMention], folded: str) -> list[PeriodMention]:
    """ "so với cùng kỳ năm 2022" means the same months of 2022; without a year, of the year before."""
    same = re.search(r"\bcung ky\b(?: nam)?(?: (?P<year>\d{4}| truoc| ngoai))?", folded)
    if same is None or not periods:
        return periods
    others = [m for m in periods if not same.start() <= m.start < same.end() + 1]
    dated = (same["year"] or "").isdigit()
    if not others:
        return periods if dated else []
    if not same["year"] and any(same.end() <= m.start <= same.end() + 2 for m in others):
        return periods
    base = others[0]
    years = int(same["year"]) - base.period.year if dated else -1
    moved = PeriodMention(same.start(), same.end(), base.period.moved(years), base.moment)
    return sorted([*others, moved], key=lambda mention: mention.start)


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a question, as the corpus writes it."""

    word: str
    is_taken: bool  # it names a place or a period, or the kind of a place
    is_name: bool = False  # of a place: it asks nothing, "Đình Lập" plans nothing
    ends_clause: bool = False  # a comma or another mark follows


def _read_words(
    spelled: str,
    mentions: Sequence[Mention],
    periods: Sequence[PeriodMention],
    lexicon: Lexicon,
    typed_so: Accents,
) -> list[_Token]:
    """The question's words with accents restored; names of places are spelled as the map has them."""
    tokens: list[_Token] = []
    position = 0
    for start, end, name in [*((m.start, m.end, m.places[0].name) for m in mentions), (len(spelled), len(spelled), "")]:
        corrected = lexicon.correct(words(spelled[position:start]), typed_so).words
        tokens += _read_between(spelled, position, start, corrected, periods, ends_in_kind=bool(name))
        tokens += [_Token(word, True, is_name=True) for word in words(name)]
        position = end
    return tokens


def _read_between(
    spelled: str,
    start: int,
    end: int,
    corrected: Sequence[str],
    periods: Sequence[PeriodMention],
    *,
    ends_in_kind: bool,
) -> list[_Token]:
    """The words of a stretch of the question that names no place."""
    spans = [(start + a, start + b) for a, b in token_spans(spelled[start:end])]
    tokens = [
        _Token(
            word,
            any(period.start <= a < period.end for period in periods),
            ends_clause=bool(_MARK.match(spelled, b)),
        )
        for word, (a, b) in zip(corrected, spans, strict=True)
    ]
    if ends_in_kind:
        begin = next((n for n in range(max(len(tokens) - 3, 0), len(tokens)) if _is_kind(corrected[n:])), len(tokens))
        tokens[begin:] = [replace(token, is_taken=True) for token in tokens[begin:]]
    return tokens


@cache
def _asking_words() -> frozenset[str]:
    """Words that ask or connect but say nothing of the topic."""
    path = resources.files("bot.answering").joinpath("data/asking_words.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


_PERCENT = re.compile(r"\s*%")
_MARK = re.compile(r"\s*[,;:.?!]")


def _for_asks(tokens: Sequence[_Token]) -> Iterator[str]:
    """The words in which figures are asked for: an empty one where a place or period is named, or a clause ends."""
    for token in tokens:
        yield "" if token.is_taken else token.word
        if token.ends_clause:
            yield ""


_KIND_OF_PLACE = re.compile(r"(?:(?:toan|ca) )?(?:tinh|huyen|quan|thanh pho|thi xa)")


def _is_kind(corrected: Sequence[str]) -> bool:
    return bool(_KIND_OF_PLACE.fullmatch(fold(" ".join(corrected))))


def _topic(tokens: Sequence[_Token]) -> tuple[Term, ...]:
    """The words that tell what is asked about."""
    concepts = concepts_at([token.word for token in tokens])
    said = [n for n, token in enumerate(tokens) if not token.is_taken and not _only_asks(tokens, n)]
    union = _names_of_union([token.word for token in tokens])
    kept = [n for n in said if n not in union] or said
    return tuple(Term(tokens[n].word, fold(tokens[n].word), concepts[n], n - 1 in kept) for n in kept)


def _without_facets(topic: tuple[Term, ...], facets: frozenset[Facet]) -> tuple[Term, ...]:
    """A topic without the words that name what is asked about it: sentences tell of it in words of their own."""
    named = frozenset[int]().union(
        *(concepts_in(_NAMES_OF_FACETS[facet]) for facet in facets & _NAMES_OF_FACETS.keys())
    )
    general = frozenset[str]().union(*(_BESIDE_FACETS.get(facet, ()) for facet in facets))
    return tuple(term for term in topic if term.concepts.isdisjoint(named) and term.word not in general)


_NAMES_OF_FACETS = {
    Facet.CAUSE: ("nguyên", "nhân"),
    Facet.WEAKNESS: ("hạn", "chế"),
    Facet.WISH: ("đề", "nghị"),
}


_GENERAL = frozenset(["phong", "trào", "công", "tác", "hoạt", "động", "chị", "em", "phụ", "nữ"])
_BESIDE_FACETS = {  # "tự nhận còn yếu ở những mặt nào": no report says it in these words
    Facet.WEAKNESS: _GENERAL
    | {"phiên", "họp", "hội", "nghị", "kỳ", "buổi", "báo", "cáo", "sơ", "tổng", "kết"}
    | {"mặt", "chỗ", "khâu", "điểm", "tự", "nhận", "thừa", "nhìn", "thẳng", "kinh", "nghiệm", "rút"},
}


def _names_of_union(words: Sequence[str]) -> set[int]:
    """Where the Union is named: every report is of it, so its name tells none from another."""
    named: set[int] = set()
    for name in (("hội", "liên", "hiệp", "phụ", "nữ"), ("hội", "phụ", "nữ"), ("các", "cấp", "hội")):
        for n in range(len(words)):
            if tuple(words[n : n + len(name)]) == name:
                named.update(range(n, n + len(name)))
    return named


def _only_asks(tokens: Sequence[_Token], position: int) -> bool:
    """Whether a word asks or connects, and is no part of a compound: "tính" of "tính đến", not of "máy tính"."""
    if tokens[position].word not in _asking_words():
        return False
    near = [token.word for token in tokens[max(position - 1, 0) : position + 2]]
    return not any(pair in dictionary_pairs() and not set(pair) <= _asking_words() for pair in pairwise(near))


def _focus(tokens: Sequence[_Token]) -> tuple[str, ...]:
    """The one or two words before "nào" or "gì" that say what is to be named."""
    for n, token in enumerate(tokens):
        if token.word in ("nào", "gì") and n:
            before = tokens[max(n - 2, 0) : n]
            return tuple(each.word for each in before if not each.is_taken and each.word not in _asking_words())
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
