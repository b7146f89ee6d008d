"""Which amounts of a clause are figures, and what they count. Pure.

An amount followed by years, days or an age says when or who, not how many; one inside a quoted title, or behind a word
that numbers things ("đoàn công tác 1"), is part of a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from index.indicators import Unit, Word, unit_at, unit_named, word_set, words_of
from index.vietnamese.numbers import NUMBER, Amount, find_amounts, likely_value
from index.vietnamese.text import fold

MONEY = unit_named("đồng")
PERCENT = unit_named("%")
_TIMES = {"năm", "tháng", "ngày", "tuần", "tuổi", "giờ", "phút", "giây", "đêm", "thế", "quý"}
_NAME_PARTS = {"không", "có", "sạch", "tại", "dám", "biết", "xin", "luôn", "sao"}  # "5 không, 3 sạch", "OCOP 4 sao"
_TIMES_PLAIN, _NAME_PARTS_PLAIN = set(map(fold, _TIMES)), set(map(fold, _NAME_PARTS))
# What no noun begins with: a number before it counts what stood before.
_NO_NOUNS = word_set(
    "và hoặc đã được trong tại ở của cho với là trên dưới từ đến để theo do thì mà này đó nên so khi nhằm qua vào "
    "ra lên xuống tăng giảm đạt chiếm gồm bao đang sẽ cùng bị về trở thăm nhưng còn bằng hay nếu vì như lại rồi "
    "nữa trước sau tới hơn gần khoảng hiện tương hoàn vượt trị"
)
_NO_NOUNS_PLAIN = frozenset(map(fold, _NO_NOUNS))
_NUMBERED = re.compile(
    r"(?:đoàn công tác|đoàn|đội|cụm|khối|nhóm|cấp|hạng|loại|tầng|vòng|kỳ|phòng|tập|mẫu|lô|mục|chương|phần|câu|bước|bài|"
    r"tiết|vùng|trung ương|hợp phần|tiểu dự án|năm thứ|khu phố|tổ dân phố|top|số|công nghiệp|cách mạng|tiểu học|"
    r"nghị quyết)\s+$",
    re.IGNORECASE,
)
_NUMBERED_PLAIN = re.compile(fold(_NUMBERED.pattern))
_ALWAYS_NUMBERED = re.compile(r"(?:trung uong|tw|cong nghiep|cach mang|nam thu|lan thu|top)\s+$")
_QUOTED = re.compile(r"“[^“”]{1,120}[”\"]|\"[^\"“”]{1,120}\"|«[^»]{1,120}»")
_QUALIFIER = re.compile(
    r"(?<!\w)(?P<word>trên|hơn|gần|khoảng|ít nhất|tối thiểu|tối đa|dưới|không quá|xấp xỉ|không dưới|chừng|ước|"
    r"tren|hon|gan|khoang|it nhat|toi thieu|toi da|duoi|khong qua|xap xi)\s*(?:đạt|dat|là|la)?\s*$",
    re.IGNORECASE,
)
_PART_OF = re.compile(r"(?<!\w)trong\s+(?:đó|do)(?:\s*:)?(?:\s+(?:có|co))?\s*$", re.IGNORECASE)
_CHANGE = re.compile(
    r"(?<!\w)(?P<word>tăng|giảm|vượt|tang|giam|vuot)(?:\s+(?:thêm|them|được|duoc))?\s*$", re.IGNORECASE
)
_OUT_OF = re.compile(r"/|(?:trong|tren)\s+(?:tong\s+)?so")
_AND_ALSO = re.compile(r"va(?:\s+[^\W\d]+){1,3}")
_COMPARED = re.compile(r"[^;.:]{0,60}?so\s+v[oớ]i", re.IGNORECASE)
_OF_TARGET = re.compile(
    r"\s*%\s*(?:so\s+v[oớ]i\s+|c[uủ]a\s+)?"
    r"(?:ch[iỉ] ti[eê]u|k[eế] ho[aạ]ch|kh(?!\w)|m[uụ]c ti[eê]u|ngh[iị] quy[eế]t|d[uự] to[aá]n)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Count:
    """An amount that reports something."""

    amount: Amount  # positions count characters of the sentence
    end: int  # of the amount with its denominator
    unit: Unit | None
    head: int  # the first of the clause's words that says what is counted; at the unit, or after "%" and "đồng"
    counted_after: bool  # whether a noun follows; else what is counted stands before
    whole: Decimal | None = None  # "81/81": out of how many
    qualifier: str | None = None
    of_target: bool = False  # a share of a target: "đạt 103 % chỉ tiêu"

    @property
    def is_money(self) -> bool:
        return self.unit is MONEY

    @property
    def is_share(self) -> bool:
        return self.unit is PERCENT


@dataclass(frozen=True)
class Clause:
    """A part of a sentence between semicolons or brackets; the rest of the sentence is blanked."""

    text: str
    plain: bool = False  # without diacritics
    bracketed: bool = False

    @cached_property
    def words(self) -> list[Word]:
        return words_of(self.text, plain=self.plain)

    @cached_property
    def counts(self) -> list[Count]:
        return _counts(self)

    def word_from(self, position: int) -> int:
        """The first word that begins at a position or later."""
        return next((n for n, word in enumerate(self.words) if word.start >= position), len(self.words))


def clauses_of(sentence: str, *, plain: bool = False) -> list[Clause]:
    """The clauses of a sentence in which something stands; what is in brackets comes after what is around it."""
    inner = [match.span() for match in re.finditer(r"\([^()]*\)", sentence)]
    outer = _blank(sentence, inner)
    cuts = [0, *(match.end() for match in re.finditer(r";", outer)), len(sentence)]
    spans = list(zip(cuts, cuts[1:], strict=False))
    clauses = [Clause(_only(outer, start, end), plain) for start, end in spans]
    clauses += [Clause(_only(sentence, start + 1, end - 1), plain, bracketed=True) for start, end in inner]
    return [clause for clause in clauses if clause.text.strip()]


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _only(text: str, start: int, end: int) -> str:
    return " " * start + text[start:end] + " " * (len(text) - end)


def _counts(clause: Clause) -> list[Count]:
    quoted = [match.span() for match in _QUOTED.finditer(clause.text)]
    amounts = [a for a in find_amounts(clause.text) if not any(s < a.start < e for s, e in quoted)]
    found: list[Count | None] = []
    while amounts:
        first, second = amounts[0], amounts[1] if len(amounts) > 1 else None
        between = fold(clause.text[first.end : second.start]).strip() if second else ""
        if second and _OUT_OF.fullmatch(between):
            found.append(_count(clause, first, second))
        elif second and between in {"-", "–", "den", "toi"} and (upper := _count(clause, second)):
            found += [_lower_end(clause, first, second, upper), upper]
        elif second and _AND_ALSO.fullmatch(between) and (upper := _shared_noun(clause, first, second)):
            found += [
                replace(upper, amount=first, end=first.end, qualifier=_qualifier(clause.text, first, first.end)),
                upper,
            ]
        else:
            found.append(_count(clause, first))
            second = None
        amounts = amounts[2:] if second else amounts[1:]
    return [count for count in found if count]


def _shared_noun(clause: Clause, first: Amount, second: Amount) -> Count | None:
    """What the second number counts, if the first has no noun of its own: "xây mới 25 và sửa chữa 12 mái ấm"."""
    return _count(clause, second) if _count(clause, first) is None else None


def _lower_end(clause: Clause, first: Amount, second: Amount, upper: Count) -> Count:
    """The first number of "5-7 triệu đồng" counts what the second does, in its scale."""
    number = NUMBER.match(second.written)
    scale = second.value / likely_value(number[0]) if number and first.written[-1].isdigit() and second.value else 1
    value = first.value * scale if first.value * scale <= second.value else first.value
    qualifier = _qualifier(clause.text, first, first.end)
    return replace(upper, amount=replace(first, value=value), end=first.end, qualifier=qualifier)


def _count(clause: Clause, amount: Amount, whole: Amount | None = None) -> Count | None:
    end = whole.end if whole else amount.end
    unit, head, counted_after = _counted(clause, amount, end)
    is_known = unit is not None and unit.known
    if _says_when(clause, end) or (not is_known and _is_name(clause, amount)):
        return None
    if _ALWAYS_NUMBERED.search(fold(clause.text[: amount.start])):
        return None
    if whole and not is_known and _is_date(amount, whole):
        return None
    if unit is None and not counted_after and not _LABEL.search(clause.text[: amount.start]):
        return None
    return Count(
        amount,
        end,
        unit or _unit_before(clause, amount),
        head,
        counted_after,
        whole.value if whole else None,
        _qualifier(clause.text, amount, end),
        bool(unit is PERCENT and _OF_TARGET.match(clause.text, end)),
    )


def _counted(clause: Clause, amount: Amount, end: int) -> tuple[Unit | None, int, bool]:
    """The unit, the first word that says what is counted, and whether that follows the amount."""
    words, after = clause.words, clause.word_from(end)
    scaled = not amount.written[-1].isdigit()
    if not _touches(clause, end, after):
        return (MONEY if scaled else None), after, False
    known = unit_at(words, after, plain=clause.plain)
    if words[after].text == "%":
        known = (PERCENT, after + 1)
    if known and known[0] in (MONEY, PERCENT):
        unit, head = known
        return unit, head, _begins_noun(clause, head)
    if known:
        return known[0], after, True
    if scaled and not _counts_things(clause, amount, after):
        return MONEY, after, _begins_noun(clause, after)
    if not _begins_noun(clause, after):
        return None, after, False
    return unit_named(_first_noun(clause, after)), after, True


_MONEY_NOUNS = {"tiền", "vốn", "hỗ", "kinh", "quỹ", "tien", "von", "ho", "quy"}


def _counts_things(clause: Clause, amount: Amount, after: int) -> bool:
    """Whether a scaled number counts something else than đồng: "286 nghìn hồ sơ"."""
    billions = fold(amount.written).endswith(("ty", "ti"))
    return not billions and _begins_noun(clause, after) and clause.words[after].text not in _MONEY_NOUNS


_BEFORE_UNIT = {"số", "tổng", "lượng", "có", "là", "và", "trong", "đó", "so", "tong", "luong", "co", "la", "va", "do"}


def _unit_before(clause: Clause, amount: Amount) -> Unit | None:
    """The unit of a bare number, from what is said to be counted: "số hội viên là 1.245"."""
    begin = max(clause.text.rfind(mark, 0, amount.start) for mark in ",;") + 1
    words = clause.words[clause.word_from(begin) : clause.word_from(amount.start)]
    while words and words[0].text in _BEFORE_UNIT:
        words = words[1:]
    found = unit_at(words, 0, plain=clause.plain)
    return found[0] if found else None


def _touches(clause: Clause, end: int, after: int) -> bool:
    """Whether a word follows with nothing but space, a bracket or a quotation mark before it."""
    return after < len(clause.words) and not clause.text[end : clause.words[after].start].strip(' "“‘*%')


def _begins_noun(clause: Clause, head: int) -> bool:
    if head >= len(clause.words) or head == 0:
        return False
    between = clause.text[clause.words[head - 1].end : clause.words[head].start]
    word = clause.words[head].text
    blocked = _NO_NOUNS_PLAIN if clause.plain else _NO_NOUNS
    return not between.strip(' "“‘%') and word not in blocked and not word[0].isdigit() and word != "%"


def _first_noun(clause: Clause, head: int) -> str:
    """An unknown unit: most nouns of this field have two syllables."""
    words = clause.words[head : head + 2]
    joined = len(words) == 2 and not clause.text[words[0].end : words[1].start].strip()
    if joined and words[1].text not in _NO_NOUNS and not words[1].text[0].isdigit():
        return f"{words[0].text} {words[1].text}"
    return words[0].text


def _says_when(clause: Clause, end: int) -> bool:
    """Whether an amount is a length of time or an age, or part of a name like "5 không 3 sạch"."""
    after = clause.word_from(end)
    if not _touches(clause, end, after):
        return False
    word, unit = clause.words[after].text, unit_at(clause.words, after, plain=clause.plain)
    if unit and (unit[1] - after > 1 or word not in _TIMES_PLAIN):  # "ngày công" is no time, "nam gioi" no year
        return False
    return word in (_TIMES_PLAIN | _NAME_PARTS_PLAIN if clause.plain else _TIMES | _NAME_PARTS)


def _is_name(clause: Clause, amount: Amount) -> bool:
    """Whether a number without a known unit names something: a year, an account, a group; or numbers a list."""
    before = clause.text[: amount.start]
    if (_NUMBERED_PLAIN.search(before.lower()) if clause.plain else _NUMBERED.search(before)) is not None:
        return True
    digits = amount.written if amount.written.isdigit() else ""
    is_year = len(digits) == 4 and 1930 <= amount.value <= 2050
    return is_year or len(digits) >= 9 or clause.text.strip() == digits


def _is_date(amount: Amount, whole: Amount) -> bool:
    """Whether "20/10" is a day."""
    return amount.value <= 31 and whole.value <= 12 and amount.value != whole.value


_LABEL = re.compile(
    r"(?:[:=]|(?<!\w)(?:là|đạt|có|lên|còn|được|gồm|chiếm|bằng|số|tăng|giảm|thêm|trên|hơn|gần|khoảng|đến|xuống|"
    r"la|dat|co|len|con|duoc|gom|bang|so|tang|giam|them|tren|hon|gan|khoang))\s*$",
    re.IGNORECASE,
)  # a bare number behind it states what was named before: "số hội viên là 1.245"


def _qualifier(text: str, amount: Amount, end: int) -> str | None:
    before = text[: amount.start]
    if match := _QUALIFIER.search(before):
        return match["word"].lower()
    if _PART_OF.search(before):
        return "trong đó"
    change = _CHANGE.search(before)
    if change and _COMPARED.match(text, end):
        return change["word"].lower()
    return "trở lên" if re.match(r"\W*(?:[^\W\d]+\s+){0,3}?trở lên", text[end : end + 50]) else None
