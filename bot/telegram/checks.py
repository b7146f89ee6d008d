"""What Telegram says about the bot: for `hoidap doctor --telegram`."""

from __future__ import annotations

from collections.abc import AsyncIterator

from telegram import Bot, ChatMember, User
from telegram.error import InvalidToken, TelegramError

from bot.telegram.webhook import Webhook

Checked = tuple[str, bool]  # a sentence, and whether it is a fault


async def check_bot(
    token: str, api_url: str | None, webhook_url: str, group: int | None = None, access_chat: int | None = None
) -> AsyncIterator[Checked]:
    """Ask about the token, the webhook, the menu and the rights in chats.

    Args:
        token: the bot's.
        api_url: a Bot API server other than Telegram's.
        webhook_url: what the settings say; empty if the bot polls.
        group: a group that it is to answer in.
        access_chat: the chat whose members may use it.
    """
    server = (api_url or "https://api.telegram.org").rstrip("/")
    bot = Bot(token, base_url=f"{server}/bot", base_file_url=f"{server}/file/bot")
    try:
        async with bot:
            me = await bot.get_me()
            yield f"Telegram knows the token: @{me.username}", False
            async for checked in _webhook(bot, webhook_url):
                yield checked
            yield await _menu(bot)
            yield f"in other chats @{me.username} {_inline(me)}", False
            if group is not None:
                async for checked in _group(bot, me, group):
                    yield checked
            if access_chat is not None:
                yield await _access(bot, access_chat)
    except InvalidToken:
        yield "Telegram does not accept the token: copy it again from @BotFather into TELEGRAM_BOT_TOKEN", True
    except TelegramError as exc:
        yield f"Telegram cannot be asked ({exc}): check the network and HOIDAP_TELEGRAM_API_URL", True


async def _webhook(bot: Bot, wanted: str) -> AsyncIterator[Checked]:
    info = await bot.get_webhook_info()
    expected = Webhook(wanted, "", bot.token).secret_url if wanted else ""
    if info.url == expected:
        yield (
            f"webhook: {'as set' if wanted else 'none, the bot polls'}; {info.pending_update_count} updates wait",
            False,
        )
    elif wanted:
        yield "the webhook is not that of HOIDAP_WEBHOOK_URL: start the bot, which sets it", True
    else:
        yield "a webhook is set, so that polling gets nothing: start the bot, which removes it", True
    if info.last_error_message:
        when = f"{info.last_error_date:%Y-%m-%d %H:%M} UTC" if info.last_error_date else "lately"
        yield f"the webhook failed {when} ({info.last_error_message}): check the proxy and HOIDAP_WEBHOOK_LISTEN", True


def _inline(me: User) -> str:
    if me.supports_inline_queries:
        return "offers cards"
    return "offers no cards: allow it with /setinline at @BotFather if it shall"


async def _menu(bot: Bot) -> Checked:
    commands = await bot.get_my_commands()
    if not commands:
        return "the menu shows no commands: start the bot, which sets them", True
    return f"the menu shows {', '.join('/' + command.command for command in commands)}", False


async def _group(bot: Bot, me: User, group: int) -> AsyncIterator[Checked]:
    if not me.can_join_groups:
        yield "the bot may not join groups: allow it with /setjoingroups at @BotFather", True
    hears = "every message" if me.can_read_all_group_messages else "commands, mentions and replies (privacy mode)"
    yield f"in groups the bot hears {hears}", False
    try:
        member = await bot.get_chat_member(group, bot.id)
    except TelegramError as exc:
        yield f"group {group} cannot be asked about ({exc}): add the bot to it, and check its id", True
        return
    may_write = member.status in (ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER) or getattr(
        member, "can_send_messages", False
    )
    if may_write:
        yield f"group {group}: the bot is {member.status} and may write", False
    else:
        yield f"group {group}: the bot is {member.status} and cannot write: add it, or give it the right", True


async def _access(bot: Bot, chat: int) -> Checked:
    try:
        member = await bot.get_chat_member(chat, bot.id)
    except TelegramError as exc:
        return f"chat {chat} of HOIDAP_ACCESS cannot be asked about ({exc}): make the bot an administrator there", True
    if member.status != ChatMember.ADMINISTRATOR:
        return f"the bot is no administrator of chat {chat} of HOIDAP_ACCESS, and may not learn who is in it", True
    return f"chat {chat} of HOIDAP_ACCESS: the bot may learn who is in it", False
