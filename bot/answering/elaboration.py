"""What is told about the last answer: the sentences around those that it quoted, and its sources once more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.answering import wording
from bot.answering.answers import Answer, Citation, Outcome
from bot.answering.clauses import best_window, tidy
from bot.answering.composition import QUOTE_CHARS, headline
from bot.answering.conversation import Quote, Told, Turn, Wants
from bot.answering.sentences import Sentence, split_passage
from bot.language import _
from index.documents import Passage, Source
from index.library import Snapshot
from index.reading.tables import cells_of
from index.vietnamese.text import squeeze

MAX_POINTS = 5
MAX_CHARS = 1300
MIN_CHARS = 30  # a shorter sentence, or remainder of one, says nothing
BEFORE_COUNTS = 2  # what stands before a quotation is taken after what follows it at the same distance

Span = tuple[int, int]


async def tell_of_last(wants: Wants, turns: Sequence[Turn], snapshot: Snapshot) -> Answer:
    """What is wanted of the last answer; without one, a question back."""
    if wants is Wants.TOPIC or not turns:
        return Answer(Outcome.CLARIFY, _(wording.WHICH_TOPIC), reason="names no topic")
    last = turns[-1]
    sources = {source.id: source for source in snapshot.sources}
    quotes = [quote for quote in last.quotes if quote.document in sources]
    if not quotes:
        return Answer(Outcome.NOT_FOUND, _(wording.NOTHING_CITED), reason="the last answer cites nothing")
    if wants is Wants.SOURCES:
        return _repeat(quotes, sources)
    passages = await snapshot.generation.passages(
        [id for document in dict.fromkeys(quote.document for quote in quotes) for id in snapshot.members[document]]
    )
    return _elaborate(quotes, last.told, list(passages.values()))


def _repeat(quotes: Sequence[Quote], sources: dict[str, Source]) -> Answer:
    citations = [Citation(q.n, sources[q.document], q.text, q.start, q.end) for q in quotes]
    titles = {citation.n: f"“{citation.source.title}” [{citation.n}]" for citation in citations}
    return Answer(Outcome.ANSWERED, _(wording.CITED).format(titles="; ".join(titles.values())), tuple(citations))


def _elaborate(quotes: Sequence[Quote], told: Sequence[Told], passages: Sequence[Passage]) -> Answer:
    """What was quoted, where the reader has not seen all of it, and the sentences around it, article by article."""
    lines: list[str] = []
    citations: list[Citation] = []
    numbers = {quote.document: quote.n for quote in quotes}
    for document, n in numbers.items():
        own = [quote for quote in quotes if quote.document == document]
        untold = _untold(told, [passage for passage in passages if passage.source.id == document])
        points = _nearest(own, untold, MAX_POINTS // len(numbers) or 1)
        if points:
            lines.append(f"{headline(points[0].passage.source)}:")
        for point in points:
            start, end = best_window(point.text, lambda span: -span[0], QUOTE_CHARS)
            quote = point.text[start:end]
            lines.append(f"• {_said(point, quote)} [{n}]")
            citations.append(Citation(n, point.passage.source, quote, point.start + start, point.start + end))
            if point.is_row and point.passage.header:
                citations.append(Citation(n, point.passage.source, point.passage.header, -1, -1))
    if not citations:
        return Answer(Outcome.NOT_FOUND, _(wording.NO_MORE), reason="nothing stands around what was quoted")
    return Answer(Outcome.ANSWERED, "\n".join(lines), tuple(citations))


def _said(point: Sentence, quote: str) -> str:
    """A sentence as it stands there; a table row with the names of its columns."""
    label, *cells = cells_of(quote) or [quote]
    _, *columns = cells_of(point.passage.header) or [""]
    if point.is_row and len(cells) == len(columns):
        return f"{label}: {'; '.join(f'{name} {cell}' for name, cell in zip(columns, cells, strict=True) if cell)}"
    return tidy(squeeze(quote)).lstrip("-–•+* ")


def _nearest(quotes: Sequence[Quote], sentences: Iterable[Sentence], limit: int) -> list[Sentence]:
    """What is quoted or next to it, in the order of the article."""
    chosen: list[Sentence] = []
    for sentence in sorted(sentences, key=lambda s: min(_distance(s, q) for q in quotes)):
        if len(chosen) == limit or sum(len(s.text) for s in [*chosen, sentence]) > MAX_CHARS:
            break
        chosen.append(sentence)
    return sorted(chosen, key=lambda sentence: sentence.start)


def _distance(sentence: Sentence, quote: Quote) -> int:
    if sentence.start >= quote.start:
        return max(sentence.start - quote.end, 0)
    return BEFORE_COUNTS * max(quote.start - sentence.end, 0)


def _untold(told: Sequence[Told], passages: Iterable[Passage]) -> Iterator[Sentence]:
    """The sentences of an article's passages, less what the reader has seen of them."""
    for passage in passages:
        taken = sorted((start, end) for document, start, end in told if document == passage.source.id)
        for sentence in split_passage(passage):
            for start, end in _left((sentence.start, sentence.end), taken):
                text = passage.text[start - passage.start : end - passage.start]
                rest = Sentence(passage, start, end, text)
                if rest.is_row or len(text.strip()) >= MIN_CHARS:
                    yield rest


def _left(span: Span, taken: Sequence[Span]) -> Iterator[Span]:
    """The parts of a stretch that others do not cover."""
    position, last = span
    for start, end in taken:
        if start < last and end > position:
            yield position, max(start, position)
            position = max(position, end)
    yield position, max(last, position)
