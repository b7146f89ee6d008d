"""A small, strict Bot API server on loopback: it refuses what Telegram refuses and records what it was asked.

    async with FakeTelegram() as telegram:
        ...start a bot with telegram.token and telegram.url...
        telegram.write(7, "Xin chào")
        [reply] = await telegram.replies(7)
        telegram.press(reply.buttons[0])

It lives in the event loop of the test; a bot may run in that loop or in another process.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from telegram_html import ApiError, Entity, parse_html, utf16_units

Json = dict[str, Any]

TOKEN = "1234567890:AAfakefakefakefakefakefakefakefakefa"
MAX_TEXT_UNITS = 4096
MAX_CALLBACK_BYTES = 64
_JSON_PARAMS = {"allowed_updates", "commands", "link_preview_options", "reply_markup", "reply_parameters", "scope"}
_ACTIONS = {"typing", "upload_photo", "record_voice", "upload_voice", "upload_document", "choose_sticker"}


@dataclass(frozen=True)
class Button:
    """An inline button of a message that the bot sent."""

    label: str
    data: str
    chat_id: int
    message_id: int


@dataclass
class Sent:
    """A message of the bot, as its reader sees it."""

    message_id: int
    chat_id: int
    text: str
    entities: list[Entity]
    buttons: list[Button]
    params: Json

    @property
    def reply_to(self) -> int | None:
        parameters: Json = self.params.get("reply_parameters", {})
        return parameters.get("message_id")

    def tagged(self, tag: str) -> list[str]:
        """Return the texts that stand in a tag."""
        return [entity.text for entity in self.entities if entity.tag == tag]


class FakeTelegram:
    """The server, its chats and what passed through it.

    Args:
        missing: methods that this server does not know.
        max_poll_s: getUpdates never waits longer than this.
    """

    def __init__(self, *, token: str = TOKEN, missing: tuple[str, ...] = (), max_poll_s: float = 5.0) -> None:
        self.token = token
        self.missing = set(missing)
        self.calls: list[tuple[str, Json]] = []
        self.sent: list[Sent] = []
        self.pending: deque[Json] = deque()
        self._max_poll_s = max_poll_s
        self._faults: defaultdict[str, deque[ApiError]] = defaultdict(deque)
        self._message_ids: defaultdict[int, set[int]] = defaultdict(set)
        self._allowed_updates: set[str] = set()
        self._open_presses: set[str] = set()
        self._ids = itertools.count(1)
        self._changed = asyncio.Event()
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    # What a test does

    async def __aenter__(self) -> FakeTelegram:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen, on the same port as before after a stop."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the server and its connections."""
        assert self._server
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def write(self, chat_id: int, text: str | None = None, **fields: Any) -> int:
        """Let a member write in a chat (a group if its id is negative); return the message's id."""
        message = self._message(chat_id) | {"from": _member(chat_id)} | fields
        if text is not None:
            message["text"] = text
        if text and (command := re.match(r"/\w+", text, re.ASCII)):
            message.setdefault("entities", [{"type": "bot_command", "offset": 0, "length": command.end()}])
        self.push({"message": message})
        message_id: int = message["message_id"]
        return message_id

    def open_chat(self, chat_id: int) -> None:
        """Let the bot know a chat in which nothing was written yet."""
        self._message_ids[chat_id]

    def press(self, button: Button) -> None:
        """Let a member press a button."""
        query_id = str(next(self._ids))
        self._open_presses.add(query_id)
        message = self._message(button.chat_id) | {"message_id": button.message_id}
        query = {"id": query_id, "from": _member(button.chat_id), "chat_instance": "1", "message": message}
        self.push({"callback_query": query | {"data": button.data}})

    def push(self, update: Json) -> None:
        """Queue an update for getUpdates, if the bot's last call allowed its kind."""
        if self._allowed_updates and not set(update) & self._allowed_updates:
            return
        self.pending.append({"update_id": next(self._ids), **update})
        self._changed.set()

    def fail(self, method: str, code: int, description: str = "injected", retry_after: float | None = None) -> None:
        """Answer the next call of a method with an error."""
        self._faults[method].append(ApiError(code, description, retry_after))

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
                await self._until(condition)
        except TimeoutError:
            raise AssertionError(f"waited in vain; calls so far: {[name for name, _ in self.calls]}") from None

    async def _until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._changed.clear()
            await self._changed.wait()

    # HTTP

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        assert connection
        self._connections.add(connection)
        try:
            while request := await reader.readline():
                headers = await self._headers(reader)
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                status, answer = await self._respond(request.split()[1].decode(), headers, body)
                payload = json.dumps(answer).encode()
                writer.write(f"HTTP/1.1 {status} -\r\nContent-Length: {len(payload)}\r\n\r\n".encode() + payload)
                await writer.drain()
        except (ConnectionError, EOFError, asyncio.CancelledError):
            pass  # the bot hung up, or stop() did
        finally:
            self._connections.discard(connection)
            writer.close()

    async def _headers(self, reader: asyncio.StreamReader) -> dict[str, str]:
        headers = {}
        while line := (await reader.readline()).decode().strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return headers

    async def _respond(self, target: str, headers: dict[str, str], body: bytes) -> tuple[int, Json]:
        try:
            return 200, {"ok": True, "result": await self._dispatch(target, _params(headers, body))}
        except ApiError as exc:
            return exc.code, exc.as_json()

    async def _dispatch(self, target: str, params: Json) -> Any:
        match = re.fullmatch(r"/bot([^/]*)/(\w+)", unquote(target))
        if not match:
            raise ApiError(404, "Not Found")
        token, method = match.groups()
        if token != self.token:
            raise ApiError(401, "Unauthorized")
        handler = getattr(self, f"_do_{method}", None)
        if handler is None or method in self.missing:
            raise ApiError(404, "Not Found: method not found")
        self.calls.append((method, params))
        self._changed.set()
        if self._faults[method]:
            raise self._faults[method].popleft()
        result = await handler(params)
        self._changed.set()
        return result

    # The methods of the Bot API

    async def _do_getMe(self, params: Json) -> Json:  # noqa: N802
        return {"id": 1, "is_bot": True, "first_name": "Hỏi đáp", "username": "hoidap_test_bot"}

    async def _do_deleteWebhook(self, params: Json) -> bool:  # noqa: N802
        if params.get("drop_pending_updates"):
            self.pending.clear()
        return True

    async def _do_getUpdates(self, params: Json) -> list[Json]:  # noqa: N802
        self._allowed_updates = set(params.get("allowed_updates", self._allowed_updates))
        offset = int(params.get("offset", 0))
        while self.pending and self.pending[0]["update_id"] < offset:
            self.pending.popleft()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(float(params.get("timeout", 0)), self._max_poll_s)):
                await self._until(lambda: bool(self.pending))
        return list(self.pending)[: int(params.get("limit", 100))]

    async def _do_setMyCommands(self, params: Json) -> bool:  # noqa: N802
        for command in params["commands"]:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise ApiError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        return True

    async def _do_deleteMyCommands(self, params: Json) -> bool:  # noqa: N802
        return True

    async def _do_sendChatAction(self, params: Json) -> bool:  # noqa: N802
        self._known_chat(params)
        if params["action"] not in _ACTIONS:
            raise ApiError(400, "Bad Request: wrong parameter action in request")
        return True

    async def _do_sendMessage(self, params: Json) -> Json:  # noqa: N802
        chat_id = self._known_chat(params)
        reply = params.get("reply_parameters", {})
        known = reply.get("message_id") in self._message_ids[chat_id]
        if reply and not known and not reply.get("allow_sending_without_reply"):
            raise ApiError(400, "Bad Request: message to be replied not found")
        text, entities = _checked_text(params)
        result = self._message(chat_id) | {"text": text}
        buttons = _checked_buttons(params, chat_id, result["message_id"])
        self.sent.append(Sent(result["message_id"], chat_id, text, entities, buttons, params))
        return result

    async def _do_editMessageText(self, params: Json) -> Json:  # noqa: N802
        chat_id, message_id = self._known_chat(params), int(params["message_id"])
        edited = next((sent for sent in self.messages(chat_id) if sent.message_id == message_id), None)
        if edited is None:
            raise ApiError(400, "Bad Request: message to edit not found")
        text, entities = _checked_text(params)
        buttons = _checked_buttons(params, chat_id, message_id)
        if (text, entities, buttons) == (edited.text, edited.entities, edited.buttons):
            raise ApiError(400, "Bad Request: message is not modified")
        edited.text, edited.entities, edited.buttons, edited.params = text, entities, buttons, params
        return self._message(chat_id) | {"message_id": message_id, "text": text}

    async def _do_answerCallbackQuery(self, params: Json) -> bool:  # noqa: N802
        if params["callback_query_id"] not in self._open_presses:
            raise ApiError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(params.get("text", "")) > 200:
            raise ApiError(400, "Bad Request: MESSAGE_TOO_LONG")
        self._open_presses.discard(params["callback_query_id"])
        return True

    def _message(self, chat_id: int) -> Json:
        message_id = next(self._ids)
        self._message_ids[chat_id].add(message_id)
        chat = {"id": chat_id, "type": "private" if chat_id > 0 else "group", "title": "Nhóm"}
        return {"message_id": message_id, "date": 1_700_000_000, "chat": chat}

    def _known_chat(self, params: Json) -> int:
        chat_id = int(params["chat_id"])
        if chat_id not in self._message_ids:
            raise ApiError(400, "Bad Request: chat not found")
        return chat_id


def _member(chat_id: int) -> Json:
    return {"id": abs(chat_id), "is_bot": False, "first_name": "Hội viên"}


def _params(headers: dict[str, str], body: bytes) -> Json:
    if headers.get("content-type", "").startswith("application/json"):
        params: Json = json.loads(body)
        return params
    fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
    return {name: json.loads(value) if name in _JSON_PARAMS else value for name, value in fields.items()}


def _checked_text(params: Json) -> tuple[str, list[Entity]]:
    source = params.get("text", "")
    if params.get("parse_mode") == "HTML":
        text, entities = parse_html(source)
    elif "parse_mode" in params:
        raise ApiError(400, "Bad Request: unsupported parse_mode")
    else:
        text, entities = source.strip(), []
    if not text:
        raise ApiError(400, "Bad Request: message text is empty")
    if utf16_units(text) > MAX_TEXT_UNITS:
        raise ApiError(400, "Bad Request: message is too long")
    return text, entities


def _checked_buttons(params: Json, chat_id: int, message_id: int) -> list[Button]:
    buttons = []
    for row in params.get("reply_markup", {}).get("inline_keyboard", []):
        for button in row:
            data = button.get("callback_data", "")
            if not button["text"].strip() or not 1 <= len(data.encode()) <= MAX_CALLBACK_BYTES:
                raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
            buttons.append(Button(button["text"], data, chat_id, message_id))
    return buttons
