"""A memo as Markdown. pandoc's writer leaves "&amp;", "- " after a line break and others as they
are, which readers then take for markup; here every character that could be is escaped."""

import re

from ui.pandoc import Node, plain_text

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~$^&@]")
# What begins a list, a heading's underline or a smiley if it begins a line or a word.
_BEGINS = re.compile(r"^(\s*)([-+=:]|\d+[.)])", re.M)
_SMILEY = re.compile(r":(?=\w+:)")


def to_markdown(tree: Node) -> str:
    """The tree with its footnotes, numbered from 1 in order."""
    writer = _Writer()
    title = escaped(plain_text(tree["meta"]["title"]["c"]))
    blocks = [f"# {title}", *(writer.block(one, 1) for one in tree["blocks"])]
    return "\n\n".join([block for block in blocks if block] + writer.notes) + "\n"


def escaped(text: str) -> str:
    """The text so that it shows as the characters that it is."""
    safe = _SMILEY.sub(r"\\:", _MARKUP.sub(lambda found: f"\\{found[0]}", text))
    return _BEGINS.sub(_not_begun, safe)


def _not_begun(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2][:-1]}\\{found[2][-1]}"


class _Writer:
    """Writes blocks, and gathers their footnotes."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def block(self, node: Node, level: int) -> str:
        """A block; headings stand `level` below where the tree has them."""
        kind, told = node["t"], node.get("c", "")
        if kind == "Header":
            return f"{'#' * (told[0] + level)} {self._inlines(told[2])}"
        if kind in ("Para", "Plain"):
            return self._inlines(told)
        if kind == "BlockQuote":
            inside = "\n\n".join(self.block(one, level) for one in told)
            return "\n".join(f"> {line}" for line in inside.split("\n"))
        if kind == "BulletList":
            items = ["\n\n".join(self.block(one, level) for one in item) for item in told]
            return "\n".join("- " + item.replace("\n", "\n  ") for item in items)
        if kind == "Div":
            return "\n\n".join(self.block(one, level) for one in told[1])
        return ""

    def _inlines(self, nodes: list[Node]) -> str:
        """Text between marks is escaped in one piece: what begins a line shows there alone."""
        text, parts = "", []
        for node in nodes:
            if node["t"] == "Note":
                parts += [_broken(text), self._noted(node)]
                text = ""
            elif node["t"] == "Emph":
                parts += [_broken(text), f"*{_broken(plain_text(node['c']))}*"]
                text = ""
            else:
                text += plain_text(node)
        return "".join([*parts, _broken(text)])

    def _noted(self, node: Node) -> str:
        number = len(self.notes) + 1
        text = " ".join(plain_text([one["c"] for one in node["c"]]).split())
        self.notes.append(f"[^{number}]: {escaped(text)}")
        return f"[^{number}]"


def _broken(text: str) -> str:
    """Escaped, with line ends as hard breaks."""
    return escaped(text).replace("\n", "\\\n")
