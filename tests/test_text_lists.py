"""Lists in plain text, whose items stand on lines without blank ones between."""

import pytest

from corpus.layout import read_layout


def blocks(text: str) -> list[str]:
    layout = read_layout(text)
    assert [one.paragraph for one in layout.blocks] == list(range(1, len(layout.blocks) + 1))
    return [text[one.start : one.end] for one in layout.blocks]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "lines",
    [
        "14. We ask that it:|(a) cap licences;|(b) share addresses; and|(c) raise the fine.",
        "We ask that they do\nthis:|1. Cap licences.|2. Share addresses, which\nare known.",
        "It must:|(i) cap licences;|(ii) share them;|(iii) go.",
        "They ask for|• caps|• addresses\nof hosts|• fines",
        "Our demands|- caps|- addresses",
        "– caps|– addresses",
        "1. It must:|(a) cap;|(b) share.|2. It may:|(a) go;|(b) stay.",
        "(h) caps|(i) fines|(j) addresses",
        "They said:|  a) Caps.|  b) Fines.",
    ],
)
def test_each_item_is_a_block(lines: str, end: str) -> None:
    parts = [one.replace("\n", end) for one in lines.split("|")]
    expected = [part.strip() for part in parts]
    text = f"They met.{end * 2}{end.join(parts)}{end * 2}They left."
    assert blocks(text) == ["They met.", *expected, "They left."]


@pytest.mark.parametrize(
    "text",
    [
        "He came on the\n12. May and left the country on\n13. May of that year.",
        "It had, as all\nknew well, come\n- so they said -\nto its end.",
        "They met in Rome\n(see below) and then\n(as told) in Bonn.",
        "It is told by the author in chapter\n3. It is long.",
        "The vote of\n(a) the House and\n(c) the Senate differ.",
        "Both paid 3,\n4. They left\n- 5 in all.",
    ],
)
def test_other_lines_go_on(text: str) -> None:
    assert blocks(f"{text}\n\nThey left.") == [text, "They left."]


def test_a_caption_is_whole() -> None:
    text = "Figure 1: Costs of:\n- caps\n- fines"
    assert [one.kind for one in read_layout(f"{text}\n\nThey left.").blocks] == ["caption", "body"]


_LAW = """\
Fishing Act

[Assented to 11 June 2019]

PART 1
LICENCES, FEES AND PENALTIES

1. Grant

(1) In this Act—

(a) on conviction, a fine of 400 crowns; or

(b) a term of a year.

2. Fees
(1) The fee is 85. It is due in May.
(2) Subsection (1) does not apply to—
(a) a school; and
(b) a child.

3. Repeals

The old Act is repealed.
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_provisions_are_no_headings_and_a_laws_parts_and_sections_are(end: str) -> None:
    text = _LAW.replace("\n", end)
    assert [one.heading for one in read_layout(text).sections] == [
        "Fishing Act",
        "PART 1",
        "LICENCES, FEES AND PENALTIES",
        "1. Grant",
        "2. Fees",
        "3. Repeals",
    ]
    assert blocks(text) == [
        "[Assented to 11 June 2019]",
        "(1) In this Act—",
        "(a) on conviction, a fine of 400 crowns; or",
        "(b) a term of a year.",
        "(1) The fee is 85. It is due in May.",
        "(2) Subsection (1) does not apply to—",
        "(a) a school; and",
        "(b) a child.",
        "The old Act is repealed.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Part 5\nof it was long, as all knew, and it was said so.",
        "2. It rests on\n(1) the House.",
        "In 2019 he wrote Part 3\nPenalties rose.",
    ],
)
def test_lines_of_prose_are_no_headings_of_a_law(text: str) -> None:
    assert not read_layout(f"{text}\n\nThey left.").sections


@pytest.mark.parametrize(
    "line",
    [
        "Marta Ferreira-Lind, Jonas Okello, Petra van Hove and Samuel Tsai",
        "J. R. Okello & Ana dos Santos",
        "By Mary Atieno",
    ],
)
def test_who_wrote_it_is_no_heading(line: str) -> None:
    text = f"The lake\n\n{line}\n\nIts water\n\nIt fell.\n"
    assert [one.heading for one in read_layout(text).sections] == ["The lake", "Its water"]


@pytest.mark.parametrize(
    "line", ["Fish and Birds", "Poland, Latvia and Lithuania", "The North Sea"]
)
def test_names_of_things_are_a_heading(line: str) -> None:
    text = f"The lake\n\n{line}\n\nIt fell.\n"
    assert [one.heading for one in read_layout(text).sections] == ["The lake", line]


@pytest.mark.parametrize("sign", "›➢➤→✓◆▶⁃")
def test_signs_that_are_nothing_but_bullets_begin_items(sign: str) -> None:
    lines = [f"{sign} Keep caps.", f"{sign} Share addresses.", f"{sign} Go."]
    assert blocks("They ask:\n" + "\n".join(lines)) == ["They ask:", *lines]
