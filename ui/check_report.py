"""The findings of a check on a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from assistant.answers import Quote
from assistant.findings import Finding, count
from assistant.pairing import Difference
from corpus.documents import Region
from ui.render import print_footnote, print_line
from ui.terminal import printable

VERDICTS = {"supported": "Supported", "contradicted": "Contradicted", "not_found": "Not found"}
_STYLES = {"supported": "green", "contradicted": "bold red", "not_found": "yellow"}


def print_findings(text: str, findings: Sequence[Finding], console: Console) -> None:
    """Each claim with its verdict, its quotes and what differs; then the footnotes."""
    for one in findings:
        verdict = Text(f"{VERDICTS[one.verdict]}: ", style=_STYLES[one.verdict])
        claimed = [d.claim for d in one.differences]
        line = Text(f"line {line_of(text, one.place.start)}: ", style="dim")
        console.print(line + verdict + _marked(one.text, one.place.start, claimed), soft_wrap=True)
        for note in one.footnotes:
            said = [d.source for d in one.differences]
            quote = Text("  “") + _marked(note.quote.text, note.quote.start, said)
            console.print(quote.append(f"” [{note.number}]"), soft_wrap=True)
        for difference in one.differences:
            print_line(f"  {told(text, difference, one.footnotes[0].quote)}", console)
    console.print()
    for one in findings:
        for note in one.footnotes:
            print_footnote(note, console)
    print_line(f"\n{summary(findings)}", console)


def summary(findings: Sequence[Finding]) -> str:
    """How many claims have which verdict."""
    parts = [f"{count(findings, 'supported')} supported"]
    parts += [f"{count(findings, 'contradicted')} contradicted"]
    return f"{len(findings)} claims: {', '.join(parts)}, {count(findings, 'not_found')} not found."


def told(text: str, difference: Difference, quote: Quote) -> str:
    """What differs, in words: the kind, then the text's words and the document's."""
    mine, source = difference.claim, difference.source
    theirs = quote.document.text[source.start : source.end]
    return f"{difference.kind}: here “{text[mine.start : mine.end]}”, in the source “{theirs}”"


def line_of(text: str, offset: int) -> int:
    """The number, from 1, of the line that holds the character at `offset`."""
    return text.count("\n", 0, offset) + 1


def _marked(text: str, start: int, regions: Sequence[Region]) -> Text:
    marked = Text(printable(text))
    for region in regions:
        if start <= region.start and region.end <= start + len(text):
            marked.stylize("bold underline", region.start - start, region.end - start)
    return marked
