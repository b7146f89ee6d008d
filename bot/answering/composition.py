"""A draft becomes text with numbered citations, within the lengths that a phone can show. Pure.

A figure or fact comes first, with whose it is and of which period; then the words of the article that say it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from textwrap import shorten

from bot.answering import wording as words
from bot.answering.answers import Citation, Derived
from bot.answering.clauses import Span, best_window, tidy
from bot.answering.comparing import compare
from bot.answering.extraction import Draft, Point
from bot.answering.kinds import Kind
from bot.answering.measures import counts
from bot.answering.persons import has_name
from bot.answering.questions import Question
from bot.answering.sentences import Sentence, amounts_in
from bot.answering.signs import has_day
from bot.answering.topics import Topic
from bot.answering.values import Value
from bot.language import _
from index.documents import Source
from index.lexicon import Lexicon
from index.vietnamese.numbers import unsupported
from index.vietnamese.places import Level
from index.vietnamese.text import squeeze

SHORT_CHARS = 440  # of an answer that gives a figure, a name or a date
LEAD_CHARS = 232  # within which it stands
PAIR_CHARS = 590  # of a plan beside its result
LONG_CHARS = 1500  # of a list, a description or a comparison
QUOTE_CHARS = 680
SIDE_NAME_CHARS = 140  # about whose figure it is and the figure
SIDE_CHARS = 260  # of the words shown for one side of a comparison
MIN_SHOWN_CHARS = 60  # fewer words of an article tell nothing
TITLE_CHARS = 120
_FOOTNOTE = re.compile(r"\s*\[\d+\]")  # of the article: shown, it would read as a marker of the answer
UNPLACED = -1  # where a quotation stands is found when it is held against its article


@dataclass
class _Sources:
    """Numbers sources in the order in which they are cited."""

    citations: list[Citation] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def cite(self, sentence: Sentence, span: Span) -> str:
        """The marker for a stretch of a sentence, which is quoted."""
        source = sentence.passage.source
        n = self.numbers.setdefault(source.id, len(self.numbers) + 1)
        start, end = sentence.start + span[0], sentence.start + span[1]
        quote = sentence.text[slice(*span)]
        if not any((c.source.id, c.start, c.end) == (source.id, start, end) for c in self.citations):
            self.citations.append(Citation(n, source, quote, start, end))
        return f"[{n}]"

    def cite_header(self, sentence: Sentence) -> None:
        """Quote the header of a row's table: the row means nothing without its columns' names."""
        source, header = sentence.passage.source, sentence.passage.header
        if not any(c.source.id == source.id and c.quote == header for c in self.citations):
            self.citations.append(Citation(self.numbers[source.id], source, header, UNPLACED, UNPLACED))


def compose(draft: Draft, lexicon: Lexicon) -> tuple[str, tuple[Citation, ...], tuple[Derived, ...]]:
    """Word a draft: its text, the quotations that support it, and the figures computed from them."""
    sources = _Sources()
    derived: tuple[Derived, ...] = ()
    if draft.kind is Kind.COMPARISON:
        text, derived = _comparison(draft, sources, lexicon)
    elif draft.kind in (Kind.LIST, Kind.DESCRIPTION):
        text = _listing(draft, sources, lexicon)
    elif len(draft.points) > 1:
        both = any(p.question.plan for p in draft.points) and any(p.question.result for p in draft.points)
        limit = PAIR_CHARS if both else SHORT_CHARS
        room = limit // len(draft.points)
        text = "\n".join(_short(point, sources, lexicon, room, told_apart=both) for point in draft.points)
    else:
        text = _short(draft.points[0], sources, lexicon, SHORT_CHARS)
    return text, tuple(sources.citations), derived


def headline(source: Source, question: Question | None = None) -> str:
    """Whose report and which period: what a figure is worth nothing without.

    A unit that is named by a number ("Quận 7") is left out where the title does not name it: a number needs a source.
    """
    own = next((p.label for p in question.places if p.level is Level.DISTRICT), "") if question else ""
    units = ("" if own in (source.organisation or "") else own, source.organisation, source.province)
    unit = next((name for name in units if name and not unsupported(name, [source.title])), None)
    parts = [part for part in (unit, source.period) if part]
    return ", ".join(parts) or shorten(_plain(source.title), TITLE_CHARS, placeholder=" …")


def _short(point: Point, sources: _Sources, lexicon: Lexicon, limit: int, *, told_apart: bool = False) -> str:
    """The figures picked, or the stretch that answers; then the sentence if there is room for it.

    Args:
        told_apart: a target stands beside a result: each is called what it is.
    """
    sentence = point.sentence
    about = headline(sentence.passage.source)
    if not point.values:
        window = _window(point, lexicon, LEAD_CHARS - len(about) - 4)
        return f"{about}: “{_flat(sentence, window)}” {sources.cite(sentence, _quotable(point, lexicon, window))}"
    lead = _lead(point, about, told_apart=told_apart)
    room = limit - len(lead) - 20
    window = _window(point, lexicon, max(room, MIN_SHOWN_CHARS))
    marker = sources.cite(sentence, _quotable(point, lexicon, window))
    if sentence.is_row:
        _cite_header(sentence, sources)
    if sentence.is_row or room < MIN_SHOWN_CHARS:
        return f"{lead} {marker}"
    return f"{lead} {marker}.\n“{_flat(sentence, window)}” {marker}"


def _lead(point: Point, about: str, *, told_apart: bool) -> str:
    """The figures with whose they are; a target is called one, and a result too where both are asked for."""
    source = point.sentence.passage.source
    if any(value.is_target for value in point.values) and source.period:
        about = about.replace(source.period, words.REPORT_OF.format(period=source.period))
    if point.question.change and len(point.values) == 2:
        return f"{_change(*point.values)} ({about})"
    apart = not point.sentence.is_row and (told_apart or (point.question.plan and point.question.result))
    told = [f"{_label(value, apart=apart)}{_plain(value.shown)}" for value in point.values]
    return f"{'; '.join(told)} ({about})"


def _change(before: Value, after: Value) -> str:
    """From how much to how much."""
    worded = words.FALLEN if after.number < before.number else words.RISEN
    return worded.format(before=_plain(before.shown), after=_plain(after.shown))


def _label(value: Value, *, apart: bool) -> str:
    """What a figure is called before it."""
    return words.TARGET if value.is_target else words.REACHED if apart else ""


def _cite_header(sentence: Sentence, sources: _Sources) -> None:
    """A row means nothing without its columns' names: they are quoted too."""
    if sentence.passage.header:
        sources.cite_header(sentence)


def _listing(draft: Draft, sources: _Sources, lexicon: Lexicon) -> str:
    lines = [f"{headline(draft.points[0].sentence.passage.source)}:"]
    room = LONG_CHARS // len(draft.points)
    for point in draft.points:
        window = _window(point, lexicon, min(QUOTE_CHARS, max(room, 200)))
        marker = sources.cite(point.sentence, window)
        said = _shown(point.values) or _flat(point.sentence, window)
        if point.values:
            _cite_header(point.sentence, sources)
        lines.append(f"• {said} {marker}")
    return "\n".join(lines)


def _comparison(draft: Draft, sources: _Sources, lexicon: Lexicon) -> tuple[str, tuple[Derived, ...]]:
    lines = []
    room = LONG_CHARS // max(len(draft.points), 1) - SIDE_NAME_CHARS
    for point in draft.points:
        sentence = point.sentence
        window = _window(point, lexicon, min(SIDE_CHARS, max(room, MIN_SHOWN_CHARS)))
        marker = sources.cite(sentence, _quotable(point, lexicon, window))
        if sentence.is_row and point.values:
            _cite_header(sentence, sources)
        said = _shown(point.values[:1]) or f"“{_flat(sentence, window)}”"
        lines.append(f"• {_side(point)}: {said} {marker}")
        if point.values and not sentence.is_row and room >= MIN_SHOWN_CHARS:
            lines.append(f"  “{_flat(sentence, window)}”")
    verdict, derived = compare(draft.points)
    head = [verdict] if verdict else []
    missing = [_(words.ONE_SIDE_MISSING).format(side=_missing_side(part, draft)) for part in draft.missing]
    return "\n".join([*head, *lines, *missing]), derived


def _side(point: Point) -> str:
    """What one side of a comparison is called: the asked place, and its report's own period."""
    source = point.sentence.passage.source
    return headline(source, point.question)


def _missing_side(part: Question, draft: Draft) -> str:
    """The side that nothing was found for; without its figures, which no source supports."""
    found = {place for point in draft.points for place in point.question.places}
    places = [place.label for place in part.places if place not in found]
    if any(map(str.isdigit, "".join(places))):
        return _("nơi còn lại")
    return ", ".join(places) or _("kỳ báo cáo còn lại")


def _window(point: Point, lexicon: Lexicon, limit: int) -> Span:
    """The stretch of a sentence that tells what is asked."""
    return best_window(point.sentence.text, _worth(point, lexicon), limit)


def _worth(point: Point, lexicon: Lexicon) -> Callable[[Span], float]:
    question, text = point.question, point.sentence.text
    topic = Topic(question, lexicon)

    def worth(span: Span) -> float:
        clause = text[slice(*span)]
        total = topic.weight_told(clause)
        amounts = amounts_in(clause) if question.asks else []
        counted = any(counts(clause, amount, ask) for amount in amounts for ask in question.asks if ask.is_told)
        picked = any(value.written in clause for value in point.values)
        typed = question.kind is Kind.DATE and has_day(clause) or question.kind is Kind.PERSON and has_name(clause)
        return total + 1.5 * bool(amounts) + 3.0 * counted + 6.0 * picked + 4.0 * typed

    return worth


def _quotable(point: Point, lexicon: Lexicon, window: Span) -> Span:
    """The whole sentence where it is short enough to quote, else a longer stretch around what is shown."""
    text = point.sentence.text
    if len(text) <= QUOTE_CHARS:
        return 0, len(text)
    wide = best_window(text, _worth(point, lexicon), QUOTE_CHARS)
    return wide if wide[0] <= window[0] and window[1] <= wide[1] else window


def _flat(sentence: Sentence, span: Span) -> str:
    return tidy(_plain(sentence.text[slice(*span)])).lstrip("-–•+* ")


def _shown(values: Sequence[Value]) -> str:
    return "; ".join(_plain(value.shown) for value in values)


def _plain(text: str) -> str:
    """A text of an article on one line and without its footnote markers."""
    return squeeze(_FOOTNOTE.sub(" ", text))
