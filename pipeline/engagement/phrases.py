"""What people talk about: words and groups of words that several comments say, as their readers write them."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from pipeline.locale import marked

HOW = marked(
    "Words and groups of words that at least two comments by readers say (three where there are 30 comments "
    "or more). Plural and accents make no difference; words without a topic, thanks and praise, and names of "
    "commenters are left out. Groups are those that stand together more often than chance has it "
    "(log-likelihood ratio, nltk). The number is how many comments say it."
)
MOST = 12
_LEAST_COMMENTS = 4
_MANY, _SAID_BY = 30, (2, 3)
_LIKELY = 10.83
"""Log-likelihood ratio beyond which two words stand together by chance once in a thousand times."""

_COVERED = 0.6
"""A word that stands in a chosen group in this share of its comments is left to the group."""

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[.!?…;:,()\n]+|\S")
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu)['’]", re.IGNORECASE)
_GENITIVE = re.compile(r"['’](?:s|re|ve|ll|d|m|t)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*")
_IRREGULAR = dict(
    pair.split(":")
    for pair in "knives:knife lives:life wives:wife leaves:leaf loaves:loaf halves:half shelves:shelf".split()
)
_LINKS = {"en": {"of", "in", "for", "to", "the"}, "fr": {"de", "d", "du", "a", "au", "des", "en"}}

Said = tuple[str, str]  # folded, as written
Comment = tuple[str, list[list[Said]]]  # comment_id, its sentences
Pair = tuple[str, str]


@dataclass(frozen=True)
class Phrase:
    """Something that comments talk about: as most write it, and the comment_ids that say it."""

    written: str
    comments: tuple[str, ...]


def phrases(texts: Sequence[tuple[str, str]], language: str, names: Iterable[str] = ()) -> list[Phrase]:
    """Return at most twelve phrases of (comment_id, text) pairs in one language, those that most comments say first.

    `names` are people whose names are no topic. Fewer than four comments have no topics. Collocations by nltk.
    """
    if len(texts) < _LEAST_COMMENTS:
        return []
    least = _SAID_BY[len(texts) >= _MANY]
    read = [(comment_id, _sentences(text, language)) for comment_id, text in texts]
    often = _often(read, _stop_words(language) | _used_as_names(names, read), least)
    pairs = _pairs(read, often, _LINKS[language], least)
    groups = {pair: pairs[pair] for pair in _collocations(read, often, pairs)}
    words = _words(read, often)
    left = [found for key, found in words.items() if not _covered(key, found, groups)]
    ordered = sorted([*groups.values(), *left], key=lambda one: (-len(one.ids), -one.size, one.written))
    return [Phrase(one.written, tuple(one.ids)) for one in ordered[:MOST]]


class _Found:
    """A word or group on its way: the comments that say it, and how they write it."""

    def __init__(self, size: int = 1) -> None:
        self.size = size
        self.ids: dict[str, None] = {}
        self.forms: dict[str, int] = {}

    def add(self, comment_id: str, form: str) -> None:
        self.ids[comment_id] = None
        self.forms[form] = self.forms.get(form, 0) + 1

    @property
    def written(self) -> str:
        """The commonest form, small letters where that is as common."""
        best = max(self.forms.values())
        return min(
            (form for form, count in self.forms.items() if count == best), key=lambda form: (form != form.lower(), form)
        )


def _sentences(text: str, language: str) -> list[list[Said]]:
    plain = _ADDRESS.sub(" . ", text) if "@" in text or "www" in text or "://" in text else text
    plain = _ELIDED.sub(" ", plain) if language == "fr" else _GENITIVE.sub("", plain)
    sentences: list[list[Said]] = [[]]
    for token in _TOKEN.findall(plain):
        if token[0].isalpha():
            sentences[-1].append((fold_word(token, language), token))
        elif sentences[-1]:
            sentences.append([])
    return sentences


@lru_cache(maxsize=100_000)
def fold_word(word: str, language: str) -> str:
    """Return a word without case, accents and plural."""
    plain = word.lower()
    if not plain.isascii():
        plain = "".join(
            sign for sign in unicodedata.normalize("NFKD", plain.replace("œ", "oe")) if not unicodedata.combining(sign)
        )
    if len(plain) < 4 or plain.endswith("ss"):
        return plain
    if language == "en":
        if plain in _IRREGULAR:
            return _IRREGULAR[plain]
        if plain.endswith("ies") and len(plain) > 4:
            return plain[:-3] + "y"
        if plain.endswith(("ches", "shes", "xes", "sses", "toes")):
            return plain[:-2]
        return plain[:-1] if plain.endswith("s") and not plain.endswith(("us", "is")) else plain
    if plain.endswith("eaux"):
        return plain[:-1]
    return plain[:-1] if plain[-1] in "sx" and plain[-2] != "o" else plain


@lru_cache
def _stop_words(language: str) -> frozenset[str]:
    lines = (Path(__file__).parent / "words" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold_word(word, language) for line in lines if not line.startswith("#") for word in line.split())


def _used_as_names(names: Iterable[str], read: Sequence[Comment]) -> frozenset[str]:
    """Return the parts of people's names that comments mostly write with a capital: "Rose" is one, "rose" is a
    flower.
    """
    parts = {
        fold_word(part, language)
        for name in names
        for part in re.findall(r"[^\W\d_]+", name)
        for language in ("en", "fr")
    }
    uses: dict[str, list[bool]] = defaultdict(list)
    for _, sentences in read:
        for sentence in sentences:
            for key, form in sentence:
                if key in parts:
                    uses[key].append(form[0].isupper())
    return frozenset(key for key, capital in uses.items() if sum(capital) * 2 > len(capital))


def _is_topic(key: str, unsaid: frozenset[str]) -> bool:
    """Tell whether a word says what is talked about; "est-ce" does not, for none of its parts does."""
    if len(key) < 3 or key in unsaid:
        return False
    return "-" not in key or any(len(part) > 2 and part not in unsaid for part in key.split("-"))


def _often(read: Sequence[Comment], unsaid: frozenset[str], least: int) -> frozenset[str]:
    """Return the words with a topic that enough comments say."""
    said = Counter(key for _, sentences in read for key in {key for sentence in sentences for key, _ in sentence})
    return frozenset(key for key, count in said.items() if count >= least and _is_topic(key, unsaid))


def _words(read: Sequence[Comment], often: frozenset[str]) -> dict[str, _Found]:
    found: dict[str, _Found] = defaultdict(_Found)
    for comment_id, sentences in read:
        for sentence in sentences:
            for key, form in sentence:
                if key in often:
                    found[key].add(comment_id, _lowered(form))
    return found


def _lowered(form: str) -> str:
    return form.lower() if form.isupper() or form.istitle() else form


def _pairs(read: Sequence[Comment], often: frozenset[str], links: set[str], least: int) -> dict[Pair, _Found]:
    """Return pairs of words that enough comments say together, or with one linking word between them."""
    found: dict[Pair, _Found] = defaultdict(lambda: _Found(2))
    for comment_id, sentences in read:
        for sentence in sentences:
            for place, (key, form) in enumerate(sentence[:-1]):
                if key not in often:
                    continue
                step = 2 if sentence[place + 1][0] in links and place + 2 < len(sentence) else 1
                other = sentence[place + step][0]
                if other in often and other != key:
                    written = [form, *(one for _, one in sentence[place + 1 : place + step + 1])]
                    found[key, other].add(comment_id, " ".join(map(_lowered, written)))
    return {pair: one for pair, one in found.items() if len(one.ids) >= least}


def _collocations(read: Sequence[Comment], often: frozenset[str], among: Iterable[Pair]) -> list[Pair]:
    """Return those pairs that stand together more often than chance has it; other words count as one."""
    among = list(among)
    if not among:
        return []
    from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder
    from nltk.probability import FreqDist

    topics = [key if key in often else "" for _, sentences in read for sentence in sentences for key, _ in sentence]
    spoken = [key for key in topics if key]
    finder = BigramCollocationFinder(FreqDist(topics), FreqDist(pairwise(spoken)))
    ratio = BigramAssocMeasures.likelihood_ratio
    return [pair for pair in among if (finder.score_ngram(ratio, *pair) or 0.0) > _LIKELY]


def _covered(key: str, found: _Found, groups: dict[Pair, _Found]) -> bool:
    return any(key in pair and len(one.ids) >= _COVERED * len(found.ids) for pair, one in groups.items())
