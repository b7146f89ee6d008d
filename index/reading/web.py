"""Articles fetched from the web, for people who name an address; nothing else here opens a connection.

An address may come from anybody who may add articles, and must not reach what only this machine can reach. So every
hop is looked up first, refused if any of its addresses is not of the public internet, and then connected to by the
very address that was looked up: a name that resolves differently a moment later changes nothing.
"""

from __future__ import annotations

import asyncio
import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import PurePosixPath
from urllib.parse import unquote

import httpx

from index.errors import FetchError, FetchFault
from index.vietnamese.text import fold

MAX_BYTES = 25_000_000
MAX_REDIRECTS = 5
TIMEOUT_S = 30.0  # for all of it
_MAX_NAME_CHARS = 100
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "application/pdf": ".pdf",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
}
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))  # IPv4 addresses in an IPv6 dress
_HEADERS = {"User-Agent": "hoidap", "Accept": "text/html,application/pdf,*/*;q=0.5", "Accept-Encoding": "identity"}
_ANEW = httpx.Limits(max_keepalive_connections=0)  # a connection is for one host, though another has its address
Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """What an address gave."""

    url: str  # where the redirects led
    name: str  # a file name made of the address, with the suffix of what it is
    content: bytes


async def fetch_article(
    url: str, *, allow_private: bool = False, max_bytes: int = MAX_BYTES, timeout_s: float = TIMEOUT_S
) -> FetchedFile:
    """Fetch the page or file at an address.

    Args:
        url: http or https.
        allow_private: whether addresses of this machine and its network may be asked.

    Raises:
        FetchError: if the address may not be asked, does not answer, or gives no article.
    """
    try:
        async with (
            asyncio.timeout(timeout_s),
            httpx.AsyncClient(headers=_HEADERS, trust_env=False, timeout=_waits(timeout_s), limits=_ANEW) as client,
        ):
            at = _address(url, url)
            for _ in range(MAX_REDIRECTS + 1):
                found = await _ask_any(client, at, await _looked_up(at, allow_private), max_bytes)
                if isinstance(found, FetchedFile):
                    return found
                at = _address(found, url)
    except TimeoutError as exc:
        raise FetchError(
            url, f"takes longer than {timeout_s:.0f} s: try again later, or save the page as .html", FetchFault.SLOW
        ) from exc
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as exc:
        raise FetchError(
            url, "does not answer: check the address, or save the page as .html", FetchFault.SILENT
        ) from exc
    raise FetchError(
        url, f"leads on more than {MAX_REDIRECTS} times: give the address of the article itself", FetchFault.LEADS_ON
    )


def _waits(timeout_s: float) -> httpx.Timeout:
    """A host that cannot be connected to leaves time for its other addresses; all else ends with the whole."""
    return httpx.Timeout(None, connect=timeout_s / 3)


def _address(url: str, asked: str) -> httpx.URL:
    try:
        at = httpx.URL(url)
    except (httpx.InvalidURL, TypeError, ValueError) as exc:
        raise FetchError(asked, "is no address: write it like https://…", FetchFault.NO_ADDRESS) from exc
    if at.scheme not in ("http", "https") or not at.host:
        raise FetchError(asked, "is no address of the web: write it like https://…", FetchFault.NO_ADDRESS)
    if at.userinfo:
        raise FetchError(asked, "holds a name or password: give an address that everybody may read", FetchFault.SECRET)
    return at


async def _looked_up(at: httpx.URL, allow_private: bool) -> list[str]:
    """The addresses that a host has.

    Raises:
        FetchError: if any of them is not of the public internet, unless that is allowed.
    """
    port = at.port or {"http": 80, "https": 443}[at.scheme]
    try:
        found = await asyncio.get_running_loop().getaddrinfo(at.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise FetchError(str(at), "is unknown: check the spelling of the address", FetchFault.UNKNOWN) from exc
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not allow_private and not all(map(_is_public, map(ip_address, addresses))):
        raise FetchError(
            str(at), "is an address of this machine or its network: give one of the public internet", FetchFault.PRIVATE
        )
    return list(dict.fromkeys(addresses))


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return _is_public(inner)
        if address.teredo is not None or any(address in network for network in _TRANSLATED):
            return False
    return address.is_global and not address.is_multicast


async def _ask_any(client: httpx.AsyncClient, at: httpx.URL, addresses: list[str], max_bytes: int) -> FetchedFile | str:
    """What the first address that can be connected to gives."""
    *others, last = addresses
    for address in others:
        try:
            return await _ask(client, at, address, max_bytes)
        except (httpx.ConnectError, httpx.ConnectTimeout):  # as of an IPv6 address where there is no IPv6
            continue
    return await _ask(client, at, last, max_bytes)


async def _ask(client: httpx.AsyncClient, at: httpx.URL, address: str, max_bytes: int) -> FetchedFile | str:
    """What an address gives, asked by its looked-up number; or where it leads on to."""
    request = client.build_request(
        "GET",
        at.copy_with(host=address),
        headers={"Host": at.netloc.decode("ascii")},
        extensions={"sni_hostname": at.raw_host.decode("ascii")},  # the name that the certificate must be for
    )
    response = await client.send(request, stream=True, follow_redirects=False)
    try:
        if response.has_redirect_location:
            return str(at.join(response.headers["Location"]))
        if response.status_code != httpx.codes.OK:
            raise FetchError(str(at), f"answers with {response.status_code}: check the address", FetchFault.REFUSED)
        content = bytearray()
        async for some in response.aiter_bytes():
            content += some
            if len(content) > max_bytes:
                raise FetchError(
                    str(at),
                    f"gives more than {max_bytes // 1_000_000} MB: save what is of use as a file",
                    FetchFault.TOO_LARGE,
                )
        return FetchedFile(str(at), _name(at, response.headers.get("Content-Type", "")), bytes(content))
    finally:
        await response.aclose()


def _name(at: httpx.URL, content_type: str) -> str:
    """A file name made of an address: "phunu.example-tin-tuc-tong-ket-2023.html"."""
    path = PurePosixPath(unquote(at.path))
    suffix = _SUFFIXES.get(content_type.partition(";")[0].strip().lower())
    known = set(_SUFFIXES.values()) | {".htm", ".md"}
    if suffix is None:
        suffix = path.suffix.lower() if path.suffix.lower() in known else ".html"
    parts = [at.host, *path.with_suffix("").parts[1:]] if path.suffix.lower() in known else [at.host, *path.parts[1:]]
    plain = re.sub(r"[^a-z0-9.]+", "-", fold(" ".join([*parts, at.query.decode("ascii", "ignore")])))
    return plain.strip("-.")[:_MAX_NAME_CHARS].strip("-.") + suffix
