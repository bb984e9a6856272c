"""Which addresses may be connected to, and connections that are held to them."""

import socket
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from ssl import SSLContext
from typing import Any

import httpcore

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

# The special-purpose registries of IANA (RFC 6890 and its updates), multicast and the future use
# block; ipaddress' own is_global misses some of them in older patch releases of Python.
_BARRED4 = [
    ip_network(block)
    for block in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 "
        "192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 "
        "224.0.0.0/4 240.0.0.0/4"
    ).split()
]
# Global unicast is all in one block; what tunnels (Teredo, 6to4) or only documents is not.
_GLOBAL6 = ip_network("2000::/3")
_BARRED6 = [ip_network(block) for block in "2001::/23 2001:db8::/32 2002::/16 3fff::/20".split()]
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address

# What a host named by the user may lead to besides: their own machine and network.
_INTRANET = [
    ip_network(block)
    for block in (
        "10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.168.0.0/16 ::1/128 fc00::/7"
    ).split()
]
# Where clouds tell a machine its secrets, outside the link-local block: Alibaba, Azure, Amazon.
_METADATA = {ip_address(one) for one in "100.100.100.200 168.63.129.16 fd00:ec2::254".split()}


class FetchError(Exception):
    """Why one source could not be fetched: `reason` for programs, `told` for people."""

    def __init__(self, reason: str, told: str) -> None:
        self.reason, self.told = reason, told
        super().__init__(f"{reason}: {told}")


def reachable(address: str, named: bool = False) -> bool:
    """Whether that address may be connected to; `named` is true for a host that the user named,
    which may stand in a private network but never in a link-local or metadata one."""
    one = _plain(ip_address(address.partition("%")[0]))
    if one in _METADATA:
        return False
    if named and any(one in block for block in _INTRANET):
        return True
    if isinstance(one, IPv4Address):
        return not any(one in block for block in _BARRED4)
    return one in _GLOBAL6 and not any(one in block for block in _BARRED6)


def _plain(one: Address) -> Address:
    """The IPv4 address inside an IPv6 one that only wraps it; else itself."""
    if isinstance(one, IPv6Address):
        if one.ipv4_mapped:
            return one.ipv4_mapped
        if one in _NAT64:
            return IPv4Address(int(one) & 0xFFFFFFFF)
    return one


def system_addresses(host: str, port: int) -> list[str]:
    """What the system's resolver says, each address once. Raises OSError if it knows none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


@dataclass(frozen=True, slots=True)
class Network:
    """How a name becomes a connection: `allowed` are the hosts that the user named."""

    allowed: frozenset[str] = frozenset()
    resolve: Resolve = system_addresses
    dial: httpcore.NetworkBackend = field(default_factory=httpcore.SyncBackend)

    def is_named(self, host: str) -> bool:
        return host.lower().rstrip(".") in self.allowed

    def addresses(self, host: str, port: int) -> Sequence[str]:
        """The addresses of that host, all of them fit to connect to.

        Raises FetchError where one isn't: a name that leads to both is a trap.
        """
        try:
            found = self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise FetchError("unreachable", f"no address is known for {host}") from error
        for address in found:
            if not reachable(address, self.is_named(host)):
                raise FetchError("refused_address", f"{host} leads to {address}, not a public host")
        return found


class Clock:
    """Seconds that are left for one source."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """More than 0. Raises FetchError once the time is up."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise FetchError("too_slow", "it took longer than a source may")
        return left

    def pause(self, seconds: float) -> None:
        """Sleeps; that time isn't counted."""
        time.sleep(seconds)
        self._ends += seconds


class Pinned(httpcore.NetworkBackend):
    """Connects to the very address that was checked: the name is resolved once a connection, so
    that it can't stand for another address a moment later (DNS rebinding). TLS still checks the
    certificate against the name."""

    def __init__(self, network: Network, clock: Clock, room: int) -> None:
        """`room` is how many bytes may come in over a connection, headers and framing too."""
        self._network, self._clock, self._room = network, clock, room

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        for address in self._network.addresses(host, port):
            wait = min(timeout or self._clock.left(), self._clock.left())
            try:
                stream = self._network.dial.connect_tcp(
                    address, port, wait, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
            return _Bounded(stream, self._clock, self._room)
        raise FetchError("unreachable", f"{host} does not answer")


class _Bounded(httpcore.NetworkStream):
    """A connection that ends when its time or its bytes are used up, whatever trickles in."""

    def __init__(self, inner: httpcore.NetworkStream, clock: Clock, room: int) -> None:
        self._inner, self._clock, self._room = inner, clock, room

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        told = self._inner.read(max_bytes, self._soonest(timeout))
        self._room -= len(told)
        if self._room < 0:
            raise FetchError("too_large", "more came than a source may hold")
        return told

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._soonest(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._soonest(timeout))
        return _Bounded(inner, self._clock, self._room)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def _soonest(self, timeout: float | None) -> float:
        left = self._clock.left()
        return left if timeout is None else min(timeout, left)
