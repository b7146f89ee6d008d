"""Provinces and districts of Vietnam: the map before July 2025, by which reports speak, and today's 34 provinces.

The table is `data/places.csv`; `data/SOURCES.md` says where it comes from. Names that districts had until they were
joined into others since 2015 are kept as districts of their own, because older reports speak of them.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from importlib import resources

from rapidfuzz.distance import OSA

from index.vietnamese.spelling import Spelled, is_syllable, spelled
from index.vietnamese.text import nfc

MIN_MISSPELT_LETTERS = 8  # shorter names are too close to each other and to ordinary words

_SYLLABLE = re.compile(r"[^\W\d_]+|\d+")
_KIND_PREFIXES = (("tinh",), ("thanh", "pho"), ("tp",))

Keys = tuple[str, ...]


class Level(StrEnum):
    """The two levels of places that reports are told apart by."""

    PROVINCE = "province"
    DISTRICT = "district"


class Caution(IntEnum):
    """How easily a name is taken for other words, so how much around it must say that it is a place."""

    DISTINCTIVE = 0  # Krông Bông, Bắc Từ Liêm: hardly anything else, even without diacritics
    COMMON = 1  # Châu Thành: made of common syllables
    PLAIN = 2  # Đồng Hới: without diacritics it stands in ordinary sentences (hoạt động hội)
    ORDINARY = 3  # Thống Nhất: an ordinary word also with diacritics
    NAMED = 4  # Hồ Chí Minh, Vinh: other things bear the name too


@dataclass(frozen=True, slots=True)
class Place:
    """A province or a district."""

    name: str  # bare: "Krông Bông", "Hồ Chí Minh", "12"
    kind: str  # "tỉnh", "thành phố", "huyện", "thị xã" or "quận": the last one before July 2025
    province: str  # the province it lay in before July 2025; a province's own name
    level: Level
    other_kinds: tuple[str, ...] = ()  # since 2015

    @property
    def full_name(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def label(self) -> str:
        """What tells it from every other place: "huyện Krông Bông, Đắk Lắk"; of a province its name."""
        return self.name if self.level is Level.PROVINCE else f"{self.full_name}, {self.province}"

    def has_kind(self, kind: str) -> bool:
        return kind == self.kind or kind in self.other_kinds


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a place's name."""

    place: Place
    syllables: tuple[Spelled, ...]
    dashed: bool  # "Bà Rịa - Vũng Tàu"
    any_accents: bool  # names from other languages are accented at will: Đắk, Đăk, Đak
    caution: Caution

    @property
    def keys(self) -> Keys:
        return tuple(syllable.key for syllable in self.syllables)


def provinces() -> tuple[Place, ...]:
    """The 63 provinces before July 2025, in the order of their official codes."""
    return tuple(row.place for row in _table() if row.place.level is Level.PROVINCE)


def districts_of(province: str) -> tuple[Place, ...]:
    """Districts that a province has had since 2015; none for an unknown province."""
    name = province_named(province)
    return tuple(row.place for row in _table() if row.place.level is Level.DISTRICT and row.place.province == name)


def province_named(name: str) -> str | None:
    """The province before July 2025 that a name in any usual spelling means: "TP.HCM" -> "Hồ Chí Minh".

    Diacritics may lack or be wrong, and one letter of a long name may be mistyped. None when it is no province.
    """
    keys = _without_kind(tuple(spelled(syllable).key for syllable in _SYLLABLE.findall(nfc(name))))
    near = (spelling for spelling, position in misspellings(keys) if not is_syllable(keys[position]))
    found = (s.place.name for s in (*spellings().get(keys, ()), *near) if s.place.level is Level.PROVINCE)
    return next(found, None)


def _without_kind(keys: Keys) -> Keys:
    return next((keys[len(kind) :] for kind in _KIND_PREFIXES if keys[: len(kind)] == kind), keys)


def successor(province: str) -> str:
    """Today's province where one from before July 2025 lies: "Sóc Trăng" -> "Cần Thơ".

    Raises:
        ValueError: if no province has this name.
    """
    return _successors()[_known(province)]


def predecessors(province: str) -> tuple[str, ...]:
    """The provinces before July 2025 that a name may stand for today, itself first: "Cần Thơ" -> also "Sóc Trăng".

    Raises:
        ValueError: if no province has this name.
    """
    name = _known(province)
    joined = [old for old, new in _successors().items() if province_named(new) == name and old != name]
    return (name, *joined)


def _known(province: str) -> str:
    name = province_named(province)
    if name is None:
        raise ValueError(f"{province!r} is no province of Vietnam: give one of the 63 names before July 2025")
    return name


@cache
def _successors() -> Mapping[str, str]:
    return {row.place.name: row.successor for row in _table() if row.successor}


@dataclass(frozen=True, slots=True)
class _Row:
    place: Place
    aliases: tuple[tuple[str, Caution], ...]
    caution: Caution
    successor: str


@cache
def _table() -> tuple[_Row, ...]:
    with resources.files(__package__).joinpath("data/places.csv").open(encoding="utf-8") as file:
        return tuple(map(_read_row, csv.DictReader(file)))


def _read_row(row: Mapping[str, str]) -> _Row:
    kinds = tuple(filter(None, row["other_kinds"].split("|")))
    place = Place(row["name"], row["kind"], row["province"], Level(row["level"]), kinds)
    aliases = tuple(map(_read_alias, filter(None, row["aliases"].split("|"))))
    return _Row(place, aliases, Caution[row["caution"].upper()], row["successor"])


def _read_alias(alias: str) -> tuple[str, Caution]:
    written, _, caution = alias.partition(":")
    return written, Caution[caution.upper()] if caution else Caution.DISTINCTIVE


@cache
def spellings() -> Mapping[Keys, tuple[Spelling, ...]]:
    """Every spelling by the keys of its syllables; provinces come first, then the bigger kinds of district."""
    found: dict[Keys, list[Spelling]] = defaultdict(list)
    for row in sorted(_table(), key=lambda row: place_order(row.place)):
        for spelling in _spellings_of(row):
            found[spelling.keys].append(spelling)
    return {keys: tuple(group) for keys, group in found.items()}


def place_order(place: Place) -> tuple[bool, int]:
    """Sorts places that share a name, the likeliest meaning of the bare name first."""
    return place.level is Level.DISTRICT, ("tỉnh", "thành phố", "thị xã", "quận", "huyện").index(place.kind)


def _spellings_of(row: _Row) -> Iterator[Spelling]:
    for written, caution in ((row.place.name, row.caution), *row.aliases):
        spelling = _spelling(row.place, written, caution)
        yield spelling
        if len(spelling.syllables) > 1 and (spelling.any_accents or row.place.level is Level.PROVINCE):
            joined = "".join(syllable.key for syllable in spelling.syllables)
            yield Spelling(row.place, (spelled(joined),), False, True, Caution.DISTINCTIVE)
        if "'" in written:
            yield _spelling(row.place, written.replace("'", ""), caution)


def _spelling(place: Place, written: str, caution: Caution) -> Spelling:
    syllables = tuple(map(spelled, _SYLLABLE.findall(written)))
    foreign = any(not is_syllable(syllable.key) and not syllable.key.isdigit() for syllable in syllables)
    return Spelling(place, syllables, " - " in written, foreign, caution)


@cache
def lengths() -> Mapping[str, tuple[int, ...]]:
    """How many syllables the names that begin with a key have, longest first."""
    found: dict[str, set[int]] = defaultdict(set)
    for keys in spellings():
        found[keys[0]].add(len(keys))
    return {key: tuple(sorted(counts, reverse=True)) for key, counts in found.items()}


def misspellings(keys: Keys) -> Iterator[tuple[Spelling, int]]:
    """Long names that differ from the keys in one syllable by one letter, each with the place of that syllable.

    One letter: added, left out, changed, or swapped with its neighbour.
    """
    for position in range(len(keys)):
        for spelling in _long_names().get(_masked(keys, position), ()):
            if OSA.distance(keys[position], spelling.keys[position], score_cutoff=1) == 1:
                yield spelling, position


@cache
def _long_names() -> Mapping[Keys, tuple[Spelling, ...]]:
    """Names of several syllables and of at least `MIN_MISSPELT_LETTERS`, by their keys with one left out."""
    found: dict[Keys, list[Spelling]] = defaultdict(list)
    for keys, group in spellings().items():
        if len(keys) > 1 and sum(map(len, keys)) >= MIN_MISSPELT_LETTERS:
            for position in range(len(keys)):
                found[_masked(keys, position)].extend(group)
    return {masked: tuple(group) for masked, group in found.items()}


def _masked(keys: Keys, position: int) -> Keys:
    return (*keys[:position], "", *keys[position + 1 :])
