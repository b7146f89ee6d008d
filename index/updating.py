"""The doors of the index for whoever keeps it: what a build of a corpus folder would do, and the build itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from index.builder import DEFAULTS, BuildOptions, BuildProgress, build_generation
from index.changes import Comparison, Known
from index.documents import Document, Unread
from index.embedders import Embedder
from index.errors import NOTHING_TO_INDEX, UnreadableArticleError
from index.examining import Examiner
from index.fields import embedded_text, index_fields
from index.generations import article_versions
from index.holds import held
from index.likeness import Runs, like_pairs, runs_of
from index.passages import split_document
from index.plans import Plan, preview
from index.reports import BuildReport
from index.scanning import CorpusScan, read_stamps, save_stamps
from index.store import Store


async def update_index(
    store: Store,
    corpus: Path,
    embedder: Callable[[], Embedder],
    *,
    embedder_name: str,
    options: BuildOptions = DEFAULTS,
    examiner: Examiner | None = None,
    progress: BuildProgress | None = None,
) -> BuildReport:
    """Bring the index in line with a corpus folder; `build_generation` tells the rest."""
    old = await read_stamps(store)
    new = dict(old)

    def documents(known: Known) -> Iterator[Document | Unread | UnreadableArticleError]:
        scan = CorpusScan(corpus, old, known.is_known)
        yield from scan
        new.clear()
        new.update(scan.stamps)

    report = await build_generation(
        store,
        documents,
        split_document,
        embedder,
        embedder_name=embedder_name,
        index_fields=index_fields,
        embedded_text=embedded_text,
        options=options,
        examiner=examiner,
        progress=progress,
    )
    if new != old:
        await save_stamps(store, new)
    return report


async def plan_update(store: Store | None, corpus: Path, progress: Callable[[int], None] | None = None) -> Plan:
    """What the next build would do; changes nothing.

    Args:
        store: the index; None if there is none yet.
        progress: told how many articles have been looked at.

    Raises:
        CorpusError: if the folder holds no article.
    """
    known, stamps = Known({}), {}
    if store is not None:
        known = Known(await article_versions(store, await store.active_generation_id()), await held(store))
        stamps = await read_stamps(store)
    texts = await stored_texts(store)
    return await asyncio.to_thread(_plan, CorpusScan(corpus, stamps, known.is_known), known, texts, progress)


async def stored_texts(store: Store | None) -> dict[str, str]:
    """The texts of the articles that answer now, by name; none without an index."""
    if store is None:
        return {}
    rows = await store.database.fetch(
        """SELECT id, text FROM documents JOIN generation_documents USING (version)
        JOIN active_generation USING (generation)"""
    )
    return {row["id"]: row["text"] for row in rows}


def _plan(
    articles: Iterable[Document | Unread | UnreadableArticleError],
    known: Known,
    texts: dict[str, str],
    progress: Callable[[int], None] | None,
) -> Plan:
    comparison = Comparison(known)
    previews, runs = [], dict[str, Runs]()
    for number, article in enumerate(articles, start=1):
        if isinstance(article, UnreadableArticleError):
            comparison.refuse(article.document, article.reason)
        elif comparison.note(article) is not None:
            if isinstance(article, Document):
                read = preview(article)
                if read.passages:
                    previews.append(read)
                else:
                    comparison.withdraw(article.id, NOTHING_TO_INDEX)
            text = article.text if isinstance(article, Document) else texts.get(article.id, "")
            runs[article.id] = runs_of(text)
        if progress:
            progress(number)
    return Plan(
        changes=comparison.changes(),
        previews=tuple(previews),
        like=tuple(like_pairs(runs)),
        vanishing=tuple(comparison.vanishing),
        articles_before=len(known.articles),
        articles_after=comparison.indexed,
    )
