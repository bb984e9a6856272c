"""A batch of questions and what came of them, as HTML."""

from collections.abc import Sequence

from assistant.answers import Answer
from ui.files import QuestionRow
from ui.html import answer_html
from ui.marks import escaped

# Questions whose answers are shown in the page; the download has them all.
SHOWN = 200


def results_html(rows: Sequence[QuestionRow], answers: Sequence[Answer]) -> str:
    """How far the batch is, and a row for each answer so far that opens to show it."""
    done, total = len(answers), len(rows)
    listed = "".join(
        _row(row, answer) for row, answer in zip(rows[:SHOWN], answers[:SHOWN], strict=False)
    )
    left = f'<p class="fn-quiet">{done - SHOWN} more in the download.</p>' if done > SHOWN else ""
    return (
        f'<div class="fn-results"><p role="status">{_status(answers, total)}</p>'
        f'<progress max="{total}" value="{done}" aria-label="Questions answered"></progress>'
        f"<ol>{listed}</ol>{left}</div>"
    )


def _status(answers: Sequence[Answer], total: int) -> str:
    refused = sum(1 for answer in answers if answer.abstention)
    told = f"{len(answers)} of {total} questions done"
    return f"{told}: {len(answers) - refused} answered, {refused} not in the documents"


def _row(row: QuestionRow, answer: Answer) -> str:
    verdict = "no answer" if answer.abstention else _count(len(answer.quotes))
    kind = "fn-refused" if answer.abstention else "fn-answered"
    return (
        f'<li><details><summary><span class="fn-id"><bdi>{escaped(str(row.id))}</bdi></span> '
        f'<span class="fn-asked" dir="auto">{escaped(row.question)}</span> '
        f'<span class="fn-verdict {kind}">{verdict}</span></summary>{answer_html(answer)}'
        "</details></li>"
    )


def _count(quotes: int) -> str:
    return "1 quote" if quotes == 1 else f"{quotes} quotes"
