"""The bot under test: the real application, run against a Bot API server with prepared answers."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol, cast

from bot.administration.desk import Desk
from bot.administration.running_builds import RunningBuilds
from bot.administration.uploads import Uploads
from bot.answering.answers import Answer, Outcome
from bot.answering.previews import Show
from bot.build_process import BuildProcess
from bot.figures.ledger import Ledger
from bot.people.audit import Audit
from bot.people.pseudonyms import Pseudonyms
from bot.people.roles import Role, Roles
from bot.personal_data import PersonalData
from bot.records import Records
from bot.serving import features
from bot.telegram.access import Gate
from bot.telegram.admin.builds import Builds
from bot.telegram.app import Operation, build_bot, introduced, serve
from bot.telegram.asking import Answers
from bot.telegram.budgets import Budgets
from bot.telegram.cited_passages import Articles
from bot.telegram.commands import Command, Feature, commands_for
from bot.telegram.later_answers import Articles as Anew
from bot.telegram.limits import Limiter, Rate
from bot.telegram.menus import Menus
from bot.telegram.metrics import Metrics
from index.database import Database
from index.documents import Document, Source
from index.library import Snapshot, Snapshots
from index.vietnamese.places import Place

UNHURRIED = Rate(10_000, 1.0)  # no test waits for Telegram's limits but those about them
PSEUDONYMS = Pseudonyms(b"salt")
SOURCE = Source("a.html", "Tổng kết <b>2022</b>", "Hội LHPN tỉnh An Bình", published=date(2023, 1, 5))


class Server(Protocol):
    """A Bot API server that a bot can be run against, in this process or in another."""

    token: str

    @property
    def url(self) -> str: ...


class FakeAnswers:
    """Answers as prepared, or else with an echo; a question with a gate waits until it is opened."""

    def __init__(self) -> None:
        self.prepared: dict[str, Answer | Exception] = {}
        self.gates: dict[str, asyncio.Event] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.own: list[Place | None] = []  # the unit of who asked
        self.open = 0
        self.most_open = 0
        self._came = asyncio.Event()

    async def answer(
        self, question: str, *, asker: str | None = None, own: Place | None = None, show: Show | None = None
    ) -> Answer:
        self.asked.append((question, asker))
        self.own.append(own)
        self._came.set()
        self.open += 1
        self.most_open = max(self.open, self.most_open)
        if question in self.gates:
            await self.gates[question].wait()
        self.open -= 1
        prepared = self.prepared.get(question, Answer(Outcome.ANSWERED, f"Về «{question}»"))
        if isinstance(prepared, Exception):
            raise prepared
        return prepared

    async def sources(self) -> Sequence[Source]:
        return [SOURCE]

    async def reached(self, questions: int) -> None:
        """Wait until that many questions were asked."""
        async with asyncio.timeout(10):
            while len(self.asked) < questions:
                self._came.clear()
                await self._came.wait()


class FakeLedgers:
    """Hands out one ledger, an empty one unless said otherwise."""

    def __init__(self, ledger: Ledger | None = None) -> None:
        self.current = ledger or Ledger((), {})

    async def ledger(self) -> Ledger:
        return self.current


class NoArticles:
    """A corpus from which every article was taken out."""

    async def article(self, id: str, generation: int | None = None) -> Document | None:
        return None


def every_command() -> list[Command]:
    """The commands of the whole bot, by role as the documents list them."""
    unused: Any = None  # nothing is asked of the roles until a command runs
    roles = Roles(unused)
    menus = Menus(roles)
    data = PersonalData(unused, unused, 1)
    parts = features(
        FakeAnswers(), FakeLedgers(), roles, menus, Budgets(1, 1), articles=NoArticles(), data=data,
        builds=unused,
    )  # fmt: skip
    offered = introduced(parts, roles, menus)
    return sorted(commands_for(Role.OWNER, offered), key=lambda command: command.role)


class NoSnapshots:
    """An index that holds no article."""

    async def snapshot(self) -> Snapshot:
        return Snapshot(cast(Any, None), cast(Any, None), (), {}, {}, {})


def builds_in(
    data: Path,
    database: Database,
    corpus: Path | None = None,
    model: str = "",
    snapshots: Snapshots | None = None,
    *,
    allow_private: bool = True,
    builder: type[BuildProcess] = BuildProcess,
) -> Builds:
    """The administrators' builds over a data folder; edits are held back for a moment only."""
    corpus = corpus or data / "corpus"
    uploads, audit = Uploads(database, data), Audit(database)
    jobs = builder(corpus, data, model)
    desk = Desk(corpus, data, model, snapshots or NoSnapshots(), jobs, uploads, audit, allow_private=allow_private)
    return Builds(desk, RunningBuilds(database), interval_s=0.05)


@contextlib.asynccontextmanager
async def opened_roles(data: Path | None = None, owners: Collection[int] = ()) -> AsyncIterator[Roles]:
    """The roles in a data folder, or in one that is thrown away."""
    with contextlib.ExitStack() as stack:
        folder = data or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        async with await Records.open(folder) as records:
            yield Roles(records.database, owners)


@contextlib.asynccontextmanager
async def running(
    telegram: Server,
    answers: Answers,
    concurrent_updates: int = 4,
    *,
    data: Path | None = None,
    owners: Collection[int] = (),
    access: str = "open",
    questions_per_hour: int = 10_000,
    ledgers: FakeLedgers | None = None,
    articles: Articles | None = None,
    builds: Callable[[Database], Builds] | None = None,
    operation: Operation | None = None,
    limiter: Limiter | None = None,
    anew: Anew | None = None,
    metrics: Metrics | None = None,
) -> AsyncIterator[Roles]:
    """The whole bot, served until the block ends; yields the roles that it goes by."""
    async with opened_roles(data, owners) as roles:
        menus = Menus(roles)
        gate = Gate(access, roles)
        budgets = Budgets(questions_per_hour, questions_per_hour)
        personal = PersonalData(roles.database, PSEUDONYMS, 180)
        ledger, texts = ledgers or FakeLedgers(), articles or NoArticles()
        made = builds(roles.database) if builds else builds_in(roles.database.path.parent, roles.database)
        offered = features(
            answers,
            ledger,
            roles,
            menus,
            budgets,
            articles=texts,
            data=personal,
            builds=made,
            anew=anew,
            metrics=metrics,
        )
        async with (
            serving(telegram, offered, roles, menus, gate, concurrent_updates, operation=operation, limiter=limiter),
            made,
        ):
            try:
                yield roles
            finally:
                for waiting in answers.gates.values() if isinstance(answers, FakeAnswers) else ():
                    waiting.set()  # stopping waits for the answers begun


@contextlib.asynccontextmanager
async def serving(
    telegram: Server,
    offered: Sequence[Feature],
    roles: Roles,
    menus: Menus,
    gate: Gate,
    concurrent_updates: int = 4,
    *,
    operation: Operation | None = None,
    limiter: Limiter | None = None,
) -> AsyncIterator[None]:
    """A bot of these parts, served until the block ends."""
    built = build_bot(
        telegram.token,
        offered,
        roles,
        menus,
        gate,
        operation or Operation(telegram.url, concurrent_updates=concurrent_updates),
        limiter=limiter or Limiter(overall=UNHURRIED, private=UNHURRIED, group=UNHURRIED),
    )
    stop = asyncio.Event()
    task = asyncio.create_task(serve(built, stop, retry_delay_s=0.01))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(task, 10)
