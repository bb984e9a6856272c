"""Which clause of a sentence takes a side in what a question does: who opposes a cut but supports a
register takes two, of two things."""

import re

from assistant.opposites import MOVED, SIDES
from assistant.questions import content_words
from corpus.view import words
from index.terms import stem, stems

_CLAUSE = re.compile(r",?\s+but\s+|,?\s+and\s+|;\s+", re.I)


def clause_of_object(text: str, question: str) -> str:
    """The one clause of a sentence of two opposed ones that has what the question's own such word
    governs: "supports a register" of "opposes a cut but supports a register", where it is asked
    why a register is opposed; else the sentence."""
    for topic, objects in _governed(question):
        for edge in _CLAUSE.finditer(text):
            clauses = text[: edge.start()], text[edge.end() :]
            first, second = ({side for _, side in _taken(one, topic)} for one in clauses)
            having = [one for one in clauses if objects <= stems(one)]
            if len(having) == len(first) == len(second) == 1 and first != second:
                return having[0]
    return text


def _governed(question: str) -> list[tuple[str, set[str]]]:
    """Each pair of which the question has a word, and the stems of content behind that."""
    found = []
    for word, start in ((word, place.end) for word, place in words(question)):
        objects = {stem(one) for one in content_words(question[start:])}
        found += [(topic, objects) for topic, _ in SIDES.get(stem(word), ()) if objects]
    return [(topic, objects) for topic, objects in found if topic != MOVED]


def _taken(text: str, topic: str) -> list[tuple[str, int]]:
    told = ((word, dict(SIDES.get(stem(word), ())).get(topic)) for word, _ in words(text))
    return [(word, side) for word, side in told if side]
