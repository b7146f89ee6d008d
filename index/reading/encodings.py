"""What Vietnamese texts were saved in before UTF-8 was usual: UTF-16, Windows-1258, TCVN3 (.VnTime) and VNI.

Pure. Bytes that are not UTF-8 are read in each candidate, and the one whose accented words are Vietnamese syllables is
taken; a text that is Vietnamese in none of them is refused, not guessed.

References:
    TCVN 5712:1993, set VN3: one byte a letter; capitals with a tone have none, their fonts (.VnTimeH) draw them.
    VNI-Windows: a vowel, then one byte for its tone and its hat or breve; a few letters have a byte of their own.
"""

from __future__ import annotations

import re
import unicodedata

from index.vietnamese.spelling import is_syllable
from index.vietnamese.text import fold, nfc

MIN_ACCENTED_WORDS = 3  # fewer may be Vietnamese by chance
MIN_SHARE = 0.8  # of the accented words must be syllables; the rest are names and slips
MOJIBAKE_SHARE = 0.5  # a Unicode text whose accented words are syllables so seldom is none
SAMPLE_CHARS = 100_000
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~“”‘’«»–—…•]+")
_TONES = frozenset("\u0300\u0301\u0309\u0303\u0323")
_MARKS = _TONES | frozenset("\u0302\u0306\u031b")  # hat, breve, horn
_STOP_TONES = frozenset("\u0301\u0323")  # acute or dot, which a syllable that ends in a stop bears

_TCVN3 = str.maketrans(
    dict(
        zip(
            "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
            "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
            strict=True,
        )
    )
)
_VNI_TONES = dict(zip("ØÙÛÕÏ", "\u0300\u0301\u0309\u0303\u0323", strict=True))
_VNI_HATS = dict(zip("ÂÀÁÅÃÄ", ("", *_VNI_TONES.values()), strict=True))
_VNI_BREVES = dict(zip("ÊÈÉÚÜË", ("", *_VNI_TONES.values()), strict=True))
_VNI_LETTERS = dict(zip("ÔÖÍÌÆÓÒÎÑ", "ƠƯÍÌỈĨỊỴĐ", strict=True))


def _vni_pairs() -> dict[str, str]:
    """Each VNI spelling of a letter, in capitals, and the letter."""
    pairs = dict(_VNI_LETTERS)
    for vowel in ("A", "E", "O", "U", "Y", "Ô", "Ö"):
        letter = _VNI_LETTERS.get(vowel, vowel)
        pairs |= {vowel + byte: nfc(letter + tone) for byte, tone in _VNI_TONES.items()}
    for vowel in "AEO":
        pairs |= {vowel + byte: nfc(f"{vowel}\u0302{tone}") for byte, tone in _VNI_HATS.items()}
    return pairs | {"A" + byte: nfc(f"A\u0306{tone}") for byte, tone in _VNI_BREVES.items()}


_VNI = {form(pair): form(letter) for pair, letter in _vni_pairs().items() for form in (str.upper, str.lower)}
_VNI |= {pair[0].upper() + pair[1:].lower(): letter.upper() for pair, letter in _vni_pairs().items() if len(pair) == 2}
_VNI_FORM = re.compile("|".join(sorted(_VNI, key=len, reverse=True)))


def decode(content: bytes) -> str | None:
    """The text of bytes in whatever encoding Vietnamese is saved in, not yet NFC; None if it is none of them."""
    encoding = next((name for bom, name in _BOMS.items() if content.startswith(bom)), None)
    if encoding:
        return _decoded(content, encoding)
    if b"\0" in content:
        return _most_vietnamese(_decoded(content, "utf-16-le"), _decoded(content, "utf-16-be"))
    text = _decoded(content, "utf-8")
    if text is not None:
        return mend(text)
    western = content.decode("cp1252", "replace")
    return _most_vietnamese(_decoded(content, "cp1258"), _from_tcvn3(western), _from_vni(western))


def mend(text: str) -> str:
    """A Unicode text, or the one meant where it shows the codes of a TCVN3 or VNI font ("Héi", "Hoäi" for "Hội")."""
    if _share(text, otherwise=1.0) >= MOJIBAKE_SHARE:
        return text
    return _most_vietnamese(_from_tcvn3(text), _from_vni(text)) or text


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _from_tcvn3(western: str) -> str:
    """A text of TCVN3 codes; a line in capitals is wholly so, though its toned letters have no capital codes."""
    lines = western.translate(_TCVN3).split("\n")
    return "\n".join(line.upper() if _is_capital(line) else line for line in lines)


def _is_capital(line: str) -> bool:
    plain = [letter for letter in line if letter.isascii() and letter.isalpha()]
    return len(plain) >= 4 and sum(map(str.isupper, plain)) >= 0.8 * len(plain)


def _from_vni(western: str) -> str:
    return _VNI_FORM.sub(lambda match: _VNI[match[0]], western)


def _most_vietnamese(*candidates: str | None) -> str | None:
    """The candidate with the largest share of Vietnamese words, if it is large enough."""
    best = max(filter(None, candidates), key=_share, default=None)
    return best if best is not None and _share(best) >= MIN_SHARE else None


def _share(text: str, otherwise: float = 0.0) -> float:
    """The share of Vietnamese syllables among the words that are not plain ASCII; few words give the other value."""
    words = [word for word in _WORD.findall(nfc(text[:SAMPLE_CHARS])) if not word.isascii()]
    if len(words) < MIN_ACCENTED_WORDS:
        return otherwise
    return sum(map(_is_vietnamese, words)) / len(words)


def _is_vietnamese(word: str) -> bool:
    """Whether an accented word is a syllable: Vietnamese letters, one tone at most, acute or dot before a stop."""
    marks = [mark for mark in unicodedata.normalize("NFD", word) if unicodedata.combining(mark)]
    tones = _TONES & set(marks)
    folded = fold(word)
    if not set(marks) <= _MARKS or len(tones) > 1 or not is_syllable(folded):
        return False
    return not folded.endswith(("c", "ch", "p", "t")) or bool(tones & _STOP_TONES)
