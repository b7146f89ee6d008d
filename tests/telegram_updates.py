"""How updates reach a bot: by getUpdates until they are confirmed, or posted to its webhook until it takes them."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections import deque
from collections.abc import Callable

import httpx
from telegram_html import ApiError
from telegram_http import Json
from telegram_rules import bad

_WEBHOOK_RETRY_S = 0.02


class Updates:
    """The queue of updates of one bot; `changed` is set whenever something happens on the server."""

    def __init__(self, changed: asyncio.Event, max_poll_s: float, first_id: int = 1) -> None:
        self.pending: deque[Json] = deque()
        self.webhook: Json = {}
        self._changed = changed
        self._max_poll_s = max_poll_s
        self._allowed: set[str] = set()
        self._ids = itertools.count(first_id)
        self._polls = 0
        self._posting: asyncio.Task[None] | None = None

    def push(self, update: Json) -> None:
        """Queue an update, if the bot's last call allowed its kind."""
        if self._allowed and not set(update) & self._allowed:
            return
        self.pending.append({"update_id": next(self._ids), **update})
        self._changed.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._changed.clear()
            await self._changed.wait()

    async def do_getUpdates(self, params: Json) -> list[Json]:  # noqa: N802
        if self.webhook:
            raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
        self._polls += 1
        poll = self._polls
        self._changed.set()  # ends the poll before
        self._allowed = set(params.get("allowed_updates", self._allowed))
        offset = int(params.get("offset", 0))
        while self.pending and self.pending[0]["update_id"] < offset:
            self.pending.popleft()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(float(params.get("timeout", 0)), self._max_poll_s)):
                await self.until(lambda: bool(self.pending) or self._polls > poll)
        if self._polls > poll:
            raise ApiError(409, "Conflict: terminated by other getUpdates request")
        return list(self.pending)[: int(params.get("limit", 100))]

    async def do_setWebhook(self, params: Json) -> bool:  # noqa: N802
        if not params.get("url"):
            return await self.do_deleteWebhook(params)
        if not params["url"].startswith(("http://127.0.0.1:", "https://")):
            raise bad("bad webhook: an HTTPS URL must be provided for webhook")
        await self.close()
        self.webhook = params
        self._allowed = set(params.get("allowed_updates", self._allowed))
        self._posting = asyncio.create_task(self._post())
        return True

    async def do_deleteWebhook(self, params: Json) -> bool:  # noqa: N802
        await self.close()
        self.webhook = {}
        if str(params.get("drop_pending_updates", "")).lower() in ("true", "1"):
            self.pending.clear()
        return True

    async def do_getWebhookInfo(self, params: Json) -> Json:  # noqa: N802
        url = self.webhook.get("url", "")
        return {"url": url, "has_custom_certificate": False, "pending_update_count": len(self.pending)}

    async def close(self) -> None:
        if self._posting:
            self._posting.cancel()
            await asyncio.gather(self._posting, return_exceptions=True)
            self._posting = None

    async def _post(self) -> None:
        headers = {}
        if secret := self.webhook.get("secret_token"):
            headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        async with httpx.AsyncClient(trust_env=False, headers=headers) as client:
            while True:
                await self.until(lambda: bool(self.pending))
                update = self.pending[0]
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.post(self.webhook["url"], json=update)).is_success:
                        self.pending.remove(update)
                        self._changed.set()
                        continue
                await asyncio.sleep(_WEBHOOK_RETRY_S)
