"""A text by its syllables, and what the words around a name say: a place, a person, a commune, an ordinary phrase.

Positions are indexes of syllables, ends exclusive. Words are given with their diacritics and are found with them or
without any.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from functools import cache
from importlib import resources
from typing import NamedTuple

from index.vietnamese.spelling import spelled

_SYLLABLE = re.compile(r"[^\W\d_]+|\d+")
_SENTENCE_BREAK = re.compile(r"[.!?:;\n“\"(•]")
_SPACES = re.compile(r"[ \t\xa0]+")
_NAME_GAP = re.compile(r"[ \t\xa0]+|[-–'’‘`´]|")
_ABBREVIATION_GAP = re.compile(r"\.[ \xa0]?")  # TT.Huế
_DASH_GAP = re.compile(r"[ \t\xa0]*[-–][ \t\xa0]*")
_KIND_GAP = re.compile(r"[ \t\xa0]*[.:]?[ \t\xa0]*")
_PROVINCE_GAP = re.compile(r"[ \t\xa0]*[,(–-]?[ \t\xa0]*")
_LIST_GAP = re.compile(r"[ \t\xa0]*(?:[,;/&+–-][ \t\xa0]*)?(?:(?:và|va|cùng|cung|hoặc|hoac)[ \t\xa0]+)?")
_APOSTROPHES = ("'", "’", "‘", "`", "´")

_KINDS = {
    ("tỉnh",): "tỉnh",
    ("thành", "phố"): "thành phố",
    ("tp",): "thành phố",
    ("huyện",): "huyện",
    ("thị", "xã"): "thị xã",
    ("tx",): "thị xã",
    ("quận",): "quận",
    ("h",): "huyện",
    ("q",): "quận",
}
_KIND_INITIALS = ("h", "q")  # kinds only with a dot or before a number: H.Krông Bông, Q1
_KIND_MODIFIERS = (("đảo",), ("nghèo",), ("mới",), ("miền", "núi"), ("vùng", "cao"), ("biên", "giới"), ("ven", "biển"))
_PLURALS = ("các", "những", "hai", "ba", "bốn", "năm", "sáu")

_LEADING = ("ở", "tại", "thuộc", "giữa", "riêng")
_OFFICES = (("phụ", "nữ"), ("hội", "viên"), ("chị", "em"), ("địa", "bàn"), ("pn",), ("lhpn",), ("hlhpn",), ("hpn",))
_TIMES = ("năm", "tháng", "quý")
_BEFORE_PROVINCE = ("thuộc", "của", "ở", "tại", "tỉnh", "thành", "phố", "tp")

# What bears a name of its own: smaller places, and what is named after persons and places. Without diacritics a few of
# these words are as often others.
_OTHERS = ("xã", "phường", "trấn", "thôn", "ấp", "xóm", "khóm", "thcs", "thpt")
_OTHERS_ACCENTED = (*_OTHERS, "bản", "buôn", "làng", "khối", "đường", "phố", "đảo", "sông", "trường")

_TITLES = ("bà", "ông", "chị", "anh", "cô")
_SEVERAL = ("mấy", "các", "những")
_MIDDLE_NAMES = ("thị", "văn")
SURNAMES = (
    *("nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương"),
    *("lý", "đinh", "đào", "đoàn", "trịnh", "mai", "lương", "tạ", "tô", "hà", "cao", "châu", "lâm", "lò", "quàng"),
    *("vàng", "giàng", "sùng", "thào", "nông", "triệu", "hứa", "lục", "ma", "bàn", "tòng", "cầm", "điêu", "lường"),
    *("kiều", "chu", "thái", "trương"),
)
_COMMON_CAPITALS = ("hội", "phụ", "liên", "đảng", "nhà", "trung", "ương", "tỉnh", "huyện", "năm", "việt", "nam")

_PLAIN_SHARE = 0.25  # accented Vietnamese bears a diacritic on two syllables of three


class Case(Enum):
    """How a name is capitalised, and what that tells in its text."""

    PROPER = auto()
    FREE = auto()  # small letters where no name is capitalised, or capitals throughout
    LOWER = auto()  # small letters where names are capitalised


class Evidence(IntEnum):
    """How surely the words around a name say that it is a place."""

    NONE = 0
    BESIDE = 1  # after "phụ nữ" or "LHPN"; its province stands elsewhere; a province that begins the text
    LED_TO = 2  # after "ở", "tại", "thuộc"
    CERTAIN = 3  # after a kind word, beside its province, in a list of places


class Syllable(NamedTuple):
    """A syllable or number of a text and how it is written."""

    start: int
    end: int
    key: str
    accents: str
    marked: bool
    capital: bool
    upper: bool  # capitals throughout


class Kind(NamedTuple):
    """A kind word before a name."""

    kind: str
    plural: bool  # "các huyện": the names of a list share it


@cache
def _forms(words: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The spellings with diacritics of some words, and without."""
    return frozenset(spelled(word).accents for word in words), frozenset(spelled(word).key for word in words)


@cache
def _kinds_ending(key: str) -> Sequence[tuple[Sequence[str], str | None]]:
    """The kind words whose last syllable has a key, and, without a kind, what may stand between one and a name."""
    words = [*_KINDS.items(), *((modifier, None) for modifier in _KIND_MODIFIERS)]
    return [(word, kind) for word, kind in words if spelled(word[-1]).key == key]


@dataclass(frozen=True)
class Reading:
    """A text by its syllables."""

    text: str
    syllables: Sequence[Syllable]
    plain: bool  # hardly a diacritic: a bare letter may stand for any of its accented forms
    cased: bool  # names are capitalised

    def __len__(self) -> int:
        return len(self.syllables)

    def keys(self, first: int, last: int) -> tuple[str, ...]:
        return tuple(syllable.key for syllable in self.syllables[first:last])

    def gap(self, position: int) -> str:
        """What stands before a syllable, back to the one before it."""
        start = self.syllables[position - 1].end if position else 0
        end = self.syllables[position].start if position < len(self) else len(self.text)
        return self.text[start:end]

    def is_any(self, position: int, words: Sequence[str]) -> bool:
        """Whether one of the words stands at a position, its diacritics right or missing."""
        if not 0 <= position < len(self):
            return False
        syllable, (accents, keys) = self.syllables[position], _forms(words)
        return syllable.accents in accents or (not syllable.marked and syllable.key in keys)

    def reads(self, position: int, words: Sequence[str]) -> bool:
        """Whether the words stand at a position one after the other."""
        return all(self.is_any(position + offset, (word,)) for offset, word in enumerate(words))

    def _is_exactly(self, position: int, words: Sequence[str]) -> bool:
        """Whether one of the words stands there with its diacritics, which only a plain text may lack."""
        accents, _ = _forms(words)
        return self.is_any(position, words) and (self.plain or self.syllables[position].accents in accents)

    def _reads_exactly(self, position: int, words: Sequence[str]) -> bool:
        return all(self._is_exactly(position + offset, (word,)) for offset, word in enumerate(words))

    def _is_number(self, position: int) -> bool:
        return 0 <= position < len(self) and self.syllables[position].key.isdigit()

    def is_spaced(self, position: int) -> bool:
        """Whether nothing but white space stands before a syllable and after another one."""
        return position > 0 and _SPACES.fullmatch(self.gap(position)) is not None

    def is_name(self, first: int, last: int, *, dashed: bool) -> bool:
        """Whether syllables are written as one name, not parted by a comma or the end of a sentence."""
        return all(self._joins(position, dashed=dashed) for position in range(first + 1, last))

    def _joins(self, position: int, *, dashed: bool) -> bool:
        gap, before = self.gap(position), self.syllables[position - 1]
        if _NAME_GAP.fullmatch(gap) or (dashed and _DASH_GAP.fullmatch(gap)):
            return True
        return before.upper and before.end - before.start < 4 and _ABBREVIATION_GAP.fullmatch(gap) is not None

    def case(self, first: int, last: int) -> Case:
        names = [self.syllables[p] for p in range(first, last) if p == first or self.gap(p) not in _APOSTROPHES]
        if all(name.upper for name in names) and (self._shouts(first - 1, first) or self._shouts(last, last)):
            return Case.FREE
        if all(name.capital or name.key.isdigit() for name in names):
            return Case.PROPER
        return Case.LOWER if self.cased else Case.FREE

    def _shouts(self, position: int, edge: int) -> bool:
        if not 0 <= position < len(self) or "\n" in self.gap(edge):
            return False
        neighbour = self.syllables[position]
        return neighbour.upper and neighbour.end - neighbour.start > 1

    def kind_before(self, first: int) -> Kind | None:
        """The kind word before a name: "huyện" of "các huyện: Ba Bể", "thành phố" of "TP.Vinh"."""
        for words, kind in _kinds_ending(self.syllables[first - 1].key) if first else ():
            start = first - len(words)
            if not self._reads_exactly(start, words) or any(
                p != (start, first) for p in self._lookalikes(start, first)
            ):
                continue
            if kind is None:
                return self.kind_before(start) if self.is_spaced(first) else None
            if self._leads(words, first):
                return Kind(kind, self.is_any(start - 1, _PLURALS) or self._is_number(start - 1))
        return None

    def _leads(self, words: Sequence[str], first: int) -> bool:
        gap = self.gap(first)
        if words[0] in _KIND_INITIALS and not gap.startswith("."):
            return gap == "" and self._is_number(first)
        return _KIND_GAP.fullmatch(gap) is not None

    def evidence_before(self, first: int) -> Evidence:
        """What the words before a name say."""
        if not self.is_spaced(first):
            return Evidence.NONE
        if self.is_any(first - 1, _LEADING):
            return Evidence.LED_TO
        if any(self.reads(first - len(office), office) for office in _OFFICES):
            return Evidence.BESIDE
        return Evidence.NONE

    def is_enclosed(self, first: int, last: int) -> bool:
        """Whether a name alone stands in parentheses: "xã Ngọc Chiến (Mường La)"."""
        return self.gap(first).endswith("(") and self.gap(last).startswith(")")

    def is_dated(self, first: int, last: int) -> bool:
        """Whether a time stands before or after a name: "năm 2022 Hòa Bình", "Hòa Bình năm 2022"."""
        year_before = self.is_spaced(first) and self._is_number(first - 1) and len(self.syllables[first - 1].key) == 4
        return year_before or (self.is_any(last, _TIMES) and self._is_number(last + 1))

    def is_listed(self, last: int, first: int) -> bool:
        """Whether a name that begins at `first` follows one that ends at `last` in a list."""
        between = self.text[self.syllables[last - 1].end : self.syllables[first].start]
        return bool(between.strip()) and _LIST_GAP.fullmatch(between) is not None

    def is_beside(self, last: int, first: int) -> bool:
        """Whether the name that begins at `first` follows at once on the one that ends at `last`."""
        return last == first and _PROVINCE_GAP.fullmatch(self.gap(first)) is not None

    def province_position(self, last: int) -> int | None:
        """Where a province stands if it follows a name: after ", ", ", tỉnh ", " (", " của ". None where none can."""
        position = last
        while position < len(self) and _PROVINCE_GAP.fullmatch(self.gap(position)):
            if not self.is_any(position, _BEFORE_PROVINCE):
                return position
            position += 1
        return None

    def names_other(self, first: int) -> bool:
        """Whether a name is that of a commune, village, street or school: "xã Tân Phú", "xã vùng cao Tân Phú"."""
        for modifier in _KIND_MODIFIERS:
            if self._reads_exactly(first - len(modifier), modifier) and self.names_other(first - len(modifier)):
                return True
        words = _OTHERS if self.plain else _OTHERS_ACCENTED
        return first > 0 and self._is_exactly(first - 1, words) and _KIND_GAP.fullmatch(self.gap(first)) is not None

    def lists_others(self, first: int, begin: int) -> bool:
        """Whether a name continues a list of communes: "các xã Tân Tiến, Tân Phú". Looks back to `begin` at most."""
        start = first
        while start > begin and self._continues(start):
            start -= 1
        return start < first and self.names_other(start) and self.is_any(start - 2, _PLURALS)

    def _continues(self, position: int) -> bool:
        before, gap = self.syllables[position - 1], self.gap(position)
        return (before.capital or self.is_any(position - 1, ("và",))) and gap.strip() in ("", ",")

    def names_person(self, first: int, begin: int) -> bool:
        """Whether a name ends a person's: "Nguyễn Văn Bình Gia", "bà Hòa Bình". Looks back to `begin` at most."""
        if not self.plain and self.is_spaced(first) and self._is_exactly(first - 1, _TITLES):
            return first < 2 or not self.is_any(first - 2, _SEVERAL)  # "mấy chị Yên Bái" are of a place
        for start in range(first - 1, max(begin, first - 4) - 1, -1):
            if not self.is_spaced(start + 1) or self.is_any(start, _LEADING):
                return False  # "chi pham thi thom o kim son" lives there
            if self.is_any(start, SURNAMES) and self._is_full_name(start, first):
                return True
        return False

    def _is_full_name(self, start: int, first: int) -> bool:
        if self.cased:
            return all(syllable.capital for syllable in self.syllables[start:first])
        return first - start > 1 and self.is_any(start + 1, _MIDDLE_NAMES)

    def lookalike(self, first: int, last: int) -> Evidence:
        """What a name needs because an ordinary phrase may stand there, around it or across its edge."""
        around = (start <= first and end >= last for start, end in self._lookalikes(first, last))
        return max((Evidence.CERTAIN if covers else Evidence.LED_TO for covers in around), default=Evidence.NONE)

    def runs_on(self, first: int, last: int) -> bool:
        """Whether an ordinary phrase may stand there that goes on after the name: "huyen co to chuc", not Cô Tô."""
        return any(end > last for _, end in self._lookalikes(first, last))

    def _lookalikes(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Where ordinary phrases stand that share a part of a stretch, but for those quite inside it."""
        for start in range(max(0, first - 3), last):
            for phrase in _lookalikes().get(self.syllables[start].key, ()):
                end = start + len(phrase)
                inside = start >= first and end <= last and end - start < last - first
                if end > first and not inside and self.reads(start, phrase):
                    yield start, end


def read(text: str) -> Reading:
    """The syllables of an NFC text, and whether it is plain and cased."""
    syllables = [_syllable(match) for match in _SYLLABLE.finditer(text)]
    marked = sum(syllable.marked for syllable in syllables)
    names = (p for p, s in enumerate(syllables) if s.capital and not s.upper)
    cased = any(not _is_common_capital(text, syllables, position) for position in names)
    return Reading(text, syllables, marked < _PLAIN_SHARE * len(syllables), cased)


def _is_common_capital(text: str, syllables: Sequence[Syllable], position: int) -> bool:
    """Whether a capital says nothing of how names are written: a sentence begins, or an office is meant ("Hội")."""
    if position == 0 or syllables[position].key in _forms(_COMMON_CAPITALS)[1]:
        return True
    return _SENTENCE_BREAK.search(text, syllables[position - 1].end, syllables[position].start) is not None


def _syllable(match: re.Match[str]) -> Syllable:
    written = match[0]
    key, accents, marked = spelled(written)
    return Syllable(match.start(), match.end(), key, accents, marked, written[0].isupper(), written.isupper())


@cache
def _lookalikes() -> Mapping[str, Sequence[Sequence[str]]]:
    """Ordinary phrases that share syllables with names, by the key of their first syllable."""
    path = resources.files(__package__).joinpath("data/place_lookalikes.txt")
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            phrase = tuple(line.split())
            found[spelled(phrase[0]).key].append(phrase)
    return found
