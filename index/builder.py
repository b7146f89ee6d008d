"""Builds a generation from the articles: only what changed is cut, indexed and embedded; then it is switched to.

A build may be killed at any moment. What answers goes on answering, and the next build finishes the work.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from index.changes import LARGE_SHARE, Change, Comparison, Known
from index.clearing import KEPT_GENERATIONS, discard_unfinished, prune
from index.documents import Document, Passage, Unread
from index.embedders import Embedder
from index.embedding import embed_missing
from index.errors import (
    NOTHING_TO_INDEX,
    ArticlesVanishError,
    CorpusError,
    UnreadableArticleError,
    WorseAnswersError,
)
from index.examining import Exam, Examiner, compare_answers
from index.fields import IndexFields
from index.figures import Figure, extract_figures
from index.generation import Generation
from index.generations import (
    GenerationWriter,
    article_versions,
    stored_article,
)
from index.holds import forget, held
from index.locks import build_lock
from index.preparing import PreparedDocument, Preparer
from index.reports import BuildReport
from index.store import Store, check_embedder

_DOCUMENTS_AT_ONCE = 16

Articles = Iterable[Document | Unread | UnreadableArticleError]


class BuildProgress(Protocol):
    """Is told how a build goes on."""

    def articles_read(self, done: int) -> None: ...

    def passages_embedded(self, done: int, total: int) -> None: ...


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How a build is to be done, beside what it is made of."""

    rebuild: bool = False  # prepare every article again; vectors of equal texts are still used again
    may_vanish: bool = False  # go on even if a large share of the articles would leave the index
    may_worsen: bool = False  # switch even if fewer questions are answered rightly
    by: str = ""  # who builds
    keep: int = KEPT_GENERATIONS


DEFAULTS = BuildOptions()


async def build_generation(
    store: Store,
    documents: Callable[[Known], Articles] | Articles,
    split: Callable[[Document], Sequence[Passage]],
    embedder: Callable[[], Embedder],
    *,
    embedder_name: str,
    index_fields: Callable[[Passage], IndexFields],
    embedded_text: Callable[[Passage], str],
    figures: Callable[[Document], Sequence[Figure]] = extract_figures,
    options: BuildOptions = DEFAULTS,
    examiner: Examiner | None = None,
    progress: BuildProgress | None = None,
) -> BuildReport:
    """Bring the index in line with the articles, and switch to it in one step; no change makes no new generation.

    Args:
        documents: read one by one in a worker thread, or what reads them once it is told what the index holds; what
            cannot be read leaves the index and is named in the report.
        embedder: loads the model; called only when something must be embedded.
        embedder_name: what the loaded model will be called; vectors of other embedders are not used.
        examiner: asked whether the new generation answers as well as the one before, if there was one.

    Raises:
        IndexBusyError: if another process is building.
        IndexMismatchError: if the index was built with another embedder, unless it is a rebuild.
        CorpusError: if no article can be read; what answered goes on answering.
        ArticlesVanishError: if more than a fifth of the articles would leave the index, unless that is allowed.
        WorseAnswersError: if fewer questions are answered rightly than before, unless that is allowed.
        EmbeddingModelError: if the model gives no usable vectors.
        IndexingError: if the data folder cannot be written.
    """
    with build_lock(store.folder, options.by):
        started = time.monotonic()
        await discard_unfinished(store)
        live = await _live_generation(store)
        if live and not options.rebuild:
            check_embedder(live.embedder, embedder_name)
        known = Known(await article_versions(store, live.id if live else None), await held(store))
        preparer = Preparer(split, index_fields, embedded_text, figures, embedder_name)
        build = _Build(store, live, known, preparer, options)
        await build.read(documents(build.told) if callable(documents) else documents, progress)
        if not build.differs:
            return await build.leave(started)
        return await build.switch(embedder, examiner, started, progress)


class _Build:
    """One build, from the articles to the switch; the build lock is held all the while."""

    def __init__(self, store: Store, live: Generation | None, known: Known, preparer: Preparer, options: BuildOptions):
        self._store = store
        self._live = live
        self._comparison = Comparison(known)
        self._preparer = preparer
        self._options = options
        self._kept: list[int] = []  # versions that are taken over
        self._writer: GenerationWriter | None = None

    @property
    def told(self) -> Known:
        """What whoever reads the articles is told: on a rebuild it must read all but what is held."""
        known = self._comparison.known
        return Known({}, known.held) if self._options.rebuild else known

    @property
    def differs(self) -> bool:
        return self._options.rebuild or self._comparison.differs()

    async def read(self, documents: Articles, progress: BuildProgress | None) -> None:
        """Go through the articles, and store those that are new or changed."""
        iterator = iter(documents)
        done = 0
        while some := await asyncio.to_thread(lambda: list(islice(iterator, _DOCUMENTS_AT_ONCE))):
            await self._write(await asyncio.to_thread(self._sort, some))
            done += len(some)
            if progress:
                progress.articles_read(done)
        if self._comparison.found_nothing:
            await discard_unfinished(self._store)
            raise CorpusError(_nothing_to_index(self._comparison.broken))
        await self._check_vanishing()

    async def leave(self, started: float) -> BuildReport:
        """End without a new generation."""
        assert self._live is not None
        await forget(self._store, self._comparison.released)
        return self._report(self._live.id, False, len(self._live.vectors), 0, started)

    async def switch(
        self,
        embedder: Callable[[], Embedder],
        examiner: Examiner | None,
        started: float,
        progress: BuildProgress | None,
    ) -> BuildReport:
        """Complete the new generation, and let it answer."""
        await self._keep_held()
        writer = await self._begun()
        await writer.add(self._kept, ())
        told = progress.passages_embedded if progress else None
        embedded = await embed_missing(self._store, self._preparer.texts, embedder, told)
        new = await writer.seal()
        exam = await self._examine(examiner, new)
        report = self._report(writer.id, True, len(new.vectors), embedded, started, exam)
        await writer.activate(json.dumps(report.as_json(), ensure_ascii=False), self._comparison.released)
        await prune(self._store, self._options.keep)
        return report

    def _sort(self, articles: Sequence[Document | Unread | UnreadableArticleError]) -> list[PreparedDocument]:
        """New versions to store; the others are noted."""
        added: list[PreparedDocument] = []
        for article in articles:
            if isinstance(article, UnreadableArticleError):
                self._comparison.refuse(article.document, article.reason)
            elif prepared := self._take(article):
                added.append(prepared)
        return added

    def _take(self, article: Document | Unread) -> PreparedDocument | None:
        change = self._comparison.note(article)
        if change is None or change is Change.HELD:
            return None
        version = self._comparison.known.version(article.id)
        if isinstance(article, Unread) or (change is Change.UNCHANGED and not self._options.rebuild):
            assert version is not None
            self._kept.append(version)
            return None
        prepared = self._preparer.prepare(article)
        if prepared.passages:
            return prepared
        self._comparison.withdraw(article.id, NOTHING_TO_INDEX)
        return None

    async def _keep_held(self) -> None:
        """Take over held articles as they are in the index; on a rebuild they are prepared from there."""
        versions = self._comparison.held_versions
        if not self._options.rebuild:
            self._kept += versions
            return
        for version in versions:
            stored = await stored_article(self._store, version)
            await self._write([await asyncio.to_thread(self._preparer.prepare, *stored)])

    async def _write(self, added: Sequence[PreparedDocument]) -> None:
        if added:
            await (await self._begun()).add((), added)

    async def _begun(self) -> GenerationWriter:
        if self._writer is None:
            self._writer = await GenerationWriter.begin(self._store, self._preparer.embedder_name)
        return self._writer

    async def _check_vanishing(self) -> None:
        vanishing, before = self._comparison.vanishing, len(self._comparison.known.articles)
        if len(vanishing) > LARGE_SHARE * before and not self._options.may_vanish:
            await discard_unfinished(self._store)
            raise ArticlesVanishError(tuple(vanishing), before)

    async def _examine(self, examiner: Examiner | None, new: Generation) -> Exam | None:
        """Hold the new generation against the live one; one of another model cannot be asked with this one."""
        live = self._live
        if examiner is None or live is None or live.embedder != new.embedder or self._options.may_worsen:
            return None
        exam = await compare_answers(examiner, new, live)
        if exam.is_worse:
            await discard_unfinished(self._store)
            raise WorseAnswersError(exam.fallen, exam.right, exam.right_before or 0, exam.asked)
        return exam

    def _report(
        self, generation: int, activated: bool, passages: int, embedded: int, started: float, exam: Exam | None = None
    ) -> BuildReport:
        return BuildReport(
            generation=generation,
            activated=activated,
            changes=self._comparison.changes(),
            articles=self._comparison.indexed,
            passages=passages,
            embedded=embedded,
            previous=self._live.id if self._live else None,
            by=self._options.by,
            seconds=time.monotonic() - started,
            exam=exam,
        )


async def _live_generation(store: Store) -> Generation | None:
    """What answers now; loading its vectors makes a damaged file again."""
    return None if await store.active_generation_id() is None else await store.generation()


def _nothing_to_index(broken: Mapping[str, str]) -> str:
    if not broken:
        return "there is no article to index: put some into the corpus folder"
    (document, reason), *_ = sorted(broken.items())
    return f"none of {len(broken)} articles can be read; the first is {document}: {reason}"
