"""How a build goes on, told to whoever watches: at the terminal with bars and the time left."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from index.builder import BuildProgress


class Watcher(BuildProgress, Protocol):
    """Is told how a build goes on, and what comes before and after it."""

    def model_prepared(self, done: int, total: int) -> None: ...

    def questions_asked(self, done: int, total: int) -> None: ...


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
