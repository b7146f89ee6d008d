"""Numbers that name a thing instead of counting: "lần thứ XI", "khóa 12", "Đề án 938", "kế hoạch số 192". Pure."""

from __future__ import annotations

import re

from index.vietnamese.text import fold

_NAMED = re.compile(
    r"\b(?P<kind>lan thu|khoa|de an|du an|chi thi|nghi quyet|quyet dinh|ke hoach|chuong trinh|thong bao|so)"
    r"\s+(?:so\s+)?(?P<number>(?!(?:19|20)\d\d)\d{1,4}|[ivx]{1,6})(?![\w.,]*\d|\w)"
)
_NUMBERS = {
    **{"nhat": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5},
    **{"sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10},
}
_IN_WORDS = re.compile(rf"\blan (?:thu (?P<word>{'|'.join(_NUMBERS)})|dau(?: tien)?)\b")
_ROMAN = {"i": 1, "v": 5, "x": 10}


def missing_identifiers(question: str, text: str) -> bool:
    """Whether a question names a thing by number ("lần thứ XI") that a text has under another number only."""
    wanted, held = _identifiers(question), _identifiers(text)
    return any(number not in held.get(kind, {number}) for kind, numbers in wanted.items() for number in numbers)


CONGRESS = "dai hoi"
_NUMBERED_CONGRESS = re.compile(rf"\b{CONGRESS}\b.*\blan thu (?:[ivx]+|\d+)\b")


def asks_of_numbered_congress(question: str) -> bool:
    """Whether a question is about a congress that it names by its number: only what speaks of one can answer."""
    return bool(_NUMBERED_CONGRESS.search(fold(question)))


def _identifiers(text: str) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    folded = fold(text)
    for match in _NAMED.finditer(folded):
        kind = "lan thu" if match["kind"] == "khoa" else match["kind"]  # the congress of a term has its number
        found.setdefault(kind + _whose(folded, match.start()), set()).add(_value(match["number"]))
    for match in _IN_WORDS.finditer(folded):
        number = _NUMBERS[match["word"]] if match["word"] else 1
        found.setdefault("lan thu" + _whose(folded, match.start()), set()).add(number)
    return found


WHOSE_CHARS = 45  # before "lần thứ", within which it is said whose congress it is


def _whose(folded: str, at: int) -> str:
    """Whose congress is numbered, if not the province's: the nation's and the Party's are counted by themselves."""
    before = re.split(r"[,;.]", folded[max(at - WHOSE_CHARS, 0) : at])[-1]
    whose = re.search(r"\btoan quoc\b|\bdang bo\b|\bdai hoi dang\b|\bphien hop\b|\bky hop\b", before)
    return f" {whose[0]}" if whose else ""


def _value(written: str) -> int:
    if written.isdigit():
        return int(written)
    values = [_ROMAN[letter] for letter in written]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
