"""Pure: formatted text becomes HTML messages that Telegram accepts.

Text is kept as spans of plain characters until the very end. So it is cut where the reader sees it, escaped in one
place, and a tag can neither be cut nor stay open.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from telegram.constants import MessageLimit

# Where a long message may be cut, best first: paragraph, line, sentence, word.
_BREAKS = tuple(re.compile(pattern) for pattern in (r"\n\s*\n", r"\n", r"[.!?…;]\s", r"\s"))


@dataclass(frozen=True, slots=True)
class Span:
    """Characters that share one format."""

    text: str
    tag: str = ""  # what stands between < and > of the opening HTML tag; empty for plain text
    block: str = ""  # the tag of the block that it stands in; neighbours of one block stand in it together


def bold(text: str) -> Span:
    """Text in bold type."""
    return Span(text, "b")


def link(text: str, url: str) -> Span:
    """Text that opens a page when it is tapped."""
    return Span(text, f'a href="{html.escape(url)}"')


def quotation(text: str) -> Span:
    """A block of quoted text that shows its first lines and opens when it is tapped."""
    return Span(text, "blockquote expandable")


def folded(spans: Sequence[Span]) -> list[Span]:
    """A block of formatted text that shows its first lines and opens when it is tapped."""
    return [replace(span, block="blockquote expandable") for span in spans]


def units(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, limit: int) -> str:
    """A text, shortened to so many UTF-16 units; what is left out shows as "…"."""
    if units(text) <= limit:
        return text
    return text[: _furthest(text, 0, limit - 1)].rstrip() + "…"


def to_messages(spans: Sequence[Span], limit: int = MessageLimit.MAX_TEXT_LENGTH) -> list[str]:
    """Write spans as HTML messages, cutting long text where a reader would pause.

    Args:
        spans: the text in reading order; white space at its ends and at the cuts is dropped, as Telegram does.
        limit: the longest message, in UTF-16 units of the text without its tags; at least 2.

    Returns:
        One HTML text for each message, none of them blank; no message for blank spans.
    """
    text = "".join(span.text for span in spans)
    messages = []
    start = _skip_space(text, 0)
    while start < len(text):
        end = _cut(text, start, limit)
        stop = start + len(text[start:end].rstrip())
        blocks = groupby(_slice(spans, start, stop), key=lambda span: span.block)
        messages.append("".join(_tagged("".join(map(_to_html, block)), tag) for tag, block in blocks))
        start = _skip_space(text, end)
    return messages


def _skip_space(text: str, start: int) -> int:
    return len(text) - len(text[start:].lstrip())


def _cut(text: str, start: int, limit: int) -> int:
    """Return where the message that begins at `start` ends."""
    end = _furthest(text, start, limit)
    if end == len(text):
        return end
    half = (start + end) // 2  # an earlier cut would leave a message that looks lost
    for pattern in _BREAKS:
        ends = [match.end() for match in pattern.finditer(text, half, end)]
        if ends:
            return ends[-1]
    return end


def _furthest(text: str, start: int, limit: int) -> int:
    """Return the last position up to which `limit` UTF-16 units reach."""
    reached = 0
    for position in range(start, len(text)):
        reached += 2 if text[position] > "\uffff" else 1
        if reached > limit:
            return position
    return len(text)


def _slice(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    pieces = []
    offset = 0
    for span in spans:
        text = span.text[max(0, start - offset) : max(0, end - offset)]
        if text:
            pieces.append(replace(span, text=text))
        offset += len(span.text)
    return pieces


def _to_html(span: Span) -> str:
    return _tagged(html.escape(span.text, quote=False), span.tag)


def _tagged(text: str, tag: str) -> str:
    return f"<{tag}>{text}</{tag.split()[0]}>" if tag else text
