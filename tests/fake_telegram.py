"""A small, strict Bot API server on loopback: it refuses what Telegram refuses and records what it was asked.

    async with FakeTelegram() as telegram:
        ...start a bot with telegram.token and telegram.url...
        telegram.write(7, "Xin chào")
        [reply] = await telegram.replies(7)
        telegram.press(reply.buttons[0])
        assert telegram.rejected == []

It lives in the event loop of the test; a bot may run in that loop or in another process. `telegram_rules` holds what is
refused, `telegram_methods` what can be called, `telegram_chats` who is where, `telegram_updates` how updates reach the
bot, `telegram_faults` what goes wrong.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from telegram_chats import Chats, entities_of, person
from telegram_faults import Faults, error
from telegram_html import ApiError
from telegram_http import HttpServer, Json, Reply, Request
from telegram_methods import Methods, Sent
from telegram_rules import Button
from telegram_updates import Updates

__all__ = ["TOKEN", "Button", "FakeTelegram", "Rejected", "Sent"]

TOKEN = "1234567890:AAfakefakefakefakefakefakefakefakefa"


@dataclass(frozen=True)
class Rejected:
    """A call that the server refused of its own accord, not because a test said so."""

    method: str
    params: Json
    code: int
    description: str


class FakeTelegram:
    """The server, its chats and what passed through it.

    Args:
        missing: methods that this server does not know.
        max_poll_s: getUpdates never waits longer than this.
        first_id: of the updates; a bot that keeps its data folder takes each id once.
    """

    def __init__(
        self, *, token: str = TOKEN, missing: tuple[str, ...] = (), max_poll_s: float = 5.0, first_id: int = 1
    ) -> None:
        self.token = token
        self.missing = set(missing)
        self.calls: list[tuple[str, Json]] = []
        self.rejected: list[Rejected] = []
        self.faults = Faults()
        self.chats = Chats()
        self.changed = asyncio.Event()
        self.methods = Methods(self.chats)
        self.updates = Updates(self.changed, max_poll_s, first_id)
        self._http = HttpServer(self._respond)
        self._query_ids = itertools.count(1)

    # What a test does

    async def __aenter__(self) -> FakeTelegram:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen, on the same port as before after a stop."""
        await self._http.start()

    async def stop(self) -> None:
        """Close the server and its connections."""
        await self.updates.close()
        await self._http.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.port}"

    @property
    def sent(self) -> list[Sent]:
        return self.methods.sent

    @property
    def drafts(self) -> Mapping[int, list[str]]:
        return self.methods.drafts

    @property
    def inline_answers(self) -> Mapping[str, list[Json]]:
        return self.methods.inline_answers

    @property
    def pending(self) -> deque[Json]:
        return self.updates.pending

    def open_chat(self, chat_id: int) -> None:
        """Let the bot know a chat in which nothing was written yet."""
        self.chats.open(chat_id)

    def write(self, chat_id: int, text: str | None = None, *, sender: int | None = None, **fields: Any) -> int:
        """Let somebody write in a chat (a group if its id is negative); return the message's id."""
        content = fields if text is None else {"text": text, "entities": entities_of(text)} | fields
        if not content.get("entities"):
            content = {name: value for name, value in content.items() if name != "entities"}
        message = self.chats.add(chat_id, person(abs(chat_id) if sender is None else sender), **content)
        if self.chats.is_shown(message):
            self.push({"message": message})
        message_id: int = message["message_id"]
        return message_id

    def answer(self, sent: Sent, text: str, *, sender: int | None = None, **fields: Any) -> int:
        """Let somebody reply to a message of the bot."""
        replied = self.chats.messages[sent.chat_id][sent.message_id]
        return self.write(sent.chat_id, text, sender=sender, reply_to_message=replied, **fields)

    def edit(self, chat_id: int, message_id: int, text: str) -> None:
        """Let somebody edit her message."""
        message = self.chats.messages[chat_id][message_id]
        message |= {"text": text, "entities": entities_of(text), "edit_date": int(time.time())}
        if self.chats.is_shown(message):
            self.push({"edited_message": dict(message)})

    def press(self, button: Button, *, sender: int | None = None) -> str:
        """Let somebody press a button, which may be forged; return the press's id."""
        query_id = str(next(self._query_ids))
        self.methods.open_presses.add(query_id)
        chat = self.chats.messages[button.chat_id]
        message = chat.get(button.message_id) or {
            "message_id": button.message_id, "date": int(time.time()), "chat": self.chats.chat(button.chat_id)
        }  # fmt: skip
        who = person(abs(button.chat_id) if sender is None else sender)
        query = {"id": query_id, "from": who, "chat_instance": "1", "message": message, "data": button.data}
        self.push({"callback_query": query})
        return query_id

    def inline(self, sender: int, query: str, offset: str = "", *, patience_s: float = 10.0) -> str:
        """Let somebody type `@bot query` in any chat; return the id under which the answer is kept."""
        query_id = str(next(self._query_ids))
        self.methods.open_inline[query_id] = time.monotonic() + patience_s
        self.push({"inline_query": {"id": query_id, "from": person(sender), "query": query, "offset": offset}})
        return query_id

    def choose(self, sender: int, result_id: str, query: str = "") -> None:
        """Tell the bot that somebody sent one of its inline cards, as Telegram does where that is switched on."""
        self.push({"chosen_inline_result": {"result_id": result_id, "from": person(sender), "query": query}})

    def join(self, chat_id: int, user_id: int, status: str = "member") -> None:
        """Change how somebody belongs to a chat: member, administrator, creator, restricted, left or kicked."""
        self.chats.open(chat_id)
        self.chats.statuses[chat_id][user_id] = status

    def push(self, update: Json) -> None:
        """Queue an update, if the bot's last call allowed its kind."""
        self.updates.push(update)

    def fail(self, method: str, code: int, description: str = "injected", retry_after: float | None = None) -> None:
        """Answer the next call of a method with an error."""
        self.faults.order(method, error(code, description, retry_after))

    def called(self, method: str) -> list[Json]:
        """Return the parameters of each call of a method."""
        return [params for name, params in self.calls if name == method]

    def messages(self, chat_id: int) -> list[Sent]:
        """Return what the bot sent to a chat so far."""
        return [message for message in self.sent if message.chat_id == chat_id]

    async def replies(self, chat_id: int, count: int = 1) -> list[Sent]:
        """Wait until the bot has sent at least `count` messages to a chat, and return them all."""
        await self.wait_until(lambda: len(self.messages(chat_id)) >= count)
        return self.messages(chat_id)

    async def wait_until(self, condition: Callable[[], bool], timeout_s: float = 10.0) -> None:
        """Wait until the calls so far meet a condition."""
        try:
            async with asyncio.timeout(timeout_s):
                await self.updates.until(condition)
        except TimeoutError:
            raise AssertionError(f"waited in vain; calls so far: {[name for name, _ in self.calls]}") from None

    # What a bot does

    async def _respond(self, request: Request) -> Reply:
        if file := re.fullmatch(r"/file/bot([^/]*)/files/(\w+)", request.path):
            content = self.methods.files.get(file[2]) if file[1] == self.token else None
            return Reply(404) if content is None else Reply(200, content)
        try:
            result = await self._dispatch(request)
        except ApiError as exc:
            return Reply(exc.code, json.dumps(exc.as_json()).encode())
        except ConnectionError:
            return Reply(body=None)
        return Reply(200, json.dumps({"ok": True, "result": result}).encode())

    async def _dispatch(self, request: Request) -> Any:
        match = re.fullmatch(r"/bot([^/]*)/(\w+)", request.path)
        if not match:
            raise ApiError(404, "Not Found")
        token, method = match.groups()
        if token != self.token:
            raise ApiError(401, "Unauthorized")
        self.calls.append((method, request.params))
        self.changed.set()
        fault = self.faults.next(method)
        if fault:
            await asyncio.sleep(fault.delay_s)
            if fault.is_lost:
                raise ConnectionAbortedError
            if fault.error:
                raise fault.error
        result = await self._carry_out(method, request.params)
        if fault and fault.is_answer_lost:
            raise ConnectionAbortedError
        return result

    async def _carry_out(self, method: str, params: Json) -> Any:
        run = getattr(self.methods, f"do_{method}", None) or getattr(self.updates, f"do_{method}", None)
        try:
            if run is None or method in self.missing:
                raise ApiError(404, "Not Found: method not found")
            result = await run(params)
        except ApiError as exc:
            self.rejected.append(Rejected(method, params, exc.code, exc.description))
            raise
        finally:
            self.changed.set()
        return result
