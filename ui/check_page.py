"""The findings of a check as one page that needs nothing beside it."""

from collections.abc import Sequence
from importlib.resources import files
from itertools import pairwise

from assistant.answers import Footnote
from assistant.findings import Finding
from corpus.documents import Region
from ui.check_report import VERDICTS, line_of, summary, told
from ui.marks import Wrap, escaped, inline, wraps
from ui.render import cited, place

_SIGNS = {"supported": "✓", "contradicted": "✗", "not_found": "?"}


def check_page(name: str, text: str, findings: Sequence[Finding]) -> str:
    """An HTML page: the counts, the text with its claims marked, and a part for each claim.
    Everything from outside stays characters; no script, no address but links to places in it."""
    title = f"Checked: {escaped(name)}"
    style = files("ui").joinpath("check.css").read_text("utf-8")
    parts = "\n".join(_part(number, text, one) for number, one in enumerate(findings, 1))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{escaped(summary(findings))}</p>
<h2>The text</h2>
<div class="text" dir="auto">{_text(text, findings)}</div>
<h2>Claim by claim</h2>
<ol>
{parts}
</ol>
</main>
</body>
</html>
"""


def _text(text: str, findings: Sequence[Finding]) -> str:
    links = [
        Wrap(
            one.place,
            f'<a class="{one.verdict}" href="#claim-{number}">',
            f"<sup>{_SIGNS[one.verdict]} {number}</sup></a>",
        )
        for number, one in enumerate(findings, 1)
    ]
    differing = _apart([d.claim for one in findings for d in one.differences])
    return inline(text, Region(0, len(text)), links, wraps(differing, "<mark>", "</mark>"))


def _part(number: int, text: str, one: Finding) -> str:
    claim = inline(
        text, one.place, wraps(_apart([d.claim for d in one.differences]), "<mark>", "</mark>")
    )
    quotes = "".join(_quote(note, one) for note in one.footnotes)
    differing = "".join(
        f"<li>{escaped(told(text, d, one.footnotes[0].quote))}</li>" for d in one.differences
    )
    differing = f"<ul>{differing}</ul>" if differing else ""
    verdict = f"{_SIGNS[one.verdict]} {VERDICTS[one.verdict]}"
    line = f"line {line_of(text, one.place.start)}"
    return (
        f'<li id="claim-{number}" class="{one.verdict}">'
        f"<h3>{verdict} <small>{line}, fit {one.score:.2f} of 1</small></h3>"
        f'<p class="claim" dir="auto">{claim}</p>{quotes}{differing}</li>'
    )


def _quote(note: Footnote, one: Finding) -> str:
    quote = note.quote
    said = wraps(_apart([d.source for d in one.differences]), "<mark>", "</mark>")
    words = inline(quote.document.text, Region(quote.start, quote.end), said)
    lines = "".join(f"<br>{escaped(line)}" for line in (place(note), *cited(note)))
    return (
        f'<blockquote dir="auto">“{words}” [{note.number}]<footer>{lines[4:]}</footer></blockquote>'
    )


def _apart(regions: Sequence[Region]) -> list[Region]:
    """The regions in order, those that overlap an earlier one left out."""
    ordered = sorted(regions, key=lambda region: (region.start, -region.end))
    return ordered[:1] + [two for one, two in pairwise(ordered) if two.start >= one.end]
