"""An article's lines become its text and sections, without the furniture of the site it stood on.

Order: find the title, drop furniture and what follows the heading of a list of other articles, then walk the rest line
by line, opening a new section at every news item, numbered section, table and removed line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby

from index.documents import Section
from index.reading.furniture import (
    ends_with_credit,
    is_bullet,
    is_closing,
    is_furniture,
    is_prose,
    is_question,
    is_short_phrase,
    is_upper,
    names_office_holder,
    names_section,
    number_of,
    opens_other_articles,
)
from index.reading.tables import cells_of, header_of, is_separator, table_begin
from index.vietnamese.text import count_syllables, squeeze

LONG_ITEM_SYLLABLES = 30  # a numbered line of this length is a section of its own, a shorter one may be a list item


@dataclass(frozen=True, slots=True)
class CleanText:
    """The article's own text and its sections."""

    text: str
    sections: tuple[Section, ...]
    begins: Mapping[int, int]  # number of a line that was kept -> where it begins in the text


@dataclass
class _Writer:
    """Puts kept lines together and remembers where sections begin and end."""

    lines: list[str] = field(default_factory=list)
    length: int = 0
    sections: list[Section] = field(default_factory=list)
    begin: int | None = None
    headings: list[tuple[int, str]] = field(default_factory=list)  # level, line
    header: str = ""
    begins: dict[int, int] = field(default_factory=dict)

    def put(self, number: int, line: str) -> None:
        """Add a line to the open section."""
        if self.begin is None:
            self.begin = self.length
        self.append(number, line)

    def append(self, number: int, line: str) -> None:
        """Add a line to the text, to the open section if there is one."""
        self.begins[number] = self.length
        self.lines.append(line)
        self.length += len(line) + 1

    def close(self) -> None:
        """End the open section, if any."""
        if self.begin is not None:
            heading = "\n".join(line for _, line in self.headings)
            self.sections.append(Section(self.begin, self.length - 1, heading, self.header))
        self.begin, self.header = None, ""

    def head(self, number: int, line: str, level: int) -> None:
        """Set the heading of what follows; headings of the same or a deeper level end."""
        self.close()
        self.headings = [(at, kept) for at, kept in self.headings if at < level] + [(level, line)]
        self.append(number, line)

    def result(self) -> CleanText:
        self.close()
        return CleanText("\n".join(self.lines), tuple(self.sections), self.begins)


def clean(lines: list[str], *, skip: set[int]) -> CleanText:
    """The text of an article and its sections.

    Args:
        lines: the article's lines, NFC.
        skip: numbers of lines that are metadata (title, date, letterhead), not text.
    """
    kept = _body(lines, skip)
    contents = _table_of_contents(lines, kept)
    items = {lines[n] for n in contents}
    tables = _tables(lines, kept)
    writer = _Writer()
    at = 0
    while at < len(kept):
        number = kept[at]
        if at and _removed_between(lines, kept[at - 1], number):
            writer.close()
        if at in tables:
            _write_table(writer, {n: lines[n].strip() for n in kept[at : tables[at]]})
            at = tables[at]
            continue
        if number not in contents:
            following = lines[kept[at + 1]] if at + 1 < len(kept) else None
            _write_line(writer, number, lines[number].strip(), following, lines[number] in items)
        else:
            writer.close()
        at += 1
    return writer.result()


def _body(lines: list[str], skip: set[int]) -> list[int]:
    """Numbers of the lines that may be text."""
    last_prose = max(
        (n for n, line in enumerate(lines) if is_prose(line) and not is_furniture(line)), default=len(lines)
    )
    end = next((n for n, line in enumerate(lines) if n > last_prose and opens_other_articles(line)), len(lines))
    return [
        n
        for n, line in enumerate(lines[:end])
        if line.strip() and n not in skip and (not is_furniture(line) or is_separator(line))
    ]


def _removed_between(lines: list[str], before: int, after: int) -> bool:
    return any(lines[n].strip() for n in range(before + 1, after))


def _table_of_contents(lines: list[str], kept: list[int]) -> set[int]:
    """First occurrences of lines that head a news item further down."""
    last = {squeeze(lines[n]): n for n in kept}
    return {n for n in kept if last[squeeze(lines[n])] != n and not is_prose(lines[n]) and not cells_of(lines[n])}


def _tables(lines: list[str], kept: list[int]) -> dict[int, int]:
    """Where tables begin among the kept lines, each with where it ends."""
    found, end = {}, 0
    for is_row, group in groupby((lines[n] for n in kept), key=lambda line: bool(cells_of(line)) or is_separator(line)):
        rows = list(group)
        begin = table_begin(rows) if is_row else None
        if begin is not None:
            found[end + begin] = end + len(rows)
        end += len(rows)
    return found


def _write_table(writer: _Writer, rows: Mapping[int, str]) -> None:
    writer.close()
    data = [(number, row) for number, row in rows.items() if not is_separator(row)]
    header = header_of([row for _, row in data])
    if header:
        writer.append(*data[0])
        data = data[1:]
    for number, row in data:
        writer.put(number, row)
    writer.header = header or ""
    writer.close()


def _write_line(writer: _Writer, at: int, line: str, following: str | None, is_item: bool) -> None:
    """Add one line as a heading, as the begin of a section, or as text; a caption or byline is left out."""
    number = number_of(line)
    if is_item:
        writer.head(at, line, 1)
    elif _is_heading(line, number, following):
        writer.head(at, line, 1 if number is None and names_section(line) else _level(number))
    elif _is_caption(line, number):
        writer.close()
    else:
        if is_closing(line) and writer.sections and writer.headings and writer.begin is not None:
            writer.close()
            writer.headings = []
        if number and (count_syllables(line) >= LONG_ITEM_SYLLABLES or writer.begin is None):
            writer.close()
        writer.put(at, line)


def _level(number: str | None) -> int:
    if number is None:
        return 4
    if number[0] in "IVX":
        return 1
    return 2 + number.count(".") if number[0].isdigit() else 5


def _is_heading(line: str, number: str | None, following: str | None) -> bool:
    if following is None:
        return False
    if is_question(line):
        return not is_question(following)
    if not is_short_phrase(line) or is_bullet(line):
        return False
    if number:
        sibling = number_of(following)
        return sibling is None or _level(sibling) > _level(number)
    return is_upper(line) or names_section(line) or (":" in line and not names_office_holder(line))


def _is_caption(line: str, number: str | None) -> bool:
    if number or is_bullet(line) or not (is_short_phrase(line) or ends_with_credit(line)):
        return False
    return not names_office_holder(line)
