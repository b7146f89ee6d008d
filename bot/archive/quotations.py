"""Where a quotation stands in a text that may have changed since. Pure."""

from __future__ import annotations

from index.vietnamese.text import folded_words, token_spans

Stretch = tuple[int, int]  # characters into a text: start, end


def find_quotation(quote: str, text: str) -> Stretch | None:
    """The first place where a text says a quotation, whatever its case, accents, spaces and marks.

    Returns:
        From its first to its last word; None if it stands nowhere.
    """
    wanted, spans = folded_words(quote), list(token_spans(text))
    if not wanted:
        start = text.find(quote)
        return (start, start + len(quote)) if start >= 0 else None
    said, searched = f" {' '.join(folded_words(text))} ", f" {' '.join(wanted)} "
    at = said.find(searched)
    if at < 0:
        return None
    first = said.count(" ", 0, at)
    return spans[first][0], spans[first + len(wanted) - 1][1]
