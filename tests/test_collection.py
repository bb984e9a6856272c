"""Folders of documents: read whole or refused with a line that helps."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.collection import read_collection
from corpus.documents import Document, Span
from corpus.errors import UserError
from corpus.layout import read_layout
from corpus.view import fold, words


def write(folder: Path, name: str, text: str | bytes = "Some words.") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def _missing(folder: Path) -> str:
    return str(folder / "none")


def _empty(folder: Path) -> str:
    return str(folder)


def _unknown_kind(folder: Path) -> str:
    write(folder, "good.txt")
    return str(write(folder, "sheet.xlsx"))


def _not_utf8(folder: Path) -> str:
    return f"{write(folder, 'a.txt', b'One.' + bytes([10, 10, 0xE9]))}, line 3"


def _no_words(folder: Path) -> str:
    return str(write(folder, "a.txt", " …\n"))


def _same_name(folder: Path) -> str:
    write(folder, "one/a.txt")
    return str(write(folder, "two/a.txt"))


def _bad_description(folder: Path) -> str:
    write(folder, "a.txt")
    return str(write(folder, "a.toml", "label ="))


def _toml_alone(folder: Path) -> str:
    return str(write(folder, "alone.toml", "label = 'x'"))


def _link_to_itself(folder: Path) -> str:
    write(folder, "a.txt")
    (folder / "b.txt").symlink_to(folder / "b.txt")
    return str(folder / "b.txt")


@pytest.mark.parametrize(
    "prepare",
    [
        _missing,
        _empty,
        _unknown_kind,
        _not_utf8,
        _no_words,
        _same_name,
        _bad_description,
        _toml_alone,
        _link_to_itself,
    ],
)
def test_bad_folders_are_refused_by_name(tmp_path: Path, prepare: Callable[[Path], str]) -> None:
    where = prepare(tmp_path)
    folder = Path(where) if prepare is _missing else tmp_path
    with pytest.raises(UserError) as told:
        read_collection(folder)
    assert told.value.where == where
    assert told.value.remedy
    assert told.value.exit_code == 2


def test_documents_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.txt", "sub/a.txt", "c.TXT"):
        write(tmp_path, name)
    write(tmp_path, "NOTICE")
    write(tmp_path, ".hidden", b"\xff")
    assert [one.id for one in read_collection(tmp_path).documents] == ["a", "b", "c"]


def test_a_description_gives_title_publisher_and_date(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    write(tmp_path, "a.toml", 'label = "A report"\npublisher = "P"\ndate = "2025"\n')
    one = read_collection(tmp_path).document("a")
    assert (one.title, one.publisher, one.date) == ("A report", "P", "2025")


@pytest.mark.parametrize("name", ["a.TXT", "a.Txt", "a.MD"])
def test_a_description_is_any_ending_s(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    write(tmp_path, "a.toml", 'label = "A report"\n')
    assert read_collection(tmp_path).document("a").title == "A report"


def test_an_unknown_document_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    write(tmp_path, "known.txt")
    with pytest.raises(UserError, match="known"):
        read_collection(tmp_path).document("unknown")


def test_line_ends_and_the_byte_order_mark_stay(tmp_path: Path) -> None:
    text = "\ufeffOne.\r\n\r\nTwo\rthree cafe\u0301.\n"
    write(tmp_path, "a.txt", text)
    assert read_collection(tmp_path).document("a").text == text


@pytest.mark.parametrize("place", [(-1, 1), (0, 0), (2, 1), (0, 5), (4, 5)])
def test_a_span_outside_its_document_can_not_be_made(place: tuple[int, int]) -> None:
    document = Document("d", "d", "four", read_layout("four"))
    with pytest.raises(ValueError, match="no span"):
        Span(document, *place)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("30 000", "30000"),
        ("30,000", "30000"),
        ("30\u00a0000", "30000"),
        ("30\u202f000", "30000"),
        ("1 250", "1250"),
        ("36 030", "36030"),
        ("Lukashenka’s", "lukashenka"),
        ("CAFÉ", "cafe"),
        ("cafe\u0301", "cafe"),
        ("Klisin\u0301ski", "klisinski"),
        ("Klisiński", "klisinski"),
        ("камень", "kamen"),
        ("Su-25", "su-25"),
    ],
)
def test_the_view_folds_what_readers_type_differently(text: str, folded: str) -> None:
    assert [word for word, _ in words(text)] == [folded]


def test_words_lead_back_to_their_places() -> None:
    text = "Over 52 000 people: Zoë’s, and “naïve” ones."
    for word, place in words(text):
        shown = text[place.start : place.end]
        assert word == (shown.replace(" ", "") if shown[0].isdigit() else fold(shown))
