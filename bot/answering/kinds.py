"""The kind of answer that a question wants, told by its question words. Pure.

Patterns read folded words, so that "bao nhiêu" and "bao nhieu" are one; "đâu" and "mấy" keep their accents, because
"đầu" and "máy may" would be taken for them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from bot.answering.asks import Ask
from index.vietnamese.text import fold


class Kind(StrEnum):
    """The kind of answer that a question wants."""

    FIGURE = "figure"
    PERSON = "person"
    DATE = "date"
    NAME = "name"  # which place, unit, product, title ...
    LIST = "list"
    DESCRIPTION = "description"
    COMPARISON = "comparison"


def _any(*patterns: str) -> re.Pattern[str]:
    """One pattern of several, over folded words."""
    return re.compile("|".join(rf"\b(?:{pattern})" for pattern in patterns))


_COMPARISON = _any(
    r"so (?:voi|sanh)\b",
    r"(?:tang|cao|nhieu|it|giam|thap)(?: len)?(?: hon)? hay (?:tang|giam|thap|it|nhieu|cao)",
    r"chenh (?:nhau|lech)",
    r"khac (?:nhau|biet|gi)\b",
    r"(?:noi|ben|ky|huyen|tinh|don vi|dia phuong)\b.{0,40}\bnhieu\b.{0,20}\bhon\b",
    r"(?:ben|noi|ky|nam) nao\b.{0,30}\bhon\b",
    r"(?:tang|giam) (?:ra sao|the nao|tu muc)",
    r"dat canh\b",
    r"la (?:cao|thap|nhieu|it) hon\b",
)
_MORE = re.compile(
    r"\b(?:thay doi|bien dong|chuyen bien|tang giam)\b"
    r"|\b(?:tang|giam|khac|hon|do|len|xuong)\b.*\b(?:ra sao|the nao|gi)\b"
    r"|\b(?:nam|ky|noi|ben|dau|huyen|tinh|don vi|dia phuong) nao\b.*\b(?:hon|nhat)\b|"
    r"\b(?:nhieu|it|cao|thap|dong|lon|tot|kha|manh)\b.*\bhon\b|\bhon kem\b"
)
_HOW_MANY = _any(
    r"bao nhieu\b",
    r"(?<!ngay )(?<!thang )(?<!quy )(?<!hom )mấy (?!chi (?:cho|oi|em|tren)\b|viec\b|dieu\b)[a-z]",
    r"la mấy\b",
    r"phan tram\b",
    r"(?:ty|ti) le\b",
    r"(?:so luong|tong so|tong cong)\b",
    r"co nao\b",
    r"bao (?:lau|xa)\b",
)
_ENUMERATE = _any(
    r"ke ten\b",
    r"liet ke\b",
    r"(?:ke|neu|cho biet)\b.{0,12}\b(?:nhung|cac)\b(?!.*\bbao nhieu\b)",
    r"mấy (?:viec|dieu|nhiem vu)\b",
    r"mấy (?:[a-z]+ ){1,4}nao\b",  # "mấy huyện thị nào": which ones
)
_PERSON = _any(r"ai\b", r"nguoi (?:nao|dung dau|chu tri)\b", r"do (?:dong chi|ba|ong|chi) nao\b", r"ten (?:ai|gi)\b")
_DATE = _any(
    r"(?:ngay|thang|quy|hom|thoi gian|thoi diem|dip) (?:nao|mấy)\b",
    r"khi nao\b",
    r"luc nao\b",
    r"bao gio\b",
    r"han chot\b",
)
_LIST = _any(
    r"(?<!.)(?:cac|nhung|danh sach)\b(?!.*\b(?:nao|gi|ai|đâu|sao|mấy|bao (?:nhieu|gio))\b)",
    r"(?:nhung|cac)\b.{1,70}\b(?<!the )nao\b",
    r"gom (?:nhung )?(?:gi|nao)\b",
    r"nhung (?:gi|ai|đâu)\b",
    r"(?:nhung|cac)\b.{1,40}\bgi\b",
    r"(?:hai|ba|bon|[2-9]) (?!nam|thang)[a-z]+ (?:[a-z]+ )?nao\b",
    r"(?:hai|ba|bon|sau|[2-9]) (?:viec|dieu|van de|khau|noi dung|mon|nhiem vu|linh vuc|huong)\b",
    r"(?:cac|nhung)\b.{0,60}\b(?:la gi|gom)\b",
)
_DESCRIPTION = _any(
    r"the nao\b",
    r"ra sao\b",
    r"(?:vi|tai) sao\b",
    r"ly do\b",
    r"sao (?:hoi|lai|ma)\b",
    r"cach nao\b",
    r"(?:han che|kho khan|vuong mac|diem yeu|yeu kem|ton tai|bat cap|cho yeu|mat yeu)\b",
    r"nguyen nhan\b",
    r"hoat dong\b.{0,30}\b(?:gi|nao)\b",
    r"(?:gioi thieu ve|tom tat|hoan canh)\b",
    r"lam gi de\b",
)
_PURPOSE = _any(r"de lam gi\b", r"(?:nham|vi) (?:muc dich|muc tieu) (?:gi|nao)\b", r"muc dich\b", r"nham (?:lam )?gi\b")
_WEAKNESS = _any(
    r"(?:han che|kho khan|vuong mac|ton tai|bat cap|tro ngai|khuyet diem|yeu kem)\b(?! khong)",
    r"(?:diem|cho|mat|khau)\b.{0,12}\byeu\b",
    r"(?:con )?(?:yeu|kem)\b.{0,20}\b(?:khau|cho|mat|gi|đâu)\b",
    r"(?:vuong|(?:gap|con|bi|thay) kho|mac (?:o|phai))\b.{0,25}\b(?:gi|đâu|nao|sao)\b",
    r"(?:ban khoan|lo lang|tran tro|lo ngai|noi lo|diem nghen|rao can)\b",
    r"(?:chua|khong) (?:lam )?(?:tot|duoc|dat|hai long|xong)\b.{0,25}\b(?:gi|nao|đâu)\b",
    r"(?:gi|nao|đâu)\b.{0,12}\b(?:chua|khong) (?:lam )?(?:tot|duoc|dat|hai long|xong)\b",
    r"kho nhat\b",
)
_MISS = r"(?:hut|truot|bo lo|lo mat|(?:khong|chua) (?:dat|hoan thanh|ve dich|can dich|xong))"
_TARGETS = r"(?:chi tieu|muc tieu|ke hoach)"
_MISSED = _any(rf"{_MISS}\b.{{0,20}}\b{_TARGETS}\b", rf"{_TARGETS}\b.{{0,25}}\b{_MISS}\b")  # of targets: no plan is asked for
_WHICH = _any(r"nao\b", r"gi\b", r"đâu\b", r"ve tay\b")
_PLAN = _any(
    r"muc tieu\b(?! quoc gia)",
    r"chi tieu\b",
    r"ke hoach\b(?! hoa)",
    r"phan dau\b",
    r"du (?:kien|dinh|tru|tính)\b",
    r"(?:dat|de) ra\b",
    r"(?:dat|giao|de ra|nhan|dang ky) (?:cho [a-z]+ )?ct\b",  # chỉ tiêu
    r"hua\b",
    r"dat muc\b",
    r"dang ky\b",
    r"sang nam\b",
    r"sap toi\b",
    r"(?<!chia )(?<!san )se\b",
    r"phai\b",
    r"giao (?:dau nam|lap|bao)\b",
    r"(?<!gia )(?<!quyet )(?<!quy )(?<!on )(?<!xac )(?<!nhat )(?<!nghi )(?<!chi )(?<!hiep )(?<!kien )dinh [a-z]",
    r"(?<!may )tính (?!den\b|tu\b|toi\b|chung\b|rieng\b|ca\b|theo\b|bang\b|ra\b|tong\b)[a-z]",
    r"dat (?:moc|dich)\b",
    r"hen (?!che\b)[a-z]",
    r"(?:nhiem vu|phuong huong)\b",
    r"muon\b",
)
_RESULT = _any(
    r"thuc (?:te|hien duoc|giup|dat)\b",
    r"(?:lam|dat|giup|xay|trao|thuc hien|lap|trong|ket nap|van dong|huy dong|to chuc) duoc\b",
    r"da (?:dat|lam|giup|xay)\b",
    r"rot cuoc\b",
    r"duoc\b.{0,40}\bbao nhieu\b.{0,30}\bso voi\b",
)
_CAUSE = _any(
    r"(?:vi|tai|boi) (?:sao|đâu|le gi|co gi)\b",
    r"(?:ly do|nguyen (?:nhan|do))\b",
    r"co (?:gi|sao) (?:khien|ma)\b",
    r"sao (?:hoi|lai|ma)\b",
    r"do đâu\b",
    r"(?:dieu|cai) gi khien\b",
)


NAME = "_"  # stands for a word of a place's name
_KEPT = frozenset(["đâu", "mấy", "ái", "tính"])


def fold_question(corrected: Sequence[str]) -> str:
    """The words of a question as the patterns of this module read them."""
    return " ".join(word if word in _KEPT else fold(word) for word in corrected)


def kind_of(folded: str, asks: Sequence[Ask], *, several: bool) -> Kind:
    """The kind of answer wanted.

    Args:
        folded: the question's words, as `fold_question` gives them.
        asks: the figures that it asks for.
        several: whether it names several places or periods.
    """
    compares, counts = bool(_COMPARISON.search(folded)), bool(_HOW_MANY.search(folded))
    compares = compares or (several and bool(_MORE.search(folded)))
    if (_CAUSE.search(folded) or _PURPOSE.search(folded)) and not counts:
        return Kind.DESCRIPTION
    if (several and (compares or counts)) or (compares and not counts):
        return Kind.COMPARISON
    if asks and not _ENUMERATE.search(folded):
        return Kind.FIGURE
    return next((kind for kind, pattern in _BY_WORDS if pattern.search(folded)), Kind.DESCRIPTION)


# Most telling first.
_BY_WORDS = (
    (Kind.LIST, _ENUMERATE),
    (Kind.FIGURE, _HOW_MANY),
    (Kind.PERSON, _PERSON),
    (Kind.DATE, _DATE),
    (Kind.LIST, _LIST),
    (Kind.DESCRIPTION, _DESCRIPTION),
    (Kind.NAME, _WHICH),
)


def asks_nothing(folded: str) -> bool:
    """Whether there is no question word at all: "MATT Bắc Giang 2020"."""
    patterns = (*(pattern for _, pattern in _BY_WORDS), _COMPARISON, _CAUSE)
    return not any(pattern.search(folded) for pattern in patterns)


def asks_for_plan(folded: str) -> bool:
    """Whether a target or plan is asked for."""
    return bool(_PLAN.search(folded)) and not _MISSED.search(folded)


def asks_for_result(folded: str) -> bool:
    """Whether what was reached is asked for, in so many words."""
    return bool(_RESULT.search(folded))


def asks_for_cause(folded: str) -> bool:
    """Whether a reason is asked for."""
    return bool(_CAUSE.search(folded))


def asks_for_weakness(folded: str) -> bool:
    """Whether difficulties or shortcomings are asked for."""
    return bool(_WEAKNESS.search(folded) or _MISSED.search(folded))


def asks_for_purpose(folded: str) -> bool:
    """Whether what something is for is asked."""
    return bool(_PURPOSE.search(folded))
