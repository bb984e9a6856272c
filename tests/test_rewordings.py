"""Figures, bounds and hedges told in other words: the same is the same, another is another."""

import pytest

from assistant.assistant import open_assistant
from assistant.checking import Checker
from assistant.judging import compared, windows_of
from assistant.settings import Settings

# What a document says, and what a claim about it says.
SAME = [
    ("Hans Winter's wife, Anna Winter, owns an inn.", "Anna Winter owns an inn."),
    ("Mikhail's regime closed the press at Brest.", "Mikhail closed the press at Brest."),
    ("Rita Horn and her brother farm at Mell.", "Rita Horn farms at Mell."),
    ("The U.S. Navy left the docks of Kamen.", "The US Navy left the docks of Kamen."),
    ("The UK lent its old trams to Olsk.", "The U.K. lent its old trams to Olsk."),
    ("Every sixth resident of Dorsk lives abroad.", "One in six residents of Dorsk lives abroad."),
    ("Every fifth child in Rila is hungry.", "In Rila 20 % of the children are hungry."),
    ("The mine in Orlova employs half a dozen men.", "The mine in Orlova employs six men."),
    ("The port of Lida handled 1.5 million tonnes.", "Lida handled one and a half million tonnes."),
    ("Some 600 teachers left the schools of Velna.", "Hundreds of teachers left Velna's schools."),
    (
        "The dam at Kirsk cost as much as 40 million euros.",
        "The Kirsk dam cost up to 40 million €.",
    ),
    ("Nobody was hurt in the fire at Tolva.", "No one was hurt in the fire at Tolva."),
    (
        "In Onega 57 % of the voters stayed away.",
        "More than half of Onega's voters stayed away.",
    ),
    ("Ural lost 24 % of its bridges.", "Ural lost about a quarter of its bridges."),
    ("One third of Plav is owned by the state.", "The state owns one third of Plav."),
    ("The output of Grad was halved.", "The output of Grad fell by half."),
    ("Kelm's war of 44 days killed at least 680 men.", "At least 680 men died in Kelm's 44 days."),
    (
        "By August 9,400 men of Brod were dismissed.",
        "9,400 men of Brod were gone by August.",
    ),
    (
        "The mayor of Nemen could trace it.",
        "The mayor of Nemen was able to trace it.",
    ),
    ("Anker built a base in the hope of keeping it.", "Anker built a base and hoped to keep it."),
    ("The team at Zarya had no right to move.", "The team at Zarya could not move."),
    ("Ouagadougou closed its border with Tarb.", "Burkina Faso closed its border with Tarb."),
    ("The men of Purv served half a year in Donsk.", "The men of Purv served six months in Donsk."),
    ("The EU lent its old ferries to Orsk.", "Europe lent its old ferries to Orsk."),
    ("Latvia sold its barges to Lipsk.", "A Baltic country sold its barges to Lipsk."),
    ("The board of Ulm aided SMEs in exile.", "Small firms in exile got aid from Ulm."),
    (
        "In 2011 some 90 left, and Hugo and Emil of Yarl died.",
        "The two men of Yarl, Hugo and Emil, died in 2011.",
    ),
    (
        "Horst and Grund spent almost two years in the mine of Dral.",
        "The two men, Horst and Grund, spent nearly two years in the mine of Dral.",
    ),
]
OTHER = [
    ("Kate Stone's father owns the mill at Tarn.", "Kate Stone owns the mill at Tarn."),
    ("The widow of Paul Brandt sold the yard.", "Paul Brandt sold the yard."),
    (
        "Nine men including Ivan Petrov, Lena Petrova's husband, remain in Gorky prison.",
        "Lena Petrova remains in Gorky prison.",
    ),
    ("Daniela Brun owns the ferry at Sulin.", "Daniel Brun owns the ferry at Sulin."),
    ("A Baltic country sold its mills to Turv.", "Latvia sold its mills to Turv."),
    ("Asia sold its looms to Gerd.", "A Baltic country sold its looms to Gerd."),
    ("Every sixth miner of Sorna lives abroad.", "One in five miners of Sorna lives abroad."),
    ("Some 600 nurses left the wards of Kama.", "Thousands of nurses left the wards of Kama."),
    ("The tunnel at Haag cost as much as 4 million.", "The Haag tunnel cost at least 4 million."),
    ("Nobody was hurt in the flood at Mirna.", "Somebody was hurt in the flood at Mirna."),
    (
        "In Salt 44 % of the voters stayed away.",
        "More than half of Salt's voters stayed away.",
    ),
    (
        "Two thirds of Sulm's voters stayed away.",
        "One in three of Sulm's voters stayed away.",
    ),
    ("The clerk of Tibor could not trace the money.", "The clerk of Tibor could trace the money."),
    (
        "The men of Kazmir served half a year.",
        "The men of Kazmir served nine months.",
    ),
    ("Lilongwe closed its border with Morvia.", "Zambia closed its border with Morvia."),
]


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Checker:
    folder = tmp_path_factory.mktemp("told")
    for number, (told, _) in enumerate([*SAME, *OTHER]):
        text = f"# Notes {number}\n\nIt rained all day. {told} The weather stayed poor.\n"
        (folder / f"notes-{number:02}.txt").write_text(text, "utf-8")
    assistant = open_assistant(Settings(), folder, tmp_path_factory.mktemp("index"))
    return Checker(assistant.index, assistant.settings.passages_read)


@pytest.mark.parametrize("claim", [claim for _, claim in SAME])
def test_the_same_in_other_words_is_not_contradicted(checker: Checker, claim: str) -> None:
    found, _, _ = checker.by_words(claim)
    assert not found.differences
    assert found.verdict != "contradicted"


@pytest.mark.parametrize("claim", [claim for _, claim in OTHER])
def test_another_figure_bound_or_place_is_not_supported(checker: Checker, claim: str) -> None:
    found, _, _ = checker.by_words(claim)
    assert found.verdict != "supported"


def test_a_figure_of_the_claims_own_year_is_not_the_other_years(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("years")
    told = "Over 52 000 attempts were made to cross the Mur in 2021. In 2024 there were 36 030.\n"
    (folder / "years.txt").write_text(told, "utf-8")
    assistant = open_assistant(Settings(), folder, tmp_path_factory.mktemp("index"))
    checker = Checker(assistant.index, assistant.settings.passages_read)
    for year, kinds in ((2024, set()), (2021, {"number"})):
        claim = f"In {year} a little over 36,000 attempts were made to cross the Mur."
        _, query, ranked = checker.by_words(claim)
        both = next(one for one in windows_of(ranked) if len(one.sentences) == 2)
        assert {one.kind for one in compared(claim, query, both).differences} == kinds
