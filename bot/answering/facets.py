"""What about a thing a question asks for beside facts: its cause, its purpose, what fell short, what was wished. Pure.

Questions are read folded, as `kinds.fold_question` gives them; sentences of reports as they are written.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Facet(StrEnum):
    """What a question wants to be told about something."""

    CAUSE = "cause"
    PURPOSE = "purpose"
    WEAKNESS = "weakness"
    WISH = "wish"  # proposed, asked of others, advised


def any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern of several, over folded words."""
    return re.compile("|".join(rf"\b(?:{pattern})" for pattern in patterns))


_MISS = r"(?:hut|truot|bo lo|lo mat|(?:khong|chua) (?:dat|hoan thanh|ve dich|can dich|xong))"
_TARGETS = r"(?:chi tieu|muc tieu|ke hoach)"
_MISSED = any_of(
    rf"{_MISS}\b.{{0,20}}\b{_TARGETS}\b", rf"{_TARGETS}\b.{{0,25}}\b{_MISS}\b"
)  # of targets: no plan is asked for
_ASKED = {
    Facet.CAUSE: any_of(
        r"(?:vi|tai|boi) (?:sao|đâu|le gi|co gi)\b",
        r"(?:ly do|nguyen (?:nhan|do))\b",
        r"co (?:gi|sao) (?:khien|ma)\b",
        r"sao (?:hoi|lai|ma)\b",
        r"do đâu\b",
        r"(?:dieu|cai|chuyen|viec) gi (?:da |lai )?khien\b",
        r"(?<!.)sao\b(?! y\b)",
    ),
    Facet.PURPOSE: any_of(
        r"de lam gi\b", r"(?:nham|vi) (?:muc dich|muc tieu) (?:gi|nao)\b", r"muc dich\b", r"nham (?:lam )?gi\b"
    ),
    Facet.WEAKNESS: any_of(
        r"(?<!vien )(?<!nu )(?<!canh )(?<!dinh )(?<!em )(?<!ho )(?<!chau )(?<!nguoi )(?<!chi )kho khan\b(?! khong)",
        r"(?:han che|vuong mac|ton tai|bat cap|tro ngai|khuyet diem|khiem khuyet|yếu kem)\b(?! khong)",
        r"(?:do dang|bo do)\b",
        r"(?:chua|khong) (?:tron ven|nhu (?:y|mong doi)|on|uoi)\b",
        r"(?:diem|cho|mat|khau)\b.{0,12}(?<!chu )\byếu\b",
        r"(?:con )?(?<!chu )(?:yếu|kem)\b.{0,20}\b(?:khau|cho|mat|gi|đâu)\b",
        r"(?:vuong|(?:gap|con|bi|thay) kho|mac (?:o|phai))\b.{0,25}\b(?:gi|đâu|nao|sao)\b",
        r"(?:ban khoan|lo lang|tran tro|lo ngai|noi lo|diem nghen|rao can)\b",
        r"(?:chua|khong) (?:lam )?(?:tot|duoc|dat|hai long|xong)\b.{0,25}\b(?:gi|nao|đâu)\b",
        r"(?:gi|nao|đâu)\b.{0,12}\b(?:chua|khong) (?:lam )?(?:tot|duoc|dat|hai long|xong)\b",
        r"kho nhat\b",
        r"(?:truc trac|rut kinh nghiem|su co|thieu sot)\b",
    ),
    Facet.WISH: any_of(
        r"(?:nguyen vong|kien nghi|de xuat|de dat|mong moi)\b",
        r"(?:dan do|nhan nhu|goi y|goi mo|mach|khuyen|luu y|chi dao|yeu cau|de nghi|mong muon)\b"
        r".{0,40}\b(?:gi|nao|sao|đâu)\b",
    ),
}
_TOLD = {
    Facet.CAUSE: re.compile(
        r"\b(?:vì|bởi|do (?!(?:Chủ|Hội|chị|bà|ông|đồng))|nguyên nhân|lý do|lí do|[Gg]iải thích"
        r"|lý giải|mong muốn|xuất phát)\b"
    ),
    Facet.PURPOSE: re.compile(r"\b(?:nhằm|để|giúp|góp phần|mục đích|mục tiêu|làm cơ sở|hướng tới)\b"),
    Facet.WEAKNESS: re.compile(
        r"\b(?:tồn tại|vướng|bất cập|yếu|lúng túng|trở ngại|bấp bênh|chậm|thiếu|còn thấp|hụt|trượt|muộn|mỏng|thưa"
        r"|chưa (?!từng)|khó(?! khăn)(?= \w+)|không (?:đạt|hoàn thành|kịp|đủ)|lo ngại|thấp hơn|kém|ngại"
        r"|mới (?:chỉ )?(?:được|đạt|dừng)|bỏ (?:họp|dở)|kéo dài|lùi|eo hẹp|hoãn|bỡ ngỡ|kẹt|chật"
        r"|quá (?:tải|hạn)|hỏng|trục trặc)\b"
    ),
    Facet.WISH: re.compile(r"\b(?:xin|mong|yêu cầu|lưu ý|nhấn mạnh|chỉ đạo|nhắc|dặn|bày tỏ|cần)\b"),
}
# Words that say outright that it is told.
_NAMED = {
    Facet.CAUSE: _TOLD[Facet.CAUSE],
    Facet.PURPOSE: _TOLD[Facet.PURPOSE],
    Facet.WEAKNESS: re.compile(
        r"\b(?:hạn chế|khuyết điểm|thiếu sót|(?:mặt|điểm|chỗ|khâu) (?:\w+ )?(?:yếu|chưa được)|khó nhất|thẳng thắn"
        r"|nghẽn|nỗi lo|băn khoăn|trăn trở|rào cản"
        r"|(?:những|một số|gặp|còn|là|nhiều) khó khăn|khó khăn (?:là|chung|lớn|được|của hội|hiện|vướng|nhất|,))"
    ),
    Facet.WISH: re.compile(
        r"\b(?:đề nghị|kiến nghị|đề xuất|đề đạt|gợi mở|gợi ý|nguyện vọng|mong muốn|khuyên|dặn dò)\b"
    ),
}
HINTS = 2  # words that hint at it tell as much as its name


def asked_facets(folded: str) -> frozenset[Facet]:
    """What is asked about something; of a missed target, what fell short."""
    missed = {Facet.WEAKNESS} if misses_target(folded) else set()
    return frozenset(missed | {facet for facet, pattern in _ASKED.items() if pattern.search(folded)})


def misses_target(folded: str) -> bool:
    """Whether a question is about targets that were not reached."""
    return bool(_MISSED.search(folded))


def strength(text: str, facet: Facet) -> float:
    """How plainly a sentence tells that of something; in [0, 1]."""
    told = text if facet is Facet.CAUSE else text.lower()  # a name's "Vì" gives no reason
    return 1.0 if _NAMED[facet].search(told) else min(len(_TOLD[facet].findall(told)) / HINTS, 1.0)
