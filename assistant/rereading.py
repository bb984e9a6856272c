"""Claims read again beside the nearest sentences by a model, and what then decides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.claim_verdict import ClaimVerdict, claim_features, open_claim_verdict
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

    def __init__(self, reader: ClaimReader, verdict: ClaimVerdict) -> None:
        self._reader, self._verdict = reader, verdict

    def finding(
        self, claim: str, query: Query, ranked: Sequence[Ranked], found: Finding, footnote: int
    ) -> Finding:
        """What the verdict makes of the claim and of what was `found` by its words. The
        documents' own words stay support, and what words speak against stays contradicted."""
        own = found.verdict == "supported" and found.score >= 1
        if own or found.verdict == "contradicted":
            return found
        read = reread(self._reader, claim, query, ranked, found)
        if read is None:
            return found
        if self._verdict.supports(read.features):
            judged = replace(read.best, fit=read.says, differences=())
            told = finding_of("supported", claim, found.place, judged, footnote)
            return found if found.verdict == "supported" else told
        if self._verdict.denies(read.features):
            judged = _denying(claim, query, read)
            return finding_of("contradicted", claim, found.place, judged, footnote)
        return Finding(found.place, claim, "not_found", found.score)


def open_rereader(embedder: Embedder) -> Rereader | None:
    """The packaged claim reader made for exactly these weights, with its verdict, if any."""
    found = _packaged(embedder)
    return found and Rereader(load_claim_reader(*found), open_claim_verdict(found[1].stem))


def open_claim_reader(embedder: Embedder) -> ClaimReader | None:
    """The packaged claim reader made for exactly these weights, if there is one."""
    found = _packaged(embedder)
    return found and load_claim_reader(*found)


def _packaged(embedder: Embedder) -> tuple[Upper, Path] | None:
    """What a claim reader is made of: the layers, and the file of what was learned over them."""
    upper: Upper | None = getattr(embedder, "upper", None)  # None too where no states are kept
    path = upper and learned_path(".claims", upper.sha256)
    return (upper, path) if upper and path else None


def reread(
    reader: ClaimReader, claim: str, query: Query, ranked: Sequence[Ranked], found: Finding
) -> Reread | None:
    """The reading of the best of the ranked sentences, of a claim of which words alone `found`
    that; None where there are none."""
    windows = list(windows_of(ranked))
    if not windows:
        return None
    tokens = [[window.hit.tokens_in(one) for one in window.sentences] for window in windows]
    told = reader.read(query.tokens, tokens, [window.score for window in windows])
    read = list(zip(windows, told, strict=True))
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
