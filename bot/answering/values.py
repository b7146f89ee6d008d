"""Which figure of a sentence or table row is the one asked for. Pure.

A sentence of a report holds many figures. The one asked for is followed by the thing counted, is money if money is
asked for, and stands in the clause that speaks of the topic. Where two figures could be meant, none is picked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from textwrap import shorten

from bot.answering.asks import Ask
from bot.answering.changes import told_change
from bot.answering.clauses import clause_of
from bot.answering.measures import COUNTS, counts, fit, is_money, is_percent, named_share
from bot.answering.questions import Question
from bot.answering.sentences import Sentence, amounts_in
from bot.answering.signs import is_aimed_at
from bot.answering.topics import Topic
from index.lexicon import Lexicon
from index.reading.tables import cells_of
from index.vietnamese.numbers import Amount, likely_value
from index.vietnamese.periods import find_periods
from index.vietnamese.text import fold
from index.wording import wording

ABOUT_CHARS = 120  # of what a cell is, by its row and column
MARGIN = 0.35  # by how much the best figure must lead the next one to be picked
OTHER_REALITY = 0.8  # what a target is worth less where a result is asked for, and the other way round
_QUALIFIER = re.compile(r"(?:hơn|trên|gần|khoảng|chừng|ước|tối thiểu|ít nhất|dưới|xấp xỉ)\s+$", re.IGNORECASE)
_PART_OF = re.compile(r"\b(?:trong do|rieng|trong so)\b")
_RATE = re.compile(r"(?: dong)?\s*(?:/|moi (?:nguoi|thang|ho|em|chau|nha)|mot (?:nha|thang|nguoi))")
_RATE_ASKED = re.compile(r"\b(?:moi|binh quan|trung binh|mot (?:nguoi|thang|nha))\b")
_LIMIT_ASKED = re.compile(r"\b(?:toi da|cao nhat|nhieu nhat|khong qua)\b")
_LIMIT = re.compile(r"\b(?:toi da|cao nhat|khong qua|muc tran)(?: (?:la|den))?\s+$")
_PLAN_COLUMN = re.compile(r"\b(?:ke hoach|chi tieu|muc tieu|dang ky|phan dau|giao)\b")
_RESULT_COLUMN = re.compile(r"\b(?:thuc hien|ket qua|dat duoc|uoc|da (?:dat|lam|thuc hien)|so luong)\b")
_NOUN_END = re.compile(
    r"(?<=[”\"])\s(?=[a-zà-ỹđ])|[;()]|[,.](?!\d)|\s[-–—]\s"
    r"|\s(?:và|trong|với|cho|để|tại|ở|do|của|được|đã|đang|là|tặng|trao|trị giá|đạt|tiếp cận|nhận|vay"
    r"|tham gia|từ|đến|qua|thông qua|xuống|lên|còn)\s"
)


@dataclass(frozen=True, slots=True)
class Value:
    """A figure picked as an answer."""

    shown: str  # with its qualifier and what it counts: "hơn 17 triệu đồng", "205 hội viên mới"
    number: Decimal
    written: str  # the bare figure as it stands in the text
    unit: str  # folded: the first word that follows, "%" or "dong"
    is_target: bool = False  # its sentence tells it as aimed at


def pick_values(sentence: Sentence, question: Question, lexicon: Lexicon) -> list[Value]:
    """A figure for each thing asked for, or none at all if one of them is in doubt."""
    if sentence.is_row:
        return _pick_cells(sentence, question)
    if question.change and (told := told_change(sentence.text)):
        return [_value(sentence.text, amount) for amount in told]
    topic = Topic(question, lexicon)
    picked: list[Amount] = []
    for ask, side in _sides(sentence, question):
        amount = _pick(sentence, ask, side, topic, picked)
        if amount is None:
            return []
        picked.append(amount)
    return [replace(_value(sentence.text, each), is_target=is_aimed_at(sentence, each)) for each in picked]


def _sides(sentence: Sentence, question: Question) -> list[tuple[Ask, Question]]:
    """What is asked for, each with whether a target or a result of it is; of one that is asked both ways, both."""
    targets = {is_aimed_at(sentence, amount) for amount in amounts_in(sentence.text)}
    if not (question.plan and question.result) or targets != {True, False}:
        return [(ask, question) for ask in question.asks]
    asked = next((ask for ask in question.asks if ask.is_told), question.asks[0])
    return [(asked, replace(question, plan=False)), (replace(asked, measure=()), replace(question, result=False))]


def _pick(sentence: Sentence, ask: Ask, question: Question, topic: Topic, taken: Sequence[Amount]) -> Amount | None:
    """The figure that is asked for, if one stands out; two things asked for are two figures."""
    text = sentence.text
    given = {amount.value for amount in amounts_in(question.text)}
    both = question.plan and question.result
    worth = [
        (
            _worth(text, amount, ask, question, topic)
            - OTHER_REALITY * (not both and is_aimed_at(sentence, amount) != question.plan),
            amount,
        )
        for amount in amounts_in(text)
        if amount.value not in given and amount not in taken
    ]
    ranked = sorted(worth, key=lambda pair: -pair[0])
    if not ranked or ranked[0][0] <= 0 or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MARGIN):
        return None
    return ranked[0][1]


def _worth(text: str, amount: Amount, ask: Ask, question: Question, topic: Topic) -> float:
    folded, asked = fold(text), fold(question.text)
    if ask.measure and not counts(text, amount, ask):
        return -1.0
    total = 2.0 * (1.0 + fit(text, amount, ask)) if ask.measure else 0.0
    total += (2.0 if is_money(folded, amount) else -2.0) if ask.money else 0.0
    total += (2.0 if is_percent(text, amount) else -2.0) if ask.percent else 0.0
    total += (2.0 if counts(text, amount, ask) else -2.0) if ask.duration else 0.0
    if not ask.is_told:
        total -= 1.5 * is_money(folded, amount) + 1.0 * is_percent(text, amount)
    clause = clause_of(text, amount)
    if ask.measure and fit(text, amount, ask) <= COUNTS and not topic.share_told(clause):
        return -1.0  # people or the like, but of another matter
    if _RATE.match(folded[amount.end :]) and not _RATE_ASKED.search(asked):
        total -= 1.5
    if _PART_OF.search(fold(clause).partition(fold(amount.written))[0]) and not _PART_OF.search(asked):
        total -= 0.7
    if _LIMIT_ASKED.search(asked) and _LIMIT.search(folded[: amount.start]):
        total += 1.0
    return total + 2.0 * topic.share_told(clause)


def _value(text: str, amount: Amount) -> Value:
    qualifier = _QUALIFIER.search(text[: amount.start])
    start = qualifier.start() if qualifier else amount.start
    rest = text[amount.end :]
    border = _NOUN_END.search(rest)
    end = amount.end + (border.start() if border else len(rest))
    noun = text[amount.end : end].split()[:6]
    shown = text[start : amount.end] + ("" if text[amount.end : amount.end + 1] == "%" else " ") + " ".join(noun)
    unit = (
        "%"
        if rest.lstrip().startswith("%")
        else "dong"
        if is_money(fold(text), amount)
        else fold(noun[0])
        if noun
        else ""
    )
    return Value(" ".join(shown.split()), amount.value, amount.written, unit)


def _pick_cells(sentence: Sentence, question: Question) -> list[Value]:
    """The cells of a table row whose columns the question asks for, named by row and column."""
    cells = cells_of(sentence.text) or []
    header = cells_of(sentence.passage.header) or []
    label = next((cell for cell in cells if any(map(str.isalpha, cell)) and not _is_figure(cell)), "")
    columns = [n for n, cell in enumerate(cells) if _is_figure(cell) and not _is_ordinal(n, header, cells)]
    chosen = _columns(columns, cells, header, question)
    units = [cell for name, cell in zip(header, cells, strict=False) if fold(name) in _UNIT_COLUMNS and cell != label]
    return [_cell_value(label, cells[n], header[n] if n < len(header) else "", units) for n in chosen]


_UNIT_COLUMNS = frozenset(["don vi", "don vi tinh", "dvt"])


def _is_figure(cell: str) -> bool:
    return bool(re.match(r"(?:hơn|trên|gần)?\s*\d", cell)) and len(cell) <= 60


def _is_ordinal(n: int, header: list[str], cells: list[str]) -> bool:
    """Whether a column only numbers the rows."""
    name = fold(header[n]) if n < len(header) else ""
    return n == 0 and len(cells) > 2 and (name in {"tt", "stt", "so tt"} or not name)


def _columns(columns: list[int], cells: list[str], header: list[str], question: Question) -> list[int]:
    """The columns asked for: of the asked period, then of plan or result, then with most of the topic's words."""
    if len(columns) < 2 or not header:
        return columns[:1]
    names = {n: header[n] if n < len(header) else "" for n in columns}
    if any(ask.percent for ask in question.asks):
        columns = [n for n in columns if "%" in cells[n]] or columns
    plans = [n for n in columns if _PLAN_COLUMN.search(fold(names[n]))]
    results = [n for n in columns if _RESULT_COLUMN.search(fold(names[n])) and n not in plans]
    if results and not question.plan:
        columns = [n for n in columns if n not in plans]  # "Giao năm 2023" is of that year, but not what was reached
    asked = {mention.period for mention in question.periods}
    of_period = [n for n in columns if asked & {m.period for m in find_periods(names[n], bare_years=True)}]
    if of_period and len(of_period) < len(columns) and not (question.plan and question.result):
        columns = of_period
        plans, results = ([n for n in kind if n in columns] for kind in (plans, results))
    if question.plan and question.result and plans and results:
        return [plans[0], results[0]]
    if question.plan and plans:
        return plans[:1]
    return _asked_columns(results or columns, names, question)


def _asked_columns(columns: list[int], names: dict[int, str], question: Question) -> list[int]:
    """The column of each figure asked for; the one with most of the topic's words where a single one is."""
    best = max(columns, key=lambda n: _common(names[n], question))
    if len(question.asks) < 2:
        return [best]
    chosen = [max(columns, key=lambda n: _column_share(names[n], ask)) for ask in question.asks]
    told = [n for n, ask in zip(chosen, question.asks, strict=True) if _column_share(names[n], ask)]
    return list(dict.fromkeys(told)) or [best]


def _column_share(name: str, ask: Ask) -> float:
    """How much of what is asked for a column's name tells; of money and shares its unit does."""
    if ask.money:
        return float(bool(_MONEY_COLUMN.search(fold(name))))
    if ask.percent:
        return float("%" in name or "ty le" in fold(name))
    return named_share(name, ask) if ask.measure else 0.0


_MONEY_COLUMN = re.compile(r"\b(?:dong|du no|kinh phi|so tien|von|tri gia|doanh thu)\b")


def _common(name: str, question: Question) -> int:
    held = wording(name)
    return sum(term.folded in held.words or bool(term.concepts & held.concepts) for term in question.topic)


def _cell_value(label: str, cell: str, column: str, units: list[str]) -> Value:
    written = re.search(r"\d+(?:[.,]\d+)*", cell)
    unit = re.search(r"\(([^)]+)\)", column)
    name = re.sub(r"\s*\([^)]*\)", "", column).strip()
    stated = unit[1] if unit else units[0] if units else ""
    shown = f"{cell} {stated}" if stated and not re.search(r"[^\W\d_]|%", cell) else cell
    about = shorten(" – ".join(part for part in (label, name) if part), ABOUT_CHARS, placeholder=" …")
    bare = written[0] if written else cell
    words = fold(shown[shown.find(bare) + len(bare) :]).split()
    return Value(
        f"{about}: {shown}" if about else shown,
        likely_value(bare),
        bare,
        "%" if "%" in cell else words[0] if words else "",
    )
