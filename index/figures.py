"""The ledger of figures: what the articles report in numbers, each with its indicator, unit, place, period and quote.

Pure: a Document gives Figures. Prose is read sentence by sentence, tables row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from index.documents import Document
from index.figure_aims import aimed, led_by
from index.figure_counts import Clause, Count, clauses_of
from index.figure_indicators import Naming, means_number_before, name_figures
from index.figure_scope import OPENING, Kind, Scope, dated, is_venue, placed, places_in, said_on, scope_of
from index.figure_scope import under_heading as scope_under
from index.figure_tables import TableCell, read_table
from index.reading.tables import cells_of
from index.vietnamese.abbreviations import defined_in
from index.vietnamese.text import is_unaccented, sentence_spans

__all__ = ["Figure", "Kind", "extract_figures", "figures_within"]

# An item of a list that a line ending in ":" introduces.
_ITEM = re.compile(r"\s*(?:[-+•*–]|\(?\d{1,2}[.)]|[a-zđ][.)])\s*")
MAX_SENTENCE = 3000  # characters; a longer one is read in pieces
_SLASH_TOLERANCE = Decimal("0.006")  # of "359/212 … đạt 169,3 %": what rounding allows


@dataclass(frozen=True, slots=True)
class Figure:
    """One reported number."""

    document: str  # the article's id
    indicator: str  # in the article's words: "nhà Mái ấm tình thương"
    indicator_key: str  # one for all spellings: "mai-am-tinh-thuong"
    value: Decimal  # in the unit: millions of đồng are written out
    value_text: str  # as written: "1,78 tỷ"
    unit: str | None
    qualifier: str | None  # "trên", "gần", "ít nhất"; "tăng" or "giảm" for a change, "trong đó" for a part
    kind: Kind
    place: str | None  # ends with the province: "huyện Krông Bông, Đắk Lắk"
    organisation: str | None
    period: str | None  # as Period.label
    quote: str  # exactly document.text[start:end]: the sentence or table row
    start: int
    end: int
    at: int  # where the number stands in the document's text
    whole: Decimal | None = None  # "81/81": out of how many
    of_target: bool = False  # a share of a target: "đạt 103 % chỉ tiêu"

    def as_json(self) -> dict[str, Any]:
        """The figure as `hoidap figures --json` prints it."""
        return {
            "document": self.document,
            "indicator": self.indicator,
            "indicator_key": self.indicator_key,
            "value": as_number(self.value),
            "value_text": self.value_text,
            "unit": self.unit,
            "qualifier": self.qualifier,
            "kind": self.kind.value,
            "whole": None if self.whole is None else as_number(self.whole),
            "of_target": self.of_target,
            "place": self.place,
            "organisation": self.organisation,
            "period": self.period,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
        }


def as_number(value: Decimal) -> int | float:
    """A number as JSON and spreadsheets write it."""
    return int(value) if value == value.to_integral_value() else float(value)


def extract_figures(document: Document) -> list[Figure]:
    """Every figure of an article, in the order of its text."""
    reader = _Reader(document)
    found = [figure for block in _blocks(document) for figure in reader.read(*block)]
    return sorted(found, key=lambda figure: figure.at)


def figures_within(figures: Iterable[Figure], start: int, end: int) -> list[Figure]:
    """Those figures of one article whose number stands in a span of its text."""
    return [figure for figure in figures if start <= figure.at < end]


def _blocks(document: Document) -> Iterator[tuple[int, int, str, str]]:
    """The sections with their heading and table header, and what stands between them: the headings themselves."""
    position = 0
    for section in document.sections:
        if position < section.start:
            yield position, section.start, "", ""
        yield section.start, section.end, section.heading, section.header
        position = max(position, section.end)
    if position < len(document.text):
        yield position, len(document.text), "", ""


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    start: int  # in the document
    scope: Scope
    before: Naming | None  # of the figure before it, in its paragraph


class _Reader:
    """Reads one article."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text
        self._base = scope_of(document.source)
        self._said = said_on(document.source)
        self._known: Mapping[str, str] = defined_in(document.text)
        self._plain = is_unaccented(document.text)

    def read(self, start: int, end: int, heading: str, header: str) -> Iterator[Figure]:
        scope = lead = scope_under(self._base, heading, self._document.source)
        for first, last in _parts(self._text, start, end):
            rows = self._text[first:last]
            if cells_of(rows.split("\n", 1)[0]):
                yield from self._read_table(first, last, heading, header, scope)
                continue
            lead = lead if _ITEM.match(rows) else scope
            yield from self._read_paragraph(first, last, lead)
            if rows.rstrip().endswith(":"):
                lead = self._announced(lead, rows.strip())

    def _read_table(self, start: int, end: int, heading: str, header: str, scope: Scope) -> Iterator[Figure]:
        for cell in read_table(self._text[start:end], heading, header, self._document.source, scope, self._known):
            if cell.naming.key:
                yield self._of_cell(cell, start)

    def _of_cell(self, cell: TableCell, offset: int) -> Figure:
        span = (offset + cell.row_start, offset + cell.row_end)
        return self._figure(cell.count, cell.naming, cell.scope, span, offset + cell.at)

    def _read_paragraph(self, start: int, end: int, scope: Scope) -> Iterator[Figure]:
        before: Naming | None = None
        for first, last in _sentences(self._text, start, end):
            sentence = self._text[first:last]
            figures = list(self._read_sentence(_Sentence(sentence, first, scope, before)))
            yield from figures
            before = Naming(figures[-1].indicator, figures[-1].indicator_key) if figures else before
            scope = self._carried(scope, sentence)

    def _carried(self, scope: Scope, sentence: str) -> Scope:
        """What a sentence opens with holds for the rest of its paragraph: "Tại huyện Văn Chấn, …"."""
        position = min(OPENING, len(sentence))
        whole = (0, len(sentence))
        if any(run.start < OPENING for run in places_in(sentence, self._base)) and not is_venue(sentence):
            scope = placed(scope, self._base, sentence, whole, position, position)
        return led_by(scope, sentence, whole, position)

    def _announced(self, scope: Scope, line: str) -> Scope:
        """What a line holds for the list that it introduces: "Năm 2024, Hội phấn đấu:"; its period too."""
        end = len(line)
        last = re.split(r"[.!?]\s", line)[-1]
        led = aimed(self._carried(scope, line), last, (0, len(last)), len(last))
        return dated(led, self._base, line, self._said, (0, end), end, end)

    def _read_sentence(self, sentence: _Sentence) -> Iterator[Figure]:
        read: list[tuple[Clause, Count, Naming]] = []
        for clause in clauses_of(sentence.text, plain=self._plain):
            outer = _outer(read, clause) or (sentence.before if means_number_before(clause) else None)
            names = name_figures(clause, outer, self._known)
            read += zip([clause] * len(names), clause.counts, names, strict=True)
        planned = _targets(sentence.text, [count for _, count, _ in read])
        for clause, count, naming in read:
            if not naming.key:  # nothing says what is counted
                continue
            scope = self._scope(sentence, clause, count)
            if count in planned:
                scope = replace(scope, kind=Kind.PLAN)
            span = (sentence.start, sentence.start + len(sentence.text))
            yield self._figure(count, naming, scope, span, sentence.start + count.amount.start)

    def _scope(self, sentence: _Sentence, clause: Clause, count: Count) -> Scope:
        at, end = count.amount.start, count.end
        bounds = _bounds(clause)
        scope = aimed(sentence.scope, sentence.text, bounds, at)
        scope = placed(scope, self._base, sentence.text, bounds, at, end)
        return dated(scope, self._base, sentence.text, self._said, bounds, at, end)

    def _figure(self, count: Count, naming: Naming, scope: Scope, span: tuple[int, int], at: int) -> Figure:
        amount = count.amount
        return Figure(
            document=self._document.id,
            indicator=naming.phrase,
            indicator_key=naming.key,
            value=amount.value,
            value_text=self._text[at : at + count.end - amount.start],
            unit=count.unit.name if count.unit else None,
            qualifier=count.qualifier,
            kind=scope.kind,
            place=scope.place,
            organisation=scope.organisation,
            period=scope.period.label if scope.period else None,
            quote=self._text[slice(*span)],
            start=span[0],
            end=span[1],
            at=at,
            whole=count.whole,
            of_target=count.of_target,
        )


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Tables and paragraphs of a block: runs of rows, and single lines."""
    position, table = start, -1
    for line in re.finditer(r"[^\n]*\n?", text[start:end]):
        first, last = start + line.start(), start + line.end()
        is_row = bool(cells_of(line[0])) and line[0].strip() != ""
        if is_row and table < 0:
            table = first
        if not is_row:
            if table >= 0:
                yield table, first
                table = -1
            if line[0].strip():
                yield first, last
        position = last
    if table >= 0:
        yield table, position


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph; one that runs on and on is cut, because work grows with its square."""
    for first, last in sentence_spans(text, start, end):
        while last - first > MAX_SENTENCE:
            cut = max(text.rfind(mark, first, first + MAX_SENTENCE) for mark in (";", ", ", " ")) + 1
            cut = cut if cut > first else first + MAX_SENTENCE
            yield first, cut
            first = cut + (len(text[cut:last]) - len(text[cut:last].lstrip()))
        if first < last:
            yield first, last


def _bounds(clause: Clause) -> tuple[int, int]:
    text = clause.text
    return len(text) - len(text.lstrip()), len(text.rstrip())


def _outer(read: Sequence[tuple[Clause, Count, Naming]], clause: Clause) -> Naming | None:
    """The indicator of the figure that a clause goes on about: the last one before it."""
    begin = _bounds(clause)[0]
    before = [(count.amount.start, naming) for _, count, naming in read if count.amount.start < begin]
    return max(before, key=lambda entry: entry[0])[1] if before else None


def _targets(sentence: str, counts: Sequence[Count]) -> list[Count]:
    """The targets in "359 hội viên/212 phụ nữ mới, đạt 169,3 % chỉ tiêu": the quotient says which number is one."""
    shares = [count.amount.value for count in counts if count.of_target]
    found = []
    for first, second in zip(counts, counts[1:], strict=False):
        parted = "/" in sentence[first.end : second.amount.start] and second.amount.start - first.end <= 30
        if parted and second.amount.value and not second.is_share:
            quotient = 100 * first.amount.value / second.amount.value
            if any(abs(quotient - share) <= share * _SLASH_TOLERANCE for share in shares):
                found.append(second)
    return found
