"""Where sentences end and where they don't."""

import pytest

from corpus.sentences import sentences_in


def told(text: str, language: str = "en") -> list[str]:
    return [text[one.start : one.end] for one in sentences_in(text, 0, len(text), language)]


@pytest.mark.parametrize("space", "\x85\xa0\u1680\u2009\u2028\u2029\u202f\u205f\u3000")
def test_any_space_may_stand_before_a_full_stop(space: str) -> None:
    text = f"Plan B{space}. Then he left."
    assert told(text) == [f"Plan B{space}.", "Then he left."]
    for language in ("de", "fr", "ru", "ja"):  # where it may be a name's initial
        assert " ".join(told(text, language)) == text


@pytest.mark.parametrize(
    "text",
    [
        "It has risen by approx. 5 per cent.",
        "See para. 5 and paras. 6 to 8.",
        "See ch. 5 and chs. 6 to 8 of it.",
        "As fn. 5 tells.",
        "Est. 5 000 left, max. 6 000 came.",
        "Costs incl. 5 million for arms, on avg. 3 a year.",
        "They met Amb. Jones at 5 p.m. Minsk time.",
        "It cost EUR 5 mln. in 2024, and 3 bn. in all.",
        "Am 26. Januar 2025 wurde gewählt, am 3. August nicht.",
        "He came on 26. January and left on 3. May.",
        "The vote of 26. January 2025 was a sham.",
        "Le 26. février 2025 il est parti.",
        "Dnia 26. stycznia wyjechał.",
        "He was replaced by Ms. Rhea Kostova, a former judge.",
        "Cllr. Moira Haldane and Mx. Ida Šimić met Ms. van Dyke and Ald. Pell.",
        "It was the then-Lt. Gov. Jones who told Mr. and Ms. Liu.",
        "G. Petkov, 'The press', Journal of Media Studies, Vol. 12, No. 3, 2023.",
        "See vol. IV, Ch. II, figs. 2 and 3, and eq. 5.",
        "G. Petkov, Salt, ed. J. Adams, transl. by S. Liu, 2nd ed. 2019, p. 4.",
        "It is told in App. 3 and App. B (Ex. 4).",
        "The total excl. taxes is told on p. 5, and incl. taxes on pp. 6 to 8.",
        "It lies in refs. 3 to 5 and secs. 4 and 5.",
        "Conclusions. Light lengthens sleep.",
        "Funding and interests. It was paid for by the city.",
        "Recommendation 5. The city should act.",
        "It is less than Holmgren et al. [4], who had a pilot study, told.",
        "Light vs. [4] dark is what Holmgren et al. [4, 5] and Sato et al. (6) compared.",
    ],
)
def test_an_abbreviation_or_ordinal_ends_no_sentence(text: str) -> None:
    assert told(text) == [text]
    assert told(f"They came. {text} They left.") == ["They came.", text, "They left."]


@pytest.mark.parametrize(
    "text",
    [
        "The number rose to 26. | May was warm.",
        "It is the max. | They left.",
        "It cost EUR 5 mln. | In 2024 it cost more.",
        "They met at 5 p.m. | Then they left.",
        "They met at 5 p.m. | Minsk was cold.",
        "See ch. 5. | Then go on.",
        "They deleted the app. | 40 million use it.",
        "She sold the company's app. | They left.",
        "It fell to the second vol. | Then came more.",
        "It took 5 secs. | 3 men left.",
        "It rose by 3 pts. | 5 years later it fell.",
        "She took P. E. and special ed. | Then she left.",
        "He bought Acme Ltd. | They sold it.",
        "1. It froze assets. | 2. It banned trade.",
        "They won. | The results. | They left.",
        "(12) The board meets twice. | It elects a chair. | The chair serves two years.",
        "(a) The board meets. | It elects a chair (or two. Then it ends).",
        "It is told by Holmgren et al. [4] | It is so.",
    ],
)
def test_a_sentence_may_end_so(text: str) -> None:
    assert told(text.replace(" | ", " ")) == text.split(" | ")


def test_labels_in_parentheses_open_lines() -> None:
    text = "It flows.\n(2) The board meets. It votes.\n(iv) It ends. They left."
    assert told(text) == ["It flows.", "(2) The board meets.", "It votes.", "(iv) It ends.",
                          "They left."]  # fmt: skip
