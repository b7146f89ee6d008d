"""The kind of answer that a question wants, told by its question words. Pure.

Patterns read folded words, so that "bao nhiêu" and "bao nhieu" are one; "đâu", "mấy" and a few more keep their accents,
because "đầu" and "máy may" would be taken for them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from bot.answering.asks import Ask
from bot.answering.facets import Facet, any_of, asked_facets, misses_target
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


_COMPARISON = any_of(
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
_HOW_MANY = any_of(
    r"bao nhieu\b",
    r"(?!(?<!.)mấy .*\b(?:gi|sao)\b)(?<!ngay )(?<!thang )(?<!quy )(?<!hom )(?<!thu )mấy "
    r"(?!gio\b|(?:chi|anh|co)(?: (?:cho|oi|em|tren|_)\b|$)|viec\b|dieu\b)[a-z]",
    r"la mấy\b",
    r"co mấy viec\b(?! gi)",
    r"phan tram\b",
    r"(?:ty|ti) le\b",
    r"(?:so luong|tong so|tong cong)\b",
    r"co nao\b",
    r"bao (?:lau|xa)\b",
)
_ENUMERATE = any_of(
    r"ke ten\b",
    r"liet ke\b",
    r"(?:ke|neu|cho biet)\b.{0,12}\b(?:nhung|cac)\b(?!.*\bbao nhieu\b)",
    r"(?<!co )mấy (?:viec|dieu|nhiem vu)\b",
    r"mấy (?:[a-z]+ ){1,4}nao\b",  # "mấy huyện thị nào": which ones
)
_PERSON = any_of(
    r"(?!(?<!.)ai (?:muon|can|dinh)\b.*\b(?:gi|nao|đâu|sao|bao nhieu|mấy)\b)"  # "Ai muốn bán phải làm gì?"
    r"ai\b(?! (?:hay|hoac) (?:don vi|to chuc|tap the|nhom)\b)",
    r"nguoi nao\b",
    r"nguoi (?:dung dau|chu tri)\b(?!.*\b(?:gi|nao|sao|đâu|bao nhieu|mấy)\b)",
    r"(?:do|la) (?:dong chi|ba|ong|chi|anh|co) nao\b",
    r"ten (?:ai|gi)\b",
    r"ten (?:cua )?(?:bi thu|chu tich|giam doc|chu nhiem|nguoi|chi|ba|ong|anh|co) .{0,80}\bla gi\b",
    r"(?:bi thu|chu tich|giam doc|chu nhiem|truong ban|to truong|dong chi|chi|ba|ong|anh|co) .{0,80}\bten la gi\b",
)
_DATE = any_of(
    r"(?:ngay|thang|quy|hom|thoi gian|thoi diem|dip) (?:nao|mấy)\b",
    r"(?<!lan )thu mấy\b",
    r"(?:luc|tu|den|toi|vao|khoang) mấy gio\b",
    r"khi nao\b",
    r"luc nao\b",
    r"bao gio\b",
    r"han chot\b",
)
_LIST = any_of(
    r"(?<!.)(?:cac|nhung|danh sach)\b(?!.*\b(?:nao|gi|ai|đâu|sao|mấy|bao (?:nhieu|gio))\b)",
    r"(?:nhung|cac)\b.{1,70}\b(?<!the )nao\b",
    r"gom (?:nhung )?(?:gi|nao)\b",
    r"nhung (?:gi|ai|đâu)\b",
    r"(?:nhung|cac)\b.{1,40}\bgi\b",
    r"(?:hai|ba|bon|[2-9]) (?!nam|thang)[a-z]+ (?:[a-z]+ )?nao\b",
    r"(?:hai|ba|bon|sau|[2-9]) (?:viec|dieu|van de|khau|noi dung|mon|nhiem vu|linh vuc|huong)\b",
    r"(?:cac|nhung)\b.{0,60}\b(?:la gi|gom)\b",
)
_DESCRIPTION = any_of(
    r"the nao\b",
    r"ra sao\b",
    r"(?:vi|tai) sao\b",
    r"ly do\b",
    r"sao (?:hoi|lai|ma)\b",
    r"(?:kieu|cach) (?:gi|nao)\b",
    r"(?:han che|kho khan|vuong mac|diem yếu|yếu kem|ton tai|bat cap|cho yếu|mat yếu)\b",
    r"nguyen nhan\b",
    r"hoat dong\b.{0,30}\b(?:gi|nao)\b",
    r"(?:gioi thieu ve|tom tat|hoan canh)\b",
    r"lam gi de\b",
)
_WHICH = any_of(r"nao\b", r"gi\b", r"đâu\b", r"ve tay\b")
_PLAN = any_of(
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
    r"sang nam\b(?! (?:\d|_))",
    r"sap toi\b",
    r"(?<!chia )(?<!san )se\b",
    r"phai\b",
    r"(?<!ban )giao (?:dau nam|lap|bao)\b",
    r"(?:muc|so|con so|duoc) (?:duoc )?giao\b",
    r"(?<!gia )(?<!quyet )(?<!quy )(?<!on )(?<!xac )(?<!nhat )(?<!nghi )(?<!chi )(?<!hiep )(?<!kien )dinh [a-z]",
    r"(?<!may )tính (?!den\b|tu\b|toi\b|het\b|cuoi\b|chung\b|rieng\b|ca\b|theo\b|bang\b|ra\b|tong\b)[a-z]",
    r"nhắm\b",  # "nhằm" tells a purpose
    r"(?:dat (?:moc|dich)|nham (?:toi|den|dich)|giu (?:moc|dich))\b",
    r"hen (?!che\b)[a-z]",
    r"(?:nhiem vu|phuong huong)\b",
    r"muon\b",
)
_RESULT = any_of(
    r"thuc (?:te|hien duoc|giup|dat)\b",
    r"(?:lam|dat|giup|xay|trao|thuc hien|lap|trong|ket nap|van dong|huy dong|to chuc) duoc\b",
    r"da (?:dat|lam|giup|xay)\b",
    r"rot cuoc\b",
    r"(?:thuc su|het nhiem ky)\b",
    r"(?:lam|giup|xay|trao|dung) xong\b",
    r"(?:da|moi|chi|xong) duoc (?:bao nhieu|mấy)\b",
    r"duoc (?:bao nhieu|mấy)\b.{0,30}\broi\b",
    r"duoc\b.{0,40}\bbao nhieu\b.{0,30}\bso voi\b",
    r"so voi (?:con so|muc|so|chi tieu|ke hoach|muc tieu)\b",
)


NAME = "_"  # stands for a word of a place's name
_KEPT = frozenset(["đâu", "mấy", "ái", "tính", "yếu", "nhắm"])


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
    facets = asked_facets(folded)
    compares, counts = bool(_COMPARISON.search(folded)), bool(_HOW_MANY.search(folded))
    compares = compares or (several and bool(_MORE.search(folded)))
    if facets & {Facet.CAUSE, Facet.PURPOSE} and not counts:
        return Kind.DESCRIPTION
    if (several and (compares or counts)) or (compares and not counts):
        return Kind.COMPARISON
    if asks and not _ENUMERATE.search(folded):
        return Kind.FIGURE
    if facets & {Facet.WEAKNESS, Facet.WISH} and not _PERSON.search(folded):
        return Kind.DESCRIPTION if _DESCRIPTION.search(folded) else Kind.LIST
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
    patterns = (*(pattern for _, pattern in _BY_WORDS), _COMPARISON)
    return Facet.CAUSE not in asked_facets(folded) and not any(pattern.search(folded) for pattern in patterns)


def asks_for_plan(folded: str) -> bool:
    """Whether a target or plan is asked for; of a missed one the shortcoming is."""
    return bool(_PLAN.search(_SHARE_OF_TARGET.sub("", folded))) and not misses_target(folded)


_SHARE_OF_TARGET = re.compile(
    r"(?:(?:phan tram|ty le)\b(?: (?:so voi|cua))?|\b(?:vuot|hut|thieu)) (?:chi tieu|ke hoach|muc tieu)"
    r"(?: (?:ca )?nam| de ra| duoc giao)?"
    r"|\b(?:co )?(?:dat|hoan thanh|can dich) (?:chi tieu|ke hoach|muc tieu)(?: (?:ca )?nam| de ra| duoc giao)?"
    r" (?:khong|chua)\b"
)


def asks_for_result(folded: str) -> bool:
    """Whether what was reached is asked for, in so many words."""
    return bool(_RESULT.search(folded))
