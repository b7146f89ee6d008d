"""Letters and words of Vietnamese: normal form, folding, tokens and sentences.

Everything here keeps positions: `normalise` and `fold` return a text of the same length as their NFC argument, so a
span found in a folded text is the same span of the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

# Older spelling puts the tone of open oa, oe, uy on the second vowel (hoà); one form must match both.
_LATE_TONE = re.compile(r"(o)([àáảãạèéẻẽẹ])(?!\w)|(?<![qQ])(u)([ỳýỷỹỵ])(?!\w)", re.IGNORECASE)
_TONES = "\u0300\u0301\u0309\u0303\u0323"  # grave, acute, hook, tilde, dot below

REMEMBERED_CHARS = 2_000  # sentences and passages are folded again and again; whole articles would fill the memory

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_SPACES = re.compile(r"\s+")

# Capitals, also accented ones: Python's re has no class for them.
CAPITALS = "".join(
    c for c in map(chr, range(0x41, 0x1EFA)) if c.isupper() and unicodedata.name(c, "").startswith("LATIN")
)

# A sentence ends at . ! ? … before white space and a capital, digit, quote or dash; never after an abbreviation's dot.
_SENTENCE_END = re.compile(rf"[.!?…]+[\"”’)\]]*(?=\s+[\"“‘(\[–+-]?\s?[{CAPITALS}\d])|\n+")
_DOTTED = re.compile(r"(?:\b(?:TP|Tp|tp|TX|Tx|TS|ThS|Th\.S|PGS|GS|BS|Đ/c|đ/c|Mr|Mrs|St|Q|P|H|T)\.|\b[A-ZĐ]\.)$")
_LIST_NUMBER = re.compile(r"(?:^|\n)\s*(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4}|[a-zđA-ZĐ])\.$")


def nfc(text: str) -> str:
    """The composed form, in which every Vietnamese letter is one character."""
    return unicodedata.normalize("NFC", text)


def normalise(text: str) -> str:
    """NFC with tones where they are written today: "hoà", "thuý", "Thựơng" become "hòa", "thúy", "Thượng".

    Keeps the length.
    """
    return _EARLY_TONE.sub(_delay_tone, _LATE_TONE.sub(_move_tone, nfc(text)))


# The tone of iê, yê, uô and ươ stands on the second vowel.
_EARLY_TONE = re.compile(r"([íìỉĩịýỳỷỹỵ])(ê)|([úùủũụ])(ô)|([ứừửữự])(ơ)", re.IGNORECASE)


def _delay_tone(match: re.Match[str]) -> str:
    first, second = filter(None, match.groups())
    bare, tone = _without_tone(first)
    return bare + nfc(second + tone)


def _move_tone(match: re.Match[str]) -> str:
    first, second = filter(None, match.groups())
    bare, tone = _without_tone(second)
    return nfc(first + tone) + bare


def _without_tone(letter: str) -> tuple[str, str]:
    """A letter without its tone, and the tone."""
    decomposed = unicodedata.normalize("NFD", letter)
    tone = next(mark for mark in decomposed if mark in _TONES)
    return nfc(decomposed.replace(tone, "")), tone


@cache
def _folded(letter: str) -> str:
    if letter in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", letter)[0].lower()
    return base if len(base) == 1 else letter


def fold(text: str) -> str:
    """Lower case without any diacritic, đ as d: "Đắk Lắk" -> "dak lak". Same length as the NFC of the text."""
    return _fold(text) if len(text) <= REMEMBERED_CHARS else _fold.__wrapped__(text)


@lru_cache(maxsize=20_000)
def _fold(text: str) -> str:
    return "".join(map(_folded, nfc(text)))


def is_unaccented(text: str) -> bool:
    """Whether a text was typed without Vietnamese diacritics."""
    composed = nfc(text).lower()
    return fold(composed) == composed


def without_accents(text: str) -> str:
    """A text without its diacritics, capitals kept: "Đắk Lắk" -> "Dak Lak". Same length as the NFC of the text."""
    pairs = zip(nfc(text), fold(text), strict=True)
    return "".join(folded.upper() if letter.isupper() else folded for letter, folded in pairs)


def squeeze(text: str) -> str:
    """One space for any white space, none at the ends."""
    return _SPACES.sub(" ", text).strip()


def canonical_number(written: str) -> str:
    """One spelling for a written number: "8.538" and "8538" -> "8538"; "1,40" -> "1.4"; "07" -> "7"."""
    groups = re.split(r"[.,]", written)
    if len(groups) == 1:
        return str(int(written))
    if all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3 and groups[0] != "0":
        return str(int("".join(groups)))
    if len(groups) > 2:
        return ".".join(str(int(group)) for group in groups)
    fraction = groups[1].rstrip("0")
    return f"{int(groups[0])}.{fraction}" if fraction else str(int(groups[0]))


def token_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where words and numbers stand, left to right."""
    return (match.span() for match in _TOKEN.finditer(text))


def words(text: str) -> list[str]:
    """Lower-case words with their accents (modern tone placement) and canonical numbers."""
    return [canonical_number(t) if t[0].isdecimal() else t for t in _TOKEN.findall(normalise(text).lower())]


def folded_words(text: str) -> list[str]:
    """The same as `words`, without diacritics."""
    return [canonical_number(t) if t[0].isdecimal() else t for t in _TOKEN.findall(fold(text))]


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Spans of the sentences of text[start:end], without the white space between them.

    A line is at least one sentence. Dots of abbreviations ("TP. Huế"), initials and list numbers end none.
    """
    end = len(text) if end is None else end
    spans, begin = [], start
    for match in _SENTENCE_END.finditer(text, start, end):
        if text[match.start()] != "\n" and _is_no_end(text, begin, match.end()):
            continue
        spans.append((begin, match.end() if text[match.start()] != "\n" else match.start()))
        begin = match.end()
    spans.append((begin, end))
    return [span for span in (_trim(text, *span) for span in spans) if span[0] < span[1]]


def _is_no_end(text: str, begin: int, dot: int) -> bool:
    tail = text[max(begin, dot - 12) : dot]
    return bool(_DOTTED.search(tail) or _LIST_NUMBER.search("\n" + text[begin:dot] if dot - begin <= 12 else tail))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def count_syllables(text: str) -> int:
    """How many words, each a syllable in Vietnamese, and numbers a text has."""
    return sum(1 for _ in token_spans(text))
