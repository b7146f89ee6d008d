"""Generation: drafts from a server over real HTTP, and every way in which it may fail."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import traceback
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from fake_model import MODEL, FakeModelServer

from bot.answering.generation import GenerationError, OpenAIGenerator

KEY = "sk-rat-bi-mat-0123456789"
PROMPT = "Trích đoạn nội bộ: giúp 12 hộ ở Đồng Xanh"
DRAFT = "Hội đã giúp 12 hộ thoát nghèo [1]."


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeModelServer]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    async with FakeModelServer() as running:
        yield running


@pytest.fixture
async def connect(server: FakeModelServer) -> AsyncIterator[Callable[..., OpenAIGenerator]]:
    generators: list[OpenAIGenerator] = []

    def make(key: str | None = KEY, **options: float) -> OpenAIGenerator:
        settings = {"timeout_s": 20.0, "first_pause_s": 0.001} | options
        generators.append(OpenAIGenerator(server.url, MODEL, key, **settings))  # type: ignore[arg-type]
        return generators[-1]

    yield make
    for generator in generators:
        await generator.close()


Connect = Callable[..., OpenAIGenerator]


async def test_a_streamed_draft_is_put_together(server: FakeModelServer, connect: Connect) -> None:
    server.draft(DRAFT)

    assert await connect().generate(PROMPT) == DRAFT
    assert server.prompts == [PROMPT]
    assert server.paths == ["/v1/chat/completions"]


async def test_a_draft_is_seen_as_it_comes_and_anew_with_each_attempt(
    server: FakeModelServer, connect: Connect
) -> None:
    server.drop("Hội đã giúp 99")
    server.draft(DRAFT)
    seen: list[str] = []

    await connect().generate(PROMPT, seen.append)

    restart = max(at for at, draft in enumerate(seen) if len(draft) <= 7 and draft)
    assert seen[restart - 1] == "Hội đã giúp 99"
    assert all(DRAFT.startswith(draft) for draft in seen[restart:])
    assert seen[-1] == DRAFT


async def test_the_request_asks_for_the_likeliest_words_and_caps_their_number(
    server: FakeModelServer, connect: Connect
) -> None:
    server.draft(DRAFT)

    await connect(max_tokens=321).generate(PROMPT)

    [request] = server.requests
    assert (request["model"], request["temperature"], request["max_tokens"]) == (MODEL, 0, 321)
    assert request["stream"] is True


async def test_the_key_travels_in_the_authorization_header_alone(
    server: FakeModelServer, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "other-org")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "other-project")
    server.draft(DRAFT)

    await connect().generate(PROMPT)

    [headers] = server.headers
    assert headers.pop("authorization") == f"Bearer {KEY}"
    assert not [name for name, value in headers.items() if KEY in value or "other-" in value]
    assert KEY not in repr(server.requests)


async def test_without_a_key_none_is_sent_not_even_one_from_the_environment(
    server: FakeModelServer, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")
    server.draft(DRAFT)

    assert await connect(key=None).generate(PROMPT) == DRAFT
    assert "authorization" not in server.headers[0]


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503])
async def test_a_failure_that_may_pass_is_tried_again(server: FakeModelServer, connect: Connect, status: int) -> None:
    server.fail(status)
    server.draft(DRAFT)

    assert await connect().generate(PROMPT) == DRAFT
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "break_once",
    [
        lambda server: server.drop(),
        lambda server: server.drop("Hội đã giúp 1"),
        lambda server: server.draft("Hội đã giúp 1", finish=None),
        lambda server: server.malformed('{"choices": [{"delta"'),
        lambda server: server.malformed('{"choices": [{"delta": 7}]}'),
        lambda server: server.malformed('["?"]'),
        lambda server: server.malformed('{"error": {"message": "overloaded"}}'),
    ],
    ids=["dropped", "dropped midway", "ended early", "no JSON", "wrong shape", "no object", "error event"],
)
async def test_a_broken_stream_is_tried_again_and_never_used(
    server: FakeModelServer, connect: Connect, break_once: Callable[[FakeModelServer], None]
) -> None:
    break_once(server)
    server.draft(DRAFT)

    assert await connect().generate(PROMPT) == DRAFT
    assert len(server.requests) == 2


@pytest.mark.parametrize("status", [301, 307, 400, 401, 403, 404, 422])
async def test_a_refusal_is_not_tried_again(server: FakeModelServer, connect: Connect, status: int) -> None:
    server.fail(status, location="http://127.0.0.1:9/elsewhere")

    with pytest.raises(GenerationError, match=f"HTTP {status}"):
        await connect().generate(PROMPT)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("draft", "finish", "said"),
    [("", "stop", "empty"), (" \n", "stop", "empty"), (DRAFT, "length", "HOIDAP_LLM_MAX_TOKENS")],
)
async def test_a_draft_that_cannot_be_used_is_an_error(
    server: FakeModelServer, connect: Connect, draft: str, finish: str, said: str
) -> None:
    server.draft(draft, finish=finish)

    with pytest.raises(GenerationError, match=said):
        await connect().generate(PROMPT)


async def test_a_server_that_ignores_the_cap_on_tokens_is_cut_off(server: FakeModelServer, connect: Connect) -> None:
    server.hang("dài dòng " * 200)

    with pytest.raises(GenerationError, match="too long"):
        await connect(max_tokens=10).generate(PROMPT)


async def test_a_server_that_hangs_is_given_up_within_the_time_limit(server: FakeModelServer, connect: Connect) -> None:
    for _ in range(4):
        server.hang("Hội đã")

    with pytest.raises(GenerationError, match="no draft"):
        await connect(timeout_s=0.3).generate(PROMPT)
    assert len(server.requests) == 2  # one hang leaves time for another attempt


async def test_a_server_that_hangs_once_is_asked_again(server: FakeModelServer, connect: Connect) -> None:
    server.hang()
    server.draft(DRAFT)

    assert await connect(timeout_s=2.0).generate(PROMPT) == DRAFT


async def test_attempts_are_limited(server: FakeModelServer, connect: Connect) -> None:
    for _ in range(9):
        server.fail(503)

    with pytest.raises(GenerationError, match="HTTP 503"):
        await connect().generate(PROMPT)
    assert len(server.requests) == 4


async def test_a_wait_that_the_server_asks_for_is_kept(server: FakeModelServer, connect: Connect) -> None:
    server.fail(429, retry_after="0.05")
    server.draft(DRAFT)
    loop = asyncio.get_running_loop()
    started = loop.time()

    assert await connect().generate(PROMPT) == DRAFT
    assert loop.time() - started >= 0.05


@pytest.mark.parametrize(
    "retry_after", ["3600", format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)], ids=["s", "date"]
)
async def test_a_wait_beyond_the_time_limit_is_not_begun(
    server: FakeModelServer, connect: Connect, retry_after: str
) -> None:
    server.fail(429, retry_after=retry_after)

    with pytest.raises(GenerationError, match="HTTP 429"):
        await connect().generate(PROMPT)
    assert len(server.requests) == 1


async def test_a_wait_that_cannot_be_read_is_none(server: FakeModelServer, connect: Connect) -> None:
    server.fail(429, retry_after="soon")
    server.draft(DRAFT)

    assert await connect().generate(PROMPT) == DRAFT


async def test_an_absent_server_is_an_error(connect: Connect) -> None:
    generator = OpenAIGenerator("http://127.0.0.1:9/v1", MODEL, first_pause_s=0.001)

    with pytest.raises(GenerationError, match="APIConnectionError"):
        await generator.generate(PROMPT)
    await generator.close()


async def test_no_more_calls_run_at_a_time_than_allowed(server: FakeModelServer, connect: Connect) -> None:
    gate = asyncio.Event()
    for _ in range(5):
        server.draft(DRAFT, gate=gate)
    generator = connect(concurrency=2)
    drafts = asyncio.gather(*(generator.generate(PROMPT) for _ in range(5)))
    await server.called(2)
    gate.set()

    assert await drafts == [DRAFT] * 5
    assert server.busiest == 2


async def test_waiting_for_a_turn_counts_into_the_time_limit(server: FakeModelServer, connect: Connect) -> None:
    for _ in range(3):
        server.hang()
    generator = connect(concurrency=1, timeout_s=0.2)

    drafts = await asyncio.gather(generator.generate(PROMPT), generator.generate(PROMPT), return_exceptions=True)

    assert [type(draft) for draft in drafts] == [GenerationError, GenerationError]


@pytest.mark.parametrize(("refused", "instead"), [("max_tokens", "max_completion_tokens"), ("temperature", None)])
async def test_a_parameter_that_a_model_does_not_take_is_replaced_for_good(
    server: FakeModelServer, connect: Connect, refused: str, instead: str | None
) -> None:
    server.fail(400, param=refused)
    server.draft(DRAFT)
    server.draft(DRAFT)
    generator = connect(max_tokens=50)

    assert await generator.generate(PROMPT) == await generator.generate(PROMPT) == DRAFT
    assert [refused in request for request in server.requests] == [True, False, False]
    assert instead is None or server.requests[1][instead] == 50


async def test_neither_key_nor_texts_reach_logs_or_errors(
    server: FakeModelServer, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.draft(DRAFT)
    server.fail(500, f"cannot handle {PROMPT}")
    server.malformed(f'{{"error": {{"message": "{KEY}: {PROMPT}"}}}}')
    server.fail(401, f"Incorrect API key provided: {KEY}; prompt was {PROMPT}")
    generator = connect()

    await generator.generate(PROMPT)
    with pytest.raises(GenerationError) as failure:
        await generator.generate(PROMPT)

    told = "\n".join(traceback.format_exception(failure.value)) + repr(generator) + repr(failure.value.__cause__)
    told += caplog.text
    assert "HTTP 500" in caplog.text
    assert "AuthenticationError" in told
    assert not [secret for secret in (KEY, PROMPT, "12 hộ", DRAFT) if secret in told]


@pytest.mark.parametrize("key", ["sk-một", "sk-1\nX-Header: 2", "sk-\x00"])
def test_a_key_that_http_cannot_carry_is_told_without_repeating_it(key: str) -> None:
    with pytest.raises(GenerationError, match="HOIDAP_LLM_API_KEY") as failure:
        OpenAIGenerator("http://127.0.0.1:9/v1", MODEL, key)
    assert "sk-" not in str(failure.value)


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(GenerationError, match="HOIDAP_LLM_BASE_URL"):
        OpenAIGenerator("localhost:8000/v1", MODEL)


def test_a_model_without_a_name_is_told() -> None:
    with pytest.raises(GenerationError, match="HOIDAP_LLM_MODEL"):
        OpenAIGenerator("http://localhost:8000/v1", "")


def test_the_client_library_is_imported_only_where_a_model_is_configured() -> None:
    code = "import sys, bot.cli, bot.answering.generation; sys.exit('openai' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
