"""Web pages: the main text by trafilatura, tables as rows between bars, headings and list items as lines.

The one user of trafilatura and of lxml's parser of HTML. Scripts are never run and nothing is fetched.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from index.errors import UnreadableArticleError
from index.metadata import HEAD_LINES, read_metadata
from index.reading.furniture import is_bullet, number_of
from index.reading.grids import is_letterhead, lines_of_grid, spaced
from index.reading.text import decode_text
from index.reading.wrapping import unwrap
from index.vietnamese.text import count_syllables, fold, nfc, squeeze

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_DEPTH = 250  # of elements within elements: real pages have some dozens
MAX_ELEMENTS = 100_000
_TITLES = ("//meta[@property='og:title']/@content", "//title/text()")
_DATES = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished' or @name='pubdate' or @name='publishdate']/@content",
)
_TITLE_SYLLABLES = 4  # a shorter line within the title is no title


def read_html(document: str, content: bytes) -> str:
    """The main text of a web page, NFC, with its title and day first where the text does not have them.

    Raises:
        UnreadableArticleError: if it is no text, nested without end, or holds no article.
    """
    page = _parse(document, decode_text(document, content))
    _flatten_letterheads(page)
    stated = [_first(page, _TITLES), _first(page, _DATES)]  # before the extraction, which takes the page apart
    blocks = [line for line in _main_lines(document, page) if line]
    return nfc("\n".join(_headed(unwrap(spaced(blocks), width=0), *stated)))


def _parse(document: str, text: str) -> HtmlElement:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        page = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as exc:
        raise UnreadableArticleError(document, "is no web page that can be read: save the article as .txt") from exc
    if _is_too_deep(page):
        raise UnreadableArticleError(document, "nests its elements beyond any real page: save the article as .txt")
    return page


def _is_too_deep(page: HtmlElement) -> bool:
    """Whether a page nests deeper, or has more elements, than the extraction can take; it recurses."""
    level, seen = [page], 0
    for _ in range(MAX_DEPTH):
        seen += len(level)
        level = [child for element in level for child in element]
        if not level:
            return False
        if seen > MAX_ELEMENTS:
            return True
    return True


def _flatten_letterheads(page: HtmlElement) -> None:
    """Make the columns of an official letter's head paragraphs, before the extraction runs a cell's lines together."""
    for block in page.iter("br", "p", "div"):
        block.tail = f"\n{block.tail or ''}"
    for table in list(page.iter("table")):
        rows = [[cell.text_content() for cell in row.iterchildren("td", "th")] for row in table.iter("tr")]
        if is_letterhead(rows) and table.getparent() is not None:
            for line in lines_of_grid(rows):
                paragraph = table.makeelement("p")
                paragraph.text = line
                table.addprevious(paragraph)
            table.drop_tree()


def _first(page: HtmlElement, paths: tuple[str, ...]) -> str:
    return next((squeeze(str(found)) for path in paths for found in page.xpath(path) if str(found).strip()), "")


def _main_lines(document: str, page: HtmlElement) -> list[str]:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what is wrong is told by name, below
    try:
        found = trafilatura.bare_extraction(page, include_comments=False, include_tables=True, with_metadata=False)
    except Exception as exc:  # a page may be malformed in ways that the library does not foresee
        raise UnreadableArticleError(document, "is no web page that can be read: save the article as .txt") from exc
    body = getattr(found, "body", None)
    if body is None:
        raise UnreadableArticleError(
            document, "holds no article that can be told from the page around it: save the article as .txt"
        )
    return list(_lines_of(body))


def _lines_of(element: HtmlElement) -> Iterator[str]:
    """The lines of an element of the main text, in order."""
    if element.tag == "table":
        rows = [[_text_of(cell) for cell in row.iter("cell")] for row in element.iter("row")]
        yield from lines_of_grid(rows)
    elif element.tag == "list":
        for n, item in enumerate(element.iter("item"), start=1):
            yield _item(squeeze(_text_of(item)), n if element.get("rend") == "ol" else None)
    elif element.tag in ("body", "quote", "div") and len(element):
        yield squeeze(element.text or "")
        for child in element:
            yield from _lines_of(child)
            yield squeeze(child.tail or "")
    else:
        yield from map(squeeze, _text_of(element).split("\n"))


def _item(text: str, number: int | None) -> str:
    if not text or is_bullet(text) or number_of(text):
        return text
    return f"{number}. {text}" if number else f"- {text}"


def _text_of(element: HtmlElement) -> str:
    for line_break in element.iter("lb"):
        line_break.text = "\n"
    return "".join(element.itertext())


def _headed(lines: list[str], title: str, published: str) -> list[str]:
    """The lines, after the page's title and day where they do not begin with a title and give no day."""
    lead = [] if not title or _names(lines[:HEAD_LINES], title) else [title]
    day = _day(published)
    if day and read_metadata([*lead, *lines], fallback_title="").published is None:
        lead.append(f"{day:%d/%m/%Y}")
    return lead + lines


def _names(lines: list[str], title: str) -> bool:
    """Whether one of the lines is the title, or the part of it without the site's name."""
    whole = fold(title)
    folded = [fold(squeeze(line)) for line in lines]
    return any(whole in line or (count_syllables(line) >= _TITLE_SYLLABLES and line in whole) for line in folded)


def _day(published: str) -> date | None:
    try:
        return date.fromisoformat(published[:10])
    except ValueError:
        return None
