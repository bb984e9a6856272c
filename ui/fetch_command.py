"""footnoted corpus fetch: what the documents cite, downloaded beside them. Only when asked."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import UserError
from ui.options import corpus_of, echo_json, index_options, opened
from ui.terminal import echo

if TYPE_CHECKING:
    from corpus.fetching import Outcome, Wanted
    from corpus.ledger import Entry


@click.command("fetch")
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="HOST",
    help="A host that may be asked though it isn't public, on any port; may repeat.",
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.option(
    "--later", is_flag=True, help="Leave the index as it is; the next question updates it."
)
@index_options
def fetch(hosts: tuple[str, ...], as_json: bool, later: bool, **where: Any) -> None:
    """Download the sources that the documents cite into the collection, each linked to its note.

    Asks the hosts that the notes name, by their robots.txt; a download that was cut goes on.
    What a fetched source cites itself is not fetched.

    Example: footnoted corpus fetch
    """
    from corpus.collection import read_collection
    from corpus.fetching import wanted
    from corpus.ledger import ledger

    folder = corpus_of(where["corpus"], where["index_folder"])
    entries = ledger(read_collection(folder).documents)
    sources = wanted(entries)
    folder, outcomes = _fetched(folder, sources, hosts, where) if sources else (folder, [])
    if as_json:
        echo_json(_json(folder, entries, outcomes))
    else:
        _print(entries, outcomes)
    if not later and any(outcome.document for outcome in outcomes):
        opened(where | {"corpus": folder})
    _report(outcomes)


def _fetched(
    folder: Path, sources: Sequence["Wanted"], hosts: Sequence[str], where: dict[str, Any]
) -> tuple[Path, list["Outcome"]]:
    """The outcomes, and where the documents are now: the packaged ones are never added to."""
    from corpus.addresses import Network
    from corpus.collection import PACKAGED
    from corpus.fetching import fetch
    from corpus.shelf import own_folder, seed
    from corpus.web import Web

    if folder == PACKAGED and not where["corpus"]:
        folder = own_folder()
        if seed(folder):
            echo(f"a new collection in {folder}, with the packaged brief in it", err=True)
    network = Network(frozenset(host.lower().rstrip(".") for host in hosts))
    return folder, fetch(folder, sources, Web(network), _tell)


def _tell(source: "Wanted", number: int, total: int) -> None:
    echo(f"{number}/{total} {_named(source)}: {source.url}", err=True)


def _named(source: "Wanted") -> str:
    first, more = source.entries[0], len(source.entries) - 1
    also = f" and {more} more" if more else ""
    return f"{first.document.id}, note {first.note.number}{also}"


def _print(entries: Sequence["Entry"], outcomes: Sequence["Outcome"]) -> None:
    for outcome in outcomes:
        came = f"fetched: {outcome.document}" if outcome.document else f"failed: {outcome.told}"
        echo(f"{came} ({_named(outcome.wanted)}, {outcome.wanted.url})")
    states = Counter[str](entry.state for entry in entries)
    fetched = sum(1 for outcome in outcomes if outcome.document)
    echo(
        f"{fetched} of {len(outcomes)} sources fetched; of the other notes "
        f"{states['in_collection']} were in the collection, {states['url_cut']} have a URL cut "
        f"short, {states['no_url']} have none"
    )


def _json(
    folder: Path, entries: Sequence["Entry"], outcomes: Sequence["Outcome"]
) -> dict[str, Any]:
    states = Counter[str](entry.state for entry in entries)
    return {
        "corpus": str(folder),
        "fetched": [
            {**_told(one), "source": one.document, "came_from": one.came_from, "bytes": one.size}
            for one in outcomes
            if one.document
        ],
        "failures": [
            {**_told(one), "reason": one.reason, "message": one.told}
            for one in outcomes
            if not one.document
        ],
        "not_fetched": {state: states[state] for state in ("in_collection", "url_cut", "no_url")},
    }


def _told(outcome: "Outcome") -> dict[str, Any]:
    return {"url": outcome.wanted.url, "cited_by": sorted(outcome.wanted.link.notes)}


def _report(outcomes: Sequence["Outcome"]) -> None:
    """Raises UserError if anything could not be fetched."""
    failed = sum(1 for outcome in outcomes if not outcome.document)
    if failed:
        raise UserError(
            f"{failed} of {len(outcomes)} sources could not be fetched",
            "see what failed above; footnoted corpus fetch tries again",
            exit_code=1,
        )
