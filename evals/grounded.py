"""For a team's own tests: an answer must be grounded in the documents."""

from typing import Any

from assistant.answers import Answer, to_json
from corpus.collection import PACKAGED, Collection, read_collection
from evals.checks import flaws


def assert_grounded(answer: Answer | dict[str, Any], documents: Collection | None = None) -> None:
    """Passes if every quote of the answer is its document's words, every footnote leads to its
    quote, and every reference is cited there. An abstention passes if it says no more than why;
    whether the question is answered isn't asked here.

    `answer` is what Assistant.ask gave, or the JSON object of `footnoted ask --json` or of a
    line of a batch, for which `documents` are what it was asked of (None: the packaged brief).

    Raises AssertionError with a line for each thing that is wrong.

        def test_our_figures(assistant):
            assert_grounded(assistant.ask("How many people were arrested?"))
    """
    told = to_json(answer) if isinstance(answer, Answer) else answer
    found = flaws(told, documents or _documents(answer))
    if found:
        lines = "\n".join(f"  {flaw.check}: {flaw.message}" for flaw in found)
        raise AssertionError(f"not grounded: {told['question']!r}\n{lines}")


def _documents(answer: Answer | dict[str, Any]) -> Collection:
    """The documents that the answer itself holds, or the packaged brief."""
    if isinstance(answer, dict):
        return read_collection(PACKAGED)
    near = [*(answer.abstention.nearest if answer.abstention else ())]
    near += [quote for part in answer.unanswered for quote in part.nearest]
    held = {quote.document.id: quote.document for quote in [*answer.quotes, *near]}
    held |= {one.document.id: one.document for note in answer.footnotes for one in note.backings}
    return Collection(PACKAGED, tuple(held.values()))
