"""Abbreviations of the Union's reports and of people's messages, written out.

Both the articles and the questions are expanded to the same long form, so that "MATT" finds "mái ấm tình thương" and
the other way round. The table is `data/abbreviations.csv`; its scope says where a short form counts: "any" letter
case, "upper" only in capitals (it is a word otherwise), "chat" only in what people type.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

from index.vietnamese.dialect import standard
from index.vietnamese.text import CAPITALS, fold, folded_words

_WORD = re.compile(r"[^\W\d_]+(?:[&-][^\W\d_]+)*")
_DEFINED = re.compile(
    rf"(?P<long>[^\W\d_][^();:.\n]{{5,90}}?)\s*"
    rf"\((?:gọi tắt là\s+|viết tắt là\s+)?(?P<short>[{CAPITALS}][{CAPITALS}&-]{{1,9}})\)"
)
_CAPITALISED = re.compile(rf"\s+[{CAPITALS}]")
_SIX_MONTHS = re.compile(r"(?<!\w)(\d{1,2})\s?[Tt](?=\s+(?:đầu|dau|cuối|cuoi)\b)")


@cache
def _table() -> Mapping[str, tuple[str, str]]:
    """Short form -> long form and scope; an un-accented short form too where no other one has it."""
    table = resources.files("index.vietnamese").joinpath("data/abbreviations.csv").read_text(encoding="utf-8")
    rows = {row["short"]: (row["long"], row["scope"]) for row in csv.DictReader(table.splitlines())}
    folded = {fold(short): entry for short, entry in rows.items() if entry[1] == "any"}
    return folded | rows


def expand(text: str, *, chat: bool = False, known: Mapping[str, str] | None = None) -> str:
    """A text with its abbreviations written out, for searching; never for showing.

    Args:
        text: a passage or a question, NFC.
        chat: whether short forms of chat messages ("ko", "dc") and words of the regions ("mô", "chi") count.
        known: further abbreviations, as `defined_in` finds them.
    """

    def long_form(match: re.Match[str]) -> str:
        written = match[0]
        if known and written.lower() in known:
            return known[written.lower()]
        long, scope = _table().get(written.lower(), (written, "any"))
        if (scope == "upper" and not written.isupper()) or (scope == "chat" and (not chat or _is_name(match))):
            return written
        return long

    return _WORD.sub(long_form, _SIX_MONTHS.sub(r"\1 tháng", standard(text) if chat else text))


def _is_name(match: re.Match[str]) -> bool:
    """Whether a single letter begins a name: "A Lưới"."""
    return len(match[0]) == 1 and match[0].isupper() and bool(_CAPITALISED.match(match.string, match.end()))


def defined_in(text: str) -> dict[str, str]:
    """Abbreviations that a text defines itself: "bình đẳng giới (BĐG)" -> {"bđg": "bình đẳng giới"}."""
    found = {}
    for match in _DEFINED.finditer(text):
        long = _tail_spelling(match["long"], "".join(folded_words(match["short"])))
        if long:
            found[match["short"].lower()] = long
    return found


def _tail_spelling(text: str, initials: str) -> str | None:
    """The last words of a text, if their initials spell the abbreviation."""
    tail = text.lower().split()[-len(initials) :]
    return " ".join(tail) if "".join(fold(word)[:1] for word in tail) == initials else None
