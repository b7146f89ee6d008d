"""What reaches a reader is held against its sources: quotations exact, figures present, markers real. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.answers import Citation, Derived
from bot.answering.errors import AnsweringError
from index.vietnamese.numbers import unsupported

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


def support(citations: Sequence[Citation], derived: Sequence[Derived] = ()) -> list[str]:
    """The texts in which a figure of an answer may stand."""
    texts = [str(figure.value) for figure in derived]
    for citation in citations:
        source = citation.source
        published = f"{source.published:%d/%m/%Y} {source.published.isoformat()}" if source.published else ""
        texts.append("\n".join((citation.quote, source.title, published, source.period or "")))
    return texts
