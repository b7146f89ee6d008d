"""The methods of the Bot API, as far as a bot that answers questions needs them."""

from __future__ import annotations

import secrets
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from telegram_chats import BOT, Chats
from telegram_html import Entity
from telegram_http import Json, Upload
from telegram_rules import (
    ACTIONS,
    MAX_CAPTION_UNITS,
    MAX_DOCUMENT_BYTES,
    MAX_PHOTO_BYTES,
    Button,
    bad,
    checked_buttons,
    checked_commands,
    checked_file,
    checked_results,
    checked_scope,
    checked_text,
    message_text,
    number,
)

Scope = tuple[str, int | None]

_PAST = {"edit": "edited", "delete": "deleted"}


@dataclass
class Sent:
    """A message of the bot, as its reader sees it."""

    message_id: int
    chat_id: int
    text: str  # or caption
    entities: list[Entity]
    buttons: list[Button]
    params: Json
    thread: int | None = None
    file: Upload | str | None = None
    edits: list[str] = field(default_factory=list)  # the texts before

    @property
    def reply_to(self) -> int | None:
        parameters: Json = self.params.get("reply_parameters", {})
        return parameters.get("message_id")

    def tagged(self, tag: str) -> list[str]:
        """Return the texts that stand in a tag."""
        return [entity.text for entity in self.entities if entity.tag == tag]


class Methods:
    """What a bot can call: each coroutine `do_X` is the method X, and raises ApiError where Telegram refuses."""

    def __init__(self, chats: Chats) -> None:
        self.chats = chats
        self.sent: list[Sent] = []
        self.deleted: list[Sent] = []
        self.drafts: defaultdict[int, list[str]] = defaultdict(list)  # the texts shown in a chat, one after another
        self.menus: dict[Scope, list[tuple[str, str]]] = {}
        self.inline_answers: dict[str, list[Json]] = {}
        self.files: dict[str, bytes] = {}
        self.open_presses: set[str] = set()
        self.has_inline_mode = True
        self.open_inline: dict[str, float] = {}  # until when Telegram waits for the answer

    async def do_getMe(self, params: Json) -> Json:  # noqa: N802
        return BOT | {"can_join_groups": True, "can_read_all_group_messages": not self.chats.privacy,
                      "supports_inline_queries": self.has_inline_mode}  # fmt: skip

    async def do_setMyCommands(self, params: Json) -> bool:  # noqa: N802
        commands = checked_commands(params)
        self.menus[self._scope(params)] = commands
        return True

    async def do_deleteMyCommands(self, params: Json) -> bool:  # noqa: N802
        self.menus.pop(self._scope(params), None)
        return True

    async def do_getMyCommands(self, params: Json) -> list[Json]:  # noqa: N802
        menu = self.menus.get(self._scope(params), [])
        return [{"command": name, "description": line} for name, line in menu]

    async def do_getChat(self, params: Json) -> Json:  # noqa: N802
        chat = self.chats.chat(self.chats.known_chat(params))
        return chat | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": {
            "unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False, "premium_subscription": False,
            "gifts_from_channels": False,
        }}  # fmt: skip

    async def do_getChatMember(self, params: Json) -> Json:  # noqa: N802
        return self.chats.member(self.chats.known_chat(params), number(params, "user_id"))

    async def do_sendChatAction(self, params: Json) -> bool:  # noqa: N802
        self.chats.check_thread(params, self.chats.known_chat(params))
        if params.get("action") not in ACTIONS:
            raise bad("wrong parameter action in request")
        return True

    async def do_sendMessage(self, params: Json) -> Json:  # noqa: N802
        return self._send(params, *message_text(params))

    async def do_sendMessageDraft(self, params: Json) -> bool:  # noqa: N802
        chat_id = self.chats.known_chat(params)
        if chat_id < 0:
            raise bad("TEXTDRAFT_PEER_INVALID")
        if not number(params, "draft_id"):
            raise bad("draft_id must be non-zero")
        self.chats.check_thread(params, chat_id)
        text, _ = checked_text(params)
        self.drafts[chat_id].append(text)
        return True

    async def do_sendDocument(self, params: Json) -> Json:  # noqa: N802
        file = checked_file(params, "document", MAX_DOCUMENT_BYTES)
        stored = self.store(file.content) if isinstance(file, Upload) else file
        document = {"file_id": stored, "file_unique_id": stored}
        return self._send(params, *checked_text(params, "caption", MAX_CAPTION_UNITS), file=file, document=document)

    async def do_sendPhoto(self, params: Json) -> Json:  # noqa: N802
        file = checked_file(params, "photo", MAX_PHOTO_BYTES)
        stored = self.store(file.content) if isinstance(file, Upload) else file
        photo = [{"file_id": stored, "file_unique_id": stored, "width": 1, "height": 1}]
        return self._send(params, *checked_text(params, "caption", MAX_CAPTION_UNITS), file=file, photo=photo)

    async def do_editMessageText(self, params: Json) -> Json:  # noqa: N802
        edited = self._own(params, "edit")
        text, entities = message_text(params)
        buttons = checked_buttons(params, edited.chat_id, edited.message_id)
        if (text, entities, buttons) == (edited.text, edited.entities, edited.buttons):
            raise bad("message is not modified: specified new message content and reply markup are exactly the same")
        edited.edits.append(edited.text)
        edited.text, edited.entities, edited.buttons = text, entities, buttons
        edited.params = edited.params | params
        return self._stored(edited, params, text=text)

    async def do_editMessageReplyMarkup(self, params: Json) -> Json:  # noqa: N802
        edited = self._own(params, "edit")
        buttons = checked_buttons(params, edited.chat_id, edited.message_id)
        if buttons == edited.buttons:
            raise bad("message is not modified: specified new message content and reply markup are exactly the same")
        edited.buttons = buttons
        return self._stored(edited, params)

    async def do_deleteMessage(self, params: Json) -> bool:  # noqa: N802
        deleted = self._own(params, "delete")
        self.sent.remove(deleted)
        self.deleted.append(deleted)
        del self.chats.messages[deleted.chat_id][deleted.message_id]
        return True

    async def do_answerCallbackQuery(self, params: Json) -> bool:  # noqa: N802
        if params.get("callback_query_id") not in self.open_presses:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if len(params.get("text", "")) > 200:
            raise bad("MESSAGE_TOO_LONG")
        self.open_presses.discard(params["callback_query_id"])
        return True

    async def do_answerInlineQuery(self, params: Json) -> bool:  # noqa: N802
        query = params.get("inline_query_id", "")
        if self.open_inline.get(query, 0.0) < time.monotonic():
            raise bad("query is too old and response timeout expired or query ID is invalid")
        results = checked_results(params)
        del self.open_inline[query]
        self.inline_answers[query] = results
        return True

    async def do_getFile(self, params: Json) -> Json:  # noqa: N802
        file_id = params.get("file_id", "")
        if file_id not in self.files:
            raise bad("invalid file_id")
        if len(self.files[file_id]) > 20_000_000:
            raise bad("file is too big")
        size = len(self.files[file_id])
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": size, "file_path": f"files/{file_id}"}

    def store(self, content: bytes) -> str:
        """Keep a file; return its id."""
        file_id = secrets.token_hex(8)
        self.files[file_id] = content
        return file_id

    def _scope(self, params: Json) -> Scope:
        kind, chat_id = checked_scope(params)
        if chat_id is not None:
            self.chats.known_chat({"chat_id": chat_id})
        return kind, chat_id

    def _send(
        self, params: Json, text: str, entities: list[Entity], file: Upload | str | None = None, **media: Any
    ) -> Json:
        chat_id = self.chats.known_chat(params)
        thread = self.chats.check_thread(params, chat_id)
        self.chats.check_reply(params, chat_id)
        checked_buttons(params, chat_id, 0)
        fields: Json = media | ({"caption": text} if media else {"text": text}) | _markup(params)
        if thread is not None:
            fields |= {"message_thread_id": thread, "is_topic_message": True}
        message = self.chats.add(chat_id, BOT, **fields)
        buttons = checked_buttons(params, chat_id, message["message_id"])
        self.sent.append(Sent(message["message_id"], chat_id, text, entities, buttons, params, thread, file))
        return message

    def _own(self, params: Json, act: str) -> Sent:
        """The message of the bot that a call names."""
        chat_id = self.chats.known_chat(params)
        message_id = number(params, "message_id", f"message to {act} not found")
        own = next((sent for sent in self.sent if (sent.chat_id, sent.message_id) == (chat_id, message_id)), None)
        if own is None:
            is_there = message_id in self.chats.messages[chat_id]
            raise bad(f"message can't be {_PAST[act]}" if is_there else f"message to {act} not found")
        return own

    def _stored(self, sent: Sent, params: Json, **fields: Any) -> Json:
        message = self.chats.messages[sent.chat_id][sent.message_id]
        message.pop("reply_markup", None)
        message |= fields | _markup(params) | {"edit_date": int(time.time())}
        return message


def _markup(params: Json) -> Json:
    """The inline buttons of a message, as they come back with it."""
    markup = params.get("reply_markup") or {}
    return {"reply_markup": markup} if "inline_keyboard" in markup else {}
