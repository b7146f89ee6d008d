"""Measure the search alone on XQuAD-vi: 240 paragraphs of general knowledge, 1,190 questions, each answered by one.

    python bench/xquad.py xquad.vi.json [--data DIR]

Each paragraph is indexed as an article of one passage, and each question is searched as a member's would be, once as
it is and once with every accent taken away. Prints the share of questions whose paragraph is found first (R@1) and
among the first five (R@5), and the mean reciprocal rank (MRR).

The articles are Wikipedia's and no reports, so that nothing which is known of reports helps: this tells how good the
search is at Vietnamese. References: Artetxe, Ruder, Yogatama, "On the Cross-lingual Transferability of Monolingual
Representations", ACL 2020.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.answering.questions import analyse
from bot.settings import PROJECT
from index.builder import build_generation
from index.documents import Document, Passage, Section, Source
from index.embedders import Embedder, load_embedder
from index.fields import embedded_text, index_fields
from index.library import Library, Snapshot
from index.retrieval import Query, Retriever
from index.store import Store
from index.vietnamese.text import fold, nfc


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the article that answers it."""

    question: str
    document: str


def read_xquad(path: Path) -> tuple[list[Document], list[Asked]]:
    """Every paragraph as an article without a title, and every question."""
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
    documents = [_document(f"{n:03}", paragraph["context"]) for n, paragraph in enumerate(paragraphs)]
    asked = [
        Asked(entry["question"], document.id)
        for document, paragraph in zip(documents, paragraphs, strict=True)
        for entry in paragraph["qas"]
    ]
    return documents, asked


def _document(id: str, context: str) -> Document:
    text = nfc(context)
    return Document(Source(id, title=""), text, (Section(0, len(text)),), content_hash=id)


def whole(document: Document) -> list[Passage]:
    """An article as its only passage."""
    return [Passage(document.source, 0, len(document.text), document.text)]


async def rank_all(questions: Sequence[Asked], snapshot: Snapshot, retriever: Retriever) -> list[int | None]:
    """The rank, from 1, of the article that answers each question; None if it is not found."""
    ranks: list[int | None] = []
    for asked in questions:
        read = analyse(asked.question, snapshot.lexicon, today=date.today())
        query = Query.of(read.searched, read.words, snapshot.lexicon)
        hits = await retriever.retrieve(snapshot.generation, query)
        found = [hit.passage.source.id for hit in hits]
        ranks.append(found.index(asked.document) + 1 if asked.document in found else None)
    return ranks


def summary(ranks: Sequence[int | None]) -> str:
    """R@1, R@5 and MRR in a line."""
    found = [rank for rank in ranks if rank]
    recalls = [sum(rank <= k for rank in found) / len(ranks) for k in (1, 5)]
    return f"R@1 {recalls[0]:.3f}  R@5 {recalls[1]:.3f}  MRR {sum(1 / rank for rank in found) / len(ranks):.3f}"


async def index(documents: Sequence[Document], data: Path, embedder: Embedder) -> None:
    """Index the paragraphs through the project's own builder."""
    async with await Store.open(data, create=True) as store:
        await build_generation(
            store,
            documents,
            whole,
            lambda: embedder,
            embedder_name=embedder.name,
            index_fields=index_fields,
            embedded_text=embedded_text,
            figures=lambda document: (),
        )


async def measure(path: Path, data: Path, embedder: Embedder) -> None:
    """Index, ask with accents and without, and print."""
    documents, asked = read_xquad(path)
    await index(documents, data, embedder)
    library = await Library.open(data, embedder)
    try:
        snapshot, retriever = await library.snapshot(), Retriever(embedder)
        typer.echo(f"{len(documents)} paragraphs, {len(asked)} questions")
        typer.echo(f"with accents     {summary(await rank_all(asked, snapshot, retriever))}")
        bare = [Asked(fold(each.question), each.document) for each in asked]
        typer.echo(f"without accents  {summary(await rank_all(bare, snapshot, retriever))}")
    finally:
        await library.close()


def main(
    path: Annotated[Path, typer.Argument(help="xquad.vi.json")],
    data: Annotated[Path, typer.Option(help="where the embedding model is kept")] = PROJECT / "data",
) -> None:
    """Measure the search on XQuAD-vi."""
    embedder = load_embedder("", data)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(path, Path(folder), embedder))


if __name__ == "__main__":
    typer.run(main)
