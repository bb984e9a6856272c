"""Which parts of a web page are its text, and which a reader never sees or skips over."""

import re

from lxml import html

_NEVER = frozenset(
    "script style template noscript head iframe object embed canvas svg audio video map area "
    "button input select textarea option datalist dialog menu".split()
)
_AROUND = frozenset(["nav", "footer", "aside"])
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
# Elements that stand in a line; any other begins a line of its own.
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rp rt "
    "ruby s samp small span strike strong sub sup time tt u var wbr".split()
)
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
_PARAGRAPHS = ".//p | .//h1 | .//h2 | .//h3"
_WORDS = ".//text()[not(parent::script or parent::style or parent::option)]"
# Elements that are looked at for the text before another, so that no row of empty ones takes long.
_MOST_BEFORE = 12
_SIMPLE = re.compile(r"[.#][\w-]+\Z")


class Seen:
    """What a page hides and what it sets around its text."""

    def __init__(self, root: html.HtmlElement) -> None:
        sheets = " ".join(style.text or "" for style in root.iter("style"))
        self._hiding = frozenset(_hiding_selectors(sheets))
        self._size = _size(root)

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
        if element.tag == "form" and not self._fills_page(element):
            return False
        if element.tag == "header" and not any(
            over.tag in ("article", "main", "section") for over in element.iterancestors()
        ):
            return False
        if element.tag in ("body", "main", "article"):
            return True
        names = set(element.get("class", "").lower().split())
        named = element.get("id", "").lower()
        if any(_CONSENT.search(name) for name in (*names, named)) and element.tag not in HEADINGS:
            return False
        return not names & _NAMES and (named not in _NAMES or _headed(element, named))

    def text(self, element: html.HtmlElement) -> str:
        """The text in the element that is seen; a space divides what stands on different lines."""
        if not isinstance(element.tag, str) or self.hidden(element):
            return ""
        if element.tag == "br":
            return "\n"
        inside = (self._apart(child) + (child.tail or "") for child in element)
        return (element.text or "") + "".join(inside)

    def _apart(self, element: html.HtmlElement) -> str:
        told = self.text(element)
        return told if element.tag in INLINE or not told.strip() else f" {told} "

    def _fills_page(self, form: html.HtmlElement) -> bool:
        """Whether half of the page's paragraphs, or three quarters of its letters, stand in it."""
        (paragraphs, letters), (all_paragraphs, all_letters) = _size(form), self._size
        return 2 * paragraphs > all_paragraphs or 4 * letters > 3 * all_letters


def text_before(element: html.HtmlElement, least: int) -> str:
    """The text before the element in what it stands in: its end, as a rule `least` characters."""
    told = ""
    for count, one in enumerate(element.itersiblings(preceding=True), 1):
        told = f"{one.text_content()}{one.tail or ''}{told}"
        if len(told) >= least or count == _MOST_BEFORE:
            return told
    over = element.getparent()
    return told if over is None or not over.text else f"{over.text}{told}"


def _size(element: html.HtmlElement) -> tuple[int, int]:
    """How many paragraphs, large headings among them, and letters there are in the element."""
    letters = sum(len(words.strip()) for words in element.xpath(_WORDS))
    return len(element.xpath(_PARAGRAPHS)), letters


def _headed(element: html.HtmlElement, name: str) -> bool:
    """Whether the name only repeats the heading that the element is or begins with."""
    first = element if element.tag in HEADINGS else next(iter(element), element)
    told = re.sub(r"\W+", "-", first.text_content().strip().lower())
    return first.tag in HEADINGS and (first is element or told.startswith(name))


def _hiding_selectors(sheets: str) -> list[str]:
    """Classes (".x") and ids ("#x") that a rule hides whatever the screen."""
    rules = _RULE.findall(_CONDITIONAL.sub("", re.sub(r"/\*.*?\*/", "", sheets, flags=re.S)))
    selectors = (one.strip() for names, told in rules if _HIDING.search(told)
                 for one in names.split(","))  # fmt: skip
    return [one for one in selectors if _SIMPLE.match(one)]
