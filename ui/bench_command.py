"""footnoted bench: how fast and how large, on this machine."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import UserError
from ui.options import echo_json, index_options, opened, settings_of

if TYPE_CHECKING:
    from evals.bench import Grown
    from index.index import Index

_COLUMNS = "passages store build_s disk_MB open_s memory_MB median_ms p95_ms recall@10".split()


@click.command("bench")
@click.option(
    "--sizes",
    default="1000,10000,100000,1000000",
    show_default=True,
    help="Numbers of passages, smallest first. A million takes some minutes and 8 GB to make.",
)
@click.option("--texts", default=200, show_default=True, help="Texts embedded for the rates.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@index_options
def bench(sizes: str, texts: int, as_json: bool, **where: Any) -> None:
    """Measure ingest, and how search, memory and recall grow with the number of passages.

    Texts are made from the documents' sentences; vectors and words for the sizes are made
    from theirs.

    Example: footnoted bench --sizes 1000,10000
    """
    wanted = _sizes(sizes)
    if texts < 2:
        raise UserError(f"--texts is {texts}", "give it a number from 2 up")
    settings = settings_of(where)
    if settings.store == "milvus":
        raise UserError("bench measures FAISS alone", "leave --store milvus out")
    if settings.profile != "fast" and not settings.model:
        raise UserError("bench measures one model at a time", "name it with --model")
    assistant = opened(where)
    from evals.bench import grow

    index = assistant.index
    sentences = [
        passage.document.text[one.start : one.end]
        for passage in index.passages
        for one in passage.sentences
    ]
    told, real = _ingest(index, sentences, texts)
    grown: list[Grown] = []
    if not as_json:
        click.echo(_rates(told))
        click.echo("".join(f"{name:>11}" for name in _COLUMNS))
    for one in grow(wanted, real, sentences, settings.store):
        if not as_json:
            click.echo(_row(one) + (f"\n{_growth(grown[-1], one)}" if grown else ""))
        grown.append(one)
    if as_json:
        echo_json({"ingest": told, "sizes": [asdict(one) for one in grown]})


def _sizes(told: str) -> list[int]:
    try:
        sizes = [int(one) for one in told.split(",")]
    except ValueError:
        sizes = []
    if not sizes or min(sizes) < 100 or sizes != sorted(set(sizes)):
        raise UserError(
            f"--sizes is {told!r}", "give whole numbers from 100 up, rising: 1000,10000"
        )
    return sizes


def _ingest(index: "Index", sentences: list[str], count: int) -> tuple[dict[str, Any], Any]:
    """The rates and nDCGs as a dictionary, and the vectors of the made texts."""
    from evals.bench import cores, ingest, ndcg
    from evals.sets import read_set
    from evals.synthetic import recombined
    from index.weights import find_weights

    embedder = index.embedder
    texts = list(recombined(sentences, count, seed=0))
    rates = ingest(texts, embedder, find_weights(embedder.name).folder)
    told = {**asdict(rates), "ratio": rates.ours / rates.plain, "texts": count, "cores": cores()}
    if any(document.id == "belarus-brief" for document in index.collection.documents):
        questions = read_set("brief-dev", index.collection)
        passages = [passage.text for passage in index.passages]
        # Questions are always encoded in float32: as questions, passages are too.
        plain = embedder.encode(passages, "question").vectors
        ours = embedder.encode(passages, "passage").vectors
        told["ndcg_float32"], _ = ndcg(index, plain, questions)
        told["ndcg_ours"], told["ndcg_questions"] = ndcg(index, ours, questions)
    return told, embedder.encode(texts, "passage").vectors


def _rates(told: dict[str, Any]) -> str:
    lines = [
        f"{told['ours']:.1f} passages a second in {told['precision']}; plain sentence-transformers "
        f"in float32 {told['plain']:.1f}; ratio {told['ratio']:.2f} "
        f"({told['texts']} texts, {told['cores']} cores)"
    ]
    if "ndcg_ours" in told:
        lines.append(
            f"nDCG@10 of vectors alone on brief-dev: {told['ndcg_ours']:.4f}, in float32 "
            f"{told['ndcg_float32']:.4f} (n={told['ndcg_questions']})"
        )
    return "\n".join(lines)


def _row(one: "Grown") -> str:
    figures = (one.build_s, one.disk_mb, one.open_s, one.memory_mb, one.median_ms, one.slow_ms)
    shown = "".join(f"{figure:>11.2f}" for figure in figures)
    return f"{one.size:>11}{one.store:>11}{shown}{one.recall:>11.3f}"


def _growth(before: "Grown", one: "Grown") -> str:
    """How many times each figure is that of the size before."""
    names = ("build_s", "disk_mb", "open_s", "memory_mb", "median_ms", "slow_ms")
    times = [getattr(one, name) / max(getattr(before, name), 1e-9) for name in names]
    shown = "".join(f"{f'x {figure:.1f}':>11}" for figure in times)
    return f"{f'x {one.size / before.size:.0f}':>11}{'':>11}{shown}"
