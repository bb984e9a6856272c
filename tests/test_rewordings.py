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
    (
        "At the poll of Bodil at\r\nleast 30 men met on 4\r\nMay.",
        "At least 30 men met at Bodil on 4 May.",
    ),
    ("The levy of Calda cost 30\u202f000\u00a0crowns.", "The levy of Calda cost 30 000 crowns."),
    (
        "At Drev 27,000 barrels came from one well, 12,000 from the other.",
        "At Drev 12,000 barrels came from the other well.",
    ),
    ("Resolution No. 5 of Elmo banned nets.", "Resolution 5 of Elmo banned nets."),
    ("In the hall of Ferla were 1600 women.", "In the hall of Ferla were 1,600 women."),
    ("The wall of Gorod is 1800 km long.", "The wall of Gorod is 1,800 kilometres long."),
    ("The plant of Hask yields 2000 MW.", "The plant of Hask yields 2,000 MW."),
    ("The mine of Ibar closed in the mid-1990s.", "The mine of Ibar closed in the 1990s."),
    ("The pact of Jelm dates from 31 December 2023.", "The pact of Jelm dates from 12/31/2023."),
    ("The warden of Kolm resigned in May.", "The warden of Kolm resigned in may."),
    ("The mayor of Vusk ruled from 1994 to 2020.", "The mayor of Vusk ruled for 26 years."),
    ("Founded in 2020, the works of Bert grew ever since.", "Bert's works grew after 2020."),
    ("The budget of Fost runs from 2021 to 2027.", "The budget of Fost runs over 2021-27."),
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
    ("The bank of Mara employs more\nthan 4 500 clerks.", "The bank of Mara employs 4 500 clerks."),
    ("The bank of Norl employs more\r\nthan 50 boys.", "The bank of Norl employs 50 boys."),
    ("The guard of Emmo did\nnot fire.", "The guard of Emmo did fire."),
    (
        "Of the men of Pern 12 were farmers, and 30 per cent of the seats were empty.",
        "Of the men of Pern 12 per cent were farmers.",
    ),
    (
        "Poland and Latvia hold 30 crossing points at Quarn.",
        "Poland and Latvia hold two crossing points at Quarn.",
    ),
    (
        "The thief of Rusk got five years, although he had led the town from 1994 to 2020.",
        "The thief of Rusk got 26 years.",
    ),
    ("The war of Sarn ended in 2004.", "The war of Sarn ended in [2005]."),
    ("The judge of Tarn resigned in May.", "The judge of Tarn resigned in june."),
    ("The road of Ulva has been shut since March.", "The road of Ulva has been shut since May."),
    ("The fair of Cebu lasts from March to June.", "The fair of Cebu lasts from March to May."),
    ("The plan of Vorn covers 2021-27.", "The plan of Vorn covers 2021-25."),
    ("The bridge of Wend fell in 2020.", "The bridge of Wend fell before 2020."),
    ("The bridge of Zell fell before 2020.", "The bridge of Zell fell in 2020."),
    ("The court of Xant met on Monday.", "The court of Xant met on Friday."),
    ("The lake of Yorm froze in winter.", "The lake of Yorm froze in summer."),
    ("The pipe of Norn is 1800 km long.", "The pipe of Norn is 1,900 km long."),
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
