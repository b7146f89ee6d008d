"""What a reader makes of a file: its text, and of a printed one where its pages begin."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PagedText:
    """A text, NFC, "\\n" between lines."""

    text: str
    page_starts: tuple[int, ...] = ()  # characters into the text; empty of a file without pages
