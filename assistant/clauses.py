"""A text's clauses: who does what to whom, and how near two of its words belong together."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from assistant.grammar import Token, parse
from corpus.documents import Region
from index.embedder import Floats

# Dependencies that open a clause of their own, if their word is a verb.
_CLAUSAL = frozenset("ROOT advcl relcl ccomp conj parataxis pcomp acl csubj dep appos".split())
_SUBJECTS = frozenset("nsubj nsubjpass csubj csubjpass expl".split())
_OBJECTS = frozenset("dobj oprd".split())
_COMPLEMENTS = frozenset("attr acomp".split())
_COPULAS = frozenset("is are was were be been being am 's 're remain remains remained".split())
_RELATIVES = frozenset("who which that whom whose where when".split())
# What crossing a dependency costs between two words: within a clause, and out of one.
_STEP, _JOINED, _OUT = 1.0, 0.5, 3.0


@dataclass(frozen=True, slots=True)
class Clause:
    """A predicate and its arguments, as numbers of tokens. `predicate`: the verb, or what a
    copula says of its subject; `subject` and `object`: the tokens of what does it and of what it
    is done to, whichever voice says so; `source` and `goal`: of "from X" and "to X" or "for X";
    `members`: all tokens of the clause; `denied`: a negation belongs to it."""

    verb: int
    predicate: int
    subject: tuple[int, ...]
    object: tuple[int, ...]
    goal: tuple[int, ...]
    source: tuple[int, ...]
    members: frozenset[int]
    denied: bool


@dataclass(frozen=True, slots=True)
class Structure:
    """The tokens of a text, its clauses, and how far apart two tokens are: `far`, (tokens,
    tokens), steps between them, more for each clause left; infinite across sentences."""

    tokens: tuple[Token, ...]
    clauses: tuple[Clause, ...]
    home: tuple[int, ...]
    far: Floats

    def at(self, region: Region) -> list[int]:
        """The numbers of the tokens in a region."""
        return [n for n, one in enumerate(self.tokens) if region.meets(one)]


@lru_cache(maxsize=2048)
def structure_of(text: str) -> Structure:
    """The structure of a text of a sentence or a few."""
    tokens = parse(text)
    heads = _clause_heads(tokens)
    home = tuple(_home(tokens, heads, at) for at in range(len(tokens)))
    clauses = tuple(_clause(tokens, home, at) for at in sorted(heads))
    return Structure(
        tokens, _with_shared_subjects(tokens, clauses), home, _distances(tokens, heads)
    )


def subtree(tokens: Sequence[Token], at: int) -> list[int]:
    """The numbers of a token and of all that belong to it."""
    found, waiting = [], [at]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += [n for n, token in enumerate(tokens) if token.head == one]
    return sorted(found)


def _clause_heads(tokens: Sequence[Token]) -> frozenset[int]:
    return frozenset(
        at for at, one in enumerate(tokens)
        if one.head < 0
        or (one.label in _CLAUSAL and one.tag[:1] in "VM" and one.tag != "VBG")
        or one.label in ("advcl", "relcl", "ccomp")
        or (one.tag[:2] == "VB" and _has_subject(tokens, at))
    )  # fmt: skip


def _has_subject(tokens: Sequence[Token], at: int) -> bool:
    return any(one.head == at and one.label in _SUBJECTS for one in tokens)


def _home(tokens: Sequence[Token], heads: frozenset[int], at: int) -> int:
    """The head of the clause that a token belongs to."""
    seen = 0
    while at not in heads and tokens[at].head >= 0 and seen < len(tokens):
        at, seen = tokens[at].head, seen + 1
    return at


def _clause(tokens: Sequence[Token], home: Sequence[int], verb: int) -> Clause:
    members = frozenset(at for at in range(len(tokens)) if home[at] == verb)
    # "refused to sign": the arguments of both verbs are the clause's.
    chain = {verb} | {at for at in members if tokens[at].label in ("xcomp", "auxpass")}
    own = [at for at in sorted(members) if tokens[at].head in chain and at not in chain]
    parts = [(at, _within(tokens, home, at, verb)) for at in own]
    passive = any(
        tokens[at].label in ("nsubjpass", "auxpass") for at in members if tokens[at].head in chain
    )
    subject = _joined(part for at, part in parts if tokens[at].label in _SUBJECTS)
    objects = _joined(part for at, part in parts if tokens[at].label in _OBJECTS)
    goal = _joined(part for at, part in parts if tokens[at].label == "dative")
    goal += _behind(tokens, parts, ("to", "for", "into"))
    source = _behind(tokens, parts, ("from", "of"))
    agent = _joined(part for at, part in parts if tokens[at].label == "agent")
    agent = agent or (_behind(tokens, parts, ("by",)) if passive else [])
    passive, subject, objects = _missing(tokens, home, verb, passive, subject, objects)
    if passive:
        # "was given money": what is given stays the object, and who gets it is the goal.
        subject, objects, goal = agent, (objects or subject), (goal + subject if objects else goal)
    complement = next((at for at in own if tokens[at].label in _COMPLEMENTS), None)
    copular = tokens[verb].folded in _COPULAS and complement is not None
    predicate = complement if copular and complement is not None else verb
    denied = any(tokens[at].label == "neg" for at in members)
    return Clause(
        verb, predicate, tuple(subject), tuple(objects), tuple(goal), tuple(source), members, denied
    )


def _joined(parts: Iterable[list[int]]) -> list[int]:
    return [n for part in parts for n in part]


def _behind(
    tokens: Sequence[Token], parts: Sequence[tuple[int, list[int]]], told: tuple[str, ...]
) -> list[int]:
    """The tokens of the parts that begin with one of some prepositions."""
    return _joined(
        part for at, part in parts if tokens[at].label == "prep" and tokens[at].folded in told
    )


def _missing(
    tokens: Sequence[Token],
    home: Sequence[int],
    verb: int,
    passive: bool,
    subject: list[int],
    objects: list[int],
) -> tuple[bool, list[int], list[int]]:
    """Whether a clause is passive, its subject and its objects, where they stand outside it:
    before a relative clause or a participle, or where the parser missed them."""
    one = tokens[verb]
    if one.label == "relcl" and one.head >= 0:
        subject, objects = _with_antecedent(tokens, home, verb, subject, objects)
    if one.label == "acl" and one.tag == "VBN" and one.head >= 0:
        return True, _phrase(tokens, home, one.head), objects
    if not subject and not passive and one.tag in ("VBD", "VBZ", "VBP"):
        subject = _just_before(tokens, verb)
    return passive, subject, objects


def _within(tokens: Sequence[Token], home: Sequence[int], at: int, verb: int) -> list[int]:
    return [n for n in subtree(tokens, at) if home[n] == verb]


def _phrase(tokens: Sequence[Token], home: Sequence[int], at: int) -> list[int]:
    """A noun with what belongs to it, but for clauses."""
    return [n for n in subtree(tokens, at) if home[n] == home[at]]


def _just_before(tokens: Sequence[Token], verb: int) -> list[int]:
    """The noun with its name right before a finite verb whose subject the parser missed."""
    at = verb - 1
    while at >= 0 and tokens[at].tag in ("RB", "MD", "VBD", "VBZ", "VBP"):
        at -= 1
    found: list[int] = []
    while at >= 0 and tokens[at].tag in ("NN", "NNS", "NNP", "NNPS", "PRP"):
        found.insert(0, at)
        at -= 1
    return found


def _with_antecedent(
    tokens: Sequence[Token], home: Sequence[int], verb: int, subject: list[int], objects: list[int]
) -> tuple[list[int], list[int]]:
    """The arguments of a relative clause, what it is about put for "who" and "which"."""
    noun = tokens[verb].head
    phrase = [n for n in _phrase(tokens, home, noun) if n <= noun]
    if not subject or any(tokens[n].folded in _RELATIVES for n in subject):
        return phrase, objects
    return subject, objects or phrase


def _with_shared_subjects(tokens: Sequence[Token], clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses, the first's subject given to a verb joined to it that has none."""
    found: dict[int, Clause] = {}
    for one in clauses:
        head = tokens[one.verb].head
        joined = tokens[one.verb].label in ("conj", "advcl", "dep") and head in found
        if not one.subject and joined and not _is_passive(tokens, one):
            first = found[head]
            given = first.subject or (first.object if _is_passive(tokens, first) else ())
            one = replace(one, subject=given)
        found[one.verb] = one
    return tuple(found[at] for at in sorted(found))


def _is_passive(tokens: Sequence[Token], one: Clause) -> bool:
    return any(tokens[at].label in ("nsubjpass", "auxpass", "agent") for at in one.members)


def _distances(tokens: Sequence[Token], heads: frozenset[int]) -> Floats:
    many = len(tokens)
    links: list[list[tuple[int, float]]] = [[] for _ in tokens]
    for at, one in enumerate(tokens):
        if one.head >= 0:
            cost = _OUT if at in heads else _JOINED if one.label == "conj" else _STEP
            links[at].append((one.head, cost))
            links[one.head].append((at, cost))
    far = np.full((many, many), np.inf, np.float32)
    for start in range(many):
        far[start, start] = 0.0
        waiting = deque([start])
        while waiting:
            at = waiting.popleft()
            for other, cost in links[at]:
                if far[start, other] == np.inf:
                    far[start, other] = far[start, at] + cost
                    waiting.append(other)
    return far
