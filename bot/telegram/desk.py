"""/traloi: officers read the questions that members put to them, and answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ContextTypes

from bot.archive.curated import CuratedAnswers
from bot.people.errors import AnsweredAlreadyError, QuestionGoneError
from bot.people.open_questions import OpenQuestions
from bot.people.prompts import Prompt, Prompts, Purpose
from bot.people.responses import Responses
from bot.people.roles import Role
from bot.people.units import Units
from bot.telegram import desk_replies, replies
from bot.telegram.callbacks import number, pack
from bot.telegram.commands import Command, Feature, Incoming, Press
from bot.telegram.courier import Courier
from bot.telegram.curating import LIST, SAVE, turns
from bot.telegram.delivery import edit, post, reply
from bot.telegram.formatting import units
from bot.telegram.replying import REPLIES, asks_for, chat_of, person_of, prompt_of, unit_of

Context = ContextTypes.DEFAULT_TYPE

PAGE = 5  # questions
_TURN, _OPEN = "dq", "do"
_ARGUMENT = re.compile(r"/\w+(?:@\w+)?(?:\s+(?P<number>\d{1,18}))?(?:\s+(?P<text>\S.*))?\s*", re.DOTALL)


@dataclass(frozen=True)
class OfficerDesk(Feature):
    """Lists what waits, and takes answers: a reply to a question, or `/traloi 12 …`."""

    questions: OpenQuestions
    responses: Responses
    curated: CuratedAnswers
    prompts: Prompts
    units: Units
    courier: Courier

    @property
    def commands(self) -> Sequence[Command]:
        return (Command("traloi", "Trả lời câu hỏi của hội viên; các câu trả lời đã lưu", Role.OFFICER, self.begin),)

    @property
    def presses(self) -> Sequence[Press]:
        return (Press(_TURN, Role.OFFICER, self.turn), Press(_OPEN, Role.OFFICER, self.open))

    @property
    def incoming(self) -> Sequence[Incoming]:
        return (
            Incoming(
                REPLIES,
                Role.OFFICER,
                self.answer,
                applies=partial(asks_for, self.prompts, {Purpose.ANSWER, Purpose.LATE}),
            ),
            Incoming(REPLIES, Role.MEMBER, _refuse, applies=partial(asks_for, self.prompts, set(Purpose))),
        )

    async def begin(self, update: Update, context: Context) -> None:
        """List what waits; with a number open a question; with words too, answer it."""
        message = update.effective_message
        match = _ARGUMENT.fullmatch(message.text or "") if message else None
        if match is None or match["number"] is None:
            text, keyboard, shown = await self._list(0)
            message_id = await post(update, context, text, keyboard)
            await self.prompts.note_shown(chat_of(update), message_id, shown)
        elif match["text"]:
            await self._respond(update, context, int(match["number"]), match["text"])
        else:
            await self._ask(update, context, int(match["number"]))

    async def turn(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Show another page of the list in the same message."""
        text, keyboard, shown = await self._list(number("".join(parts)) or 0)
        await edit(update, context, text, keyboard=keyboard)
        if update.effective_message:
            await self.prompts.note_shown(chat_of(update), update.effective_message.message_id, shown)

    async def open(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Show a question, to be replied to."""
        id = number(parts[0]) if len(parts) == 1 else None
        if id is None:
            await reply(update, context, [replies.OLD_BUTTON])
        else:
            await self._ask(update, context, id)

    async def answer(self, update: Update, context: Context) -> None:
        """Take a reply to a question for its answer."""
        message = update.effective_message
        prompt = await prompt_of(self.prompts, update)
        assert message and message.text and prompt
        await self._respond(update, context, prompt.subject, message.text)

    async def _ask(self, update: Update, context: Context, id: int) -> None:
        question = await self.questions.find(id)
        if question is None:
            await reply(update, context, [desk_replies.QUESTION_GONE])
            return
        message_id = await post(update, context, desk_replies.forwarded(question), ForceReply())
        await self.prompts.note(Prompt(chat_of(update), message_id, Purpose.ANSWER, id))

    async def _respond(self, update: Update, context: Context, id: int, text: str) -> None:
        officer = person_of(update)
        if units(text) > desk_replies.MAX_UNITS:
            await reply(update, context, [desk_replies.TOO_LONG])
            return
        try:
            given = await self.responses.give(id, officer, await unit_of(self.units, officer), text)
        except QuestionGoneError:
            await reply(update, context, [desk_replies.QUESTION_GONE])
            return
        except AnsweredAlreadyError:
            await reply(update, context, [desk_replies.answered_already(await self.responses.first(id))])
            return
        self.courier.wake()
        save = InlineKeyboardButton(desk_replies.SAVE, callback_data=pack(SAVE, given))
        await reply(update, context, [desk_replies.SENT], keyboard=InlineKeyboardMarkup([[save]]))

    async def _list(self, page: int) -> tuple[str, InlineKeyboardMarkup, Sequence[int]]:
        count = await self.questions.count_waiting()
        page = min(max(page, 0), max(0, -(-count // PAGE) - 1))
        shown = await self.questions.waiting(PAGE, page * PAGE)
        rows = [
            [InlineKeyboardButton(desk_replies.question_label(each), callback_data=pack(_OPEN, each.id))]
            for each in shown
        ]
        rows += turns(_TURN, page, count, PAGE)
        saved = await self.curated.count()
        rows.append([InlineKeyboardButton(desk_replies.saved_button(saved), callback_data=pack(LIST, 0))])
        return desk_replies.waiting_list(shown, count), InlineKeyboardMarkup(rows), [each.id for each in shown]


async def _refuse(update: Update, context: Context) -> None:
    """Tell somebody who was an officer that she answers no more."""
    await reply(update, context, [replies.not_allowed(Role.OFFICER)])
