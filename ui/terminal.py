"""What documents and files say, as a terminal is given it."""

import click

_SPACES = dict.fromkeys(map(ord, "\r\v\f"), " ")
# Of the control characters (C0, DEL and C1), terminals obey some; rich drops some, so that offsets
# behind them would no longer count.
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], "\N{REPLACEMENT CHARACTER}")
_SHOWN = {**_CONTROLS, **_SPACES, ord("\t"): "\t", ord("\n"): "\n"}


def printable(text: str) -> str:
    """The text with as many characters, none of which drives a terminal."""
    return text.translate(_SHOWN)


def echo(text: str, *, nl: bool = True, err: bool = False) -> None:
    """Prints the text, made printable."""
    click.echo(printable(text), nl=nl, err=err)
