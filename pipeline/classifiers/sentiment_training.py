"""How the sentiment classifier is made: from our own comments, public posts, and experts on reviews and news.

Experts are linear models that each learn another text collection's labels. What they say of a text is a number more for
the two judges; as they are linear in the same hashed features, all of it folds into one weight per feature and output.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize, sparse

from pipeline.classifiers import fitting, measures, sentiment
from pipeline.classifiers.corpora import Corpora, labelled
from pipeline.classifiers.fitting import Fit, Numbers, Rarity, Scale, Texts
from pipeline.classifiers.lexicon import fingerprints
from pipeline.classifiers.model import WEIGHTS, Array, Card, Handle, Linear, save, softmax
from pipeline.features.hashing import CHAR_BITS, CHAR_LENGTHS, WORD_BITS

VERSION = "2026.11"
OWN = Path(__file__).parents[2] / "data" / "training"
FOLDS = 5
CLASSES = ("negative", "neutral", "positive")
POSTS = {"en": "sentiment/xlmt_english", "fr": "sentiment/xlmt_french"}
_OPINIONS = (
    "uci_sentences_en", "sentence_polarity_en", "product_review_sentences_en", "vader_tweets_en", "vader_nyt_en",
    "vader_amazon_en",
)  # fmt: skip
# name: corpora, labels left out
EXPERTS: dict[str, dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "en": {
        "sentences": (("uci_sentences_en",), ()),
        "films": (("sentence_polarity_en",), ()),
        "products": (("product_review_sentences_en",), ()),
        "pros_cons": (("pros_cons_en",), ()),
        "tweets": (("vader_tweets_en",), ()),
        "news": (("vader_nyt_en",), ()),
        "shop": (("vader_amazon_en",), ()),
        "polar": (_OPINIONS, ("neutral",)),
    },
    "fr": {"series": (("allocine_series_fr",), ())},
}


# Calm text that no one felt anything about, so that a long comment is not thought warm for its length.
CALM = {
    "en": (("langid/lingua_sentences.half_a", 500), ("sentiment/product_review_sentences_en.train", 800)),
    "fr": (("langid/lingua_sentences.half_a", 500),),
}
COMMENT, POST, NEWS = range(3)


@dataclass(frozen=True)
class Judge:
    """How one judge is taught: how much comments, posts and calm news count, how freely it may use what it is told."""

    counts: tuple[float, float, float]
    cost: float
    numbers: float
    experts: float


JUDGES = {"comments": Judge((1.0, 0.1, 0.1), 0.3, 0.1, 0.1), "posts": Judge((0.2, 1.0, 0.05), 0.2, 0.1, 0.15)}
_GATE = Judge((1.0, 1.0, 0.0), 1.0, 0.3, 0.0)


@dataclass(frozen=True)
class Taught:
    """Everything that a language's judges learn from, with the kind of each text: COMMENT, POST or NEWS."""

    texts: Texts
    labels: npt.NDArray[np.str_]
    kinds: npt.NDArray[np.int64]

    def __getitem__(self, rows: npt.NDArray[np.int64]) -> "Taught":
        return Taught(self.texts[rows], self.labels[rows], self.kinds[rows])


@dataclass(frozen=True)
class Told:
    """What the judges are told beside the words: how rare n-grams are, and experts as one model with many outputs."""

    rarity: Rarity
    experts: Fit


def features(texts: list[str], language: str) -> Texts:
    """Return the hashed features and plain numbers of texts."""
    parts = fitting.batches(texts)
    return Texts(
        fitting.scaled(sparse.vstack([part.words for part in parts]).tocsr()),
        fitting.scaled(sparse.vstack([part.chars for part in parts]).tocsr()),
        np.vstack([sentiment.numbers(part, language) for part in parts]),
    )


def taught(language: str, corpora: Corpora, apart_from: Sequence[str] = ()) -> Taught:
    """Return what a language's judges learn from, without public posts that nearly repeat one of `apart_from`."""
    posts = corpora.read(f"{POSTS[language]}.train", "sentiment")
    if apart_from:
        posts = posts[~fitting.nearly(posts["text"].tolist(), apart_from)]
    parts = [own_comments(language), posts, *_calm(language, corpora)]
    kinds = np.repeat([COMMENT, POST, *[NEWS] * (len(parts) - 2)], [len(part) for part in parts])
    whole = pd.concat(parts, ignore_index=True)
    return Taught(features(whole["text"].tolist(), language), whole["label"].to_numpy(dtype=np.str_), kinds)


def _calm(language: str, corpora: Corpora) -> list[pd.DataFrame]:
    parts = []
    for name, most in CALM[language]:
        found = corpora.read(name, "language" if name.startswith("langid") else "sentiment")
        found = found[(found["language"] == language) & found["label"].isin([language, "neutral"])]
        parts.append(found.iloc[:: max(len(found) // most, 1)].head(most).assign(label="neutral"))
    return parts


def told(data: Taught, language: str, corpora: Corpora) -> Told:
    """Return the experts of a language, and the rarity of n-grams in all texts that experts and judges learn from."""
    names = sorted({name for files, _ in EXPERTS[language].values() for name in files})
    read = {name: corpora.read(f"sentiment/{name}.train", "sentiment") for name in names}
    texts = {name: features(read[name]["text"].tolist(), language) for name in names}
    rarity = Rarity.of(Texts.together([data.texts, *texts.values()]))
    blocks = {name: rarity.block(texts[name]) for name in names}
    fits = []
    for files, left_out in EXPERTS[language].values():
        labels = np.concatenate([read[name]["label"].to_numpy(dtype=np.str_) for name in files])
        kept = np.flatnonzero(~np.isin(labels, left_out))
        block = sparse.vstack([blocks[name] for name in files]).tocsr()
        fits.append(fitting.margins(block[kept], labels[kept]))
    experts = Fit(np.hstack([fit.weights for fit in fits]), np.concatenate([fit.bias for fit in fits]))
    return Told(rarity, experts)


def fitted(data: Taught, beside: Told) -> Linear:
    """Return both judges and the one who chooses between them, experts folded in."""
    block = beside.rarity.block(data.texts)
    scale = Scale.of(data.texts.numbers[data.kinds != NEWS])
    said = beside.experts.logits(block)
    heard = Scale.of(said[data.kinds != NEWS])
    parts = (block, scale.apply(data.texts.numbers), (said - heard.mean) / heard.spread)
    fits = []
    for judge in JUDGES.values():
        fit = _learn(parts, data.labels, np.array(judge.counts)[data.kinds], judge)
        fits += [_relative(fit, CLASSES.index(label)) for label in ("negative", "positive")]
    share = np.where(data.kinds == COMMENT, "yes", "no")
    fits.append(_learn(parts, share, np.array(_GATE.counts)[data.kinds], _GATE))
    whole = Fit(np.hstack([fit.weights for fit in fits]), np.concatenate([fit.bias for fit in fits]))
    return _folded(whole, beside, scale, heard)


def _learn(
    parts: tuple[sparse.csr_array, Numbers, Numbers], labels: npt.NDArray[np.str_], weights: Numbers, judge: Judge
) -> Fit:
    """Fit on the texts that count: three classes by two machines whose margins add, two by logistic regression."""
    block, plain, said = parts
    rows = np.flatnonzero(weights)
    plain, said = judge.numbers * plain[rows], judge.experts * said[rows]
    wide = sparse.hstack([block[rows], sparse.csr_array(plain), sparse.csr_array(said)], format="csr")
    if set(labels) == set(CLASSES):
        fit = fitting.both_margins(wide, labels[rows], weights[rows], judge.cost, block.shape[1])
    else:
        fit = fitting.logistic(wide, labels[rows], weights[rows], judge.cost)
    size, count = block.shape[1], plain.shape[1]
    free = fit.weights.copy()
    free[size : size + count] *= judge.numbers
    free[size + count :] *= judge.experts
    return Fit(free, fit.bias)


def _relative(fit: Fit, output: int) -> Fit:
    neutral = CLASSES.index("neutral")
    return Fit((fit.weights[:, output] - fit.weights[:, neutral])[:, None], fit.bias[[output]] - fit.bias[[neutral]])


def _folded(whole: Fit, beside: Told, scale: Scale, heard: Scale) -> Linear:
    """Return the same model without experts: their weights times what the judges give on them."""
    size, count = beside.experts.weights.shape[0], len(scale.mean)
    trust = whole.weights[size + count :] / heard.spread[:, None]
    words, chars = beside.rarity.unfolded(whole.weights[:size] + beside.experts.weights @ trust)
    bias = whole.bias + (beside.experts.bias - heard.mean) @ trust
    numbers = whole.weights[size : size + count]
    return Linear(bias, words.astype(np.float32), chars.astype(np.float32), numbers, scale.mean, scale.spread)


def own_comments(language: str) -> pd.DataFrame:
    """Return the project's own comments of a language that are no spam and labelled with a sentiment."""
    parts = []
    for path in sorted(path for path in OWN.glob("comments_*.csv") if "test" not in path.stem):
        spam, found = labelled(path, "spam"), labelled(path, "sentiment")
        ham = set(spam.loc[spam["label"] == "ham", "text"])
        parts.append(found[(found["language"] == language) & found["text"].isin(ham)])
    return pd.concat(parts, ignore_index=True).drop_duplicates("text")


def crossed(data: Taught, beside: Told) -> Numbers:
    """Return the logits of each text by judges that never saw it, (texts, OUTPUTS): a fifth is left out in turn."""
    found = np.zeros((len(data.labels), sentiment.OUTPUTS))
    turn = np.random.default_rng(0).permutation(len(data.labels)) % FOLDS
    for fold in range(FOLDS):
        left = np.flatnonzero(turn == fold)
        found[left] = _logits(fitted(data[np.flatnonzero(turn != fold)], beside), data.texts[left])
    return found


def warmth(logits: Numbers, data: Taught) -> tuple[Numbers, Numbers]:
    """Return what to multiply each output by and then to add, so that the probabilities hold on texts left out.

    One factor per judge and an offset per class (Guo et al. 2017, between temperature and vector scaling): without
    offsets, feelings told in unknown words are taken for neutral.
    """
    factors, offsets = np.ones(sentiment.OUTPUTS), np.zeros(sentiment.OUTPUTS)
    for outputs, kind in ((slice(0, 2), COMMENT), (slice(2, 4), POST)):
        rows = data.kinds == kind
        truth = np.array([CLASSES.index(label) for label in data.labels[rows]])
        found = _likeliest(logits[rows, outputs], truth)
        factors[outputs], offsets[outputs] = np.exp(found[0]), found[1:]
    return factors, offsets


def _likeliest(logits: Numbers, truth: npt.NDArray[np.int64]) -> Numbers:
    """Return the logarithm of the factor, and both offsets, under which the true classes are the likeliest."""

    def surprise(parameters: Numbers) -> float:
        return _surprise(np.exp(parameters[0]) * logits + parameters[1:], truth)

    best = optimize.minimize(surprise, np.zeros(3), method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-7})
    return np.asarray(best.x.round(3), dtype=np.float64)


def _surprise(logits: Numbers, truth: npt.NDArray[np.int64]) -> float:
    found = softmax(np.column_stack([logits[:, 0], np.zeros(len(logits)), logits[:, 1]]))
    return float(-np.log(np.maximum(found[np.arange(len(truth)), truth], 1e-9)).mean())


def _logits(linear: Linear, texts: Texts) -> Numbers:
    """Return the logits of texts whose counts are scaled already."""
    plain = Linear(linear.bias, numbers=linear.numbers, mean=linear.mean, spread=linear.spread)
    hashed = sparse.hstack([texts.words, texts.chars], format="csr")
    weights = np.vstack([np.asarray(linear.words), np.asarray(linear.chars)])
    return np.asarray(hashed @ weights + plain.logits(numbers=texts.numbers))


def build(corpora: Path, folder: Path = WEIGHTS, apart_from: Sequence[str] = ()) -> Handle:
    """Learn from the corpora and our own comments, and write weights and card; the same bytes every time.

    Public posts that nearly repeat one of the texts `apart_from` are left out: for a test on those texts.

    What the card tells of comments is cross-validated; of public posts it is measured on the validation split, which
    nothing is learnt from. Takes about a minute on one core. Raises UsageError where a corpus is missing.
    """
    given = Corpora(corpora)
    arrays: dict[str, Array] = {}
    scores: list[dict[str, Any]] = []
    counts: dict[str, dict[str, int]] = {}
    mistaken: dict[str, dict[str, dict[str, int]]] = {}
    for language in sentiment.LANGUAGES:
        data = taught(language, given, apart_from)
        beside = told(data, language, given)
        left_out = crossed(data, beside)
        factors, offsets = warmth(left_out, data)
        linear = fitted(data, beside).times(factors)
        linear = replace(linear, bias=linear.bias + offsets)
        arrays |= linear.packed(language)
        counts[language] = dict(zip(("comments", "posts", "news"), np.bincount(data.kinds).tolist(), strict=True))
        for kind, name in ((COMMENT, "own comments, cross-validated"), (POST, "XLM-T training split, cross-validated")):
            rows = data.kinds == kind
            scores += _scores(language, name, data.labels[rows], sentiment.mixed((left_out * factors + offsets)[rows]))
        kept_back = given.read(f"{POSTS[language]}.val", "sentiment")
        unseen = sentiment.mixed(_logits(linear, features(kept_back["text"].tolist(), language)))
        scores += _scores(language, "XLM-T validation split", kept_back["label"].to_numpy(dtype=np.str_), unseen)
        mistaken[language] = _confusion(linear, language)
    return save(folder, {**_CARD, "taught": counts, "measured": scores, "confusion": mistaken}, arrays)


def _confusion(linear: Linear, language: str) -> dict[str, dict[str, int]]:
    """Return how often comments of our own that nothing is learnt from, of each class, were called what."""
    kept_back = labelled(OWN / "heldout.csv", "sentiment")
    kept_back = kept_back[kept_back["language"] == language]
    found = sentiment.mixed(_logits(linear, features(kept_back["text"].tolist(), language)))
    said = np.array(CLASSES)[found.argmax(axis=1)]
    table = measures.confusion(kept_back["label"].to_numpy(dtype=np.str_), said, CLASSES).drop(columns="missing")
    return {str(truth): {str(one): int(count) for one, count in row.items()} for truth, row in table.iterrows()}


def _scores(language: str, part: str, truth: npt.NDArray[np.str_], found: Numbers) -> list[dict[str, Any]]:
    said = np.array(CLASSES)[found.argmax(axis=1)]
    actual = np.select([truth == "positive", truth == "negative"], [1.0, -1.0], 0.0)
    table = pd.concat([measures.of_labels(truth, said, CLASSES), measures.of_scores(found[:, 2] - found[:, 0], actual)])
    told = {"language": language, "part": part, "texts": len(truth)}
    return [{**told, **{str(name): value for name, value in row.items()}} for row in table.to_dict("records")]


_CARD: Card = {
    "name": "sentiment",
    "version": VERSION,
    "answers": "positive, neutral or negative: the attitude of a comment",
    "languages": list(sentiment.LANGUAGES),
    "made by": "causerie train sentiment",
    "method": "two judges per language (comments, public posts) and a gate, on hashed words and characters, polarity "
    "lists and the look of the text; experts on reviews and news folded in; a factor per judge and an offset per "
    "class, fitted on left-out texts",
    "features": {"word_bits": WORD_BITS, "char_bits": CHAR_BITS, "char_lengths": list(CHAR_LENGTHS)},
    "lexicons": {language: fingerprints(language, phrases=True) for language in sentiment.LANGUAGES},
    "data": [
        {"name": "Causerie's own comments", "licence": "MIT"},
        {
            "name": "XLM-T / UMSAB English and French, official training split (Barbieri et al. 2022)",
            "licence": "unclear: tweets; only hashed weights ship",
        },
        {"name": "Sentiment Labelled Sentences (Kotzias et al. 2015)", "licence": "CC BY 4.0"},
        {"name": "Sentence Polarity v1.0 (Pang & Lee 2005)", "licence": "CC BY 4.0"},
        {"name": "Customer reviews (Hu & Liu 2004; Ding, Liu & Yu 2008)", "licence": "CC BY 4.0"},
        {"name": "Pros and Cons (Ganapathibhotla & Liu 2008)", "licence": "CC BY 4.0"},
        {"name": "VADER ground truth: tweets, news, products (Hutto & Gilbert 2014)", "licence": "MIT"},
        {
            "name": "Allociné series reviews (Van de Cruys; Dong & de Melo 2018)",
            "licence": "none stated; only hashed weights ship",
        },
        {
            "name": "Word lists: VADER (MIT), Hu & Liu (CC BY 4.0), vaderSentiment-fr (MIT), Causerie's own (MIT)",
            "licence": "see lexicons/LICENSES.md",
        },
    ],
    "bad at": [
        "irony and sarcasm, which it mostly takes at its word",
        "gloomy subjects told without complaint, and thanks wrapped in a complaint",
        "long comments that change their mind",
        "attitudes that only the article explains",
    ],
}  # fmt: skip
