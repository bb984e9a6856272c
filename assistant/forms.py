"""In which form a question asks: by its first words that ask.

How surely a reader that is right about one form of question is right about another differs, and
so does how often documents that treat the matter tell it: who did a thing and why less often than
what was done.
"""

import re

FORMS = ("who", "why", "how", "named", "count", "share", "measure")

_ADDED = (
    r"(?:(?!(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|should|may|might|the"
    r"|an?)\b)[\w’'-]+ ){0,2}"
)
_ASKING = re.compile(
    r"\b(?:"
    r"(?P<why>why|how come|(?:for )?what reasons?|on what grounds"
    r"|what (?:ha[sd] |may |might )?(?:made|makes|explain(?:s|ed)|kept|keeps|persuaded"
    r"|prompt(?:s|ed)|drives?|drove|driven|leads?|led|caused?|causes|motivate[sd]?|moved)"
    rf"|what (?:is|was|were|are) (?:the )?{_ADDED}(?:reasons?|motives?|causes?|behind))"
    r"|(?P<count>how (?:many|often)|(?:what|which) (?:is |was |are |were )?(?:the )?(?:\w+ )?"
    r"(?:number|count|tally) of)"
    r"|(?P<share>what (?:is |was )?(?:the )?(?:\w+ )?"
    r"(?:shares?|percent(?:age)?|per cent|proportion|portion|fraction)"
    r"|how (?:big|large|high|great) an? (?:share|percentage|proportion))"
    r"|(?P<measure>how (?:old|long|far|high|tall|deep|wide|big|large|strong|heavy|fast|hot|cold)"
    rf"|what (?:(?:is|was|were|are) )?(?:the )?{_ADDED}(?:turnout|rate|capacity|tariff|age|distance"
    r"|length|height|depth|weight|temperature|margin|score|speed|ratio|size|population|area))"
    r"|(?P<who>who|whom|whose)"
    rf"|(?P<named>(?:which|what) (?:(?:is|are|was|were) the )?{_ADDED}(?:cit(?:y|ies)"
    r"|towns?|villages?|ports?|regions?|camps?|sites?|prisons?|base|bases|country|countries|states?|nations?"
    r"|leaders?|compan(?:y|ies)|firms?|banks?|agency|agencies|authority|authorities|courts?"
    r"|organi[sz]ations?|part(?:y|ies)|ministry|ministries|ministers?|units?|institut\w+"
    r"|universit(?:y|ies)|envoys?|politicians?|officials?|person|persons|people|newspapers?|powers?))"
    r"|(?P<how>how|in what ways?|by what means)"
    r"|(?P<other>what|which|when|where))\b",
    re.I,
)


def form_features(question: str) -> list[float]:
    """1 for the form that the question has and 0 for the others, in the order of FORMS; all 0 for
    one of no such form."""
    found = _ASKING.search(question)
    kind = found.lastgroup if found else None
    return [float(kind == form) for form in FORMS]
