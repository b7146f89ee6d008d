"""The values that the index is made of: an article's source and text, and the passages cut from it.

A passage is a span of its document's cleaned text, so a quotation taken from it is exact by construction. What is
indexed with a passage but does not stand in it (title, heading, table header ...) is kept beside its text.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

HASH_SEPARATOR = "-"  # in a content hash: what follows tells how the file was read, not what it holds


@dataclass(frozen=True, slots=True)
class Source:
    """What a citation says about an article; unknown fields are None, never guessed."""

    id: str  # path relative to the corpus folder, with forward slashes
    title: str
    organisation: str | None = None  # "Hội LHPN tỉnh Bắc Giang"
    province: str | None = None  # "Bắc Giang"
    published: date | None = None
    period: str | None = None  # the reporting period, canonical: "6 tháng đầu năm 2023"
    url: str | None = None
    page_starts: tuple[int, ...] = ()  # of a printed article: where each page begins, characters into its text

    def page_at(self, start: int) -> int | None:
        """The page, from 1, on which a place in the text stands; None of an article without pages."""
        if not self.page_starts or start < 0:
            return None
        return max(bisect_right(self.page_starts, start), 1)


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document that no passage crosses: a news item, a numbered section, a table."""

    start: int  # characters into the document's text
    end: int  # exclusive
    heading: str = ""  # the line or lines it stands under, outermost first, joined by newlines
    header: str = ""  # of a table: its header row as written


@dataclass(frozen=True, slots=True)
class Document:
    """One article, cleaned of its site's boilerplate."""

    source: Source
    text: str  # NFC, "\n" between lines
    sections: tuple[Section, ...]
    content_hash: str  # of the file and its manifest row: decides whether it is indexed again

    @property
    def id(self) -> str:
        return self.source.id


@dataclass(frozen=True, slots=True)
class Unread:
    """An article that was not read because its file says what is known already."""

    id: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A contiguous span of a document: the unit that is embedded, retrieved and cited."""

    source: Source
    start: int  # characters into the document's text
    end: int  # exclusive
    text: str  # exactly document.text[start:end]
    heading: str = ""
    header: str = ""

    @property
    def id(self) -> str:
        return f"{self.source.id}#{self.start}"

    @property
    def context(self) -> str:
        """What is indexed with the passage beside its own text."""
        source = self.source
        parts = [source.title, source.organisation, source.province, source.period, self.heading, self.header]
        return "\n".join(part for part in parts if part)
