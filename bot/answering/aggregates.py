"""Answers a question over the corpus from the ledger of figures, each figure with the words that report it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.answering.aggregate_questions import Aggregate, Aspect, read_aggregate
from bot.answering.aggregate_rows import Rows, commonest_period, ranked, rows_of, trend_of
from bot.answering.answers import Answer, Citation, Derived, Outcome
from bot.answering.grounding import UnsupportedCitationError, check_answer
from bot.answering.questions import Question
from bot.figures.comparison import Trend, totals
from bot.figures.ledger import Ledger, read_ledger
from bot.figures.wording import amount, figure_amount, indicator_label, join, number
from index.figures import Figure
from index.library import Snapshot

MAX_CHARS = 1600
MAX_ROWS = 12
MAX_TRENDS = 5
QUOTE_CHARS = 640

logger = logging.getLogger(__name__)


@dataclass
class Aggregates:
    """Keeps the ledger of the generation that answers."""

    _ledgers: dict[int, Ledger] = field(default_factory=dict)

    async def answer(self, question: Question, snapshot: Snapshot) -> Answer | None:
        """The answer to a question over the corpus; None if it is none, or the ledger has too little for it."""
        asked = read_aggregate(question)
        return answer_from(asked, question, await self._ledger(snapshot)) if asked else None

    async def _ledger(self, snapshot: Snapshot) -> Ledger:
        id = snapshot.generation.id
        if id not in self._ledgers:
            ledger = await read_ledger(snapshot.generation)
            self._ledgers.clear()
            self._ledgers[id] = ledger
        return self._ledgers[id]


def answer_from(asked: Aggregate, question: Question, ledger: Ledger) -> Answer | None:
    """Answer from the ledger; None if fewer than two figures can stand side by side."""
    told = _tell_years(asked, question, ledger) if asked.aspect is Aspect.YEARS else _tell(asked, question, ledger)
    if told is None or len(told.text) > MAX_CHARS:
        return None
    try:
        check_answer(told.text, told.citations, told.derived)
    except UnsupportedCitationError as error:
        logger.error("an answer from the ledger is not supported: %s", error)
        return None
    return told


@dataclass
class _Citations:
    """Numbers articles in the order in which they are cited, and quotes a stretch around each figure."""

    ledger: Ledger
    quoted: list[Citation] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def cite(self, figure: Figure) -> str:
        n = self.numbers.setdefault(figure.document, len(self.numbers) + 1)
        start, quote = _stretch(figure)
        citation = Citation(n, self.ledger.source(figure), quote, start, start + len(quote))
        if citation not in self.quoted:
            self.quoted.append(citation)
        return f"[{n}]"


def _stretch(figure: Figure) -> tuple[int, str]:
    """The figure's sentence, or of a long one the words around the number."""
    if len(figure.quote) <= QUOTE_CHARS:
        return figure.start, figure.quote
    at = figure.at - figure.start
    first = figure.quote.rfind(" ", 0, max(at - QUOTE_CHARS // 2, 0)) + 1
    last = figure.quote.rfind(" ", at, first + QUOTE_CHARS)
    return figure.start + first, figure.quote[first:last]


def _tell(asked: Aggregate, question: Question, ledger: Ledger) -> Answer | None:
    """Places side by side, or added up."""
    rows = rows_of(asked, question, ledger)
    if rows is None:
        return None
    citations = _Citations(ledger)
    told = _added(rows, citations) if asked.aspect is Aspect.SUM else _listed(asked, rows, citations)
    if told is None:
        return None
    lines, derived = told
    notes = list(_notes(rows, citations))
    return _answer([*lines, *notes], citations, derived)


def _answer(lines: Sequence[str], citations: _Citations, derived: Sequence[Derived] = ()) -> Answer:
    text = "\n".join(lines)
    return Answer(Outcome.ANSWERED, text, tuple(citations.quoted), derived=tuple(derived))


def _listed(asked: Aggregate, rows: Rows, citations: _Citations) -> tuple[list[str], tuple[Derived, ...]]:
    ordered = ranked(rows.figures, asked.aspect)
    label, where = indicator_label(ordered[0]), _corpus(citations.ledger)
    best = [figure for figure in ordered if figure.value == ordered[0].value]
    names = join([f"{figure.place} ({figure.period})" for figure in best])
    marks = "".join(dict.fromkeys(citations.cite(figure) for figure in best))
    shown = f"{figure_amount(best[0], rows.group.unit)} {marks}"
    words = {Aspect.MOST: "cao nhất", Aspect.LEAST: "thấp nhất"}
    told = words.get(asked.aspect)
    lead = (
        f"{names} có số liệu {told} về {label}: {shown}, {where}."
        if told
        else f"Các nơi có số liệu về {label}, {where}; cao nhất là {names}: {shown}."
    )
    kept = ordered[:MAX_ROWS]
    lines = [lead, *(_row(figure, rows.group.unit, citations) for figure in kept)]
    if len(kept) < len(ordered):
        lines.append("Ngoài ra còn các nơi khác; chị/anh có thể hỏi thêm từng nơi.")
    return lines, ()


def _row(figure: Figure, unit: str | None, citations: _Citations) -> str:
    return f"• {figure.place}, {figure.period}: {figure_amount(figure, unit)} {citations.cite(figure)}"


def _added(rows: Rows, citations: _Citations) -> tuple[list[str], tuple[Derived, ...]] | None:
    """The sum of the places that report the same period."""
    sums = totals(commonest_period(rows.figures))
    if not sums:
        return None
    added = max(sums, key=lambda each: len(each.figures))
    value = _exact(added.value, added.unit)
    inputs = tuple(figure_amount(figure, added.unit) for figure in added.figures)
    about = "khoảng " if added.approximate else ""
    first = added.figures[0]
    markers = "".join(dict.fromkeys(citations.cite(figure) for figure in added.figures))
    lead = (
        f"Cộng lại {about}{value} ({indicator_label(first)}, {first.period}) {markers}, "
        f"tính từ các tỉnh có số liệu cùng kỳ {_corpus(citations.ledger)}; không phải số của cả nước."
    )
    left = sorted({f.place or "" for f in rows.figures} - {f.place for f in added.figures})
    lines = [lead, *(_row(figure, added.unit, citations) for figure in added.figures), f"= {' + '.join(inputs)}"]
    if left:
        lines.append(f"Không cộng số liệu khác kỳ của: {join(left)}.")
    return lines, (Derived(value, "sum", inputs),)


def _exact(value: Decimal, unit: str | None) -> str:
    """An amount as it is written, never rounded."""
    if unit != "đồng":
        return amount(value, unit)
    for scale, word in ((10**9, "tỷ"), (10**6, "triệu")):
        if value >= scale:
            return f"{number(value / scale)} {word} đồng"
    return f"{number(value)} đồng"


def _notes(rows: Rows, citations: _Citations) -> Iterator[str]:
    """What the reader must know beside the figures."""
    if len({figure.period for figure in rows.figures}) > 1:
        yield "Lưu ý: số liệu các nơi không cùng một kỳ; mỗi nơi lấy kỳ mới nhất hiện có."
    if any(rows.other_periods):
        yield "Lưu ý: số liệu của loại kỳ báo cáo khác không được xếp chung."
    if rows.unclear:
        yield f"Chưa xếp được, vì bài nêu nhiều số khác nhau: {join(rows.unclear)}."
    for conflict in rows.conflicts:
        said = [f"{figure_amount(figure)} {citations.cite(figure)}" for figure in conflict.figures]
        first = conflict.figures[0]
        yield f"Các nguồn nêu khác nhau về {first.place}, {first.period}: {'; '.join(said)}."


def _tell_years(asked: Aggregate, question: Question, ledger: Ledger) -> Answer | None:
    """One place, or several, over time."""
    found = trend_of(asked, question, ledger)[:MAX_TRENDS]
    answers = (_side_by_side(found[:count], ledger) for count in range(len(found), 0, -1))
    return next((answer for answer in answers if len(answer.text) <= MAX_CHARS), None)


def _side_by_side(found: Sequence[Trend], ledger: Ledger) -> Answer:
    citations = _Citations(ledger)
    parts = [_tell_trend(trend, citations) for trend in found]
    lines = [line for told, _ in parts for line in told]
    label = indicator_label(found[0].figures[0])
    end = f"Số liệu về {label}, {_corpus(ledger)}; chỉ đặt cạnh nhau các kỳ báo cáo cùng loại."
    return _answer([*lines, end], citations, [figure for _, some in parts for figure in some])


def _tell_trend(trend: Trend, citations: _Citations) -> tuple[list[str], tuple[Derived, ...]]:
    first, last = trend.figures[0], trend.figures[-1]
    change = last.value - first.value
    marks = [citations.cite(figure) for figure in trend.figures]
    series = f"{figure_amount(first)} ({first.period}) {marks[0]} và {figure_amount(last)} ({last.period}) {marks[-1]}"
    rows = [_row(figure, figure.unit, citations) for figure in trend.figures]
    if not change:
        return [f"{trend.place}: không thay đổi: {series}.", *rows], ()
    value = _exact(abs(change), "điểm %" if first.unit == "%" else first.unit)
    derived = Derived(value, "difference", (figure_amount(last), figure_amount(first)))
    word = "tăng" if change > 0 else "giảm"
    return [f"{trend.place}: {word} {value}, tính từ {series}.", *rows], (derived,)


_DIGITS = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def _corpus(ledger: Ledger) -> str:
    """How much was looked through, in words: a figure in digits would have to stand in a source."""
    count = len(ledger.sources)
    return f"trong {in_words(count)} bài/báo cáo hiện có" if 0 < count < 1000 else "trong các bài/báo cáo hiện có"


def in_words(count: int) -> str:
    """A number from 1 to 999 in Vietnamese words: 37 -> "ba mươi bảy"."""
    hundreds, rest = divmod(count, 100)
    tens, ones = divmod(rest, 10)
    said = [f"{_DIGITS[hundreds]} trăm"] if hundreds else []
    if tens:
        said.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
    elif hundreds and ones:
        said.append("lẻ")
    if ones:
        said.append("mốt" if ones == 1 and tens > 1 else "lăm" if ones == 5 and tens else _DIGITS[ones])
    return " ".join(said)
