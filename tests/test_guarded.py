"""Files that would hurt their reader: one bad file is named and stops nothing else."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.collection import READERS, read_collection
from corpus.documents import Document
from corpus.errors import UserError
from corpus.formats import SUFFIXES, reader_of
from corpus.guarded import LARGEST_FILE, Guard
from corpus.kept import cache_folder
from corpus.stored import from_told, to_told

_GOOD = "# Head\n\nThe museum opened in 1900[^1].\n\n[^1]: A. Writer, 2 May 2024.\n"


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FOOTNOTED_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def guard() -> Iterator[Guard]:
    made = Guard(seconds=2, megabytes=600)
    yield made
    made.rest()


def good(folder: Path, name: str = "good.md") -> Path:
    path = folder / name
    path.write_text(_GOOD, encoding="utf-8")
    return path


def same(one: Document, other: Document) -> bool:
    return to_told(one) == to_told(other) and (one.id, one.source) == (other.id, other.source)


def test_every_format_has_its_reader() -> None:
    assert set(READERS) == {".txt", *SUFFIXES}
    assert all(callable(reader_of(suffix)) for suffix in SUFFIXES)


def test_a_document_comes_back_as_it_was_read(tmp_path: Path, guard: Guard) -> None:
    path = good(tmp_path)
    direct = reader_of(".md")(path, "good")
    assert same(guard.read(path, "good"), direct)
    assert same(guard.read(path, "good"), direct)  # from the cache
    assert direct.layout.references


def test_the_same_bytes_under_another_name(tmp_path: Path, guard: Guard) -> None:
    (tmp_path / "a.md").write_text("Just words.")
    (tmp_path / "b.md").write_text("Just words.")
    titles = [guard.read(tmp_path / f"{name}.md", name).title for name in ("a", "b")]
    assert titles == ["a", "b"]


def test_an_altered_cache_entry_is_read_anew(tmp_path: Path, guard: Guard) -> None:
    path = good(tmp_path)
    first = guard.read(path, "good")
    (entry,) = (cache_folder() / "read").iterdir()
    entry.write_bytes(entry.read_bytes().replace(b"1900", b"1901"))
    assert guard.read(path, "good").text == first.text


def test_an_edited_file_is_read_anew(tmp_path: Path, guard: Guard) -> None:
    path = good(tmp_path)
    guard.read(path, "good")
    path.write_text(_GOOD.replace("1900", "1901"))
    assert "1901" in guard.read(path, "good").text


class _Meanwhile(Guard):
    """A guard whose file is written anew just before it is read, the first `times`."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._times = times

    def _read(self, path: Path) -> dict[str, Any]:
        if self._times:
            path.write_text(_GOOD.replace("1900", f"180{self._times}"))
            self._times -= 1
        return super()._read(path)


@pytest.mark.parametrize(("times", "year"), [(1, "1801"), (2, "1801"), (9, "1807")])
def test_a_file_that_changes_meanwhile_is_not_kept_as_it_was(
    tmp_path: Path, guard: Guard, times: int, year: str
) -> None:
    path = good(tmp_path)
    meanwhile = _Meanwhile(times)
    assert year in meanwhile.read(path, "good").text
    meanwhile.rest()
    path.write_text(_GOOD)
    assert "1900" in guard.read(path, "good").text


@pytest.mark.parametrize("place", [[-1, 2], [0, 10**6], [5, 1]])
def test_places_outside_the_text_are_refused(tmp_path: Path, place: list[int]) -> None:
    told = to_told(reader_of(".md")(good(tmp_path), "good"))
    with pytest.raises(ValueError, match="outside"):
        from_told(told | {"pages": [[*place, 1]]}, tmp_path, "good")


def endless(folder: Path) -> Path:
    """A table whose cells span each other."""
    path = folder / "bad.html"
    rows = "<tr>" + "<td colspan=50 rowspan=9999>x" * 40
    path.write_text("<table>" + rows * 4000)
    return path


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    guard = Guard(seconds=1)
    with pytest.raises(UserError, match=r"more than 1 s|MB to read"):
        guard.read(endless(tmp_path), "bad")
    assert guard.read(good(tmp_path), "good").text
    guard.rest()


@pytest.mark.skipif(sys.platform != "linux", reason="the limit on memory is Linux's")
def test_a_file_that_takes_too_much_memory_is_given_up(tmp_path: Path) -> None:
    guard = Guard(seconds=30, megabytes=350)
    path = tmp_path / "big.md"
    path.write_text("word " * 6_000_000)
    with pytest.raises(UserError, match="350 MB"):
        guard.read(path, "big")
    assert guard.read(good(tmp_path), "good").text
    guard.rest()


def test_a_page_may_be_nested_deeply(tmp_path: Path, guard: Guard) -> None:
    path = tmp_path / "deep.html"
    path.write_text("<div>" * 800 + "Words.")
    assert guard.read(path, "deep").text == "Words."
    path.write_text("<div>" * 4000 + "Words.")
    with pytest.raises(UserError, match="nested"):  # rather than without its words
        guard.read(path, "deep")


def test_a_worker_that_is_killed_is_replaced(tmp_path: Path, guard: Guard) -> None:
    guard.read(good(tmp_path), "good")
    assert guard._worker
    guard._worker.process.kill()
    guard._worker.process.wait()
    path = good(tmp_path, "other.md")
    path.write_text(_GOOD + "\nMore.\n")
    assert "More." in guard.read(path, "other").text


def test_a_huge_file_is_not_opened(tmp_path: Path, guard: Guard) -> None:
    path = tmp_path / "huge.md"
    path.touch()
    os.truncate(path, LARGEST_FILE + 1)
    with pytest.raises(UserError, match="split"):
        guard.read(path, "huge")


def _broken_pdf(folder: Path) -> Path:
    path = folder / "bad.pdf"
    path.write_bytes(
        b"%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 1 0 R>> endobj trailer<</Root 1 0 R>>"
    )
    return path


def _broken_page(folder: Path) -> Path:
    path = folder / "bad.htm"
    path.write_bytes(b"<meta charset=utf-8><p>\xff")
    return path


def _broken_word(folder: Path) -> Path:
    path = folder / "bad.docx"
    path.write_bytes(b"PK\x03\x04")
    return path


def _broken_text(folder: Path) -> Path:
    path = folder / "bad.txt"
    path.write_bytes(b"One\xff")
    return path


@pytest.mark.parametrize("make", [_broken_pdf, _broken_page, _broken_word, _broken_text])
def test_one_bad_file_is_named_and_stops_no_other(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    good(folder)
    bad = make(folder)
    for _ in range(2):  # as read, and as remembered
        found = read_collection(folder)
        assert [document.id for document in found.documents] == ["good"]
        assert [error.where.startswith(str(bad)) for error in found.unread] == [True]


def test_a_folder_of_bad_files_alone_is_refused(tmp_path: Path) -> None:
    bad = _broken_word(tmp_path)
    with pytest.raises(UserError) as told:
        read_collection(tmp_path)
    assert told.value.where == str(bad)


def test_a_description_goes_before_what_the_file_says(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: T\nauthor: A\ndate: '2020'\n---\nWords.\n")
    (tmp_path / "a.toml").write_text('label = "L"\nauthor = "B"\nlanguage = "en"\n')
    one = read_collection(tmp_path).document("a")
    assert (one.title, one.author, one.date, one.language) == ("L", "B", "2020", "en")
