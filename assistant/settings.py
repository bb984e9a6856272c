"""Everything that can be set, in one place."""

import tomllib
from dataclasses import dataclass, fields, replace
from math import inf
from pathlib import Path
from typing import Any

from corpus.errors import UserError

# Profile to model name; find_weights knows where their weights are.
PROFILES = {"fast": "all-MiniLM-L6-v2", "accurate": "all-MiniLM-L6-v2+all-mpnet-base-v2"}
# Where vectors are kept; "auto" chooses between the next two by the collection's size.
STORES = ("auto", "flat", "lists", "milvus")
# What passages are embedded in: bfloat16 where the processor multiplies it natively, or always
# the same, so that all processors find the same to the seventh digit.
PRECISIONS = ("auto", "float32")

# What each kind of setting may be: types, bounds, and in words.
_KINDS: dict[type, tuple[tuple[type, ...], float, float, str]] = {
    float: ((int, float), 0, 1, "a number from 0 to 1"),
    int: ((int,), 1, inf, "a whole number from 1 up"),
    str: ((str,), 0, 0, "a text"),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """How an assistant answers. The first six shape the index and are stored with it."""

    profile: str = "fast"
    model: str = ""  # a sentence-transformers folder or name; empty: the profile's
    passage_chars: int = 900  # characters; about 200 tokens, within MiniLM's trained length
    store: str = "auto"  # one of STORES
    precision: str = "auto"  # one of PRECISIONS
    uri: str = ""  # with the store milvus: a Milvus Lite file, or the address of a server
    passages_read: int = 24  # passages whose sentences are scored
    max_quotes: int = 5
    longest_question: int = 2000  # characters
    answer_threshold: float | None = None  # least score for an answer; None: the selector's own

    @property
    def model_name(self) -> str:
        return self.model or PROFILES[self.profile]

    @property
    def index_name(self) -> str:
        """What tells the indexes of one collection apart."""
        told = [self.model_name]
        if self.precision != "auto":
            told.append(f"as {self.precision}")
        if self.store != "auto":
            told.append(f"in {self.store} {self.uri}".rstrip())
        return " ".join(told)


def read_settings(path: Path | None, flags: dict[str, Any]) -> Settings:
    """The defaults, changed by a TOML file and then by flags (None: not given).

    Raises UserError for a key that is no setting, a value of another type, or a file that
    isn't TOML.
    """
    told = _read_toml(path) if path else {}
    told |= {key: value for key, value in flags.items() if value is not None}
    given = {key for key, value in flags.items() if value is not None}
    source = str(path) if path else ""
    known = {field.name for field in fields(Settings)}
    for key, value in told.items():
        where = "" if key in given else source
        if key not in known:
            raise UserError(
                f"there is no setting {key!r}", f"choose from {sorted(known)}", where=where
            )
        _check_type(key, value, where)
    settings = replace(Settings(), **told)
    choices = {"profile": sorted(PROFILES), "store": list(STORES), "precision": list(PRECISIONS)}
    for key, known_ones in choices.items():
        if told.get(key, known_ones[0]) not in known_ones:
            raise UserError(
                f"there is no {key} {told[key]!r}",
                f"choose from {known_ones}",
                where="" if key in given else source,
            )
    if (settings.store == "milvus") != bool(settings.uri):
        raise UserError(
            "the store milvus needs a uri, and no other store has one",
            "give --store milvus --uri FILE or ADDRESS",
            where="" if given & {"store", "uri"} else source,
        )
    return settings


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UserError(
            f"can't be read ({error.strerror})", "name a TOML file", where=str(path)
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"not valid TOML ({error})", "mend it", where=str(path)) from error


def _check_type(key: str, value: object, where: str) -> None:
    kind = float if key == "answer_threshold" else type(getattr(Settings(), key))
    expected, least, most, remedy = _KINDS[kind]
    right = isinstance(value, expected) and not isinstance(value, bool)
    if not right or (isinstance(value, int | float) and not least <= value <= most):
        raise UserError(f"{key} can't be {value!r}", f"give {remedy}", where=where)
