"""Tables in plain text: read by their cells where they are surely tables, else left alone."""

from pathlib import Path

import pytest

from corpus.documents import Document
from corpus.text_reader import read_text
from corpus.text_tables import table_rows

_TABS = "Port\t2022\t2023\nAla\t9\t12\nBol\t14\t-\n"
_SPACES = (
    "Port          Owner         Tonnes, 2023\n"
    "Ala           Port Trust           1,200\n"
    "Bol           none                   800\n"
)


def read(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "ports.txt"
    path.write_bytes(text.encode())
    return read_text(path, "ports")


def blocks(document: Document) -> list[tuple[str, int | None, list[str]]]:
    return [
        (one.kind, one.paragraph, [document.slice(sentence) for sentence in one.sentences])
        for one in document.layout.blocks
    ]


def test_rows_are_quoted_each_by_itself_as_they_stand(tmp_path: Path) -> None:
    found = read(tmp_path, f"Trade grew.\n\nTable 1. Ships\n\n{_TABS}\nThen it fell.\n")
    assert blocks(found) == [
        ("body", 1, ["Trade grew."]),
        ("caption", None, ["Table 1.", "Ships"]),
        ("caption", None, ["Port\t2022\t2023"]),
        ("body", 2, ["Ala\t9\t12"]),
        ("body", 2, ["Bol\t14\t-"]),
        ("body", 3, ["Then it fell."]),
    ]
    assert not found.layout.sections


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_around_a_table_are_paragraphs(tmp_path: Path, end: str) -> None:
    found = read(tmp_path, f"Ships are few:\n{_SPACES}Source: trust.\n".replace("\n", end))
    assert [told for _, _, told in blocks(found)] == [
        ["Ships are few:"],
        *([line] for line in _SPACES.splitlines()),
        ["Source: trust."],
    ]


@pytest.mark.parametrize("above", ["Table 1 shows the ships.", "Ships of the\ntwo ports"])
def test_a_sentence_above_a_table_is_no_caption(tmp_path: Path, above: str) -> None:
    found = read(tmp_path, f"{above}\n\n{_TABS}\nThen it fell.\n")
    assert blocks(found)[0] == ("body", 1, [above])


def test_two_tables_are_two_paragraphs(tmp_path: Path) -> None:
    found = read(tmp_path, f"{_TABS}\n{_TABS}")
    assert [paragraph for _, paragraph, _ in blocks(found)] == [None, 1, 1, None, 2, 2]


def test_dashes_below_a_line_tell_that_it_is_a_header(tmp_path: Path) -> None:
    lines = ["Port   Owner", "-----  -----", "Ala    Trust", "Bol    Crown", "Cor    Crown"]
    found = read(tmp_path, "\n".join(lines))
    assert found.text == "\n".join(lines)
    assert [told for _, _, told in blocks(found)] == [[one] for one in lines if one[0] != "-"]
    assert table_rows("\n".join([lines[0], *lines[2:]])) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Port\t2022\nAla\t9\n",  # too few rows
        "Port\t2022\t2023\nAla\t9\t12\nBol\t14\n",  # too few cells
        "Name:\tAnna Berg\nAge:\t52\nRoom:\t7\nFloor:\t1\n",  # a form
        "Name\tAnna Berg\nAge\t52\nRoom\t7\nFloor\t1\n",
        "Ala\t9\t12\nBol\t14\t15\nCor\t8\t3\n",  # no header
        "Ala\tTrust\tNorth\nBol\tCrown\tSouth\nCor\tCrown\tEast\n",
        "1.\tPort Trust\tReport\n2.\tCrown\tReport 7\n3.\tCrown\tReport 8\n",  # notes
        f"They met.\n\nSources\n\n{_TABS}",
        "The sea  was grey,\nthe ships  were slow,\nand none  would say,\n",  # verses
        "It was in 2021  that he\nleft.  It was in 2022 that\nshe came  in 2023 and 2024.\n",
        "Port   2022   2023\n   Ala   9   12\nBol in the far north   14   15\n",
    ],
)
def test_other_lines_stay_as_they_are(text: str) -> None:
    assert table_rows(text) == {}
