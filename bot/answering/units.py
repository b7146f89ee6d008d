"""Which unit a question asks to be named, "huyện nào", and whether a text names one. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from bot.answering.persons import names_somebody_at
from index.vietnamese.places import Level, Place, find_places
from index.vietnamese.text import CAPITALS

_DISTRICTS = ("huyện", "quận", "thị xã", "thành phố")
_COMMUNES = ("xã", "phường", "thị trấn", "thôn", "ấp", "bản", "buôn", "làng", "xóm", "khu phố")
_ANY = ("đơn vị", "địa phương", "đội")  # any unit may answer: a team is named by the one that sent it
_BODIES = {  # what else "nào" asks a name of, with the words that such a name begins with
    "doanh nghiệp": "doanh nghiệp|công ty|tập đoàn|ngân hàng|nhà máy|tổng công ty",
    "công ty": "công ty|tập đoàn|doanh nghiệp",
    "câu lạc bộ": "câu lạc bộ|clb",
    "hợp tác xã": "hợp tác xã|htx",
}
_KINDS = "|".join((*_DISTRICTS, *_COMMUNES, "đội"))
_CAPITALISED = re.compile(rf"(?<!^)(?<![.!?:] )(?:\b[{CAPITALS}][\w’']*\s+)+[{CAPITALS}][\w’']*")


def asked_unit(focus: Sequence[str]) -> str | None:
    """The kind of unit that the words before "nào" ask for, if they do: "huyện", "đơn vị"."""
    named = " ".join(focus)
    return next((kind for kind in (*_ANY, *_BODIES, *_DISTRICTS, *_COMMUNES) if named.endswith(kind)), None)


def names_unit(text: str, unit: str, asked: Collection[Place] = ()) -> bool:
    """Whether a text names a unit of a kind, of any level where "đơn vị" is asked for.

    Args:
        asked: the places that the question names itself: they do not answer it.
    """
    if unit in _BODIES:
        return bool(_with_kind(_BODIES[unit]).search(text))
    if _with_kind(None if unit in _ANY else unit).search(text):
        return True
    if unit not in _COMMUNES:
        mentions = find_places(text)
        named = {place for mention in mentions for place in mention.places if place.level is Level.DISTRICT}
        return bool(named - set(asked))
    return any(not names_somebody_at(text, match) for match in _CAPITALISED.finditer(text))


@cache
def _with_kind(unit: str | None) -> re.Pattern[str]:
    """A unit's kind before its name, with a word or two between: "xã biên giới Thanh Thủy", "Phường 5"."""
    return re.compile(
        rf"\b(?i:{unit or _KINDS})\b(?:\s+[a-zà-ỹđ]+){{0,2}}[\s:,]+[“\"‘]?(?:[{CAPITALS}]|\d{{1,2}}\b(?!\s))"
    )
