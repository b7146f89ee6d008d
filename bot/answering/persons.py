"""Who is named in a sentence, and what office a question asks about. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.vietnamese.places import Place, find_places
from index.vietnamese.text import CAPITALS, fold

_NAME = re.compile(rf"(?:[{CAPITALS}][\w’']*\s+){{1,4}}[{CAPITALS}][\w’']*")
_OFFICE = re.compile(
    r"\b(?:chu tich|chu tri|dong chi|giam doc|to truong|bi thu|dan dau|truong|pho|nghe nhan|bac si|ky su|can bo"
    r"|giang vien|giao vien|co giao|thay giao|chu nhiem|hoi vien|chu (?:co so|cua hang|tiem|xuong|trang trai))\b"
)
_HONOURED = re.compile(
    rf"\b(?:[Cc]hị|[Aa]nh|[Bb]à|[Ôô]ng|[Cc]ô|[Bb]ác|[Ee]m|[Cc]háu|[Tt]hầy|[Mm]ẹ|[Dd]ì|[Cc]hú|[Cc]ụ)\s+[{CAPITALS}]\w"
)
_AGENT = re.compile(
    r"\bdo (?:chi hội|câu lạc bộ|tổ|nhóm|hội|đoàn|doanh nghiệp|công ty|cơ sở|gia đình)\b", re.IGNORECASE
)
_OF_THING = re.compile(  # what is named after it is no person
    r"\b(?:xã|phường|trấn|thôn|bản|ấp|xóm|buôn|làng|khu|đường|(?<!thành )phố|chợ|sông|trường"
    r"|công ty|mô hình|hợp tác xã)\s+$",
    re.IGNORECASE,
)
_NO_NAMES = frozenset(  # the first words of offices and bodies, with a capital too
    ["pho", "bi", "chu", "tinh", "hoi", "ban", "uy", "huyen", "trung", "bo", "so", "ngan", "dang", "lien", "thuong"]
    + ["doan", "quoc", "nha", "ubnd", "hdnd", "lhpn", "mat", "cong"]
)
_LEVELS = frozenset(["tinh", "huyen", "thanh pho", "thi xa", "quan"])
# The chair of the Union or the deputy, of a unit that may be named; a commune's is meant only where one is asked for.
_CHAIR = re.compile(
    r"(?P<deputy>\bpho )?\bchu tich\b(?: thuong truc)?"
    r"(?! (?:hoi lhpn viet nam|hoi lien hiep phu nu viet nam|ubnd|uy ban|nuoc|quoc hoi|hdnd))"
    r"(?: hoi(?: lhpn| phu nu| lien hiep phu nu)? "
    r"(?P<unit>xa|phuong|thi tran|co so|tinh|huyen|thanh pho|thi xa|quan)\b)?"
)


def has_name(text: str) -> bool:
    """Whether a text names somebody, in an office or not, or a group that did something."""
    if _HONOURED.search(text) or _AGENT.search(text):
        return True
    if not _OFFICE.search(fold(text)):
        return False
    places = [(mention.start, mention.end) for mention in find_places(text)]
    names = (match for match in _NAME.finditer(text) if _may_be_of_person(text, match))
    return any(not any(m.start() < end and start < m.end() for start, end in places) for m in names)


def _may_be_of_person(text: str, name: re.Match[str]) -> bool:
    return fold(name[0].split()[0]) not in _NO_NAMES and not _OF_THING.search(text[: name.start()])


def tells_of_group(text: str) -> bool:
    """Whether a text counts a few people without naming them: "hai hội viên nuôi gà"."""
    return bool(_GROUP.search(text))


_GROUP = re.compile(
    r"\b(?:một|hai|ba|bốn|năm|[1-9]) (?:hội viên|chị|hộ|em|cháu|phụ nữ|bà|cô|cụ|học sinh|nữ)\b", re.IGNORECASE
)


def names_somebody_at(text: str, name: re.Match[str]) -> bool:
    """Whether a name that stands in a text, in capitals, is a person's or an office's, not a unit's."""
    before = fold(text[: name.start()]).split()
    is_office = fold(name[0].split()[0]) in _NO_NAMES or bool(before) and _OFFICE.search(before[-1]) is not None
    return is_office or bool(before) and before[-1] in _HONOURS


_HONOURS = frozenset(["chi", "anh", "ba", "ong", "co", "bac", "em", "chau", "thay", "me", "cu", "tich", "thu", "doc"])


def asks_for_office(question: str) -> bool:
    """Whether a question names an office."""
    return bool(_OFFICE.search(fold(question)))


_OFFICES = re.compile(
    r"\b(?:pho )?(?:chu tich|bi thu|giam doc|chu nhiem|truong (?:ban|phong|doan)|to truong|hieu truong|thu ky)\b"
)


def holds_office(text: str, question: str) -> bool:
    """Whether a text names an office that a question asks about, the deputy's as such; True if it asks about none."""
    asked, held = set(_OFFICES.findall(fold(question))), set(_OFFICES.findall(fold(text)))
    return not asked or not asked.isdisjoint(held)


def names_chair(text: str, question: str, places: Sequence[Place] = ()) -> bool:
    """Whether a text names a chair of the Union, or a deputy if a question asks for one.

    Args:
        places: asked about: a city's chair is not its province's. A commune's is meant only if one is asked about.
    """
    asked = fold(question)
    deputy, named = "pho chu tich" in asked, set(asked.split()) - _LEVELS
    levels = {fold(kind) for place in places for kind in (place.kind, *place.other_kinds)} or _LEVELS
    for match in _CHAIR.finditer(fold(text)):
        unit = match["unit"]
        is_asked = unit is None or unit in named or unit in levels
        if is_asked and bool(match["deputy"]) == deputy and _is_named(text, match):
            return True
    return False


NAME_CHARS = 60  # before an office or after it, within which its holder is named


def _is_named(text: str, office: re.Match[str]) -> bool:
    """Whether somebody is named beside an office: the map's names are none."""
    begin, end = max(office.start() - NAME_CHARS, 0), office.end() + NAME_CHARS
    places = [(mention.start, mention.end) for mention in find_places(text)]
    return any(
        begin <= name.start() < end
        and _may_be_of_person(text, name)
        and not any(name.start() < after and before < name.end() for before, after in places)
        for name in _NAME.finditer(text)
    )


def asks_for_chair(question: str) -> bool:
    """Whether a question asks about a chair of the Union or a deputy."""
    return bool(_ASKS_CHAIR.search(fold(question)))


_ASKS_CHAIR = re.compile(r"\bchu tich\b|\bdung dau\b.*\bhoi\b")
