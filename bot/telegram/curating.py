"""Curated answers in the chat: saving an officer's answer for all, listing, changing and withdrawing what was saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ContextTypes

from bot.answering.wording import MAX_QUESTION_CHARS
from bot.archive.curated import Curated, CuratedAnswers, Draft
from bot.people.open_questions import OpenQuestions
from bot.people.prompts import Prompt, Prompts, Purpose
from bot.people.responses import Response, Responses
from bot.people.roles import Role, Roles
from bot.people.units import Units
from bot.telegram import desk_replies
from bot.telegram.callbacks import number, pack
from bot.telegram.commands import Feature, Incoming, Press
from bot.telegram.delivery import edit, post, reply
from bot.telegram.formatting import units
from bot.telegram.replying import REPLIES, asks_for, chat_of, person_of, prompt_of, unit_of

Context = ContextTypes.DEFAULT_TYPE
Rows = list[list[InlineKeyboardButton]]

LIST, SAVE = "cl", "cs"  # prefixes of buttons that stand elsewhere too
PAGE = 8  # answers
_OPEN, _CHANGE, _WITHDRAW = "co", "cc", "cw"
_ASK_FIRST, _NOW, _REWORD, _NOT = "?", "!", "w", "-"


@dataclass(frozen=True)
class Curating(Feature):
    """The buttons about curated answers; only who wrote one, or an administrator, changes it or takes it back."""

    curated: CuratedAnswers
    questions: OpenQuestions
    responses: Responses
    prompts: Prompts
    units: Units
    roles: Roles

    @property
    def presses(self) -> Sequence[Press]:
        return (
            Press(LIST, Role.OFFICER, self.turn),
            Press(SAVE, Role.OFFICER, self.save),
            Press(_OPEN, Role.OFFICER, self.open),
            Press(_CHANGE, Role.OFFICER, self.ask_change),
            Press(_WITHDRAW, Role.OFFICER, self.withdraw),
        )

    @property
    def incoming(self) -> Sequence[Incoming]:
        reworded = partial(asks_for, self.prompts, {Purpose.REWORD})
        changed = partial(asks_for, self.prompts, {Purpose.CHANGE})
        return (
            Incoming(REPLIES, Role.OFFICER, self.save_reworded, applies=reworded),
            Incoming(REPLIES, Role.OFFICER, self.change, applies=changed),
        )

    async def turn(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Show a page of what stands, in the same message."""
        count = await self.curated.count()
        page = min(max(number("".join(parts)) or 0, 0), max(0, -(-count // PAGE) - 1))
        shown = [each.statement for each in await self.curated.standing(PAGE, page * PAGE)]
        rows = [
            [InlineKeyboardButton(desk_replies.saved_label(each), callback_data=pack(_OPEN, each.id))] for each in shown
        ]
        keyboard = InlineKeyboardMarkup([*rows, *turns(LIST, page, count, PAGE)])
        await edit(update, context, desk_replies.saved_list(count), keyboard=keyboard)

    async def open(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Show an answer with what can be done to it."""
        found = await self._found(parts)
        if found is None:
            await reply(update, context, [desk_replies.ANSWER_GONE])
        else:
            await reply(update, context, [desk_replies.saved(found.statement)], keyboard=_keyboard(found))

    async def save(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Show what would be saved, then save it, with the question as it was asked or written anew."""
        id, step = (number(parts[0]), parts[1] if parts[1:] else _ASK_FIRST) if parts else (None, _NOT)
        given = await self.responses.find(id) if id is not None else None
        question = await self.questions.find(given.question) if given else None
        if step == _NOT:
            await self._edit(update, context, desk_replies.NOT_SAVED)
        elif given is None or question is None:
            await self._edit(update, context, desk_replies.QUESTION_GONE)
        elif step == _NOW:
            await self._edit(update, context, *await self._saved(update, question.question, given))
        elif step == _REWORD:
            await self._ask(update, context, desk_replies.WRITE_QUESTION, Purpose.REWORD, given.id)
        else:
            text = desk_replies.preview(question.question, given)
            await self._edit(update, context, text, _save_keyboard(given.id), shown=[question.id])

    async def save_reworded(self, update: Update, context: Context) -> None:
        """Save an answer with the question that was replied."""
        message, prompt = update.effective_message, await prompt_of(self.prompts, update)
        assert message and message.text and prompt
        given = await self.responses.find(prompt.subject)
        question = " ".join(message.text.split())
        if given is None:
            await reply(update, context, [desk_replies.QUESTION_GONE])
        elif len(question) > MAX_QUESTION_CHARS:
            await reply(update, context, [desk_replies.QUESTION_TOO_LONG])
        else:
            text, keyboard = await self._saved(update, question, given)
            await reply(update, context, [text], keyboard=keyboard)

    async def ask_change(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Ask for another text."""
        found = await self._own(update, parts)
        if isinstance(found, str):
            await reply(update, context, [found])
        else:
            await self._ask(update, context, desk_replies.WRITE_CHANGE, Purpose.CHANGE, found.statement.id)

    async def change(self, update: Update, context: Context) -> None:
        """Put the text that was replied in the place of an answer."""
        message, prompt = update.effective_message, await prompt_of(self.prompts, update)
        assert message and message.text and prompt
        by = person_of(update)
        found = await self._own(update, [str(prompt.subject)])
        if isinstance(found, str) or units(message.text) > desk_replies.MAX_UNITS:
            await reply(update, context, [found if isinstance(found, str) else desk_replies.TOO_LONG])
            return
        unit = await unit_of(self.units, by)
        new = await self.curated.change(prompt.subject, message.text, by, unit)
        changed = await self.curated.find(new) if new else None
        if changed is None:
            await reply(update, context, [desk_replies.ANSWER_GONE])
        else:
            await reply(update, context, [desk_replies.saved(changed.statement)], keyboard=_keyboard(changed))

    async def withdraw(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Ask once more, then take an answer back."""
        step = parts[1] if len(parts) == 2 else _NOT
        found = await self._own(update, parts[:1])
        if step == _NOT:
            await edit(update, context, desk_replies.LEFT_ALONE)
        elif isinstance(found, str):
            await edit(update, context, found)
        elif step == _NOW:
            done = await self.curated.withdraw(found.statement.id, person_of(update))
            await edit(update, context, desk_replies.WITHDRAWN if done else desk_replies.ANSWER_GONE)
        else:
            text = desk_replies.confirm_withdrawing(found.statement)
            sure = [(desk_replies.WITHDRAW_NOW, _NOW), (desk_replies.CANCEL, _NOT)]
            await edit(update, context, text, keyboard=_choices(_WITHDRAW, found.statement.id, sure))

    async def _saved(self, update: Update, question: str, given: Response) -> tuple[str, InlineKeyboardMarkup | None]:
        draft = Draft(question, given.text, given.officer, given.unit, given.at, given.id)
        id = await self.curated.save(draft, person_of(update))
        found = await self.curated.find(id) if id else None
        return (desk_replies.saved(found.statement), _keyboard(found)) if found else (desk_replies.SAVED_BEFORE, None)

    async def _edit(
        self,
        update: Update,
        context: Context,
        text: str,
        keyboard: InlineKeyboardMarkup | None = None,
        *,
        shown: Sequence[int] = (),
    ) -> None:
        """Change the message, and note which open questions it shows now."""
        await edit(update, context, text, keyboard=keyboard)
        if update.effective_message:
            await self.prompts.note_shown(chat_of(update), update.effective_message.message_id, shown)

    async def _ask(self, update: Update, context: Context, text: str, purpose: Purpose, subject: int) -> None:
        message_id = await post(update, context, text, ForceReply())
        await self.prompts.note(Prompt(chat_of(update), message_id, purpose, subject))

    async def _found(self, parts: Sequence[str]) -> Curated | None:
        id = number(parts[0]) if len(parts) == 1 else None
        return await self.curated.find(id) if id is not None else None

    async def _own(self, update: Update, parts: Sequence[str]) -> Curated | str:
        """An answer that somebody may change now, or why she may not."""
        found, by = await self._found(parts), person_of(update)
        if found is None:
            return desk_replies.ANSWER_GONE
        is_hers = found.author.id == by.id or await self.roles.role_of(by.id) >= Role.ADMINISTRATOR
        return found if is_hers else desk_replies.NOT_YOURS


def turns(prefix: str, page: int, count: int, size: int) -> Rows:
    """The buttons that turn the pages of a list; pages count from 0."""
    to = [(desk_replies.BEFORE, page - 1), (desk_replies.NEXT, page + 1)]
    shown = [
        InlineKeyboardButton(label, callback_data=pack(prefix, n)) for label, n in to if 0 <= n < -(-count // size)
    ]
    return [shown] if shown else []


def _keyboard(found: Curated) -> InlineKeyboardMarkup:
    id = found.statement.id
    change = InlineKeyboardButton(desk_replies.CHANGE, callback_data=pack(_CHANGE, id))
    withdraw = InlineKeyboardButton(desk_replies.WITHDRAW, callback_data=pack(_WITHDRAW, id, _ASK_FIRST))
    return InlineKeyboardMarkup([[change, withdraw]])


def _save_keyboard(response: int) -> InlineKeyboardMarkup:
    steps = [(desk_replies.SAVE_NOW, _NOW), (desk_replies.REWORD, _REWORD), (desk_replies.CANCEL, _NOT)]
    return _choices(SAVE, response, steps)


def _choices(prefix: str, id: int, steps: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(label, callback_data=pack(prefix, id, step)) for label, step in steps]
    return InlineKeyboardMarkup([row])
