"""Web pages: the main text by trafilatura, tables as rows between bars, headings and list items as lines.

The one user of trafilatura and of lxml's parser of HTML. Scripts are never run and nothing is fetched.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from index.errors import Fault, UnreadableArticleError
from index.metadata import HEAD_LINES, read_metadata
from index.reading.furniture import is_bullet, number_of
from index.reading.grids import is_letterhead, lines_of_grid, spaced
from index.reading.isolation import isolated
from index.reading.text import decode_text
from index.reading.wrapping import unwrap
from index.vietnamese.text import count_syllables, fold, nfc, squeeze

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_DEPTH = 250  # of elements within elements: real pages have some dozens
MAX_ELEMENTS = 100_000
MAX_ATTRIBUTES = 1_000  # of one element: the parser's time grows with their square
_TAG = re.compile(r"<[a-zA-Z](?>\"[^\"]*\"|'[^']*'|[^'\">])*")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = re.compile(r"\s+")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_SITE = re.compile(r"\s[-–]\s+(?:cong|trang|bao|tap chi|website)\b[^-–]*$")  # after a title: the name of the site
_TITLES = ("//meta[@property='og:title']/@content", "//title/text()")
_DATES = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished' or @name='pubdate' or @name='publishdate']/@content",
)
_TITLE_SYLLABLES = 4  # a shorter line within the title is no title


@isolated
def read_html(document: str, content: bytes) -> str:
    """The main text of a web page, NFC, with its title and day first where the text does not have them.

    Raises:
        UnreadableArticleError: if it is no text, nested without end, or holds no article.
    """
    page = _parse(document, decode_text(document, content))
    _leave_out_control_characters(page)
    _settle_tables(page)
    stated = [
        _without_site(_first(page, _TITLES)),
        _first(page, _DATES),
    ]  # before the extraction, which takes the page apart
    blocks = [line for line in _main_lines(document, page) if line]
    return nfc("\n".join(_headed(unwrap(spaced(blocks), width=0), *stated)))


def _parse(document: str, text: str) -> HtmlElement:
    from lxml import etree, html

    if "<!ENTITY" in text or any(map(_is_overloaded, _TAG.findall(text))):
        raise UnreadableArticleError(document, "is built as no real page is: save the article as .txt", Fault.HOSTILE)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        page = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as exc:
        raise UnreadableArticleError(
            document, "is no web page that can be read: save the article as .txt", Fault.DAMAGED
        ) from exc
    if _is_too_deep(page):
        raise UnreadableArticleError(
            document, "nests its elements beyond any real page: save the article as .txt", Fault.HOSTILE
        )
    return page


def _leave_out_control_characters(page: HtmlElement) -> None:
    """Word leaves some in what is copied from it; the parser lets them pass, but nothing else does."""
    for element in page.iter():
        for name in ("text", "tail"):
            written = getattr(element, name)
            if written and _NO_XML.search(written):
                setattr(element, name, _NO_XML.sub("", written))


def _is_overloaded(tag: str) -> bool:
    return len(tag) > MAX_ATTRIBUTES and len(re.split(r"[\s/]+", _QUOTED.sub("", tag))) > MAX_ATTRIBUTES


def _is_too_deep(page: HtmlElement) -> bool:
    """Whether a page nests deeper, or has more elements, than the extraction can take; it recurses."""
    level, seen = [page], 0
    for _ in range(MAX_DEPTH):
        level = [child for element in level for child in element]
        seen += len(level)
        if not level or seen > MAX_ELEMENTS:
            return bool(level)
    return True


def _settle_tables(page: HtmlElement) -> None:
    """Leave as tables those of figures, before the extraction runs the lines of a cell together.

    The columns of a letterhead become paragraphs, tables that only place other blocks become blocks themselves.
    """
    if page.find(".//br") is not None:
        _squeeze(page)
    for block in page.iter("br", "p", "div"):
        block.tail = f"\n{block.tail or ''}"
    for table in list(page.iter("table")):
        if next(table.iterdescendants("table"), None) is not None:
            _retag(table)
            continue
        rows = [list(row.iterchildren("td", "th")) for row in table.iter("tr")]
        texts = [[cell.text_content().strip() for cell in row] for row in rows]
        if is_letterhead(texts):
            _replace(table, lines_of_grid(texts))
        elif max(map(len, rows), default=0) < 2:
            _retag(table)
        else:
            _flatten(cell for row in rows for cell in row)


def _squeeze(page: HtmlElement) -> None:
    """Where lines are broken by elements, the line ends of the source are mere spaces."""
    for element in page.iter():
        element.text = _SPACES.sub(" ", element.text) if element.text else None
        element.tail = _SPACES.sub(" ", element.tail) if element.tail else None


def _retag(table: HtmlElement) -> None:
    """Make a table and its own rows and cells, not those of tables within it, plain blocks."""
    own = [part for part in table.iter("tbody", "thead", "tfoot", "tr", "td", "th") if _table_of(part) is table]
    for part in [table, *own]:
        part.tag = "div"


def _table_of(part: HtmlElement) -> HtmlElement:
    return next(part.iterancestors("table"))


def _replace(table: HtmlElement, lines: list[str]) -> None:
    for line in lines:
        paragraph = table.makeelement("p")
        paragraph.text = line
        table.addprevious(paragraph)
    table.drop_tree()


def _flatten(cells: Iterable[HtmlElement]) -> None:
    """Leave in cells their text alone."""
    for cell in cells:
        text = squeeze(cell.text_content())
        for child in list(cell):
            cell.remove(child)
        cell.text = text


def _without_site(title: str) -> str:
    """A page's title without the name of its site, which comes after a bar or dash."""
    longest = max(re.split(r"\s+[|»]\s+", title), key=len)
    site = _SITE.search(fold(longest))
    return longest[: site.start()] if site else longest


def _first(page: HtmlElement, paths: tuple[str, ...]) -> str:
    return next((squeeze(str(found)) for path in paths for found in page.xpath(path) if str(found).strip()), "")


def _main_lines(document: str, page: HtmlElement) -> list[str]:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what is wrong is told by name, below
    try:
        found = trafilatura.bare_extraction(page, include_comments=False, include_tables=True, with_metadata=False)
    except Exception as exc:  # a page may be malformed in ways that the library does not foresee
        raise UnreadableArticleError(
            document, "is no web page that can be read: save the article as .txt", Fault.DAMAGED
        ) from exc
    body = getattr(found, "body", None)
    if body is None:
        raise UnreadableArticleError(
            document,
            "holds no article that can be told from the page around it: save the article as .txt",
            Fault.NO_TEXT,
        )
    return list(_lines_of(body))


def _lines_of(element: HtmlElement) -> Iterator[str]:
    """The lines of an element of the main text, in order."""
    if element.tag == "table":
        rows = [[_text_of(cell) for cell in row.iter("cell")] for row in element.iter("row")]
        yield from lines_of_grid(rows)
    elif element.tag == "list":
        for n, item in enumerate(element.iterchildren("item"), start=1):
            nested = [child for child in item if child.tag == "list"]
            for child in nested:
                item.remove(child)
            yield _item(squeeze(_text_of(item)), n if element.get("rend") == "ol" else None)
            for child in nested:
                yield from _lines_of(child)
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
