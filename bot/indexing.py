"""`hoidap index`: the corpus folder becomes an index, with progress bars."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from index.builder import BuildReport, build_generation
from index.embedders import Embedder, SentenceEmbedder, embedder_name, load_embedder
from index.fields import embedded_text, index_fields
from index.passages import split_document
from index.reading.articles import article_files, read_corpus
from index.store import Store

MAX_NAMED = 20  # broken files printed by name


class Bars:
    """Progress bars of a build; they show nothing where standard error is no terminal."""

    def __init__(self, articles: int) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._articles = articles
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._progress.stop()

    def model_prepared(self, done: int, total: int) -> None:
        self._show("Preparing the embedding model (once)", done, total)

    def articles_read(self, done: int) -> None:
        self._show("Reading articles", done, self._articles)

    def passages_embedded(self, done: int, total: int) -> None:
        self._show("Embedding passages", done, total)

    def _show(self, description: str, done: int, total: int) -> None:
        if description not in self._tasks:
            self._tasks[description] = self._progress.add_task(description, total=total)
        self._progress.update(self._tasks[description], completed=done, total=total)


async def build(corpus: Path, data: Path, model: str, *, rebuild: bool = False) -> BuildReport:
    """Bring the index of a data folder in line with a corpus folder.

    Raises:
        IndexingError: whatever keeps the index from being built; the old one stays.
    """
    report, _ = await _build(corpus, data, model, rebuild=rebuild)
    return report


async def build_if_needed(corpus: Path, data: Path, model: str) -> Embedder | None:
    """Bring the index in line and tell in a line what changed; the model, if it had to be loaded."""
    report, embedder = await _build(corpus, data, model, rebuild=False)
    if report.activated or report.broken:
        for line in report_lines(report):
            print(line, file=sys.stderr)  # noqa: T201
    if isinstance(embedder, SentenceEmbedder):
        embedder.threads = 1  # it answers from here on, one question at a time on each core
    return embedder


async def _build(corpus: Path, data: Path, model: str, *, rebuild: bool) -> tuple[BuildReport, Embedder | None]:
    files = article_files(corpus)
    with Bars(len(files)) as bars:
        async with await Store.open(data, create=True) as store:
            loader = _Loader(model, data, bars.model_prepared)
            report = await build_generation(
                store,
                read_corpus(corpus),
                split_document,
                loader,
                embedder_name=embedder_name(model, data, bars.model_prepared),
                index_fields=index_fields,
                embedded_text=embedded_text,
                rebuild=rebuild,
                progress=bars,
            )
    return report, loader.embedder


class _Loader:
    """Loads the embedding model when the build asks for it, and keeps it for whoever answers next."""

    def __init__(self, model: str, data: Path, progress: Callable[[int, int], None]) -> None:
        self._arguments = (model, data, progress)
        self.embedder: Embedder | None = None

    def __call__(self) -> Embedder:
        self.embedder = load_embedder(*self._arguments, threads=os.cpu_count() or 1)
        return self.embedder


def report_lines(report: BuildReport) -> Iterator[str]:
    """What a build did, in a few lines."""
    articles = report.new + report.changed + report.unchanged
    changes = f"{report.new} new, {report.changed} changed, {report.gone} gone"
    if report.activated:
        yield f"Indexed {articles} articles ({changes}), {report.passages} passages, {report.embedded} embedded."
    else:
        yield f"Nothing changed: {articles} articles, {report.passages} passages."
    for name, reason in report.broken[:MAX_NAMED]:
        yield f"Not indexed: {name}: {reason}"
    if len(report.broken) > MAX_NAMED:
        yield f"… and {len(report.broken) - MAX_NAMED} more files that were not indexed."
