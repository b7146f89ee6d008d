"""Proper names in a sentence: capitalised runs, quoted names, and which office a person holds. Pure.

Names are compared syllable by syllable with their diacritics, whatever the case; a name may not be cut short.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.answering.claims.phrases import Token, syllables
from bot.answering.claims.statements import Statement
from index.vietnamese.text import CAPITALS, fold

_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_OPENERS = re.compile(r"(?:^|[.:;“\"(–-]\s*|\n)$")
_HONORIFICS = {"bà", "ông", "chị", "anh", "cô", "bác", "đồng", "chí", "đc", "ba", "ong", "chi", "co", "dong"}
_OFFICES = (
    r"tổng bí thư|bí thư|chủ tịch|giám đốc|trưởng (?:ban|phòng|đoàn|thôn|xóm|ấp)|chi hội trưởng|tổ trưởng|chủ nhiệm"
    r"|hiệu trưởng|viện trưởng|chánh văn phòng|thứ trưởng|bộ trưởng|thủ tướng|ủy viên|đại biểu quốc hội"
)
_RANKS = r"nguyên|cựu|quyền|phó|thường trực"
_OFFICE = re.compile(rf"(?:\b(?:{_RANKS}|pho|thuong truc)\s+)*\b(?:{_OFFICES}|{fold(_OFFICES)})\b")
_APART = re.compile(r"[,;.()]|\b(?:và|va|cùng|với)\b")
_STOP = re.compile(r"[;.]|\bvà\b")
_BODY = re.compile(rf"\s+([Hh](?:ội đồng|oi dong|ội|oi)\b|(?![{CAPITALS}])[^\W\d_]+)")
_EVERYBODY = re.compile(
    r"\b(?:toan|ca) (?:tinh|huyen|thanh pho|thi xa|quan|xa|quoc|nuoc)\b|\bcac (?:cap|huyen|xa|dia phuong|don vi)\b"
)
_AFTER_CHARS = 30  # ", hiện giữ chức " between a name and its office


def capitalised(statement: Statement) -> list[list[Token]]:
    """Runs of capitalised syllables, without a sentence's first word if it stands alone."""
    runs: list[list[Token]] = []
    for token in statement.syllables:
        beside = runs and statement.text[runs[-1][-1].end : token.start] in (" ", "-", " - ", " – ", "–")
        if token.capital and beside:
            runs[-1].append(token)
        elif token.capital:
            runs.append([token])
    return [run for run in runs if len(run) > 1 or not _OPENERS.search(statement.text[: run[0].start])]


def quoted(statement: Statement) -> list[list[Token]]:
    """The words between quotation marks, quote by quote."""
    spans = [match.span(1) for match in _QUOTED.finditer(statement.text)]
    return [[t for t in statement.syllables if start <= t.start and t.end <= end] for start, end in spans]


def stands_in(name: Sequence[Token], statement: Statement) -> bool:
    """Whether a name stands in a statement, whole: "Thị Lan" does not in "Nguyễn Thị Lan Anh"."""
    return any(not _goes_on(name, position, statement) for position in _positions(name, statement))


def opens_with(name: Sequence[Token], statement: Statement) -> bool:
    """Whether a run begins a sentence, so that its first capital may be the sentence's."""
    return bool(_OPENERS.search(statement.text[: name[0].start]))


def _positions(name: Sequence[Token], statement: Statement) -> Iterator[int]:
    keys = [token.key for token in name]
    tokens = statement.syllables
    for position in range(len(tokens) - len(keys) + 1):
        if [token.key for token in tokens[position : position + len(keys)]] == keys:
            yield position


def _goes_on(name: Sequence[Token], position: int, statement: Statement) -> bool:
    last = statement.syllables[position + len(name) - 1]
    after = statement.syllables[position + len(name) : position + len(name) + 1]
    if not after or not after[0].capital or not name[-1].capital:
        return False
    whole = statement.text[last.start : after[0].end]
    return statement.text[last.end : after[0].start] == " " and not (whole.isupper() and len(whole) > 3)


def has_subject(statement: Statement) -> bool:
    """Whether a sentence says itself whom it speaks of: a place, anything of two capitals, or everybody."""
    everybody = _EVERYBODY.search(fold(statement.text))
    return bool(everybody or statement.places) or any(len(run) > 1 for run in capitalised(statement))


@dataclass(frozen=True, slots=True)
class _Person:
    first: int  # characters
    last: int
    name: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """An office as a sentence names it."""

    title: str  # with "phó", "nguyên" ... before it
    body: str  # the first word of what it is an office of, where that follows

    def is_given_by(self, others: Iterable[Office]) -> bool:
        """Whether one of the others says as much or more."""
        return any(self.title == other.title and self.body in ("", other.body) for other in others)


def offices(statement: Statement) -> list[Office]:
    """The offices that a sentence names."""
    return [_office(match, statement.text) for match in _OFFICE.finditer(statement.text.lower())]


def _office(match: re.Match[str], text: str) -> Office:
    body = _BODY.match(text, match.end())
    return Office(match[0], body[1].lower() if body else "")


def offices_of_people(statement: Statement) -> list[tuple[tuple[str, ...], frozenset[Office]]]:
    """Each person with the offices that the words around give them."""
    people = _people(statement)
    found = []
    for position, person in enumerate(people):
        begin = people[position - 1].last if position else 0
        end = people[position + 1].first if position + 1 < len(people) else len(statement.text)
        keys = tuple(token.key for token in person.name)
        held = _held(statement.text.lower(), person, begin, end)
        found.append((keys, frozenset(_office(match, statement.text) for match in held)))
    return found


def _people(statement: Statement) -> list[_Person]:
    """Runs of two capitals or more that are no places and no organisations, without "bà", "ông" ..."""
    found = []
    placed = {token.key for name, _ in statement.places for token in syllables(name, plain=statement.plain)}
    for run in capitalised(statement):
        name = list(run)
        while name and name[0].key in _HONORIFICS:
            name.pop(0)
        if (
            len(name) > 1
            and not all(token.key in placed for token in name)
            and not _OFFICE.match(_tail(statement, name))
        ):
            found.append(_Person(name[0].start, name[-1].end, tuple(name)))
    return found


def _tail(statement: Statement, name: Sequence[Token]) -> str:
    return statement.text[name[-1].start :].lower()


def _held(text: str, person: _Person, begin: int, end: int) -> list[re.Match[str]]:
    """The offices directly before a name, else those directly after it."""
    before = list(_OFFICE.finditer(text, begin, person.first))
    if before and not _APART.search(text, before[-1].end(), person.first):
        gaps = [begin, *(begin + gap.end() for gap in _STOP.finditer(text[begin : before[-1].start()]))]
        return [match for match in before if match.start() >= gaps[-1]]
    stop = re.search(r"[;.]", text[person.last : end])
    after = list(_OFFICE.finditer(text, person.last, person.last + stop.start() if stop else end))
    return after if after and after[0].start() - person.last <= _AFTER_CHARS else []
