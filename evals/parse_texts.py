"""Parses texts for evals.train_parser to learn from: python -m evals.parse_texts MADE DATA OUT.

MADE is the folder of made-up texts (the held-out ones are left out), DATA a folder with
squad2.jsonl, selqa_dev.jsonl, selqa_test.jsonl and covidqa_documents.jsonl, OUT the .jsonl to
write. Needs spaCy with its model en_core_web_sm 3.8 (--model names the package or a folder),
which Footnoted itself doesn't: install both beside it for this.
"""

import importlib
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import click

from assistant.grammar import tokens_in
from corpus.sentences import sentences_in
from evals.training_data import held_out, json_lines, whole

_DATA = ("squad2", "selqa_dev", "selqa_test", "covidqa_documents")
_MARKER = re.compile(r"(?<=\S)\(\d{1,3}\)|\[\d+\]")  # a footnote's number
_SHORTEST, _LONGEST = 4, 60  # words of a sentence
_MOST_OF_ONE = 6000  # characters read of a long article
_TOGETHER = 128
_SEED = 1


def paragraphs(made: Path, data: Path) -> Iterator[str]:
    """Each paragraph once, without footnote markers."""
    kept = held_out(made)
    texts = [p.read_text("utf-8") for p in sorted(made.glob("*.txt")) if p.stem not in kept]
    for name in _DATA:
        texts += [row["text"][:_MOST_OF_ONE] for row in json_lines(data / f"{name}.jsonl")]
    lines = (line.strip() for text in texts for line in text.split("\n"))
    yield from dict.fromkeys(_MARKER.sub(" ", line) for line in lines if line)


def sentences(text: str) -> Iterator[tuple[list[str], list[bool]]]:
    """The words of each sentence as the parser cuts them, and whether a space follows each."""
    for one in sentences_in(text, 0, len(text)):
        places = tokens_in(text, one.start, one.end)
        if _SHORTEST <= len(places) <= _LONGEST:
            words = [re.sub(r"\s", "", text[p.start : p.end]) for p in places]
            yield words, [text[p.end : p.end + 1] == " " for p in places]


@click.command()
@click.argument("made", type=click.Path(exists=True, path_type=Path))
@click.argument("data", type=click.Path(exists=True, path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--model", default="en_core_web_sm", show_default=True)
def main(made: Path, data: Path, out: Path, model: str) -> None:
    """Parse and write, a sentence a line, in random order."""
    spacy, tokens = importlib.import_module("spacy"), importlib.import_module("spacy.tokens")
    parser = spacy.load(model, exclude=["ner", "lemmatizer", "senter"])
    every = [one for text in paragraphs(made, data) for one in sentences(text)]
    random.Random(_SEED).shuffle(every)
    docs = (tokens.Doc(parser.vocab, words=words, spaces=spaces) for words, spaces in every)
    with whole(out) as beside, beside.open("w", encoding="utf-8") as file:
        for doc in parser.pipe(docs, batch_size=_TOGETHER):
            row = {
                "words": [word.text for word in doc],
                "tags": [word.tag_ for word in doc],
                "heads": [word.head.i if word.head.i != word.i else -1 for word in doc],
                "labels": [word.dep_ for word in doc],
            }
            file.write(json.dumps(row) + "\n")
    click.echo(f"{len(every)} sentences")


if __name__ == "__main__":
    main()
