"""Quotes that stay checkable: same, moved, changed or gone, after whatever became of a document."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.collection import Collection, read_collection
from corpus.documents import Document, Span
from corpus.errors import UserError
from corpus.incoming import find_incoming
from corpus.layout import read_layout
from corpus.locators import Locator, locator, parse_locator
from corpus.shelf import add, remove
from corpus.tracing import Traced, trace

Footnoted = Callable[..., "CompletedProcess[str]"]

_TEXT = "The bridge opened in 1932. It carries eight lanes of cars.\n\nShips sail under it by day."


def document(text: str, name: str = "bridges") -> Document:
    return Document(name, name, text, read_layout(text))


def quoted(words: str, text: str = _TEXT) -> Span:
    start = text.index(words)
    return Span(document(text), start, start + len(words))


def traced(words: str, text: str, known: bool = True) -> Traced:
    """What became of `words` of the bridge's text when its text became another."""
    collection = Collection(Path("nowhere"), (document(text),))
    return trace(locator(quoted(words)), collection, words if known else None)


# The format


def test_a_locator_reads_as_documented() -> None:
    told = str(locator(quoted("It carries eight lanes of cars.")))
    assert told == "footnoted:bridges@9aa855498178e734:27-58:f1d1ba6dd458c2e6"


@given(st.text(min_size=1), st.integers(0, 10**11), st.integers(1, 10**9))
def test_locators_are_read_back(name: str, start: int, size: int) -> None:
    one = Locator(name, "0123456789abcdef", start, start + size, "f" * 64)
    assert parse_locator(str(one)) == one


@pytest.mark.parametrize(
    "told",
    [
        "",
        "footnoted:a@0123:1-2:0123456789abcdef",
        "footnoted:a@0123456789abcdef:2-2:0123456789abcdef",
        "footnoted:a@0123456789abcdef:1-2:0123456789abcdeX",
        "footnoted:a b@0123456789abcdef:1-2:0123456789abcdef",
        "footnoted:@0123456789abcdef:1-2:0123456789abcdef",
        "footnoted:a@0123456789abcdef:1-2:0123456789abcdef ",
        "footnoted:a@0123456789abcdef:1-" + "9" * 5000 + ":0123456789abcdef",
    ],
)
def test_what_is_no_locator_is_refused(told: str) -> None:
    with pytest.raises(UserError, match="no locator"):
        parse_locator(told)


# What became of the words


@pytest.mark.parametrize("known", [True, False])
def test_same(known: bool) -> None:
    words = "It carries eight lanes of cars."
    for text in (_TEXT, _TEXT + " A new end."):
        found = traced(words, text, known)
        assert (found.state, found.old) == ("same", words)
        assert found.now is not None
        assert found.now.text == words


@given(st.text(max_size=40), st.booleans())
def test_moved_by_whatever_was_put_before(before: str, known: bool) -> None:
    words = "It carries eight lanes of cars."
    found = traced(words, before + _TEXT, known)
    assert found.state == ("moved" if before else "same")
    assert found.now is not None
    assert (found.now.start, found.now.text) == (27 + len(before), words)


def test_of_several_places_the_nearest(tmp_path: Path) -> None:
    text = "A. Yes. B. " + _TEXT
    collection = Collection(tmp_path, (document("Yes. No. " + text + " Yes."),))
    found = trace(locator(Span(document(text), 3, 7)), collection)
    assert found.now is not None
    assert found.now.start == 0


def test_a_renamed_document_is_found_by_its_text() -> None:
    span = quoted("Ships sail under it by day.")
    other = Collection(Path("nowhere"), (document(_TEXT, "quays"),))
    found = trace(locator(span), other)
    assert found.state == "moved"
    assert found.now is not None
    assert (found.now.document.id, found.now.start) == ("quays", span.start)


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("The bridge opened in 1932.", "The bridge opened in 1923.", "1932.", "1923."),
        ("It carries eight lanes of cars.", "It never carries eight lanes of cars.", "", "never"),
        ("eight lanes", "nine lanes", "eight", "nine"),
        ("Ships sail under it by day.", "Ships sail under it.", "it by day.", "it."),
    ],
)
def test_changed_and_how(old: str, new: str, gone: str, come: str) -> None:
    found = traced(old, "New. " + _TEXT.replace(old, new))
    assert found.state == "changed"
    assert found.now is not None
    assert found.now.text == new
    (difference,) = found.differences
    assert old[difference.old.start : difference.old.end] == gone
    assert found.now.document.slice(difference.new) == come


def test_white_space_alone_is_a_change_too() -> None:
    found = traced("lanes of cars", _TEXT.replace("lanes of", "lanes  of"))
    assert found.state == "changed"
    assert len(found.differences) == 1


def test_gone() -> None:
    words = "It carries eight lanes of cars."
    assert traced(words, "Something else altogether. No lanes.").state == "gone"
    assert traced(words, "It carries nine lanes of cars.", known=False).state == "gone"
    other = Collection(Path("nowhere"), (document("Else.", "other"),))
    assert trace(locator(quoted(words)), other).state == "gone"


def test_an_altered_quote_of_an_unchanged_document_is_noticed() -> None:
    place = locator(quoted("It carries eight lanes of cars."))
    collection = Collection(Path("nowhere"), (document(_TEXT),))
    found = trace(place, collection, "It carries nine lanes of cars.")
    assert (found.state, len(found.differences)) == ("changed", 1)
    forged = Locator(place.document, place.sha256, 0, 5, place.words_sha256)
    assert trace(forged, collection).state == "changed"
    beyond = Locator(place.document, place.sha256, 0, 5000, place.words_sha256)
    assert trace(beyond, collection).state == "gone"


def test_a_bare_locator_finds_its_words_in_the_version_that_was_kept(tmp_path: Path) -> None:
    shelf, path = tmp_path / "shelf", tmp_path / "bridges.txt"

    def update(text: str) -> Collection:
        path.write_text(text, "utf-8")
        add(shelf, find_incoming([path])[0])
        return read_collection(shelf)

    place = locator(Span(update(_TEXT).document("bridges"), 0, 26))
    update("Something else in between.")
    found = trace(place, update(_TEXT.replace("1932", "1923")))
    assert (found.state, found.old) == ("changed", "The bridge opened in 1932.")
    path.rename(tmp_path / "other.txt")
    add(shelf, find_incoming([tmp_path / "other.txt"])[0])
    remove(shelf, ["bridges"])
    path.write_text("New.")
    add(shelf, find_incoming([path])[0])
    assert trace(place, read_collection(shelf)).old is None  # what is removed is not kept


# The command


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "bridges.txt").write_text(_TEXT, "utf-8")
    return folder


def answer(*words: str) -> str:
    quotes = [
        {
            "document": "bridges",
            "start": span.start,
            "end": span.end,
            "text": one,
            "locator": str(locator(span)),
        }
        for one in words
        for span in [quoted(one)]
    ]
    return json.dumps({"quotes": quotes})


def test_locate_tells_of_every_quote(corpus: Path, tmp_path: Path, footnoted: Footnoted) -> None:
    path = tmp_path / "answers.jsonl"
    lines = [answer("The bridge opened in 1932.", "It carries eight lanes of cars."), answer()]
    path.write_text("\n".join([*lines, answer("Ships sail under it by day."), ""]))
    sound = footnoted("locate", path, "--corpus", corpus)
    assert sound.returncode == 0
    assert sound.stdout == "".join(f"same: bridges {at}\n" for at in ("0-26", "27-58", "60-87"))
    changed = "New. " + _TEXT.replace("eight", "nine").replace("Ships sail under it by day.", "")
    (corpus / "bridges.txt").write_text(changed, "utf-8")
    after = footnoted("locate", path, "--corpus", corpus)
    assert after.returncode == 1
    assert after.stderr.count("\n") == 1
    assert "2 of 3" in after.stderr
    assert "moved: bridges 0-26, now bridges 5-31\n  footnoted:bridges@" in after.stdout
    assert "  It carries [-eight-] {+nine+} lanes of cars.\n" in after.stdout
    assert "gone: bridges 60-87" in after.stdout
    told = json.loads(footnoted("locate", path, "--corpus", corpus, "--json").stdout)
    states = [one["state"] for one in told["quotes"]]
    assert states == ["moved", "changed", "gone"]
    assert footnoted("locate", told["quotes"][0]["now"]["locator"], "--corpus", corpus).stdout == (
        "same: bridges 5-31\n"
    )


def test_answers_without_locators_are_located_by_their_words(
    corpus: Path, tmp_path: Path, footnoted: Footnoted
) -> None:
    told = json.loads(answer("The bridge opened in 1932."))
    del told["quotes"][0]["locator"]
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(told, indent=2))
    assert footnoted("locate", path, "--corpus", corpus).stdout == "same: bridges 0-26\n"


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("", ""),
        ("[]", ""),
        ("{", ", line 1"),
        (f"{answer()}\n[]\n", ", line 2"),
        ('{"quotes": [{"text": "x"}]}', ""),
        ('{"quotes": [7]}', ""),
        ('{"quotes": [{"text": "x", "locator": "x"}]}', ""),
        ('{"quotes": [{"text": "x", "document": "d", "start": "x", "end": 2}]}', ""),
        ('{"quotes": [{"text": "x", "document": "d", "start": 1e400, "end": 2}]}', ""),
        ('{"quotes": [{"text": "", "document": "bridges", "start": 2, "end": 2}]}', ""),
        ('{"quotes": [{"text": "x", "document": "bridges", "start": -3, "end": -2}]}', ""),
    ],
)
def test_files_without_quotes_are_refused(
    corpus: Path, tmp_path: Path, footnoted: Footnoted, content: str, where: str
) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(content)
    ran = footnoted("locate", path, "--corpus", corpus)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"{path}{where}: " in ran.stderr
