"""Updates come in by webhook: a small server behind whatever ends TLS, for Telegram alone.

The library's own server says that an update was taken before anybody wrote it down. This one says so afterwards, so
that Telegram repeats what a crash lost.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import re
from dataclasses import dataclass

from telegram import Bot
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets, bind_unix_socket
from tornado.web import Application, RequestHandler

from bot.telegram.connecting import Connection
from bot.telegram.errors import BotStartError
from bot.telegram.intake import ALLOWED_UPDATES, Intake, has_id

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 1_000_000  # an update is some kilobytes
MAX_CONNECTIONS = 20  # that Telegram opens at the same time
IDLE_S = 75.0
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name
_LISTEN = re.compile(r"(unix:(?P<socket>/.+)|(?P<host>[^:]*|\[[0-9a-f:]+\]):(?P<port>\d{1,5}))$")


@dataclass(frozen=True)
class Webhook:
    """Where Telegram posts the updates.

    Args:
        url: what Telegram calls, "https://host" or with a path; a part that nobody can guess is added.
        listen: where the server listens, "host:port" or "unix:/path".
        token: the bot's; the secrets are derived from it, so that they change with it.
    """

    url: str
    listen: str
    token: str

    @property
    def secret_path(self) -> str:
        return self._derived("path")

    @property
    def secret_token(self) -> str:
        return self._derived("token")

    @property
    def secret_url(self) -> str:
        return f"{self.url.rstrip('/')}/{self.secret_path}"

    def _derived(self, purpose: str) -> str:
        return hmac.new(self.token.encode(), f"hoidap webhook {purpose}".encode(), "sha256").hexdigest()


class WebhookReceiver:
    """Feeds an intake with what Telegram posts."""

    def __init__(self, bot: Bot, connection: Connection, intake: Intake, webhook: Webhook) -> None:
        self._bot = bot
        self._connection = connection
        self._intake = intake
        self._webhook = webhook
        self._server: HTTPServer | None = None

    async def prepare(self) -> None:
        """Listen.

        Raises:
            BotStartError: if the address cannot be listened on.
        """
        parts = {"receiver": self, "secret": self._webhook.secret_token}
        application = Application([(rf".*/{self._webhook.secret_path}", _Door, parts)], log_function=lambda _: None)
        self._server = HTTPServer(
            application,
            max_body_size=MAX_BODY_BYTES,
            max_header_size=16_384,
            idle_connection_timeout=IDLE_S,
            body_timeout=10.0,
        )
        add_listener(self._server, self._webhook.listen, "HOIDAP_WEBHOOK_LISTEN")

    async def run(self) -> None:
        """Hand on what an earlier run left, ask Telegram to post, and wait until cancelled."""
        await self._intake.hand_on([])
        await self._connection.insist(self._register)
        await asyncio.Event().wait()

    async def close(self) -> None:
        """Close the server; Telegram keeps what comes now until the next run."""
        if self._server:
            self._server.stop()
            await self._server.close_all_connections()

    async def take(self, update: object) -> bool:
        """Write an update down and hand it on; False if it is none."""
        if not has_id(update):
            return False
        self._connection.heard()
        await self._intake.hand_on(await self._intake.write([update]))
        return True

    async def _register(self) -> None:
        await self._bot.set_webhook(
            self._webhook.secret_url,
            secret_token=self._webhook.secret_token,
            max_connections=MAX_CONNECTIONS,
            allowed_updates=ALLOWED_UPDATES,
        )


class _Door(RequestHandler):
    """One request; who does not know the secret learns nothing."""

    SUPPORTED_METHODS = ("POST",)

    def initialize(self, receiver: WebhookReceiver, secret: str) -> None:
        self._receiver = receiver
        self._secret = secret

    async def post(self) -> None:
        given = self.request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            self.send_error(403)
            return
        try:
            update = json.loads(self.request.body)
        except (ValueError, RecursionError):
            update = None
        if not await self._receiver.take(update):
            self.send_error(400)

    def log_exception(self, *error: object) -> None:
        logger.error("An update could not be taken in: Telegram will repeat it", exc_info=error)  # type: ignore[arg-type]


def add_listener(server: HTTPServer, listen: str, setting: str) -> None:
    """Let a server listen on "host:port" or "unix:/path".

    Raises:
        BotStartError: if it cannot; `setting` is the one to correct.
    """
    match = _LISTEN.match(listen)
    if not match or int(match["port"] or 1) not in range(1, 65_536):
        raise BotStartError(f"{setting} is {listen!r}: it has to look like 127.0.0.1:8080 or unix:/run/hoidap.sock")
    try:
        if match["socket"]:
            server.add_socket(bind_unix_socket(match["socket"], mode=0o660))
        else:
            server.add_sockets(bind_sockets(int(match["port"]), match["host"].strip("[]") or "127.0.0.1"))
    except OSError as exc:
        raise BotStartError(f"{setting}: cannot listen on {listen} ({exc}): choose another address") from exc
