"""Countries and unions by other names: their people's, their capital's, other spellings."""

from functools import cache
from importlib.resources import files


@cache
def alias_keys() -> dict[str, str]:
    """Each folded name to the one that its country goes by, which is a name of it too."""
    lines = files("corpus").joinpath("aliases.txt").read_text("utf-8").splitlines()
    return {word: line.split()[0] for line in reversed(lines) for word in line.split()}
