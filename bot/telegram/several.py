"""The questions of a message that asks several: one a line, or one after the other. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.vietnamese.text import fold

MAX_AT_ONCE = 5
MIN_WORDS = 3
_NUMBER = re.compile(r"^\s*(?:\d{1,2}[.)]|[-•*+])\s*")
_ASKS = re.compile(
    r"\b(?:bao nhieu|may|ai|gi|nao|sao|dau|bao gio|bao lau|the nao|khong|so sanh|ke ten|liet ke|phan tram)\b"
)


def questions_of(text: str) -> list[str]:
    """The questions that a message asks; the whole message where it is one, or cannot be told apart for sure."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(map(_is_question, lines)) and _is_list(lines):
        return [_NUMBER.sub("", line).strip() for line in lines]
    parts = [part.strip() for part in re.split(r"(?<=\?)\s+", text.strip()) if part.strip()]
    whole = len(parts) > 1 and all(part.endswith("?") and _is_question(part) for part in parts)
    return parts if whole else [text]


def _is_list(lines: Sequence[str]) -> bool:
    """Whether lines stand for themselves: each is numbered, or each ends with a question mark."""
    return all(map(_NUMBER.match, lines)) or all(line.rstrip().endswith("?") for line in lines)


def _is_question(part: str) -> bool:
    """Whether a part can be answered by itself: it asks for something, and says of what."""
    asked = fold(_NUMBER.sub("", part)).rstrip(" ?")
    return len(asked.split()) >= MIN_WORDS and _ASKS.search(asked) is not None
