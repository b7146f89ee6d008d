"""A text read as a remark on the question before it: what it names, and whether it points back. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.answering.rewriting import INTERROGATIVE, KIND_BEFORE, SAYS_NOTHING, Asked, Span, is_aspect, restored
from index.lexicon import Lexicon
from index.vietnamese.periods import find_periods
from index.vietnamese.places import Level, Place, find_places, provinces, resolve
from index.vietnamese.text import fold, is_unaccented, normalise, squeeze

_OPENING = re.compile(
    r"^(?:(?:à|ừ|ừm|ờ|ủa|ơ|ồ|dạ|vâng|ok|oke|rồi|nhưng mà|nhưng|mà|em ơi|chị ơi|uh|ua|da|vang)[\s,.:]+)*"
    r"(?P<leans>(?:(?:thế|vậy|còn|thì|the|vay|con|thi)[\s,:]+(?!nào\b|nao\b))*)"
    r"(?:(?:cho )?(?:chị|em|anh|tôi|mình) (?:cần |muốn |xin )?(?:biết|hỏi)(?: thêm)?(?: về)?[\s,:]+)?"
    r"(?P<more>(?:nói|hỏi|kể) (?:rõ|kỹ|thêm|cụ thể)(?: hơn)? về\s+)?"
)
_CLOSING = re.compile(
    r"(?:[\s,]*\b(?:(?P<leans>th[ìi] (?:sao|th[ếe] n[àa]o|ra sao))|th[ìi]|nh[ỉi]|nh[éea]|ạ|v[ậa]y|thế|hả|đi)\b"
    r"(?:[\s,]+(?:em|ch[ịi]|anh|bạn)\b(?: [ơo]i)?)?)*[\s?!.…]*$"
)
_COMPARED_WITH = re.compile(r"so v[ớo]i\s+")
_COMPARES = re.compile(
    r"\bso (?:voi|sanh)\b|\b(?:dat canh|doi chieu)\b|\b(?:tang|nhieu hon|cao hon) hay (?:giam|it|thap)(?: hon)?|"
    r"\b(?:co )?(?:nhieu|it|cao|thap) hon\b(?: khong\b)?"
)
_SIDES = re.compile(
    r"(?:ben|noi|cai|nam|ky|dia phuong|tinh|huyen|don vi|so) nao "
    r"(?:nhieu|it|cao|thap|lon|tot)(?: (?:hon|nhat|the|vay))*"
)

_BACK = r" (?P<back>do(?! (?:ai|hoi|phu nu|dong chi|ba|ong|dau))|ay|nay|tren(?! (?:dia ban|toan)))\b"
_PLACE_OR_TIME = r"o|tai|noi|tinh|huyen|xa|ky|dot"
_POINTS_BACK = re.compile(
    rf"\b(?:{_PLACE_OR_TIME}|hoi nghi|cuoc hop|dai hoi|le hoi|ngay hoi|hoi thi|cuoc thi|ke hoach|du an|de an|mo hinh|"
    r"cau lac bo|clb|to|hop tac xa|chuong trinh|bao cao|don vi|chi|anh|ba|ong|co|dong chi|nguoi|viec|so|ho)" + _BACK
)
_BACK_TO_PLACE_OR_TIME = re.compile(rf"\b(?:{_PLACE_OR_TIME}|nam)" + _BACK)
_ACCENTED_BACK = frozenset(["đó", "ấy", "này", "trên"])

_SAME_PART = re.compile(r"\bcung ky\b(?: (?:cua )?(?:nam )?(?P<year>\d{4})| nam (?:truoc|ngoai))?")
_YEAR_AFTER = re.compile(r"\bnam (?:sau|tiep theo|ke tiep)\b")
_CALENDAR = re.compile(r"\bnam (?:nay|ngoai|kia)\b")
_YEAR_LEFT_OUT = re.compile(
    r"\b(?:(?:ca|tron|het|cuoi|giua|dau) nam|thang (?:1[0-2]|[1-9]))\b"
    r"(?!/|\s*(?:-|\d|nam\b|dau\b|cuoi\b|nay\b|ngoai\b|truoc\b|kia\b|sau\b))"
)
_WHOLE_PROVINCE = re.compile(r"\b(?:ca|toan) tinh\b")
_LOCAL = re.compile(r"(?:ở |tại )?(?:xã|phường|thị trấn|thôn|ấp|bản|buôn|làng)(?: \w+){1,3}")

_PREPOSITIONS = re.compile(
    r"(?:\b(?:o|tai|cua|ben|trong|vao|den|toi|tinh den|cho|rieng|doi voi|ve|so voi|dat canh|ca|tron|"
    r"hoi (?:lhpn|lien hiep phu nu|phu nu|pn))\s+|[\s,])+$"
)
_PLEASE = r"(?:cho|xin|em|chi|anh|toi|minh|giup|voi|biet|hoi|muon|can|nhe|nha|di|a|duoc khong|ho|xem|co|the|vay|ra|day)"
_SOURCES = re.compile(
    rf"(?:(?:{_PLEASE}|dan|neu|ghi|trich|gui|noi ro)\s+)*"
    r"(?:nguon(?: (?:nao|dau|o dau|tin|tai lieu|trich dan))*|trich dan|dan chung|can cu(?: (?:nao|dau|vao dau))?|"
    r"(?:(?:(?:so lieu|thong tin|cai)(?: nay| do| tren)?|lay|trich|nam) )*"
    r"(?:o|tu|trong|theo) (?:dau|(?:bai|bao cao|tai lieu|nguon) nao)|"
    rf"bai nao|bao cao nao)(?: {_PLEASE})*"
)
_MORE = re.compile(
    rf"(?:(?:{_PLEASE}|noi|ke|giai thich|trinh bay|neu|tra loi|mo ta|thong tin)\s+)*"
    r"(?:ro|chi tiet|cu the|ky|day du|them|tiep tuc|tiep)"
    rf"(?: (?:{_PLEASE}|hon|them|nua|chut|mot chut|ti|thong tin|chi tiet|ro|cu the|la gi|the nao|ra sao|gom gi))*"
)


@dataclass(frozen=True, slots=True)
class Remark:
    """What a text says."""

    text: str  # without opening and closing words
    rest: str  # of this, what names no place or period; accents restored
    place: str | None = None  # as it can stand in a question
    period: str | None = None
    leans: bool = False  # it opens or closes as a follow-up, or points back

    @property
    def is_empty(self) -> bool:
        """Whether it names nothing but places or periods."""
        return not SAYS_NOTHING.sub(" ", _COMPARES.sub(" ", fold(self.rest))).strip(" ,")

    @property
    def asks(self) -> bool:
        return bool(INTERROGATIVE.search(self.rest.lower()))

    @property
    def asks_aspect(self) -> bool:
        """Whether it asks about what was spoken of: how much it cost, when, why, what the plan was."""
        return is_aspect(self.rest)

    @property
    def asks_nothing(self) -> bool:
        """Whether it cannot be answered without a conversation."""
        return self.is_empty or (self.asks_aspect and not self.place and not self.period)

    @property
    def says_nothing(self) -> bool:
        """Whether even a conversation does not help: "thế à"."""
        return self.is_empty and not (self.place or self.period or self.compares)

    @property
    def compares(self) -> bool:
        return bool(_COMPARES.search(fold(self.text)))

    @property
    def compares_sides(self) -> bool:
        """Whether it asks which of what was spoken of is more."""
        return bool(_SIDES.fullmatch(_bare(self.text)))

    @property
    def wants_sources(self) -> bool:
        return bool(_SOURCES.fullmatch(_bare(self.text)))

    @property
    def wants_more(self) -> bool:
        return bool(_MORE.fullmatch(_bare(self.text)))


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def read_remark(typed: str, before: Asked | None, lexicon: Lexicon, today: date) -> Remark:
    """Read a text, given the question before it."""
    typed = normalise(typed)
    opening, closing = _OPENING.match(typed.lower()), _CLOSING.search(typed.lower())
    assert opening and closing  # both match an empty stretch
    text = _with_year(typed[opening.end() : max(closing.start(), opening.end())].strip(" ,:"), before)
    leans = bool(opening["leans"] or opening["more"] or closing["leans"] or points_back(text))
    compared = _COMPARED_WITH.match(text.lower())
    named = text[compared.end() :] if compared else text  # a bare name alone is surely a name
    places, place = _read_place(named, before)
    times, period = _read_period(named, before, today)
    rest = restored(_cut(named, [*places, *times]), lexicon)
    if is_unaccented(typed):
        rest = re.sub(r"\bdo$", "đó", rest)
    if place is None and _LOCAL.fullmatch(rest.lower()) and not INTERROGATIVE.search(rest.lower()):
        place, rest = re.sub(r"^(?:ở|tại) ", "", rest, flags=re.IGNORECASE), ""
    return Remark(text, rest, place, period, leans)


def points_back(text: str, pattern: re.Pattern[str] = _POINTS_BACK) -> re.Match[str] | None:
    """Where a text points back: "cuộc họp đó", "chị ấy"; with accents "do" is not "đó"."""
    match = pattern.search(fold(text))
    if match and not is_unaccented(text) and text[slice(*match.span("back"))].lower() not in _ACCENTED_BACK:
        return None
    return match


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
    resolved = resolve(mentions, hint_provinces=[place.province for place in spoken_of])
    with_kind = {place for mention in mentions if mention.kind for place in mention.places}
    ambiguous = {place for mention in mentions if len(mention.places) > 1 for place in mention.places}
    inside = {place.province for place in resolved if place.level is Level.DISTRICT}
    names = [
        _named(place, place in with_kind, place in ambiguous)
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
    back = points_back(text, _BACK_TO_PLACE_OR_TIME)
    text = f"{text[: back.start()]} {text[back.end() :]}" if back else text
    return squeeze(text).strip(" ,:?")
