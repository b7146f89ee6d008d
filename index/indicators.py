"""The vocabulary of figures: everyday indicators and units of the Union's reports, and where a text names them. Pure.

`vietnamese/data/indicators.csv` and `units.csv` are meant to be edited. A phrase may leave a gap for a few words,
written "…", or "#" if a number must stand in it: "kết nạp # hội viên". An indicator marked generic ("mô hình", "cơ sở")
only counts where nothing more special is named; one that counts people never names an amount of money.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from index.vietnamese.abbreviations import expand
from index.vietnamese.text import fold, normalise, squeeze

MAX_GAP = 5  # words between the two parts of a phrase
_GAP, _NUMBER_GAP = "…", "#"
_WORD = re.compile(r"\d+(?:[.,]\d+)*|%|m[2²](?!\w)|[^\W\d_]+(?:[&][^\W\d_]+)*")
_NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is matched; the words of one abbreviation share its span."""

    text: str  # lower case, accented, modern tone placement
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted or measured."""

    key: str
    label: str
    counts: str  # the measure that its figures have; "" for any
    generic: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts: figures of one measure can be compared."""

    name: str  # "hội viên"
    measure: str  # "người"
    told: str  # which words tell what is reported: "around" it (of people, sums, occasions), "after" it; "" its own
    known: bool = True  # stands in the vocabulary


@dataclass(frozen=True, slots=True)
class IndicatorMention:
    """An indicator named by words[first:last]."""

    indicator: Indicator
    first: int
    last: int


def word_set(words: str) -> frozenset[str]:
    """The words of a list written as one string."""
    return frozenset(words.split())


# Single words that stay clear without diacritics; "quà" would be "qua".
_PLAIN_WORDS = word_set(
    "người hộ lượt nhà em cháu chị trẻ đồng xã huyện tỉnh phường lớp buổi cuộc suất thẻ con km m m2 ha kg tấn tổ nhóm "
    "căn cây bộ giải đợt hội"
)


@cache
def _rows(name: str) -> tuple[Mapping[str, str], ...]:
    table = resources.files("index.vietnamese").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return tuple(csv.DictReader(table.splitlines()))


@cache
def indicators() -> Mapping[str, Indicator]:
    """The everyday indicators, by key."""
    return {
        row["key"]: Indicator(row["key"], row["label"], row["counts"], row["generic"] == "yes")
        for row in _rows("indicators.csv")
    }


_Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]


def _by_first_word(phrases: Iterable[tuple[str, str]], *, plain: bool) -> _Phrases:
    found: defaultdict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for phrase, key in phrases:
        parts = tuple(part for word in phrase.split() for part in _parts_of(word, plain))
        if len(parts) > 1 or not plain or phrase in _PLAIN_WORDS:
            found[parts[0]].append((parts, key))
    return {word: sorted(some, key=lambda entry: -len(entry[0])) for word, some in found.items()}


def _parts_of(word: str, plain: bool) -> list[str]:
    """A word of a phrase as it is matched; the marks of gaps stay."""
    return [word] if word in (_GAP, _NUMBER_GAP) else _WORD.findall(_spelled(word, plain))


@cache
def _indicator_phrases(plain: bool) -> _Phrases:
    rows = _rows("indicators.csv")
    return _by_first_word(((p, row["key"]) for row in rows for p in row["phrases"].split("|")), plain=plain)


@cache
def _unit_phrases(plain: bool) -> _Phrases:
    return _by_first_word(
        ((phrase, row["unit"]) for row in _rows("units.csv") for phrase in {row["unit"], *row["written"].split("|")}),
        plain=plain,
    )


@cache
def _units() -> Mapping[str, Unit]:
    return {row["unit"]: Unit(row["unit"], row["measure"], row["told"]) for row in _rows("units.csv")}


def unit_named(name: str) -> Unit:
    """A unit by its name; an unknown one is its own measure."""
    return _units().get(name) or Unit(name, name, told="", known=False)


def measure_of(unit: str | None) -> str | None:
    """What figures of a unit can be compared by: "hội viên" and "phụ nữ" both count "người"."""
    return unit_named(unit).measure if unit else None


def words_of(text: str, known: Mapping[str, str] | None = None, *, plain: bool = False) -> list[Word]:
    """The words and numbers of a text, abbreviations written out, each with the span that it stands in.

    Args:
        known: abbreviations that the text's document defines itself, as `defined_in` finds them.
        plain: whether the text has no diacritics; then no word gets any.
    """
    return [
        Word(part, match.start(), match.end())
        for match in _WORD.finditer(text)
        for part in _spelled(expand(match[0], known=known), plain).split()
    ]


def _spelled(text: str, plain: bool) -> str:
    return fold(text) if plain else normalise(text).lower()


def unit_at(words: Sequence[Word], first: int, *, plain: bool = False) -> tuple[Unit, int] | None:
    """The unit that the words from a position on begin with, the longest, and where it ends."""
    for phrase, name in _unit_phrases(plain).get(words[first].text, ()) if first < len(words) else ():
        if tuple(word.text for word in words[first : first + len(phrase)]) == phrase:
            return unit_named(name), first + len(phrase)
    return None


def find_indicators(words: Sequence[Word], *, plain: bool = False) -> list[IndicatorMention]:
    """Every everyday indicator that some words name; mentions may overlap.

    Args:
        plain: whether the text has no diacritics.
    """
    return [mention for first in range(len(words)) for mention in _starting_at(words, first, plain)]


def _starting_at(words: Sequence[Word], first: int, plain: bool) -> Iterator[IndicatorMention]:
    seen: set[str] = set()
    for phrase, key in _indicator_phrases(plain).get(words[first].text, ()):
        last = _end_of(phrase, words, first)
        if last is not None and key not in seen:
            seen.add(key)
            yield IndicatorMention(indicators()[key], first, last)


def _end_of(phrase: Sequence[str], words: Sequence[Word], first: int) -> int | None:
    """Where a phrase ends if it stands at a position."""
    cut = next((n for n, part in enumerate(phrase) if part in (_GAP, _NUMBER_GAP)), len(phrase))
    middle = first + cut
    if [word.text for word in words[first:middle]] != list(phrase[:cut]):
        return None
    return middle if cut == len(phrase) else _end_after_gap(phrase[cut], phrase[cut + 1 :], words, middle)


def _end_after_gap(gap: str, phrase: Sequence[str], words: Sequence[Word], begin: int) -> int | None:
    for start in range(begin, min(begin + MAX_GAP, len(words)) + 1):
        last = _end_of(phrase, words, start)
        has_number = any(word.text[0].isdigit() for word in words[begin:start])
        if last is not None and (gap == _GAP or has_number):
            return last
    return None


def key_of(phrase: str, known: Mapping[str, str] | None = None) -> str:
    """The key of an indicator that is not in the vocabulary: its words without diacritics, joined by hyphens."""
    return _NOT_IN_KEYS.sub("-", fold(normalise(expand(squeeze(phrase), known=known)))).strip("-")
