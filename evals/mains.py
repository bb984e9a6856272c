"""What the modules that are run by python -m share."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from corpus.errors import UserError


@contextmanager
def errors_told(name: str) -> Iterator[None]:
    """A block whose errors that are the user's to mend end the process with one line on stderr,
    begun by `name`, and the error's exit code."""
    try:
        yield
    except UserError as error:
        click.echo(f"{name}: {' '.join(str(error).split())}", err=True)
        sys.exit(error.exit_code)
