"""What a host asks of programs that visit it: robots.txt, read before anything else there."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.robotparser import RobotFileParser

import httpx

from corpus.addresses import FetchError
from corpus.web import PRODUCT, Web


class Robots:
    """The rules of every host asked so far, each fetched once."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._rules: dict[tuple[str, str, int | None], RobotFileParser | FetchError] = {}

    def permit(self, url: httpx.URL) -> float:
        """Seconds that the host wants between requests. Raises FetchError where it wants none
        of that address, or where its rules can't be had (RFC 9309, 2.3.1: that forbids all)."""
        origin = (url.scheme, url.host, url.port)
        if origin not in self._rules:
            self._rules[origin] = self._read(url)
        rules = self._rules[origin]
        if isinstance(rules, FetchError):
            raise FetchError(rules.reason, rules.told)
        with _understood(url.host):
            if not rules.can_fetch(PRODUCT, str(url)):
                raise FetchError("robots", f"the robots.txt of {url.host} forbids it")
            return float(rules.crawl_delay(PRODUCT) or 0)

    def _read(self, url: httpx.URL) -> RobotFileParser | FetchError:
        """A host that can't be reached is remembered, so that it is waited for only once."""
        place = url.copy_with(raw_path=b"/robots.txt")
        try:
            status, told = self._web.read(place, self._web.limits.robots)
            if status >= 500 or status == 429:
                raise FetchError("robots", f"the robots.txt of {url.host} can't be read ({status})")
            # Any other refusal means that there are no rules.
            return _rules(told.decode("utf-8", "replace") if status == 200 else "", url.host)
        except FetchError as error:
            if error.reason == "cut":
                raise
            return error


def _rules(told: str, host: str) -> RobotFileParser:
    rules = RobotFileParser()
    with _understood(host):
        rules.parse(told.splitlines())
    return rules


@contextmanager
def _understood(host: str) -> Iterator[None]:
    """What the parser can't make sense of, in our words: it takes "²" for a number, and
    a path of "//[" for an address."""
    try:
        yield
    except (ValueError, OverflowError) as error:
        raise FetchError("robots", f"the robots.txt of {host} can't be understood") from error
