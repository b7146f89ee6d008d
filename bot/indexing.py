"""`hoidap index`: the corpus folder becomes an index, and what that did is told."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.golden import GoldenQuestions
from bot.progress import Bars, Watcher
from index.builder import DEFAULTS, BuildOptions
from index.embedders import AUTO, Embedder, embedder_name, load_embedder, set_threads
from index.errors import ArticlesVanishError, IndexMissingError, WorseAnswersError
from index.plans import Plan
from index.reading.articles import article_files
from index.reports import BuildReport
from index.store import Store
from index.updating import plan_update, update_index

MAX_NAMED = 20  # broken files printed by name


async def build(
    corpus: Path,
    data: Path,
    model: str,
    options: BuildOptions = DEFAULTS,
    *,
    ask_golden: bool = True,
    device: str = AUTO,
    embedder: Embedder | None = None,
    watcher: Watcher | None = None,
) -> BuildReport:
    """Bring the index of a data folder in line with a corpus folder.

    Args:
        ask_golden: let the corpus's own questions decide whether the new generation may answer.
        device: what the model computes on.
        embedder: the model, if it is loaded already.
        watcher: told how it goes on; None for bars at the terminal.

    Raises:
        ArticlesVanishError: if somebody must agree first, that is with `options.may_vanish`.
        WorseAnswersError: if fewer questions are answered rightly; `options.may_worsen` switches all the same.
        IndexingError: whatever else keeps the index from being built; the old one stays.
    """
    if watcher is None:
        with Bars(len(article_files(corpus))) as bars:
            told: dict[str, Any] = {"ask_golden": ask_golden, "device": device, "embedder": embedder}
            return await build(corpus, data, model, options, watcher=bars, **told)
    loader = _Loader(model, data, device, watcher.model_prepared, embedder)
    return await _build(corpus, data, loader, options, watcher, ask_golden=ask_golden)


async def build_if_needed(
    corpus: Path,
    data: Path,
    model: str,
    options: BuildOptions = DEFAULTS,
    *,
    ask_golden: bool = False,
    device: str = AUTO,
) -> Embedder | None:
    """Bring the index in line and tell in a line what changed; the model, if it had to be loaded.

    Where somebody would have to decide first, that is told and what is there goes on answering.
    """
    with Bars(len(article_files(corpus))) as bars:
        loader = _Loader(model, data, device, bars.model_prepared)
        try:
            report = await _build(corpus, data, loader, options, bars, ask_golden=ask_golden)
            lines = [*report_lines(report)] if report.activated or report.broken else []
        except (ArticlesVanishError, WorseAnswersError) as error:
            lines = [str(error)]
    for line in lines:
        print(line, file=sys.stderr)  # noqa: T201
    if loader.embedder:
        set_threads(loader.embedder, 1)  # it answers from here on, one question at a time on each core
    return loader.embedder


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
    corpus: Path, data: Path, loader: _Loader, options: BuildOptions, watcher: Watcher, *, ask_golden: bool
) -> BuildReport:
    async with await Store.open(data, create=True) as store:
        return await update_index(
            store,
            corpus,
            loader,
            embedder_name=loader.name,
            options=options,
            examiner=GoldenQuestions(corpus, loader, watcher.questions_asked) if ask_golden else None,
            progress=watcher,
        )


class _Loader:
    """Loads the embedding model when the build asks for it, and keeps it for whoever answers next."""

    def __init__(
        self,
        model: str,
        data: Path,
        device: str,
        progress: Callable[[int, int], None],
        embedder: Embedder | None = None,
    ) -> None:
        self._arguments = (model, data, progress)
        self._device = device
        self.embedder = embedder

    @property
    def name(self) -> str:
        return self.embedder.name if self.embedder else embedder_name(*self._arguments)

    def __call__(self) -> Embedder:
        if self.embedder is None:
            self.embedder = load_embedder(*self._arguments, threads=os.cpu_count() or 1, device=self._device)
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
