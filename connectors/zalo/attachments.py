"""Fetching what somebody sent: from the public network only, never more than may be kept.

The address comes from outside. It must be https, on the usual port, and every address its name
leads to must be public; the connection then goes to the very address that was looked at, so that
a name can't lead elsewhere a moment later. Redirects are looked at in the same way.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import httpx

from complaints.evidence import MAX_BYTES
from connectors.zalo.calls import authorities

logger = logging.getLogger(__name__)

PATIENCE = httpx.Timeout(10.0, connect=5.0)  # seconds without a byte
BUDGET_SECONDS = 30.0  # for the whole file
_REDIRECTS = 3
_HTTPS_PORT = 443
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # IPv4 behind a translator

Resolve = Callable[[str, int], Awaitable[list[str]]]


class AttachmentRefused(ValueError):
    """The file is not fetched; ``reason`` is a word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AttachmentUnreachable(RuntimeError):
    """The file could not be fetched now."""


async def resolve(host: str, port: int) -> list[str]:
    """Give the addresses of a host name.

    Raises:
        AttachmentUnreachable: it has none.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise AttachmentUnreachable(type(exc).__name__) from exc
    return [str(entry[4][0]) for entry in found]


def is_public(address: str) -> bool:
    """Tell whether an address lies in the public network; one that wraps another counts as that."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if parsed in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast


class Fetcher:
    """Fetches files.

    Args:
        resolve: host and port to addresses.
        allowed: which addresses may be connected to.
        context: certificates to trust; the usual ones when None.
        ports: ports that may be connected to.
    """

    def __init__(
        self,
        resolve: Resolve = resolve,
        allowed: Callable[[str], bool] = is_public,
        context: ssl.SSLContext | None = None,
        ports: frozenset[int] = frozenset({_HTTPS_PORT}),
    ) -> None:
        self._resolve = resolve
        self._allowed = allowed
        self._context = context
        self._ports = ports

    async def fetch(self, url: str, announced: int | None = None) -> bytes:
        """Give the content of a file of at most ``MAX_BYTES``.

        What it is is told by its content and decided elsewhere (``complaints.evidence``).

        Args:
            url: where it lies.
            announced: its size in bytes, where that was said.

        Raises:
            AttachmentRefused: the address may not be fetched, or the file is too big.
            AttachmentUnreachable: it could not be fetched now.
        """
        if announced is not None and announced > MAX_BYTES:
            raise AttachmentRefused("too_big")
        try:
            async with asyncio.timeout(BUDGET_SECONDS):
                return await self._follow(url)
        except TimeoutError as exc:
            raise AttachmentUnreachable("budget") from exc
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as exc:
            raise AttachmentUnreachable(type(exc).__name__) from None  # its text holds the address

    async def _follow(self, url: str) -> bytes:
        context = self._context or authorities()
        async with httpx.AsyncClient(timeout=PATIENCE, verify=context, trust_env=False) as http:
            for _ in range(_REDIRECTS + 1):
                request = await self._request(http, url)
                response = await http.send(request, stream=True)
                try:
                    if not response.has_redirect_location:
                        return await _content(response)
                    url = urljoin(url, response.headers["Location"])
                finally:
                    await response.aclose()
        raise AttachmentRefused("redirects")

    async def _request(self, http: httpx.AsyncClient, url: str) -> httpx.Request:
        """Make the request to the address that was looked at, for the name that was asked for."""
        try:
            parts = urlsplit(url)
            port = parts.port or _HTTPS_PORT
        except ValueError as exc:
            raise AttachmentRefused("address") from exc
        host = parts.hostname or ""
        if parts.scheme != "https" or not host or parts.username or port not in self._ports:
            raise AttachmentRefused("address")
        addresses = await self._resolve(host, port)
        if not addresses or not all(self._allowed(address) for address in addresses):
            raise AttachmentRefused("private_address")
        target = httpx.URL(url).copy_with(host=addresses[0])
        return http.build_request(
            "GET",
            target,
            headers={"Host": parts.netloc, "Accept-Encoding": "identity"},
            extensions={"sni_hostname": host},
        )


async def _content(response: httpx.Response) -> bytes:
    if response.status_code != HTTPStatus.OK:
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise AttachmentUnreachable(f"HTTP {response.status_code}")
        raise AttachmentRefused("status")
    length = response.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > MAX_BYTES:
        raise AttachmentRefused("too_big")
    parts, size = list[bytes](), 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > MAX_BYTES:
            raise AttachmentRefused("too_big")
        parts.append(part)
    return b"".join(parts)
