"""An evaluation as one page to read: nothing is fetched, nothing runs, and no colour is needed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.collection import Collection
from corpus.documents import Document, Region
from evals.baseline import Baseline
from evals.gate import Failure, counted
from evals.gate import told as failure_told
from ui.marks import escaped, inline, wraps
from ui.plots import kind_bars, latency_plot, reliability_plot, risk_plot

_STYLE = Path(__file__).parent / "report.css"
# A browser that heeds it makes no request at all for this page.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

Told = dict[str, Any]


def report_html(
    report: Told,
    documents: Collection,
    baseline: Baseline | None,
    failures: Sequence[Failure],
    gated: bool,
) -> str:
    """The page: verdict, plots, measures, and every question that fails or is answered
    wrongly, with its answer, its gold and the source with both marked."""
    title = f"Evaluation of {report['set']}"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escaped(title)}</title><style>{_STYLE.read_text('utf-8')}</style></head><body>"
        f"<main><h1>{escaped(title)}</h1>{_verdict(report, baseline, failures, gated)}"
        f"{_plots(report, baseline)}{_measures(report, baseline)}"
        f"{_questions(report, documents, failures)}</main></body></html>\n"
    )


def _verdict(
    report: Told, baseline: Baseline | None, failures: Sequence[Failure], gated: bool
) -> str:
    shut = len(failures)
    told = f"✗ {counted(shut)}" if shut else "✓ Nothing fails"
    if gated and not shut:
        told = "✓ The gate is passed: no question is worse than in the baseline"
    if not gated:
        told += " (not gated)"
    made, rows = report["fingerprints"], report["questions"]
    right = sum(bool(row["right"]) for row in rows)
    named = ", ".join(made["documents"])
    apart = [failure for failure in failures if failure.question is None]
    listed = "".join(f"<li>{escaped(failure_told(one))}</li>" for one in apart)
    return (
        f'<p class="verdict{" shut" if shut else ""}">{told}</p>'
        + (f'<ul class="fails">{listed}</ul>' if listed else "")
        + f'<p class="quiet">{right} of {len(rows)} questions right. Right means that the first '
        "quote is evidence, or that a question without an answer was refused.</p>"
        f'<p class="quiet">Documents: {escaped(named)}. Model: {escaped(made["model"])}. '
        f"Code: {made['code'][:12]}.{_since(made, baseline)}</p>"
    )


def _since(made: Told, baseline: Baseline | None) -> str:
    """What has changed since the baseline was blessed."""
    if baseline is None:
        return ""
    keys = ("documents", "model", "learned", "settings", "code", "questions")
    changed = [key for key in keys if baseline.made_with.get(key) != made[key]]
    return f" Changed since the baseline: {', '.join(changed) if changed else 'nothing'}."


def _plots(report: Told, baseline: Baseline | None) -> str:
    known = baseline.kinds if baseline else {}
    before = "The dashed stroke is the baseline." if baseline else "There is no baseline."
    figures = (
        ("Right, by kind of question", before, kind_bars(report["kinds"], known)),
        (
            "Reliability",
            f"Does the score mean what it says? On the dashed line, it does.{_sizes(report)}",
            reliability_plot(report["reliability"]),
        ),
        (
            "Risk and coverage",
            "What answering only the surest questions would leave wrong.",
            risk_plot(report["risk_coverage"]),
        ),
        ("Latency", "Time an answer took.", latency_plot(list(report["timings"].values()))),
    )
    return (
        '<h2>At a glance</h2><div class="plots">'
        + "".join(
            f"<figure><figcaption><b>{name}</b>{words}</figcaption>{plot}</figure>"
            for name, words, plot in figures
        )
        + "</div>"
    )


def _sizes(report: Told) -> str:
    """How many questions a point of the reliability plot stands for."""
    sizes = sorted({one["n"] for one in report["reliability"]})
    return f" {' or '.join(map(str, sizes))} questions a point." if sizes else ""


def _measures(report: Told, baseline: Baseline | None) -> str:
    rows = "".join(
        _measure(name, told, baseline)
        for name, told in report["measures"].items()
        if told is not None
    )
    head = "".join(
        f'<th scope="col">{name}</th>'
        for name in ("Measure", "Value", "95 % interval", "n", "Baseline", "Must be")
    )
    return (
        f'<h2>Measures</h2><div class="wide"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _measure(name: str, told: Told | float, baseline: Baseline | None) -> str:
    one = told if isinstance(told, dict) else {"mean": told}
    bound = baseline.bounds.get(name) if baseline else None
    before = baseline.measures.get(name) if baseline else None
    out = bound is not None and not bound.holds(one["mean"])
    cells = [
        f"{one['mean']:.3f}{' ✗' if out else ''}",
        f"{one['low']:.3f} to {one['high']:.3f}" if "low" in one else "",
        str(one.get("n", "")),
        "" if before is None else f"{before:.3f}",
        "" if bound is None else str(bound),
    ]
    first, *rest = (escaped(cell) for cell in cells)
    told_cells = f"<td{' class=out' if out else ''}>{first}</td>"
    told_cells += "".join(f"<td>{cell}</td>" for cell in rest)
    return f'<tr><th scope="row">{escaped(name)}</th>{told_cells}</tr>'


def _questions(report: Told, documents: Collection, failures: Sequence[Failure]) -> str:
    failing = {failure.question for failure in failures}
    rows = sorted(report["questions"], key=lambda row: row["id"] not in failing)
    shown = [row for row in rows if row["id"] in failing or not row["right"]]
    asked = {row["id"] for row in rows}
    missing = [one for one in failures if one.question and one.question not in asked]
    gone = "".join(f"<li>{escaped(failure_told(one))}</li>" for one in missing)
    legend = (
        '<p class="quiet">In the source, <mark class="said">what was quoted</mark> is boxed and '
        '<mark class="gold">what is evidence</mark> is underlined twice.</p>'
    )
    listed = "".join(_question(row, documents, failures) for row in shown)
    return (
        f"<h2>Questions that fail or are not right: {len(shown)} of {len(rows)}</h2>{legend}"
        + (f'<ul class="fails">{gone}</ul>' if gone else "")
        + listed
    )


def _question(row: Told, documents: Collection, failures: Sequence[Failure]) -> str:
    own = [failure.message for failure in failures if failure.question == row["id"]]
    state = "✗ fails" if own else "not right"
    tag = f'<span class="tag{" shut" if own else ""}">{state}</span>'
    kind = f'<span class="tag">{escaped(row["kind"].replace("_", " "))}</span>'
    said = "".join(f"<li>{escaped(one)}</li>" for one in own)
    earlier = "".join(f'<p class="quiet">after: {escaped(one)}</p>' for one in row["history"])
    return (
        f'<details{" open" if own else ""} id="{escaped(row["id"])}"><summary>{tag}{kind}'
        f"<b>{escaped(row['question'])}</b> "
        f'<span class="quiet">{escaped(row["id"])}</span></summary>{earlier}'
        + (f'<ul class="fails">{said}</ul>' if said else "")
        + f"<h3>Answer (score {row['answer']['score']:.2f})</h3>{_answer(row)}"
        f"<h3>Gold</h3>{_gold(row)}<h3>Source</h3>{_source(row, documents)}</details>"
    )


def _answer(row: Told) -> str:
    answer = row["answer"]
    if answer["abstention"]:
        return f"<blockquote>{escaped(answer['abstention']['message'])}</blockquote>"
    return "".join(
        f"<blockquote>“{escaped(quote['text'])}” [{quote['footnote']}]</blockquote>"
        for quote in answer["quotes"]
    )


def _gold(row: Told) -> str:
    """Each item of evidence, its alternatives one under the other."""
    if not row["gold"]["answerable"]:
        return "<blockquote>The documents don’t answer it.</blockquote>"
    items = [
        "<br>or<br>".join(escaped(s["text"]) for s in item) for item in row["gold"]["evidence"]
    ]
    return "".join(f"<blockquote>{item}</blockquote>" for item in items)


def _source(row: Told, documents: Collection) -> str:
    """The paragraphs that hold evidence or a quote, with both marked."""
    gold = [span for item in row["gold"]["evidence"] for span in item]
    shown = []
    for document in documents.documents:
        needed, quoted = _regions(gold, document), _regions(row["answer"]["quotes"], document)
        for block in _around(document, [*needed, *quoted]):
            marks = (
                wraps(needed, '<mark class="gold">', "</mark>"),
                wraps(quoted, '<mark class="said">', "</mark>"),
            )
            text = inline(document.text, block, *marks)
            shown.append(f'<p class="source" dir="auto">{text}</p>')
    return "".join(shown)


def _regions(spans: Sequence[Told], document: Document) -> list[Region]:
    return [Region(one["start"], one["end"]) for one in spans if one["document"] == document.id]


def _around(document: Document, regions: Sequence[Region]) -> list[Region]:
    """The blocks that the regions stand in, each once, in reading order; a region outside any
    block stands for itself."""
    found = {}
    for region in regions:
        block = document.block_at(region.start)
        end = max(block.end, region.end) if block else region.end
        found[block.start if block else region.start] = end
    return [Region(start, end) for start, end in sorted(found.items())]
