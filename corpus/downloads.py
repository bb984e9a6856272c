"""Downloads that go on where they were cut, in a folder of their own."""

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.addresses import FetchError
from corpus.compression import encoding_of, plain
from corpus.robots import Robots
from corpus.web import Reply, Web

_BUSY = (429, 503)


class Begun(BaseModel):
    """What is known of a download beside its bytes. `validator` is the ETag or date by which a
    server can tell that it still has the same; "" where a part can't be gone on with."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    url: str
    came_from: str
    sent_as: str
    validator: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The files of one address in `room`: a part, the whole, and what is known of them."""

    room: Path
    url: str

    @property
    def part(self) -> Path:
        return self._named(".part")

    @property
    def whole(self) -> Path:
        return self._named(".whole")

    @property
    def about(self) -> Path:
        return self._named(".json")

    def begun(self) -> Begun | None:
        """What an earlier run wrote down; None where there is nothing that can be used."""
        try:
            begun = Begun.model_validate_json(self.about.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, ValidationError):
            return None
        return begun if begun.url == self.url else None

    def forget(self) -> None:
        for path in (self.part, self.whole, self.about):
            path.unlink(missing_ok=True)

    def _named(self, ending: str) -> Path:
        return self.room / (hashlib.sha256(self.url.encode()).hexdigest()[:32] + ending)


class _BusyError(Exception):
    """The server asks to come back in `seconds`; None where it doesn't say when."""

    def __init__(self, status: int, seconds: float | None) -> None:
        self.status, self.seconds = status, seconds
        super().__init__(status)


class Downloads:
    """Fetches addresses one after the other into `room`, by the rules of each host."""

    def __init__(self, web: Web, room: Path) -> None:
        self._web, self._room, self._robots = web, room, Robots(web)

    def place(self, url: str) -> Place:
        return Place(self._room, url)

    def get(self, url: str) -> Begun:
        """The whole file at `place(url).whole`, from an earlier run if it is there already; a
        part of it is gone on with. Raises FetchError, and what came stays for the next run."""
        place = self.place(url)
        begun = place.begun()
        if begun and place.whole.is_file():
            return begun
        for left in range(self._web.limits.retries, -1, -1):
            try:
                return self._once(place)
            except _BusyError as busy:
                self._wait(busy, left)
            except FetchError as error:
                if error.reason != "cut" or not left:
                    raise
        raise AssertionError("the last attempt returns or raises")

    def _wait(self, busy: _BusyError, left: int) -> None:
        told = f"the server is busy ({busy.status})"
        if busy.seconds is None:
            raise FetchError("busy", told)
        if not left or busy.seconds > self._web.limits.wait:
            raise FetchError("busy", f"{told} and asks to come back in {busy.seconds:.0f} s")
        time.sleep(busy.seconds)

    def _once(self, place: Place) -> Begun:
        begun, have = place.begun(), _size(place.part)
        asked = _range(begun, have)
        with self._web.visit(_address(place.url), self._robots.permit, asked) as reply:
            if reply.status == 416 and asked:
                place.forget()
                raise FetchError("cut", "what was there before is no part of it any more")
            _check_status(reply)
            goes_on = bool(asked) and _goes_on(reply, begun, have)
            if reply.status == 206 and not goes_on:
                place.forget()
                raise FetchError("cut", "another part came than was asked for")
            if not (goes_on and begun):
                begun, have = _noted(place, reply), 0
            self._write(place, reply, have)
        place.part.replace(place.whole)
        return begun

    def _write(self, place: Place, reply: Reply, have: int) -> None:
        most = self._web.limits.size
        if _int_of(reply.headers.get("content-length", "")) > most - have:
            place.forget()
            raise FetchError("too_large", f"it is larger than {most:,} bytes")
        with place.part.open("ab" if have else "wb") as file:
            for piece in plain(reply.body, reply.headers, most):
                have += len(piece)
                if have > most:
                    place.forget()
                    raise FetchError("too_large", f"it is larger than {most:,} bytes")
                file.write(piece)


def _address(url: str) -> str:
    """A note may leave the scheme out: "www.example.org/report"."""
    return f"https://{url}" if url.startswith("www.") else url


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _range(begun: Begun | None, have: int) -> dict[str, str]:
    if not (begun and begun.validator and have):
        return {}
    return {"Range": f"bytes={have}-", "If-Range": begun.validator}


def _goes_on(reply: Reply, begun: Begun | None, have: int) -> bool:
    """Whether the reply is the rest of the same file."""
    start = reply.headers.get("content-range", "").removeprefix("bytes ").partition("-")[0]
    same = begun is not None and begun.came_from == str(reply.url)
    return same and reply.status == 206 and start == str(have)


def _check_status(reply: Reply) -> None:
    if reply.status in _BUSY:
        raise _BusyError(reply.status, _seconds(reply.headers.get("retry-after", "")))
    if reply.status not in (200, 206):
        raise FetchError("status", f"the server answers {reply.status}")


def _seconds(told: str) -> float | None:
    """Retry-After as seconds from now, from a number or a date; None where it is neither."""
    if told.strip().isdecimal():
        return float(told)
    try:
        when = parsedate_to_datetime(told)
    except (ValueError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def _noted(place: Place, reply: Reply) -> Begun:
    """Written before the first byte, so that a part never stands without its origin."""
    headers = reply.headers
    etag = headers.get("etag", "")
    # A weak ETag promises the same meaning, not the same bytes (RFC 9110, 13.1.5).
    validator = headers.get("last-modified", "") if etag.startswith("W/") or not etag else etag
    begun = Begun(
        url=place.url,
        came_from=str(reply.url),
        sent_as=headers.get("content-type", ""),
        validator="" if encoding_of(headers) else validator,
    )
    place.part.unlink(missing_ok=True)
    place.about.write_text(begun.model_dump_json(), "utf-8")
    return begun


def _int_of(told: str) -> int:
    """The number that a header holds; 0 where it holds none."""
    return int(told) if told.isdecimal() and len(told) < 20 else 0
