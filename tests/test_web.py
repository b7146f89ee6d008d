"""Articles fetched from the web: what is fetched, and what must not be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from web_server import Page, WebServer, resolve, web_server

from index.errors import FetchError
from index.reading.web import MAX_REDIRECTS, fetch_article

PUBLIC = "93.184.216.34"
HTML = "<p>Hội LHPN tỉnh Lai Châu xây 53 mái ấm.</p>".encode()


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        yield server


async def refused(url: str, **limits: float) -> str:
    with pytest.raises(FetchError) as told:
        await fetch_article(url, **limits)  # type: ignore[arg-type]
    assert ": " in told.value.reason  # after it stands what to do
    return told.value.reason


async def test_a_page_is_fetched_under_its_own_name(web: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, {"hoi.example": [["127.0.0.1"]]})
    web.pages["/tin-tuc/T%E1%BB%95ng-k%E1%BA%BFt?id=7"] = Page(HTML)
    fetched = await fetch_article(web.url("/tin-tuc/Tổng-kết?id=7", "hoi.example"), allow_private=True)
    assert fetched.content == HTML
    assert fetched.name == "hoi.example-tin-tuc-tong-ket-id-7.html"
    assert web.asked == [(f"hoi.example:{web.port}", "/tin-tuc/T%E1%BB%95ng-k%E1%BA%BFt?id=7")]


@pytest.mark.parametrize(
    ("path", "content_type", "name"),
    [
        ("/", "text/html", "127.0.0.1.html"),
        ("/bai.htm", "", "127.0.0.1-bai.htm"),
        ("/bao-cao.pdf", "application/pdf", "127.0.0.1-bao-cao.pdf"),
        ("/tai-ve?tep=3", "application/pdf", "127.0.0.1-tai-ve-tep-3.pdf"),
        ("/bao-cao.docx", "application/octet-stream", "127.0.0.1-bao-cao.docx"),
        ("/bai.aspx", "text/html", "127.0.0.1-bai.aspx.html"),
        ("/..%2f..%2fetc/passwd", "text/plain", "127.0.0.1-..-..-etc-passwd.txt"),
        ("/" + "a" * 500, "text/html", "127.0.0.1-" + "a" * 90 + ".html"),
    ],
)
async def test_the_name_has_the_suffix_of_what_it_is(web: WebServer, path: str, content_type: str, name: str) -> None:
    web.pages[path] = Page(HTML, content_type)
    assert (await fetch_article(web.url(path), allow_private=True)).name == name


async def test_redirects_are_followed_and_the_last_address_is_cited(web: WebServer) -> None:
    web.pages["/a"] = Page(status=302, location="b")
    web.pages["/b"] = Page(status=301, location=web.url("/c"))
    web.pages["/c"] = Page(HTML)
    assert (await fetch_article(web.url("/a"), allow_private=True)).url == web.url("/c")


async def test_redirects_have_an_end(web: WebServer) -> None:
    web.pages["/a"] = Page(status=302, location="/a")
    assert "leads on more than" in await refused(web.url("/a"), allow_private=True)
    assert len(web.asked) == MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "is no address of the web"),
        ("ftp://hoi.example/a", "is no address of the web"),
        ("hoi.example/a", "is no address of the web"),
        ("http://", "is no address of the web"),
        ("http://[", "is unknown"),
        ("http://a:b@hoi.example/", "holds a name or password"),
    ],
)
async def test_only_plain_addresses_of_the_web_are_asked(url: str, reason: str) -> None:
    assert reason in await refused(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "2001:0:7f00:1::",
    ],
)
async def test_addresses_of_this_machine_and_its_network_are_refused(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    resolve(monkeypatch, {"hoi.example": [[address]], "lan.example": [[PUBLIC, address]]})
    assert "is an address of this machine or its network" in await refused("http://hoi.example/")
    assert "is an address of this machine or its network" in await refused("https://lan.example/")


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "localhost", "[::1]"])
async def test_other_spellings_of_loopback_are_refused(web: WebServer, host: str) -> None:
    await refused(web.url("/", host))
    assert web.asked == []


async def test_a_redirect_to_this_machine_is_refused(web: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first hop is answered by loopback in place of a public server; the second names loopback itself."""
    resolve(monkeypatch, {})
    monkeypatch.setattr("index.reading.web._is_public", lambda address: str(address) == "127.0.0.1")
    web.pages["/a"] = Page(status=302, location="http://127.0.0.2/kin")
    assert "is an address of this machine or its network" in await refused(web.url("/a"))
    assert [path for _, path in web.asked] == ["/a"]


async def test_a_name_that_resolves_anew_is_not_asked_where_it_then_points(
    web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up = resolve(monkeypatch, {"hoi.example": [[PUBLIC], ["127.0.0.1"]]})
    assert "does not answer" in await refused(web.url("/", "hoi.example"))  # tests have no network: PUBLIC is refused
    assert looked_up == ["hoi.example"]
    assert web.asked == []


async def test_the_next_address_is_asked_where_one_cannot_be_connected_to(
    web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve(monkeypatch, {"hoi.example": [[PUBLIC, "127.0.0.1"]]})
    web.pages["/"] = Page(HTML)
    assert (await fetch_article(web.url("/", "hoi.example"), allow_private=True)).content == HTML


async def test_what_is_too_large_is_not_read_to_its_end(web: WebServer) -> None:
    web.pages["/"] = Page(b"a" * 3_000_000)
    assert "gives more than 2 MB" in await refused(web.url("/"), allow_private=True, max_bytes=2_000_000)


async def test_a_server_that_does_not_answer_is_told(web: WebServer) -> None:
    assert "answers with 404" in await refused(web.url("/khong-co"), allow_private=True)
    assert "does not answer" in await refused("http://127.0.0.1:1/", allow_private=True)


async def test_a_slow_server_is_not_waited_for() -> None:

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert "takes longer" in await refused(f"http://127.0.0.1:{port}/", allow_private=True, timeout_s=0.3)
