"""Updates that Telegram posts: taken from Telegram alone, written down before they are acknowledged."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fake_telegram import FakeTelegram
from telegram_bot import FakeAnswers, running

from bot.records import Records
from bot.telegram.app import Operation
from bot.telegram.errors import BotStartError
from bot.telegram.journal import Journal
from bot.telegram.webhook import MAX_BODY_BYTES, Webhook

# The library warns in its own constructors.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

CHAT = 7
SECRET = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
def webhook(telegram: FakeTelegram) -> Webhook:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return Webhook(f"http://127.0.0.1:{port}/hoi", f"127.0.0.1:{port}", telegram.token)


@pytest.fixture
def operation(telegram: FakeTelegram, webhook: Webhook) -> Operation:
    return Operation(telegram.url, webhook)


def update(id: int = 900, **fields: Any) -> dict[str, Any]:
    return {"update_id": id, **fields}


async def post(url: str, body: bytes, **headers: Any) -> int:
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.post(url, content=body, headers=headers)).status_code


async def test_a_question_that_is_posted_is_answered(telegram: FakeTelegram, operation: Operation) -> None:
    telegram.write(CHAT, "đã chờ")
    async with running(telegram, FakeAnswers(), operation=operation):
        telegram.write(CHAT, "một")
        await telegram.replies(CHAT, 2)
        await telegram.wait_until(lambda: not telegram.pending)
    assert [sent.text for sent in telegram.sent] == ["Về «đã chờ»", "Về «một»"]
    [call] = telegram.called("setWebhook")
    assert not telegram.called("getUpdates")
    assert "message" in call["allowed_updates"] and int(call["max_connections"]) < 40


async def test_nobody_but_telegram_is_let_in(telegram: FakeTelegram, webhook: Webhook, operation: Operation) -> None:
    answers = FakeAnswers()
    forged = json.dumps(update(message={"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}})).encode()
    root = webhook.url.removesuffix("/hoi")
    async with running(telegram, answers, operation=operation):
        await telegram.wait_until(lambda: bool(telegram.updates.webhook))
        assert await post(webhook.secret_url, forged) == 403
        assert await post(webhook.secret_url, forged, **{SECRET: "0" * 64}) == 403
        assert await post(webhook.secret_url, forged, **{SECRET: "é".encode()}) == 403
        for path in ("/", "/hoi", "/hoi/" + "0" * 64, f"/hoi/{webhook.secret_path}/more"):
            assert await post(root + path, forged, **{SECRET: webhook.secret_token}) == 404
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(webhook.secret_url, headers={SECRET: webhook.secret_token})).status_code == 405
    assert not telegram.sent and not answers.asked


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"{}", b'{"update_id": "1"}', b"\xff", b"[" * 100_000])
async def test_what_is_no_update_is_refused(
    telegram: FakeTelegram, webhook: Webhook, operation: Operation, body: bytes
) -> None:
    async with running(telegram, FakeAnswers(), operation=operation):
        await telegram.wait_until(lambda: bool(telegram.updates.webhook))
        assert await post(webhook.secret_url, body, **{SECRET: webhook.secret_token}) == 400
        telegram.write(CHAT, "câu hỏi")
        await telegram.replies(CHAT)


async def test_a_body_that_is_too_large_is_not_read(
    telegram: FakeTelegram, webhook: Webhook, operation: Operation
) -> None:
    async with running(telegram, FakeAnswers(), operation=operation):
        await telegram.wait_until(lambda: bool(telegram.updates.webhook))
        try:
            status = await post(webhook.secret_url, b" " * (MAX_BODY_BYTES + 1), **{SECRET: webhook.secret_token})
        except httpx.TransportError:
            status = 400  # the server hung up while it was sent
        assert status == 400
        telegram.write(CHAT, "câu hỏi")
        await telegram.replies(CHAT)


async def test_an_update_is_written_down_before_it_is_acknowledged(
    telegram: FakeTelegram, webhook: Webhook, operation: Operation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive = Journal.receive
    failures = iter([True, False])

    async def failing_once(journal: Journal, updates: Any) -> Any:
        if next(failures, False):
            raise OSError("disk full")
        return await receive(journal, updates)

    monkeypatch.setattr(Journal, "receive", failing_once)
    async with running(telegram, FakeAnswers(), data=tmp_path, operation=operation):
        telegram.write(CHAT, "câu hỏi")
        await telegram.replies(CHAT)
        await telegram.wait_until(lambda: not telegram.pending)
    assert [sent.text for sent in telegram.sent] == ["Về «câu hỏi»"]
    async with await Records.open(tmp_path) as records:
        [row] = await records.database.fetch("SELECT count(*) AS updates FROM updates")
    assert row["updates"] == 1


async def test_a_unix_socket_serves_as_well(telegram: FakeTelegram, tmp_path: Path) -> None:
    path = tmp_path / "hoidap.sock"
    webhook = Webhook("https://example.org", f"unix:{path}", telegram.token)
    async with running(telegram, FakeAnswers(), operation=Operation(telegram.url, webhook)):
        await telegram.wait_until(lambda: bool(telegram.updates.webhook))
        telegram.write(CHAT, "câu hỏi")
        transport = httpx.AsyncHTTPTransport(uds=str(path))
        async with httpx.AsyncClient(transport=transport, headers={SECRET: webhook.secret_token}) as client:
            url = f"http://localhost/{webhook.secret_path}"
            assert (await client.post(url, json=telegram.pending[0])).status_code == 200
        await telegram.replies(CHAT)
    async with running(telegram, FakeAnswers(), operation=Operation(telegram.url, webhook)):
        pass  # the socket that was left is no obstacle


async def test_polling_and_webhook_take_over_from_each_other(
    telegram: FakeTelegram, operation: Operation, tmp_path: Path
) -> None:
    for n, how in enumerate([Operation(telegram.url), operation, Operation(telegram.url)], start=1):
        async with running(telegram, FakeAnswers(), data=tmp_path, operation=how):
            telegram.write(CHAT, f"câu {n}")
            await telegram.replies(CHAT, n)
            assert bool(telegram.updates.webhook) == bool(how.webhook)
    assert [sent.text for sent in telegram.sent] == ["Về «câu 1»", "Về «câu 2»", "Về «câu 3»"]


@pytest.mark.parametrize("listen", ["8080", "host", "127.0.0.1:99999", "unix:", "203.0.113.1:80", "unix:/nowhere/x"])
async def test_an_address_that_cannot_be_is_one_sentence(telegram: FakeTelegram, listen: str) -> None:
    operation = Operation(telegram.url, Webhook("https://example.org", listen, telegram.token))
    with pytest.raises(BotStartError, match="HOIDAP_WEBHOOK_LISTEN"):
        async with running(telegram, FakeAnswers(), operation=operation):
            await telegram.wait_until(lambda: False, timeout_s=1)


def test_the_secrets_change_with_the_token_and_tell_nothing_of_it() -> None:
    one, two = (Webhook("https://example.org/", "", token) for token in ("1:a", "1:b"))
    assert len({one.secret_path, one.secret_token, two.secret_path, two.secret_token}) == 4
    assert one.secret_url == f"https://example.org/{one.secret_path}"
