"""The chats of the tests' Bot API server: who is in them, what was written, and what of it a bot gets to see."""

from __future__ import annotations

import itertools
import re
import time
from collections import defaultdict
from typing import Any

from telegram_html import ApiError, utf16_units
from telegram_http import Json
from telegram_rules import bad, number

BOT: Json = {"id": 1_000_001, "is_bot": True, "first_name": "Hỏi đáp", "username": "hoidap_test_bot"}
_INSIDE = {"creator", "administrator", "member", "restricted"}
_ENTITIES = re.compile(r"(?P<bot_command>(?<!\S)/\w+(@\w+)?)|(?P<mention>(?<!\w)@\w{3,})", re.ASCII)


class Chats:
    """Chats and messages; ids below zero are groups, those below -10**12 supergroups."""

    def __init__(self) -> None:
        self.privacy = True  # in groups the bot sees only what is meant for it
        self.messages: defaultdict[int, dict[int, Json]] = defaultdict(dict)
        self.statuses: defaultdict[int, dict[int, str]] = defaultdict(dict)  # of the members of a chat
        self.topics: defaultdict[int, set[int]] = defaultdict(set)
        self.blocked: set[int] = set()
        self.migrated: dict[int, int] = {}
        self._ids = itertools.count(1)

    def open(self, chat_id: int) -> None:
        """Let the bot know a chat in which nothing was written yet."""
        self.messages[chat_id]

    def add(self, chat_id: int, sender: Json, **fields: Any) -> Json:
        """A new message in a chat."""
        message_id = next(self._ids)
        message = {"message_id": message_id, "date": int(time.time()), "chat": self.chat(chat_id), "from": sender}
        self.messages[chat_id][message_id] = message | fields
        return self.messages[chat_id][message_id]

    def chat(self, chat_id: int) -> Json:
        if chat_id > 0:
            return {"id": chat_id, "type": "private", "first_name": "Hội viên"}
        chat: Json = {"id": chat_id, "type": "supergroup" if chat_id < -(10**12) else "group", "title": "Nhóm"}
        return chat | ({"is_forum": True} if self.topics[chat_id] else {})

    def is_shown(self, message: Json) -> bool:
        """Whether a bot gets to see a message: in groups with privacy mode only what is meant for it."""
        chat_id = message["chat"]["id"]
        is_told_all = chat_id > 0 or not self.privacy or self.statuses[chat_id].get(BOT["id"]) == "administrator"
        text = _text_of(message)
        to_bot = message.get("reply_to_message", {}).get("from", {}).get("id") == BOT["id"]
        return is_told_all or to_bot or text.startswith("/") or f"@{BOT['username']}" in text.lower()

    def known_chat(self, params: Json) -> int:
        """The chat that a call names, if the bot may write in it."""
        value = params.get("chat_id")
        if isinstance(value, str) and value.startswith("@"):
            raise bad("chat not found")
        chat_id = number(params, "chat_id", "chat_id is empty" if value in (None, "") else "chat not found")
        if chat_id in self.blocked:
            reason = "bot was blocked by the user" if chat_id > 0 else "bot was kicked from the group chat"
            raise ApiError(403, f"Forbidden: {reason}")
        if chat_id in self.migrated:
            error = bad("group chat was upgraded to a supergroup chat")
            error.parameters["migrate_to_chat_id"] = self.migrated[chat_id]
            raise error
        if chat_id not in self.messages:
            raise bad("chat not found")
        return chat_id

    def check_thread(self, params: Json, chat_id: int) -> int | None:
        """The topic that a call names, which has to exist."""
        if "message_thread_id" not in params:
            return None
        thread = number(params, "message_thread_id")
        if thread not in self.topics[chat_id]:
            raise bad("message thread not found")
        return thread

    def check_reply(self, params: Json, chat_id: int) -> int | None:
        """The message that a new one replies to, which has to exist unless the call says otherwise."""
        reply = params.get("reply_parameters") or {}
        if not reply:
            return None
        target = self.messages[chat_id].get(number(reply, "message_id"))
        if target is None and not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        if target and reply.get("quote", "") not in _text_of(target):
            raise bad("QUOTE_TEXT_INVALID")
        return target["message_id"] if target else None

    def member(self, chat_id: int, user_id: int) -> Json:
        """How somebody belongs to a chat."""
        status = self.statuses[chat_id].get(user_id, "left")
        found: Json = {"status": status, "user": person(user_id)}
        return found | ({"is_member": True} if status == "restricted" else {}) | _rights(status)

    def is_inside(self, chat_id: int, user_id: int) -> bool:
        return self.statuses[chat_id].get(user_id) in _INSIDE


def person(user_id: int) -> Json:
    return BOT if user_id == BOT["id"] else {"id": user_id, "is_bot": False, "first_name": "Hội viên"}


def entities_of(text: str) -> list[Json]:
    """The commands and mentions in a text, as Telegram marks them."""
    return [
        {"type": str(match.lastgroup), "offset": utf16_units(text[: match.start()]), "length": utf16_units(match[0])}
        for match in _ENTITIES.finditer(text)
    ]


def _rights(status: str) -> Json:
    if status == "kicked":
        return {"until_date": 0}
    if status == "creator":
        return {"is_anonymous": False}
    names = {
        "administrator": (
            "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
            "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
            "can_edit_stories", "can_delete_stories",
        ),
        "restricted": (
            "can_change_info", "can_invite_users", "can_pin_messages", "can_send_messages", "can_send_audios",
            "can_send_documents", "can_send_photos", "can_send_videos", "can_send_video_notes", "can_send_voice_notes",
            "can_send_polls", "can_send_other_messages", "can_add_web_page_previews", "can_manage_topics",
            "can_edit_tag", "can_react_to_messages",
        ),
    }.get(status, ())  # fmt: skip
    return dict.fromkeys(names, False) | ({"until_date": 0} if status == "restricted" else {})


def _text_of(message: Json) -> str:
    return str(message.get("text") or message.get("caption") or "")
