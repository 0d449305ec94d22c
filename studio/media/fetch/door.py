"""Where connections are made for links that others give us: only to addresses that we checked, and only so long."""

import ipaddress
import socket
import ssl
import time
import urllib.request
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import httpcore
import httpx

from studio.errors import BadMedia, ReadFailed

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Deadline:
    """When patience ends. Every wait is cut to it: a peer that sends a byte now and then would hold us for ever."""

    def __init__(self, total_s: float):
        self._ends_at = time.monotonic() + total_s

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._ends_at

    def cut(self, wait_s: float | None) -> float:
        if self.is_over:
            raise httpcore.ReadTimeout("the deadline is over")
        left_s = max(0.001, self._ends_at - time.monotonic())
        return left_s if wait_s is None else min(wait_s, left_s)


class Door(httpcore.NetworkBackend):
    """Looks a name up once, checks every address it has, and connects to those very addresses: no second look-up to be fooled by."""

    def __init__(self, deadline: Deadline, allow_private: bool):
        self._deadline = deadline
        self._allow_private = allow_private
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = look_up(host, port)
        if not self._allow_private:
            refuse_private(addresses)
        return _TimedStream(self._connect_first(addresses, port, timeout), self._deadline)

    def _connect_first(
        self, addresses: Sequence[IPAddress], port: int, timeout: float | None
    ) -> httpcore.NetworkStream:
        for address in addresses[:-1]:
            try:
                return self._network.connect_tcp(str(address), port, self._deadline.cut(timeout))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue  # a name often has an IPv6 address that leads nowhere
        return self._network.connect_tcp(str(addresses[-1]), port, self._deadline.cut(timeout))


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline):
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.cut(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.cut(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.cut(timeout))
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def open_pool(url: httpx.URL, deadline: Deadline, allow_private: bool) -> httpcore.ConnectionPool:
    """A way to that address: our door, or the proxy that this machine's environment names."""
    proxy_address = _proxy_for(url)
    if not proxy_address:
        return httpcore.ConnectionPool(ssl_context=trust(), network_backend=Door(deadline, allow_private))
    if not allow_private:
        _refuse_private_where_known(url)
    proxy = httpx.Proxy(proxy_address)
    return httpcore.HTTPProxy(
        proxy_url=str(proxy.url),
        proxy_auth=proxy.raw_auth,
        ssl_context=trust(),
        network_backend=Door(deadline, allow_private=True),  # it leads to the proxy, which usually is a private address
    )


def look_up(host: str, port: int) -> list[IPAddress]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, OverflowError) as error:
        raise ReadFailed("The address of the link is unknown.") from error
    return list(dict.fromkeys(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))


def refuse_private(addresses: Iterable[IPAddress]) -> None:
    if not all(is_public(address) for address in addresses):
        raise BadMedia("The link points inside a private network. Use a link that anyone can open.")


def is_public(address: IPAddress) -> bool:
    """An IPv6 address may carry an IPv4 address inside: then that one counts."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        carried = address.ipv4_mapped or address.sixtofour
        if carried:
            return is_public(carried)
    return address.is_global and not address.is_multicast


def _refuse_private_where_known(url: httpx.URL) -> None:
    """Behind a proxy names may mean nothing here: the proxy looks them up, and decides what it lets through."""
    try:
        addresses = look_up(url.host, url.port or 443)
    except ReadFailed:
        return
    refuse_private(addresses)


def _proxy_for(url: httpx.URL) -> str | None:
    if _is_loopback(url.host) or urllib.request.proxy_bypass(url.host):
        return None
    proxies = urllib.request.getproxies()
    address = proxies.get(url.scheme) or proxies.get("all")
    return address if not address or "://" in address else f"http://{address}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


@cache
def trust() -> ssl.SSLContext:
    """Loaded once: reading the certificates takes longer than a small download."""
    return httpx.create_ssl_context()
