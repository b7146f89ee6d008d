"""What reaches a reader is held against its sources: quotations exact, figures present, markers real. Pure.

A language model's draft is held against the passages that it was shown, claim by claim: a claim stays if the sentences
that it cites say the same, and they become its quotations. What is not supported is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.answering.answers import Citation, Derived
from bot.answering.claims.drafts import Claim, read_claims, says_nothing
from bot.answering.claims.entailment import objection
from bot.answering.claims.evidence import Evidence, read_evidence
from bot.answering.claims.parts import split_claim
from bot.answering.claims.statements import Statement, read_statement
from bot.answering.errors import AnsweringError
from index.documents import Passage
from index.vietnamese.numbers import unsupported
from index.vietnamese.text import is_unaccented

MAX_CLAIM_CHARS = 700

_MARKER = re.compile(r"\[(\d+)\]")


class UnsupportedCitationError(AnsweringError):
    """An answer holds a marker, a quotation or a figure that no source supports."""


def check_answer(text: str, citations: Sequence[Citation], derived: Sequence[Derived] = ()) -> None:
    """Hold an answer against its citations.

    Raises:
        UnsupportedCitationError: if a marker cites nothing, or a figure stands in no quotation, title, date or period
            of a cited source and was not derived from them.
    """
    known = {citation.n for citation in citations}
    invented = [marker for marker in _MARKER.findall(text) if int(marker) not in known]
    if invented:
        raise UnsupportedCitationError(f"markers without a source: {', '.join(invented)}")
    figures = unsupported(_MARKER.sub(" ", text), support(citations, derived))
    if figures:
        raise UnsupportedCitationError(f"figures without a source: {', '.join(figures)}")


def place_quotation(citation: Citation, text: str) -> Citation:
    """A citation held against the text of its article; one that knows no place gets the first where it stands.

    Raises:
        UnsupportedCitationError: if the quotation does not stand there.
    """
    start = citation.start if citation.start >= 0 else text.find(citation.quote)
    end = start + len(citation.quote)
    if start < 0 or text[start:end] != citation.quote:
        raise UnsupportedCitationError(f"{citation.source.id} does not say: {citation.quote[:60]}")
    return replace(citation, start=start, end=end)


def support(citations: Sequence[Citation], derived: Sequence[Derived] = ()) -> list[str]:
    """The texts in which a figure of an answer may stand."""
    texts = [str(figure.value) for figure in derived]
    for citation in citations:
        source = citation.source
        published = f"{source.published:%d/%m/%Y} {source.published.isoformat()}" if source.published else ""
        texts.append("\n".join((citation.quote, source.title, published, source.period or "")))
    return texts


@dataclass(frozen=True, slots=True)
class Grounded:
    """The part of a draft that its sources support."""

    text: str
    citations: tuple[Citation, ...]
    dropped: int  # claims
    opens: bool  # whether the first claim that is no mere introduction was kept


def ground(draft: str, passages: Sequence[Passage], *, is_complete: bool = True) -> Grounded | None:
    """Keep of a draft what the passages support that it cites.

    Args:
        draft: a language model's text, with markers [n] of the passages as it was shown them, from 1.
        passages: what it was shown.
        is_complete: else the draft is still being written, and its last claim may go on: it is left out.

    Returns:
        The supported claims with quotations, numbered anew by document; None if there are none.
    """
    claims = read_claims(draft) if is_complete else read_claims(draft)[:-1]
    if not claims or says_nothing(draft):
        return None
    answer = _Supported(passages)
    added = [answer.add(claim, _markers(claims, at)) for at, claim in enumerate(claims)]
    kept = [line for line in added if line]
    text = _laid_out(kept)
    try:
        check_answer(text, answer.citations)
    except UnsupportedCitationError:
        return None  # cannot be: each claim was held against its own quotations
    opens = next((bool(line) for claim, line in zip(claims, added, strict=True) if claim.ending != ":"), False)
    return Grounded(text, tuple(answer.citations), len(claims) - len(kept), opens) if kept else None


def _markers(claims: Sequence[Claim], position: int) -> tuple[int, ...]:
    """A claim's markers, or those of the claim after it."""
    return next((claim.markers for claim in claims[position : position + 2] if claim.markers), ())


@dataclass
class _Supported:
    """The citations of the claims kept so far."""

    passages: Sequence[Passage]
    citations: list[Citation] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)  # of documents
    _evidence: dict[tuple[int, bool], list[Evidence]] = field(default_factory=dict)

    def add(self, claim: Claim, markers: Sequence[int]) -> tuple[Claim, str] | None:
        """Cite what supports a claim; return it with its new markers, or None if it has to go."""
        if (
            len(claim.text) > MAX_CLAIM_CHARS
            or not markers
            or not all(1 <= marker <= len(self.passages) for marker in markers)
        ):
            return None
        found = list(self._find(claim.text, markers))
        numbers = dict(self._numbers)
        cited = []
        for passage, evidence in found:
            n = numbers.setdefault(passage.source.id, len(numbers) + 1)
            cited += [_citation(n, passage, one) for one in (evidence.subject, evidence) if one]
        if not cited or unsupported(claim.text, support(cited)):
            return None
        self._numbers = numbers
        self.citations += [citation for citation in dict.fromkeys(cited) if citation not in self.citations]
        return claim, "".join(f" [{n}]" for n in sorted({citation.n for citation in cited}))

    def _find(self, text: str, markers: Sequence[int]) -> Iterator[tuple[Passage, Evidence]]:
        """The sentences that support a claim: one for each cited passage if one says it all, else one for each part."""
        whole = [(marker, self._best(text, marker)) for marker in markers]
        found = [(self.passages[marker - 1], evidence) for marker, evidence in whole if evidence]
        if found:
            return iter(found)
        parts = [self._part(part, markers) for part in split_claim(text)]
        supported = [part for part in parts if part]
        return iter(supported if len(supported) == len(parts) > 1 else [])

    def _part(self, text: str, markers: Sequence[int]) -> tuple[Passage, Evidence] | None:
        for marker in markers:
            evidence = self._best(text, marker)
            if evidence:
                return self.passages[marker - 1], evidence
        return None

    def _best(self, text: str, marker: int) -> Evidence | None:
        """The sentence of a passage that supports a text and has most of its words."""
        passage = self.passages[marker - 1]
        plain = is_unaccented(text) or is_unaccented(passage.text)
        if (marker, plain) not in self._evidence:
            self._evidence[marker, plain] = read_evidence(passage, plain=plain)
        fitting = [
            next(
                (reading for reading in sentence.readings if not objection(_read(text, plain, sentence), reading)), None
            )
            for sentence in self._evidence[marker, plain]
        ]
        keys = read_statement(text, plain, None).keys
        return max(filter(None, fitting), key=lambda e: len(e.statement.keys & keys), default=None)


def _read(text: str, plain: bool, evidence: Evidence) -> Statement:
    return read_statement(text, plain, evidence.background.said)


def _citation(n: int, passage: Passage, evidence: Evidence) -> Citation:
    start, end = evidence.start - passage.start, evidence.end - passage.start
    return Citation(n, passage.source, passage.text[start:end], evidence.start, evidence.end)


def _laid_out(kept: Sequence[tuple[Claim, str]]) -> str:
    """Claims with their markers, in the lines of the draft."""
    lines: dict[int, str] = {}
    for claim, markers in kept:
        before = lines.get(claim.line, "- " if claim.bullet else "")
        starts = not before.strip("- ") or before.rstrip().endswith((".", "!", "?", "…"))
        text = claim.text[0].upper() + claim.text[1:] if starts else claim.text
        lines[claim.line] = f"{before}{text}{markers}{claim.ending} "
    return "\n".join(line.rstrip() for line in lines.values())
