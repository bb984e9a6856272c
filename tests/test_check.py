"""footnoted check: verdicts, exact places, reports, exit codes."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import judging
from assistant.assistant import Assistant, open_over
from assistant.checking import Checker, open_checker
from assistant.findings import Finding, findings_json
from assistant.settings import Settings
from corpus.collection import read_collection
from corpus.documents import Document

Footnoted = Callable[..., CompletedProcess[str]]

_MEMO = """# A memo

- More than 30 000 people were arrested after the vote.[^1]
- At least 10 000 people <b>fled</b> the country to escape the repression.

The population stands at nine million. “Moscow will resist any attempts to reduce its control
over Belarus.” [2]
"""


@pytest.fixture(scope="module")
def checker(assistant: Assistant) -> Checker:
    return open_checker(assistant)


def _one(checker: Checker, claim: str) -> Finding:
    (finding,) = checker.check(claim)
    return finding


def _sentences(brief: Document) -> list[str]:
    return [
        brief.slice(sentence)
        for block in brief.layout.blocks
        if block.kind == "body"
        for sentence in block.sentences
    ]


def test_the_documents_own_sentences_are_supported(checker: Checker, brief: Document) -> None:
    for sentence in _sentences(brief)[::6]:
        assert {one.verdict for one in checker.check(sentence)} == {"supported"}, sentence


@settings(max_examples=25, deadline=None)
@given(told=st.data())
def test_a_changed_digit_is_never_supported(
    told: st.DataObject, checker: Checker, brief: Document
) -> None:
    sentence = told.draw(
        st.sampled_from([one for one in _sentences(brief) if re.search(r"\d(?!\d*\))", one)])
    )
    at = told.draw(st.sampled_from([m.start() for m in re.finditer(r"\d(?!\d*\))", sentence)]))
    digit = told.draw(st.sampled_from([d for d in "123456789" if d != sentence[at]]))
    changed = sentence[:at] + digit + sentence[at + 1 :]
    assert "supported" not in {one.verdict for one in checker.check(changed)}


def test_a_changed_note_number_is_not_supported(checker: Checker) -> None:
    claim = "In 2024, the number remained significant at 36 030(9)."
    finding = _one(checker, claim)
    (difference,) = finding.differences
    assert claim[difference.claim.start : difference.claim.end] == "(9)"
    assert finding.verdict == "contradicted"


@pytest.mark.parametrize(
    ("claim", "kind", "mine", "theirs"),
    [
        ("More than 50,000 people were arrested.", "number", "50,000", "30 000"),
        ("The number remained significant at 36 030 in 2023.", "date", "2023", "2024"),
        ("Belarus has supplied Ukraine with T-72 tanks.", "name", "Ukraine", "Russia"),
        ("This integration amounts to de facto annexation.", "negation", "amounts", "not"),
        ("Exports to China surged by 77 percentage points in 2023.", "unit", "77 percentage points",
         "77%"),
        ("In 2024 the regime arrested around 200 political prisoners.", "direction", "arrested",
         "released"),
        ("The EU has invited the opposition to focus more on the domestic agenda.", "hedge",
         "invited", "could"),
        ("China is Belarus's largest trading partner.", "number", "largest", "second"),
    ],
)  # fmt: skip
def test_what_differs_and_where(
    checker: Checker, brief: Document, claim: str, kind: str, mine: str, theirs: str
) -> None:
    text = f"Preamble is missing.\n{claim}"
    finding = checker.check(text)[1]
    assert finding.verdict == "contradicted"
    told = [
        (one.kind, text[one.claim.start : one.claim.end], brief.slice(one.source))
        for one in finding.differences
    ]
    assert (kind, mine, theirs) in told


@pytest.mark.parametrize(
    "claim",
    [
        "Over 1,250 political prisoners are still unjustly held.",
        "Nine out of ten Belarusians own a bicycle.",
        "Lukashenko won 86.82 percent in January 2025.",
        "A giraffe escaped from the zoo in Lyon.",
    ],
)
def test_one_finding_a_claim_and_the_same_again(checker: Checker, claim: str) -> None:
    assert checker.check(claim) == checker.check(claim)
    assert len(checker.check(f"{claim}\n{claim}")) == 2


def test_what_the_documents_do_not_say_is_not_found(checker: Checker) -> None:
    finding = _one(checker, "A giraffe escaped from the zoo in Lyon.")
    assert (finding.verdict, finding.footnotes, finding.differences) == ("not_found", (), ())


def test_another_collection_without_a_model(assistant_over: Callable[..., Assistant]) -> None:
    over = assistant_over(tale="The mill burnt down in 1871. It was rebuilt by Jane Ashby.")
    checker = Checker(over.index, 24)
    assert _one(checker, "The mill burnt down in 1871.").verdict == "supported"
    assert _one(checker, "The mill burnt down in 1872.").verdict == "contradicted"
    assert _one(checker, "The mill did not burn down in 1871.").verdict != "supported"


def test_a_word_inside_a_name_names_nothing_alone(
    assistant_over: Callable[..., Assistant],
) -> None:
    over = assistant_over(tale="He joined the Bremer Cooperation League and met Hugo Marsh.")
    (document,) = over.collection.documents
    assert judging._known(document) == {"bremer", "league", "hugo", "marsh"}


def test_a_sentence_of_nothing_but_a_marker_says_nothing(
    assistant_over: Callable[..., Assistant],
) -> None:
    over = assistant_over(tale="[12]\n\nThe mill burnt down in 1871.\n\n[Applause]")
    checker = Checker(over.index, 24)
    assert _one(checker, "There was no applause.").verdict != "supported"
    assert _one(checker, "The mill burnt down in 1871.").verdict == "supported"


def test_json_offsets(checker: Checker, assistant: Assistant, brief: Document) -> None:
    text = "\ufeffÉmile 𝒳 said:\r\n" + _MEMO
    told = findings_json(checker.check(text), assistant.index.fingerprint, checker.reader)
    assert json.loads(json.dumps(told)) == told
    numbers = [quote["footnote"] for claim in told["claims"] for quote in claim["quotes"]]
    assert numbers == list(range(1, len(numbers) + 1))
    for claim in told["claims"]:
        assert claim["text"] == text[claim["start"] : claim["end"]]
        for quote in claim["quotes"]:
            assert quote["text"] == brief.text[quote["start"] : quote["end"]]
        for one in claim["differences"]:
            assert claim["start"] <= one["claim"][0] < one["claim"][1] <= claim["end"]
            assert 0 <= one["source"][0] < one["source"][1] <= len(brief.text)


@pytest.fixture
def memo(tmp_path: Path) -> Path:
    file = tmp_path / "memo.md"
    file.write_bytes(_MEMO.encode())
    return file


def test_command(footnoted: Footnoted, memo: Path, brief_index: Path, tmp_path: Path) -> None:
    page = tmp_path / "out.html"
    told = footnoted("check", memo, "--index", brief_index, "--html", page)
    assert told.returncode == 1
    assert "Contradicted: At least 10 000 people" in told.stdout
    assert "number: here “10 000”, in the source “100 000”" in told.stdout
    assert told.stderr.strip().endswith("claims are contradicted; see the report")
    html = page.read_text("utf-8")
    assert "&lt;b&gt;<" not in html
    assert "&lt;b&gt;fled" in html
    assert "<b>" not in html
    assert "src=" not in html
    assert not re.search(r'href="(?!#)', html)
    assert "✗ Contradicted" in html
    assert "<mark>10 000</mark>" in html


def test_exit_codes(footnoted: Footnoted, brief_index: Path) -> None:
    told = "More than 30 000 people were arrested."
    assert footnoted("check", "-", "--index", brief_index, stdin=told).returncode == 0
    absent = f"{told}\nThe population stands at nine million."
    assert footnoted("check", "-", "--index", brief_index, stdin=absent).returncode == 0
    strict = footnoted("check", "-", "--strict", "--json", "--index", brief_index, stdin=absent)
    assert strict.returncode == 1
    assert "1 not found" in strict.stderr
    assert len(json.loads(strict.stdout)["claims"]) == 2


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "claims nothing"),
        (b"   \n\n", "claims nothing"),
        (b"fine\n\xff\xfe bad", "line 2: not UTF-8"),
        (b"PK\x03\x04\0\0", "not a text"),
    ],
)
def test_bad_files(footnoted: Footnoted, tmp_path: Path, raw: bytes, told: str) -> None:
    file = tmp_path / "bad.txt"
    file.write_bytes(raw)
    found = footnoted("check", file, "--html", tmp_path / "out.html")
    assert (found.returncode, found.stdout) == (2, "")
    assert told in found.stderr
    assert str(file) in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out.html").exists()


def test_missing_file_folder_and_bad_out(footnoted: Footnoted, tmp_path: Path, memo: Path) -> None:
    assert footnoted("check", tmp_path / "none.md").returncode == 2
    assert footnoted("check", tmp_path).returncode == 2
    assert footnoted("check", memo, "--html", tmp_path / "out.pdf").returncode == 2
    assert footnoted("check", memo, "--html", tmp_path / "no" / "out.html").returncode == 2


def test_a_clause_of_the_documents_own_is_supported(
    assistant_over: Callable[..., Assistant],
) -> None:
    told = "Both banks signed in May 2020; neither was paid for it before June 2021."
    checker = Checker(assistant_over(tale=told).index, 24)
    assert [one.verdict for one in checker.check(told)] == ["supported", "supported"]


@pytest.mark.parametrize(
    "claim",
    [
        "The Wagner fighters have not left Belarus.",
        "Belarus has withdrawn from the Shanghai Cooperation Organisation.",
        "The Wagner paramilitaries are still in Belarus.",
        "The EU should drop its hardline stance.",
        "China has preferred direct investment to tied loans in Belarus.",
        "Beijing would rather invest directly than lend.",
        "Direct investment, not tied loans, is what Beijing has consistently preferred to provide.",
        "Russian forces captured Kyiv.",
        "Lukashenka trained the Wagner fighters in 2023.",
        "Russian control over Belarus has loosened.",
        "Lukashenka won the popular vote in 2020.",
        "The brief advises that the EU lift sanctions.",
    ],
)
def test_a_predicate_turned_round_is_contradicted(checker: Checker, claim: str) -> None:
    assert _one(checker, claim).verdict == "contradicted"


@pytest.mark.parametrize(
    "claim",
    [
        "Belarusian troops have themselves fought in Russia's war on Ukraine.",
        "Ukraine has mined its border with Belarus.",
        "Ukraine can move its troops away from the northern border.",
        "Lukashenka's efforts to win over Gulf states have offset Russian influence.",
    ],
)
def test_a_sentence_without_the_claims_verb_is_no_support(checker: Checker, claim: str) -> None:
    assert _one(checker, claim).verdict != "supported"


@pytest.mark.parametrize(
    "claim",
    [
        "Belarus stopped taking part in the Eastern Partnership in 2021.",
        "Ten agreements were signed in December 2024, when the Union State turned twenty-five.",
        "The brief advises that the EU keep sanctions in place and even widen them.",
        "China has preferred tied loans to direct investment in Belarus.",
        "Beijing would rather lend than invest directly.",
        "Belarusian exports to Russia are up by more than 20 percent on 2021.",
        "Over 52 000 people tried to get into Poland, Lithuania and Latvia illegally in 2021.",
        "No other state had given up nuclear weapons voluntarily before Belarus in the 1990s.",
        "The EU pledged a €3 billion plan to support a peaceful democratic transition.",
    ],
)
def test_other_words_for_the_same_are_supported(checker: Checker, claim: str) -> None:
    assert _one(checker, claim).verdict == "supported"


@pytest.mark.parametrize(
    "claim",
    [
        "The EU did not sanction the Belarusian company Integral in February 2025.",
        "Belarus was not the first state to give up nuclear weapons voluntarily in the 1990s.",
        "Russia plans to capture Kyiv with 30 000 troops that moved into Belarus.",
    ],
)
def test_what_is_denied_or_only_planned_is_not_supported(checker: Checker, claim: str) -> None:
    assert _one(checker, claim).verdict != "supported"


def test_what_bounds_a_figure_is_marked_where_it_differs(checker: Checker, brief: Document) -> None:
    claim = "At least 2 000 Russian troops are in Belarus."
    (difference,) = _one(checker, claim).differences
    assert claim[difference.claim.start : difference.claim.end] == "At least 2 000"
    assert brief.slice(difference.source) == "no more than 2 000"


@pytest.mark.parametrize(
    ("told", "true", "changed"),
    [
        (
            "Refrigerators should be leased, not bought, so that the supplier bears the risk.",
            "Refrigerators should be leased instead of being bought.",
            "Refrigerators should be bought instead of being leased.",
        ),
        (
            "The nurses went unpaid for eleven months in 2024.",
            "In 2024 the nurses went without pay for eleven months.",
            "In 2024 the nurses were paid for eleven months.",
        ),
        (
            "Two hundred and thirteen people died of measles in Nampula.",
            "In Nampula 213 people died of measles.",
            "In Nampula 230 people died of measles.",
        ),
        (
            "Dr Celeste Muianga, who led the survey, was asked to delay it and refused.",
            "Dr Muianga was asked to delay the survey and refused.",
            "Dr Celeste Okonkwo was asked to delay the survey and refused.",
        ),
    ],
)
def test_another_collections_predicates(tmp_path: Path, told: str, true: str, changed: str) -> None:
    (tmp_path / "tale.txt").write_text(told, "utf-8")
    settings_there = Settings(profile="fast")
    over = open_over(read_collection(tmp_path), settings_there, tmp_path / "index")
    checker = open_checker(over)
    assert _one(checker, true).verdict == "supported"
    assert _one(checker, changed).verdict == "contradicted"


def test_a_bound_that_is_denied_is_contradicted(tmp_path: Path) -> None:
    told = "Coverage of the second dose never exceeded 64 per cent."
    (tmp_path / "tale.txt").write_text(told, "utf-8")
    over = open_over(read_collection(tmp_path), Settings(profile="fast"), tmp_path / "index")
    checker = open_checker(over)
    assert _one(checker, told).verdict == "supported"
    denied = "Coverage of the second dose has gone beyond 64 per cent."
    assert _one(checker, denied).verdict == "contradicted"
    by_words, _, _ = checker.by_words(
        "Coverage of the second dose has never gone beyond 64 per cent."
    )
    assert by_words.verdict == "supported"  # the large reader doubts it, wrongly


@pytest.mark.parametrize(
    "claim",
    [
        "More than 1 250 political prisoners died in custody in 2024.",
        "The baker sold 90 loaves.",
        "The miller paid the baker 30 crowns.",
        "In 1902 the mill burnt down.",
    ],
)
def test_what_is_said_of_a_neighbour_is_not_supported(
    checker: Checker, assistant_over: Callable[..., Assistant], claim: str
) -> None:
    over = assistant_over(
        tale="The miller ground 90 sacks, and the baker sold 400 loaves. The baker paid the miller "
        "30 crowns. The mill burnt down in 1871 and the bakery opened in 1902."
    )
    one = checker if "prisoners" in claim else Checker(over.index, 24)
    assert _one(one, claim).verdict != "supported"
