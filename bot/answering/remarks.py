"""A text read as a remark on the question before it: what it names, and whether it points back. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.answering.rewriting import INTERROGATIVE, KIND_BEFORE, Asked, Span
from index.vietnamese.periods import find_periods
from index.vietnamese.places import Level, Place, find_places, provinces, resolve
from index.vietnamese.text import fold, is_unaccented, normalise, squeeze

_OPENING = re.compile(
    r"^(?:(?:à|ừ|ừm|ờ|dạ|vâng|ok|oke|rồi|nhưng mà|nhưng|mà|em ơi|chị ơi|uh|da|vang)[\s,.:]+)*"
    r"(?P<leans>(?:(?:thế|vậy|còn|thì|the|vay|con|thi)[\s,:]+(?!nào\b|nao\b))*)"
)
_CLOSING = re.compile(
    r"(?:[\s,]*\b(?:(?P<leans>(?:thì|thi) (?:sao|thế nào|the nao|ra sao))|thì|thi|nhỉ|nhi|ạ|vậy|vay|thế|hả|nhé|nhe|nha|đi)\b"
    r"(?:\s*,?\s*(?:em|chị|anh|bạn|chi)\b(?: ơi| oi)?)?)*[\s?!.…]*$"
)
_POINTS_BACK = re.compile(
    r"\b(?:o|tai|noi|tinh|huyen|xa|nam|ky|dot|hoi nghi|cuoc hop|dai hoi|le hoi|ngay hoi|hoi thi|cuoc thi|ke hoach|du an|"
    r"de an|mo hinh|cau lac bo|clb|to|chuong trinh|bao cao|don vi|chi|anh|ba|ong|co|dong chi|nguoi|viec|so|nhung ho)"
    r" (?:do|ay|nay|tren|vua roi)\b(?! (?:dia ban|toan))"
)
_BACK_TO_PLACE_OR_TIME = re.compile(r"\b(?:o|tai|noi|tinh|huyen|xa|nam|ky|dot) (?:do|ay|day|nay|tren)\b")
_PREPOSITIONS = re.compile(
    r"(?:\b(?:o|tai|cua|ben|trong|vao|den|toi|tinh den|cho|rieng|doi voi|ve|so voi|dat canh|ca|tron|"
    r"hoi (?:lhpn|lien hiep phu nu|phu nu|pn))\s+|[\s,])+$"
)
_EMPTY_WORDS = frozenset(
    "o tai cua ben trong vao den toi cho voi rieng doi ve tren hoi lien hiep phu nu lhpn pn tinh huyen thi thanh pho con "
    "la so sao the nao ra a nhi vay ca tron toan cung truoc do ay nay kia nam dat canh sanh em chi anh oi da vang ok roi "
    "day di nhe cam on".split()
)
_COMPARES = re.compile(r"\bso (?:voi|sanh)\b|\b(?:dat canh|doi chieu)\b|\b(?:tang|nhieu hon|cao hon) hay (?:giam|it|thap)")
_SIDES = re.compile(r"\b(?:ben|noi|cai|nam|ky|dia phuong|tinh|huyen|don vi) nao (?:nhieu|it|cao|thap|lon|tot)\b")
_SAME_PART = re.compile(r"\bcung ky\b(?: (?:cua )?(?:nam )?(?P<year>\d{4})| nam (?:truoc|ngoai))?")
_YEAR_AFTER = re.compile(r"\bnam (?:sau|tiep theo|ke tiep)\b")
_CALENDAR = re.compile(r"\bnam (?:nay|ngoai|kia)\b")
_YEAR_LEFT_OUT = re.compile(r"\b(?:ca|tron|het|cuoi|giua|dau) nam\b(?!\s*(?:\d|nay|ngoai|truoc|kia|sau))")
_WHOLE_PROVINCE = re.compile(r"\b(?:ca|toan) tinh\b")
_LOCAL = re.compile(r"^(?:o |tai )?(?:xa|phuong|thi tran|thon|ap|ban|buon|lang) [\w ]+$")
_ADDRESS = r"(?:cho|xin|em|chi|anh|toi|minh|giup|voi|biet|hoi|muon|can|nhe|nha|di|a|duoc khong|ho|xem|co|the|vay|ra)"
_SOURCES = re.compile(
    rf"^(?:{_ADDRESS}\s+)*(?:(?:dan|neu|ghi|xem|trich|gui|noi ro)\s+)*(?:(?:{_ADDRESS})\s+)*"
    r"(?:nguon(?: (?:nao|dau|o dau|tin|tai lieu|trich dan))*|dan nguon|trich dan|dan chung|can cu(?: (?:nao|dau|vao dau))?|"
    r"(?:so lieu |thong tin |cai nay )?(?:lay |trich |nam )?(?:o|tu|trong|theo) (?:dau|(?:bai|bao cao|tai lieu|nguon) nao)"
    rf"|bai nao|bao cao nao)(?: (?:{_ADDRESS}|day))*$"
)
_MORE = re.compile(
    rf"^(?:(?:noi|ke|giai thich|trinh bay|neu|tra loi|mo ta|thong tin|{_ADDRESS})\s+)*"
    r"(?:ro|chi tiet|cu the|ky|day du|them|tiep)"
    rf"(?:\s+(?:hon|them|nua|chut|mot chut|ti|thong tin|chi tiet|ro|cu the|la gi|the nao|ra sao|gom gi|{_ADDRESS}))*$"
)
_ASPECTS = re.compile(
    r"\b(?:(?:tong |so )?tien|kinh phi|tri gia|(?:tong )?gia tri|dong|trieu|ty|(?:vao )?ngay|thang|nam|gio|thoi gian|"
    r"thoi diem|dia diem|cho|noi|ly do|nguyen nhan|ke hoach|chi tieu|muc tieu|phan dau|du kien|ket qua|thuc hien|"
    r"thuc te|dat|duoc|hoan thanh|vuot|(?:ty|ti) le|phan tram|can|nguoi|suat|hinh thuc|cach|to chuc|dien ra|ban hanh|"
    r"con so|so lieu|cu the|tong cong|tat ca|ca thay|la|co|thi|het|moi|mot|do|nhung|cac|duoc|tang|giam|hon|cua|trong|o|"
    r"tai|vao|khong|bao|lau|xa)\b"
)
_WHY = re.compile(r"\b(?:vi|tai) sao\b|\bly do\b|\bnguyen nhan\b")
WHY_WORDS = 3  # "vì sao chậm", "vì sao lại tăng thế": still the same thing


@dataclass(frozen=True, slots=True)
class Remark:
    """What a text says."""

    text: str  # without opening and closing words
    rest: str  # of this, what names no place or period
    place: str | None = None  # as it can stand in a question
    period: str | None = None
    leans: bool = False  # it opens or closes as a follow-up, or points back
    syllables: int = 0

    @property
    def folded(self) -> str:
        return fold(self.rest)

    @property
    def is_empty(self) -> bool:
        """Whether it only names a place or a period."""
        return not self._words(_COMPARES.sub(" ", self.folded)) or bool(_LOCAL.match(self.folded) and self.place)

    @property
    def asks_aspect(self) -> bool:
        """Whether it asks about what was spoken of: how much it cost, when, why, what the plan was."""
        left = self._words(_ASPECTS.sub(" ", INTERROGATIVE.sub(" ", self.folded)))
        return not left or (bool(_WHY.search(self.folded)) and len(left) <= WHY_WORDS)

    @property
    def asks_nothing(self) -> bool:
        """Whether nothing can be answered without a conversation."""
        return self.is_empty or (self.asks_aspect and not self.place and not self.period)

    @property
    def asks(self) -> bool:
        return bool(INTERROGATIVE.search(self.folded))

    @property
    def compares(self) -> bool:
        return bool(_COMPARES.search(fold(self.text)))

    @property
    def compares_sides(self) -> bool:
        """Whether it asks which of what was spoken of is more."""
        return bool(_SIDES.search(fold(self.text)))

    @property
    def wants_sources(self) -> bool:
        return bool(_SOURCES.match(_bare(self.text)))

    @property
    def wants_more(self) -> bool:
        return bool(_MORE.match(_bare(self.text)))

    @staticmethod
    def _words(folded: str) -> list[str]:
        return [word for word in re.findall(r"\w+", folded) if word not in _EMPTY_WORDS]


def _bare(text: str) -> str:
    return squeeze(re.sub(r"[^\w ]", " ", fold(text)))


def read_remark(typed: str, before: Asked | None, today: date) -> Remark:
    """Read a text, given the question before it."""
    lowered = normalise(typed).lower()
    opening, closing = _OPENING.match(lowered), _CLOSING.search(lowered)
    assert opening and closing
    text = normalise(typed)[opening.end() : max(closing.start(), opening.end())].strip(" ,:")
    leans = bool(opening["leans"] or closing["leans"] or _POINTS_BACK.search(fold(text)))
    dated = _with_year(text, before)
    places, place = _read_place(dated, before)
    times, period = _read_period(dated, before, today)
    rest = _cut(dated, [*places, *times])
    if place is None and _LOCAL.match(fold(rest)):
        place = re.sub(r"^(?:ở|tại|o|tai) ", "", rest)
    return Remark(text, rest, place, period, leans, len(text.split()))


def _with_year(text: str, before: Asked | None) -> str:
    """ "cả năm" is that of the question before."""
    if before is None or before.period is None:
        return text
    left_out = _YEAR_LEFT_OUT.search(fold(text))
    return f"{text[: left_out.end()]} {before.period.year}{text[left_out.end() :]}" if left_out else text


def _read_place(text: str, before: Asked | None) -> tuple[list[Span], str | None]:
    """Where places are named, and their names."""
    mentions = find_places(text)
    spoken_of = before.question.places if before else ()
    if not mentions:
        whole = _WHOLE_PROVINCE.search(fold(text))
        province = next((p for p in provinces() for other in spoken_of[:1] if p.name == other.province), None)
        return ([whole.span()], province.full_name) if whole and province else ([], None)
    hints = [place.province for place in spoken_of]
    resolved = resolve(mentions, hint_provinces=hints)
    kinds = {place for mention in mentions if mention.kind for place in mention.places}
    inside = {place.province for place in resolved if place.level is Level.DISTRICT}
    several = {place for mention in mentions if len(mention.places) > 1 for place in mention.places}
    names = [
        _named(place, place in kinds, place in several)
        for place in resolved
        if place.level is Level.DISTRICT or place.province not in inside
    ]
    return [(mention.start, mention.end) for mention in mentions], " và ".join(names)


def _named(place: Place, with_kind: bool, is_ambiguous: bool) -> str:
    if place.level is Level.PROVINCE:
        return place.full_name if with_kind else place.name
    return place.label if is_ambiguous else place.full_name


def _read_period(text: str, before: Asked | None, today: date) -> tuple[list[Span], str | None]:
    """Where periods are named, and their names; what they leave out is that of the question before."""
    folded = fold(text)
    known = before.period if before else None
    same, after = _SAME_PART.search(folded), _YEAR_AFTER.search(folded)
    if same and known:
        years = int(same["year"]) - known.year if same["year"] else -1
        return [same.span()], known.moved(years).label
    if after and known:
        return [after.span()], f"năm {known.year + 1}"
    said = date(known.year, 12, 31) if known and not _CALENDAR.search(folded) else today
    mentions = find_periods(text, said=said, bare_years=True)
    return [(m.start, m.end) for m in mentions], " và ".join(m.period.label for m in mentions) or None


def _cut(text: str, spans: list[Span]) -> str:
    """A text without stretches and the prepositions before them."""
    for start, end in sorted(spans, reverse=True):
        kind = KIND_BEFORE.search(fold(text[:start]))
        start = kind.start() if kind else start
        led = _PREPOSITIONS.search(fold(text[:start]))
        text = f"{text[: led.start() if led else start]} {text[end:]}"
    back = _BACK_TO_PLACE_OR_TIME.search(fold(text))
    text = f"{text[: back.start()]} {text[back.end() :]}" if back else text
    return squeeze(text).strip(" ,:?")
