"""What people talk about: words and groups of words that several comments say, as their readers write them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.engagement.spoken import Numbers, Spoken, fold_word, spoken
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

Mask = npt.NDArray[np.bool_]
_LINKS = {"en": {"of", "in", "for", "to", "the"}, "fr": {"de", "d", "du", "a", "au", "des", "en"}}
_PART = re.compile(r"[^\W\d_]+")


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
    said = spoken([text for _, text in texts], language)
    by_key, least = said.comments_by_key(), _SAID_BY[len(texts) >= _MANY]
    often = _often(said, by_key, least, _stop_words(language) | _used_as_names(names, said))
    groups = list(_groups(said, often, _LINKS[language], least))
    words = [_Found(said, place, 1) for place in _places_by(np.where(often[said.key], said.key, -1))]
    in_group: dict[int, int] = {}  # the most comments of a group that a word is in
    for group in groups:
        in_group.update((key, max(len(group.ids), in_group.get(key, 0))) for key in group.keys)
    found = [*groups, *(one for one in words if in_group.get(one.keys[0], 0) < _COVERED * len(one.ids))]
    few = sorted((len(one.ids) for one in found), reverse=True)[:MOST][-1:]
    chosen = [one for one in found if len(one.ids) >= few[0]]  # others need no form
    chosen.sort(key=lambda one: (-len(one.ids), -one.size, one.written))
    return [Phrase(one.written, tuple(texts[number][0] for number in one.ids)) for one in chosen[:MOST]]


class _Found:
    """A word or a group: where it stands, and over how many words."""

    def __init__(self, said: Spoken, places: Numbers, size: int, lengths: Numbers | None = None) -> None:
        self.said, self.places, self.size = said, places, size
        self.lengths = np.ones_like(places) if lengths is None else lengths  # in words, with the one that links

    @cached_property
    def ids(self) -> list[int]:
        """The comments that say it."""
        found = self.said.comment[self.places]  # never falling
        return [int(found[0]), *found[1:][found[1:] != found[:-1]].tolist()]

    @property
    def keys(self) -> tuple[int, int]:
        """The keys of its first and its last word."""
        first = int(self.places[0])
        return int(self.said.key[first]), int(self.said.key[first + int(self.lengths[0]) - 1])

    @property
    def written(self) -> str:
        """The commonest form, small letters where that is as common."""
        forms = Counter(
            tuple(self.said.form[place : place + length].tolist())
            for place, length in zip(self.places.tolist(), self.lengths.tolist(), strict=True)
        )
        told: Counter[str] = Counter()
        for numbers, count in forms.items():
            told[" ".join(_lowered(self.said.forms[one]) for one in numbers)] += count
        best = max(told.values())
        return min(
            (form for form, count in told.items() if count == best), key=lambda form: (form != form.lower(), form)
        )


def _lowered(form: str) -> str:
    return form.lower() if form.isupper() or form.istitle() else form


@lru_cache
def _stop_words(language: str) -> frozenset[str]:
    lines = (Path(__file__).parent / "words" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold_word(word, language) for line in lines if not line.startswith("#") for word in line.split())


def _used_as_names(names: Iterable[str], said: Spoken) -> frozenset[str]:
    """Return the parts of people's names that comments mostly write with a capital: "Rose" is one, "rose" is a
    flower.
    """
    parts = {fold_word(part, language) for part in _PART.findall("\n".join({*names})) for language in ("en", "fr")}
    is_capital = np.array([form[0].isupper() for form in said.forms])
    uses = np.bincount(said.key, minlength=len(said.keys))
    capitals = np.bincount(said.key, weights=is_capital[said.form], minlength=len(said.keys))
    return frozenset(said.keys[number] for number in np.flatnonzero(capitals * 2 > uses)) & parts


def _often(said: Spoken, by_key: Numbers, least: int, unsaid: frozenset[str]) -> Mask:
    """Return which keys are words with a topic that enough comments say."""
    often = np.zeros(len(said.keys), dtype=bool)
    enough = np.flatnonzero(by_key >= least)
    often[enough] = [_is_topic(said.keys[number], unsaid) for number in enough]
    return often


def _is_topic(key: str, unsaid: frozenset[str]) -> bool:
    """Tell whether a word says what is talked about; "est-ce" does not, for none of its parts does."""
    if len(key) < 3 or key in unsaid:
        return False
    return "-" not in key or any(len(part) > 2 and part not in unsaid for part in key.split("-"))


def _places_by(codes: Numbers) -> list[Numbers]:
    """Return the places of each code that is not below 0, a list each."""
    places = np.flatnonzero(codes >= 0)
    order = places[np.argsort(codes[places], kind="stable")]
    return np.split(order, np.flatnonzero(np.diff(codes[order])) + 1) if len(order) else []


def _groups(said: Spoken, often: Mask, links: set[str], least: int) -> Iterator[_Found]:
    """Yield pairs of words that enough comments say together, or with one linking word between them, and more often
    than chance has it.
    """
    steps = _steps(said, links)
    first = np.flatnonzero((steps > 0) & often[said.key])
    second = first + steps[first]
    paired = often[said.key[second]] & (said.key[second] != said.key[first])
    codes = np.full(len(said.key), -1, dtype=np.int64)
    codes[first[paired]] = said.key[first[paired]] * len(said.keys) + said.key[second[paired]]
    found = (_Found(said, places, 2, steps[places] + 1) for places in _places_by(codes) if len(places) >= least)
    yield from _likely([one for one in found if len(one.ids) >= least], said, often)


def _steps(said: Spoken, links: set[str]) -> Numbers:
    """Return how far on from each word its partner stands: the next one, or that behind a linking word; 0 for none."""
    size = len(said.key)
    is_link = np.array([key in links for key in said.keys])
    sentence = np.concatenate([said.sentence, [-1, -2]])
    next_is_here = sentence[1 : size + 1] == said.sentence
    over = np.concatenate([is_link[said.key[1:]], [False]])[:size] & (sentence[2:] == said.sentence)
    return np.where(next_is_here, 1 + (over & next_is_here), 0)


def _likely(found: Sequence[_Found], said: Spoken, often: Mask) -> Iterator[_Found]:
    """Yield those that stand together more often than chance has it, words without a topic taken out."""
    if not found:
        return
    from nltk.metrics import BigramAssocMeasures

    topics = said.key[often[said.key]]
    single = np.bincount(topics, minlength=len(said.keys)).tolist()
    beside = Counter((topics[:-1] * len(said.keys) + topics[1:]).tolist())
    for one in found:
        first, second = one.keys
        together = beside[first * len(said.keys) + second]
        marginals = (single[first], single[second])
        if together and BigramAssocMeasures.likelihood_ratio(together, marginals, len(said.key)) > _LIKELY:
            yield one
