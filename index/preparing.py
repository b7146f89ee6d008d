"""Makes of an article all that is stored of it; the vectors come later."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from index.documents import Document, Passage
from index.fields import IndexFields
from index.figures import Figure


@dataclass(frozen=True, slots=True)
class PreparedPassage:
    """A passage with all that is stored for it; its vector may come later."""

    passage: Passage
    fields: IndexFields
    vector: str  # hash of the embedder's name and the embedded text


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A new document version, ready to be stored."""

    document: Document
    passages: tuple[PreparedPassage, ...]
    figures: tuple[Figure, ...] = ()


@dataclass
class Preparer:
    """Prepares articles, and remembers the texts whose vectors are needed."""

    split: Callable[[Document], Sequence[Passage]]
    index_fields: Callable[[Passage], IndexFields]
    embedded_text: Callable[[Passage], str]
    figures: Callable[[Document], Sequence[Figure]]
    embedder_name: str
    texts: dict[str, str] = field(default_factory=dict)  # vector hash -> embedded text

    def prepare(self, document: Document, passages: Sequence[Passage] | None = None) -> PreparedDocument:
        """Prepare an article.

        Args:
            passages: as it was cut before; None to cut it now.
        """
        cut = self.split(document) if passages is None else passages
        return PreparedDocument(
            document, tuple(self._prepare(document, each) for each in cut), tuple(self.figures(document))
        )

    def _prepare(self, document: Document, passage: Passage) -> PreparedPassage:
        if document.text[passage.start : passage.end] != passage.text:
            raise ValueError(f"{passage.id} is not a span of its document: quotations would be wrong")
        text = self.embedded_text(passage)
        vector = vector_hash(self.embedder_name, text)
        self.texts[vector] = text
        return PreparedPassage(passage, self.index_fields(passage), vector)


def vector_hash(embedder: str, text: str) -> str:
    """The name of a vector: one for each embedder and text."""
    return hashlib.sha256(f"{embedder}\0{text}".encode()).hexdigest()
