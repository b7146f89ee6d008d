"""`hoidap index`: the corpus folder becomes an index, with progress bars."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from bot.golden import GoldenQuestions
from index.builder import DEFAULTS, BuildOptions
from index.embedders import Embedder, SentenceEmbedder, embedder_name, load_embedder
from index.errors import ArticlesVanishError, IndexMissingError, WorseAnswersError
from index.plans import Plan
from index.reading.articles import article_files
from index.reports import BuildReport
from index.store import Store
from index.updating import plan_update, update_index

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

    def questions_asked(self, done: int, total: int) -> None:
        self._show("Asking the corpus's questions", done, total)

    def _show(self, description: str, done: int, total: int) -> None:
        if description not in self._tasks:
            self._tasks[description] = self._progress.add_task(description, total=total)
        self._progress.update(self._tasks[description], completed=done, total=total)


async def build(
    corpus: Path, data: Path, model: str, options: BuildOptions = DEFAULTS, *, ask_golden: bool = True
) -> BuildReport:
    """Bring the index of a data folder in line with a corpus folder.

    Args:
        ask_golden: let the corpus's own questions decide whether the new generation may answer.

    Raises:
        IndexingError: whatever keeps the index from being built; the old one stays.
    """
    report, _ = await _build(corpus, data, model, options, ask_golden=ask_golden)
    return report


async def build_if_needed(
    corpus: Path, data: Path, model: str, options: BuildOptions = DEFAULTS, *, ask_golden: bool = False
) -> Embedder | None:
    """Bring the index in line and tell in a line what changed; the model, if it had to be loaded.

    Where somebody would have to decide first, that is told and what is there goes on answering.
    """
    embedder = None
    try:
        report, embedder = await _build(corpus, data, model, options, ask_golden=ask_golden)
    except (ArticlesVanishError, WorseAnswersError) as error:
        lines = [str(error)]
    else:
        lines = [*report_lines(report)] if report.activated or report.broken else []
    for line in lines:
        print(line, file=sys.stderr)  # noqa: T201
    if isinstance(embedder, SentenceEmbedder):
        embedder.threads = 1  # it answers from here on, one question at a time on each core
    return embedder


async def plan(corpus: Path, data: Path) -> Plan:
    """What `build` would do now; changes nothing.

    Raises:
        IndexingError: if the corpus or the index cannot be read.
    """
    with Bars(len(article_files(corpus))) as bars:
        try:
            store = await Store.open(data)
        except IndexMissingError:
            return await plan_update(None, corpus, bars.articles_read)
        async with store:
            return await plan_update(store, corpus, bars.articles_read)


async def _build(
    corpus: Path, data: Path, model: str, options: BuildOptions, *, ask_golden: bool
) -> tuple[BuildReport, Embedder | None]:
    files = article_files(corpus)
    with Bars(len(files)) as bars:
        async with await Store.open(data, create=True) as store:
            loader = _Loader(model, data, bars.model_prepared)
            report = await update_index(
                store,
                corpus,
                loader,
                embedder_name=embedder_name(model, data, bars.model_prepared),
                options=options,
                examiner=GoldenQuestions(corpus, loader, bars.questions_asked) if ask_golden else None,
                progress=bars,
            )
    return report, loader.embedder


class _Loader:
    """Loads the embedding model when the build asks for it, and keeps it for whoever answers next."""

    def __init__(self, model: str, data: Path, progress: Callable[[int, int], None]) -> None:
        self._arguments = (model, data, progress)
        self.embedder: Embedder | None = None

    def __call__(self) -> Embedder:
        if self.embedder is None:
            self.embedder = load_embedder(*self._arguments, threads=os.cpu_count() or 1)
        return self.embedder


def report_lines(report: BuildReport) -> Iterator[str]:
    """What a build did, in a few lines."""
    moved = f", {len(report.changes.moved)} moved" if report.changes.moved else ""
    changes = f"{report.new} new, {report.changed} changed{moved}, {report.gone} gone"
    if report.activated:
        yield f"Indexed {report.articles} articles ({changes}), {report.passages} passages, {report.embedded} embedded."
    else:
        yield f"Nothing changed: {report.articles} articles, {report.passages} passages."
    if report.exam and report.exam.asked:
        yield f"{report.exam.right} of the corpus's {report.exam.asked} questions are answered rightly."
        if report.exam.fallen:
            yield f"No longer answered rightly: {', '.join(report.exam.fallen)}."
    yield from _named("Held back since a roll-back", report.changes.held, "that are held back")
    reasons = [f"{name}: {reason}" for name, reason in report.broken]
    yield from _named("Not indexed", reasons, "that were not indexed")


def _named(what: str, names: Sequence[str], which: str) -> Iterator[str]:
    """A line for each name, and one for those beyond MAX_NAMED."""
    for name in names[:MAX_NAMED]:
        yield f"{what}: {name}"
    if len(names) > MAX_NAMED:
        yield f"… and {len(names) - MAX_NAMED} more files {which}."
