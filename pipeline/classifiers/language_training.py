"""Makes the weights of `language`: langdetect's profiles, bettered by a softmax regression on labelled texts."""

import functools
import json
import operator
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

from pipeline.classifiers.language import SLOT_BITS, Floats, Languages, addresses_of, prior
from pipeline.classifiers.language_examples import CORPORA, SAME, Example, examples, varied
from pipeline.classifiers.language_grams import OTHER, SPACE, Alphabet, Keys, alphabet_of, letters, normal
from pipeline.classifiers.model import WEIGHTS, Card, Handle, save, softmax

VERSION = "2026.11"
LEAST = 0.5
GRAMS = 110_000
STEP = 1 / 8  # what a weight of 1 is worth
EXPECTED = ("en", "fr")
_COMMON = ("ar", "de", "es", "it", "ja", "nl", "pl", "pt", "ru", "sv", "tr", "zh")
_IF_COMMON, _IF_WITHOUT_PROFILE = 2.0, 0.3  # odds against a language that has a profile
_FLOOR = 0.5 / 10000  # langdetect's: ALPHA_DEFAULT / BASE_FREQ
_ROOT, _SOFTEN = -0.5, 4.0  # sums over n letters are divided by the root of n + 4
_SEEN = (20, 20, 30, 30, 30, 5)  # 1- to 5-grams are learnt from so many occurrences on, words from so many texts
_EPOCHS, _TEXTS_AT_ONCE, _RATE, _SPARE = 4, 2048, 0.15, 0.0005
_LIKE_LINGUA = ("sentence", "pair", "word", "run", "shared")
_MIX = 0x9E3779B97F4A7C15
Rows = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float32]


def build(corpora: Path, folder: Path = WEIGHTS) -> Handle:
    """Learn from the corpora and our own training comments, and write weights and card; the same bytes every time.

    Four fifths of the texts are learnt from first: the rest settles how sums become probabilities, and is measured for
    the card. Then all texts are learnt from. Takes some four minutes on one core. Raises SourceError if a file is
    missing.
    """
    given = examples(corpora)
    kept_back = [example for example in given if example.kept_back]
    trial = fitted([example for example in given if not example.kept_back])
    warmth = warmed(trial, kept_back)
    whole = fitted(given)
    final = replace(whole, warmth=warmth)
    return save(folder, _card(final, given, measures(replace(trial, warmth=warmth), kept_back)), final.packed())


def fitted(given: list[Example]) -> Languages:
    """Return a classifier learnt from these examples, whose probabilities are not yet calibrated."""
    texts = varied(given)
    profiles = _profiles()
    alphabet, numbers = alphabet_of(_frequent_letters(given, profiles))
    names = tuple(sorted({example.language for example in given} | set(profiles)))
    odds = np.array([_odds(name, name in profiles) for name in names])
    profile_keys, passed_over = _profile_keys(profiles, numbers), _single(numbers)
    inventory = _Inventory.of([example.text for example in texts], alphabet, profile_keys, passed_over)
    labels = np.searchsorted(names, [example.language for example in texts])
    start = _profile_weights(inventory, profiles, numbers, names, _sentences(texts), labels)
    learnt, share = _regression(inventory, start, labels, _priors(texts, labels, prior(names, odds, EXPECTED)))
    whole = np.clip(np.rint((learnt + share * start) / STEP), -127, 127).astype(np.int8)
    used = _weightiest(whole, inventory.counts)
    addresses = addresses_of(inventory.keys[used])
    return Languages(names, alphabet, addresses, whole[used], np.array([STEP, _SOFTEN, _ROOT]), odds, LEAST)


def _weightiest(weights: npt.NDArray[np.int8], counts: sparse.csr_array) -> Rows:
    """Return in order the rows of at most GRAMS grams that have weights, those that tell more and oftener first."""
    often = np.bincount(counts.indices, minlength=len(weights)) + 10
    weight = np.abs(weights.astype(np.int64)).max(axis=1) * often
    return np.sort(np.argsort(-weight, kind="stable")[: min(GRAMS, int((weight > 0).sum()))])


def _odds(name: str, with_profile: bool) -> float:
    if name in _COMMON:
        return _IF_COMMON
    return 1.0 if with_profile else _IF_WITHOUT_PROFILE


Profiles = dict[str, dict[str, float]]


@functools.lru_cache(maxsize=1)
def _profiles() -> Profiles:
    """Return langdetect's profiles: per language the share of each 1- to 3-gram of normal letters."""
    import langdetect

    folder = Path(langdetect.__file__).parent / "profiles"
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    sizes: Counter[str] = Counter()
    for path in sorted(folder.iterdir()):
        profile = json.loads(path.read_text(encoding="utf-8"))
        language = SAME.get(profile["name"], profile["name"])
        sizes[language] += max(profile["n_words"])
        for gram, count in profile["freq"].items():
            counts[language]["".join(normal(letter) for letter in gram)] += count
    return {
        language: {gram: count / sizes[language] for gram, count in counts[language].items()}
        for language in sorted(counts)
    }


def _frequent_letters(given: list[Example], profiles: Profiles) -> set[str]:
    seen = Counter("".join(example.text for example in given))
    letters_seen: Counter[str] = Counter()
    for character, count in seen.items():
        if ord(character) < 0xFFFF:
            letters_seen[normal(character)] += count
    frequent = {letter for letter, count in letters_seen.items() if count >= 20}
    return (frequent | {letter for profile in profiles.values() for gram in profile for letter in gram}) - {" "}


def _key(gram: str, numbers: dict[str, int]) -> int | None:
    """Return the hash of a gram as `language_grams` makes it; None for one that never comes up there."""
    ids = [SPACE if letter == " " else numbers.get(letter, OTHER) for letter in gram]
    if len(gram) > 3 or not any(ids) or SPACE in ids[1:-1]:
        return None
    packed = 0
    for number in ids:
        packed = packed << 12 | number
    return (packed << 3 | len(gram)) * _MIX % 2**64


def _single(numbers: dict[str, int]) -> Keys:
    """Return the hashes of the letters a to z: longer grams hold them, and alone they cost a quarter of the time."""
    return np.array([_key(letter, numbers) for letter in ascii_lowercase], dtype=np.uint64)


def _profile_keys(profiles: Profiles, numbers: dict[str, int]) -> Keys:
    keys = {_key(gram, numbers) for profile in profiles.values() for gram in profile}
    return np.array(sorted(key for key in keys if key is not None), dtype=np.uint64)


@dataclass(frozen=True)
class _Inventory:
    """The grams that are learnt (sorted hashes, one per place in the table), and which of them each text holds."""

    keys: Keys
    counts: sparse.csr_array  # (texts, grams) float32
    letters: npt.NDArray[np.int64]
    short: npt.NDArray[np.bool_]  # which grams are of one to three letters

    @classmethod
    def of(cls, texts: list[str], alphabet: Alphabet, profile_keys: Keys, passed_over: Keys) -> "_Inventory":
        read = letters(texts, alphabet)
        found = list(read.grams())
        frequent, short = [profile_keys], [profile_keys]
        for place, ((keys, _), least) in enumerate(zip(found, _SEEN, strict=True)):
            distinct, counts = np.unique(keys, return_counts=True)
            frequent.append(distinct[counts >= least])
            if place < 3:
                short.append(distinct)
        keys = np.setdiff1d(np.concatenate(frequent), passed_over)
        keys = _one_a_slot(keys, np.isin(keys, profile_keys))
        parts: list[Any] = [_counted(keys, *one) for one in found]
        counts = functools.reduce(operator.add, parts)
        return cls(keys, sparse.csr_array(counts), read.counts, np.isin(keys, np.concatenate(short)))


def _one_a_slot(keys: Keys, first: npt.NDArray[np.bool_]) -> Keys:
    """Return the keys without those whose place in the table another has; those marked go first."""
    slots = keys >> np.uint64(64 - SLOT_BITS)
    order = np.lexsort((~first, slots))
    alone = np.ones(len(keys), dtype=np.bool_)
    alone[1:] = np.diff(slots[order]) > 0
    return np.sort(keys[order[alone]])


def _counted(known: Keys, keys: Keys, ends: Rows) -> sparse.csr_array:
    places = np.searchsorted(known, keys)
    places[places == len(known)] = 0
    hits = known[places] == keys
    pointers = np.concatenate((np.zeros(1, np.int64), np.concatenate((np.zeros(1, np.int64), np.cumsum(hits)))[ends]))
    found = places[hits]
    return sparse.csr_array((np.ones(len(found), np.float32), found, pointers), shape=(len(ends), len(known)))


def _sentences(texts: list[Example]) -> npt.NDArray[np.bool_]:
    return np.array([example.kind == "sentence" for example in texts])


def _profile_weights(
    inventory: _Inventory,
    profiles: Profiles,
    numbers: dict[str, int],
    names: tuple[str, ...],
    sentences: npt.NDArray[np.bool_],
    labels: Rows,
) -> Weights:
    """Return (grams, languages) how much likelier than langdetect's floor each gram is, as logarithms.

    A language without a profile gets one from its sentences.
    """
    likely = np.zeros((len(inventory.keys), len(names)), dtype=np.float64)
    for place, name in enumerate(names):
        if name in profiles:
            hashed = [(_key(gram, numbers), share) for gram, share in profiles[name].items()]
            keys = np.array([key for key, _ in hashed if key is not None], dtype=np.uint64)
            shares = np.array([share for key, share in hashed if key is not None])
            places = np.minimum(np.searchsorted(inventory.keys, keys), len(inventory.keys) - 1)
            there = inventory.keys[places] == keys
            np.add.at(likely[:, place], places[there], shares[there])
        else:
            counts = inventory.counts[sentences & (labels == place)].sum(axis=0) * inventory.short
            likely[:, place] = counts / (counts.sum() / 3)
    return np.log1p(likely / _FLOOR).astype(np.float32)


def _priors(texts: list[Example], labels: Rows, site: Floats) -> Weights:
    """Return (texts, languages) log-probabilities before reading: as the text's kind is mixed, or as a site expects."""
    kinds = np.array([example.kind for example in texts])
    priors = np.empty((len(texts), len(site)), dtype=np.float32)
    for kind in np.unique(kinds):
        of_kind = kinds == kind
        shares = np.bincount(labels[of_kind], minlength=len(site)) + 1.0
        priors[of_kind] = np.log(shares / shares.sum()) if kind in _LIKE_LINGUA else site
    return priors


def _regression(inventory: _Inventory, start: Weights, labels: Rows, priors: Weights) -> tuple[Weights, float]:
    """Return weights to add to the profiles', and the share of those to keep, by softmax regression.

    AdaGrad (Duchi, Hazan & Singer 2011) with an L1 penalty by soft thresholds (FOBOS, Duchi & Singer 2009).
    """
    order = np.random.default_rng(0)
    scale = ((inventory.letters + _SOFTEN) ** _ROOT).astype(np.float32)[:, None]
    base = (inventory.counts @ start) * scale
    weights, squares = np.zeros_like(start), np.full_like(start, 1e-3)
    share = 1.0
    for epoch in range(_EPOCHS):
        rate = np.float32(_RATE * (1 - epoch / _EPOCHS))
        shuffled = order.permutation(len(labels))
        for first in range(0, len(labels), _TEXTS_AT_ONCE):
            chosen = shuffled[first : first + _TEXTS_AT_ONCE]
            counts = inventory.counts[chosen]
            logits = (counts @ weights) * scale[chosen] + np.float32(share) * base[chosen] + priors[chosen]
            slope = _softmax32(logits)
            slope[np.arange(len(chosen)), labels[chosen]] -= 1
            share -= 0.02 * float((slope * base[chosen]).mean(dtype=np.float64))
            _descend(weights, squares, counts, slope * scale[chosen], rate)
    return weights, share


def _softmax32(logits: Weights) -> Weights:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


def _descend(weights: Weights, squares: Weights, counts: sparse.csr_array, slope: Weights, rate: np.float32) -> None:
    """Take one step, in the rows of the grams that come up."""
    rows, places = np.unique(counts.indices, return_inverse=True)
    narrow = sparse.csr_array((counts.data, places, counts.indptr), shape=(counts.shape[0], len(rows)))
    gradient = narrow.T.tocsr() @ slope
    squares[rows] += gradient * gradient
    pace = rate / np.sqrt(squares[rows])
    moved = weights[rows] - pace * gradient
    weights[rows] = np.sign(moved) * np.maximum(np.abs(moved) - np.float32(_SPARE) * pace, 0)


def warmed(classifier: Languages, kept_back: list[Example]) -> Floats:
    """Return the warmth under which the texts' true languages are likeliest (temperature scaling, Guo et al. 2017)."""
    known = [example for example in kept_back if example.kind in ("sentence", "pair", "word", "own")]
    texts = [example.text for example in known]
    counts = letters(texts, classifier.alphabet).counts + _SOFTEN
    sums = classifier.evidence(texts) / (STEP * counts**_ROOT)[:, None]
    labels = np.searchsorted(classifier.names, [example.language for example in known])
    own = np.array([example.kind == "own" for example in known])
    before = np.where(own[:, None], classifier.prior(EXPECTED), 0.0)

    def surprise(parameters: Floats) -> float:
        factor = STEP * np.exp(parameters[0]) * counts ** parameters[1]
        right = softmax(sums * factor[:, None] + before)[np.arange(len(labels)), labels]
        return float(-np.log(np.maximum(right, 1e-9)).mean())

    best = optimize.minimize(surprise, np.array([0.0, _ROOT]), method="Nelder-Mead", options={"xatol": 1e-3})
    return np.array([round(STEP * float(np.exp(best.x[0])), 4), _SOFTEN, round(float(best.x[1]), 3)])


def measures(classifier: Languages, texts: list[Example]) -> dict[str, dict[str, float]]:
    """Return per kind and group of languages: texts, shares right, answered, and wrongly called en or fr."""
    names, _ = classifier.answers([example.text for example in texts], EXPECTED)
    groups: defaultdict[str, list[tuple[str, str | None]]] = defaultdict(list)
    profiled = set(_profiles())
    for example, name in zip(texts, names, strict=True):
        rest = "rest" if example.language in profiled else "beyond"
        group = example.language if example.language in EXPECTED else rest
        groups[f"{example.kind} {group}"].append((example.language, name))
    return {group: _shares(pairs) for group, pairs in sorted(groups.items())}


def _shares(pairs: list[tuple[str, str | None]]) -> dict[str, float]:
    texts = len(pairs)
    shares = {
        "right": sum(name == language for language, name in pairs),
        "answered": sum(name is not None for _, name in pairs),
        "called expected": sum(name in EXPECTED and name != language for language, name in pairs),
    }
    return {"texts": texts} | {what: round(count / texts, 4) for what, count in shares.items()}


def _card(classifier: Languages, given: list[Example], measured: dict[str, dict[str, float]]) -> Card:
    data = [{"file": corpus.file, "licence": corpus.licence} for corpus in CORPORA]
    data.append({"file": "data/training/comments_*.csv", "licence": "MIT"})
    data.append({"file": "profiles of langdetect", "licence": "Apache-2.0"})
    return {
        "name": "language",
        "version": VERSION,
        "answers": f"ISO 639-1 code; missing where no language has a probability of {classifier.least}",
        "languages": " ".join(classifier.names),
        "not told apart": "bs from hr, ms from id, nb and nn (no), simplified and traditional Chinese (zh)",
        "method": "softmax regression over hashed letter 1- to 5-grams and words, begun at langdetect's profiles",
        "grams": len(classifier.addresses),
        "texts": dict(sorted(Counter(example.kind for example in given).items())),
        "figures of": "a trial fit, on the fifth of the texts (by hash) that it had not seen, expecting en and fr; "
        "a missing answer is not right; rest: other languages with a profile, beyond: without",
        "figures": measured,
        "bad at": "names, brands and single words that languages share; romanised Hindi beside Indian English; "
        "texts of two languages, of which it names one",
        "data": data,
    }
