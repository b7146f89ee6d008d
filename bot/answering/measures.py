"""How well a figure of a sentence counts what a question asks for. Pure.

"trao mấy ngôi nhà cho hội viên khó khăn" is answered by "trao 14 mái ấm", not by "tặng 139 hội viên khó khăn": what
follows a figure up to the next figure or mark is what it counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from bot.answering.asks import JOINING, Ask, Dimension, flow_in
from bot.answering.clauses import clause_of
from index.vietnamese.abbreviations import expand
from index.vietnamese.concepts import concepts_at, concepts_in
from index.vietnamese.numbers import Amount
from index.vietnamese.segmentation import dictionary_pairs
from index.vietnamese.text import fold, words

LOOK_CHARS = 80  # after a figure, within which it is told what it counts
COUNTED_WORDS = 7  # after a figure: what it counts is told by then
NEAR_WORDS = 3  # within which the head of what is counted stands: "2,6 tấn tinh bột"
HEAD, CONCEPT, WORD = 0.5, 0.5, 0.4  # for the head itself, another word for it, another word of the measure
COUNTS = 0.5  # from this fit on a figure counts what is asked for
MONEY_CHARS = 6  # after a figure, within which it is told to be money: " dong", " trieu"
_MONEY = re.compile(r"\b(?:dong|ty|ti|trieu|nghin|ngan)\b")
_DURATION = re.compile(r"\s*(?:giây|phút|giờ|tiếng|ngày|đêm|tuần|tháng|quý|năm|nhiệm kỳ)\b")
_UNITS = {
    Dimension.AREA: re.compile(r"\s*(?:ha|hecta|héc-ta|m2|m²|mét vuông|km2|sào|công(?= (?:đất|ruộng))|mẫu|thước)\b"),
    Dimension.LENGTH: re.compile(r"\s*(?:km|ki-lô-mét|cây số|m|mét|hải lý)\b(?![2²]| vuông)"),
    Dimension.WEIGHT: re.compile(r"\s*(?:tấn|tạ|yến|kg|ki-lô-gam|cân|ký)\b"),
}
_SQUARE = re.compile(r"(?<=\s)m[2²](?!\w)")
_SHARE = re.compile(r"^\s*\([=\s]*[\d.,]+\s*%\)")  # "209/209 (= 100%) cơ sở"
_BORDER = re.compile(r"[;()]|[,.](?!\d)|\d")


def is_money(folded: str, amount: Amount) -> bool:
    """Whether a figure of a folded text is an amount of money."""
    match = _MONEY.search(folded, amount.start)
    return match is not None and match.end() <= amount.end + MONEY_CHARS


def is_percent(text: str, amount: Amount) -> bool:
    """Whether a figure is a percentage."""
    return text[amount.end :].lstrip().startswith("%")


def counts(text: str, amount: Amount, ask: Ask) -> bool:
    """Whether a figure counts what is asked for, by its name or another word for it."""
    return fit(text, amount, ask) >= COUNTS


def fit(text: str, amount: Amount, ask: Ask) -> float:
    """How well a figure fits what is asked for; in [0, 1], 1 for the very words of the question."""
    if ask.percent:
        return float(is_percent(text, amount))
    if ask.money:
        if ask.whole and _RATE.match(text[amount.end :]):
            return 0.0
        return float(is_money(fold(text), amount) and _is_per(text, amount, ask.per) and _flows(text, amount, ask))
    if ask.dimension:
        return float(bool(_UNITS[ask.dimension].match(text, amount.end)))
    if ask.duration:
        return float(bool(_DURATION.match(text, amount.end)))
    if not ask.measure or is_percent(text, amount) or is_money(fold(text), amount):
        return 0.0
    if ask.total and (_PART_OF.search(text[: amount.start]) or _tells_joining(text, amount)):
        return 0.0
    told = (_counted(text, amount), _named_before(text, amount))
    measures = {ask.measure, _as_household(ask.measure)}
    best = max(max(_by_words(m, each), _by_concept(m, each)) for m in measures for each in told)
    return max(best, COUNTS * any(_by_head(ask.measure, each) for each in told))


def _flows(text: str, amount: Amount, ask: Ask) -> bool:
    """Whether money goes the way that is asked for, as far as both are told."""
    told = flow_in(fold(clause_of(text, amount))) if ask.flow else None
    return told is None or told is ask.flow


_RATE = re.compile(
    r"(?: (?:triệu|nghìn|ngàn))?(?: đồng)?\s*(?:/|mỗi |một )(?:\s*(?:người|tháng|cháu|em|hộ|nhà|suất|căn))"
)
PER_CHARS = 40  # around a figure, within which it is told to be one of each month


def _is_per(text: str, amount: Amount, time: str) -> bool:
    """Whether a figure is one of each month, or what time is asked for; True if none is."""
    near = text[max(amount.start - PER_CHARS, 0) : amount.end + PER_CHARS]
    return not time or re.search(rf"(?:/|\b(?:mỗi|một|hằng|hàng)\s){time}\b", near, re.IGNORECASE) is not None


_PART_OF = re.compile(  # of all members: "9 tổ với 87 hội viên", "giúp 40 hội viên"
    r"\b(?:với|gồm|cho|trong đó|thu hút|tặng|hỗ trợ|giúp|tập huấn|trao|vận động)(?: hơn| gần| trên| khoảng)?\s+$"
)


def _tells_joining(text: str, amount: Amount) -> bool:
    return not JOINING.isdisjoint(concepts_in(tuple(words(clause_of(text, amount)))))


def named_share(table: str, ask: Ask) -> float:
    """How much of what is asked for a row of a table and its header name; in [0, 1]."""
    if not ask.measure:
        return 1.0
    held = words(table)
    if ask.total and not JOINING.isdisjoint(concepts_in(tuple(held))):
        return 0.0
    common = {fold(word) for word in ask.measure} & {fold(word) for word in held}
    by_concept = CONCEPT * bool(concepts_in(ask.measure) & concepts_in(tuple(held)))
    return max(len(common) / len(ask.measure), by_concept)


@lru_cache(maxsize=20_000)
def _counted(text: str, amount: Amount) -> tuple[str, ...]:
    """The words after a figure, up to a mark or the next figure."""
    rest = _SHARE.sub("", _SQUARE.sub(" mét vuông", text[amount.end : amount.end + LOOK_CHARS]))
    border = _BORDER.search(rest)
    return tuple(words(expand(rest[: border.start()] if border else rest))[:COUNTED_WORDS])


@lru_cache(maxsize=20_000)
def _named_before(text: str, amount: Amount) -> tuple[str, ...]:
    """What "số" before a figure says that it counts, or the subject of "là" and "đạt".

    "số hội viên lên 136.480", "Số hội viên mới là 3.412 người", "Người mới vào Hội là 1.164 chị".
    """
    clause = re.split(r"[;:()]|[,.](?!\d)", text[: amount.start])[-1]
    match = re.search(r"\b[Ss]ố\s+(.+)", clause) or _SUBJECT.search(clause) or _LABEL.match(text[: amount.start])
    return tuple(words(match[1])) if match else ()


_LABEL = re.compile(r"\W*([^\d:;.]{4,50}):[^\d:;,.]*$")  # "Mái ấm tình thương: bàn giao 5 căn", of its first figure


# Of a clause that ends before a figure, its subject: without a figure of its own.
_SUBJECT = re.compile(
    r"^\s*([^\d]+?)\s+(?:là|đạt|còn|lên|ở mức|lên tới|lên đến)(?: con số)?(?: hơn| gần| trên| khoảng| chừng)?\s*$"
)


def _by_words(measure: tuple[str, ...], following: tuple[str, ...]) -> float:
    wanted = list(measure)
    plain = {word for word in measure if word == fold(word)}  # typed without accents, or with none to type
    held = [fold(word) if fold(word) in plain else word for word in following]
    if wanted[0] == _ANYBODY and len(wanted) > 1:  # "bao nhiêu người khởi nghiệp" counts "391 chị khởi nghiệp"
        held = [_ANYBODY if word in _PEOPLE else word for word in held]
    common = len(set(wanted) & set(held)) / len(set(wanted))
    if _is_headed(held, wanted[0]):
        return HEAD + (1 - HEAD) * common
    if held and (held[0] in _ALSO_CALLED.get(wanted[0], ()) or (_asks_of_people(wanted) and _are_people(held))):
        return COUNTS
    return WORD * common if set(wanted) & set(held[:NEAR_WORDS]) else 0.0


def _is_headed(held: Sequence[str], word: str) -> bool:
    """Whether a word stands near the beginning, and not as the end of another: "vụ" of "lớp nghiệp vụ" is none."""
    if word not in held[:NEAR_WORDS]:
        return False
    at = list(held).index(word)
    return not at or (held[at - 1], word) not in dictionary_pairs()


def _asks_of_people(wanted: Sequence[str]) -> bool:
    return wanted[0] in _ANYBODY_AT_ALL or tuple(wanted[:2]) in _LEARNERS


def _are_people(held: Sequence[str]) -> bool:
    return held[0] in _PEOPLE or held[0] == _ANYBODY


_ANYBODY = "người"
_ANYBODY_AT_ALL = frozenset(["người", "chị", "phụ"])  # of the Union's work: "cán bộ" are among them
_PEOPLE = frozenset(  # "phụ nữ", "cán bộ", "hội viên", "chủ nhà trọ", "lao động"
    ["chị", "phụ", "em", "cháu", "bà", "cán", "đoàn", "học", "hội", "chủ", "lao", "công", "thành", "mẹ", "trẻ", "thợ"]
    + ["ủy", "đồng", "đại", "nữ", "ứng"]  # "ủy viên", "đồng chí", "đại biểu"
)
_LEARNERS = (("học", "trò"), ("học", "viên"))  # of the Union's courses: members, most of them
_ALSO_CALLED = {  # other words that a figure of one thing is told with
    "lớp": ("khóa",),
    "khóa": ("lớp",),
    "cái": ("chiếc",),
    "chiếc": ("cái",),
    "chỗ": ("địa", "điểm", "nơi"),
    "nơi": ("địa", "điểm", "đơn", "cơ", "xã", "huyện"),
    "suất": ("phần",),
    "phần": ("suất",),
    "ủy": ("chị", "đồng", "người"),
    "lần": ("cuộc", "buổi", "đợt", "lượt"),
    "cuộc": ("buổi", "lần", "đợt"),
    "buổi": ("cuộc", "lần"),
}
_HOUSEHOLD = ("nhà", "hộ")
_HOUSES = frozenset(
    ["tình", "đại", "mái", "ở", "văn", "trọ", "vệ", "máy", "trẻ", "tiêu", "sinh", "nhân", "kính", "tạm"]
)


def _as_household(measure: tuple[str, ...]) -> tuple[str, ...]:
    """ "bao nhiêu nhà được nhận gà" counts households, "bao nhiêu nhà tình thương" houses."""
    asked, named = _HOUSEHOLD
    return (named, *measure[1:]) if measure[0] == asked and _HOUSES.isdisjoint(measure[1:2]) else measure


def _by_head(measure: tuple[str, ...], following: tuple[str, ...]) -> bool:
    """Whether the first word is told by another one, or by what is said of it: "167 cháu", "381 địa chỉ tin cậy"."""
    is_told = len(measure) > 2 and (measure[1], measure[2]) in pairwise(following[:5])
    return is_told or not concepts_in(measure[:1]).isdisjoint(_near(following[:2]))


@lru_cache(maxsize=20_000)
def _near(following: tuple[str, ...]) -> frozenset[int]:
    """The concepts that stand right after a figure."""
    return frozenset().union(*concepts_at(following)[:NEAR_WORDS])


def _by_concept(measure: tuple[str, ...], following: tuple[str, ...]) -> float:
    """Another word for what is counted stands right after the figure: "căn nhà", "mái ấm"."""
    if concepts_in(measure).isdisjoint(_near(following)):
        return 0.0
    common = len({fold(word) for word in measure} & {fold(word) for word in following}) / len(measure)
    return CONCEPT + (1 - CONCEPT) * common
