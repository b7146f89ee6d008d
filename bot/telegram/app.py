"""Wiring: the bot is put together, started, and stopped without losing a question."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import signal
from collections.abc import Coroutine, Iterator, Sequence
from typing import Any

from telegram import Update
from telegram.error import Forbidden, TelegramError
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.people.roles import Roles
from bot.telegram import replies
from bot.telegram.access import Gate
from bot.telegram.commands import Feature
from bot.telegram.delivery import send
from bot.telegram.errors import BotStartError
from bot.telegram.guide import Guide
from bot.telegram.limits import Limiter
from bot.telegram.logs import hidden_token
from bot.telegram.menus import Menus
from bot.telegram.polling import BotApplication, Poller
from bot.telegram.processing import ChatOrderedProcessor
from bot.telegram.routing import Router

logger = logging.getLogger(__name__)


async def run_bot(
    token: str,
    features: Sequence[Feature],
    roles: Roles,
    menus: Menus,
    gate: Gate,
    *,
    api_url: str | None = None,
    concurrent_updates: int = 8,
) -> None:
    """Answer questions in Telegram until SIGINT or SIGTERM; then finish the answers begun.

    A second signal stops at once.

    Args:
        token: the bot's token from @BotFather; it is masked in all that is logged.
        features: the parts of the bot; /start and /help are added to them.
        roles: who may use which of their commands, buttons and links.
        menus: set at the start from what the features offer.
        gate: who is let in at all.
        api_url: a Bot API server other than Telegram's, "http://host:port".
        concurrent_updates: how many chats are served at the same time.

    Raises:
        BotStartError: if the token or api_url cannot be right, or Telegram rejects the token.
    """
    with hidden_token(token), _stop_signals() as stop:
        application = build_application(
            token, features, roles, menus, gate, api_url=api_url, concurrent_updates=concurrent_updates
        )
        await serve(application, stop)


def build_application(
    token: str,
    features: Sequence[Feature],
    roles: Roles,
    menus: Menus,
    gate: Gate,
    *,
    api_url: str | None = None,
    concurrent_updates: int = 8,
    limiter: Limiter | None = None,
) -> BotApplication:
    """Build the bot without connecting it; `serve` runs it, and the arguments are those of `run_bot`.

    Args:
        limiter: of what is sent; Telegram's limits if left out.
    """
    if not re.fullmatch(r"[A-Za-z0-9:_-]+", token):
        raise BotStartError("the bot's token is missing or malformed: copy it from @BotFather to TELEGRAM_BOT_TOKEN")
    if api_url is not None and not re.match(r"https?://.", api_url):
        raise BotStartError(f"HOIDAP_TELEGRAM_API_URL is {api_url!r}: it has to look like http://host:port")
    builder = ApplicationBuilder().token(token).updater(None).job_queue(None)
    builder.concurrent_updates(ChatOrderedProcessor(concurrent_updates))
    builder.connect_timeout(10).read_timeout(20).write_timeout(20)
    builder.get_updates_connect_timeout(10).get_updates_read_timeout(10)
    if api_url is not None:
        server = api_url.rstrip("/")
        builder.base_url(f"{server}/bot").base_file_url(f"{server}/file/bot")
    every = introduced(features, roles, menus)

    async def publish(application: BotApplication) -> None:
        await menus.publish(application.bot)

    application = builder.rate_limiter(limiter or Limiter()).post_init(publish).build()
    application.add_handler(gate.handler(), group=-1)
    _add_handlers(application, every, roles)
    return application


async def serve(application: BotApplication, stop: asyncio.Event, *, retry_delay_s: float = 1.0) -> None:
    """Run a built application until `stop` is set, trying again for as long as Telegram cannot be reached.

    Raises:
        BotStartError: if Telegram rejects the token.
    """
    poller = Poller(application, retry_delay_s=retry_delay_s)
    try:
        await _until(stop, poller.run())
    finally:
        await poller.close()


async def on_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Write the whole error to the log, and one courteous sentence to the member."""
    if isinstance(context.error, Forbidden):
        logger.info("A message was not delivered: %s", context.error)
        return
    logger.error("An update could not be handled", exc_info=context.error)
    if not isinstance(update, Update) or not update.effective_chat:
        return
    message = update.effective_message
    try:
        reply_to = message.message_id if message else None
        await send(context.bot, update.effective_chat.id, [replies.FAILURE], reply_to=reply_to)
    except TelegramError as exc:
        logger.warning("The apology could not be delivered: %s", exc)


def introduced(features: Sequence[Feature], roles: Roles, menus: Menus) -> Sequence[Feature]:
    """All parts of the bot: those handed in, after the one that introduces them."""
    every = [Guide(features, roles, menus), *features]
    menus.offer(every)
    return every


def _add_handlers(application: BotApplication, features: Sequence[Feature], roles: Roles) -> None:
    router = Router(features, roles)
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, router.message))
    application.add_handler(CallbackQueryHandler(router.press))
    for feature in features:
        application.add_handlers(list(feature.handlers))
    application.add_error_handler(on_error)


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Run `work` until it fails or `stop` is set."""
    tasks = [asyncio.create_task(work), asyncio.create_task(stop.wait())]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.contextmanager
def _stop_signals() -> Iterator[asyncio.Event]:
    """Set an event on the first SIGINT or SIGTERM; the second has its usual effect."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)

    def release() -> None:
        with contextlib.suppress(NotImplementedError):
            for number in signals:
                loop.remove_signal_handler(number)

    def halt() -> None:
        logger.info("Stopping: the answers begun are finished first")
        release()
        stop.set()

    try:
        with contextlib.suppress(NotImplementedError):  # on Windows only Ctrl+C stops the bot, by cancelling it
            for number in signals:
                loop.add_signal_handler(number, halt)
        yield stop
    finally:
        release()
