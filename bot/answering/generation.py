"""Drafts from a language model, over HTTP: any server that speaks OpenAI's chat completions, hosted or local.

Whatever goes wrong ends in one GenerationError, so that the answer without a model is given instead. Neither the key
nor a text that is sent or received reaches a log or an error: servers repeat both in what they complain about.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from time import time
from typing import TYPE_CHECKING, Any

from bot.answering.errors import AnsweringError

if TYPE_CHECKING:
    from openai import APIStatusError, AsyncStream
    from openai.types.chat import ChatCompletionChunk

MAX_ATTEMPTS = 4
MAX_PAUSE_S = 8.0  # between attempts, unless the server asks for more
ATTEMPT_SHARE = 0.6  # of the time limit: a server that hangs once leaves time for another attempt
CHARS_PER_TOKEN = 8  # more than any tokenizer yields: a server that ignores the cap on tokens is cut off

Seen = Callable[[str], None]

logger = logging.getLogger(__name__)


class GenerationError(AnsweringError):
    """There is no draft; the text says why without a word of what was sent or received."""


class _CutOffError(Exception):
    """The stream ended before the draft did."""


class OpenAIGenerator:
    """A language model behind an OpenAI-compatible address; safe to use from many tasks at once.

    Args:
        base_url: up to and including the version: "http://localhost:8000/v1".
        model: its name on that server.
        api_key: sent as a bearer token; None or empty for a server without one.
        timeout_s: limit of one draft, waiting and further attempts included.
        max_tokens: length limit of a draft.
        concurrency: calls at a time; others wait their turn.
        first_pause_s: before the second attempt; doubled before each further one.

    Raises:
        GenerationError: if address, model or key cannot be meant.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str | None = None,
        *,
        timeout_s: float = 30.0,
        max_tokens: int = 700,
        concurrency: int = 2,
        first_pause_s: float = 0.5,
    ) -> None:
        import openai  # half a second; only where a language model is configured

        for name in ("openai", "httpx2", "httpcore2"):  # on DEBUG they log prompts, and addresses may hold a key
            logging.getLogger(name).setLevel(logging.WARNING)
        self._errors = openai
        self._timeout_s = timeout_s
        self._attempt_s = ATTEMPT_SHARE * timeout_s
        self._first_pause_s = first_pause_s
        self._max_chars = CHARS_PER_TOKEN * max_tokens
        self._slots = asyncio.Semaphore(concurrency)
        self._options: dict[str, Any] = {
            "model": _checked_model(model),
            "temperature": 0,
            "max_tokens": max_tokens,
            "stream": True,
        }
        key = _checked_key(api_key or "")
        self._client = openai.AsyncOpenAI(
            base_url=_checked_url(base_url),
            api_key=key,
            admin_api_key="",  # None would be read from the environment, like the next two
            max_retries=0,
            timeout=self._attempt_s,
            http_client=openai.DefaultAsyncHttpxClient(follow_redirects=False),
        )
        self._client.organization = self._client.project = None
        if not key:
            self._options["extra_headers"] = {"Authorization": openai.omit}

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def generate(self, prompt: str, seen: Seen | None = None) -> str:
        """The model's reply to a prompt.

        Args:
            seen: is handed the draft as far as it has come, again and again; another attempt begins anew.

        Raises:
            GenerationError: if there is none within the time limit.
        """
        try:
            async with asyncio.timeout(self._timeout_s) as limit, self._slots:
                return await self._persist(prompt, seen or _unseen, limit)
        except TimeoutError as error:
            raise GenerationError(f"the language model gave no draft within {self._timeout_s:g} s") from error

    async def _persist(self, prompt: str, seen: Seen, limit: asyncio.Timeout) -> str:
        """Ask again after failures that may pass, as long as time and attempts last."""
        for attempt in range(MAX_ATTEMPTS):
            try:
                async with asyncio.timeout(self._attempt_s):
                    return await self._stream(prompt, seen)
            except GenerationError:
                raise
            except Exception as error:
                pause = self._pause(error, attempt)
                left = (limit.when() or 0.0) - asyncio.get_running_loop().time()
                if pause is None or attempt == MAX_ATTEMPTS - 1 or pause >= left:
                    raise GenerationError(f"the language model gave no draft: {_kind(error)}") from _scrubbed(error)
                logger.warning("the language model failed (%s); next attempt in %.1f s", _kind(error), pause)
                await asyncio.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    async def _stream(self, prompt: str, seen: Seen) -> str:
        finished, draft = None, ""
        request = self._options | {"messages": [{"role": "user", "content": prompt}]}
        stream: AsyncStream[ChatCompletionChunk] = await self._client.chat.completions.create(**request)
        async with stream:
            async for chunk in stream:
                for choice in chunk.choices[:1]:
                    draft += choice.delta.content or ""
                    finished = choice.finish_reason or finished
                if len(draft) > self._max_chars:
                    finished = "length"
                    break
                seen(draft)
        return _complete(draft, finished)

    def _pause(self, error: Exception, attempt: int) -> float | None:
        """Seconds to wait before another attempt; None if another one would fail alike."""
        pause: float = min(MAX_PAUSE_S, self._first_pause_s * 2**attempt) * random.uniform(0.75, 1.25)  # noqa: S311
        if not isinstance(error, self._errors.APIStatusError):
            return pause
        if error.status_code == 400 and self._adapt(error.param):
            return 0.0
        if error.status_code in {408, 409, 429} or error.status_code >= 500:
            return max(pause, _retry_after_s(error))
        return None

    def _adapt(self, refused: str | None) -> bool:
        """Leave out what this model does not take: some reasoning models want other names and no temperature."""
        if refused not in ("temperature", "max_tokens") or refused not in self._options:
            return False
        value = self._options.pop(refused)
        if refused == "max_tokens":
            self._options["max_completion_tokens"] = value
        return True


def _unseen(draft: str) -> None:
    """Nobody looks at a draft before it is complete."""


def _complete(draft: str, finished: str | None) -> str:
    """A draft that its model ended itself."""
    if finished is None:
        raise _CutOffError
    if finished == "length":
        raise GenerationError("the draft grew too long: set HOIDAP_LLM_MAX_TOKENS higher")
    if not draft.strip():
        raise GenerationError(f"the language model gave an empty draft (it ended with {finished!r:.40})")
    return draft


def _checked_model(model: str) -> str:
    if not model:
        raise GenerationError("HOIDAP_LLM_MODEL is missing: name a model of the server at HOIDAP_LLM_BASE_URL")
    return model


def _checked_url(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise GenerationError("HOIDAP_LLM_BASE_URL is no address: write one like http://localhost:8000/v1")
    return url


def _checked_key(key: str) -> str:
    """A key that HTTP can carry: one that it cannot would be repeated in the error."""
    key = key.strip()
    if not (key.isascii() and key.isprintable()):
        raise GenerationError("HOIDAP_LLM_API_KEY holds a character that no key has: copy the key again")
    return key


def _kind(error: Exception) -> str:
    status = getattr(error, "status_code", None)
    return f"HTTP {status}" if status else type(error).__name__


def _scrubbed(error: Exception) -> Exception:
    """The error without words: the server's complaint may repeat the key or the prompt."""
    error.args = ()
    error.__cause__ = error.__context__ = None
    for attribute in ("message", "body"):
        if hasattr(error, attribute):
            setattr(error, attribute, None)
    return error


def _retry_after_s(error: APIStatusError, now: Callable[[], float] = time) -> float:
    """The wait that a server asks for, in seconds or until a date; 0 if it asks for none."""
    written = error.response.headers.get("retry-after", "")
    try:
        return max(0.0, float(written))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(written).timestamp() - now())
    except ValueError:
        return 0.0
