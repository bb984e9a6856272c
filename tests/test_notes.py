"""Notes, their markers and their addresses in plain text: what looks like one and isn't."""

import pytest

from corpus.documents import Region
from corpus.layout import read_layout
from corpus.references import kind_of, reference_in

_TWO = "1. Ruth Adeyemi, Salt Roads, Lagos 2024.\n2. Port Authority, Annual report, 2023.\n"
_SEVEN = "".join(f"{number}. Port Authority, Report {number}, 2023.\n" for number in range(1, 8))
_FOUR = "".join(f"{number}. Port Authority, Report {number}, 2023.\n" for number in range(1, 5))


def markers(body: str, notes: str = _SEVEN) -> list[str]:
    text = f"{body}\n\nReferences\n\n{notes}"
    return [text[one.start : one.end] for one in read_layout(text).markers]


@pytest.mark.parametrize("sign", ["[4-4-2]", "[12-05-24]", "x(1-2-3)", "[1–2–3, 4]", "[1-2 - 3]"])
def test_figures_with_two_dashes_are_no_marker(sign: str) -> None:
    assert markers(f"They played {sign} and won.[1, 3–5] They left.(2)") == ["[1, 3–5]", "(2)"]


@pytest.mark.parametrize(
    "law",
    [
        "Article 42(7) TEU",
        "Art. 6(1) of the Charter",
        "Articles 4(1), 5(2) and 6(3)",
        "section 2a(4)",
        "Rule\xa05(2)",
        "§5(1)",
        "Article V(3)",
        "Paras. 3 and 5(1)",
    ],
)
def test_a_paragraph_of_a_law_is_no_marker(law: str) -> None:
    assert markers(f"It rests on {law}, they said.(2) It closed.(3)") == ["(2)", "(3)"]
    assert markers(f"It closed. (3) It rests on {law}.") == ["(3)"]


@pytest.mark.parametrize(
    "words", ["The article(1)", "Of 30 articles, 6(1)", "Regulation 2019/788(1)", "Article 6(b)(1)"]
)
def test_a_marker_near_a_law_is_one(words: str) -> None:
    assert markers(f"{words} came into force.") == ["(1)"]


def test_a_list_within_a_paragraph_is_no_run_of_markers() -> None:
    listed = "The Union did two things. (1) It froze assets. (2) It banned trade."
    assert markers(listed) == []
    assert markers(f"{listed} They bite.1 They last.2 “All of them.”3 It works.4") == list("1234")
    assert markers("It closed. (1) Ships left. (2) Go.", _TWO) == ["(1)", "(2)"]
    assert markers("It closed. (1) Ships left. (2)") == ["(1)", "(2)"]
    assert markers("It closed. (1) Ships left.\n\nThey came. (2) Go.") == ["(1)", "(2)"]


@pytest.mark.parametrize(
    "signs", ["(2)(3)", "(2)(3)(5)", "(2) (3)", "(2),(3)", "(2), (3)", "[2][3]", "[2] [3]", "²,³"]
)
@pytest.mark.parametrize("end", [".", ".”", "!"])
def test_all_markers_behind_a_full_stop_belong_to_the_sentence_before(signs: str, end: str) -> None:
    first = f"It closed{'¹' if '²' in signs else ''} in 84,700 homes{end}"
    body = f"{first}{signs} About 68% of them were old. Ships left."
    text = f"{body}\n\nReferences\n\n{_SEVEN if '²' not in signs else _FOUR}"
    layout = read_layout(text)
    assert [text[one.start : one.end] for one in layout.blocks[0].sentences] == [
        f"{first}{signs}",
        "About 68% of them were old.",
        "Ships left.",
    ]
    cited = {number for one in layout.markers for number in one.numbers}
    assert {2, 3} <= cited <= {1, 2, 3, 5}


def test_raised_figures_open_no_sentence_where_their_notes_are_not_read() -> None:
    text = "It closed in winter.³ Ships left for 5 km².⁴ They came back."
    assert [text[one.start : one.end] for one in read_layout(text).blocks[0].sentences] == [
        "It closed in winter.³",
        "Ships left for 5 km².⁴",
        "They came back.",
    ]


def notes_of(listed: str) -> list[tuple[int, str]]:
    text = f"It closed.(1)\n\nReferences\n\n{listed}"
    return [(one.number, text[one.start : one.end]) for one in read_layout(text).references]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "first",
    [
        "Bundesamt, Bericht vom\n27. Januar 2025.",
        "Salt Review, pp. 101-\n120. Available in print.",
        "Salt Review, p.\n120.\nIn print.",
    ],
)
def test_a_number_that_opens_a_line_within_a_note_begins_none(first: str, end: str) -> None:
    lines = f"1. {first}\n2. Second note.\n3. Third,\n12. May 2024.\n4. Last note.\n"
    third = f"Third,{end}12. May 2024."
    expected = [first.replace("\n", end), "Second note.", third, "Last note."]
    assert notes_of(lines.replace("\n", end)) == list(enumerate(expected, 1))


def test_dates_of_several_lines_begin_no_notes() -> None:
    listed = "1. First.\n2. Seen on\n12. May and\n27. June 2024.\n3. Third.\n"
    assert [number for number, _ in notes_of(listed)] == [1, 2, 3]


def test_notes_may_leave_numbers_out() -> None:
    listed = "3. Third.\n4. Fourth, with\n1. one thing and\n2. another.\n6. Sixth.\n9. Ninth.\n"
    assert [number for number, _ in notes_of(listed)] == [3, 4, 6, 9]


def test_words_before_the_first_note_are_kept() -> None:
    text = f"It closed.(1)\n\nReferences\n\nSeen on\n12. May 2024.\n{_TWO}"
    blocks = read_layout(text).blocks
    assert [block.kind for block in blocks] == ["body", "acknowledgement", "note", "note"]
    assert text[blocks[1].start : blocks[1].end] == "Seen on\n12. May 2024."


@pytest.mark.parametrize(
    ("note", "url", "cut"),
    [
        ("https://x.org/wiki/Article_(law), 2024.", "https://x.org/wiki/Article_(law)", False),
        ("See (https://x.org/Act_(2019)).", "https://x.org/Act_(2019)", False),
        ("See (https://x.org/Act_(2019", "https://x.org/Act_", True),
        ("[https://x.org/a], 2024.", "https://x.org/a", False),
        ("At https://x.org/a[1], 2024.", "https://x.org/a[1]", False),
        ("‘At https://x.org/a’, 2024.", "https://x.org/a", False),
        ("«https://x.org/a»: 2024.", "https://x.org/a", False),
        ("‘https://x.org/a…’, 2024.", "https://x.org/a…", True),
        ("https://x.org/very-long-\npath/x.html", "https://x.org/very-long-", True),
        ("https://x.org/a?b=\r\n  35, 2024.", "https://x.org/a?b=", True),
        ("https://x.org/long/\npath/x.html", "https://x.org/long/", True),
        ("https://x.org/long/\nAccessed in May.", "https://x.org/long/", False),
        ("https://x.org/long-\n\n", "https://x.org/long-", False),
    ],
)
def test_an_address_is_whole_or_told_to_be_cut(note: str, url: str, cut: bool) -> None:
    found = reference_in(note, Region(0, len(note)), 1)
    assert (found.url, found.url_cut) == (url, cut)
    assert found.url_region is not None
    assert note[found.url_region.start : found.url_region.end] == url


@pytest.mark.parametrize("sign", "•‣◦·–—-*")
def test_a_line_behind_a_bullet_is_text(sign: str) -> None:
    listed = f"{sign} Over 30 000 people were arrested after 2020"
    layout = read_layout(f"Repression\n\n{listed}\n\n{listed}\n\nOthers left the country.")
    assert [section.heading for section in layout.sections] == ["Repression"]
    assert [block.paragraph for block in layout.blocks] == [1, 2, 3]


@pytest.mark.parametrize("marker", ["[2]", "”[2]", "[1,2]", "²", "(2)"])
def test_a_short_paragraph_with_a_marker_at_its_end_is_text(marker: str) -> None:
    text = f"Repression\n\nIt closed.[1]\n\nMany people left.{marker}\n\nReferences\n\n{_TWO}"
    assert [block.paragraph for block in read_layout(text).blocks] == [1, 2, None, None]


def test_a_marker_behind_an_abbreviation_ends_no_sentence() -> None:
    text = (
        "It is so. Holmgren et al. [4] found it. Holmgren et al. [4] It was so.\n\nReferences\n\n"
    )
    (body, *_) = read_layout(text + _SEVEN).blocks
    told = [text[one.start : one.end] for one in body.sentences]
    assert told == [
        "It is so.",
        "Holmgren et al. [4] found it.",
        "Holmgren et al. [4]",
        "It was so.",
    ]


@pytest.mark.parametrize(
    ("entry", "further"),
    [
        ("Akerman T, Lowe B. Sleep: a meta-analysis. J Sleep Health. 2016;12:201-15.", ""),
        ("Sato Y. Light. Sleep Res. 2017 May 3;9(2):e14-e22.", "It rests on few cases."),
        ("Holmgren, U., & Dahl, S. (2014). Light. Scand J, 30(2), 61-68.", "It had no control."),
        ("Holmgren, U. (2014, May). Light at night. Turku: Press.", ""),
        ("World Bank. (2020). Water for all. Washington.", ""),
    ],
)
def test_an_entry_with_year_and_pages_names_a_source_in_one_piece(entry: str, further: str) -> None:
    assert kind_of(entry) == "source"
    text = f"It closed.(1)\n\nReferences\n\n[1] {entry} {further}\n"
    (note,) = [one for one in read_layout(text).blocks if one.kind == "note"]
    assert [text[one.start : one.end] for one in note.sentences] == [
        entry,
        *filter(None, [further]),
    ]


@pytest.mark.parametrize(
    "remark",
    [
        "The Ministry (2014). It was abolished.",
        "The reform came late (2014). It did nothing.",
        "Smith, who was 40, left (2014). He was ill.",
        "It was so in 2016; 12 of 20 left.",
    ],
)
def test_a_year_in_a_remark_names_no_source(remark: str) -> None:
    assert kind_of(remark) == "remark"


@pytest.mark.parametrize(
    "note",
    [
        "Hollin Valley Parks Ltd v Ames and others [2021] LT 77, paras 30–36.",
        "The court followed Roe v Poe [2019] EWCA Civ 1234.",
        "Roe and Others v. Ruritania (1990) 12 EHRR 34.",
        "Roe v. Poe, 410 U.S. 113 (1973).",
        "Case C-131/12, Roe v Poe.",
        "Mobile Dwellings Act 1986, Schedule 2, paragraph 11; the maximum was set in 1988.",
        "See Commission (Maximum) Order 1988, art. 4.",
        "Section 4(2) of the Homes and Land Act 1996.",
        "Housing Act 1996 s 3.",
        "Presidential Regulation 79 of 2025.",
    ],
)
def test_a_judgment_or_a_law_is_a_source(note: str) -> None:
    assert kind_of(note) == "source"


@pytest.mark.parametrize(
    "note",
    [
        "The Housing Act 1996, which came into force in May, excludes them.",
        "Sites that are exempt under the Housing Act 1996, section 3.",
        "Before the Housing Act 1996.",
        "The rule [in 2021] LT had 77 members.",
        "Smith v Jones was decided later (2021) by 12 members.",
        "No case was brought before 1990.",
    ],
)
def test_a_law_in_a_remark_names_no_source(note: str) -> None:
    assert kind_of(note) == "remark"
