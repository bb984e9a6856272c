"""An evaluation as JUnit XML: a test case a question, for whatever shows a CI's results."""

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as Xml

from evals.gate import Failure

# Characters that XML 1.0 has no way to say.
_UNSAYABLE = dict.fromkeys(
    [*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)


def junit_xml(report: dict[str, Any], failures: Sequence[Failure], gated: bool) -> str:
    """The report as XML. A question with failures fails; one that is answered wrongly is
    skipped and says so and, where the report was gated, that it is no worse than in the
    baseline; what fails apart from any question is a test case of its own. The number of
    failing cases is 0 exactly if `failures` is empty."""
    set_name = _sayable(report["set"])
    suite = Xml.Element("testsuite", name=f"footnoted {set_name}")
    wrong = f"not answered rightly{', and no worse than known' if gated else ' (not gated)'}"
    asked = {row["id"] for row in report["questions"]}
    for row in report["questions"]:
        own = [failure.message for failure in failures if failure.question == row["id"]]
        case = _question(suite, row, report["timings"][row["id"]])
        _fail(case, own)
        if not own and not row["right"]:
            Xml.SubElement(case, "skipped", message=wrong)
        Xml.SubElement(case, "system-out").text = _sayable(row["answer"]["text"])
    apart = [one for one in failures if one.question not in asked]
    gate = Xml.SubElement(suite, "testcase", classname=f"{set_name}.gate", name="the set")
    _fail(
        gate, [f"{one.question}: {one.message}" if one.question else one.message for one in apart]
    )
    for name in ("failure", "skipped"):
        key = "failures" if name == "failure" else name
        suite.set(key, str(sum(case.find(name) is not None for case in suite)))
    suite.set("tests", str(len(suite)))
    suite.set("errors", "0")
    suite.set("time", f"{sum(report['timings'].values()) / 1000:.3f}")
    Xml.indent(suite)
    return Xml.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _question(suite: Xml.Element, row: dict[str, Any], ms: float) -> Xml.Element:
    return Xml.SubElement(
        suite,
        "testcase",
        classname=_sayable(f"{suite.get('name', '').removeprefix('footnoted ')}.{row['kind']}"),
        name=_sayable(f"{row['id']}: {row['question']}"),
        time=f"{ms / 1000:.3f}",
    )


def _fail(case: Xml.Element, messages: list[str]) -> None:
    if messages:
        failure = Xml.SubElement(case, "failure", message=_sayable(messages[0]))
        failure.text = _sayable("\n".join(messages))


def _sayable(text: str) -> str:
    return text.translate(_UNSAYABLE)
