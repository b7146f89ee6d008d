"""Tells an asker, once, when a later build of the index answers what earlier ones did not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from telegram import Bot

from bot.answering.answers import Answer, Outcome
from bot.archive.answers import Archive
from bot.people.outbox import Letter
from bot.people.watches import Watch, Watches
from bot.telegram import desk_replies
from bot.telegram.cards import Cards
from bot.telegram.commands import Feature
from bot.telegram.courier import Courier
from bot.telegram.letters import Written
from bot.telegram.underway import current
from index.errors import IndexingError

logger = logging.getLogger(__name__)

LOOK_S = 10.0  # how often it is looked for a new build
AT_A_TIME = 10  # questions


class Articles(Protocol):
    """Who asks the articles anew."""

    async def generation_id(self) -> int:
        """Which build of the index answers now."""
        ...

    async def ask(self, questions: Sequence[str]) -> Sequence[Answer]:
        """Answer questions as nobody's, without holding up the event loop."""
        ...


@dataclass(frozen=True)
class LaterLetters:
    """Writes what an asker is told."""

    watches: Watches
    cards: Cards

    async def write(self, bot: Bot, letter: Letter) -> Written | None:
        """The card of the answer; None if it is not to be told any more."""
        watch = await self.watches.still_waits(letter.subject)
        kept = await self.cards.archive.find(watch.found) if watch and watch.found else None
        if kept is None or kept.is_erased:
            return None
        card = await self.cards.again(bot, kept)
        return Written([desk_replies.ANSWERED_BY_NOW, *card.messages], card.keyboard)


class LaterAnswers(Feature):
    """Asks what is waited for of each new build.

    Args:
        look_s: how often it is looked for one.
    """

    def __init__(
        self, watches: Watches, archive: Archive, articles: Articles, courier: Courier, *, look_s: float = LOOK_S
    ) -> None:
        self._watches = watches
        self._archive = archive
        self._articles = articles
        self._courier = courier
        self._look_s = look_s
        self._task: asyncio.Task[None] | None = None

    async def started(self, bot: Bot) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._run())

    async def stopping(self) -> None:
        """End."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        current.set(None)  # what is found here answers no update
        while True:
            try:
                await self.check()
            except IndexingError as exc:
                logger.error("It could not be looked for a new build: %s", exc)
            await asyncio.sleep(self._look_s)

    async def check(self) -> None:
        """Ask what the build that answers now was not asked yet."""
        generation = await self._articles.generation_id()
        while due := await self._watches.due(generation, AT_A_TIME):
            for watch, answer in zip(due, await self._ask(due), strict=False):
                if await self._is_better(watch, answer):
                    await self._post(watch, answer)
            await self._watches.note_asked(due, generation)

    async def _ask(self, due: Sequence[Watch]) -> Sequence[Answer]:
        try:
            return await self._articles.ask([watch.question for watch in due])
        except Exception:  # whatever it was: these are asked of the next build, and the others of this one now
            logger.exception("What is waited for could not be asked anew")
            return []

    async def _post(self, watch: Watch, answer: Answer) -> None:
        kept = await self._archive.keep(watch.question, answer, watch.user_id, is_asked=False)
        if await self._watches.note_found(watch, kept.id):
            self._courier.wake()
        else:  # her data were erased while her question was asked anew
            await self._archive.drop(kept.id)

    async def _is_better(self, watch: Watch, answer: Answer) -> bool:
        """Whether an answer quotes something that the one before did not."""
        if answer.outcome is not Outcome.ANSWERED:
            return False
        before = await self._archive.find(watch.answer_id)
        told = {(cited.source.id, cited.quote) for cited in before.answer.citations} if before else set()
        return any((cited.source.id, cited.quote) not in told for cited in answer.citations)
