"""Places named in a text: provinces and districts, with diacritics or without.

Names are looked up by their syllables, longest first. Whether a match is a place depends on how easily the name is
taken for other words (`Caution`), how it is written, and what stands around it (`Evidence`). A kind word ("huyện",
"TP.") always suffices. A capitalised, accented name needs nothing more; one typed in small letters without diacritics
counts bare only if it is distinctive, and after "ở" or beside its province if it also reads as ordinary words ("hoi
an", "dong hoi"). `_NEEDED` is that rule. In a text that capitalises names, a bare name in small letters is no name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import cached_property, lru_cache

from index.vietnamese.gazetteer import (
    MIN_MISSPELT_LETTERS,
    Caution,
    Level,
    Place,
    Spelling,
    districts_of,
    lengths,
    misspellings,
    place_order,
    predecessors,
    province_named,
    provinces,
    spellings,
    successor,
)
from index.vietnamese.place_context import Case, Evidence, Kind, Reading, read
from index.vietnamese.spelling import is_syllable, sounded
from index.vietnamese.text import nfc

__all__ = [
    "Level",
    "Mention",
    "Place",
    "districts_of",
    "find_places",
    "predecessors",
    "province_named",
    "provinces",
    "resolve",
    "successor",
]

_BESIDE_CHARS = 16  # ", thuộc tỉnh " between a district and its province


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text."""

    start: int  # characters into the text's NFC form; the name without its kind word
    end: int  # exclusive
    places: tuple[Place, ...]  # every place it may mean, likeliest first
    kind: str | None = None  # the kind word before it or before its list: "TP." -> "thành phố"


class _Writing(IntEnum):
    """How a name is written, compared with its right spelling; the best comes first."""

    ACCENTED = auto()
    PLAIN = auto()  # without diacritics, like the whole text
    CARELESS = auto()  # with a letter or diacritic wrong or missing


# What must stand around a name, by its caution: distinctive, common, plain, ordinary, named.
_NEEDED = {
    (_Writing.ACCENTED, Case.PROPER): (0, 0, 0, 0, 1),
    (_Writing.ACCENTED, Case.FREE): (0, 0, 0, 1, 2),
    (_Writing.ACCENTED, Case.LOWER): (1, 1, 1, 3, 3),
    (_Writing.PLAIN, Case.PROPER): (0, 0, 1, 1, 2),
    (_Writing.PLAIN, Case.FREE): (0, 1, 2, 2, 2),
    (_Writing.PLAIN, Case.LOWER): (1, 2, 2, 3, 3),
    (_Writing.CARELESS, Case.PROPER): (0, 1, 2, 2, 3),
    (_Writing.CARELESS, Case.FREE): (1, 2, 3, 3, 3),
    (_Writing.CARELESS, Case.LOWER): (1, 3, 3, 3, 3),
}


def find_places(text: str) -> list[Mention]:
    """The provinces and districts that a text names, left to right; a longer name goes before one inside it.

    A long name may have one letter wrong where nothing is found without that.
    """
    return list(_find_places(text))


@lru_cache(maxsize=2_000)  # a question is read several times, and again with each that follows it
def _find_places(text: str) -> tuple[Mention, ...]:
    reading = read(nfc(text))
    found = _scan(reading, frozenset())
    named = frozenset(match.province for match in found) - {""}
    if not reading.cased and named:
        found = _scan(reading, named)
    found += _misspelt(reading, found)
    return tuple(match.mention for match in sorted(found, key=lambda match: match.first))


def resolve(mentions: Sequence[Mention], *, hint_provinces: Iterable[str] = ()) -> list[Place]:
    """The places meant, each once, in the order of the text.

    A bare name of a province and its city means the province. A name that several provinces have is settled by the
    province that follows it, else by those that the text or the hints name. What stays open yields every place.
    """
    hints = {province_named(name) for name in hint_provinces}
    sure = {mention.places[0].province for mention in mentions if _is_sure(mention)}
    meant: dict[Place, None] = {}
    for position, mention in enumerate(mentions):
        if mention.places[0].level is Level.PROVINCE:
            meant[mention.places[0]] = None
            continue
        for known in (_province_beside(mentions, position), sure, hints):
            settled = [place for place in mention.places if place.province in known]
            if settled:
                break
        meant |= dict.fromkeys(settled or mention.places)
    return list(meant)


def _is_sure(mention: Mention) -> bool:
    return mention.places[0].level is Level.PROVINCE or len({place.province for place in mention.places}) == 1


def _province_beside(mentions: Sequence[Mention], position: int) -> set[str | None]:
    return {
        mention.places[0].name
        for mention in mentions[position + 1 : position + 2]
        if mention.places[0].level is Level.PROVINCE and mention.start - mentions[position].end <= _BESIDE_CHARS
    }


@dataclass(frozen=True)
class _Match:
    first: int  # syllables
    last: int
    mention: Mention
    shares_kind: bool  # with the names that follow in its list

    @property
    def province(self) -> str:
        """The province that it names; "" for a district."""
        place = self.mention.places[0]
        return place.name if place.level is Level.PROVINCE else ""


def _scan(reading: Reading, named: frozenset[str]) -> list[_Match]:
    """Names in their right spelling, given the provinces that the text names."""
    found: list[_Match] = []
    position = 0
    while position < len(reading):
        match = _match_at(reading, position, found[-1] if found else None, named)
        if match:
            found.append(match)
        position = match.last if match else position + 1
    return found


def _match_at(reading: Reading, first: int, before: _Match | None, named: frozenset[str]) -> _Match | None:
    for last, group in _names_at(reading, first):
        candidate = _Candidate(reading, first, last, before, named)
        match = candidate.judge(candidate.as_written(group))
        if match and not _is_kind_word(reading, first):
            return match
    return None


def _is_kind_word(reading: Reading, first: int) -> bool:
    """Whether a syllable is rather the kind word of the name after it: "tỉnh Gia Lai", not Tĩnh Gia."""
    kind = reading.kind_before(first + 1) if first + 1 < len(reading) else None
    return kind is not None and any(
        spelling.place.has_kind(kind.kind) for _, group in _names_at(reading, first + 1) for spelling in group
    )


def _names_at(reading: Reading, first: int) -> Iterator[tuple[int, Sequence[Spelling]]]:
    """Where names end that read like the syllables from a position on, the longest first, and their spellings."""
    for length in lengths().get(reading.syllables[first].key, ()):
        group = spellings().get(reading.keys(first, first + length))
        if group and first + length <= len(reading):
            joined = [s for s in group if reading.is_name(first, first + length, dashed=s.dashed)]
            if joined:
                yield first + length, joined


def _misspelt(reading: Reading, found: Sequence[_Match]) -> list[_Match]:
    """Long names with one letter wrong, where no name was found; capitalised where names are."""
    taken = {position for match in found for position in range(match.first, match.last)}
    matches: list[_Match] = []
    for first, syllable in enumerate(reading.syllables):
        for length in (4, 3, 2) if syllable.capital or not reading.cased else ():
            span = range(first, first + length)
            match = _misspelt_at(reading, span) if span.stop <= len(reading) and taken.isdisjoint(span) else None
            if match:
                matches.append(match)
                taken.update(span)
    return matches


def _misspelt_at(reading: Reading, span: range) -> _Match | None:
    """A name with one letter wrong; where the wrong syllable is a right one elsewhere, only after a kind word."""
    first, last = span.start, span.stop
    candidate = _Candidate(reading, first, last, None, frozenset())
    keys = reading.keys(first, last)
    group = [s for s, position in misspellings(keys) if candidate.differing(s) == [position]]
    if sum(map(len, keys)) >= MIN_MISSPELT_LETTERS:
        group += [s for s in spellings().get(keys, ()) if len(candidate.differing(s)) == 1]
    if not group or not reading.is_name(first, last, dashed=False):
        return None
    if all(map(is_syllable, keys)) and reading.kind_before(first) is None:
        return None
    return candidate.judge(dict.fromkeys(group, _Writing.PLAIN if reading.plain else _Writing.CARELESS))


@dataclass(frozen=True)
class _Candidate:
    """A stretch of a text that reads like a name."""

    reading: Reading
    first: int
    last: int
    before: _Match | None  # the name before it, however far
    named: frozenset[str]  # provinces named anywhere in the text

    @cached_property
    def _case(self) -> Case:
        return self.reading.case(self.first, self.last)

    @cached_property
    def _lookalike(self) -> Evidence:
        return self.reading.lookalike(self.first, self.last)

    def differing(self, spelling: Spelling) -> list[int]:
        """Which syllables are not those of the spelling, accented or bare; a foreign name's accents do not matter."""
        typed = self.reading.syllables[self.first : self.last]
        return [
            position
            for position, (syllable, right) in enumerate(zip(typed, spelling.syllables, strict=True))
            if syllable.key != right.key
            or (syllable.marked and sounded(syllable.accents) != sounded(right.accents) and not spelling.any_accents)
        ]

    def as_written(self, group: Iterable[Spelling]) -> dict[Spelling, _Writing]:
        """Those of the spellings that are written here, the best written alone."""
        written = {spelling: self._writing(spelling) for spelling in group if not self.differing(spelling)}
        best = min(written.values(), default=None)
        return {spelling: writing for spelling, writing in written.items() if writing is best}

    def _writing(self, spelling: Spelling) -> _Writing:
        typed = self.reading.syllables[self.first : self.last]
        if self.reading.plain and not any(syllable.marked for syllable in typed):
            return _Writing.PLAIN
        pairs = zip(typed, spelling.syllables, strict=True)
        if spelling.any_accents or all(syllable.accents == right.accents for syllable, right in pairs):
            return _Writing.ACCENTED
        return _Writing.PLAIN if self.reading.plain else _Writing.CARELESS

    def judge(self, written: dict[Spelling, _Writing]) -> _Match | None:
        """The mention, if the kind word or the words around are enough for one of the spellings."""
        kind = self._kind(written)
        if kind:
            places = self._of_kind(kind, written)
            if places:
                return self._match(places, kind)
        if not self._is_other() and any(self._is_enough(*pair) for pair in written.items()):
            return self._match([spelling.place for spelling in written], None)
        return None

    def _of_kind(self, kind: Kind, written: dict[Spelling, _Writing]) -> list[Place]:
        """The places of a kind; of a capitalised name else every district, because reports mistake their kinds."""
        named = kind.kind
        proper = self._case is Case.PROPER
        clear = proper or not self.reading.runs_on(self.first, self.last)
        of_kind = [s.place for s in written if s.place.has_kind(named) and (clear or s.place.level is Level.PROVINCE)]
        if of_kind or not proper or named == "tỉnh" or self.reading.syllables[self.first].key.isdigit():
            return of_kind
        of_province = [s.place for s in written if kind.plural and s.place.level is Level.PROVINCE]
        return of_province or [s.place for s in written if s.place.level is Level.DISTRICT]  # "ba huyện Tuyên Quang"

    def _kind(self, written: Iterable[Spelling]) -> Kind | None:
        """The kind word before the name, or the one that the list shares."""
        kind = self.reading.kind_before(self.first)
        if kind or not self._is_listed() or self.before is None or self.before.mention.kind is None:
            return kind
        is_district = all(spelling.place.level is Level.DISTRICT for spelling in written)
        return Kind(self.before.mention.kind, True) if self.before.shares_kind or is_district else None

    def _match(self, places: Iterable[Place], kind: Kind | None) -> _Match:
        ordered = sorted(
            dict.fromkeys(places), key=lambda place: (kind is not None and place.kind != kind.kind, place_order(place))
        )
        syllables = self.reading.syllables
        span = syllables[self.first].start, syllables[self.last - 1].end
        mention = Mention(*span, tuple(ordered), kind.kind if kind else None)
        return _Match(self.first, self.last, mention, kind is not None and kind.plural)

    def _is_other(self) -> bool:
        """Whether the name is part of a person's or that of a commune, or a mere number."""
        begin = self.before.last if self.before else 0
        return (
            self.reading.syllables[self.first].key.isdigit()
            or self.reading.names_other(self.first)
            or self.reading.lists_others(self.first, begin)
            or self.reading.names_person(self.first, begin)
        )

    def _is_enough(self, spelling: Spelling, writing: _Writing) -> bool:
        needed: int = _NEEDED[writing, self._case][spelling.caution]
        is_province = spelling.place.level is Level.PROVINCE and spelling.caution is not Caution.NAMED
        if is_province and self._case is not Case.LOWER:
            needed = min(needed, Evidence.BESIDE)
        if self._lookalike is Evidence.CERTAIN or self._case is not Case.PROPER or writing is not _Writing.ACCENTED:
            needed = max(needed, self._lookalike)
        return needed == Evidence.NONE or self._evidence(spelling) >= needed

    def _evidence(self, spelling: Spelling) -> Evidence:
        if self._is_listed() or self._is_beside_province(spelling.place):
            return Evidence.CERTAIN
        if self.reading.is_enclosed(self.first, self.last) or self.last - self.first == len(self.reading):
            return Evidence.LED_TO
        place_of_named = spelling.place.level is Level.DISTRICT and spelling.place.province in self.named
        stands_out = Evidence.BESIDE if place_of_named or self._stands_out(spelling) else Evidence.NONE
        return max(self.reading.evidence_before(self.first), stands_out)

    def _stands_out(self, spelling: Spelling) -> bool:
        """Whether a name begins the text or is beside a time; a province's also if it ends the text."""
        is_province, caution = spelling.place.level is Level.PROVINCE, spelling.caution
        if caution is Caution.NAMED or (caution >= Caution.PLAIN and not is_province):
            return False
        ends = is_province and caution < Caution.PLAIN and self.last == len(self.reading)
        return ends or self.first == 0 or self.reading.is_dated(self.first, self.last)

    def _is_listed(self) -> bool:
        return self.before is not None and self.reading.is_listed(self.before.last, self.first)

    def _is_beside_province(self, place: Place) -> bool:
        """Whether the name of a district's province stands directly before it or after it."""
        if place.level is Level.PROVINCE:
            return False
        before, after = self.before, self.reading.province_position(self.last)
        if before and before.province == place.province and self.reading.is_beside(before.last, self.first):
            return True
        return after is not None and place.province in _provinces_at(self.reading, after)


def _provinces_at(reading: Reading, first: int) -> Iterator[str]:
    """The provinces whose name begins at a position, whatever stands around."""
    for last, group in _names_at(reading, first):
        for spelling in _Candidate(reading, first, last, None, frozenset()).as_written(group):
            if spelling.place.level is Level.PROVINCE:
                yield spelling.place.name
