"""A local port for those who run the bot: /metrics for Prometheus, /health for whoever restarts it."""

from __future__ import annotations

import json
import math
from collections.abc import Awaitable, Callable
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.errors import BotError
from bot.telegram.connecting import Connection
from bot.telegram.journal import OPEN, Journal
from bot.telegram.metrics import Metrics
from bot.telegram.webhook import add_listener
from index.errors import IndexingError

SILENCE_S = 120.0  # long polls are heard of twice a minute


class Monitor:
    """Serves the metrics and the health of a bot on 127.0.0.1.

    Args:
        port: where it listens.
        metrics, journal, connection: what is shown.
        is_polling: by webhook Telegram may be silent for long, and nothing is wrong.
        generation_id: tells which build of the index answers, or None if nobody knows.
    """

    def __init__(
        self,
        port: int,
        metrics: Metrics,
        journal: Journal,
        connection: Connection,
        *,
        is_polling: bool,
        generation_id: Callable[[], Awaitable[int]] | None = None,
    ) -> None:
        self._port = port
        self._metrics = metrics
        self._journal = journal
        self._connection = connection
        self._is_polling = is_polling
        self._generation_id = generation_id
        routes = [("/metrics", _Metrics, {"monitor": self}), ("/health", _Health, {"monitor": self})]
        self._server = HTTPServer(Application(routes, log_function=lambda _: None), max_body_size=1000)

    def start(self) -> None:
        """Listen.

        Raises:
            BotStartError: if the port is taken.
        """
        add_listener(self._server, f"127.0.0.1:{self._port}", "HOIDAP_METRICS_PORT")

    async def close(self) -> None:
        self._server.stop()
        await self._server.close_all_connections()

    async def exposed(self) -> bytes:
        """The metrics as of now."""
        counts = await self._journal.counts()
        self._metrics.backlog.set(sum(counts[state] for state in OPEN))
        self._metrics.contact_age_s.set(self._connection.silent_s)
        if self._generation_id:
            self._metrics.generation.set(await self._generation_id())
        return self._metrics.exposed()

    async def health(self) -> tuple[bool, dict[str, Any]]:
        """Whether the bot works, and what that is judged by."""
        silent_s = self._connection.silent_s
        is_heard = silent_s < SILENCE_S or (not self._is_polling and silent_s < math.inf)
        try:
            counts = await self._journal.counts()
        except IndexingError as exc:
            return False, {"ok": False, "reason": str(exc)}
        found: dict[str, Any] = {"ok": is_heard, "waiting": sum(counts[state] for state in OPEN)}
        if silent_s < math.inf:
            found["silent_s"] = round(silent_s, 1)
        return is_heard, found if is_heard else found | {"reason": "Telegram is not heard"}


class _Metrics(RequestHandler):
    def initialize(self, monitor: Monitor) -> None:
        self._monitor = monitor

    async def get(self) -> None:
        try:
            exposed = await self._monitor.exposed()
        except (IndexingError, BotError):
            self.send_error(503)
            return
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.write(exposed)


class _Health(RequestHandler):
    def initialize(self, monitor: Monitor) -> None:
        self._monitor = monitor

    async def get(self) -> None:
        is_sound, found = await self._monitor.health()
        self.set_status(200 if is_sound else 503)
        self.set_header("Content-Type", "application/json")
        self.write(json.dumps(found))
