"""Documents added to a collection and removed: known by content, whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from filelock import FileLock

from corpus.collection import PACKAGED, Collection, read_collection
from corpus.documents import Document, Layout
from corpus.errors import UserError
from corpus.history import kept_text
from corpus.incoming import find_incoming
from corpus.locks import one_writer
from corpus.shelf import Added, add, default_corpus, leftovers, own_folder, remove, seed

Footnoted = Callable[..., "CompletedProcess[str]"]


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "shelf"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    return folder


def write(folder: Path, name: str, text: str | bytes = "Some words.") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def added(shelf: Path, *paths: Path) -> Added:
    """What adding those paths came to, those that name nothing to add told as failures too."""
    incoming, wrong = find_incoming(paths)
    came = add(shelf, incoming)
    return Added(came.changes, (*wrong, *came.failures))


def states(came: Added) -> list[tuple[str, str]]:
    assert came.failures == ()
    return [(change.document, change.state) for change in came.changes]


def texts(shelf: Path) -> dict[str, str]:
    return {one.id: one.text for one in read_collection(shelf).documents}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# Known by content


def test_adding_twice_changes_nothing(shelf: Path, outside: Path) -> None:
    path = write(outside, "a.txt")
    assert states(added(shelf, path)) == [("a", "added")]
    before = contents(shelf)
    assert states(added(shelf, path)) == [("a", "unchanged")]
    assert contents(shelf) == before


def test_the_same_words_under_another_name_change_nothing(shelf: Path, outside: Path) -> None:
    added(shelf, write(outside, "a.txt"))
    assert states(added(shelf, write(outside, "b.txt"))) == [("a", "unchanged")]
    assert texts(shelf) == {"a": "Some words."}


def test_an_edited_document_replaces_the_old_and_its_text_is_kept(
    shelf: Path, outside: Path
) -> None:
    path = write(outside, "a.txt", "First words.")
    added(shelf, path)
    old = read_collection(shelf).document("a").sha256
    write(outside, "a.txt", "Second words.")
    assert states(added(shelf, path)) == [("a", "replaced")]
    assert texts(shelf) == {"a": "Second words."}
    assert kept_text(shelf, "a", old[:16]) == "First words."


@pytest.mark.parametrize("size", [10, 25, 26, 60])
def test_a_long_name_in_other_letters_is_kept(shelf: Path, outside: Path, size: int) -> None:
    name = "д" * size
    for text in ("Old.", "Older.", "New."):
        assert added(shelf, write(outside, f"{name}.txt", text)).failures == ()
    old = Document("d", "d", "Old.", Layout()).sha256
    assert kept_text(shelf, name, old) == "Old."
    remove(shelf, [name])
    assert list((shelf / ".history").iterdir()) == []


@pytest.mark.parametrize("named", ["a.toml", "."])
def test_a_description_of_a_file_in_capitals_comes_along(
    shelf: Path, outside: Path, named: str
) -> None:
    write(outside, "a.TXT")
    write(outside, "a.toml", 'label = "One"')
    assert states(added(shelf, outside / named)) == [("a", "added")]
    assert read_collection(shelf).document("a").title == "One"


def test_only_the_latest_versions_are_kept(shelf: Path, outside: Path) -> None:
    hashes = []
    for number in range(23):
        added(shelf, write(outside, "a.txt", f"Version {number}."))
        hashes.append(read_collection(shelf).document("a").sha256)
    kept = [kept_text(shelf, "a", one) for one in hashes]
    assert kept == [None, None, *(f"Version {number}." for number in range(2, 22)), None]


def test_a_description_comes_along_and_is_replaced_alone(shelf: Path, outside: Path) -> None:
    path = write(outside, "a.txt")
    beside = write(outside, "a.toml", 'label = "One"')
    assert states(added(shelf, path)) == [("a", "added")]
    assert read_collection(shelf).document("a").title == "One"
    beside.write_text('label = "Two"')
    assert states(added(shelf, beside)) == [("a", "described")]
    assert read_collection(shelf).document("a").title == "Two"
    beside.unlink()
    assert states(added(shelf, path)) == [("a", "unchanged")]
    assert read_collection(shelf).document("a").title == "Two"


def test_a_folder_is_added_with_all_that_is_in_it(shelf: Path, outside: Path) -> None:
    for name in ("one/a.txt", "two/b.txt"):
        write(outside, name, name)
    write(outside, "NOTICE")
    write(outside, ".hidden/c.txt", "c")
    named = added(shelf, outside, outside / "one" / "a.txt")
    assert states(named) == [("a", "added"), ("b", "added")]
    assert texts(shelf) == {"a": "one/a.txt", "b": "two/b.txt"}


# What can't be added


def test_a_bad_file_is_named_and_stops_no_other(shelf: Path, outside: Path) -> None:
    write(outside, "a.txt", "Good.")
    bad = write(outside, "b.txt", b"caf\xe9")
    sheet = write(outside, "c.xlsx", b"PK")
    write(outside, "d.txt", "Good too.")
    came = added(shelf, outside, outside / "none.txt")
    wrong = {failure.where for failure in came.failures}
    assert wrong == {f"{bad}, line 1", str(sheet), str(outside / "none.txt")}
    assert texts(shelf) == {"a": "Good.", "d": "Good too."}
    assert leftovers(shelf) == []


def test_two_documents_of_one_name_are_refused(shelf: Path, outside: Path) -> None:
    one, two = write(outside, "one/a.txt", "One."), write(outside, "two/a.txt", "Two.")
    came = added(shelf, outside)
    assert [failure.where for failure in came.failures] == [str(two)]
    assert str(one) in came.failures[0].what
    assert texts(shelf) == {"a": "One."}


@pytest.mark.parametrize("name", [".txt", ".a.txt", "NOTICE", "pipe.txt"])
def test_what_is_no_document_is_refused(shelf: Path, outside: Path, name: str) -> None:
    path = outside / name
    if name == "pipe.txt":
        os.mkfifo(path)
    else:
        path.write_text("Words.")
    came = added(shelf, path)
    assert [failure.where for failure in came.failures] == [str(path)]
    assert came.changes == ()


def test_a_link_out_of_the_folder_is_not_followed(shelf: Path, outside: Path) -> None:
    secret = write(outside, "secret.txt", "A secret.")
    given = outside / "given"
    write(given, "a.txt", "Words.")
    (given / "link.txt").symlink_to(secret)
    (given / "folder").symlink_to(outside)
    (given / "itself.txt").symlink_to(given / "itself.txt")
    came = added(shelf, given)
    assert {Path(one.where).name for one in came.failures} == {"link.txt", "folder", "itself.txt"}
    assert texts(shelf) == {"a": "Words."}


def test_a_collection_with_a_link_out_of_it_is_refused(shelf: Path, outside: Path) -> None:
    secret = write(outside, "secret.txt", "A secret.")
    added(shelf, write(outside, "a.txt"))
    (shelf / "link.txt").symlink_to(secret)
    with pytest.raises(UserError, match="out of the folder"):
        read_collection(shelf)


def test_the_packaged_documents_are_never_changed(outside: Path) -> None:
    for change in (
        lambda: add(PACKAGED, find_incoming([write(outside, "a.txt")])[0]),
        lambda: remove(PACKAGED / "belarus-brief", ["belarus-brief"]),
    ):
        with pytest.raises(UserError, match="never changed"):
            change()


# Removing


def test_a_removed_document_leaves_nothing_behind(shelf: Path, outside: Path) -> None:
    for text in ("Old.", "New."):
        added(shelf, write(outside, "a.txt", text), write(outside, "b.txt", "Stays."))
    write(outside, "a.toml", 'label = "A"')
    added(shelf, outside / "a.txt")
    assert remove(shelf, ["a.txt", "a"]) == ("a",)
    assert texts(shelf) == {"b": "Stays."}
    assert {name for name in contents(shelf) if not name.startswith(".")} == {"b.txt"}
    assert not any("a@" in name for name in contents(shelf))


@pytest.mark.parametrize("name", ["c", "../outside/a", "../outside/a.txt", "/etc/passwd", ".", ""])
def test_an_unknown_name_removes_nothing(shelf: Path, outside: Path, name: str) -> None:
    added(shelf, write(outside, "a.txt", "A."), write(outside, "b.txt", "B."))
    with pytest.raises(UserError, match="no document"):
        remove(shelf, ["a", name])
    assert texts(shelf) == {"a": "A.", "b": "B."}
    assert (outside / "a.txt").exists()


# The user's own collection


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return own_folder()


def test_the_own_collection_begins_with_the_packaged_documents(own: Path, outside: Path) -> None:
    assert default_corpus() == PACKAGED
    assert seed(own)
    assert default_corpus() == own
    assert not seed(own)
    added(own, write(outside, "a.txt"))
    assert set(texts(own)) == {"a", *texts(PACKAGED)}
    for name, raw in contents(PACKAGED).items():
        assert contents(own)[name] == raw


def test_what_was_removed_does_not_come_back(own: Path) -> None:
    seed(own)
    remove(own, [one.id for one in read_collection(own).documents])
    assert not seed(own)
    assert default_corpus() == own
    with pytest.raises(UserError, match="no documents"):
        read_collection(own)


# Two processes


def test_a_second_writer_is_told(shelf: Path, outside: Path) -> None:
    """A lock of another process is one that another file handle holds."""
    added(shelf, write(outside, "a.txt", "A."))
    with FileLock(shelf / ".lock"):
        for change in (lambda: added(shelf, outside), lambda: remove(shelf, ["a"])):
            with pytest.raises(UserError, match=r"another process .* try again") as told:
                change()
            assert told.value.exit_code == 1
        assert texts(shelf) == {"a": "A."}
    with one_writer(shelf, "collection"), one_writer(shelf, "collection"):
        pass


# The commands


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders whose index would have been brought up to date; no model is loaded."""
    seen: list[Path] = []

    def opened(where: dict[str, Path]) -> Collection:
        seen.append(where["corpus"])
        return read_collection(where["corpus"])

    monkeypatch.setattr("ui.corpus_command.opened", opened)
    return seen


def test_the_commands_keep_a_collection(
    own: Path, outside: Path, footnoted: Footnoted, fast: list[Path]
) -> None:
    path = write(outside, "zorbia.txt", "Zorbia has 93 seats.")
    first = footnoted("corpus", "add", path)
    assert (first.returncode, first.stdout) == (0, f"added: zorbia ({path})\n")
    assert str(own) in first.stderr
    assert "zorbia" in footnoted("corpus", "list").stdout
    assert footnoted("text", "zorbia").stdout == "Zorbia has 93 seats."
    again = footnoted("corpus", "add", path)
    assert (again.stdout, again.stderr) == (f"unchanged: zorbia ({path})\n", "")
    assert footnoted("corpus", "remove", "zorbia").stdout == "removed: zorbia\n"
    assert "zorbia" not in footnoted("corpus", "list").stdout
    assert fast == [own, own]  # what changed nothing indexes nothing


@pytest.mark.usefixtures("own")
def test_a_bad_file_is_one_line(outside: Path, footnoted: Footnoted) -> None:
    bad = write(outside, "b.txt", b"caf\xe9")
    ran = footnoted("corpus", "add", bad)
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert f"{bad}, line 1: not UTF-8" in ran.stderr.splitlines()[-1]
