"""A small OpenAI-compatible server on loopback: it streams the drafts that a test queues and keeps what it was sent.

    async with FakeModelServer() as server:
        server.draft("Hội đã giúp 12 hộ [1].")
        ...ask with server.url...
        [prompt] = server.prompts

Each call takes the next reply from the queue; a call without one is refused with 500.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

MODEL = "fake-model"


@dataclass(frozen=True)
class Reply:
    """How the server treats one call."""

    status: int = 200
    pieces: tuple[str, ...] = ()  # of the draft, as streamed
    finish: str | None = "stop"  # None: the stream ends without saying so
    body: Json | None = None  # of an error
    headers: Json = field(default_factory=dict)
    raw: str = ""  # sent as a server-sent event in place of the first piece
    drop: bool = False  # cut the connection after the pieces
    hang: bool = False  # after the pieces, say nothing more
    gate: asyncio.Event | None = None  # answer only when it is set
    pace_s: float = 0.0  # between two pieces


class FakeModelServer:
    """The server, its queue and the calls it got."""

    def __init__(self) -> None:
        self.requests: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.busiest = 0  # calls at a time
        self._busy = 0
        self._came = asyncio.Event()
        self._replies: deque[Reply] = deque()
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._port = 0

    # What a test does

    async def __aenter__(self) -> FakeModelServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc: object) -> None:
        assert self._server
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    @property
    def prompts(self) -> list[str]:
        """What the model was told, call by call."""
        return ["\n\n".join(message["content"] for message in request["messages"]) for request in self.requests]

    def draft(
        self, text: str, *, finish: str | None = "stop", gate: asyncio.Event | None = None, pace_s: float = 0.0
    ) -> None:
        """Stream a draft, a few characters at a time."""
        self._replies.append(Reply(pieces=_pieces(text), finish=finish, gate=gate, pace_s=pace_s))

    def fail(self, status: int, message: str = "injected", **headers: str) -> None:
        """Refuse a call; `retry_after` becomes the header Retry-After, `param` names a refused parameter."""
        error = {"message": message, "type": "error", "param": headers.pop("param", None), "code": None}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._replies.append(Reply(status=status, body={"error": error}, headers=named))

    def hang(self, text: str = "") -> None:
        """Stream a text, then say nothing more."""
        self._replies.append(Reply(pieces=_pieces(text), hang=True))

    def drop(self, text: str = "") -> None:
        """Stream a text, then cut the connection."""
        self._replies.append(Reply(pieces=_pieces(text), finish=None, drop=True))

    def malformed(self, event: str) -> None:
        """Stream an event that is not what it should be."""
        self._replies.append(Reply(raw=event))

    async def called(self, times: int) -> None:
        """Wait until that many calls have come."""
        async with asyncio.timeout(10.0):
            while len(self.requests) < times:
                self._came.clear()
                await self._came.wait()

    # HTTP

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        assert connection
        self._connections.add(connection)
        try:
            while request := await reader.readline():
                self.paths.append(request.split()[1].decode())
                self.headers.append(await _read_headers(reader))
                length = int(self.headers[-1].get("content-length", 0))
                self.requests.append(json.loads(await reader.readexactly(length)))
                self._came.set()
                if not await self._answer(writer):
                    break
        except (ConnectionError, EOFError, asyncio.CancelledError):
            pass  # the client hung up, or the test is over
        finally:
            self._connections.discard(connection)
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter) -> bool:
        """Answer a call; return whether the connection stays open."""
        self._busy += 1
        self.busiest = max(self.busiest, self._busy)
        try:
            reply = self._replies.popleft() if self._replies else Reply(status=500, body={"error": "no draft queued"})
            if reply.gate:
                await reply.gate.wait()
            if reply.status != 200:
                _write_error(writer, reply)
            else:
                await self._stream(writer, reply)
            await writer.drain()
            return not reply.drop
        finally:
            self._busy -= 1

    async def _stream(self, writer: asyncio.StreamWriter, reply: Reply) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        if reply.raw:
            _write_event(writer, reply.raw)
        for piece in reply.pieces:
            _write_event(writer, json.dumps(_chunk(piece)))
            await writer.drain()
            await asyncio.sleep(reply.pace_s)
        if reply.hang:
            await writer.drain()
            await asyncio.Event().wait()
        if reply.drop:
            return
        if reply.finish:
            _write_event(writer, json.dumps(_chunk("", reply.finish)))
            _write_event(writer, json.dumps({**_chunk(""), "choices": [], "usage": {"total_tokens": 1}}))
            _write_event(writer, "[DONE]")
        writer.write(b"0\r\n\r\n")


def _pieces(text: str, size: int = 7) -> tuple[str, ...]:
    return tuple(text[start : start + size] for start in range(0, len(text), size))


def _chunk(content: str, finish: str | None = None) -> Json:
    choice = {"index": 0, "delta": {"role": "assistant", "content": content}, "finish_reason": finish}
    return {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": MODEL, "choices": [choice]}


def _write_event(writer: asyncio.StreamWriter, data: str) -> None:
    payload = f"data: {data}\n\n".encode()
    writer.write(f"{len(payload):x}\r\n".encode() + payload + b"\r\n")


def _write_error(writer: asyncio.StreamWriter, reply: Reply) -> None:
    payload = json.dumps(reply.body, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", "Content-Length": len(payload), **reply.headers}
    lines = [f"HTTP/1.1 {reply.status} -", *(f"{name}: {value}" for name, value in headers.items())]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + payload)


async def _read_headers(reader: asyncio.StreamReader) -> dict[str, str]:
    headers = {}
    while line := (await reader.readline()).decode().strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return headers
