"""How one Vietnamese syllable may be spelled: what two spellings share, and what is no Vietnamese syllable at all."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from index.vietnamese.text import fold, normalise

_FINAL_Y = re.compile(r"(?:[bcdghklmnprstvx]+|qu)y")
_Y_TO_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_TILDE, _HOOK = "\u0303", "\u0309"

_SYLLABLE = re.compile(
    r"(?:b|ch|c(?![eiy])|d|gh(?=[ei])|gi|g|h|kh|k(?=[eiy])|l|m|ngh(?=[ei])|ng(?!h)|nh|n|ph|qu|r|s|th|tr|t|v|x)?"
    r"(?:a(?:c|ch|i|m|n|ng|nh|o|p|t|u|y)?|e(?:c|ch|m|n|ng|nh|o|p|t|u)?|i(?:a|ch|m|n|nh|p|t|u)?"
    r"|ie(?:c|m|n|ng|p|t|u)|o(?:c|i|m|n|ng|p|t)?|oa(?:c|ch|i|m|n|ng|nh|o|p|t|y)?|oe(?:m|n|o|t)?|oo(?:c|ng)"
    r"|u(?:a|c|i|m|n|ng|p|t|u)?|uo(?:c|i|m|n|ng|p|t|u)?|ua(?:n|ng|t|y)|ue(?:ch|n|nh)?"
    r"|uy(?:a|ch|en|et|n|nh|p|t|u)?|y)"
    r"|(?:qu)?y(?:ch|em|en|et|eu|n|nh|t)"
)


class Spelled(NamedTuple):
    """A syllable as written, brought to what its right spellings share."""

    key: str  # no diacritics, i for a final y: "Quý", "qui" -> "qui"
    accents: str  # the same with diacritics: "Quý", "quí" -> "quí"
    marked: bool  # whether it bears a diacritic


@lru_cache(maxsize=65536)
def spelled(syllable: str) -> Spelled:
    """What identifies a syllable, wherever its tone is placed and whether y or i is chosen."""
    key, accents = fold(syllable), normalise(syllable).lower()
    marked = key != accents
    if _FINAL_Y.fullmatch(key):
        key, accents = key[:-1] + "i", accents[:-1] + accents[-1].translate(_Y_TO_I)
    return Spelled(key.lstrip("0") or key, accents, marked)


@lru_cache(maxsize=65536)
def sounded(accents: str) -> str:
    """An accented syllable as most people say and misspell it, hỏi like ngã: "ngãi" -> "ngải"."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", accents).replace(_TILDE, _HOOK))


def is_syllable(key: str) -> bool:
    """Whether letters without diacritics can be a Vietnamese syllable: "giang" can, "giag" and "krong" cannot."""
    return _SYLLABLE.fullmatch(key) is not None


_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


@lru_cache(maxsize=65536)
def accents_of(syllable: str) -> tuple[str, str]:
    """The tone of a syllable, and the rest of its letters and marks."""
    letters = unicodedata.normalize("NFD", syllable)
    return "".join(filter(_TONES.__contains__, letters)), "".join(c for c in letters if c not in _TONES)


_SAME_SOUNDS = (("x", "s"), ("ch", "tr"), ("gi", "d"), ("r", "d"), ("v", "d"), ("n", "l"), ("gh", "g"), ("ngh", "ng"))
_SAME_FINALS = (("ng", "n"), ("nh", "n"), ("c", "t"), ("ch", "t"), ("y", "i"))


def sounds_like(one: str, other: str) -> bool:
    """Whether two folded syllables are one in some accent of the country: "sây" and "xây", "hạng" and "hạn"."""
    return sound(one) == sound(other)


def sounds_nearly(one: str, other: str) -> bool:
    """Whether two folded syllables that sound the same differ at one end only: "chang" and "trang", not "tren"."""
    return one[:2] == other[:2] or one[-2:] == other[-2:]


@lru_cache(maxsize=65536)
def sound(folded: str) -> str:
    """What folded syllables share that are one in some accent of the country."""
    for written, sound in sorted(_SAME_SOUNDS, key=lambda pair: -len(pair[0])):
        if folded.startswith(written):
            folded = sound + folded.removeprefix(written)
            break
    for written, sound in sorted(_SAME_FINALS, key=lambda pair: -len(pair[0])):
        if folded.endswith(written):
            return folded.removesuffix(written) + sound
    return folded


def deletions(word: str) -> set[str]:
    """A word with one letter left out, in every way."""
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def is_one_slip(a: str, b: str) -> bool:
    """Whether one added, missing, wrong or swapped letter tells two words apart."""
    if abs(len(a) - len(b)) > 1:
        return False
    if len(a) == len(b):
        differing = [i for i in range(len(a)) if a[i] != b[i]]
        return len(differing) == 1 or (
            len(differing) == 2
            and differing[1] == differing[0] + 1
            and a[differing[0]] == b[differing[1]]
            and a[differing[1]] == b[differing[0]]
        )
    return min(a, b, key=len) in deletions(max(a, b, key=len))
