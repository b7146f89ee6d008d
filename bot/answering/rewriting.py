"""A complete question as a text whose place, period and asking words can be exchanged. Pure.

Texts typed without accents are written with them first, as far as the corpus knows the words, so that what a follow-up
was taken to mean reads well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.answering.questions import Question, analyse
from index.lexicon import Lexicon
from index.vietnamese.abbreviations import expand
from index.vietnamese.periods import Period, PeriodMention, find_periods
from index.vietnamese.places import Level, Mention, find_places
from index.vietnamese.text import fold, is_unaccented, normalise, squeeze, words

Span = tuple[int, int]
WHY_WORDS = 3  # "vì sao lại tăng": still the same thing

KIND_BEFORE = re.compile(r"\b(?:tinh|thanh pho|tp\.?|huyen|quan|thi xa|tx\.?)\s*$")
INTERROGATIVE = re.compile(  # over small letters with accents
    r"\b(?:(?:là )?(?:bao nhiêu|nhiêu|mấy)(?: phần trăm)?|là ai|ai là|do ai|ai|"
    r"(?:vào |từ )?(?:ngày|tháng|năm|hôm|khi|lúc) nào|bao giờ|ở đâu|đâu|(?:là )?gì|(?:như )?thế nào|ra sao|"
    r"(?:vì|tại|làm) sao|sao (?:lại|mà)|nào|kể tên|liệt kê|(?:tăng|nhiều hơn|cao hơn) hay (?:giảm|ít hơn|thấp hơn))\b"
)
SAYS_NOTHING = re.compile(
    r"\b(?:o|tai|cua|ben|trong|vao|den|toi|cho|voi|rieng|doi|ve|tren|hoi|lien hiep|phu nu|lhpn|pn|tinh|huyen|thi|"
    r"thanh pho|con|la|so|sao|the|nao|ra|a|nhi|ca|tron|toan|cung|truoc|do|ay|nay|kia|nam|dat canh|em|chi|anh|oi|da|"
    r"vang|ok|roi|day|di|nhe|nua|va|cam on)\b"
)
_ASPECTS = re.compile(
    r"\b(?:(?:tong |so )?tien|kinh phi|tri gia|(?:tong )?gia tri|dong|trieu|ty|ngay|thang|nam|gio|thoi (?:gian|diem)|"
    r"giai doan|dia diem|cho|noi|ly do|nguyen nhan|ke hoach|chi tieu|muc tieu|phan dau|du kien|ket qua|"
    r"thuc (?:hien|te)|dat|duoc|hoan thanh|vuot|(?:ty|ti) le|phan tram|can|nguoi|suat|hinh thuc|cach|to chuc|dien ra|"
    r"ban hanh|con so|so lieu|cu the|tong cong|tat ca|ca thay|la|co|thi|het|moi|mot|do|nhung|cac|tang|giam|hon|khong|"
    r"bao|lau|xa)\b"
)
WHY = re.compile(r"\b(?:vi|tai) sao\b|\bsao (?:lai|ma)\b|\bly do\b|\bnguyen nhan\b")
_BETWEEN = re.compile(r"[\s,(–-]*(?:thuoc |cua |o )?(?:tinh |thanh pho )?")
_COMPARED = re.compile(r"[\s,]+so với\s", re.IGNORECASE)
_WHOLE_BEFORE = re.compile(r"\b(?:ca|tron|trong ca)\s+$")
_GREETING = re.compile(
    r"^(?:(?:da|thua|a|ui|may|cac)\s+)*(?:(?:chi|anh|em|co|ban|moi nguoi|ca nha)(?: oi)?[\s,]+)?"
    r"(?:cho (?:em|chi|anh|minh|toi|hoi)(?: hoi)?(?: chut| voi| la)?|em hoi|xin hoi|oi)?[\s,:]+"
)
_CLOSING = re.compile(r"(?<=\w)(?:[\s?!.…:;,]|\b(?:vậy|ạ|thế|nhỉ|hả|nhé|vay|nhi|a)\b(?:\s+(?:em|chị|anh|ta|chi)\b)?)+$")
_ASIDE = re.compile(r"\s*\([^()\d]*\)")
_EVENTS = r"hoi nghi|dai hoi|cuoc hop|ky hop|le hoi|ngay hoi|hoi thi|cuoc thi|hoi thao|hoi cho|dot thi dua|le phat dong"
_WORKS = r"ke hoach|chuong trinh|du an|de an|mo hinh|cau lac bo|clb|to hop tac|hop tac xa|htx|phong trao|cong trinh"
_ENDS = (
    r"co|duoc|do|dien ra|to chuc|thanh lap|ra mat|gom|la|ban hanh|thu|hop|het|mang|cho|de|trao|nhan|lam|ban|noi|vao|"
    r"ngay|nao|gi|may|bao|ai|cua|o|tai|dat|lay|giup|khi|hoi|nam|thang|con|da|dang|se|bi"
)
_THING = re.compile(rf"\b(?P<head>{_EVENTS}|{_WORKS})(?P<more>(?: (?!(?:{_ENDS})\b)[\w/.-]+)*)")
_PERSON = re.compile(r"\b(?:[Cc]hị|[Aa]nh|[Bb]à|[ÔôƠơ]ng|[Cc]ô|[Đđ]ồng chí)(?: [A-ZĐÀ-Ỹ]\w+)+")


@dataclass(frozen=True)
class Asked:
    """A complete question, with the stretches that name its places and periods."""

    text: str  # without closing mark
    question: Question
    place_spans: tuple[Span, ...]  # kind words and the province beside a district included
    period_mentions: tuple[PeriodMention, ...]

    @property
    def place(self) -> str | None:
        """Its places, as they stand in it."""
        return " và ".join(self.text[slice(*span)] for span in self.place_spans) or None

    @property
    def periods(self) -> str | None:
        """Its periods, as they stand in it."""
        written = ((self.text[m.start : m.end], m.period.label) for m in self.period_mentions)
        named = dict.fromkeys(label if is_unaccented(text) else text for text, label in written)
        return " và ".join(map(small, named)) or None

    @property
    def period(self) -> Period | None:
        """The one period that it names."""
        return self.period_mentions[0].period if len(self.period_mentions) == 1 else None

    @cached_property
    def thing(self) -> str | None:
        """The meeting, plan or group that it is about: "hội nghị sơ kết", "kế hoạch 192/KH-UBND"."""
        taken = [*self.place_spans, *((m.start, m.end) for m in self.period_mentions)]
        for match in _THING.finditer(fold(self.text)):
            end = min((start for start, _ in taken if start >= match.start()), default=match.end())
            found = self.text[match.start() : min(end, match.end())].strip(" ,.-")
            if len(found) > len(match["head"]) or re.fullmatch(_EVENTS, match["head"]):
                return small(found)
        return None

    @cached_property
    def person(self) -> str | None:
        """The person that it names."""
        match = _PERSON.search(self.text)
        return match[0] if match else None


def read_asked(text: str, lexicon: Lexicon, today: date) -> Asked:
    """Find the parts of a complete question."""
    shown = _tidied(restored(_tidied(text), lexicon))
    periods = find_periods(shown, said=today, bare_years=True)
    kept = [m for m in periods if not any(m.period != o.period and m.period.covers(o.period) for o in periods)]
    return Asked(shown, analyse(shown, lexicon, today=today), tuple(_place_spans(shown)), tuple(kept))


def restored(text: str, lexicon: Lexicon) -> str:
    """A text typed without accents written with them; any other as it is."""
    typed = normalise(squeeze(text))
    if not is_unaccented(typed):
        return typed
    pieces: list[str] = []
    position = 0
    for mention in find_places(typed):
        pieces += [_accented(typed[position : mention.start], lexicon), mention.places[0].name]
        position = mention.end
    return squeeze(" ".join([*pieces, _accented(typed[position:], lexicon)]))


def _accented(piece: str, lexicon: Lexicon) -> str:
    return " ".join(lexicon.correct(words(expand(piece, chat=True))).words)


def _tidied(text: str) -> str:
    """A question without greetings, asides and closing words."""
    greeting = _GREETING.match(fold(text))
    text = _ASIDE.sub("", text[greeting.end() :] if greeting else text)
    closing = _CLOSING.search(text)
    return text[: closing.start()] if closing else text


def _place_spans(text: str) -> list[Span]:
    folded = fold(text)
    spans: list[Span] = []
    before: Mention | None = None
    for mention in find_places(text):
        if before and _is_province_beside(before, mention, folded):
            spans[-1] = (spans[-1][0], mention.end)
        else:
            kind = KIND_BEFORE.search(folded[: mention.start])
            spans.append((kind.start() if kind else mention.start, mention.end))
        before = mention
    return spans


def _is_province_beside(before: Mention, mention: Mention, folded: str) -> bool:
    is_province = mention.places[0].level is Level.PROVINCE
    inside = any(place.province == mention.places[0].name for place in before.places)
    return is_province and inside and bool(_BETWEEN.fullmatch(folded[before.end : mention.start]))


def exchanged(asked: Asked, place: str | None, period: str | None) -> str:
    """The question about another place, another period or both."""
    edits: list[tuple[Span, str]] = []
    added: list[str] = []
    if place:
        edits += [(asked.place_spans[-1], place)] if asked.place_spans else []
        added += [] if asked.place_spans else [f"ở {place}"]
    if period:
        last = asked.period_mentions[-1] if asked.period_mentions else None
        edits += [((_without_whole(asked.text, last.start), last.end), period)] if last else []
        added += [] if last else [period]
    text = asked.text
    for (start, end), new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return " ".join([text, *added])


def _without_whole(text: str, start: int) -> int:
    whole = _WHOLE_BEFORE.search(fold(text[:start]))
    return whole.start() if whole else start


def compared(asked: Asked, others: Sequence[str]) -> str:
    """The question with another place or period beside its own."""
    return f"{_COMPARED.split(asked.text)[0]} so với {' '.join(others)}"


def is_aspect(text: str) -> bool:
    """Whether a text names no thing of its own, but asks how much, when, why or for the plan of another."""
    asked = fold(INTERROGATIVE.sub(" ", text.lower()))
    left = re.findall(r"\w+", SAYS_NOTHING.sub(" ", _ASPECTS.sub(" ", asked)))
    return not left or (bool(WHY.search(fold(text))) and len(left) <= WHY_WORDS)


def without_aspect(text: str) -> str:
    """A question without its second one: "xây bao nhiêu nhà, hết bao nhiêu tiền"."""
    first, _, last = text.rpartition(",")
    return first if first and INTERROGATIVE.search(last.lower()) and is_aspect(last) else text


def statement(text: str) -> str:
    """What a question is about, without the words that ask."""
    text = without_aspect(text)
    pieces, position = [], 0
    for match in INTERROGATIVE.finditer(text.lower()):
        pieces.append(text[position : match.start()])
        position = match.end()
    return squeeze("".join([*pieces, text[position:]])).replace(" ,", ",").strip(" ,.")


def framed(question: str, place: str | None, period: str | None) -> str:
    """A question with the place and period that it is about before it."""
    where = " ".join([*([f"ở {place}"] if place else []), *([period] if period else [])])
    return f"{where}, {small(question)}" if where else question


def small(text: str) -> str:
    """A text without the capital of a sentence's beginning; that of an abbreviation stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or len(text) < 2 else text


def as_question(text: str) -> str:
    """A capital at its beginning, a question mark at its end."""
    text = squeeze(text).strip(" ,")
    return f"{text[:1].upper()}{text[1:]}?"
