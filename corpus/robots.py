"""What a host asks of programs that visit it: robots.txt, read before anything else there."""

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
        if not rules.can_fetch(PRODUCT, str(url)):
            raise FetchError("robots", f"the robots.txt of {url.host} forbids it")
        return float(rules.crawl_delay(PRODUCT) or 0)

    def _read(self, url: httpx.URL) -> RobotFileParser | FetchError:
        """A host that can't be reached is remembered, so that it is waited for only once."""
        place = url.copy_with(raw_path=b"/robots.txt")
        try:
            status, told = self._web.read(place, self._web.limits.robots)
        except FetchError as error:
            if error.reason == "cut":
                raise
            return error
        if status >= 500 or status == 429:
            return FetchError("robots", f"the robots.txt of {url.host} can't be read ({status})")
        rules = RobotFileParser()
        # Any other refusal means that there are no rules.
        rules.parse(told.decode("utf-8", "replace").splitlines() if status == 200 else [])
        return rules
