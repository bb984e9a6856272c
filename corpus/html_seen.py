"""Which parts of a web page are its text, and which a reader never sees or skips over."""

import re

from lxml import html

_NEVER = frozenset(
    "script style template noscript head iframe object embed canvas svg audio video map area "
    "button input select textarea option datalist dialog menu".split()
)
_AROUND = frozenset(["nav", "footer", "aside", "form"])
_ROLES = frozenset(
    "navigation banner contentinfo search complementary dialog alertdialog menu menubar".split()
)
_NAMES = frozenset(
    "nav navbar navigation breadcrumb breadcrumbs sidebar site-header site-footer footer share "
    "social social-share newsletter advert advertisement ads related related-posts skip-link "
    "pagination comments sr-only visually-hidden screen-reader-text".split()
)
_CONSENT = re.compile(
    r"(?:cookie|gdpr|consent)s?[-_]?(?:banner|notice|bar|popup|modal|consent|message|overlay|"
    r"dialog|wall|law|disclaimer)|onetrust|cookiebot",
    re.I,
)
_HIDING = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d])"
    r"|opacity\s*:\s*0(?![.\d]))",
    re.I,
)
_CONDITIONAL = re.compile(r"@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"[.#][\w-]+\Z")


class Seen:
    """What a page hides and what it sets around its text."""

    def __init__(self, root: html.HtmlElement) -> None:
        sheets = " ".join(style.text or "" for style in root.iter("style"))
        self._hiding = frozenset(_hiding_selectors(sheets))

    def hidden(self, element: html.HtmlElement) -> bool:
        """Whether nobody who looks at the page sees the element."""
        if element.tag in _NEVER or element.get("aria-hidden", "").lower() == "true":
            return True
        if "hidden" in element.attrib or _HIDING.search(element.get("style", "")):
            return True
        names = {f".{name}" for name in element.get("class", "").split()}
        return bool(self._hiding & (names | {f"#{element.get('id')}"}))

    def main(self, element: html.HtmlElement) -> bool:
        """Whether the element isn't one of those that stand around the text."""
        if element.tag in _AROUND or element.get("role", "").lower() in _ROLES:
            return False
        if element.tag == "header" and not any(
            over.tag in ("article", "main", "section") for over in element.iterancestors()
        ):
            return False
        if element.tag in ("body", "main", "article"):
            return True
        names = {*element.get("class", "").lower().split(), element.get("id", "").lower()}
        return not names & _NAMES and not any(_CONSENT.search(name) for name in names)

    def text(self, element: html.HtmlElement) -> str:
        """The text in the element that is seen."""
        if not isinstance(element.tag, str) or self.hidden(element):
            return ""
        if element.tag == "br":
            return "\n"
        inside = (self.text(child) + (child.tail or "") for child in element)
        return (element.text or "") + "".join(inside)


def _hiding_selectors(sheets: str) -> list[str]:
    """Classes (".x") and ids ("#x") that a rule hides whatever the screen."""
    rules = _RULE.findall(_CONDITIONAL.sub("", re.sub(r"/\*.*?\*/", "", sheets, flags=re.S)))
    selectors = (one.strip() for names, told in rules if _HIDING.search(told)
                 for one in names.split(","))  # fmt: skip
    return [one for one in selectors if _SIMPLE.match(one)]
