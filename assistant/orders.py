"""Input that is no question on documents: orders to the assistant, and small talk."""

import re

_WORKS = (
    r"(?:poem|haiku|song|story|essay|joke|limerick|code|script|function|program|e-?mail|letter"
    r"|tweet|post|speech|recipe|caption|slogan|summary of yourself)"
)
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|prompts?|rules?"
    r"|guidelines?|training|restrictions?|above|previous|prior)\b"
    r"|\b(?:system|hidden|initial|developer) (?:prompt|message|instructions?|override)\b"
    r"|\byou are (?:now|no longer)\b"
    # At the beginning, as "the answer as a joke" orders nothing.
    r"|(?:^|[.!?;:]\s|\b(?:please|now(?: on)?|(?:want|need|like) you to),?\s)\W*"
    r"(?:(?:just|only|always|now|then|and|please|you (?:must|will|should)) )*"
    r"(?:act|behave|respond|answer|reply|speak|talk) as (?:if you|an?\b|my\b)"
    r"|\bpretend (?:to be|that you|you)\b|\brole-?play\b|\bjailbreak\b|\bdeveloper mode\b"
    r"|\b(?:begin|start|end|prefix) your (?:reply|answer|response)\b|\brepeat after me\b"
    r"|\b(?:reveal|print|show|output|leak) (?:me )?your (?:\w+ )?"
    r"(?:prompt|instructions|rules|settings)\b"
    rf"|\b(?:write|draft|compose|generate|create|make up|invent|tell) (?:me |us )?(?:an? |some )?"
    rf"(?:\w+ ){{0,3}}?{_WORKS}\b"
    r"|^\W*(?:please )?(?:translate|delete|execute|sudo|calculate|compute|remind me)\b",
    re.I,
)
_SMALL_TALK = re.compile(
    r"^\W*(?:(?:hi|hello|hey|good (?:morning|afternoon|evening|night)|thanks?|thank you|bye|goodbye"
    r"|cheers|lol|ok(?:ay)?|great|cool|nice|test)\b[\s,!.]*(?:there|all|everyone|again|so much"
    r"|very much|a lot|you|bot|footnoted)?[\s,!.?]*)+$"
    r"|^\W*(?:thanks|thank you|cheers|well done|good (?:job|bot))\b[^?]{0,60}$"
    r"|\bhow are you\b|\bhow(?:'s| is) it going\b|\bwhat(?:'s| is) up\b"
    # "what are you?", but not "what are you able to say about coal?".
    r"|\b(?:who|what) are you(?=\W*$|[?!.,;]| (?:and|really|exactly|called|doing|made|built|up to"
    r"|good (?:at|for)|talking about|(?:able|allowed|supposed|designed) to do)\b)"
    r"|\bwhat(?:'s| is) your (?:name|favou?rite|opinion)\b"
    r"|\bare you (?:an? )?(?:ai|bot|robot|human|real|chatgpt|sentient)\b"
    r"|\bdo you (?:like|love|feel|want|have (?:feelings|a name))\b"
    # "do you think so?", but not "do you think that coal should go?".
    r"|\bdo you (?:think|believe)(?=\W*$|[?!.,;]| (?:and|so|about|of|in|like|for yourself|me|i|you"
    r"|your|yourself)\b)"
    r"|\btell me (?:a joke|about yourself)\b",
    re.I,
)


def is_no_question(text: str) -> bool:
    """Whether the text tells the assistant what to be or make, or makes small talk. Nothing it
    could say would be obeyed: answers are quotes; this only keeps it from being looked up."""
    return bool(_ORDERS.search(text) or _SMALL_TALK.search(text))
