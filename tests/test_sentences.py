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
