"""What every contestant reads and gives back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SHOWN = 10  # passages found for a question
MAX_CHARS = 900  # of a passage: what is longer is an article, not a place in it
OVERLAP_CHARS = 180
TEXT_FILES = (".txt", ".md")


class Found(NamedTuple):
    """A passage that a contestant found, or would index."""

    document: str  # name of its file
    text: str


def read_articles(corpus: Path) -> Iterator[Found]:
    """The articles of a folder, whole."""
    for path in sorted(corpus.iterdir()):
        if path.suffix in TEXT_FILES:
            yield Found(path.name, path.read_text(encoding="utf-8"))


def paragraphs(corpus: Path) -> Iterator[Found]:
    """The articles by their lines, each cut at MAX_CHARS."""
    for article in read_articles(corpus):
        for line in filter(str.strip, article.text.splitlines()):
            for start in range(0, len(line), MAX_CHARS):
                yield Found(article.document, line[start : start + MAX_CHARS])
