"""How the sentiment classifier is made: from our own comments, public posts, and experts on reviews and news.

Experts are linear models that each learn another text collection's labels. What they say of a text is a number more for
the two judges; as they are linear in the same hashed features, all of it folds into one weight per feature and output.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from pipeline.classifiers import fitting, measures, sentiment
from pipeline.classifiers.corpora import Corpora, labelled
from pipeline.classifiers.fitting import Fit, Numbers, Rarity, Scale, Texts
from pipeline.classifiers.lexicon import fingerprints
from pipeline.classifiers.model import WEIGHTS, Array, Card, Handle, Linear, save
from pipeline.features.hashing import CHAR_BITS, CHAR_LENGTHS, WORD_BITS

VERSION = "2026.11"
OWN = Path(__file__).parents[2] / "data" / "training"
FOLDS = 5
CLASSES = ("negative", "neutral", "positive")
POSTS = {"en": "sentiment/xlmt_english", "fr": "sentiment/xlmt_french"}
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
        "polar": (("uci_sentences_en", "sentence_polarity_en", "product_review_sentences_en", "vader_tweets_en", "vader_nyt_en", "vader_amazon_en"), ("neutral",)),
    },
    "fr": {"series": (("allocine_series_fr",), ())},
}


@dataclass(frozen=True)
class Judge:
    """How one judge is taught: how much comments and posts count, and how freely it may use numbers and experts."""

    comments: float
    posts: float
    cost: float
    numbers: float
    experts: float


JUDGES = {"comments": Judge(3.0, 0.3, 1.0, 0.1, 0.15), "posts": Judge(0.3, 1.0, 1.0, 0.15, 0.15)}
_GATE = Judge(1.0, 1.0, 1.0, 0.3, 0.0)


@dataclass(frozen=True)
class Taught:
    """Everything that a language's judges learn from: comments and posts in one, and which they are."""

    texts: Texts
    labels: npt.NDArray[np.str_]
    comments: npt.NDArray[np.bool_]

    def __getitem__(self, rows: npt.NDArray[np.int64]) -> "Taught":
        return Taught(self.texts[rows], self.labels[rows], self.comments[rows])


def features(texts: list[str], language: str) -> Texts:
    """Return the hashed features and plain numbers of texts."""
    parts = fitting.batches(texts)
    return Texts(
        fitting.scaled(sparse.vstack([part.words for part in parts]).tocsr()),
        fitting.scaled(sparse.vstack([part.chars for part in parts]).tocsr()),
        np.vstack([sentiment.numbers(part, language) for part in parts]),
    )


def taught(own: pd.DataFrame, posts: pd.DataFrame, language: str) -> Taught:
    """Return what a language's judges learn from."""
    both = pd.concat([own, posts], ignore_index=True)
    return Taught(
        features(both["text"].tolist(), language),
        both["label"].to_numpy(dtype=np.str_),
        np.arange(len(both)) < len(own),
    )


def experts(language: str, corpora: Corpora) -> tuple[Rarity, Fit]:
    """Return the rarity of n-grams in the experts' corpora, and the experts as one model with an output each or more."""
    names = sorted({name for files, _ in EXPERTS[language].values() for name in files})
    read = {name: corpora.read(f"sentiment/{name}.train", "sentiment") for name in names}
    texts = {name: features(read[name]["text"].tolist(), language) for name in names}
    rarity = Rarity.of(Texts.together(list(texts.values())))
    blocks = {name: rarity.block(texts[name]) for name in names}
    fits = []
    for files, left_out in EXPERTS[language].values():
        labels = np.concatenate([read[name]["label"].to_numpy(dtype=np.str_) for name in files])
        kept = np.flatnonzero(~np.isin(labels, left_out))
        block = sparse.vstack([blocks[name] for name in files]).tocsr()
        fits.append(fitting.margins(block[kept], labels[kept]))
    return rarity, Fit(np.hstack([fit.weights for fit in fits]), np.concatenate([fit.bias for fit in fits]))


def fitted(data: Taught, rarity: Rarity, knowing: Fit) -> Linear:
    """Return both judges and the one who chooses between them, experts folded in."""
    block = rarity.block(data.texts)
    scale = Scale.of(data.texts.numbers)
    said = knowing.logits(block)
    heard = Scale.of(said)
    parts = (block, scale.apply(data.texts.numbers), (said - heard.mean) / heard.spread)
    share = np.where(data.comments, 1.0, 0.0)
    columns = []
    for judge in JUDGES.values():
        weights = np.where(data.comments, judge.comments, judge.posts)
        fit = _learn(parts, data.labels, weights, judge)
        neutral = CLASSES.index("neutral")
        columns += [_relative(fit, CLASSES.index(label), neutral) for label in ("negative", "positive")]
    columns.append(_learn(parts, np.where(share > 0, "yes", "no"), _balanced(share), _GATE))
    whole = Fit(np.hstack([fit.weights for fit in columns]), np.concatenate([fit.bias for fit in columns]))
    return _folded(whole, rarity, scale, knowing, heard)


def _learn(parts: tuple[sparse.csr_array, Numbers, Numbers], labels: npt.NDArray[np.str_], weights: Numbers, judge: Judge) -> Fit:
    block, plain, said = parts
    wide = sparse.hstack([block, sparse.csr_array(judge.numbers * plain), sparse.csr_array(judge.experts * said)], format="csr")
    fit = fitting.logistic(wide, labels, weights, judge.cost)
    size, count = block.shape[1], plain.shape[1]
    free = fit.weights.copy()
    free[size : size + count] *= judge.numbers
    free[size + count :] *= judge.experts
    return Fit(free, fit.bias)


def _relative(fit: Fit, output: int, to: int) -> Fit:
    return Fit((fit.weights[:, output] - fit.weights[:, to])[:, None], fit.bias[[output]] - fit.bias[[to]])


def _balanced(share: Numbers) -> Numbers:
    return np.where(share > 0, 0.5 / share.mean(), 0.5 / (1 - share.mean()))


def _folded(whole: Fit, rarity: Rarity, scale: Scale, knowing: Fit, heard: Scale) -> Linear:
    """Return the same model without experts: their weights times what the judges give on them."""
    size, count = knowing.weights.shape[0], len(scale.mean)
    trust = whole.weights[size + count :] / heard.spread[:, None]
    words, chars = rarity.unfolded(whole.weights[:size] + knowing.weights @ trust)
    bias = whole.bias + (knowing.bias - heard.mean) @ trust
    return Linear(bias, words.astype(np.float32), chars.astype(np.float32), whole.weights[size : size + count], scale.mean, scale.spread)


def own_comments(language: str) -> pd.DataFrame:
    """Return the project's own comments of a language that are no spam and labelled with a sentiment."""
    path = OWN / f"comments_{language}.csv"
    spam = labelled(path, "spam")
    ham = set(spam.loc[spam["label"] == "ham", "text"])
    found = labelled(path, "sentiment")
    return found[(found["language"] == language) & found["text"].isin(ham)].reset_index(drop=True)


def cross_validated(data: Taught, rarity: Rarity, knowing: Fit) -> Numbers:
    """Return the probabilities of each text by a classifier that never saw it; every FOLDS-th text is left out in turn."""
    found = np.zeros((len(data.labels), len(CLASSES)))
    turn = np.random.default_rng(0).permutation(len(data.labels)) % FOLDS
    for fold in range(FOLDS):
        linear = fitted(data[np.flatnonzero(turn != fold)], rarity, knowing)
        left = data.texts[np.flatnonzero(turn == fold)]
        found[turn == fold] = sentiment.mixed(_logits(linear, left))
    return found


def _logits(linear: Linear, texts: Texts) -> Numbers:
    """Return the logits of texts whose counts are scaled already."""
    plain = Linear(linear.bias, numbers=linear.numbers, mean=linear.mean, spread=linear.spread)
    return np.asarray(texts.words @ linear.words + texts.chars @ linear.chars + plain.logits(numbers=texts.numbers))


def build(corpora: Path, folder: Path = WEIGHTS) -> Handle:
    """Learn from the corpora and our own comments, and write weights and card; the same bytes every time.

    What the card tells of comments is cross-validated; of public posts it is measured on the validation split, which
    nothing is learnt from. Takes some minutes on one core. Raises UsageError where a corpus is missing.
    """
    given = Corpora(corpora)
    arrays: dict[str, Array] = {}
    scores: list[dict[str, Any]] = []
    counts: dict[str, dict[str, int]] = {}
    for language in sentiment.LANGUAGES:
        own, posts = own_comments(language), given.read(f"{POSTS[language]}.train", "sentiment")
        kept_back = given.read(f"{POSTS[language]}.val", "sentiment")
        rarity, knowing = experts(language, given)
        data = taught(own, posts, language)
        linear = fitted(data, rarity, knowing)
        arrays |= linear.packed(language)
        counts[language] = {"own comments": len(own), "public posts": len(posts)}
        crossed = cross_validated(data, rarity, knowing)[: len(own)]
        unseen = sentiment.mixed(_logits(linear, features(kept_back["text"].tolist(), language)))
        scores += _scores(language, "own comments, cross-validated", data.labels[: len(own)], crossed)
        scores += _scores(language, "XLM-T validation split", kept_back["label"].to_numpy(dtype=np.str_), unseen)
    return save(folder, {**_CARD, "taught": counts, "scores": scores}, arrays)


def _scores(language: str, part: str, truth: npt.NDArray[np.str_], found: Numbers) -> list[dict[str, Any]]:
    said = np.array(CLASSES)[found.argmax(axis=1)]
    actual = np.select([truth == "positive", truth == "negative"], [1.0, -1.0], 0.0)
    table = pd.concat([measures.of_labels(truth, said, CLASSES), measures.of_scores(found[:, 2] - found[:, 0], actual)])
    return [{"language": language, "part": part, "texts": len(truth), **row} for row in table.to_dict("records")]


_CARD: Card = {
    "name": "sentiment",
    "version": VERSION,
    "task": "positive, neutral or negative: the attitude of a comment, in English and French",
    "made_by": "causerie train sentiment",
    "method": "two softmax judges per language (comments, public posts) and a gate, on hashed words and characters, polarity lists and the look of the text; experts on reviews and news folded in",
    "features": {"word_bits": WORD_BITS, "char_bits": CHAR_BITS, "char_lengths": list(CHAR_LENGTHS)},
    "lexicons": {language: fingerprints(language) for language in sentiment.LANGUAGES},
    "data": [
        {"name": "Causerie's own comments", "licence": "MIT"},
        {"name": "XLM-T / UMSAB English and French, official training split (Barbieri et al. 2022)", "licence": "unclear: tweets; only hashed weights ship"},
        {"name": "Sentiment Labelled Sentences (Kotzias et al. 2015)", "licence": "CC BY 4.0"},
        {"name": "Sentence Polarity v1.0 (Pang & Lee 2005)", "licence": "CC BY 4.0"},
        {"name": "Customer reviews (Hu & Liu 2004; Ding, Liu & Yu 2008)", "licence": "CC BY 4.0"},
        {"name": "Pros and Cons (Ganapathibhotla & Liu 2008)", "licence": "CC BY 4.0"},
        {"name": "VADER ground truth: tweets, news, products (Hutto & Gilbert 2014)", "licence": "MIT"},
        {"name": "Allociné series reviews (Van de Cruys; Dong & de Melo 2018)", "licence": "none stated; only hashed weights ship"},
        {"name": "Word lists: VADER (MIT), Hu & Liu (CC BY 4.0), vaderSentiment-fr (MIT), Causerie's own (MIT)", "licence": "see lexicons/LICENSES.md"},
    ],
    "bad_at": [
        "irony and sarcasm, which it mostly takes at its word",
        "gloomy subjects told without complaint, and thanks wrapped in a complaint",
        "long comments that change their mind",
        "attitudes that only the article explains",
    ],
}  # fmt: skip
