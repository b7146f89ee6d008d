"""Builds that administrators start: they run beside everything else, and one message shows how they go on."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from telegram import Bot, InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.administration.building import Built, Progress
from bot.administration.desk import Desk
from bot.administration.running_builds import RunningBuilds, Shown
from bot.errors import BotError
from bot.people.audit import Act, Person
from bot.telegram import underway
from bot.telegram.admin import build_replies as replies
from bot.telegram.admin import faults
from bot.telegram.admin.keyboards import keyboard
from bot.telegram.callbacks import pack
from bot.telegram.delivery import edit_message, notify
from index.builder import BuildOptions
from index.errors import ArticlesVanishError, IndexingError, WorseAnswersError

CONSENT, DROP = "dongy", "boqua"  # the prefixes of the buttons below a question
INTERVAL_S = 3.0  # between two edits of the message
_MAX_CONSENTS = 100
_ID_BYTES = 6

logger = logging.getLogger(__name__)


@dataclass
class Builds:
    """Runs one build after another; enter it, and leave it when the bot stops, which breaks a build off.

    Consents are for what was shown: none outlives the next build, or this process.
    """

    desk: Desk
    running: RunningBuilds
    interval_s: float = INTERVAL_S
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _consents: dict[str, BuildOptions] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def tell_of_interrupted(self, bot: Bot) -> None:
        """Tell whoever waits for a build of an earlier run that it was broken off."""
        for shown in await self.running.left():
            await _edit(bot, shown, replies.INTERRUPTED)
            await self.running.end(shown)

    async def start(self, bot: Bot, shown: Shown, by: Person, options: BuildOptions | None = None) -> None:
        """Begin a build, or let it wait for the one that runs; its message is edited, the report comes as a new one."""
        self._consents.clear()
        await self.running.add(shown)
        options = options or BuildOptions(by=str(by), keep=self.desk.kept_generations)
        task = asyncio.create_task(self._run(bot, shown, by, options))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def consented(self, id: str) -> BuildOptions | None:
        """What somebody agrees to by a button; None if it is old."""
        return self._consents.get(id)

    async def _run(self, bot: Bot, shown: Shown, by: Person, options: BuildOptions) -> None:
        underway.current.set(None)  # the update that began it is handled and done
        await _edit(bot, shown, replies.QUEUED if self._turn.locked() else replies.BEGINNING)
        async with self._turn:
            await self._build(bot, shown, by, options)
        await self.running.end(shown)

    async def _build(self, bot: Bot, shown: Shown, by: Person, options: BuildOptions) -> None:
        try:
            async with self._showing(bot, shown) as tell:
                built = await self.desk.builder.build(options, tell)
        except (ArticlesVanishError, WorseAnswersError) as error:
            await self._ask(bot, shown, options, error)
        except (IndexingError, BotError) as error:
            logger.warning("A build that an administrator began did not succeed: %s", error)
            await self._end(bot, shown, faults.worded(error))
        except Exception:
            logger.exception("A build that an administrator began broke down")
            await self._end(bot, shown, faults.OTHER)
        else:
            await self._report(bot, shown, by, built)

    async def _report(self, bot: Bot, shown: Shown, by: Person, built: Built) -> None:
        done = built.report
        if done.activated:
            said = f"{done.generation}: +{done.new}, ~{done.changed}, −{done.gone}"
            await self.desk.audit.record(by, Act.INDEX_BUILT, said)
        await _edit(bot, shown, replies.FINISHED)
        await notify(
            bot, shown.chat_id, replies.report(built, await self._questions(done.exam.fallen if done.exam else ()))
        )

    async def _end(self, bot: Bot, shown: Shown, why: str) -> None:
        await _edit(bot, shown, replies.STOPPED)
        await notify(bot, shown.chat_id, [why])

    async def _ask(
        self, bot: Bot, shown: Shown, options: BuildOptions, error: ArticlesVanishError | WorseAnswersError
    ) -> None:
        """Ask whether to go on; what was agreed to before stays agreed."""
        if isinstance(error, ArticlesVanishError):
            text, agreed = replies.vanishing(error), replace(options, may_vanish=True)
        else:
            text, agreed = replies.worse(error, await self._questions(error.fallen)), replace(options, may_worsen=True)
        while len(self._consents) >= _MAX_CONSENTS:
            self._consents.pop(next(iter(self._consents)))
        id = secrets.token_urlsafe(_ID_BYTES)
        self._consents[id] = agreed
        buttons = keyboard([[(replies.GO_ON, pack(CONSENT, id)), (replies.CANCEL, pack(DROP))]])
        await _edit(bot, shown, text, buttons)

    async def _questions(self, fallen: Sequence[str]) -> Mapping[str, str]:
        """The corpus's questions, if some are to be named; without their words if the file cannot be read now."""
        try:
            return await self.desk.builder.questions() if fallen else {}
        except BotError:
            return {}

    @contextlib.asynccontextmanager
    async def _showing(self, bot: Bot, shown: Shown) -> AsyncIterator[Callable[[Progress], None]]:
        """Show how a build goes on until the block ends; what comes too fast is left out."""
        latest: list[Progress] = []

        async def show() -> None:
            said = None
            while True:
                if latest and latest[-1] != said:
                    said = latest[-1]
                    await _edit(bot, shown, replies.progress(said))
                await asyncio.sleep(self.interval_s)

        def tell(now: Progress) -> None:
            latest[:] = [now]

        task = asyncio.create_task(show())
        try:
            yield tell
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _edit(bot: Bot, shown: Shown, text: str, buttons: InlineKeyboardMarkup | None = None) -> None:
    try:
        await edit_message(bot, shown.chat_id, shown.message_id, text, keyboard=buttons)
    except TelegramError as exc:
        logger.info("How a build goes on could not be shown: %s", exc)
