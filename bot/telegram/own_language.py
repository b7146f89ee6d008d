"""/ngonngu: somebody chooses the language of buttons, help and notices; answers quote the articles as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes, TypeHandler

from bot.language import LANGUAGES, speak
from bot.people.languages import Languages
from bot.people.roles import Role
from bot.telegram import replies
from bot.telegram.callbacks import pack
from bot.telegram.commands import Command, Feature, Handler, Press
from bot.telegram.delivery import edit, reply
from bot.telegram.intake import Late
from bot.telegram.menus import Menus

Context = ContextTypes.DEFAULT_TYPE

CHOOSE = "Chị/anh chọn ngôn ngữ của các nút và lời nhắn. Câu trả lời vẫn trích nguyên văn tiếng Việt."
CHOSEN = "Từ nay Hỏi đáp dùng tiếng Việt với chị/anh."
_LANGUAGE = "lang"


@dataclass(frozen=True)
class OwnLanguage(Feature):
    """Asks for a language, and speaks it in private chats; groups and cards for other chats have the bot's own."""

    languages: Languages
    menus: Menus

    @property
    def commands(self) -> Sequence[Command]:
        return (Command("ngonngu", "Ngôn ngữ của các nút và lời nhắn (language)", Role.MEMBER, self.ask),)

    @property
    def presses(self) -> Sequence[Press]:
        return (Press(_LANGUAGE, Role.MEMBER, self.choose),)

    @property
    def first(self) -> Sequence[Handler]:
        return (TypeHandler(Update, self.listen), TypeHandler(Late, self.listen_late))

    async def listen(self, update: Update, context: Context) -> None:
        """Speak the language of who sent an update."""
        chat, user = update.effective_chat, update.effective_user
        if chat and user and chat.type == ChatType.PRIVATE and (chosen := await self.languages.of(user.id)):
            speak(chosen)

    async def listen_late(self, late: Late, context: Context) -> None:
        """Speak the language of who is apologised to."""
        await self.listen(late.update, context)

    async def ask(self, update: Update, context: Context) -> None:
        """Offer the languages."""
        row = [InlineKeyboardButton(name, callback_data=pack(_LANGUAGE, code)) for code, name in LANGUAGES.items()]
        await reply(update, context, [CHOOSE], keyboard=InlineKeyboardMarkup([row]))

    async def choose(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Remember a choice, and answer in it."""
        user = update.effective_user
        if len(parts) != 1 or parts[0] not in LANGUAGES or user is None:
            await reply(update, context, [replies.OLD_BUTTON])
            return
        await self.languages.choose(user.id, parts[0])
        speak(parts[0])
        await edit(update, context, CHOSEN)
        await self.menus.refresh(context.bot, user.id)
