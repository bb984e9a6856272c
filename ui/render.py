"""An Answer for the terminal and as Markdown. Documents' words are never reflowed or marked up."""

import re
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from assistant.answers import Answer, Backing, Footnote, Quote
from ui.terminal import printable

# Said of a source that is in the collection and of which no sentence backs the quote.
NOT_STATED = "in which no sentence was found that states this"


def place(note: Footnote) -> str:
    """Where a quote stands, in words."""
    parts = [note.quote.document.title, f"“{note.section}”" if note.section else ""]
    parts += [note.speaker, f"paragraph {note.paragraph}" if note.paragraph else ""]
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
        print_footnote(note, console)
    for left in answer.unanswered:
        print_line(f"\nNot in the documents: {left.part}", console, "yellow")
        _print_nearest(left.nearest, console)


def print_footnote(note: Footnote, console: Console) -> None:
    """Where the quote stands, then a line for each thing that is cited there."""
    print_line(f"[{note.number}] {place(note)}", console, "cyan")
    for line in cited(note):
        print_line(f"    {line}", console, "dim")


def print_line(text: str, console: Console, style: str = "") -> None:
    """The text in one style, broken by the terminal alone."""
    console.print(Text(printable(text), style=style), soft_wrap=True)


def _print_abstention(answer: Answer, console: Console) -> None:
    assert answer.abstention
    print_line(answer.abstention.message, console, "yellow")
    _print_nearest(answer.abstention.nearest, console)


def _print_nearest(nearest: tuple[Quote, ...], console: Console) -> None:
    if nearest:
        print_line("Nearest, not an answer:", console, "dim")
    for quote in nearest:
        print_line(f"  “{quote.text}” ({quote.document.id})", console, "dim")


def _marked(quote: Quote) -> Text:
    text = Text(printable(quote.text))
    for region in quote.highlights:
        text.stylize("bold", region.start - quote.start, region.end - quote.start)
    return text


def to_markdown(answers: Iterable[tuple[str | int, Answer]]) -> str:
    """The answers under one heading a question, with Markdown footnotes."""
    return "\n".join(markdown_parts(answers))


def markdown_parts(answers: Iterable[tuple[str | int, Answer]]) -> Iterator[str]:
    """The same answer by answer, to be joined by line ends. No two footnotes of them all have
    the same label."""
    labels: set[str] = set()
    for answer_id, answer in answers:
        label = _label(str(answer_id), labels)
        heading = f"## {_escape(' '.join(answer.question.split()))}"
        yield "\n".join([heading, "", *_markdown_body(answer, f"{label}-")])


def _label(name: str, taken: set[str]) -> str:
    """The name as a footnote's label can have it: without spaces and brackets, and unlike those
    that are `taken`, of which it is one then. To some readers of Markdown, A and a are alike."""
    label = re.sub(r"[^\w-]", "_", name)
    while label.casefold() in taken:
        label += "_"
    taken.add(label.casefold())
    return label


def _markdown_body(answer: Answer, prefix: str) -> list[str]:
    lines: list[str] = []
    if answer.abstention:
        lines += [f"*{_escape(answer.abstention.message)}*", ""]
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
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|~$^&" else c for c in folded)
