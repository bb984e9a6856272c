"""Questions that only a name answers, and whether a sentence tells one."""

import re
from itertools import pairwise

from assistant.names import Name, is_place, names_in, same_name
from corpus.view import fold

_COUNTRIES = r"(?:country|countries|states?|nations?|republics?)"
_ASKS_NAME = re.compile(
    r"\b(?:(?:which|what) (?:[\w'’-]+ )?(?:cit(?:y|ies)|towns?|villages?|ports?|regions?|provinces?"
    r"|districts?|municipalit(?:y|ies)|county|capital|airports?|rivers?|islands?|lakes?"
    r"|universit(?:y|ies)|institutes?|compan(?:y|ies)|firms?|banks?|airlines?|newspapers?"
    r"|broadcasters?|ministry|agency|agencies|authority|court|organi[sz]ations?|party|parties"
    rf"|camps?|prisons?|colony|colonies|jails?|airbases?|summit|treaty|{_COUNTRIES})"
    r"|which (?:[\w'’-]+ )?(?:sites?|bases?|leaders?|envoys?|hospitals?|schools?|mountains?)"
    r"|which (?:foreign|great|major|western|european|regional) powers?)\b",
    re.I,
)
_ASKS_COUNTRY = re.compile(r"\b(?:which|what) (?:(?:other|foreign) )?(?:country|countries)\b", re.I)
# Where no whole country is the answer.
_ASKS_SPOT = re.compile(
    r"\b(?:which|what) (?:[\w'’-]+ )?(?:cit(?:y|ies)|towns?|villages?|ports?|airports?|airbases?"
    r"|bases?|camps?|prisons?|colony|colonies|jails?|sites?)\b",
    re.I,
)
# Cities that go by their country's name, or nearly so.
_CITIES = frozenset(
    "luxembourg singapore monaco djibouti panama guatemala mexico kuwait tunis algiers".split()
)
_PEOPLE = (
    r"(?:people|persons|men|women|children|inmates|prisoners|detainees|victims|soldiers|candidates"
    r"|winners|ministers|leaders|witnesses|authors|founders|members|officers|directors)\b"
)
_HOW_MANY = r"(?:two|three|four|five|six|seven|eight|nine|ten|twelve|\d{1,2})"
_ASKS_NAMES = re.compile(
    r"\bnames? of (?:the|these|those|all|both|every|each|his|her|its|their)\b"
    rf"|\bname (?:all |both )?(?:of )?(?:the )?(?:{_HOW_MANY} )?(?:\w+ )?{_PEOPLE}"
    rf"|\bwho (?:were|are) (?:the|these|those|his|her|its|their) (?:other )?{_HOW_MANY}\b",
    re.I,
)
_IN_NAME_OF = re.compile(r"\bin the names? of\b", re.I)
_ASKS_WHO = re.compile(
    r"^\W*(?:(?:and|by|to|with|from|for|on|under|against) )?(?:who|whom|whose)\b", re.I
)
# Who somebody is, told by anything that names them: "who is Mrs Haldane?".
_WHO_IS = re.compile(r"^\W*who(?:['’]s| (?:is|are|was|were)) (?P<whom>.+)", re.I)
# Who it is may be told by what they are, and "we" are the authors.
_SOMEONE = re.compile(
    r"\b(?:we\b|(?:any|every|some)(?:one|body)|(?:a|any|every|each) person"
    r"|(?:persons?|people|those|anyone|everyone|one) (?:who|whom|whose|that|with|without|under|over"
    r"|from|of)|(?:the|its|their|his|her|our|all|some) (?:[\w’'-]+ ){0,2}(?:members|residents"
    r"|officers?|inspectors?|secretary|clerk|chair(?:man|woman|person)?|director|treasurer|mayor"
    r"|minister|ministry|president|council|court|board|committee|owners?|holders?|trustees|volunteers"
    r"|staff|workers|farmers|fishermen|police|army|government|authorities))\b",
    re.I,
)
# Whom something concerns may be told by the sort of people, or of bodies, that they are.
_ASKS_WHOM = re.compile(
    r"^\W*(?:and )?who (?:(?:will|would|can|could|may|might|should|must|has|have|had|is|are|was"
    r"|were|to|be|been|also|still|not|do(?:es)?(?:n['’]t)?|need(?:n['’]t)?|have to) )*"
    r"(?:gets?|got|receiv\w+|pays?|paid|benefit\w*|qualif\w+"
    r"|eligible|entitled|exempt\w*|affected|hit|suffer\w*|lose[sr]?|lost|gain\w*|needs?|appl(?:y|ies)|covered"
    r"|invited|required|obliged|allowed)\b",
    re.I,
)
_SORTS = re.compile(
    r"\b(?:households|families|pensioners|patients|pupils|students|teachers|consumers|customers"
    r"|tenants|employees|farms|fishers|migrants|refugees|children|women|men|parents|carers|islanders"
    r"|villagers|municipalities|companies|firms|businesses|utilities|hospitals|schools|banks"
    r"|operators|landlords|drivers|passengers|taxpayers|nurses|doctors|recipients|applicants)\b",
    re.I,
)
_OR = re.compile(r",? or (?:the |an? )?", re.I)
_OFFERS = re.compile(r"(?:[,:;–—-]|\b(?:of|between))\s+(?:the )?\Z", re.I)


def lacks_name(asked: str, text: str) -> bool:
    """Whether only a name answers the question, that of a country if it asks for one, and the
    text tells none but the question's own."""
    asks_names = _ASKS_NAMES.search(asked) and not _IN_NAME_OF.search(asked)
    if not asks_names and not _ASKS_NAME.search(asked):
        return False
    told = other_names(asked, text)
    if _ASKS_COUNTRY.search(asked):
        return not any(is_place(name) for name in told)
    if _ASKS_SPOT.search(asked):
        return all(_is_land(text[name.start : name.end], name) for name in told)
    return not told


def lacks_who(asked: str, text: str) -> bool:
    """Whether the question asks who it is, and the text tells no other name, nor what they are."""
    if not _ASKS_WHO.search(asked) or _SOMEONE.search(text) or _tells_of_whom(asked, text):
        return False
    if _ASKS_WHOM.match(asked) and _SORTS.search(text):
        return False
    return not other_names(asked, text)


def _tells_of_whom(asked: str, text: str) -> bool:
    """Whether the question asks who somebody is whom it names alone, and the text names them."""
    found = _WHO_IS.match(asked)
    whom = names_in(f"of {found['whom']}") if found else ()
    if not found or not whom or any(word.islower() for word in found["whom"].split()):
        return False
    told = names_in(text)
    return all(any(same_name(one, other) for other in told) for one in whom)


def other_names(asked: str, text: str) -> list[Name]:
    """What the text names and the question doesn't, or lets choose from."""
    known = _not_to_choose(asked)
    told = [name for name in names_in(text) if not name.weak or text[: name.start].strip()]
    return [name for name in told if not any(same_name(name, one) for one in known)]


def _is_land(told: str, name: Name) -> bool:
    """Whether the name, as it is told, is a country's or its people's, and no city's."""
    word = fold(told)
    return is_place(name) and word not in _CITIES and word[:3] == name.key[:3]


def _not_to_choose(asked: str) -> list[Name]:
    """The question's names but for those that it offers: "which gave more, Germany or Sweden"."""
    names, chain, chains = names_in(asked), list[Name](), list[list[Name]]()
    for one, other in reversed(list(pairwise(names))):
        gap = asked[one.end : other.start]
        if _OR.fullmatch(gap):
            chain = [other, one]
            chains.append(chain)
        elif chain and chain[-1] is other and gap in (", ", " "):
            chain.append(one)
    offered = [one for one in chains if _OFFERS.search(asked[: one[-1].start])]
    return [name for name in names if not any(name in one for one in offered)]
