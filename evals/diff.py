"""Which answers differ between two evaluations, and what can have made them differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evals.baseline import result_of
from evals.gate import worse
from evals.run import Report


@dataclass(frozen=True, slots=True)
class Change:
    """A question that was answered otherwise: `what` changed in its answer, the `causes` that
    the fingerprints tell, and whether it got "worse", "better" or is neither ("other")."""

    question: str
    asked: str
    what: str
    causes: tuple[str, ...]
    verdict: str


def changes(before: Report, after: Report) -> list[Change]:
    """The questions that are answered otherwise, or are in one of the two alone, in the order
    of `after`."""
    rows = {row["id"]: row for row in before["questions"]}
    found = []
    for row in after["questions"]:
        old = rows.pop(row["id"], None)
        if old is None:
            found.append(Change(row["id"], row["question"], "new", ("questions",), "other"))
        elif what := "; ".join(_differences(old, row)):
            causes = tuple(_causes(before, after, old, row))
            found.append(Change(row["id"], row["question"], what, causes, _verdict(old, row)))
    gone = (Change(i, row["question"], "gone", ("questions",), "other") for i, row in rows.items())
    return [*found, *gone]


def what_changed(before: Report, after: Report) -> list[str]:
    """What the two were made with that differs, a line each: documents by name, model, learned
    weights, settings by name, code, questions."""
    old, new = before["fingerprints"], after["fingerprints"]
    lines = [f"document {name}" for name in _changed_documents(before, after)]
    for name in sorted({*old["settings"], *new["settings"]}):
        one, other = old["settings"].get(name), new["settings"].get(name)
        lines += [f"setting {name}: {one!r}, now {other!r}"] if one != other else []
    told = {"model": "model", "learned": "learned weights", "code": "code"}
    told |= {"questions": "questions"}
    return lines + [label for key, label in told.items() if old[key] != new[key]]


def check_comparable(report: Report) -> None:
    """Raises KeyError, TypeError or AttributeError where the report lacks what `changes` and
    `what_changed` compare."""
    what_changed(report, report)
    for row in report["questions"]:
        set(_texts(row["answer"]))
        list(_differences(row, {**row, "right": None, "gold": None}))
        list(_causes(report, report, row, {**row, "history": None}))
        set(_places(row["answer"]))


def told(change: Change) -> str:
    """The change as a line of text."""
    because = ", ".join(change.causes)
    return f"{change.verdict:7}{change.question}: {change.what} (because of: {because})"


def _differences(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    before, after = old["answer"], new["answer"]
    if (old["question"], old["history"]) != (new["question"], new["history"]):
        yield "another question"
    if before["answerable"] != after["answerable"]:
        yield "answered, now refused" if before["answerable"] else "refused, now answered"
    elif before["answerable"]:
        yield from _quote_differences(before, after)
        left = [[part["part"] for part in one.get("unanswered", ())] for one in (before, after)]
        if left[0] != left[1]:
            yield "other parts left unanswered"
    elif before["abstention"]["reason"] != after["abstention"]["reason"]:
        yield f"{before['abstention']['reason']}, now {after['abstention']['reason']}"
    if old["right"] != new["right"] and old["gold"] != new["gold"]:
        yield "other gold"


def _quote_differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    texts = [_texts(one) for one in (before, after)]
    if texts[0] == texts[1]:
        if _places(before) != _places(after):
            yield "the same words at another place"
        if before["footnotes"] != after["footnotes"] and _places(before) == _places(after):
            yield "other footnotes"
    elif set(texts[0]) == set(texts[1]):
        yield "the same quotes in another order"
    else:
        lost, won = set(texts[0]) - set(texts[1]), set(texts[1]) - set(texts[0])
        yield f"{len(lost)} quotes gone, {len(won)} new"


def _texts(answer: dict[str, Any]) -> list[str]:
    return [quote["text"] for quote in answer["quotes"]]


def _places(answer: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [(one["document"], one["start"], one["end"]) for one in answer["quotes"]]


def _causes(
    before: Report, after: Report, old: dict[str, Any], new: dict[str, Any]
) -> Iterator[str]:
    """What can have made the answer differ. A changed document that neither answer quotes is
    named as another document: it may have taken the place of what stood before."""
    first, second = before["fingerprints"], after["fingerprints"]
    changed = _changed_documents(before, after)
    quoted = {quote["document"] for row in (old, new) for quote in row["answer"]["quotes"]}
    yield from (f"document {name}" for name in changed if name in quoted)
    if changed and not quoted & set(changed):
        yield "another document"
    if any(first[key] != second[key] for key in ("model", "learned", "settings")):
        yield "model or settings"
    if first["code"] != second["code"]:
        yield "code"
    if (old["question"], old["history"], old["gold"]) != (
        new["question"],
        new["history"],
        new["gold"],
    ):
        yield "questions"
    elif not what_changed(before, after):
        yield "nothing that was recorded: the same run gave another answer"


def _changed_documents(before: Report, after: Report) -> list[str]:
    old, new = before["fingerprints"]["documents"], after["fingerprints"]["documents"]
    return [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]


def _verdict(old: dict[str, Any], new: dict[str, Any]) -> str:
    if worse(result_of(old), result_of(new)):
        return "worse"
    return "better" if worse(result_of(new), result_of(old)) else "other"
