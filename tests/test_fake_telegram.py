"""The fake server is a judge only if it refuses what Telegram refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fake_telegram import FakeTelegram
from telegram_html import ApiError, Entity, parse_html

CHAT = 7


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        server.write(CHAT, "Xin chào")
        yield server


async def post(telegram: FakeTelegram, method: str, token: str | None = None, **params: Any) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(f"{telegram.url}/bot{token or telegram.token}/{method}", json=params)


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("a &lt;b&gt; &amp;&quot;&#39;&#x27;", "a <b> &\"''", []),
        ("AT&T &nbsp;", "AT&T &nbsp;", []),
        ("<b>x <i>y</i></b>", "x y", [Entity("i", "y"), Entity("b", "x y")]),
        ('<a href="u?a=1&amp;b">x</a>', "x", [Entity("a", "x", {"href": "u?a=1&b"})]),
        ("<blockquote expandable>x</blockquote>", "x", [Entity("blockquote", "x", {"expandable": ""})]),
    ],
)
def test_html_that_telegram_takes_is_parsed(source: str, text: str, entities: list[Entity]) -> None:
    assert parse_html(source) == (text, entities)


@pytest.mark.parametrize(
    "source",
    ["a < b", "<p>x</p>", "<b>x", "x</b>", "<b><i>x</b></i>", "<b onclick=x>y</b>", "<br>", "<3", "<b>x</b"]
    + ["<blockquote>a<blockquote>b</blockquote></blockquote>"],
)
def test_html_that_telegram_refuses_is_refused(source: str) -> None:
    with pytest.raises(ApiError, match="can't parse entities"):
        parse_html(source)


BUTTON = {"inline_keyboard": [[{"text": "Chọn", "callback_data": "x" * 65}]]}


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"chat_id": CHAT, "text": "😀" * 2049}, "message is too long"),
        ({"chat_id": CHAT, "text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"chat_id": CHAT, "text": "<b>", "parse_mode": "HTML"}, "can't parse entities"),
        ({"chat_id": CHAT, "text": "x", "parse_mode": "Latex"}, "unsupported parse_mode"),
        ({"chat_id": CHAT, "text": "x", "reply_markup": BUTTON}, "BUTTON_DATA_INVALID"),
        ({"chat_id": CHAT, "text": "x", "reply_parameters": {"message_id": 999}}, "replied not found"),
        ({"chat_id": 99, "text": "x"}, "chat not found"),
    ],
)
async def test_a_message_that_telegram_refuses_is_refused(
    telegram: FakeTelegram, params: dict[str, Any], description: str
) -> None:
    response = await post(telegram, "sendMessage", **params)
    assert response.status_code == 400
    assert description in response.json()["description"]
    assert telegram.sent == []


async def test_a_message_of_exactly_the_limit_is_taken(telegram: FakeTelegram) -> None:
    response = await post(telegram, "sendMessage", chat_id=CHAT, text=f"<b>{'&lt;' * 4096}</b>", parse_mode="HTML")
    assert response.json()["ok"]
    assert telegram.sent[0].text == "<" * 4096


async def test_unknown_methods_and_wrong_tokens_are_refused(telegram: FakeTelegram) -> None:
    telegram.missing.add("getMe")
    assert (await post(telegram, "getMe")).status_code == 404
    assert (await post(telegram, "sendNothing")).status_code == 404
    assert (await post(telegram, "sendMessage", token="1:x")).status_code == 401


async def test_updates_are_repeated_until_they_are_confirmed(telegram: FakeTelegram) -> None:
    [update] = (await post(telegram, "getUpdates")).json()["result"]
    assert (await post(telegram, "getUpdates", offset=update["update_id"])).json()["result"] == [update]
    assert (await post(telegram, "getUpdates", offset=update["update_id"] + 1)).json()["result"] == []


async def test_an_edited_message_is_checked_like_a_new_one_and_has_to_change(telegram: FakeTelegram) -> None:
    sent = (await post(telegram, "sendMessage", chat_id=CHAT, text="cũ")).json()["result"]
    edit = {"chat_id": CHAT, "message_id": sent["message_id"]}
    assert (await post(telegram, "editMessageText", **edit, text="mới")).json()["ok"]
    assert telegram.sent[0].text == "mới"
    assert "not modified" in (await post(telegram, "editMessageText", **edit, text="mới")).json()["description"]
    assert "is empty" in (await post(telegram, "editMessageText", **edit, text=" ")).json()["description"]
    assert "not found" in (await post(telegram, "editMessageText", chat_id=CHAT, message_id=99, text="x")).text


async def test_injected_errors_come_once_each(telegram: FakeTelegram) -> None:
    telegram.fail("sendMessage", 429, "Too Many Requests", retry_after=3)
    refused = (await post(telegram, "sendMessage", chat_id=CHAT, text="x")).json()
    assert refused["parameters"] == {"retry_after": 3}
    assert (await post(telegram, "sendMessage", chat_id=CHAT, text="x")).json()["ok"]
