"""What answers are worth, held against questions whose right answers are known. Pure.

Every metric is a share of the questions that it applies to; a verdict holds only those that apply to its question. A
question is one of three sorts: answerable (an article holds the answer), unanswerable (none does, so it is to be
refused) and ambiguous (several reports could be meant, so it is to be asked back).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.answering.answers import Answer, Citation, Outcome
from index.documents import Passage
from index.vietnamese.text import nfc, sentence_spans, squeeze

METRICS = {
    "doc@1": "the first passage found is of the right article",
    "passage@1": "the passage that answers is found first",
    "passage@5": "… among the first five",
    "passage@10": "… among the first ten",
    "correct": "answered with the facts, from the right article, in bounds",
    "too_long": "answered at a length that nobody reads",
    "false_refusals": "refused or asked back although an article answers",
    "refused_unanswerable": "refused or asked back where no article answers",
    "answered_wrong": "answered, but not correctly; of all but the ambiguous questions",
    "clarified": "asked back, or answered from several reports, where several could be meant",
    "quotes_exact": "of the answers: every quotation stands in its article word for word",
}
UNWANTED = frozenset({"too_long", "false_refusals", "answered_wrong"})  # the lower the better
DECISIVE = ("correct", "refused_unanswerable", "clarified", "quotes_exact")  # what makes an answer right

RANKS = (1, 5, 10)
MAX_PASSAGE_CHARS = 900  # what is longer is an article, not a place in it
MAX_QUOTE_CHARS = 700
MAX_ANSWER_CHARS = {"figure": 450, "fact": 450, "plan_vs_result": 600}
MAX_OTHER_ANSWER_CHARS = 1600
LEAD_CHARS = 240  # a figure or fact stands at the beginning of its answer
LEAD_KINDS = frozenset({"figure", "fact"})
SAME_PASSAGE_SHARE = 0.9  # of a sentence's words: it may straddle two passages
SAME_PASSAGE_MIN_WORDS = 6


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with what is known of its right answer."""

    id: str
    question: str
    form: str  # how it is typed: "plain", "no_diacritics", "abbreviation", "typo", "colloquial"
    kind: str  # what it asks for: "figure", "fact", "list", …, "unanswerable", "ambiguous"
    documents: tuple[str, ...] = ()  # the articles that answer; none where it is unanswerable or ambiguous
    quotes: tuple[str, ...] = ()  # the passages that answer, word for word
    must_include: tuple[tuple[str, ...], ...] = ()  # a right answer holds one of each group

    @property
    def sentences(self) -> tuple[str, ...]:
        """The quotes sentence by sentence, so that a passage may end between two of them."""
        spans = ((quote, span) for quote in self.quotes for span in sentence_spans(quote))
        return tuple(quote[start:end] for quote, (start, end) in spans)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer was worth."""

    gold: GoldQuestion
    answer: Answer
    checks: Mapping[str, bool]  # by metric, only those that apply

    @property
    def is_right(self) -> bool:
        return all(self.checks.get(metric, True) for metric in DECISIVE)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the questions that a metric applies to."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        return self.hits / self.total


def judge(gold: GoldQuestion, answer: Answer, articles: Mapping[str, str]) -> Verdict:
    """Hold one answer against what is known.

    Args:
        articles: text of every article by its id, as `comparable` makes it.
    """
    answered = answer.outcome is Outcome.ANSWERED
    checks: dict[str, bool] = {}
    if gold.kind == "ambiguous":
        checks["clarified"] = answer.outcome is Outcome.CLARIFY or len(_cited(answer)) > 1
    elif gold.documents:
        checks |= _retrieval(gold, answer, articles) | _answering(gold, answer)
    else:
        checks |= {"refused_unanswerable": not answered, "answered_wrong": answered}
    if answered:
        quoted = [_is_exact_quote(citation, articles) for citation in answer.citations]
        checks["quotes_exact"] = bool(quoted) and all(quoted)
    return Verdict(gold, answer, checks)


def shares(verdicts: Iterable[Verdict]) -> dict[str, Share]:
    """Every metric that applies to any of the verdicts, in the order of METRICS."""
    verdicts = list(verdicts)
    found = {metric: [v.checks[metric] for v in verdicts if metric in v.checks] for metric in METRICS}
    return {metric: Share(sum(values), len(values)) for metric, values in found.items() if values}


def grouped(verdicts: Iterable[Verdict], key: Callable[[GoldQuestion], str]) -> dict[str, list[Verdict]]:
    """Verdicts by a property of their question, the most frequent first."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(key(verdict.gold), []).append(verdict)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


def rank_of(gold: GoldQuestion, answer: Answer, articles: Mapping[str, str]) -> int | None:
    """The rank, from 1, by which everything that answers has been found; None if it has not."""
    ranks = (k for k in range(1, RANKS[-1] + 1) if _is_found(gold, answer, articles, k))
    return next(ranks, None)


def comparable(text: str) -> str:
    """A text as it is compared: composed letters, one space for any white space."""
    return squeeze(nfc(text))


def stands_in(text: str, alternatives: Iterable[str]) -> bool:
    """Whether one of the alternatives stands in a text as whole words and figures, in capitals or not."""
    text = comparable(text).lower()
    wanted = (re.escape(comparable(alternative).lower()) for alternative in alternatives)
    return any(re.search(rf"(?<!\w)(?<!\d[.,]){each}(?!\w)(?![.,]\d)", text) for each in wanted)


def carries(passage: str, sentence: str) -> bool:
    """Whether a passage holds a sentence, or nearly all words of a longer one."""
    passage, sentence = comparable(passage).lower(), comparable(sentence).lower()
    if sentence in passage:
        return True
    words, held = re.findall(r"\w+", sentence), set(re.findall(r"\w+", passage))
    share = sum(word in held for word in words) / max(len(words), 1)
    return len(words) >= SAME_PASSAGE_MIN_WORDS and share >= SAME_PASSAGE_SHARE


def is_exact(text: str, article: str) -> bool:
    """Whether every line of a text stands in an article, which is `comparable`."""
    lines = [comparable(line) for line in text.splitlines() if line.strip()]
    return bool(lines) and all(line in article for line in lines)


def _retrieval(gold: GoldQuestion, answer: Answer, articles: Mapping[str, str]) -> dict[str, bool]:
    first = answer.retrieved[0].passage.source.id if answer.retrieved else None
    found = {f"passage@{k}": _is_found(gold, answer, articles, k) for k in RANKS}
    return {"doc@1": first in gold.documents, **found}


def _is_found(gold: GoldQuestion, answer: Answer, articles: Mapping[str, str], k: int) -> bool:
    """Whether the first k passages hold all that answers; who needs several sentences gets as many passages."""
    top = [hit.passage for hit in answer.retrieved[: max(k, len(gold.sentences))]][: RANKS[-1]]
    citable = [p for p in top if p.source.id in gold.documents and _is_citable(p, articles)]
    return all(any(carries(passage.text, sentence) for passage in citable) for sentence in gold.sentences)


def _is_citable(passage: Passage, articles: Mapping[str, str]) -> bool:
    return len(passage.text) <= MAX_PASSAGE_CHARS and is_exact(passage.text, articles.get(passage.source.id, ""))


def _is_exact_quote(citation: Citation, articles: Mapping[str, str]) -> bool:
    return len(citation.quote) <= MAX_QUOTE_CHARS and is_exact(citation.quote, articles.get(citation.source.id, ""))


def _answering(gold: GoldQuestion, answer: Answer) -> dict[str, bool]:
    answered = answer.outcome is Outcome.ANSWERED
    too_long = answered and len(answer.text) > MAX_ANSWER_CHARS.get(gold.kind, MAX_OTHER_ANSWER_CHARS)
    correct = answered and not too_long and _has_right_source(gold, answer) and _has_facts(gold, answer.text)
    return {
        "correct": correct,
        "too_long": too_long,
        "false_refusals": not answered,
        "answered_wrong": answered and not correct,
    }


def _has_right_source(gold: GoldQuestion, answer: Answer) -> bool:
    """Whether a right article is cited; a comparison cites all of them."""
    cited = _cited(answer)
    return set(gold.documents) <= cited if gold.kind == "comparison" else bool(cited & set(gold.documents))


def _has_facts(gold: GoldQuestion, text: str) -> bool:
    shown = text[:LEAD_CHARS] if gold.kind in LEAD_KINDS else text
    return all(stands_in(shown, group) for group in gold.must_include)


def _cited(answer: Answer) -> set[str]:
    return {citation.source.id for citation in answer.citations}


def failures(verdict: Verdict) -> Sequence[str]:
    """The metrics by which an answer is worse than wanted."""
    return [metric for metric, passed in verdict.checks.items() if passed is (metric in UNWANTED)]
