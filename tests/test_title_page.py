"""What opens a plain text: its title, and the lines around it, which are no paragraphs."""

from pathlib import Path

import pytest

from corpus.documents import Document
from corpus.text_reader import read_text

_COLON = "Salt in the wells: ports and pregnancy"
_PROSE = "The port was opened in 1911. It handles 12 ships a day.\n"


def read(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "port.txt"
    path.write_text(text, "utf-8")
    return read_text(path, "port")


def test_a_title_page_is_parted_by_its_lines(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "SALT AND SHIPS\nHow a small port lives\n\nWorking Paper 4, Port Trust\n"
        f"by Ada Berg and Jon Holm\nMay 2025\n\nSummary\n\n{_PROSE}",
    )
    assert found.title == "SALT AND SHIPS"
    headings = [section.heading for section in found.layout.sections]
    assert headings == ["SALT AND SHIPS", "How a small port lives", "Summary"]
    told = [(one.kind, found.slice(one)) for one in found.layout.blocks]
    assert told == [
        ("caption", "Working Paper 4, Port Trust"),
        ("caption", "by Ada Berg and Jon Holm"),
        ("caption", "May 2025"),
        ("body", _PROSE.strip()),
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"{_COLON}\n\n{_PROSE}", _COLON),
        (f"Ready or not? How a port lives\n\n{_PROSE}", "Ready or not? How a port lives"),
        (f"Small ports\n\nAda Berg and Jon Holm\n\n1. Why\n\n{_PROSE}", "Small ports"),
        (
            "PARLIAMENT OF ALA\nHOUSE COMMITTEE ON PORTS\n\nThird Report, 2024-25\n\n"
            f"PORTS: THE GOVERNMENT'S\nPOSITION IN FULL\n\n1. WHY\n\n{_PROSE}",
            "PORTS: THE GOVERNMENT'S POSITION IN FULL",
        ),
    ],
)  # fmt: skip
def test_a_title_is_the_documents(tmp_path: Path, text: str, title: str) -> None:
    assert read(tmp_path, text).title == title


@pytest.mark.parametrize(
    "text",
    [
        _PROSE,
        f"Visa fees\n\n{_PROSE}\nOpening hours\n\n{_PROSE}",
        f"Introduction\n\n{_PROSE}",
        f"1. The port and how it lives today\n\n{_PROSE}",
        f"Ministry of Ports and Lighthouses of Ala\n\n{_PROSE}",
        f"Dockers wait for the tide at the quay of Ala, January 2025\n\n{_PROSE}",
        f"Dockers wait for the tide. Photo: Ada Berg\n\n{_PROSE}",
        f"Ada Berg\n12 Main Street\nAla\n\nDear Sir,\n\n{_PROSE}",
        f"- Fix the crane first of all\n- Pay\n\n{_PROSE}",
        "Milk\n\nBread\n\nTwo loaves of it: white\n",
    ],
)
def test_other_lines_are_no_title(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).title == "port"
