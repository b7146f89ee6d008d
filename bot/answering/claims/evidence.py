"""What a passage offers as support: its sentences, each with what is known of it from the title and headings. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from bot.answering.claims import names
from bot.answering.claims.phrases import Token
from bot.answering.claims.plans import Reality, tells_of_plans
from bot.answering.claims.statements import Statement, read_statement
from bot.answering.claims.times import Time
from index.documents import Passage
from index.reading.tables import cells_of
from index.vietnamese.periods import Period, parse_period
from index.vietnamese.places import Level
from index.vietnamese.text import fold, sentence_spans

QUOTE_CHARS = 690

_BULLETS = ("-", "+", "*", "•", "–")
_ORDERS = re.compile(
    r"bo qua .{0,30}(?:huong dan|chi dan|yeu cau|quy dinh|lenh)|hay (?:tra loi|noi|viet|in ra) (?:rang|la)"
    r"|ban (?:la|hay dong vai) .{0,20}(?:tro ly|chatbot|ai\b)|mo hinh ngon ngu"
    r"|(?:ignore|disregard) .{0,30}(?:instruction|prompt|above)|you are (?:now )?an? |(?:system|assistant)(?: prompt|:)"
)


@dataclass(frozen=True)
class Background:
    """What is known of a passage beside its sentences."""

    passage: Passage
    plain: bool

    @cached_property
    def reported(self) -> Period | None:
        """The period that the article reports on."""
        return parse_period(self.passage.source.period)

    @cached_property
    def said(self) -> date | None:
        """A day of the year that the article speaks of."""
        return date(self.reported.year, 12, 31) if self.reported else self.passage.source.published

    @cached_property
    def statements(self) -> list[Statement]:
        source = self.passage.source
        texts = [source.title, source.organisation, source.province, source.period]
        texts += [self.passage.heading, self.passage.header]
        return [read_statement(text, self.plain, self.said) for text in texts if text]

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset().union(*(statement.keys for statement in self.statements))

    @cached_property
    def heading_keys(self) -> frozenset[str]:
        return read_statement(self.passage.heading, self.plain, self.said).keys

    @cached_property
    def places(self) -> frozenset[tuple[str, Level]]:
        province = self.passage.source.province
        own = {(province, Level.PROVINCE)} if province else set()
        return frozenset(own).union(*(statement.places for statement in self.statements))

    @cached_property
    def unit_places(self) -> frozenset[tuple[str, Level]]:
        """The places of the reporting unit alone."""
        return read_statement(self.passage.source.organisation or "", self.plain, self.said).places

    @cached_property
    def times(self) -> list[Time]:
        return [time for statement in self.statements for time in statement.times]


@dataclass(frozen=True)
class Evidence:
    """A sentence of a passage that may support a claim."""

    start: int  # characters into the document's text
    end: int
    statement: Statement
    background: Background
    subject: Evidence | None = None  # the sentence before it that names whom it speaks of, if it names nobody itself
    earlier: tuple[Time, ...] = ()  # the reporting periods last named before it in the passage

    @cached_property
    def readings(self) -> tuple[Evidence, ...]:
        """The sentence by itself, and with the one that names its subject."""
        return (replace(self, subject=None), self) if self.subject else (self,)

    @cached_property
    def around(self) -> list[Statement]:
        subject = [self.subject.statement] if self.subject else []
        return [*subject, *self.background.statements]

    @cached_property
    def keys(self) -> frozenset[str]:
        """What a claim may say: the sentence's words, those of title and headings, and the names before it."""
        named = {token.key for run in _subject_names(self.subject) for token in run}
        return self.statement.keys | self.background.keys | named

    @cached_property
    def places(self) -> frozenset[tuple[str, Level]]:
        inherited = self.subject.statement.places if self.subject else frozenset()
        return self.statement.places | self.background.places | inherited


def _subject_names(subject: Evidence | None) -> list[Sequence[Token]]:
    """The names of a sentence, each with the two words before it: "Hội LHPN huyện"."""
    if subject is None:
        return []
    words = subject.statement.syllables
    firsts = [(words.index(run[0]), len(run)) for run in names.capitalised(subject.statement)]
    return [words[max(0, first - 2) : first + length] for first, length in firsts]


def read_evidence(passage: Passage, *, plain: bool) -> list[Evidence]:
    """The sentences of a passage that state something; those that give orders to a reader's machine do not."""
    background = Background(passage, plain)
    section = introduced = _reality_under(passage.heading)
    found: list[Evidence] = []
    earlier: tuple[Time, ...] = ()
    for start, end, goes_on in _quotable_spans(passage.text):
        text = passage.text[start:end]
        if _ORDERS.search(fold(text)):
            continue
        before = _reality_at_end(found[-1].statement) if goes_on and found else introduced
        statement = read_statement(_with_columns(text, passage.header), plain, background.said, before)
        span = (passage.start + start, passage.start + end)
        found.append(Evidence(*span, statement, background, _subject_of(statement, found), earlier))
        earlier = reporting(statement.times) or earlier
        if text.endswith(":"):
            introduced = max(_reality_under(text), section)
        elif not text.startswith(_BULLETS):
            introduced = section
    return found


def _subject_of(statement: Statement, found: Sequence[Evidence]) -> Evidence | None:
    """The last sentence that says whom it speaks of, for one that does not."""
    if names.has_subject(statement) or not found:
        return None
    return found[-1] if names.has_subject(found[-1].statement) else found[-1].subject


def reporting(times: Iterable[Time]) -> tuple[Time, ...]:
    """The periods that figures are reported for."""
    return tuple(time for time in times if time.is_reporting and not time.compared)


def _reality_under(heading: str) -> Reality:
    return Reality.PLANNED if tells_of_plans(heading) else Reality.DONE


def _reality_at_end(statement: Statement) -> Reality:
    return statement.reality_at(len(statement.text))


def _quotable_spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Sentences; those too long to quote are cut between clauses. With each, whether it goes on from the one before."""
    for start, end in sentence_spans(text):
        begin = start
        while end - begin > QUOTE_CHARS:
            cut = _cut(text, begin)
            yield begin, cut, begin > start
            begin = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
        if begin < end:
            yield begin, end, begin > start


def _cut(text: str, begin: int) -> int:
    """Where a quotation that begins somewhere ends at the latest: after a clause, else after a word."""
    limit = begin + QUOTE_CHARS
    for mark in ("; ", ", ", " "):
        cut = text.rfind(mark, begin + 1, limit)
        if cut > begin:
            return cut + len(mark.rstrip())
    return limit


def _with_columns(text: str, header: str) -> str:
    """A table row as a reader takes it: each cell with its column's and its row's name."""
    cells, columns = cells_of(text), cells_of(header) if header else None
    if not cells or not columns or len(cells) != len(columns):
        return text
    label = next((cell for cell in cells if any(map(str.isalpha, cell))), "")
    named = [
        f"{label}: {column}: {cell}" for column, cell in zip(columns, cells, strict=True) if cell and cell != label
    ]
    return " | ".join(named)
