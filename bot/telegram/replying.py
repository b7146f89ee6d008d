"""Replies to messages of the bot that asked for one, and who replies."""

from __future__ import annotations

from collections.abc import Collection

from telegram import Update
from telegram.ext import filters

from bot.people.audit import Person
from bot.people.prompts import Prompt, Prompts, Purpose
from bot.people.units import Units

REPLIES = filters.ChatType.PRIVATE & filters.TEXT & filters.REPLY


async def prompt_of(prompts: Prompts, update: Update) -> Prompt | None:
    """What the message that an update replies to asked for; None if nothing."""
    chat, message = update.effective_chat, update.effective_message
    replied = message.reply_to_message if message else None
    return await prompts.find(chat.id, replied.message_id) if chat and replied else None


async def asks_for(prompts: Prompts, purposes: Collection[Purpose], update: Update) -> bool:
    """Whether an update replies to a message that asked for one of some things."""
    prompt = await prompt_of(prompts, update)
    return prompt is not None and prompt.purpose in purposes


def person_of(update: Update) -> Person:
    """Who sent an update."""
    user = update.effective_user
    assert user  # commands, presses and private messages come from somebody
    return Person(user.id, user.full_name)


async def unit_of(units: Units, person: Person) -> str:
    """The unit that somebody has stated, in words; empty if she has not."""
    unit = await units.of(person.id)
    return unit.full_name if unit else ""


def chat_of(update: Update) -> int:
    """Where an update came from."""
    assert update.effective_chat  # commands, presses and messages come from a chat
    return update.effective_chat.id
