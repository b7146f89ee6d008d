"""Pure: Telegram's rules for what a bot sends; each raises ApiError where the real server does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from telegram_html import ApiError, Entity, parse_html, utf16_units
from telegram_http import Json, Upload

MAX_TEXT_UNITS = 4096
MAX_CAPTION_UNITS = 1024
MAX_CALLBACK_BYTES = 64
MAX_BUTTONS = 100
MAX_COPIED_UNITS = 256
MAX_COMMANDS = 100
MAX_INLINE_RESULTS = 50
MAX_DOCUMENT_BYTES, MAX_PHOTO_BYTES = 50_000_000, 10_000_000
ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
RESULT_TYPES = {
    "article", "audio", "contact", "game", "document", "gif", "location", "mpeg4_gif", "photo", "sticker", "venue",
    "video", "voice",
}  # fmt: skip
SCOPES = {
    "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat", "chat_administrators",
    "chat_member",
}  # fmt: skip
_BUTTON_ACTIONS = {
    "callback_data", "url", "copy_text", "switch_inline_query", "switch_inline_query_current_chat", "web_app",
    "login_url", "switch_inline_query_chosen_chat", "callback_game", "pay",
}  # fmt: skip
_MARKUPS = {"inline_keyboard", "keyboard", "remove_keyboard", "force_reply"}


@dataclass(frozen=True)
class Button:
    """An inline button of a message that the bot sent."""

    label: str
    data: str
    chat_id: int
    message_id: int
    url: str = ""
    copied: str = ""


def bad(description: str) -> ApiError:
    return ApiError(400, f"Bad Request: {description}")


def number(params: Json, name: str, missing: str | None = None) -> int:
    """A parameter that has to be a whole number."""
    value = params.get(name)
    if isinstance(value, bool) or not re.fullmatch(r"-?\d+", str(value)):
        raise bad(missing or f"invalid {name} specified")
    return int(str(value))


def checked_text(params: Json, name: str = "text", limit: int = MAX_TEXT_UNITS) -> tuple[str, list[Entity]]:
    """The text that a reader sees, with its entities; it may be empty."""
    source = params.get(name, "")
    if not isinstance(source, str):
        raise bad(f"{name} must be a string")
    mode = params.get("parse_mode")
    if mode not in (None, "", "HTML"):
        raise bad("unsupported parse_mode")
    if "\x00" in source:
        raise bad("strings must be encoded in UTF-8")
    text, entities = parse_html(source) if mode else (source.strip(), [])
    if utf16_units(text) > limit:
        raise bad("message is too long" if name == "text" else "message caption is too long")
    return text, entities


def message_text(params: Json) -> tuple[str, list[Entity]]:
    """The text of a message, which has to be there."""
    text, entities = checked_text(params)
    if not text:
        raise bad("message text is empty")
    return text, entities


def checked_buttons(params: Json, chat_id: int, message_id: int) -> list[Button]:
    """The inline buttons below a message."""
    markup = params.get("reply_markup") or {}
    if not isinstance(markup, dict) or (markup and not set(markup) & _MARKUPS):
        raise bad("object expected as reply markup")
    buttons = [_button(button, chat_id, message_id) for button in _cells(markup.get("inline_keyboard", []))]
    if len(buttons) > MAX_BUTTONS:
        raise bad("reply markup is too long")
    return buttons


def _cells(rows: Any) -> Iterator[Json]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" must be an Array of Arrays')
    for row in rows:
        yield from row


def _button(button: Json, chat_id: int, message_id: int) -> Button:
    label = button.get("text")
    if not isinstance(label, str) or not label.strip():
        raise bad("inline keyboard button text must be non-empty")
    if len(set(button) & _BUTTON_ACTIONS) != 1:
        raise bad("text buttons are unallowed in the inline keyboard")
    data, url = button.get("callback_data", ""), button.get("url", "")
    copied = button.get("copy_text", {}).get("text", "") if "copy_text" in button else ""
    if "callback_data" in button and not 1 <= len(data.encode()) <= MAX_CALLBACK_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not re.match(r"(https?|tg)://\S+$", url):
        raise bad("inline keyboard button URL is invalid: BUTTON_URL_INVALID")
    if "copy_text" in button and not 1 <= utf16_units(copied) <= MAX_COPIED_UNITS:
        raise bad("BUTTON_COPY_TEXT_INVALID")
    return Button(label, data, chat_id, message_id, url, copied)


def checked_commands(params: Json) -> list[tuple[str, str]]:
    """The names and lines of a menu."""
    commands = params.get("commands", [])
    if len(commands) > MAX_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return [(command["command"], command["description"]) for command in commands]


def checked_scope(params: Json) -> tuple[str, int | None]:
    """Whom a menu is for."""
    scope = params.get("scope") or {"type": "default"}
    if scope.get("type") not in SCOPES:
        raise bad("unsupported type of BotCommandScope")
    return scope["type"], number(scope, "chat_id") if scope["type"].startswith("chat") else None


def checked_results(params: Json) -> list[Json]:
    """The answers to an inline question."""
    results = params.get("results")
    if not isinstance(results, list):
        raise bad("results must be an Array")
    if "cache_time" in params and number(params, "cache_time") < 0:
        raise bad("invalid cache_time specified")
    if len(str(params.get("next_offset", "")).encode()) > 64:
        raise bad("NEXT_OFFSET_INVALID")
    _check_results_button(params.get("button"))
    if len(results) > MAX_INLINE_RESULTS:
        raise bad("RESULTS_TOO_MUCH")
    if len({result.get("id") for result in results}) < len(results):
        raise bad("RESULT_ID_DUPLICATE")
    for result in results:
        _check_result(result)
    return results


def _check_results_button(button: Any) -> None:
    """The button above the results opens either a web app or the bot with a parameter."""
    if button is None:
        return
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad("BUTTON_TEXT_INVALID")
    if "web_app" in button or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", str(button.get("start_parameter", ""))):
        raise bad("START_PARAM_INVALID")


def _check_result(result: Json) -> None:
    if not isinstance(result.get("id"), str) or not 1 <= len(result["id"].encode()) <= 64:
        raise bad("RESULT_ID_INVALID")
    checked_buttons(result, 0, 0)
    if result.get("type") not in RESULT_TYPES:
        raise bad("RESULT_TYPE_INVALID")
    if result["type"] != "article":
        return
    if not str(result.get("title", "")).strip():
        raise bad("article title is empty")
    if not isinstance(result.get("description", ""), str):
        raise bad("can't parse inline query result: field description must be of type String")
    content = result.get("input_message_content")
    if not isinstance(content, dict):
        raise bad("can't parse inline query result: input message content is not specified")
    message_text({"text": content.get("message_text", ""), "parse_mode": content.get("parse_mode")})


def checked_file(params: Json, name: str, max_bytes: int) -> Upload | str:
    """A file that is sent: uploaded, or by its id or address."""
    file = params.get(name)
    if not isinstance(file, Upload | str) or not file:
        raise bad(f"there is no {name} in the request")
    if isinstance(file, Upload) and not file.content:
        raise bad("file must be non-empty")
    if isinstance(file, Upload) and len(file.content) > max_bytes:
        raise ApiError(413, "Request Entity Too Large")
    return file
