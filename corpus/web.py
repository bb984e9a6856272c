"""Requests that can't be led astray: http and https, public hosts, bounded in every way.

Built on httpcore rather than on a whole client: there are no cookies, no proxies from the
environment and no redirects that nobody looked at.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version

import httpcore
import httpx

from corpus.addresses import Clock, FetchError, Network, Pinned
from corpus.compression import plain

PRODUCT = "Footnoted"

_PORTS = {"http": 80, "https": 443}
_REDIRECTS = (301, 302, 303, 307, 308)
# Headers and framing that may come on top of a body, in bytes; h11 ends headers at 100 KB.
_FRAMING = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one source may take. Bytes count as received and also as decompressed; times are in
    seconds. The sizes are a few times those of a long scanned report, the times those after
    which a person gives a page up."""

    size: int = 64_000_000
    total: float = 180.0
    connect: float = 15.0
    read: float = 30.0
    redirects: int = 5
    retries: int = 2
    wait: float = 120.0  # the longest Retry-After or crawl delay that is waited for
    pause: float = 1.0  # between two requests to one host
    robots: int = 512_000  # RFC 9309 asks for at least 500 KiB of a robots.txt


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a request that was led through every redirect. `body` gives the bytes as
    they come, content encoding not undone; header names are in lower case."""

    url: httpx.URL
    status: int
    headers: Mapping[str, str]
    body: Iterator[bytes]


Permit = Callable[[httpx.URL], float]  # seconds to keep between requests; raises FetchError


@dataclass(slots=True)
class Web:
    """The network behind its limits; remembers when it last asked which host."""

    network: Network = field(default_factory=Network)
    limits: Limits = field(default_factory=Limits)
    _asked: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def visit(
        self, url: str | httpx.URL, permit: Permit, headers: Mapping[str, str] | None = None
    ) -> Iterator[Reply]:
        """The reply to GET `url`, each redirect checked like the first address.

        Raises FetchError for what may not be asked or does not come, also while it is read.
        """
        clock, at = Clock(self.limits.total), self._checked(url)
        for _ in range(self.limits.redirects + 1):
            clock.pause(self._due(at.host, permit(at)))
            with _told(at.host), self._asking(at, clock, headers or {}) as response:
                self._asked[at.host] = time.monotonic()
                reply = _reply(at, response)
                if reply.status not in _REDIRECTS:
                    yield reply
                    return
            at = self._next(at, reply.headers.get("location", ""))
        raise FetchError("redirects", f"more than {self.limits.redirects} redirects")

    def read(self, url: httpx.URL, most: int) -> tuple[int, bytes]:
        """Status and body of a small text, at most its first `most` bytes."""
        with self.visit(url, lambda _url: 0.0) as reply:
            told = b""
            for piece in plain(reply.body, reply.headers, most):
                told += piece
                if len(told) >= most:
                    break
            return reply.status, told[:most]

    def _checked(self, url: str | httpx.URL) -> httpx.URL:
        try:
            at = httpx.URL(url)
            host = at.host  # a name whose Punycode says nothing is only found out here
        except (httpx.InvalidURL, ValueError) as error:
            raise FetchError("refused_url", "this is no address of a page") from error
        if at.scheme not in _PORTS:
            raise FetchError("refused_url", f"{at.scheme or 'it'} is neither http nor https")
        if at.userinfo:
            raise FetchError("refused_url", "the address holds a name or a password")
        if not host:
            raise FetchError("refused_url", "the address names no host")
        if at.port not in (None, 80, 443) and not self.network.is_named(host):
            raise FetchError("refused_url", f"port {at.port} is not one of the web's")
        return at.copy_with(fragment=None)

    def _next(self, at: httpx.URL, location: str) -> httpx.URL:
        if not location:
            raise FetchError("redirects", "a redirect that leads nowhere")
        try:
            following = self._checked(at.join(location))
        except (httpx.InvalidURL, ValueError) as error:
            raise FetchError("redirects", "a redirect to no address") from error
        if at.scheme == "https" and following.scheme == "http":
            raise FetchError("redirects", "a redirect from https to unprotected http")
        return following

    def _due(self, host: str, apart: float) -> float:
        """Seconds until that host may be asked again."""
        apart = max(self.limits.pause, min(apart, self.limits.wait))
        last = self._asked.get(host)
        return 0.0 if last is None else max(0.0, last + apart - time.monotonic())

    @contextmanager
    def _asking(
        self, at: httpx.URL, clock: Clock, headers: Mapping[str, str]
    ) -> Iterator[httpcore.Response]:
        backend = Pinned(self.network, clock, self.limits.size + _FRAMING)
        limits = self.limits
        timeout = {"connect": limits.connect, "read": limits.read, "write": limits.read}
        # In parts: httpcore would parse a string again, and perhaps read another host in it.
        target = httpcore.URL(
            scheme=at.raw_scheme, host=at.raw_host, port=at.port, target=at.raw_path
        )
        sent = {**_headers(), "Host": at.netloc.decode("ascii"), **headers}
        with (
            httpcore.ConnectionPool(network_backend=backend) as pool,
            pool.stream(
                "GET", target, headers=list(sent.items()), extensions={"timeout": timeout}
            ) as response,
        ):
            yield response


def _headers() -> dict[str, str]:
    """Who asks. Bytes are wanted as they are: a compressed part can't be gone on with."""
    try:
        number = version("footnoted")
    except PackageNotFoundError:
        number = "0"
    agent = f"{PRODUCT}/{number} (fetches the sources that a document cites, once)"
    return {"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "identity"}


def _reply(at: httpx.URL, response: httpcore.Response) -> Reply:
    headers = {
        name.lower().decode("latin-1"): told.decode("latin-1") for name, told in response.headers
    }
    return Reply(at, response.status, headers, response.iter_stream())


@contextmanager
def _told(host: str) -> Iterator[None]:
    """What goes wrong on the way, in our words."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise FetchError("too_slow", f"{host} kept us waiting") from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise FetchError("cut", f"the connection to {host} broke ({error})") from error
