"""An Answer for the terminal and as Markdown. Documents' words are never reflowed or marked up."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from assistant.answers import Answer, Backing, Footnote, Quote

# Said of a source that is in the collection and of which no sentence backs the quote.
NOT_STATED = "in which no sentence was found that states this"


def place(note: Footnote) -> str:
    """Where a quote stands, in words."""
    parts = [note.quote.document.title, f"“{note.section}”" if note.section else ""]
    parts += [f"paragraph {note.paragraph}" if note.paragraph else ""]
    parts += [f"page {note.page}" if note.page else ""]
    return ", ".join(part for part in parts if part)


def cited(note: Footnote) -> Iterator[str]:
    """One line for each of the document's own references at the quote."""
    for reference in note.references:
        cut = " (the link is cut short in the document)" if reference.url_cut else ""
        own = " ".join(note.quote.document.slice(reference).split())
        yield f"note {reference.number}: {own}{cut}"
        backing = note.backing(reference)
        if backing:
            yield f"note {reference.number}’s source: {_told(backing)}"
    if note.next_reference:
        yield f"no note here; the next one cited is note {note.next_reference.number}"


def _told(backing: Backing) -> str:
    title = backing.document.title
    if backing.quote is None:
        return f"{title}, {NOT_STATED}"
    return f"{title}: “{' '.join(backing.quote.text.split())}”"


def citation(note: Footnote) -> str:
    """Where the quote stands and what is cited there, in one line."""
    return "; ".join([place(note), *cited(note)])


def print_answer(answer: Answer, console: Console) -> None:
    """The answer on a terminal: quotes with what carries the answer in bold, then footnotes."""
    if answer.abstention:
        _print_abstention(answer, console)
    for note in answer.footnotes:
        text = _marked(note.quote)
        console.print(Text("“").append(text).append(f"” [{note.number}]"), soft_wrap=True)
    if answer.footnotes:
        console.print()
    for note in answer.footnotes:
        console.print(Text(f"[{note.number}] {place(note)}", style="cyan"), soft_wrap=True)
        for line in cited(note):
            console.print(Text(f"    {line}", style="dim"), soft_wrap=True)
    for left in answer.unanswered:
        console.print(Text(f"\nNot in the documents: {left.part}", style="yellow"), soft_wrap=True)
        _print_nearest(left.nearest, console)


def _print_abstention(answer: Answer, console: Console) -> None:
    assert answer.abstention
    console.print(Text(answer.abstention.message, style="yellow"), soft_wrap=True)
    _print_nearest(answer.abstention.nearest, console)


def _print_nearest(nearest: tuple[Quote, ...], console: Console) -> None:
    if nearest:
        console.print(Text("Nearest, not an answer:", style="dim"))
    for quote in nearest:
        console.print(Text(f"  “{quote.text}” ({quote.document.id})", style="dim"), soft_wrap=True)


def _marked(quote: Quote) -> Text:
    text = Text(quote.text)
    for region in quote.highlights:
        text.stylize("bold", region.start - quote.start, region.end - quote.start)
    return text


def to_markdown(answers: list[tuple[str | int, Answer]]) -> str:
    """The answers under one heading a question, with Markdown footnotes."""
    lines: list[str] = []
    for answer_id, answer in answers:
        lines += [f"## {_escape(' '.join(answer.question.split()))}", ""]
        lines += _markdown_body(answer, f"{answer_id}-")
    return "\n".join(lines)


def _markdown_body(answer: Answer, prefix: str) -> list[str]:
    lines: list[str] = []
    if answer.abstention:
        lines += [f"*{answer.abstention.message}*", ""]
        for quote in answer.abstention.nearest:
            lines += [f"- nearest, not an answer: “{_escape(quote.text)}”"]
        return [*lines, ""]
    for note in answer.footnotes:
        lines += [f"> “{_escape(note.quote.text)}”[^{prefix}{note.number}]", ""]
    for left in answer.unanswered:
        lines += [f"*Not in the documents: {_escape(left.part)}*", ""]
    for note in answer.footnotes:
        lines += [f"[^{prefix}{note.number}]: {_escape(citation(note))}"]
    return [*lines, ""]


def _escape(text: str) -> str:
    """The text with Markdown's own characters escaped and line ends folded, so that it shows
    as the words it is."""
    folded = " ".join(text.splitlines())
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|~$^" else c for c in folded)
