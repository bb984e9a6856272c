"""Fetching sources: against a real server on this machine that behaves badly in every way."""

import gzip
import hashlib
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address, IPv6Address
from itertools import count
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from urllib.parse import unquote

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from corpus.addresses import FetchError, Network, reachable
from corpus.collection import PACKAGED, READERS, read_collection
from corpus.downloads import Downloads
from corpus.errors import UserError
from corpus.fetching import Outcome, fetch, wanted
from corpus.kinds import is_sent_as, kind_of
from corpus.ledger import ledger
from corpus.web import Limits, Web

Footnoted = Callable[..., "CompletedProcess[str]"]

_TEXT = b"Bees hum because they shiver.\n\nThirty bees were counted in 2021.\n"
_TAG = '"one"'
_QUICK = Limits(
    size=20_000, total=1.5, connect=1.0, read=0.5, redirects=3, retries=2, wait=1.0, pause=0.0
)
_PUBLIC = "93.184.215.14"


class Handler(BaseHTTPRequestHandler):
    """One path for each way to behave."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        name = self.path.strip("/").partition("?")[0].partition("/")[0].replace(".", "_")
        try:
            getattr(self, f"get_{name}", self.get_missing)()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        headers.setdefault("Content_Length", str(len(body)))
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def get_missing(self) -> None:
        self.say(404, b"no such page")

    def get_robots_txt(self) -> None:
        if self.server.robots is None:
            self.say(self.server.robots_status)
        elif self.server.zips_robots:
            self.say(200, gzip.compress(self.server.robots.encode()), Content_Encoding="gzip")
        else:
            self.say(200, self.server.robots.encode(), Content_Type="text/plain")

    def get_text(self) -> None:
        self.say(200, _TEXT, Content_Type="text/plain; charset=utf-8")

    def get_pdf(self) -> None:
        self.say(200, b"%PDF-1.7\n...", Content_Type="application/pdf")

    def get_lying(self) -> None:
        self.say(200, b"<!doctype html><p>Hello", Content_Type="text/plain")

    def get_image(self) -> None:
        self.say(200, b"\x89PNG\r\n\x1a\n\x00\x00", Content_Type="text/plain")

    def get_to(self) -> None:
        self.say(302, Location=self.path.partition("?")[2])

    def get_loop(self) -> None:
        self.say(302, Location="/loop")

    def get_nowhere(self) -> None:
        self.say(302)

    def get_endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Connection", "close")
        self.end_headers()
        while True:
            self.wfile.write(b"word " * 1000)

    def get_huge(self) -> None:
        self.say(200, Content_Type="text/plain", Content_Length="999999999")

    def get_headers(self) -> None:
        self.send_response(200)
        for number in count():
            self.send_header(f"X-{number}", "y" * 1000)
            self.flush_headers()

    def get_drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Connection", "close")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"a ")
            self.wfile.flush()
            time.sleep(0.1)

    def get_silent(self) -> None:
        time.sleep(1)
        self.close_connection = True

    def get_bomb(self) -> None:
        self.say(
            200,
            gzip.compress(b"a " * 2_000_000),
            Content_Type="text/plain",
            Content_Encoding="gzip",
        )

    def get_zipped(self) -> None:
        halves = gzip.compress(_TEXT[:20]) + gzip.compress(_TEXT[20:])
        self.say(200, halves, Content_Type="text/plain", Content_Encoding="gzip")

    def get_halfzipped(self) -> None:
        half = gzip.compress(_TEXT)[:-20]
        self.say(200, half, Content_Type="text/plain", Content_Encoding="gzip")

    def get_busy(self) -> None:
        """Busy for as long as the query says, and once."""
        if self.server.times(self.path) > 1:
            self.get_text()
        else:
            self.say(429, Retry_After=unquote(self.path.partition("?")[2]))

    def get_cookie(self) -> None:
        self.say(302, Location="/text", Set_Cookie="who=you")

    def get_broken(self) -> None:
        """Breaks off in the middle the first time; goes on if asked to by the right tag."""
        self.parts(_TAG)

    def get_changed(self) -> None:
        """The same, but it is another file the second time: the tag fits no more."""
        self.parts('"two"' if self.server.times(self.path) > 1 else _TAG)

    def get_moved(self) -> None:
        """Answers with a part that nobody asked for."""
        if self.server.times(self.path) > 1 and "Range" in self.headers:
            self.say(206, _TEXT[5:], Content_Range=f"bytes 5-{len(_TEXT) - 1}/{len(_TEXT)}")
        else:
            self.parts(_TAG)

    def parts(self, tag: str) -> None:
        told = {"Content_Type": "text/plain", "ETag": tag}
        if self.server.times(self.path) == 1:
            self.say(200, _TEXT[:30], Content_Length=str(len(_TEXT)), **told)
            self.close_connection = True
        elif self.headers.get("Range") and self.headers.get("If-Range") == tag:
            start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            place = f"bytes {start}-{len(_TEXT) - 1}/{len(_TEXT)}"
            self.say(206, _TEXT[start:], Content_Range=place, **told)
        else:
            self.say(200, _TEXT, **told)

    def log_message(self, *_told: Any) -> None:
        """Nothing on the test's stderr."""


class Server(ThreadingHTTPServer):
    """Remembers what it was asked, headers too."""

    robots: str | None = None
    robots_status = 404
    zips_robots = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.port = self.server_address[1]

    def times(self, path: str) -> int:
        return sum(1 for one, _ in self.asked if one == path)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]


class Names:
    """A resolver that knows what it is told: for each name, its addresses the first time, the
    second, and so on; the last for good."""

    def __init__(self, **known: list[str]) -> None:
        self._known = {name.replace("_", "."): list(told) for name, told in known.items()}

    def __call__(self, host: str, _port: int) -> list[str]:
        told = self._known.get(host)
        if not told:
            return [host]  # an address already
        return (told.pop(0) if len(told) > 1 else told[0]).split()


class Bridge(httpcore.SyncBackend):
    """Connects to the test's server whatever the address, and remembers the address."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.dialled: list[str] = []

    def connect_tcp(self, host: str, port: int, *more: Any, **named: Any) -> Any:
        self.dialled.append(host)
        return super().connect_tcp("127.0.0.1", self._port, *more, **named)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as one:
        thread = threading.Thread(target=one.serve_forever, args=(0.01,))
        thread.start()
        yield one
        one.shutdown()
        thread.join()


@pytest.fixture
def bridge(server: Server) -> Bridge:
    return Bridge(server.port)


@pytest.fixture
def downloads(bridge: Bridge, tmp_path: Path) -> Downloads:
    """Of a public host, good.test, and of others."""
    names = Names(
        good_test=[_PUBLIC],
        other_test=[_PUBLIC],
        rebound_test=[_PUBLIC, _PUBLIC, "127.0.0.1"],
        mixed_test=[f"{_PUBLIC} 10.0.0.7"],
        home_test=["127.0.0.1"],
    )
    room = tmp_path / "room"
    room.mkdir()
    return Downloads(Web(Network(frozenset(), names, bridge), _QUICK), room)


def failure(downloads: Downloads, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        downloads.get(url)
    assert not downloads.place(url).whole.exists()
    return caught.value


@pytest.mark.parametrize(
    "address",
    """0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.9.9.9 169.254.169.254 172.16.0.1 172.31.255.255
    192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1
    239.255.255.250 240.0.0.1 255.255.255.255 168.63.129.16 100.100.100.200
    :: ::1 ::7f00:1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a00:1
    64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::1 3fff::1 fc00::1 fd00:ec2::254 fe80::1
    fe80::1%eth0 fec0::1 ff02::1 5f00::1""".split(),
)
def test_no_address_that_is_not_public(address: str) -> None:
    assert not reachable(address)


@given(st.ip_addresses())
def test_nothing_that_python_holds_to_be_special(address: IPv4Address | IPv6Address) -> None:
    special = address.is_private or address.is_loopback or address.is_link_local
    special = special or address.is_multicast or address.is_reserved or address.is_unspecified
    # What only wraps an IPv4 address is judged by that one.
    if special and not str(address).startswith(("64:ff9b::", "::ffff:")):
        assert not reachable(str(address))


@pytest.mark.parametrize(
    "address", "93.184.215.14 8.8.8.8 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808".split()
)
def test_public_addresses(address: str) -> None:
    assert reachable(address)
    assert reachable(address, named=True)


def test_a_named_host_may_be_at_home_but_never_the_cloud_s_metadata() -> None:
    at_home = "127.0.0.1 10.0.0.1 192.168.0.1 ::1 fd12::1 ::ffff:127.0.0.1"
    assert all(reachable(address, named=True) for address in at_home.split())
    never = "169.254.169.254 100.100.100.200 fd00:ec2::254 fe80::1 0.0.0.0 224.0.0.1"
    assert not any(reachable(address, named=True) for address in never.split())


@pytest.mark.parametrize(
    "url",
    """file:///etc/passwd ftp://good.test/ gopher://good.test/ data:text/plain,hi javascript:1
    http://user@good.test/ http://user:pass@good.test/ http://good.test:22/ http://good.test:8080/
    http:///text http://[::1 https:// https://xn--a/ https://xn--zzzzzz.com""".split(),
)
def test_addresses_that_are_refused_before_anything_is_asked(
    downloads: Downloads, bridge: Bridge, url: str
) -> None:
    assert failure(downloads, url).reason == "refused_url"
    assert not bridge.dialled


@pytest.mark.parametrize(
    "url",
    """http://127.0.0.1/text http://[::1]/text http://[::ffff:127.0.0.1]/text http://home.test/text
    http://mixed.test/text http://169.254.169.254/latest/meta-data http://[fd00:ec2::254]/
    http://10.0.0.1/ http://100.64.0.1/""".split(),
)
def test_hosts_that_are_not_public(downloads: Downloads, bridge: Bridge, url: str) -> None:
    assert failure(downloads, url).reason == "refused_address"
    assert not bridge.dialled


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "localhost"])
def test_other_spellings_of_this_machine(bridge: Bridge, tmp_path: Path, host: str) -> None:
    downloads = Downloads(Web(Network(dial=bridge), _QUICK), tmp_path)
    assert failure(downloads, f"http://{host}/").reason == "refused_address"
    assert not bridge.dialled


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://127.0.0.1/text", "refused_address"),
        ("http://169.254.169.254/latest/meta-data/", "refused_address"),
        ("http://home.test/text", "refused_address"),
        ("//[::1]/text", "refused_address"),
        ("file:///etc/passwd", "refused_url"),
        ("http://good.test:22/", "refused_url"),
        ("http://me:secret@good.test/text", "refused_url"),
        ("https://xn--a/", "refused_url"),
    ],
)
def test_redirects_to_where_nobody_may_go(
    downloads: Downloads, server: Server, bridge: Bridge, location: str, reason: str
) -> None:
    assert failure(downloads, f"http://good.test/to?{location}").reason == reason
    assert server.paths() == [f"/to?{location}"]
    assert set(bridge.dialled) == {_PUBLIC}


def test_a_name_that_turns_to_this_machine_is_not_followed(
    downloads: Downloads, server: Server, bridge: Bridge
) -> None:
    # robots.txt and the page are at the public address; then the name is rebound.
    told = failure(downloads, "http://rebound.test/to?/text")
    assert told.reason == "refused_address"
    assert bridge.dialled == [_PUBLIC, _PUBLIC]  # addresses, never the name
    assert server.paths() == ["/to?/text"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("missing", "status"),
        ("loop", "redirects"),
        ("nowhere", "redirects"),
        ("endless", "too_large"),
        ("huge", "too_large"),
        ("headers", "cut"),
        ("bomb", "too_large"),
        ("drip", "too_slow"),
        ("silent", "too_slow"),
        ("halfzipped", "cut"),
        ("busy?", "busy"),
        ("busy?3600", "busy"),
        ("busy?Fri, 31 Dec 2100 23:59:59 GMT", "busy"),
        ("busy?soon", "busy"),
        ("busy?Fri, 31 Dec 99999999999999999999 23:59:59 GMT", "busy"),
    ],
)
def test_what_goes_wrong_is_told(downloads: Downloads, path: str, reason: str) -> None:
    assert failure(downloads, f"http://good.test/{path}").reason == reason
    parts = downloads.place(f"http://good.test/{path}").part
    assert not parts.exists() or parts.stat().st_size <= _QUICK.size


def test_a_good_source(downloads: Downloads, server: Server) -> None:
    begun = downloads.get("http://good.test/to?http://other.test/text#part")
    assert downloads.place(begun.url).whole.read_bytes() == _TEXT
    assert begun.came_from == "http://other.test/text"
    _, headers = server.asked[-1]
    assert headers["Host"] == "other.test"
    assert headers["User-Agent"].startswith("Footnoted/")


def test_a_compressed_source(downloads: Downloads) -> None:
    downloads.get("http://good.test/zipped")
    assert downloads.place("http://good.test/zipped").whole.read_bytes() == _TEXT


def test_no_cookies(downloads: Downloads, server: Server) -> None:
    downloads.get("http://good.test/cookie")
    assert server.paths() == ["/cookie", "/text"]
    assert not any("Cookie" in headers for _, headers in server.asked)


def test_no_proxy_from_the_environment(
    downloads: Downloads, bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    downloads.get("http://good.test/text")
    assert set(bridge.dialled) == {_PUBLIC}


def test_a_busy_server_is_asked_again_when_it_says(downloads: Downloads, server: Server) -> None:
    before = time.monotonic()
    downloads.get("http://good.test/busy?1")
    assert time.monotonic() - before >= 1
    assert server.paths() == ["/busy?1", "/busy?1"]


def test_requests_to_one_host_are_kept_apart(bridge: Bridge, tmp_path: Path) -> None:
    limits = Limits(pause=0.2)
    web = Web(Network(resolve=Names(good_test=[_PUBLIC]), dial=bridge), limits)
    before = time.monotonic()
    Downloads(web, tmp_path).get("http://good.test/to?/text")
    assert time.monotonic() - before >= 0.4  # robots.txt, the redirect, the page


@pytest.mark.parametrize("zipped", [False, True])
def test_robots_txt_is_obeyed(downloads: Downloads, server: Server, zipped: bool) -> None:
    server.zips_robots = zipped
    server.robots = "User-agent: footnoted\nDisallow: /text\n\nUser-agent: *\nDisallow: /\n"
    assert failure(downloads, "http://good.test/text").reason == "robots"
    assert failure(downloads, "http://good.test/to?/text").reason == "robots"
    downloads.get("http://good.test/zipped")
    assert server.paths() == ["/to?/text", "/zipped"]
    assert server.times("/robots.txt") == 1


def test_rules_that_cannot_be_had_forbid_all(downloads: Downloads, server: Server) -> None:
    server.robots_status = 503
    for path in ("text", "zipped"):
        assert failure(downloads, f"http://good.test/{path}").reason == "robots"
    assert [path for path, _ in server.asked] == ["/robots.txt"]


@pytest.mark.parametrize(
    "line",
    ["Crawl-delay: ²", "Request-rate: ²/1", "Disallow: //[", f"Crawl-delay: {'9' * 400}"],
)
def test_rules_that_cannot_be_understood_forbid_all(
    downloads: Downloads, server: Server, line: str
) -> None:
    server.robots = f"User-agent: *\n{line}\n"
    for path in ("text", "zipped"):
        assert failure(downloads, f"http://good.test/{path}").reason == "robots"
    assert server.times("/robots.txt") == 1
    assert not server.paths()


@pytest.mark.parametrize("path", ["broken", "changed", "moved"])
def test_a_cut_download_goes_on_or_starts_anew(
    downloads: Downloads, server: Server, path: str
) -> None:
    url = f"http://good.test/{path}"
    downloads.get(url)
    assert downloads.place(url).whole.read_bytes() == _TEXT
    asked = [headers.get("Range") for one, headers in server.asked if one == f"/{path}"]
    assert asked[:2] == [None, "bytes=30-"]


def test_a_cut_download_goes_on_in_the_next_run(
    bridge: Bridge, server: Server, tmp_path: Path
) -> None:
    limits = Limits(retries=0, pause=0.0)
    web = Web(Network(resolve=Names(good_test=[_PUBLIC]), dial=bridge), limits)
    url = "http://good.test/broken"
    first = Downloads(web, tmp_path)
    assert failure(first, url).reason == "cut"
    assert first.place(url).part.read_bytes() == _TEXT[:30]
    second = Downloads(web, tmp_path)
    second.get(url)
    assert second.place(url).whole.read_bytes() == _TEXT
    assert server.asked[-1][1]["If-Range"] == _TAG
    Downloads(web, tmp_path).get(url)
    assert len(server.paths()) == 2  # the whole file is there: nobody is asked


def test_a_damaged_record_of_a_part_starts_anew(downloads: Downloads, server: Server) -> None:
    url = "http://good.test/text"
    place = downloads.place(url)
    place.part.write_bytes(b"half")
    place.about.write_text("{", "utf-8")
    downloads.get(url)
    assert place.whole.read_bytes() == _TEXT
    assert "Range" not in server.asked[-1][1]


def certificate(folder: Path, name: str) -> Path:
    """A file with a key and a certificate of that name, which nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / f"{name}.pem"
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(
    ("name", "trusted", "fetched"),
    [("good.test", True, True), ("good.test", False, False), ("evil.test", True, False)],
)
def test_a_certificate_is_checked_against_the_name(
    server: Server,
    downloads: Downloads,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    trusted: bool,
    fetched: bool,
) -> None:
    pem, asked_for = certificate(tmp_path, name), list[str | None]()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    context.sni_callback = lambda _socket, sni, _context: asked_for.append(sni)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    if fetched:
        downloads.get("https://good.test/text")
        assert server.asked[-1][1]["Host"] == "good.test"
    else:
        assert "certificate verify failed" in failure(downloads, "https://good.test/text").told
        assert not server.asked
    assert set(asked_for) == {"good.test"}  # though an address was dialled


def test_no_redirect_from_https_to_http(
    server: Server, downloads: Downloads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate(tmp_path, "good.test")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    assert failure(downloads, "https://good.test/to?http://good.test/text").reason == "redirects"
    assert server.paths() == ["/to?http://good.test/text"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4 ...", ".pdf"),
        (b"\xef\xbb\xbf\n<!-- a --><!doctype HTML><p>", ".html"),
        (b"<?xml version='1.0'?>\n<html>", ".html"),
        (b"<!---->" * 500 + b"x", ".txt"),
        ("Ärzte sagen ‘nein’.\n".encode(), ".txt"),
        (b"PK\x03\x04 no archive", None),
        (b"\x7fELF\x02\x01", None),
        (b"\xff\xfeH\x00i\x00", None),
    ],
)
def test_kinds_by_content(tmp_path: Path, content: bytes, kind: str | None) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert kind_of(path, "", "https://good.test/file") == kind


def test_what_was_sent_must_be_what_it_is() -> None:
    assert is_sent_as(".html", "Text/HTML; charset=utf-8")
    assert is_sent_as(".pdf", "application/octet-stream")
    assert not is_sent_as(".html", "application/pdf")
    assert not is_sent_as(".txt", "application/json")


def noted(folder: Path, *urls: str) -> None:
    """A document, bees, that cites those addresses in notes 1, 2, …"""
    text = "Bees hum(1).\n\nReferences\n\n"
    text += "".join(f"{number}. A report ({url})\n" for number, url in enumerate(urls, 1))
    folder.mkdir(exist_ok=True)
    (folder / "bees.txt").write_text(text, "utf-8")


def fetched(folder: Path) -> list[Outcome]:
    web = Web(Network(frozenset(["127.0.0.1"])), _QUICK)
    sources = wanted(ledger(read_collection(folder).documents))
    return fetch(folder, sources, web, lambda *_: None)


def states(folder: Path) -> list[tuple[str, str | None]]:
    entries = ledger(read_collection(folder).documents)
    return [(one.state, one.source.id if one.source else None) for one in entries]


def test_a_source_joins_the_collection_and_is_linked(server: Server, tmp_path: Path) -> None:
    folder, home = tmp_path / "corpus", f"http://127.0.0.1:{server.port}"
    urls = [f"{home}/text", f"{home}/lying", f"{home}/image", f"{home}/missing", f"{home}/text"]
    noted(folder, *urls)
    outcomes = fetched(folder)
    assert [one.document for one in outcomes] == ["bees-note-1", None, None, None]
    assert [one.reason for one in outcomes] == ["", "wrong_type", "wrong_type", "status"]
    assert (folder / "bees-note-1.txt").read_bytes() == _TEXT
    beside = (folder / "bees-note-1.toml").read_text("utf-8")
    assert 'cited_by = ["bees:1", "bees:5"]' in beside
    assert f'source_url = "{urls[0]}"' in beside
    assert f'sha256 = "{hashlib.sha256(_TEXT).hexdigest()}"' in beside
    failed = ("fetchable", None)
    there = ("in_collection", "bees-note-1")
    assert states(folder) == [there, failed, failed, failed, there]
    assert sorted(path.name for path in folder.glob("[!.]*")) == [
        "bees-note-1.toml",
        "bees-note-1.txt",
        "bees.txt",
    ]


def test_a_second_run_fetches_nothing_that_is_there(server: Server, tmp_path: Path) -> None:
    noted(tmp_path, f"http://127.0.0.1:{server.port}/text")
    assert fetched(tmp_path)
    asked = len(server.asked)
    assert fetched(tmp_path) == []
    assert len(server.asked) == asked


def test_a_link_ends_when_the_note_cites_something_else(server: Server, tmp_path: Path) -> None:
    noted(tmp_path, f"http://127.0.0.1:{server.port}/text")
    fetched(tmp_path)
    noted(tmp_path, "https://good.test/another")
    assert states(tmp_path) == [("fetchable", None)]


def test_a_source_that_is_there_under_another_name_is_linked(
    server: Server, tmp_path: Path
) -> None:
    noted(tmp_path, f"http://127.0.0.1:{server.port}/text")
    (tmp_path / "hum.txt").write_bytes(_TEXT)
    (tmp_path / "hum.toml").write_text('# mine\nlabel = "On humming"\n', "utf-8")
    assert [one.document for one in fetched(tmp_path)] == ["hum"]
    assert states(tmp_path) == [("in_collection", "hum")]
    assert (tmp_path / "hum.toml").read_text("utf-8").startswith('# mine\nlabel = "On humming"\n')
    assert not (tmp_path / "bees-note-1.txt").exists()


def test_no_document_of_that_name_is_replaced(server: Server, tmp_path: Path) -> None:
    noted(tmp_path, f"http://127.0.0.1:{server.port}/text")
    (tmp_path / "bees-note-1.txt").write_text("Mine.\n", "utf-8")
    assert [one.document for one in fetched(tmp_path)] == ["bees-note-1-2"]
    assert (tmp_path / "bees-note-1.txt").read_text("utf-8") == "Mine.\n"


def test_what_no_reader_knows_is_told_and_fetched_once(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(READERS, ".pdf", raising=False)
    noted(tmp_path, f"http://127.0.0.1:{server.port}/pdf")
    for _ in range(2):
        assert [one.reason for one in fetched(tmp_path)] == ["no_reader"]
    assert server.paths() == ["/pdf"]
    assert [path.name for path in tmp_path.glob("[!.]*")] == ["bees.txt"]


def test_what_a_source_cites_is_not_fetched_too(server: Server, tmp_path: Path) -> None:
    noted(tmp_path, f"http://127.0.0.1:{server.port}/missing")
    (tmp_path / "bees.toml").write_text('source_url = "https://good.test/bees"\n', "utf-8")
    assert fetched(tmp_path) == []


def test_the_packaged_documents_are_never_written_to() -> None:
    before = sorted(PACKAGED.rglob("*"))
    with pytest.raises(UserError, match="never changed"):
        fetch(PACKAGED, [], Web(), lambda *_: None)
    assert sorted(PACKAGED.rglob("*")) == before


def test_the_command(footnoted: Footnoted, server: Server, tmp_path: Path) -> None:
    home = f"http://127.0.0.1:{server.port}"
    noted(tmp_path, f"{home}/text", "http://127.0.0.2/secret")
    told = ("corpus", "fetch", "--corpus", tmp_path, "--later", "--json")
    refused = json.loads(footnoted(*told).stdout)
    assert [one["reason"] for one in refused["failures"]] == ["refused_url", "refused_address"]
    ran = footnoted(*told, "--allow-host", "127.0.0.1")
    assert ran.returncode == 1
    assert "1 of 2 sources could not be fetched" in ran.stderr
    assert "1/2 bees, note 1" in ran.stderr
    answer = json.loads(ran.stdout)
    assert answer["fetched"] == [
        {
            "url": f"{home}/text",
            "cited_by": ["bees:1"],
            "source": "bees-note-1",
            "came_from": f"{home}/text",
            "bytes": len(_TEXT),
        }
    ]
    assert [one["url"] for one in answer["failures"]] == ["http://127.0.0.2/secret"]
    listed = json.loads(footnoted("corpus", "references", "--corpus", tmp_path, "--json").stdout)
    assert listed["references"][0]["source"] == "bees-note-1"
    people = footnoted("corpus", "fetch", "--corpus", tmp_path, "--later").stdout
    assert people.startswith("failed: ")
    assert "0 of 1 sources fetched" in people


def test_nothing_to_fetch(footnoted: Footnoted, tmp_path: Path) -> None:
    (tmp_path / "bees.txt").write_text("Bees hum.\n", "utf-8")
    ran = footnoted("corpus", "fetch", "--corpus", tmp_path)
    assert ran.returncode == 0
    assert not (tmp_path / ".fetching").exists()
