"""An evaluation as JUnit XML: a test case a question, for whatever shows a CI's results."""

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as Xml

from evals.gate import Failure

# Characters that XML 1.0 has no way to say.
_UNSAYABLE = dict.fromkeys(
    [*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)


def junit_xml(report: dict[str, Any], failures: Sequence[Failure]) -> str:
    """The report as XML. A question with failures fails; one that is answered wrongly, as it
    was in the baseline, is skipped and says so; what fails apart from any question is a test
    case of its own. The number of failing cases is 0 exactly if `failures` is empty."""
    suite = Xml.Element("testsuite", name=f"footnoted {report['set']}")
    asked = {row["id"] for row in report["questions"]}
    for row in report["questions"]:
        own = [failure.message for failure in failures if failure.question == row["id"]]
        _question(suite, row, own, report["timings"][row["id"]])
    apart = [one for one in failures if one.question not in asked]
    gate = Xml.SubElement(suite, "testcase", classname=f"{report['set']}.gate", name="the set")
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


def _question(suite: Xml.Element, row: dict[str, Any], own: list[str], ms: float) -> None:
    case = Xml.SubElement(
        suite,
        "testcase",
        classname=f"{suite.get('name', '').removeprefix('footnoted ')}.{row['kind']}",
        name=_sayable(f"{row['id']}: {row['question']}"),
        time=f"{ms / 1000:.3f}",
    )
    _fail(case, own)
    if not own and not row["right"]:
        Xml.SubElement(case, "skipped", message="not answered rightly, and no worse than known")
    Xml.SubElement(case, "system-out").text = _sayable(row["answer"]["text"])


def _fail(case: Xml.Element, messages: list[str]) -> None:
    if messages:
        failure = Xml.SubElement(case, "failure", message=_sayable(messages[0]))
        failure.text = _sayable("\n".join(messages))


def _sayable(text: str) -> str:
    return text.translate(_UNSAYABLE)
