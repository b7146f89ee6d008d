"""Pure: a page of figures becomes one message in HTML, with its sources below."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping
from itertools import chain

from bot.figures.ledger import Ledger
from bot.figures.pages import Page
from bot.figures.phone import Block
from bot.telegram.formatting import Span, bold, link, to_messages
from index.documents import Source

_TITLE, _DETAILS = 150, 90  # characters


def figure_page(
    title: str,
    page: Page,
    numbers: Mapping[str, int],
    ledger: Ledger,
    place: str = "",
    notes: Iterable[str] = (),
) -> str:
    """Write a page.

    Args:
        title: what was asked for.
        numbers: the articles' numbers in the rows.
        place: "Trang 1/3"; empty if there is one page.
        notes: what must be said beside what the figures themselves call for.
    """
    spans = [bold(textwrap.shorten(title, 100, placeholder="…")), Span(f"\n{place}" if place else "")]
    spans += [Span(f"\nLưu ý: {line}") for line in (*notes, *page.warnings)]
    spans += chain.from_iterable(_block(block) for block in page.blocks)
    spans += [Span("\n\n"), bold("Nguồn:")]
    documents = {figure.document: figure for figure in page.figures}
    for document in sorted(documents, key=numbers.__getitem__):
        spans += [Span(f"\n[{numbers[document]}] "), *_source(ledger.source(documents[document]))]
    return to_messages(spans)[0]


def _block(block: Block) -> list[Span]:
    rows = "\n".join(row.text for row in block.rows)
    notes = "".join(f"\n{note.text}" for note in block.notes)
    return [Span("\n\n"), bold(block.heading), Span("\n"), Span(rows, "pre" if block.is_table else ""), Span(notes)]


def _source(source: Source) -> list[Span]:
    title = textwrap.shorten(source.title, _TITLE, placeholder="…")
    when = f"{source.published:%d/%m/%Y}" if source.published else source.period
    details = textwrap.shorten(", ".join(part for part in (source.organisation, when) if part), _DETAILS)
    linked = source.url is not None and re.match(r"https?://\S{1,500}$", source.url)
    named = link(title, source.url) if linked and source.url else Span(title)
    return [named, Span(f" – {details}")] if details else [named]
