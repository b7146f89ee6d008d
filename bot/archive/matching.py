"""Whether two questions ask the same. Pure.

It is said only where everything agrees: an answer to another question is worse than none. The same words in another
order, with accents or without, and other words of courtesy make no other question; another place, period, number or
thing asked for does, and so does any other word: "tối đa" and "tối thiểu" are as alike to an embedding model as can be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.indicators import word_set
from index.vietnamese.abbreviations import expand
from index.vietnamese.periods import Period, find_periods
from index.vietnamese.places import Level, Place, find_places, resolve
from index.vietnamese.text import fold, is_unaccented, nfc, normalise, squeeze, token_spans, words

# Words that neither name nor turn anything; "cho", "được", "không" do, and stay.
_EMPTY = word_set(
    "là có thì mà và các những này kia ấy đó ở tại trong của để cần muốn về như à ạ ơi vậy nhỉ hả nhé nha dạ thưa "
    "xin hỏi biết kể em mình ta tôi tui chị anh giúp với vui lòng hãy gì nào sao thế ra ai khi lúc đâu bao nhiêu mấy "
    "bây giờ hiện nay"
)
# Without accents most of them are other words as well ("vay", "may", "the", "trong"); these, and some phrases, are not.
_EMPTY_IF_PLAIN = word_set("la cac nhung kia ay nao gi oi a va cua o sao")
_PHRASES_IF_PLAIN = re.compile(
    r"\b(?:bao nhieu|(?:nhu )?the nao|khi nao|bao gio|o dau|(?:cho (?:em|toi|minh|chi) )?hoi(?= (?:la|ve)\b)|xin hoi|"
    r"vui long)\b"
)
_ASPECTS = {
    "when": r"khi nao|bao gio|luc nao|(?:ngay|thang|nam|quy|hom) (?:nao|may|bao nhieu)",
    "where": r"(?:o|tai) dau|(?:noi|cho|dia ban|xa|huyen|tinh) nao|dau$",
    "who": r"\bai\b|nguoi nao|(?:chi|dong chi|ba) nao",
    "how much": r"bao nhieu|\bmay\b(?! moc)|so luong",
    "why": r"(?:vi|tai) sao|sao lai|ly do|nguyen nhan",
}
_COURTESY = re.compile(r"[\s,]+(?:a|ạ|ah|nhé|nhe|nha|vậy|ơi)[\s.?!]*$", re.IGNORECASE)  # before "a" is read as "anh"
_KIND = re.compile(r"\b(?:tinh|huyen|quan|thi xa|thanh pho|tp\.?|tx\.?)\s*$")
_ONLY_ASKS = ("khong", "chua", "hay")  # at the end: "có được vay không?"


@dataclass(frozen=True, slots=True)
class Reading:
    """What of a question has to agree."""

    places: frozenset[Place]  # without the province of a district that is named
    is_clear: bool  # each name means one place: ten districts are called Châu Thành
    periods: frozenset[Period]
    aspects: frozenset[str]
    words: tuple[str, ...]  # without those of places and periods, and without a "không" that only asks
    is_plain: bool  # typed without accents

    def terms(self, *, plain: bool) -> tuple[str, ...]:
        """The words that name or turn something, in order; folded, to be compared with a question without accents."""
        if plain:
            said = _PHRASES_IF_PLAIN.sub(" ", fold(" ".join(self.words))).split()
            return tuple(word for word in said if word not in _EMPTY_IF_PLAIN)
        return tuple(word for word in self.words if word not in _EMPTY)


def read(text: str, today: date) -> Reading:
    """Read a question that is asked on a day."""
    typed = _COURTESY.sub("", squeeze(nfc(text)))
    spelled = normalise(expand(typed, chat=True))
    mentions = find_places(spelled)
    periods = find_periods(spelled, said=today, bare_years=True)
    taken = [(_with_kind(spelled, mention.start), mention.end) for mention in mentions]
    taken += [(mention.start, mention.end) for mention in periods]
    folded = fold(spelled).rstrip(" ?.!")
    places = resolve(mentions)
    return Reading(
        frozenset(_named(places)),
        len(places) <= len(mentions),
        frozenset(mention.period for mention in periods),
        frozenset(aspect for aspect, asked in _ASPECTS.items() if re.search(asked, folded)),
        _words(spelled, taken),
        is_unaccented(typed),
    )


def _named(places: Sequence[Place]) -> list[Place]:
    districts = {place.province for place in places if place.level is Level.DISTRICT}
    return [place for place in places if place.level is Level.DISTRICT or place.province not in districts]


def _with_kind(spelled: str, start: int) -> int:
    """Where the name of a place begins with its kind: "tỉnh Hà Giang" is no other place than "Hà Giang"."""
    kind = _KIND.search(fold(spelled[:start]))
    return kind.start() if kind else start


def ask_same(first: Reading, second: Reading) -> bool:
    """Whether two questions ask the same, in whatever order."""
    if not (first.is_clear and second.is_clear):
        return False
    if (first.places, first.periods, first.aspects) != (second.places, second.periods, second.aspects):
        return False
    plain = first.is_plain or second.is_plain
    terms = set(first.terms(plain=plain))
    return bool(terms) and terms == set(second.terms(plain=plain))


def in_same_order(first: Reading, second: Reading) -> bool:
    """Whether two questions say what they say in the same order."""
    plain = first.is_plain or second.is_plain
    return first.terms(plain=plain) == second.terms(plain=plain)


def share_terms(first: Reading, second: Reading, share: float = 0.5) -> bool:
    """Whether two questions of the same places and periods have a share of their words in common, accents aside."""
    if (first.places, first.periods) != (second.places, second.periods):
        return False
    one, other = set(first.terms(plain=True)), set(second.terms(plain=True))
    return len(one & other) >= share * len(one | other)


def _words(spelled: str, taken: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    free = [(start, end) for start, end in token_spans(spelled) if not any(a <= start < b for a, b in taken)]
    said = [word for start, end in free for word in words(spelled[start:end])]
    while said and fold(said[-1]) in _ONLY_ASKS:
        said.pop()
    return tuple(said)


def content_words(text: str) -> list[str]:
    """The words of a text that name or turn something, in their order, without those of places and periods."""
    return [word for word in read(text, date.today()).words if word not in _EMPTY]
