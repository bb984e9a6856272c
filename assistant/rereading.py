"""Claims read again beside the nearest sentences by a model, and what then decides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.claim_verdict import ClaimVerdict, claim_features, open_claim_verdict
from assistant.echoed import as_read
from assistant.entailment import ClaimReader, Entailment, load_claim_reader
from assistant.findings import Finding
from assistant.joint import learned_path
from assistant.judging import Judged, Window, compared, finding_of, windows_of
from assistant.pairing import Difference
from assistant.selection import Ranked
from corpus.documents import Region
from index.embedder import Embedder
from index.index import Query
from index.light import Upper
from index.weights import Weights, find_weights, has_mpnet

if TYPE_CHECKING:
    from assistant.whole import WholeReader

# The model that reads claims from the words up, where its weights are installed; and of the
# windows, those that it reads, by their scores: in .96 of 2,272 true claims on made-up texts what
# says it is among them, in .97 where six are read.
_WHOLE, _READ = "all-mpnet-base-v2", 5


class Reads(Protocol):
    """Reads a claim beside windows; `name` is that of the file of what it learned."""

    name: str

    def read(
        self, claim: str, query: Query, windows: Sequence[Window]
    ) -> list[tuple[Window, Entailment]]:
        """Those of the windows that it reads, and what each says of the claim."""
        ...


class JointlyRead:
    """By the upper layers of the index's own model, from the states that the index keeps."""

    def __init__(self, reader: ClaimReader, name: str) -> None:
        self._reader, self.name = reader, name

    def read(
        self, claim: str, query: Query, windows: Sequence[Window]
    ) -> list[tuple[Window, Entailment]]:
        """As in Reads: all of them. Raises ValueError for tokens without states."""
        tokens = [[window.hit.tokens_in(one) for one in window.sentences] for window in windows]
        told = self._reader.read(query.tokens, tokens, [window.score for window in windows])
        return list(zip(windows, told, strict=True))


class WhollyRead:
    """By a whole model of its own, whatever model the index has. It is loaded when it is needed
    first."""

    def __init__(self, weights: Weights, learned: Path) -> None:
        self.name, self._made_of = learned.stem, (weights, learned)

    def read(
        self, claim: str, query: Query, windows: Sequence[Window]
    ) -> list[tuple[Window, Entailment]]:
        """As in Reads: the best-scored."""
        best = sorted(windows, key=lambda one: -one.score)[:_READ]
        pairs = [as_read(claim, one.document.slice(one.region)) for one in best]
        return list(zip(best, self._reader().read(pairs), strict=True))

    def _reader(self) -> "WholeReader":
        from assistant.whole import open_whole_reader

        return open_whole_reader(*self._made_of)


@dataclass(frozen=True, slots=True)
class Reread:
    """What the reader made of a claim: the sentences that say it best, compared with it, how
    likely they say it, and CLAIM_FEATURES; and those that deny it most, with how likely."""

    best: Judged
    says: float
    features: tuple[float, ...]
    against: Window
    denies: float


class Rereader:
    """A claim reader, and the verdict learned for it."""

    def __init__(self, reader: Reads, verdict: ClaimVerdict) -> None:
        self._reader, self._verdict, self.name = reader, verdict, reader.name

    def finding(
        self, claim: str, query: Query, ranked: Sequence[Ranked], found: Finding, footnote: int
    ) -> Finding:
        """What the verdict makes of the claim and of what was `found` by its words. The
        documents' own words stay support, or with a "not" more or less a contradiction, and what
        a value, a name or a word that says more contradicts stays contradicted."""
        own = found.score >= 1
        if own or any(one.sure for one in found.differences):
            return found
        read = reread(self._reader, claim, query, ranked, found)
        if read is None:
            return found
        if self._verdict.supports(read.features):
            judged = replace(read.best, fit=read.says, differences=())
            told = finding_of("supported", claim, found.place, judged, footnote)
            return found if found.verdict == "supported" else told
        if found.verdict == "contradicted":
            return found
        if self._verdict.denies(read.features):
            judged = _denying(claim, query, read)
            return finding_of("contradicted", claim, found.place, judged, footnote)
        return Finding(found.place, claim, "not_found", found.score)


def open_rereader(embedder: Embedder) -> Rereader | None:
    """The best packaged claim reader that can be had, with its verdict: the whole model where its
    weights are installed, else what was made for exactly the embedder's weights, if anything."""
    reader = open_claim_reader(embedder)
    return Rereader(reader, open_claim_verdict(reader.name)) if reader else None


def open_claim_reader(embedder: Embedder, whole: bool = True) -> Reads | None:
    """The reader alone; not `whole`: never the whole model."""
    if whole and has_mpnet():
        weights = find_weights(_WHOLE)
        if learned := learned_path(".claims", weights.sha256):
            return WhollyRead(weights, learned)
    upper: Upper | None = getattr(embedder, "upper", None)  # None too where no states are kept
    path = learned_path(".claims", upper.sha256) if upper else None
    return JointlyRead(load_claim_reader(upper, path), path.stem) if upper and path else None


def reread(
    reader: Reads, claim: str, query: Query, ranked: Sequence[Ranked], found: Finding
) -> Reread | None:
    """The reading of the best of the ranked sentences, of a claim of which words alone `found`
    that; None where there are none."""
    windows = list(windows_of(ranked))
    if not windows:
        return None
    read = reader.read(claim, query, windows)
    best, said = max(read, key=_supports)
    against, denied = max(read, key=_denies)
    judged = compared(claim, query, best)
    features = claim_features(claim, judged, said, denied.denies, found)
    return Reread(judged, said.supports, tuple(features), against, denied.denies)


def _denying(claim: str, query: Query, read: Reread) -> Judged:
    """The sentences that deny the claim, and in what; where no word stands for the difference,
    it is the whole claim against all that they say."""
    source = Region(0, read.against.region.end - read.against.region.start)
    whole = Difference("other", Region(0, len(claim)), source)
    named = compared(claim, query, read.against).differences or (whole,)
    return Judged(read.against, read.denies, named, ())


def _supports(read: tuple[Window, Entailment]) -> float:
    return read[1].supports


def _denies(read: tuple[Window, Entailment]) -> float:
    return read[1].denies
