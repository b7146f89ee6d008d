"""What those who run the bot see of it: metrics, health, the log, and what Telegram says of it."""

from __future__ import annotations

import io
import json
import logging
import re
import socket
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from command_line import PROJECT
from fake_telegram import FakeTelegram
from telegram_bot import FakeAnswers, running
from telegram_faults import LOST

from bot.answering.answers import Answer, Outcome
from bot.telegram.app import READ_TIMEOUT_S, STOP_S, Operation
from bot.telegram.checks import check_bot
from bot.telegram.errors import BotStartError
from bot.telegram.logs import JsonFormatter
from bot.telegram.measuring import MeasuredAnswers
from bot.telegram.metrics import Metrics
from bot.telegram.processing import APOLOGY_S
from bot.telegram.webhook import Webhook

# The library warns in its own constructors.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

CHAT, GROUP = 7, -(10**12) - 5


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def json_log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("bot")
    logging.getLogger().addHandler(handler)
    level = logger.level
    logger.setLevel(logging.INFO)
    yield stream
    logger.setLevel(level)
    logging.getLogger().removeHandler(handler)


async def get(port: int, path: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(f"http://127.0.0.1:{port}{path}")


def metric(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found, f"{name} is missing:\n{text}"
    return float(found[1])


async def generation_id() -> int:
    return 12


async def test_the_metrics_count_what_happened(telegram: FakeTelegram, port: int) -> None:
    operation = Operation(telegram.url, metrics_port=port, generation_id=generation_id)
    async with running(telegram, FakeAnswers(), operation=operation):
        telegram.write(CHAT, "một")
        await telegram.replies(CHAT)
        telegram.faults.order("sendMessage", LOST)
        telegram.write(CHAT, "hai")
        await telegram.replies(CHAT, 2)
        telegram.fail("sendMessage", 403, "Forbidden: bot was blocked by the user")
        telegram.write(CHAT, "ba")
        telegram.write(CHAT, "bốn")
        await telegram.replies(CHAT, 3)
        shown = (await get(port, "/metrics")).text
    assert metric(shown, "hoidap_in_doubt_total") == 1
    assert metric(shown, "hoidap_sends_total") >= 2
    assert metric(shown, 'hoidap_rejected_calls_total{error="Forbidden",method="sendMessage"}') == 1
    assert metric(shown, 'hoidap_updates_total{state="undelivered"}') == 1
    assert metric(shown, 'hoidap_updates_total{state="apologised"}') == 1
    assert metric(shown, "hoidap_generation") == 12
    assert metric(shown, "hoidap_backlog") <= 1
    assert "một" not in shown and str(CHAT) not in re.sub(r"[\d.e+-]+$", "", shown, flags=re.MULTILINE)


async def test_questions_are_counted_by_outcome_and_timed() -> None:
    answers, metrics = FakeAnswers(), Metrics()
    answers.prepared = {"?": Answer(Outcome.NOT_FOUND, "chưa có"), "!": RuntimeError("hỏng")}
    measured = MeasuredAnswers(answers, metrics)
    await measured.answer("một", asker="a")
    await measured.answer("?")
    with pytest.raises(RuntimeError):
        await measured.answer("!")
    shown = metrics.exposed().decode()
    outcomes = (Outcome.ANSWERED.value, Outcome.NOT_FOUND.value, "error")
    assert [metric(shown, f'hoidap_questions_total{{outcome="{outcome}"}}') for outcome in outcomes] == [1, 1, 1]
    assert metric(shown, "hoidap_answer_seconds_count") == 3
    assert answers.asked[0] == ("một", "a")
    assert len(await measured.sources()) == 1


async def test_health_tells_whether_telegram_is_heard(
    telegram: FakeTelegram, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(telegram, FakeAnswers(), operation=Operation(telegram.url, metrics_port=port)):
        telegram.write(CHAT, "một")
        await telegram.replies(CHAT)
        sound = await get(port, "/health")
        monkeypatch.setattr("bot.telegram.monitoring.SILENCE_S", -1.0)
        silent = await get(port, "/health")
        assert (await get(port, "/else")).status_code == 404
    assert (sound.status_code, sound.json()["ok"]) == (200, True)
    assert (silent.status_code, silent.json()["reason"]) == (503, "Telegram is not heard")


async def test_by_webhook_silence_is_no_illness(
    telegram: FakeTelegram, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.monitoring.SILENCE_S", -1.0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    webhook = Webhook(f"http://{listen}", listen, telegram.token)
    async with running(telegram, FakeAnswers(), operation=Operation(telegram.url, webhook, metrics_port=port)):
        telegram.write(CHAT, "một")
        await telegram.replies(CHAT)
        assert (await get(port, "/health")).status_code == 200


async def test_a_port_that_is_taken_is_one_sentence(telegram: FakeTelegram) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BotStartError, match="HOIDAP_METRICS_PORT"):
            async with running(telegram, FakeAnswers(), operation=Operation(telegram.url, metrics_port=port)):
                await telegram.wait_until(lambda: False, timeout_s=1)


async def test_the_log_is_json_without_what_people_wrote(telegram: FakeTelegram, json_log: io.StringIO) -> None:
    answers = FakeAnswers()
    answers.prepared["bí mật hỏng"] = RuntimeError(f"at bot{telegram.token}")
    async with running(telegram, answers):
        telegram.write(CHAT, "bí mật một")
        telegram.write(CHAT, "bí mật hỏng")
        telegram.push({"message": {"text": "bí mật lạ"}})
        await telegram.replies(CHAT, 2)
    lines = [json.loads(line) for line in json_log.getvalue().splitlines()]
    handled = [line for line in lines if line.get("state") == "sent"]
    assert handled and handled[0]["level"] == "INFO" and handled[0]["update_id"] and handled[0]["seconds"] >= 0
    assert any("Traceback" in line.get("traceback", "") for line in lines)
    assert {"time", "level", "logger", "message"} <= set(lines[0])
    assert "bí mật" not in json_log.getvalue() and "b\\u00ed" not in json_log.getvalue()


class TestTheDoctor:
    async def found(self, telegram: FakeTelegram, webhook_url: str = "", **chats: int) -> list[tuple[str, bool]]:
        return [checked async for checked in check_bot(telegram.token, telegram.url, webhook_url, **chats)]

    async def faults(self, telegram: FakeTelegram, webhook_url: str = "", **chats: int) -> list[str]:
        return [text for text, is_fault in await self.found(telegram, webhook_url, **chats) if is_fault]

    async def test_finds_a_running_bot_sound(self, telegram: FakeTelegram) -> None:
        telegram.join(GROUP, 1_000_001, "administrator")
        async with running(telegram, FakeAnswers()):
            await telegram.wait_until(lambda: bool(telegram.called("getUpdates")))
        found = await self.found(telegram, group=GROUP, access_chat=GROUP)
        assert not [text for text, is_fault in found if is_fault]
        shown = "\n".join(text for text, _ in found)
        assert "@hoidap_test_bot" in shown and "/help" in shown and "may write" in shown and "who is in it" in shown

    @pytest.mark.parametrize(("is_on", "said"), [(True, "offers cards"), (False, "/setinline at @BotFather")])
    async def test_tells_whether_the_bot_offers_cards_in_other_chats(
        self, telegram: FakeTelegram, is_on: bool, said: str
    ) -> None:
        telegram.methods.has_inline_mode = is_on
        assert any(said in text for text, is_fault in await self.found(telegram) if not is_fault)

    async def test_says_that_the_menu_is_missing(self, telegram: FakeTelegram) -> None:
        [fault] = await self.faults(telegram)
        assert "menu" in fault

    async def test_compares_the_webhook_with_the_settings(self, telegram: FakeTelegram) -> None:
        async def about_webhook(url: str) -> list[str]:
            return [fault for fault in await self.faults(telegram, url) if "webhook" in fault]

        url = "https://example.org"
        assert await about_webhook("") == []
        assert "not that of HOIDAP_WEBHOOK_URL" in (await about_webhook(url))[0]
        await telegram.updates.do_setWebhook({"url": Webhook(url, "", telegram.token).secret_url})
        assert await about_webhook(url) == []
        assert "polling gets nothing" in (await about_webhook(""))[0]

    @pytest.mark.parametrize("status", ["left", "kicked", "restricted"])
    async def test_sees_that_the_bot_cannot_write_in_a_group(self, telegram: FakeTelegram, status: str) -> None:
        telegram.join(GROUP, 1_000_001, status)
        assert any("cannot write" in fault for fault in await self.faults(telegram, group=GROUP))

    async def test_says_what_a_group_lacks(self, telegram: FakeTelegram) -> None:
        assert any("check its id" in fault for fault in await self.faults(telegram, group=-99))
        telegram.join(GROUP, 1_000_001)
        assert any("no administrator" in fault for fault in await self.faults(telegram, access_chat=GROUP))

    async def test_tells_a_wrong_token_from_a_server_that_is_away(self, telegram: FakeTelegram) -> None:
        [(wrong, _)] = [checked async for checked in check_bot("123456:abc", telegram.url, "")]
        assert "does not accept the token" in wrong and "123456:abc" not in wrong
        await telegram.stop()
        [(away, is_fault)] = await self.found(telegram)
        assert is_fault and "check the network" in away
        await telegram.start()


def test_systemd_waits_longer_than_the_bot_needs_to_stop() -> None:
    unit = (PROJECT / "deploy" / "hoidap.service").read_text(encoding="utf-8")
    allowed = re.search(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    assert allowed and int(allowed[1]) > STOP_S + APOLOGY_S + 2 * READ_TIMEOUT_S
