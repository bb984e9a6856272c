"""The command line. stdout carries results, stderr everything else."""

import os
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from corpus.errors import UserError
from ui.bench_command import bench
from ui.build_command import build
from ui.check_command import check_command
from ui.compare_command import compare_command
from ui.corpus_command import corpus_group
from ui.doctor_command import doctor
from ui.eval_command import eval_group
from ui.locate_command import locate
from ui.memo_command import memo_command
from ui.options import check_question, corpus_of, echo_json, index_options, opened, settings_of
from ui.progress import counting
from ui.terminal import echo
from ui.verify_command import verify_command

# Nothing leaves the machine unless asked for: libraries that phone home by default are told not to.
for _name, _value in (
    ("GRADIO_ANALYTICS_ENABLED", "False"),
    ("HF_HUB_DISABLE_TELEMETRY", "1"),
    ("ANONYMIZED_TELEMETRY", "False"),
    ("DO_NOT_TRACK", "1"),
    ("TOKENIZERS_PARALLELISM", "false"),
):
    os.environ.setdefault(_name, _value)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="footnoted")
def cli() -> None:
    """Answers from your documents in their own words, each quote with its footnote.

    Example: footnoted ask "How many people were arrested?"
    """


@cli.command()
@click.argument("question")
@click.option("--after", multiple=True, help="An earlier question; may repeat, oldest first.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer object.")
@index_options
def ask(question: str, after: tuple[str, ...], as_json: bool, **where: Any) -> None:
    """Answer one question, or say that the documents don't.

    Example: footnoted ask "And in 2024?" --after "How many tried to cross in 2021?"
    """
    check_question(question, where)
    answer = opened(where).ask(question, after)
    if as_json:
        from assistant.answers import to_json

        echo_json(to_json(answer))
        return
    from rich.console import Console

    from ui.render import print_answer

    print_answer(answer, Console(highlight=False, markup=False, emoji=False))


@cli.command()
@click.argument("source", metavar="IN")
@click.argument("out", metavar="OUT")
@click.option("--jobs", type=click.IntRange(1), help="Processes (default: one a core).")
@index_options
def batch(source: str, out: str, jobs: int | None, **where: Any) -> None:
    """Answer the questions in IN (.jsonl or .csv) into OUT (.jsonl, .csv or .md). Run again
    after an interruption, it goes on where it was.

    Example: footnoted batch questions.csv answers.jsonl
    """
    from ui.batch import run_batch

    run_batch(source, out, where, jobs, counting)


@cli.command()
@click.argument("question", required=False)
@click.option("--top-k", type=int, default=5, show_default=True, help="Passages to show.")
@click.option("--json", "as_json", is_flag=True, help="Print the hits as JSON.")
@click.option(
    "--batch", "files", nargs=2, metavar="IN OUT", help="Questions in, hits out, both .jsonl."
)
@index_options
def search(
    question: str | None, top_k: int, as_json: bool, files: tuple[str, str] | None, **where: Any
) -> None:
    """Show the passages that fit a question best.

    Example: footnoted search "sanctions" --top-k 3
    """
    from ui.batch import hit_json, run_search

    if top_k < 1:
        raise UserError(f"--top-k is {top_k}", "give it a number from 1 up")
    if files:
        longest = settings_of(where).longest_question
        run_search(files[0], files[1], top_k, lambda: opened(where), longest, counting)
        return
    if question is None:
        raise UserError("there is no question", "give one, or --batch IN OUT")
    check_question(question, where)
    hits = opened(where).search(question, top_k)
    if as_json:
        echo_json({"question": question, "hits": [hit_json(hit) for hit in hits]})
        return
    for rank, hit in enumerate(hits, 1):
        passage = hit.passage
        echo(f"{rank}. {passage.document.id} {passage.start}-{passage.end} ({hit.score:.3f})")
        echo(f"{passage.text}\n")


@cli.command()
@click.argument("source", metavar="IN")
@click.argument("out", metavar="OUT")
@index_options
def extract(source: str, out: str, **where: Any) -> None:
    """Find the evidence in texts that are in no index; IN and OUT are .jsonl.

    Example: footnoted extract pairs.jsonl spans.jsonl
    """
    from ui.batch import run_extract

    run_extract(source, out, settings_of(where), counting)


@cli.command()
@click.argument("document")
@click.option("--corpus", type=click.Path(path_type=Path), envvar="FOOTNOTED_CORPUS")
@click.option("--index", "index_folder", type=click.Path(path_type=Path), envvar="FOOTNOTED_INDEX")
def text(document: str, corpus: Path | None, index_folder: Path | None) -> None:
    """Print a document's stored text, in which all offsets count.

    Example: footnoted text belarus-brief
    """
    from corpus.collection import read_collection

    home = corpus_of(corpus, index_folder)
    stored = read_collection(home).document(document).text
    sys.stdout.buffer.write(stored.encode("utf-8"))
    sys.stdout.flush()


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, default=7860, show_default=True, help="Port to listen on.")
@click.option(
    "--auth",
    metavar="NAME:PASSWORD",
    envvar="FOOTNOTED_AUTH",
    help="Ask for these before anything is shown (or set FOOTNOTED_AUTH).",
)
@index_options
def chat(host: str, port: int, auth: str | None, **where: Any) -> None:
    """Open the chat in a browser: http://127.0.0.1:7860.

    Example: footnoted chat --port 8080
    """
    login = _login(auth) if auth is not None else None
    from assistant.assistant import open_over
    from corpus.collection import read_collection
    from index.opening import corpus_folder, default_folder
    from index.storage import read_manifest

    settings, folder = settings_of(where), where["index_folder"]
    collection = read_collection(corpus_folder(where["corpus"], folder))
    home = folder or default_folder(collection.folder, settings.index_name)
    # An index is built before there is a page; only an assistant with one comes after it.
    built = opened(where) if read_manifest(home) is None else None
    from ui.starting import without_stubs

    with without_stubs():
        from ui.chat import serve
    from ui.desk import Desk

    desk = Desk(built.collection if built else collection, settings, folder)
    serve(desk, lambda: built or open_over(collection, settings, folder), host, port, login)


@cli.command()
@index_options
def mcp(**where: Any) -> None:
    """Serve one tool, ask, to a program that speaks the Model Context Protocol (stdio).

    Example: footnoted mcp --corpus my-documents
    """
    from ui.mcp import mcp_server

    mcp_server(lambda: opened(where)).run("stdio")


def _login(auth: str) -> tuple[str, str]:
    name, _, password = auth.partition(":")
    if not name or not password:
        raise UserError("--auth needs a name and a password", "write it as NAME:PASSWORD")
    return name, password


# Commands that live in modules of their own.
for _command in (
    bench,
    build,
    check_command,
    compare_command,
    corpus_group,
    doctor,
    eval_group,
    locate,
    memo_command,
    verify_command,
):
    cli.add_command(_command)


def main() -> NoReturn:
    """Runs the command line; every error that is the user's to mend is one line on stderr."""
    try:
        cli(standalone_mode=False)
    except UserError as error:
        _fail(str(error), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()  # the help, on stderr
        sys.exit(2)
    except click.ClickException as error:
        _fail(f"{error.format_message().rstrip('.')}; see footnoted --help", 2)
    except (click.Abort, KeyboardInterrupt):
        _fail("stopped", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(0)


def _fail(message: str, code: int) -> NoReturn:
    echo(f"footnoted: {' '.join(message.split())}", err=True)
    sys.exit(code)
