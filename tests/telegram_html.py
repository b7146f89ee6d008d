"""Telegram's rules for messages in HTML, as its servers apply them: an independent judge of what the bot sends."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

_TAGS = {  # tag -> the attributes it may have
    **{tag: set[str]() for tag in ("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "tg-spoiler", "pre")},
    "a": {"href"},
    "blockquote": {"expandable"},
    "code": {"class"},
    "span": {"class"},
    "tg-emoji": {"emoji-id"},
}
_MARKUP = re.compile(r"<(?P<close>/?)(?P<tag>[a-zA-Z][\w-]*)(?P<attributes>[^<>]*)>|(?P<stray><)")
_ATTRIBUTE = re.compile(r"""\s+([\w-]+)(?:=(?:"([^"]*)"|'([^']*)'|([\w-]+)))?""")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#[xX][0-9a-fA-F]+);")


class ApiError(Exception):
    """An answer that is not ok."""

    def __init__(self, code: int, description: str, retry_after: float | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters: dict[str, Any] = {} if retry_after is None else {"retry_after": retry_after}

    def as_json(self) -> dict[str, Any]:
        error: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return error | ({"parameters": self.parameters} if self.parameters else {})


@dataclass(frozen=True)
class Entity:
    """A formatted stretch of a message."""

    tag: str
    text: str
    attributes: dict[str, str] = field(default_factory=dict)


def utf16_units(text: str) -> int:
    """Return the length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Return the text and the entities of a message in HTML; raise ApiError where Telegram would."""
    text = ""
    open_tags: list[tuple[str, dict[str, str], int]] = []
    entities: list[Entity] = []
    position = 0
    for markup in _MARKUP.finditer(source):
        text += _unescape(source[position : markup.start()])
        position = markup.end()
        tag = (markup["tag"] or "").lower()
        if markup["stray"] or tag not in _TAGS:
            raise _bad_html(f'unsupported start tag "{tag}" at {markup.start()}')
        if not markup["close"]:
            if tag == "blockquote" and any(name == tag for name, _, _ in open_tags):
                raise _bad_html("nested blockquotes")
            open_tags.append((tag, _attributes(tag, markup["attributes"]), len(text)))
        elif not open_tags or open_tags[-1][0] != tag:
            raise _bad_html(f'unexpected end tag "{tag}" at {markup.start()}')
        else:
            _, attributes, start = open_tags.pop()
            entities.append(Entity(tag, text[start:], attributes))
    if open_tags:
        raise _bad_html(f'can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return (text + _unescape(source[position:])).strip(), entities


def _attributes(tag: str, source: str) -> dict[str, str]:
    attributes = {}
    rest = source
    while match := _ATTRIBUTE.match(rest):
        name, *values = match.groups()
        attributes[name] = _unescape(next((value for value in values if value is not None), ""))
        rest = rest[match.end() :]
    if rest.strip() or not set(attributes) <= _TAGS[tag]:
        raise _bad_html(f'unsupported attributes "{source}" of "{tag}"')
    return attributes


def _unescape(text: str) -> str:
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


def _bad_html(reason: str) -> ApiError:
    return ApiError(400, f"Bad Request: can't parse entities: {reason}")
