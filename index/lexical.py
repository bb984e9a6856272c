"""BM25 over passages (bm25s), with misspelt words led to the collection's own."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np

from index.embedder import Floats
from index.terms import terms


class LexicalIndex:
    """BM25 in Lucene's variant (Kamphuis et al. 2020) over stemmed, folded terms."""

    def __init__(self, scorer: bm25s.BM25) -> None:
        self._scorer = scorer

    @classmethod
    def of(cls, texts: Iterable[str]) -> "LexicalIndex":
        """An index of the texts, numbered from 0."""
        return cls.of_terms(terms(text) for text in texts)

    @classmethod
    def of_terms(cls, told: Iterable[list[str]]) -> "LexicalIndex":
        """The same from the texts' terms."""
        scorer = bm25s.BM25(method="lucene")
        scorer.index([one or [""] for one in told], show_progress=False)
        return cls(scorer)

    @classmethod
    def open(cls, folder: Path) -> "LexicalIndex":
        """What `save` wrote; a term's scores are read from disk when a question has the term."""
        return cls(bm25s.BM25.load(str(folder), load_corpus=False, mmap=True))

    def save(self, folder: Path) -> None:
        self._scorer.save(str(folder), show_progress=False)

    def vocabulary(self) -> frozenset[str]:
        """Every term (a stem) that some text holds."""
        return frozenset(self._scorer.vocab_dict)

    def agrees(self, other: "LexicalIndex") -> bool:
        """Whether both give every text the same scores for any terms."""
        return self._postings() == other._postings()

    def _postings(self) -> dict[str, list[tuple[int, float]]]:
        """Each term's (text, score) pairs. The order of terms differs from process to process."""
        told = self._scorer.scores
        pairs = list(zip(told["indices"].tolist(), told["data"].tolist(), strict=True))
        starts = told["indptr"].tolist()
        return {
            term: sorted(pairs[starts[at] : starts[at + 1]])
            for term, at in self._scorer.vocab_dict.items()
            if at + 1 < len(starts)
        }

    def scores(self, query_terms: Sequence[str]) -> Floats:
        """One BM25 score a text, 0 where no term occurs."""
        known = [term for term in query_terms if term in self._scorer.vocab_dict]
        if not known:
            return np.zeros(self._scorer.scores["num_docs"], np.float32)
        scored: Floats = self._scorer.get_scores(known)
        return scored
