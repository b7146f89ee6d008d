"""What the reader gets: an answer, how it ended, and the quotations that support it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from index.documents import Passage, Source

NO_QUESTION = "no question"  # the reason where there was nothing to answer


class Outcome(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    NOT_FOUND = "not_found"
    CLARIFY = "clarify"


@dataclass(frozen=True, slots=True)
class Citation:
    """Numbered support: an exact quotation and where it stands."""

    n: int
    source: Source
    quote: str  # exactly document.text[start:end]
    start: int
    end: int

    @property
    def page(self) -> int | None:
        """The page of a printed article that the quotation begins on."""
        return self.source.page_at(self.start)

    def as_json(self) -> dict[str, Any]:
        """The citation as `hoidap ask --json` prints it; `page` only where the article has pages."""
        source = self.source
        return {
            "n": self.n,
            "document": source.id,
            "title": source.title,
            "organisation": source.organisation,
            "published": source.published.isoformat() if source.published else None,
            "period": source.period,
            "url": source.url,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            **({"page": self.page} if self.page else {}),
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """What an officer of the Union answered to a like question: her own words, which quote no article."""

    id: int
    question: str
    text: str
    author: str
    unit: str  # hers, in words; may be empty
    on: date


@dataclass(frozen=True, slots=True)
class Derived:
    """A figure that the answer computed from quoted figures, as shown."""

    value: str
    op: str  # "difference", "sum", "ratio" or "percent"
    inputs: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {"value": self.value, "op": self.op, "from": list(self.inputs)}


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage that the search found, with its score."""

    passage: Passage
    score: float

    def as_json(self) -> dict[str, Any]:
        passage = self.passage
        return {
            "document": passage.source.id,
            "start": passage.start,
            "end": passage.end,
            "text": passage.text,
            "score": round(self.score, 4),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader is told; `text` is plain Vietnamese with markers [1], without the list of sources."""

    outcome: Outcome
    text: str
    citations: tuple[Citation, ...] = ()
    retrieved: tuple[Retrieved, ...] = ()
    derived: tuple[Derived, ...] = ()
    reason: str | None = None  # why there is no answer, for people who look after the corpus
    choices: tuple[str, ...] = ()  # complete questions to ask instead
    understood: str | None = None  # the complete question, where the conversation was needed to know it
    elapsed_ms: dict[str, float] = field(default_factory=dict)  # retrieve, answer, total
    generation: int | None = None  # of the index that answered
    statement: Statement | None = None  # an officer's, shown apart from what the articles say

    def as_json(self, id: str | None, question: str) -> dict[str, Any]:
        """The answer as `hoidap ask --json` prints it."""
        return {
            "id": id,
            "question": question,
            "status": self.outcome.value,
            "answer": self.text,
            "citations": [citation.as_json() for citation in self.citations],
            "retrieved": [hit.as_json() for hit in self.retrieved],
            "derived": [figure.as_json() for figure in self.derived],
            "choices": list(self.choices),
            "understood": self.understood,
            "reason": self.reason,
            "elapsed_ms": {stage: round(ms, 1) for stage, ms in self.elapsed_ms.items()},
        }
