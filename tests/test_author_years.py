"""Lists of sources without numbers, and what cites them by author and year."""

import pytest

from corpus.documents import Document
from corpus.layout import read_layout

_LIST = (
    "Berg, A. (2018). Salt ports: how they live. Journal of Ports 4, 88-101.\n"
    "Holm, J. and Berg, A. (2019). Ships. Harbour Letters 9(2), 3-11.\n"
    "Lund, C. et al. (2020a). Tides in the\n  far north. Sea Press.\n"
    "Port Trust (2021). Annual report. Ala.\n"
    "de Boer, H. (2022). Fog. Sea Press.\n"
)
_BODY = "Ports are salty (Berg, 2018). Holm and Berg (2019) count ships. It is cold in Ala.\n"


def document(body: str = _BODY, listed: str = _LIST, gap: str = "\n\n") -> Document:
    text = f"{body}\n\nReferences{gap}{listed}"
    return Document("ports", "ports", text, read_layout(text))


@pytest.mark.parametrize(("gap", "between"), [("\n\n", "\n"), ("\n\n", "\n\n"), ("\n", "\n")])
def test_each_entry_is_a_note_of_one_sentence(gap: str, between: str) -> None:
    found = document(listed=_LIST.replace(".\n", f".{between}"), gap=gap)
    notes = [found.slice(note) for note in found.layout.references]
    assert [note.split(" (")[0] for note in notes] == [
        "Berg, A.", "Holm, J. and Berg, A.", "Lund, C. et al.", "Port Trust", "de Boer, H."
    ]  # fmt: skip
    assert [note.number for note in found.layout.references] == [1, 2, 3, 4, 5]
    blocks = [block for block in found.layout.blocks if block.kind == "note"]
    assert [[found.slice(one) for one in block.sentences] for block in blocks] == [
        [note] for note in notes
    ]


@pytest.mark.parametrize(
    ("sign", "numbers"),
    [
        ("(Berg, 2018)", (1,)),
        ("(Holm and Berg, 2019)", (2,)),
        ("(Holm & Berg 2019, p. 4)", (2,)),
        ("(see Lund et al., 2020a; Berg, 2018)", (3, 1)),
        ("(Port Trust, 2021)", (4,)),
        ("(de Boer, 2022)", (5,)),
    ],
)
def test_what_cites_them_is_a_marker(sign: str, numbers: tuple[int, ...]) -> None:
    found = document(f"Ports are salty {sign}. They are old.\n")
    assert [(found.slice(one), one.numbers) for one in found.layout.markers] == [(sign, numbers)]


@pytest.mark.parametrize("who", ["Holm and Berg", "Lund et al.", "Berg", "De Boer"])
def test_an_author_in_the_sentence_cites_by_the_year(who: str) -> None:
    year = {"H": "2019", "L": "2020a", "B": "2018", "D": "2022"}[who[0]]
    found = document(f"It is told that {who} ({year}) saw salt.\n")
    assert [found.slice(one) for one in found.layout.markers] == [f"({year})"]


@pytest.mark.parametrize(
    "words",
    ["Salt fell (Skov, 2018).", "Salt fell (2018).", "Salt(3) fell[4].", "It rose (to 9 in 2018).",
     "The port (Berg, 2017) fell.", "Rain, in Berg 2018, fell."],
)  # fmt: skip
def test_other_parentheses_are_none(words: str) -> None:
    assert not document(words).layout.markers


def test_two_sources_of_an_author_and_a_year_are_not_told_apart() -> None:
    twice = "Berg, A. (2018). Salt. Sea Press.\nBerg, B. (2018). Fog. Sea Press.\n"
    found = document(listed=twice)
    assert len(found.layout.references) == 2
    assert not found.layout.markers


def test_paragraphs_under_the_heading_are_no_list() -> None:
    assert not document(listed="We thank Berg, A. (2018). It helped.\n").layout.references
    assert not document(listed="Berg, A. (2018). Salt.\n").layout.references
