"""What a language model wrote becomes claims: plain text without links and lists of sources, with markers. Pure."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from index.vietnamese.text import fold, nfc, sentence_spans, squeeze

NO_INFORMATION = "không có thông tin"

_THOUGHTS = re.compile(
    r"<(think|thinking|reasoning)>.*?</\1>|\A.*</(?:think|thinking|reasoning)>|<think(?:ing)?>.*\Z", re.DOTALL
)
_HIDDEN = re.compile(r"<(script|style|iframe|svg)\b.*?(?:</\1>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*(?:>|\Z)")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"(\[\d+\])\([^)]*\)|\[([^\]]*)\]\([^)]*\)")
_ADDRESS = re.compile(
    r"(?:https?|ftp|tg|mailto|javascript|data):\S+|www\.\S+|(?<!\w)[\w.+-]+@[\w-]+\.[\w.]+"
    r"|(?<![\w.])(?:[a-z0-9-]+\.)+(?:vn|com|net|org|info|io|me|ly|xyz|top|ru|cn|edu|gov)(?:/\S*)?(?![\w.])",
    re.IGNORECASE,
)
_COMMAND = re.compile(r"(?<!\S)/[A-Za-z_]\w*(?:@\w+)?|(?<![\w@])@\w{3,}")
_EMPHASIS = re.compile(r"\*{1,3}|_{2,3}|(?<!\w)_|_(?!\w)|`+|~~")
_LINE_START = re.compile(r"^\s*(?:#{1,6}\s+|>\s*)+")
_BULLET = re.compile(r"^\s*(?:[-–—•*+●▪◦]|\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ][.)])\s+")
_SOURCES_LINE = re.compile(
    r"^\W*(?:cac |danh sach )?(?:nguon|tai lieu|trich dan|tham khao|sources?|references?)[\w ]{0,24}\W*(?::|$)"
)
_SOURCES_INLINE = re.compile(
    r"[([]\s*(?:nguồn|theo nguồn|source)s?\s*:[^)\]]*[)\]]|(?<!\w)(?:nguồn|source)s?\s*:.*$", re.IGNORECASE
)
_MARKERS = re.compile(r"\[\s*(?:đoạn\s*|nguồn\s*|\^)?(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*\]", re.IGNORECASE)
_MARKER = re.compile(r"\s*\[(\d+)\]")
_MARKER_AFTER_END = re.compile(r"([.!?…]+)((?:[ \t]*\[\d+\])+)")
_PART_END = re.compile(r"((?:\s*\[\d+\])+)(\s*[,;]|(?=\s+(?:và|còn|nhưng|trong khi)\s))")
_BRACKETS = str.maketrans({"【": "[", "】": "]", "〔": "[", "〕": "]"})
_ENDS = ".!?…;:,"


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, list item or part of one that ends with markers: what is checked as a whole."""

    text: str  # without markers, bullet and last punctuation
    markers: tuple[int, ...]
    ending: str  # its last punctuation
    line: int  # of the draft
    bullet: bool = False


def says_nothing(draft: str) -> bool:
    """Whether a model says that the passages do not tell."""
    return fold(squeeze(clean(draft))).lstrip(' .-"“').startswith(fold(NO_INFORMATION))


def read_claims(draft: str) -> list[Claim]:
    """The claims of a draft, in order."""
    claims: list[Claim] = []
    for number, line in enumerate(clean(draft).splitlines()):
        if _SOURCES_LINE.match(fold(line)):
            break  # what follows is the model's own list of sources
        bullet = bool(_BULLET.match(line))
        text = _BULLET.sub("", _SOURCES_INLINE.sub("", line))
        for part in _parts(_MARKER_AFTER_END.sub(r"\2\1", text)):
            claim = _claim(part, number, bullet and not any(other.line == number for other in claims))
            if claim:
                claims.append(claim)
    return claims


def _parts(line: str) -> Iterator[str]:
    """Sentences, cut after markers inside them too."""
    for start, end in sentence_spans(line):
        begin = start
        for match in _PART_END.finditer(line, start, end):
            yield line[begin : match.end()]
            begin = match.end()
        yield line[begin:end]


def _claim(part: str, line: int, bullet: bool) -> Claim | None:
    markers = tuple(dict.fromkeys(int(number) for number in _MARKER.findall(part)))
    text = squeeze(_MARKER.sub("", part))
    bare = text.rstrip(_ENDS + " ")
    ending = text[len(bare) :].strip()[:1]
    return Claim(bare, markers, ending, line, bullet) if any(map(str.isalnum, bare)) else None


def clean(draft: str) -> str:
    """The draft as plain lines: no markup, address, command, hidden character or digit of another script."""
    text = _THOUGHTS.sub("", draft)
    text = _visible(html.unescape(text)).translate(_BRACKETS)
    text = _TAG.sub(" ", _HIDDEN.sub(" ", text))
    text = _LINK.sub(r"\1\2", _IMAGE.sub(" ", text))
    lines = (_LINE_START.sub("", line) for line in text.splitlines())
    return "\n".join(_clean_line(line) for line in lines)


def _clean_line(line: str) -> str:
    bullet = _BULLET.match(line)
    start = bullet.end() if bullet else 0
    rest = _COMMAND.sub(" ", _ADDRESS.sub(" ", line[start:]))
    rest = _MARKERS.sub(lambda match: "".join(f"[{int(n)}]" for n in re.findall(r"\d+", match[1])), rest)
    return ("- " if bullet else "") + re.sub(r"[ \t]+", " ", _EMPHASIS.sub("", rest)).strip()


def _visible(text: str) -> str:
    """NFC with one form of each digit and sign, without characters that do not show."""
    return nfc("".join(map(_plain_character, text.replace("\r\n", "\n"))))


def _plain_character(character: str) -> str:
    if character in "\n\t":
        return character
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    if 0xFF01 <= ord(character) <= 0xFF5E:
        return chr(ord(character) - 0xFEE0)
    return "" if kind in ("Cf", "Cc", "Co", "Cn", "Cs") else " " if kind[0] == "Z" else character
