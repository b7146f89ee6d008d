"""A small web server on loopback, and names that resolve to what a test says."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class Page:
    content: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    location: str = ""


@dataclass
class WebServer:
    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)  # host as asked for, path

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@contextmanager
def web_server() -> Iterator[WebServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802
            known.asked.append((self.headers["Host"], self.path))
            page = known.pages.get(self.path, Page(status=404))
            self.send_response(page.status)
            if page.location:
                self.send_header("Location", page.location)
            self.send_header("Content-Type", page.content_type)
            self.end_headers()
            self.wfile.write(page.content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known = WebServer(server.server_port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def resolve(monkeypatch: pytest.MonkeyPatch, names: Mapping[str, Sequence[Sequence[str]]]) -> list[str]:
    """Let names resolve to addresses: each look-up takes the next list of them, the last one for ever.

    Returns:
        The names looked up, as they are.
    """
    looked_up: list[str] = []

    def getaddrinfo(host: str, port: int, *_: object, **__: object) -> list[tuple[Any, ...]]:
        answers = names.get(host, [[host]])
        addresses = answers[min(looked_up.count(host), len(answers) - 1)]
        looked_up.append(host)
        return [
            (socket.AF_INET6 if ":" in each else socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port))
            for each in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return looked_up
