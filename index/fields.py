"""What is searched of a passage: its words in several forms, and the text that is embedded. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from index.documents import Passage
from index.vietnamese.abbreviations import expand
from index.vietnamese.segmentation import segment
from index.vietnamese.text import fold, words


@dataclass(frozen=True, slots=True)
class IndexFields:
    """Space-separated tokens, one string for each column of the full-text index."""

    exact: str  # words with accents, which the lexicon counts
    folded: str  # words without
    segmented: str  # words of one or more syllables: "báo_cáo"
    context: str  # folded words of title, organisation, place, period and headings, with their bigrams


def index_fields(passage: Passage) -> IndexFields:
    """The searchable forms of a passage, abbreviations written out."""
    exact = words(expand(passage.text))
    folded = [fold(word) for word in exact]
    context = [fold(word) for word in words(expand(passage.context))]
    return IndexFields(
        exact=" ".join(exact),
        folded=" ".join(folded),
        segmented=" ".join(segment(" ".join(exact))),
        context=" ".join([*context, *bigrams(context)]),
    )


def bigrams(tokens: list[str]) -> list[str]:
    """Neighbouring words as one token each."""
    return [f"{first}_{second}" for first, second in zip(tokens, tokens[1:], strict=False)]


def embedded_text(passage: Passage) -> str:
    """What the embedder sees: what the passage is about, then the passage."""
    source = passage.source
    about = ". ".join(part for part in (source.title, passage.heading.replace("\n", ". "), passage.header) if part)
    return expand(f"{about}\n{passage.text}")
