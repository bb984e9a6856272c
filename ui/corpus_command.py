"""footnoted corpus: the collection, its documents and its references."""

import click


@click.group("corpus")
def corpus_group() -> None:
    """Keep the documents that answers come from.

    Example: footnoted corpus list
    """
