"""What a figure is about: the indicator that the words around it name. Pure.

An indicator of the vocabulary is looked for right after the number, then, where the number only counts people, money
or occasions, further on and before it; an amount of money or a share also takes the indicator of the figure that it
belongs to ("85 nhà …, trị giá 1,78 tỷ đồng"). What the vocabulary does not know keeps its own phrase.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.figure_counts import Clause, Count
from index.figure_surroundings import AND, Surroundings
from index.indicators import IndicatorMention, Unit, find_indicators, indicators, key_of, unit_at, word_set, words_of
from index.vietnamese.text import fold

MAX_PHRASE = 8  # words of an indicator's own phrase
_NEAR = 4  # words after an amount of money that say what it is: "500 triệu đồng học bổng"
# What a noun phrase ends before.
_PHRASE_ENDS = word_set(
    "cho với tại ở trên trong để nhằm được bị là có thuộc từ đạt do về và của vì theo bằng qua đã đang sẽ gồm đến "
    "khi nhưng mà như ra hoặc nên cùng so năm"
)
_PHRASE_ENDS_PLAIN = frozenset(map(fold, _PHRASE_ENDS))
_PAIR_ENDS = {
    "trị giá", "liên quan", "thông qua", "trở lên", "phát động", "đăng ký", "thực hiện", "tham gia", "tổng trị",
    "tổng số", "góp phần", "bao gồm", "hoàn thành", "tập hợp", "duy trì", "tổ chức",
}  # fmt: skip
_PAIR_ENDS_PLAIN = set(map(fold, _PAIR_ENDS))
_CHANGES = {"tăng", "giảm", "vượt", "tang", "giam", "vuot"}
# Measures of figures whose worth a sum that follows does not tell: people, places, lengths.
_WORTH_NOTHING = {
    *("người", "lượt", "đồng", "%", "xã", "huyện", "tỉnh", "phường", "thôn", "cơ sở", "đơn vị", "hội", "địa phương"),
    *("m²", "km", "m", "trường", "hộ"),
}
_VALUE = re.compile(
    r"(?:trị giá|giá trị|kinh phí|số tiền|tổng|với|mỗi|tri gia|gia tri|kinh phi|so tien|tong|voi|moi)(?!\w)", re.I
)
# What tells that a number is a part of, or compared with, the one before it.
_SAME_AGAIN = re.compile(r"(?<!\w)(?:riêng|trong đó|rieng|trong do)(?!\w)", re.IGNORECASE)
_THAT_NUMBER = re.compile(r"(?<!\w)(?:con số|kết quả|con so|ket qua) (?:này|nay|đó|do)(?!\w)", re.IGNORECASE)
_OCCASIONS = word_set("buổi lớp cuộc đợt") | {"hội nghị", "hội thi", "ngày hội"}
_GROUPS = word_set("tổ nhóm") | {"câu lạc bộ", "mô hình", "hợp tác xã", "tổ hợp tác", "chi hội"}
_RANGE = re.compile(r"\s*(?:-|–|đến|den|tới|toi)\s*")
MONEY_NAMED = indicators()["kinh-phi"]
_VALUE_LINK = re.compile(
    r"(?:,|\s)*(?:(?:với|voi|tổng|tong|có|co|trị giá|tri gia|giá trị|gia tri|số tiền|so tien|kinh phí|kinh phi|là|la|"
    r"đạt|dat|trên|tren|hơn|hon|gần|gan|khoảng|khoang|tương đương|được|duoc|lên|chiếm|tỷ lệ|số|bằng|mức|quy mô|thêm)"
    r"[\s:]*)*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Naming:
    """An indicator as a figure has it."""

    phrase: str  # in the article's words
    key: str


def name_figures(clause: Clause, outer: Naming | None, known: Mapping[str, str]) -> list[Naming]:
    """The indicator of each count of a clause.

    Args:
        outer: of the figure that the clause explains, if it stands in brackets or continues a sentence.
        known: abbreviations that the document defines.
    """
    mentions = find_indicators(clause.words, plain=clause.plain)
    named: list[Naming] = []
    for position in range(len(clause.counts)):
        around = Surroundings(clause, position, mentions)
        named.append(_name(around, named, outer, known))
    return _share_along_lists(clause, named)


def means_number_before(clause: Clause) -> bool:
    """Whether a clause goes on about the figure before it: "năm 2020, con số này là 28 chị"."""
    return bool(clause.counts) and _THAT_NUMBER.search(clause.text, 0, clause.counts[0].amount.start) is not None


def _name(around: Surroundings, named: Sequence[Naming], outer: Naming | None, known: Mapping[str, str]) -> Naming:
    count = around.count
    if count.qualifier in _CHANGES and named and around.clause.counts[around.position - 1].unit == count.unit:
        return named[-1]
    if count.is_money or (count.is_share and not count.counted_after) or count.of_target:
        return _name_value(around, named, outer, known)
    mention = _mention(around)
    if mention and mention.indicator.generic and (again := _again(around, named, mention)):
        return again
    if mention:
        return _named(around, mention)
    own = _own(around, known)
    if named and _taking_part(around):
        return Naming(own.phrase, named[-1].key)
    return _same_as(around, own, named, outer) or own


def _taking_part(around: Surroundings) -> bool:
    """Whether a number tells who took part in what the one before counts: "330 buổi, 24.750 lượt người dự"."""
    before = around.clause.counts[around.position - 1].unit if around.position else None
    unit = around.count.unit
    if before is None or unit is None or not around.count.counted_after:
        return False
    if unit.name == "thành viên":
        return before.measure in _GROUPS
    return before.measure in _OCCASIONS and unit.measure in ("lượt", "người")


def _same_as(around: Surroundings, own: Naming, named: Sequence[Naming], outer: Naming | None) -> Naming | None:
    """The indicator of the figure before, where a number has only its unit: "so với chỉ tiêu 6.000 chị"."""
    count = around.count
    plain = around.clause.plain
    words = words_of(own.phrase, plain=plain)
    if count.counted_after and unit_at(words, 0, plain=plain) != (count.unit, len(words)):
        return None
    if not count.counted_after and around.text(around.begin, around.word):
        return None
    before = around.clause.counts[around.position - 1] if around.position else None
    if before and before.unit and count.unit and _continues(around, before.unit, count.unit):
        return named[-1]
    if count.counted_after and count.unit and count.unit.told == "after" and (said := around.before(0)):
        return Naming(own.phrase, said[0].indicator.key)  # "xây mái ấm tình thương: bàn giao 32 căn"
    if outer and means_number_before(around.clause):
        return outer
    told = count.unit is None or count.unit.told == "around"
    return outer if told and around.position == 0 and (around.clause.bracketed or not count.counted_after) else None


def _continues(around: Surroundings, before: Unit, unit: Unit) -> bool:
    """Whether a bare number goes on with the one before: of one measure, or "tặng 15 tập thể và 22 cá nhân"."""
    if before.measure == unit.measure:
        return True
    first, second = around.clause.counts[around.position - 1 : around.position + 1]
    between = around.clause.words[around.clause.word_from(first.end) : around.word]
    joined = bool(between) and between[-1].text in AND and len(between) <= _NEAR
    return joined and before.told == unit.told == "around" and not (first.is_money or first.is_share)


def _again(around: Surroundings, named: Sequence[Naming], mention: IndicatorMention) -> Naming | None:
    """The indicator before where a number with its bare noun is a part: "64 mái ấm, riêng năm nay 11 nhà"."""
    count, position = around.count, around.position
    before = around.clause.counts[position - 1] if position else None
    bare = mention.first == count.head and around.text(count.head, mention.last) == _phrase(around)
    if not (before and before.unit and before.unit == count.unit and bare):
        return None
    return named[-1] if _SAME_AGAIN.search(around.clause.text, before.end, count.amount.start) else None


def _mention(around: Surroundings) -> IndicatorMention | None:
    """The indicator of a number of things or people."""
    after, head = around.after(), around.count.head
    at_head = [m for m in after if m.first == head and m.indicator.counts != "người"]
    if at_head:
        return at_head[0]
    told = "around" if not around.count.counted_after else around.head_unit.told if around.head_unit else ""
    if told == "around":
        means = [m for m in after if around.told_how(m)]
        direct = [m for m in after if m not in means]
        return next(iter([*direct, *around.around(), *means, *around.before(), *around.generic()]), None)
    own = after if told == "after" else [m for m in after if m.first == head]
    return next(iter([*own, *around.around(), *around.generic()]), None)


def _name_value(
    around: Surroundings, named: Sequence[Naming], outer: Naming | None, known: Mapping[str, str]
) -> Naming:
    """The indicator of an amount of money, or of a share that no noun follows."""
    count = around.count
    if named and _RANGE.fullmatch(
        around.clause.text, around.clause.counts[around.position - 1].end, count.amount.start
    ):
        return named[-1]
    near = [m for m in around.after() if m.first <= count.head + _NEAR and around.is_joined(m)]
    found = (near if count.is_money else []) + around.before()
    if found:
        return _named(around, found[0])
    continued = outer if around.clause.bracketed or count.of_target else None
    inherited = _belongs_to(around, named) or continued
    if inherited:
        return inherited
    mentions = [*around.before(0), *around.after(), *around.generic()]
    if mentions:
        return _named(around, mentions[0])
    own = _own(around, known)
    return Naming(MONEY_NAMED.label, MONEY_NAMED.key) if count.is_money and own.phrase == "đồng" else own


def _belongs_to(around: Surroundings, named: Sequence[Naming]) -> Naming | None:
    """The indicator of the figure before that an amount is the worth or share of."""
    counts = around.clause.counts
    for position in range(around.position - 1, -1, -1):
        unit = counts[position].unit
        if around.count.is_share or (unit is not None and unit.measure not in _WORTH_NOTHING):
            linked = _VALUE.search(around.clause.text, counts[position].end, around.count.amount.start)
            return named[position] if linked or around.count.is_share else None
    return None


def _named(around: Surroundings, mention: IndicatorMention) -> Naming:
    """The words of the article that name an indicator, with what is counted."""
    words = around.text(mention.first, mention.last)
    if mention.first <= around.word < mention.last:  # the figure stands in the phrase: leave it out
        after = around.text(around.count.head, mention.last)
        return Naming(f"{around.text(mention.first, around.word)} {after}".strip(), mention.indicator.key)
    own = _phrase(around) if around.count.counted_after else ""
    if mention.first >= around.count.head and fold(words) not in fold(own):
        own = around.text(around.count.head, mention.last)
    elif own and fold(words) not in fold(own):
        own = f"{words}: {own}"
    return Naming(own or words, mention.indicator.key)


def _own(around: Surroundings, known: Mapping[str, str]) -> Naming:
    phrase = (_phrase(around) if around.count.counted_after else "") or _phrase_before(around)
    unit = around.count.unit
    phrase = phrase or (unit.name if unit else "")
    return Naming(phrase, key_of(phrase, known))


def _phrase(around: Surroundings) -> str:
    """The noun phrase after a number: up to a comma or a word that begins another phrase."""
    words, head = around.clause.words, around.count.head
    ends, pairs = (_PHRASE_ENDS_PLAIN, _PAIR_ENDS_PLAIN) if around.clause.plain else (_PHRASE_ENDS, _PAIR_ENDS)
    last = head
    while last < min(head + MAX_PHRASE, around.limit):
        between = around.clause.text[words[last - 1].end : words[last].start] if last > head else ""
        if last > head and (words[last].text in ends or re.search(r"[,;.:()/…]|\s{2}|\s[–-]\s", between)):
            break
        if last > head and " ".join(word.text for word in words[last : last + 2]) in pairs:
            break
        last += 1
    return around.text(head, last)


def _phrase_before(around: Surroundings) -> str:
    """What stands before a bare amount, without the words that lead to it: "xây cầu dân sinh, trị giá"."""
    text = around.text(around.begin, around.word)
    text = _VALUE_LINK.sub("", text)
    last = re.split(r"[,;:.](?=\s|$)", text)[-1]
    return " ".join(last.split()[-MAX_PHRASE:])


def _share_along_lists(clause: Clause, named: list[Naming]) -> list[Naming]:
    """In "100% chủ tịch, 82% phó chủ tịch đạt chuẩn" what is said at the end holds for each; so for "359/212"."""
    found = list(named)
    mentions = find_indicators(clause.words, plain=clause.plain)
    said = {n for n in range(len(found)) if Surroundings(clause, n, mentions).after()}
    for n in range(len(found) - 2, -1, -1):
        first, second = clause.counts[n], clause.counts[n + 1]
        if first.head == second.head and first.counted_after:  # "xây mới 25 và sửa chữa 12 mái ấm"
            found[n] = found[n + 1]
            continue
        listed = (
            first.is_share and second.is_share and first.counted_after and not (first.of_target or second.of_target)
        )
        comma = clause.text[: second.amount.start].rstrip().endswith((",", "/"))
        if comma and (listed or _is_slashed(clause, first, second)) and n not in said and n + 1 in said:
            found[n] = Naming(found[n].phrase, found[n + 1].key)
            said.add(n)
    return found


def _is_slashed(clause: Clause, first: Count, second: Count) -> bool:
    """Whether two numbers, each with its noun, are parted by a slash: "359 hội viên/212 phụ nữ mới"."""
    between = clause.text[first.end : second.amount.start]
    return bool(re.fullmatch(r"\s*[^\W\d]+(?:\s+[^\W\d]+){0,3}\s*/\s*", between))
