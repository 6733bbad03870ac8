"""What of a stretch that moved a score is worth marking: a moderator should see the words that matter, not their tail.

A classifier's stretches are runs of words cut where its measure fell ("fool. Shut your shop, you"). Here they end with
sentences, and lose words that say nothing by themselves and signs at both ends.
"""

import re
from collections.abc import Iterator

_WORD = re.compile(r"\S+")
_ENDS_SENTENCE = re.compile(r"[.!?…]+[\"'”’»)\]]*\Z")
_BEGINS = re.compile(r"\s+[\"'“‘«(\[\s]*(\w)|\s*\Z")
_SIGNS = ".,;:!?…\"'“”‘’«»()[]{}<>|*_~=>-–—"
_APOSTROPHE = re.compile(r"['’]")
_MONEY = "€$£%"
_SAYS_NOTHING = frozenset(
    """
    a about after all also am an and any are as at be because been being but by can could did do does for from had
    has have having he her here him his how i if in into is it its just me mine more most my of on one or other our
    out over own she should so some such than that the their theirs them then there these they this those through to
    too under until up upon us very was we were what when where which while who whom whose why will with would yet
    you your yours i'm i've i'd i'll you're you've you'll you'd he's she's it's we're we've they're they've don't
    doesn't didn't can't couldn't won't wouldn't isn't aren't wasn't weren't that's there's
    afin ai ainsi alors au aussi autre aux avant avec avez avoir avons c ce ceci cela celle celles celui ces cet
    cette ceux chez ci comme d dans de dès depuis des donc dont du elle elles en encore entre est et étaient était
    êtes être eu eux il ils j je l la le les leur leurs lui m ma mais me même mes mon n ne ni nos notre nous on ont
    ou où par parce pas pendant pour puis qu quand que quel quelle quelles quels qui quoi s sa sans se ses si soi
    son sont sous sur t ta te tes toi ton tous tout toute toutes très trop tu un une va vers vont vos votre vous y à
    j'ai j'aie c'est n'est n'a qu'il qu'elle m'a m'ont d'un d'une l'a s'il
    """.split()
)


def telling(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what is worth marking of a stretch of a text, in order; nothing where no word of it says anything."""
    for words in _sentences(text, start, end):
        while words and _says_nothing(text[slice(*words[0])]):
            words.pop(0)
        while words and _says_nothing(text[slice(*words[-1])]):
            words.pop()
        if words:
            yield _without_signs(text, words[0][0], words[-1][1])


def _sentences(text: str, start: int, end: int) -> Iterator[list[tuple[int, int]]]:
    words: list[tuple[int, int]] = []
    for at in _WORD.finditer(text, start, end):
        words.append(at.span())
        if _ENDS_SENTENCE.search(at[0]) and _begins_sentence(text, at.end()):
            yield words
            words = []
    yield words


def _begins_sentence(text: str, place: int) -> bool:
    """Return whether a sentence may begin here: "Tél. 01" and "p. 12" go on."""
    found = _BEGINS.match(text, place)
    return found is not None and (found[1] is None or found[1].isupper())


def _says_nothing(word: str) -> bool:
    plain = word.strip(_SIGNS).casefold()
    return not any(sign.isalnum() or sign in _MONEY for sign in plain) or _APOSTROPHE.sub("'", plain) in _SAYS_NOTHING


def _without_signs(text: str, start: int, end: int) -> tuple[int, int]:
    while text[start] in _SIGNS:
        start += 1
    while text[end - 1] in _SIGNS:
        end -= 1
    return start, end
