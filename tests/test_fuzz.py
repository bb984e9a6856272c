"""Damaged files of each format over the readers; `evals.fuzz_readers` takes more of them."""

from collections import Counter

import pytest

from evals.fuzz_readers import fuzz


def test_damaged_files_are_read_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTED_CACHE", "")  # set anew by the run, and restored after it
    came = Counter(fuzz(60, seed=0))
    assert sum(came.values()) == 60
    for suffix in (".txt", ".md", ".html", ".docx", ".pdf"):
        assert came[suffix, "read"]
        assert came[suffix, "refused"]
    other = {told for _, told in came} - {"read", "refused"}
    assert all(told.startswith(("its reader failed", "it takes more")) for told in other)
