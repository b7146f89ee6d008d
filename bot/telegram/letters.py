"""What stands in the letters between members and officers, at the moment when they leave."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from telegram import Bot, InlineKeyboardMarkup

from bot.people.open_questions import OpenQuestions
from bot.people.outbox import Kind, Letter
from bot.people.prompts import Purpose
from bot.people.responses import Responses
from bot.people.roles import Role, Roles
from bot.telegram import desk_replies


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words."""

    messages: list[str]
    keyboard: InlineKeyboardMarkup | None = None
    purpose: Purpose | None = None  # what a reply to it does, with the letter's subject


Writer = Callable[[Bot, Letter], Awaitable[Written | None]]


@dataclass(frozen=True)
class Letters:
    """Writes the letters of each kind; `others` are written elsewhere."""

    questions: OpenQuestions
    responses: Responses
    roles: Roles
    others: Mapping[Kind, Writer]

    async def write(self, bot: Bot, letter: Letter) -> Written | None:
        """A letter in words; None if what it is about is gone, or its reader may not see it any more."""
        writers: Mapping[Kind, Writer] = {
            Kind.QUESTION: self._question,
            Kind.RESPONSE: self._response,
            Kind.UNDELIVERED: self._undelivered,
            Kind.DOUBTFUL: self._undelivered,
            **self.others,
        }
        return await writers[letter.kind](bot, letter)

    async def officer_behind(self, letter: Letter) -> int | None:
        """The chat of the officer whose answer a letter brings; None if it brings none."""
        given = await self.responses.find(letter.subject) if letter.kind is Kind.RESPONSE else None
        return given.officer.id if given else None

    async def outrun(self, question: int) -> str:
        """What stands in place of a question that another officer has answered."""
        return desk_replies.outrun(question, await self.responses.first(question))

    async def _question(self, bot: Bot, letter: Letter) -> Written | None:
        question = await self.questions.find(letter.subject)
        if question is None or question.answered_at is not None:
            return None
        if await self.roles.role_of(letter.chat_id) < Role.OFFICER:
            return None
        return Written([desk_replies.forwarded(question)], purpose=Purpose.ANSWER)

    async def _response(self, bot: Bot, letter: Letter) -> Written | None:
        given = await self.responses.find(letter.subject)
        question = await self.questions.find(given.question) if given else None
        return Written(desk_replies.response(question, given)) if question and given else None

    async def _undelivered(self, bot: Bot, letter: Letter) -> Written | None:
        given = await self.responses.find(letter.subject)
        is_doubtful = letter.kind is Kind.DOUBTFUL
        return Written([desk_replies.undelivered(given.question, is_doubtful=is_doubtful)]) if given else None
