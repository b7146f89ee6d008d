"""How an index is built beside the answering: who does it, how it goes on, what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from pathlib import Path
from typing import NamedTuple, Protocol

from bot.administration.inspection import Inspection
from bot.errors import BotError
from index.builder import BuildOptions
from index.manifest import ManifestRow
from index.plans import Plan
from index.reports import BuildReport


class BuildFailedError(BotError):
    """The process that builds broke down; the index is as it was."""


class GoldenQuestionsError(BotError):
    """The corpus's own questions cannot be read; the index is as it was."""


class Stage(StrEnum):
    """What a build does at a time, in this order."""

    MODEL = auto()  # prepares the embedding model, once
    READING = auto()
    EMBEDDING = auto()
    ASKING = auto()  # the corpus's own questions


class Progress(NamedTuple):
    """How far a stage has come."""

    stage: Stage
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    report: BuildReport
    figures: int  # that answer after it


class Builder(Protocol):
    """Reads and builds, in a way that holds up nobody who asks."""

    async def inspect(self, path: Path, name: str, stated: ManifestRow | None) -> Inspection:
        """See `bot.administration.inspection.inspect`."""
        ...

    async def plan(self) -> Plan:
        """What a build would do now; changes nothing.

        Raises:
            IndexingError: if the corpus or the index cannot be read.
        """
        ...

    async def questions(self) -> Mapping[str, str]:
        """The corpus's own questions, by id.

        Raises:
            BotError: if they are not well written.
        """
        ...

    async def build(self, options: BuildOptions, told: Callable[[Progress], None]) -> Built:
        """Bring the index in line with the corpus folder.

        Raises:
            ArticlesVanishError, WorseAnswersError: if somebody must agree first.
            IndexingError: whatever else keeps it from being built.
            GoldenQuestionsError: if the corpus's own questions are not well written.
            BuildFailedError: if the building itself broke down.
        """
        ...
