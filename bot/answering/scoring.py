"""How well a sentence answers a question. Pure.

Three things count: how much of the topic it covers (words, pairs of words, concepts, weighed by rarity in the corpus),
whether it holds the kind of thing asked for, and whether it speaks of the asked place and period.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.answering.asks import Ask
from bot.answering.claims.plans import Reality, reality_at
from bot.answering.clauses import clause_of
from bot.answering.kinds import Kind
from bot.answering.measures import COUNTS, counts, fit, named_share
from bot.answering.questions import Question, Term
from bot.answering.sentences import Sentence, amounts_in
from index.documents import Passage
from index.evidence import period_evidence, place_evidence
from index.lexicon import Lexicon, concept_term
from index.reading.tables import cells_of
from index.retrieval import Hit
from index.vietnamese.concepts import concepts_in
from index.vietnamese.numbers import Amount
from index.vietnamese.periods import Period, PeriodKind, find_periods
from index.vietnamese.places import Level, Place
from index.vietnamese.text import CAPITALS, fold, sentence_spans
from index.wording import Wording, wording

BEFORE_SHARE = 0.5  # what a word counts in the sentence before or the heading
OTHER_ACCENTS = 0.4  # what a word counts that stands in a text with other accents
OTHER_WORD_SHARE = 0.7  # what another word for the same thing counts
SAME_EVENT = 0.9  # what the month named by another sentence of the passage counts
PASSAGE_SHARE = 0.25  # elsewhere in the passage, or in the title

# How much each signal counts: set near what `bench/learn_weights.py` learns from the sentences that answer a question
# against those that do not.
WEIGHTS: Mapping[str, float] = {
    "words": 2.8,
    "pairs": 1.4,
    "concepts": 3.2,
    "around": 0.5,
    "search": 0.3,
    "counts": 0.9,
    "counts_other": -1.6,
    "no_figure": -6.0,
    "clause": 1.0,
    "row": 0.0,
    "person": 1.7,
    "day": 0.4,
    "focus": 0.8,
    "cause": 1.5,
    "purpose": 1.5,
    "weakness": 2.0,
    "plan": 0.6,
    "place": 3.0,
    "period": 4.0,
    "recent": 4.3,
    "length": -1.0,
}

_NAME = re.compile(rf"(?:[{CAPITALS}][\w’']*\s+){{1,4}}[{CAPITALS}][\w’']*")
_OFFICE = re.compile(
    r"\b(?:chu tich|chu tri|dong chi|ba|ong|chi|anh|co|bac|giam doc|to truong|bi thu|dan dau|truong|pho|nghe nhan"
    r"|bac si|ky su|can bo|giang vien|thay|chu nhiem|hoi vien|em|chau)\b"
)
_CAUSE = re.compile(
    r"\b(?:vì|bởi|do (?!(?:Chủ|Hội|chị|bà|ông|đồng))|nguyên nhân|lý do|lí do|giải thích|lý giải|mong muốn|xuất phát)\b"
)
_PURPOSE = re.compile(r"\b(?:nhằm|để|giúp|góp phần|mục đích|mục tiêu|làm cơ sở|hướng tới)\b")
_WEAKNESS = re.compile(
    r"\b(?:hạn chế|tồn tại|khó khăn|vướng|bất cập|yếu|lúng túng|trở ngại|bấp bênh|chậm|thiếu|còn thấp|hụt"
    r"|chưa (?!từng)|khó nhất|không đạt)\b"
)
_DAY = re.compile(
    r"\d{1,2}/\d{1,2}|\bngay \d|\bthang \d|\bquy [ivx\d]+|\bnam \d{4}"
    r"|\b\d{1,2} ?(?:gio|h)\b|\bthu (?:hai|ba|tu|nam|sau|bay)\b"
)
_PLAN_HEADING = re.compile(r"\b(?:muc tieu(?! quoc gia)|nhiem vu|phuong huong|chi tieu|dinh huong|ke hoach)\b")


_RESULT_COLUMN = re.compile(r"\b(?:thuc hien|ket qua|dat duoc|uoc|da dat)\b")
_RESULT_HEADING = re.compile(r"\b(?:ket qua|diem lai|danh gia|nhin lai|thuc hien nhiem vu|vai net)\b")


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence with how well it answers, and how much of the topic it covers."""

    sentence: Sentence
    score: float
    coverage: float
    place: float = 0.0  # evidence that it speaks of the asked place and period, each in [-1, 1]
    period: float = 0.0
    fits: bool = True  # whether it holds the kind of thing asked for: a figure, a person, a day
    planned: bool = False  # whether it tells of a target or plan


def score(sentence: Sentence, question: Question, lexicon: Lexicon, hit: Hit) -> Scored:
    """How well a sentence of a passage answers a question."""
    signals = measure(sentence, question, lexicon, hit)
    covered = covered_share(sentence, question, lexicon)
    total = sum(WEIGHTS[name] * value for name, value in signals.items())
    fits = not signals["no_figure"] and signals["person"] >= 0 and signals["day"] >= 0
    planned = is_planned(sentence) and not _has_result_column(sentence, question)
    return Scored(sentence, total, covered, signals["place"], signals["period"], fits, planned)


def covered_share(sentence: Sentence, question: Question, lexicon: Lexicon) -> float:
    """The share of the topic, weighed by rarity, that a sentence or what it is read with holds; in [0, 1].

    Words that the corpus does not know count too: a question about something else is full of them.
    """
    around = list(_surroundings(sentence))
    total = held = 0.0
    for term in question.topic:
        weight = lexicon.weight(term.folded)
        total += weight
        held += weight * max(
            share * (1.0 if term.concepts & w.concepts else word_share(term, w)) for share, w in around
        )
    for pair in _pairs(question):  # "phụ cấp" is neither "phụ nữ" nor "cấp xã"
        weight = lexicon.weight(pair)
        total += weight
        held += weight * next((share for share, w in around if pair in w.pairs), 0.0)
    return held / total if total else 0.0


def is_planned(sentence: Sentence) -> bool:
    """Whether a sentence tells of a target or plan, not of a result.

    A table's row with a column of results tells of both, unless its columns are of different years.
    """
    header = sentence.passage.header
    if sentence.is_row and _RESULT_COLUMN.search(fold(header)) and not find_periods(header, bare_years=True):
        return False
    heading, text = fold(sentence.passage.heading), sentence.text
    under_plan = bool(_PLAN_HEADING.search(heading)) and not _RESULT_HEADING.search(heading)
    told = [amount.start for amount in amounts_in(text)] or [len(text)]
    before = Reality.PLANNED if under_plan else Reality.DONE
    whole, begin = sentence.lead + text, len(sentence.lead)
    return all(reality_at(whole, begin + at, before) is Reality.PLANNED for at in told)


def _has_result_column(sentence: Sentence, question: Question) -> bool:
    """Whether a row has a column of results of the asked period, whatever its other columns are."""
    asked = {mention.period for mention in question.periods}
    return sentence.is_row and any(
        _RESULT_COLUMN.search(fold(cell)) and asked & {m.period for m in find_periods(cell, bare_years=True)}
        for cell in cells_of(sentence.passage.header) or []
    )


def measure(sentence: Sentence, question: Question, lexicon: Lexicon, hit: Hit) -> dict[str, float]:
    """The signals that tell whether a sentence answers, by name."""
    folded = fold(sentence.text)
    passage = sentence.passage
    alone = Passage(passage.source, sentence.start, sentence.end, sentence.text, passage.heading, passage.header)
    planned = is_planned(sentence) and not _has_result_column(sentence, question)
    until = question.period.year if question.period else None
    both = question.plan and question.result
    return {
        **_covered(sentence, question, lexicon),
        **_figures(sentence, question, lexicon),
        "search": hit.search,
        "recent": hit.recency * (1.0 if question.latest else 0.0 if question.periods else 0.3),
        "person": _signed(question.kind is Kind.PERSON, _names_person(sentence, question)),
        "day": _signed(question.kind is Kind.DATE, bool(_DAY.search(folded))),
        "focus": _signed(bool(question.focus), _holds_focus(sentence, question)),
        "cause": _signed(question.asks_cause, bool(_CAUSE.search(sentence.text))),
        "purpose": _signed(question.asks_purpose, bool(_PURPOSE.search(sentence.text.lower()))),
        "weakness": _signed(question.asks_weakness, bool(_WEAKNESS.search(sentence.text.lower()))),
        "plan": 0.0 if both else _signed(True, planned == question.plan),
        "place": max((_tells_of(place, sentence, alone, until) for place in question.places), default=0.0),
        "period": max((_tells_when(m.period, alone, passage, question) for m in question.periods), default=0.0),
        "length": math.log(1 + len(sentence.text) / 100),
    }


def _tells_when(asked: Period, alone: Passage, passage: Passage, question: Question) -> float:
    """Evidence of a period; the month of an event is named once, in any sentence of its passage."""
    evidence = period_evidence(asked, alone, plan=question.plan, told=not question.tells_figures)
    if asked.kind is not PeriodKind.MONTH:
        return evidence
    return max(evidence, SAME_EVENT * period_evidence(asked, passage, plan=question.plan))


def _tells_of(place: Place, sentence: Sentence, alone: Passage, until: int | None) -> float:
    """Evidence of a place; a sentence without any of its own goes on about the place named before it on its line."""
    evidence = place_evidence(place, alone, until=until)
    if evidence or place.level is Level.PROVINCE:
        return evidence
    passage = sentence.passage
    line = passage.text[: sentence.start - passage.start].rpartition("\n")[2]
    texts = [line[slice(*span)] for span in sentence_spans(line)]
    before = (place_evidence(place, replace(alone, text=text), until=until) for text in reversed(texts))
    return BEFORE_SHARE * next((evidence for evidence in before if evidence), 0.0)


def _names_person(sentence: Sentence, question: Question) -> bool:
    """Whether a sentence names somebody in an office; the one asked for, where the question names it."""
    folded = fold(sentence.text)
    if not _NAME.search(sentence.text) or not _OFFICE.search(folded):
        return False
    asked = set(map(fold, question.words))
    if ({"chu", "tich"} <= asked and "pho" not in asked) or {"dung", "dau", "hoi"} <= asked:
        units = [match["unit"] for match in _CHAIR.finditer(folded)]
        return any(unit is None or unit in asked or unit in _LEVELS for unit in units)
    return True


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
    """Whether a text names somebody in an office."""
    return bool(_NAME.search(text) and _OFFICE.search(fold(text)))


def _signed(applies: bool, holds: bool) -> float:
    """1 or -1 where a signal applies, else 0."""
    return (1.0 if holds else -1.0) if applies else 0.0


def _covered(sentence: Sentence, question: Question, lexicon: Lexicon) -> dict[str, float]:
    """The shares of the topic that a sentence holds as words, pairs and concepts, or has around it; in [0, 1]."""
    own, *around = _surroundings(sentence)
    singles = {term: lexicon.weight(term.folded) for term in question.topic if lexicon.knows(term.folded)}
    pairs = _weights(lexicon, _pairs(question))
    concepts = _weights(lexicon, (concept_term(c) for term in question.topic for c in term.concepts))
    total = sum(singles.values()) or 1.0
    held = {term: word_share(term, own[1]) for term in singles}
    outside = sum(
        weight * max(share * word_share(term, each) for share, each in around)
        for term, weight in singles.items()
        if not held[term]
    )
    return {
        "words": sum(weight * held[term] for term, weight in singles.items()) / total,
        "pairs": _held(pairs, own[1].pairs),
        "concepts": _held(concepts, _concept_terms(own[1])),
        "around": outside / total,
    }


def word_share(term: Term, held: Wording) -> float:
    """What a word of the question counts for a text: 1 if it stands there, less if only with other accents."""
    return 1.0 if term.word in held.accented else OTHER_ACCENTS if term.folded in held.words else 0.0


def _held(weights: Mapping[str, float], terms: frozenset[str]) -> float:
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in terms) / total if total else 0.0


def _concept_terms(wording: Wording) -> frozenset[str]:
    return frozenset(map(concept_term, wording.concepts))


def _surroundings(sentence: Sentence) -> Iterator[tuple[float, Wording]]:
    """A sentence and what it is read with, with what a word there counts."""
    passage = sentence.passage
    yield 1.0, wording(f"{passage.header}\n{sentence.text}" if sentence.is_row else sentence.text)
    yield BEFORE_SHARE, wording(f"{sentence.before}\n{passage.heading}")
    yield PASSAGE_SHARE, wording(f"{passage.source.title}\n{passage.text}")


def _weights(lexicon: Lexicon, terms: Iterable[str]) -> Mapping[str, float]:
    """The weight of each term that the corpus knows; one that it does not know tells no sentence from another."""
    return {term: lexicon.weight(term) for term in terms if lexicon.knows(term)}


def _pairs(question: Question) -> Iterator[str]:
    for first, second in zip(question.topic, question.topic[1:], strict=False):
        if second.follows:
            yield f"{first.folded}_{second.folded}"


def _figures(sentence: Sentence, question: Question, lexicon: Lexicon) -> dict[str, float]:
    """Whether a sentence holds a figure of the thing counted; a figure that the question gives is none."""
    signals = dict.fromkeys(("no_figure", "counts", "counts_other", "clause", "row"), 0.0)
    if question.kind is not Kind.FIGURE and not (question.kind is Kind.COMPARISON and question.asks):
        return signals
    given = {amount.value for amount in amounts_in(question.text)}
    amounts = [amount for amount in amounts_in(sentence.text) if amount.value not in given]
    if not amounts:
        return signals | {"no_figure": 1.0}
    if not question.asks:
        return signals | {"row": float(sentence.is_row)}
    if sentence.is_row:
        table = f"{sentence.passage.header}\n{sentence.text}"
        named = named_share(table, question.asks[0])
        return signals | {"row": 1.0, "counts": named, "clause": covered_by(table, question, lexicon)}
    best, clause = max(_fits(sentence.text, amount, question, lexicon) for amount in amounts)
    best = sum(max(fit(sentence.text, amount, ask) for amount in amounts) for ask in question.asks) / len(question.asks)
    return signals | {"counts": best, "counts_other": float(best < COUNTS), "clause": clause}


def _fits(text: str, amount: Amount, question: Question, lexicon: Lexicon) -> tuple[float, float]:
    """How well a figure fits what is asked for first, and how much of the topic stands beside it."""
    return fit(text, amount, question.asks[0]), covered_by(clause_of(text, amount), question, lexicon)


def covered_by(text: str, question: Question, lexicon: Lexicon) -> float:
    """The share of the topic that a stretch of a sentence holds, by words or concepts; in [0, 1]."""
    held = wording(text)
    weights = [(lexicon.weight(term.folded), term) for term in question.topic if lexicon.knows(term.folded)]
    total = sum(weight for weight, _ in weights)
    found = sum(
        weight * max(word_share(term, held), OTHER_WORD_SHARE * bool(term.concepts & held.concepts))
        for weight, term in weights
    )
    return found / total if total else 0.0


def counted_asks(sentence: Sentence, question: Question) -> list[Ask]:
    """The figures asked for that some figure of a sentence is."""
    amounts = amounts_in(sentence.text)
    return [ask for ask in question.asks if any(counts(sentence.text, amount, ask) for amount in amounts)]


def _holds_focus(sentence: Sentence, question: Question) -> bool:
    """Whether a sentence speaks of what "nào" or "gì" asks for: "điểm yếu nào", "lĩnh vực nào"."""
    held = wording(sentence.text)
    named = any(fold(word) in held.words for word in question.focus)
    return named or bool(held.concepts & concepts_in(question.focus))
