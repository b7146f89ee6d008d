"""HTTP for the Bot API server of the tests: requests in, JSON or bytes out, connections that break if asked to."""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

Json = dict[str, Any]

# Parameters that a form carries as JSON.
_JSON_PARAMS = {
    "allowed_updates", "button", "commands", "entities", "link_preview_options", "reply_markup", "reply_parameters",
    "results", "scope",
}  # fmt: skip


@dataclass(frozen=True)
class Upload:
    """A file in a request."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Request:
    """What a client asks for."""

    path: str
    params: Json


@dataclass(frozen=True)
class Reply:
    """What it gets; a body of None breaks the connection instead."""

    status: int = 200
    body: bytes | None = b""


class HttpServer:
    """Listens on loopback and hands each request to `respond`."""

    def __init__(self, respond: Callable[[Request], Awaitable[Reply]]) -> None:
        self._respond = respond
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self) -> None:
        """Listen, on the same port as before after a stop."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the server and its connections."""
        assert self._server
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        assert connection
        self._connections.add(connection)
        try:
            while (line := await reader.readline()) and await self._exchange(line, reader, writer):
                pass
        except (ConnectionError, EOFError, asyncio.CancelledError):
            pass  # the bot hung up, or stop() did
        finally:
            self._connections.discard(connection)
            writer.close()

    async def _exchange(self, line: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        headers = await _read_headers(reader)
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        reply = await self._respond(Request(unquote(line.split()[1].decode()), read_params(headers, body)))
        if reply.body is None:
            return False
        writer.write(f"HTTP/1.1 {reply.status} -\r\nContent-Length: {len(reply.body)}\r\n\r\n".encode() + reply.body)
        await writer.drain()
        return True


async def _read_headers(reader: asyncio.StreamReader) -> dict[str, str]:
    headers = {}
    while line := (await reader.readline()).decode().strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return headers


def read_params(headers: dict[str, str], body: bytes) -> Json:
    """The parameters of a request in JSON, as a form or as a form with files."""
    kind = headers.get("content-type", "")
    if kind.startswith("application/json"):
        params: Json = json.loads(body)
        return params
    fields: Json = (
        _multipart(kind, body)
        if kind.startswith("multipart/")
        else dict(parse_qsl(body.decode(), keep_blank_values=True))
    )
    return {name: json.loads(value) if name in _JSON_PARAMS else value for name, value in fields.items()}


def _multipart(kind: str, body: bytes) -> Json:
    message = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=email.policy.HTTP)
    fields: Json = {}
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = bytes(part.get_payload(decode=True))
        file = part.get_filename()
        fields[name] = content.decode() if file is None else Upload(file, content)
    for name, value in fields.items():
        if isinstance(value, str) and value.startswith("attach://"):
            fields[name] = fields[value.removeprefix("attach://")]
    return fields
