"""A draft becomes text with numbered citations, within the lengths that a phone can show. Pure."""

from __future__ import annotations

from bot.answering.answers import Citation
from bot.answering.extraction import Draft
from bot.answering.sentences import Sentence
from index.documents import Source
from index.vietnamese.text import squeeze

QUOTE_CHARS = 690
LEAD_CHARS = 400


def compose(draft: Draft) -> tuple[str, tuple[Citation, ...]]:
    """Word a draft: whose report it is, then its points, each with the marker of its source."""
    citations: list[Citation] = []
    numbers: dict[str, int] = {}
    lines = []
    for point, sentence in draft.points:
        source = sentence.passage.source
        if source.id not in numbers:
            numbers[source.id] = len(numbers) + 1
            lines.append(f"{headline(source)}:")
        quote = _quoted(sentence)
        citations.append(Citation(numbers[source.id], source, quote, sentence.start, sentence.start + len(quote)))
        lines.append(f"“{clipped(point, LEAD_CHARS)}” [{numbers[source.id]}]")
    separator = "\n" if len(lines) > 2 else " "
    return separator.join(lines), tuple(citations)


def headline(source: Source) -> str:
    """Whose report and which period: what a figure is worth nothing without."""
    parts = [part for part in (source.organisation or source.province, source.period) if part]
    return ", ".join(parts) or source.title


def clipped(text: str, limit: int) -> str:
    """A text cut to a length at a word, with a sign that it goes on."""
    flat = squeeze(text)
    return flat if len(flat) <= limit else flat[: flat.rfind(" ", 0, limit)] + " …"


def _quoted(sentence: Sentence) -> str:
    """The sentence, or its beginning if it is too long to quote."""
    text = sentence.text
    return text if len(text) <= QUOTE_CHARS else text[: text.rfind(" ", 0, QUOTE_CHARS)]
