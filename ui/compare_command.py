"""footnoted compare: what changed between two batches, and why."""

import click

from ui.options import echo_json
from ui.terminal import echo


@click.command("compare")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
@click.option("--html", "page", metavar="OUT", help="Write it as a page of HTML, too.")
def compare_command(old: str, new: str, as_json: bool, page: str | None) -> None:
    """Tell which answers changed between two batches, and whether for the documents, the
    settings or the code. OLD and NEW are answers (.jsonl, .json) or evidence files.

    Example: footnoted compare may.jsonl june.jsonl
    """
    from ui.compare import compared
    from ui.compare_view import to_json, to_page, to_text
    from ui.files import check_out, write_whole
    from ui.sides import read_side

    if page:
        check_out(page, (".html",))
    found = compared(read_side(old), read_side(new))
    if page:
        write_whole(page, to_page(found))
    echo_json(to_json(found)) if as_json else echo(to_text(found), nl=False)
