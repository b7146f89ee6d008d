"""Wiring: the bot is put together, started, and stopped without losing a question."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from telegram import Bot, Update
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, MessageHandler, TypeHandler, filters
from telegram.request import HTTPXRequest

from bot.people.roles import Roles
from bot.telegram.access import Gate
from bot.telegram.apologies import STOPPING, apologise, on_error, on_late
from bot.telegram.commands import Feature
from bot.telegram.connecting import Connection
from bot.telegram.errors import BotStartError
from bot.telegram.guide import Guide
from bot.telegram.intake import BotApplication, Intake, Late
from bot.telegram.journal import Journal
from bot.telegram.limits import Limiter
from bot.telegram.logs import hidden_token
from bot.telegram.menus import Menus
from bot.telegram.metrics import Metrics
from bot.telegram.monitoring import Monitor
from bot.telegram.polling import PolledBot, Poller
from bot.telegram.processing import ChatOrderedProcessor
from bot.telegram.routing import Router
from bot.telegram.sending import Door
from bot.telegram.signals import stop_signals, until
from bot.telegram.webhook import Webhook, WebhookReceiver

logger = logging.getLogger(__name__)

STOP_S = 20.0  # for the answers begun, when the bot is told to stop
READ_TIMEOUT_S = 15.0  # while one message is on its way, the others wait
MAX_AGE_S = 2 * 3600.0
_SERVER = "https://api.telegram.org"


@dataclass(frozen=True)
class Operation:
    """How the bot is operated."""

    api_url: str | None = None  # a Bot API server other than Telegram's, "http://host:port"
    webhook: Webhook | None = None  # without it the bot polls
    max_age_s: float = MAX_AGE_S  # older messages are apologised for
    stop_s: float = STOP_S
    concurrent_updates: int = 8  # chats served at the same time
    metrics_port: int | None = None
    generation_id: Callable[[], Awaitable[int]] | None = None  # which build of the index answers


@dataclass(frozen=True)
class BuiltBot:
    """A bot that is put together and not connected yet."""

    application: BotApplication
    bot: PolledBot
    processor: ChatOrderedProcessor
    journal: Journal
    metrics: Metrics
    intake: Intake
    operation: Operation
    features: Sequence[Feature] = ()


async def run_bot(
    token: str,
    features: Sequence[Feature],
    roles: Roles,
    menus: Menus,
    gate: Gate,
    operation: Operation = Operation(),  # noqa: B008 - it is frozen
    metrics: Metrics | None = None,
) -> None:
    """Answer questions in Telegram until SIGINT or SIGTERM; then finish the answers begun.

    A second signal stops at once.

    Args:
        token: the bot's token from @BotFather; it is masked in all that is logged.
        features: the parts of the bot; /start and /help are added to them.
        roles: who may use which of their commands, buttons and links; the journal stands in the same database.
        menus: set at the start from what the features offer.
        gate: who is let in at all.
        operation: how it is reached and watched.
        metrics: where it is counted.

    Raises:
        BotStartError: if the token or an address cannot be right, or Telegram rejects the token, now or later.
    """
    with hidden_token(token), stop_signals() as stop:
        await serve(build_bot(token, features, roles, menus, gate, operation, metrics), stop)


def build_bot(
    token: str,
    features: Sequence[Feature],
    roles: Roles,
    menus: Menus,
    gate: Gate,
    operation: Operation = Operation(),  # noqa: B008 - it is frozen
    metrics: Metrics | None = None,
    *,
    limiter: Limiter | None = None,
) -> BuiltBot:
    """Build the bot without connecting it; `serve` runs it, and the arguments are those of `run_bot`.

    Args:
        limiter: of what is sent; Telegram's limits if left out.
    """
    if not re.fullmatch(r"[A-Za-z0-9:_-]+", token):
        raise BotStartError("the bot's token is missing or malformed: copy it from @BotFather to TELEGRAM_BOT_TOKEN")
    if operation.api_url is not None and not re.match(r"https?://.", operation.api_url):
        raise BotStartError(
            f"HOIDAP_TELEGRAM_API_URL is {operation.api_url!r}: it has to look like http://host:port"
        )  # fmt: skip
    journal, metrics = Journal(roles.database), metrics or Metrics()
    bot = _bot(token, operation.api_url, Door(limiter or Limiter(), journal, metrics))
    processor = ChatOrderedProcessor(operation.concurrent_updates, journal, metrics)
    processor.apologise = partial(_apologise_for_stopping, bot)
    every = introduced(features, roles, menus)
    builder = ApplicationBuilder().bot(bot).updater(None).job_queue(None).concurrent_updates(processor)
    application: BotApplication = builder.post_init(partial(_begin, every, menus)).build()
    application.add_handler(gate.handler(), group=-1)
    _add_handlers(application, every, roles)
    intake = Intake(application, journal, metrics, operation.max_age_s)
    return BuiltBot(application, bot, processor, journal, metrics, intake, operation, every)


async def serve(built: BuiltBot, stop: asyncio.Event, *, retry_delay_s: float = 1.0) -> None:
    """Run a bot until `stop` is set, trying again for as long as Telegram cannot be reached.

    Raises:
        BotStartError: if Telegram rejects the token, or an address cannot be listened on.
    """
    connection = Connection(built.bot, retry_delay_s=retry_delay_s)
    webhook = built.operation.webhook
    source = (
        WebhookReceiver(built.bot, connection, built.intake, webhook)
        if webhook
        else Poller(built.bot, connection, built.intake)
    )
    monitor = _monitor(built, connection)
    try:
        if monitor:
            monitor.start()
        await until(stop, _run(built, connection, source))
    finally:
        for feature in built.features:
            await feature.stopping()
        await _close(built, source)
        if monitor:
            await monitor.close()


def introduced(features: Sequence[Feature], roles: Roles, menus: Menus) -> Sequence[Feature]:
    """All parts of the bot: those handed in, after the one that introduces them."""
    every = [Guide(features, roles, menus), *features]
    menus.offer(every)
    return every


async def _run(built: BuiltBot, connection: Connection, source: Poller | WebhookReceiver) -> None:
    application = built.application
    await connection.open(application)
    await source.prepare()
    if application.post_init:
        await application.post_init(application)
    await application.start()
    await built.intake.recover()
    logger.info("@%s is ready for questions", built.bot.username)
    await source.run()


async def _begin(features: Sequence[Feature], menus: Menus, application: BotApplication) -> None:
    await menus.publish(application.bot)
    for feature in features:
        await feature.started(application.bot)


async def _close(built: BuiltBot, source: Poller | WebhookReceiver) -> None:
    """Finish the answers begun, tell Telegram what was taken, and release the connections."""
    application = built.application
    if isinstance(source, WebhookReceiver):
        await source.close()
    if application.running:
        await built.processor.drain(built.operation.stop_s)
        await application.stop()
        if isinstance(source, Poller):
            await source.confirm()
    await application.shutdown()
    await built.bot.shutdown()  # open already when the token was refused


def _monitor(built: BuiltBot, connection: Connection) -> Monitor | None:
    operation = built.operation
    if operation.metrics_port is None:
        return None
    return Monitor(
        operation.metrics_port,
        built.metrics,
        built.journal,
        connection,
        is_polling=operation.webhook is None,
        generation_id=operation.generation_id,
    )


def _bot(token: str, api_url: str | None, door: Door) -> PolledBot:
    server = (api_url or _SERVER).rstrip("/")
    request = HTTPXRequest(connection_pool_size=256, connect_timeout=10, read_timeout=READ_TIMEOUT_S, write_timeout=20)
    polling = HTTPXRequest(connection_pool_size=1, connect_timeout=10)
    return PolledBot(
        token,
        base_url=f"{server}/bot",
        base_file_url=f"{server}/file/bot",
        request=request,
        get_updates_request=polling,
        rate_limiter=door,
    )


async def _apologise_for_stopping(bot: Bot, update: Update) -> bool:
    return await apologise(bot, update, STOPPING)


def _add_handlers(application: BotApplication, features: Sequence[Feature], roles: Roles) -> None:
    router = Router(features, roles)
    application.add_handler(TypeHandler(Late, on_late))
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, router.message))
    application.add_handler(CallbackQueryHandler(router.press))
    for feature in features:
        application.add_handlers(list(feature.handlers))
        application.add_handlers(list(feature.first), group=-2)
    application.add_error_handler(on_error)
