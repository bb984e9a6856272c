"""The .toml beside a document, written to without losing what it says."""

from collections.abc import Mapping
from pathlib import Path

import tomlkit

from corpus.links import Link, texts_of


def described(before: str, told: Mapping[str, str], link: Link) -> str:
    """The .toml text `before` with `told` and the link written in; what else it says stays.
    Notes and addresses that it names already are kept."""
    text = tomlkit.parse(before)
    path = Path("the description")
    known = Link(texts_of(text, "source_url", path), texts_of(text, "cited_by", path))
    urls, notes = sorted(known.urls | link.urls), sorted(known.notes | link.notes)
    text["source_url"] = urls[0] if len(urls) == 1 else urls
    text["cited_by"] = notes
    for key, value in told.items():
        text[key] = value
    return tomlkit.dumps(text)
