"""footnoted locate: whether quotes still stand where they stood, and what became of the others."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import UserError
from ui.options import echo_json
from ui.terminal import echo

if TYPE_CHECKING:
    from corpus.documents import Span
    from corpus.locators import Locator
    from corpus.tracing import Traced

# A quote to look up: its locator, and its words where they are known.
Wanted = tuple["Locator", str | None]


@click.command("locate")
@click.argument("wanted", metavar="LOCATOR|ANSWERS…", nargs=-1, required=True)
@click.option("--corpus", type=click.Path(path_type=Path), envvar="FOOTNOTED_CORPUS")
@click.option("--index", "index_folder", type=click.Path(path_type=Path), envvar="FOOTNOTED_INDEX")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def locate(
    wanted: tuple[str, ...], corpus: Path | None, index_folder: Path | None, as_json: bool
) -> None:
    """Say of quotes whether they stand in their documents still: same, moved, changed or gone.

    Give locators, or .json or .jsonl files of answers. Exit code 1 where one is changed or gone.

    Example: footnoted locate answers.jsonl
    """
    from corpus.collection import read_collection
    from corpus.tracing import trace
    from ui.options import corpus_of

    quotes = [quote for one in wanted for quote in _quotes(one)]
    collection = read_collection(corpus_of(corpus, index_folder))
    traced = [trace(locator, collection, words) for locator, words in quotes]
    counts = Counter(one.state for one in traced)
    if as_json:
        listed = [_json(one) for one in traced]
        states = {state: counts[state] for state in ("same", "moved", "changed", "gone")}
        echo_json({"quotes": listed, **states})
    else:
        echo("\n".join(line for one in traced for line in _lines(one)))
    lost = counts["changed"] + counts["gone"]
    if lost:
        told = f"changed or gone: {lost} of {len(traced)}"
        raise UserError(told, "ask again, or quote an older version as such", exit_code=1)


def _quotes(given: str) -> Iterator[Wanted]:
    """What a locator or a file of answers asks for. Raises UserError naming file and line."""
    from corpus.locators import parse_locator

    if given.startswith("footnoted:"):
        yield parse_locator(given), None
        return
    found = False
    for where, answer in _answers(given):
        for quote in _quotes_of(answer, where):
            found = True
            yield _read_quote(quote, where)
    if not found:
        raise UserError("there are no quotes in it", "give answers that quote", where=given)


def _answers(name: str) -> Iterator[tuple[str, Any]]:
    """The answers in a file, each with where it stands: one JSON value, or one a line."""
    try:
        text = Path(name).read_text("utf-8-sig")
    except OSError as error:
        told = f"can't be read ({error.strerror})"
        raise UserError(told, "give a locator or a file of answers", where=name) from error
    except UnicodeDecodeError as error:
        raise UserError("not UTF-8 text", "save it as UTF-8", where=name) from error
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        yield from _lines_of(text, name)
        return
    for answer in whole if isinstance(whole, list) else [whole]:
        yield name, answer


def _lines_of(text: str, name: str) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            where = f"{name}, line {number}"
            try:
                yield where, json.loads(line)
            except (ValueError, RecursionError) as error:
                told = f"not JSON ({str(error)[:80]})"
                raise UserError(told, "write one answer object a line", where=where) from error


def _quotes_of(answer: object, where: str) -> Sequence[object]:
    quotes = answer.get("quotes") if isinstance(answer, dict) else None
    if not isinstance(quotes, list):
        raise UserError("not an answer object", "give what ask --json or batch wrote", where=where)
    return quotes


def _read_quote(quote: Any, where: str) -> Wanted:
    """Its locator, or one without hashes for a quote that has none, and its words."""
    from corpus.locators import Locator, parse_locator, text_hash

    try:
        words = str(quote["text"])
        if "locator" in quote:
            return parse_locator(str(quote["locator"])), words
        document, start, end = str(quote["document"]), int(quote["start"]), int(quote["end"])
        if not 0 <= start < end:
            raise ValueError(f"[{start}, {end}) holds no characters")
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        told = "a quote without its text, document, start and end"
        raise UserError(told, "give what ask --json or batch wrote", where=where) from error
    except UserError as error:
        raise UserError(error.what, error.remedy, where=where) from error
    return Locator(document, "", start, end, text_hash(words)), words


def _json(traced: "Traced") -> dict[str, Any]:
    """Offsets count code points: of `old` in the quote, of `new` in the document."""
    told, now = traced.locator, traced.now
    return {
        "locator": str(told) if told.sha256 else None,
        "document": told.document,
        "start": told.start,
        "end": told.end,
        "state": traced.state,
        "why": traced.why,
        "text": traced.old,
        "now": now and _now(now),
        "differences": [
            {"old": [one.old.start, one.old.end], "new": [one.new.start, one.new.end]}
            for one in traced.differences
        ],
    }


def _now(now: "Span") -> dict[str, Any]:
    from corpus.locators import locator

    place = {"document": now.document.id, "start": now.start, "end": now.end, "text": now.text}
    return {**place, "locator": str(locator(now))}


def _lines(traced: "Traced") -> Iterator[str]:
    told, now = traced.locator, traced.now
    line = f"{traced.state}: {told.document} {told.start}-{told.end}"
    if now and traced.state != "same":
        line += f", now {now.document.id} {now.start}-{now.end}"
    yield f"{line} ({traced.why})" if traced.why else line
    if traced.state == "moved" and now:
        yield f"  {_now(now)['locator']}"
    if traced.state == "gone" and traced.old:
        yield f"  “{' '.join(traced.old.split())}”"
    if traced.differences:
        yield f"  {' '.join(_compared(traced).split())}"


def _compared(traced: "Traced") -> str:
    """The old words with what was left out in [-…-] and what was put in in {+…+}, as wdiff
    writes it."""
    assert traced.old is not None
    assert traced.now is not None
    pieces, at = [], 0
    for one in traced.differences:
        pieces.append(traced.old[at : one.old.start])
        gone = traced.old[one.old.start : one.old.end]
        come = traced.now.document.slice(one.new)
        pieces += [f" [-{gone}-]" if gone else "", f" {{+{come}+}}" if come else ""]
        at = one.old.end
    return "".join([*pieces, traced.old[at:]])
