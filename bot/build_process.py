"""Builds the index in a process of its own, so that answering goes on at its pace and the memory comes back.

The process is nice to the others, knows no token, and ends with the one that started it. Over its standard input comes
one job, over its standard output go frames: how it goes on, and at last what came of it. A frame is its length in four
bytes and a pickled value; both ends are this program.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import pickle
import struct
import sys
import threading
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from bot.administration.building import BuildFailedError, Built, GoldenQuestionsError, Progress, Stage
from bot.administration.inspection import Inspection, inspect
from bot.errors import BotError
from bot.golden import FILE_NAME
from bot.indexing import build, plan
from bot.questions_file import EvaluationError, read_questions
from index.builder import BuildOptions
from index.errors import IndexingError
from index.manifest import ManifestRow
from index.plans import Plan
from index.reading.articles import article_files
from index.store import Store

NICENESS = 10
_SERVE = "from bot.build_process import serve; serve()"
_SECRET = ("HOIDAP_", "TELEGRAM_")  # settings, the token among them: all that a job needs it is told
_LENGTH = struct.Struct(">I")
logger = logging.getLogger(__name__)

Tell = Callable[[Progress], None]


class _Outcome(NamedTuple):
    """What came of a job: its value, an error that was foreseen, or the traceback of another."""

    value: Any = None
    error: IndexingError | BotError | None = None
    failed: str | None = None


@dataclass(frozen=True)
class BuildProcess:
    """Starts a process for each job; a `bot.administration.building.Builder`."""

    corpus: Path
    data: Path
    model: str

    async def inspect(self, path: Path, name: str, stated: ManifestRow | None) -> Inspection:
        found: Inspection = await self._run("inspect", path=path, name=name, stated=stated, data=self.data)
        return found

    async def plan(self) -> Plan:
        planned: Plan = await self._run("plan", corpus=self.corpus, data=self.data)
        return planned

    async def questions(self) -> Mapping[str, str]:
        file = self.corpus / FILE_NAME
        asked = await asyncio.to_thread(read_questions, file) if file.is_file() else []
        return {gold.id: gold.question for gold in asked}

    async def build(self, options: BuildOptions, told: Tell) -> Built:
        built: Built = await self._run(
            "build", told, corpus=self.corpus, data=self.data, model=self.model, options=options
        )
        return built

    async def _run(self, job: str, told: Tell | None = None, **arguments: Any) -> Any:
        async with _started() as process:
            assert process.stdin and process.stdout
            process.stdin.write(_framed((job, arguments)))
            outcome = await _outcome(process.stdout, told)
        if outcome.error:
            raise outcome.error
        if outcome.failed:
            logger.error("A job broke down: %s\n%s", job, outcome.failed)
            raise BuildFailedError(f"{job} broke down: look into the log")
        return outcome.value


@contextlib.asynccontextmanager
async def _started() -> AsyncIterator[asyncio.subprocess.Process]:
    """The process, killed if it has not ended when the block does."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _SERVE,
        env=_environment(), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_SECRET)}
    return kept | {"PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}


async def _outcome(frames: asyncio.StreamReader, told: Tell | None) -> _Outcome:
    """Pass on how a job goes on, until it ends."""
    try:
        while True:
            (length,) = _LENGTH.unpack(await frames.readexactly(_LENGTH.size))
            frame = pickle.loads(await frames.readexactly(length))
            if isinstance(frame, _Outcome):
                return frame
            if told:
                told(frame)
    except asyncio.IncompleteReadError:
        return _Outcome(failed="the process ended of its own, or was killed")


def _framed(value: object) -> bytes:
    pickled = pickle.dumps(value)
    return _LENGTH.pack(len(pickled)) + pickled


# What runs in that process


def serve() -> None:
    """Do the job that comes over standard input; only for the process that builds."""
    logging.basicConfig(level=logging.WARNING)
    frames = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no frame
    os.nice(NICENESS)
    job, arguments = _received(sys.stdin.buffer)
    threading.Thread(target=_end_with_the_other, args=(sys.stdin.buffer,), daemon=True).start()

    def tell(frame: object) -> None:
        frames.write(_framed(frame))
        frames.flush()

    tell(_done(_JOBS[job](tell, **arguments)))


def _received(line: BinaryIO) -> Any:
    (length,) = _LENGTH.unpack(line.read(_LENGTH.size))
    return pickle.loads(line.read(length))


def _end_with_the_other(line: BinaryIO) -> None:
    """End at once when the process that waits for the job has gone: the next build clears what is left."""
    line.read()
    os._exit(1)


def _done(job: Awaitable[Any]) -> _Outcome:
    async def run() -> Any:
        return await job

    try:
        return _Outcome(asyncio.run(run()))
    except (IndexingError, BotError) as error:
        return _Outcome(error=error)
    except Exception:  # goes into the log of the bot, which goes on
        return _Outcome(failed=traceback.format_exc())


async def _inspect(tell: Tell, *, path: Path, name: str, stated: ManifestRow | None, data: Path) -> Inspection:
    return await inspect(path, name, stated, data)


async def _plan(tell: Tell, *, corpus: Path, data: Path) -> Plan:
    return await plan(corpus, data)


async def _build(tell: Tell, *, corpus: Path, data: Path, model: str, options: BuildOptions) -> Built:
    try:
        report = await build(corpus, data, model, options, watcher=_Told(tell, len(article_files(corpus))))
    except EvaluationError as exc:
        raise GoldenQuestionsError(str(exc)) from exc
    async with await Store.open(data) as store:
        return Built(report, await (await store.generation()).figure_count())


_JOBS: Mapping[str, Callable[..., Awaitable[Any]]] = {"inspect": _inspect, "plan": _plan, "build": _build}


@dataclass(frozen=True)
class _Told:
    """Tells the other process how a build goes on; a `bot.progress.Watcher`."""

    tell: Tell
    articles: int

    def model_prepared(self, done: int, total: int) -> None:
        self.tell(Progress(Stage.MODEL, done, total))

    def articles_read(self, done: int) -> None:
        self.tell(Progress(Stage.READING, done, self.articles))

    def passages_embedded(self, done: int, total: int) -> None:
        self.tell(Progress(Stage.EMBEDDING, done, total))

    def questions_asked(self, done: int, total: int) -> None:
        self.tell(Progress(Stage.ASKING, done, total))
