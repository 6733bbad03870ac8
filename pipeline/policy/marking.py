"""Which words are worth marking: those that say something, not the little ones between them, nor signs at the ends."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"\S+")
_STOPS, _CLOSES = (".", "!", "?", "…"), "\"'”’»)]"
_BEGINS = re.compile(r"\s[\"'“‘«(\[\s]*(\w)|\s*\Z")
_SIGNS = ".,;:!?…\"'“”‘’«»()[]{}<>|*_~=>-–—"
_ENDS_CLAUSE = (",", ";", ":", ")", "»", "”", "–", "—")
_MONEY = "€$£%"
_SAYS_NOTHING = frozenset(
    """
    a about after all also am an and any are as at be because been being but by can could did do does for from had
    has have having he her here him his how i if in into is it its just me mine more most my no nor not of on one or
    other our out over own she should so some such than that the their theirs them then there these they this those
    through to too under until up upon us very was we were what when where which while who whom whose why will with
    would yet you your yours i'm i've i'd i'll you're you've you'll you'd he's she's it's we're we've they're they've
    don't doesn't didn't can't couldn't won't wouldn't isn't aren't wasn't weren't that's there's
    afin ai ainsi alors au aussi autre aux avant avec avez avoir avons c ce ceci cela celle celles celui ces cet
    cette ceux chez ci comme d dans de dès depuis des donc dont du elle elles en encore entre est et étaient était
    êtes être eu eux il ils j je l la le les leur leurs lui m ma mais me même mes mon n ne ni nos notre nous on ont
    ou où par parce pas pendant pour puis qu quand que quel quelle quelles quels qui quoi s sa sans se ses si soi
    son sont sous sur t ta te tes toi ton tous tout toute toutes très trop tu un une va vers vont vos votre vous y à
    j'ai j'aie c'est n'est n'a qu'il qu'elle m'a m'ont d'un d'une l'a s'il
    """.split()
)
Span = tuple[int, int]


class Part(NamedTuple):
    """A word without the signs around it, or a span that is never cut; `sentence` counts from where a text begins."""

    start: int
    end: int
    sentence: int
    is_whole: bool = False
    says_nothing: bool = False
    ends_clause: bool = False

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.start, self.end


def parts(text: str, whole: Mapping[Span, bool] | None = None) -> list[Part]:
    """Return the words of a text in order, among them the spans that stay `whole`: in order, none overlap another.

    Of each of those is given whether it says something.
    """
    found: list[Part] = []
    place = sentence = 0
    for (start, end), speaks in [*(whole or {}).items(), ((len(text), len(text)), False)]:
        for word in _WORD.finditer(text, place, start):
            shape, begin = _shape(word[0]), word.start()
            if shape.last:
                inner = begin + shape.first, begin + shape.last
                found.append(Part(*inner, sentence, False, shape.says_nothing, shape.ends_clause))
            sentence += shape.may_end_sentence and _begins_sentence(text, word.end())
        if start < end:
            found.append(Part(start, end, sentence, True, not speaks))
        place = end
    return found


class _Shape(NamedTuple):
    """What a word is wherever it stands: from where to where it is no sign (to 0: it is nothing else), and the rest."""

    first: int
    last: int
    says_nothing: bool
    ends_clause: bool
    may_end_sentence: bool


@lru_cache(maxsize=1 << 15)
def _shape(word: str) -> _Shape:
    """Return what a word is; words come again and again."""
    end = len(word.rstrip(_SIGNS))
    first = end - len(word[:end].lstrip(_SIGNS))
    may_end = word.rstrip(_CLOSES).endswith(_STOPS)
    return _Shape(first, end, _says_nothing(word[first:end]), word.endswith(_ENDS_CLAUSE), may_end)


def _begins_sentence(text: str, place: int) -> bool:
    """Return whether a sentence may begin here: "Tél. 01" and "p. 12" go on."""
    found = _BEGINS.match(text, place)
    return found is not None and (found[1] is None or found[1].isupper())


def _says_nothing(word: str) -> bool:
    plain = word.casefold().replace("’", "'")
    return plain in _SAYS_NOTHING or not (plain.isalnum() or any(sign.isalnum() or sign in _MONEY for sign in plain))
