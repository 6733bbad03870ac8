"""Makes the weights of `abuse`: one classifier per language, from our own comments and published collections."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.classifiers import abuse, yes_or_no
from pipeline.classifiers.abuse_groups import framed, naming_groups
from pipeline.classifiers.abuse_heard import Heard
from pipeline.classifiers.corpora import Corpora
from pipeline.classifiers.lexicon import fingerprints
from pipeline.classifiers.model import WEIGHTS, Array, Card, Handle, save
from pipeline.classifiers.yes_or_no import Block, Fitted
from pipeline.features import Features

VERSION = "2026.11"
STRENGTH = 8.0
CUT = 0.5
GROUP_WEIGHT = {"en": 0.6, "fr": 0.2}
NAMING = "made: harmless texts that name a group"
_LONG = 400
OWN_WEIGHT = 2.5


@dataclass(frozen=True)
class Taken:
    """How much one corpus counts: `abusive` and `ordinary` are the weights of its texts; 0 leaves them out."""

    name: str
    abusive: float
    ordinary: float
    most: int = 100_000
    licence: str = ""
    without: tuple[str, ...] = field(default=())  # categories whose label is no abuse in our sense


TAKEN: dict[str, tuple[Taken, ...]] = {
    "en": (
        Taken("toxicity/wikipedia_talk_en.train", 3.5, 3.5, licence="CC BY 4.0"),
        Taken("toxicity/tweeteval_offensive.train", 0.15, 0.2, licence="unclear"),
        Taken("toxicity/surge_toxicity_en.train", 0.6, 0.8, licence="MIT"),
        Taken("toxicity/davidson_en.train", 0.1, 0.4, 6000, licence="MIT", without=("offensive",)),
        Taken("toxicity/mlma_en.train", 0.05, 0.1, 2000, licence="MIT"),
        Taken("toxicity/jigsaw_bilingual.train", 0.4, 0.0, licence="CC0, CC BY-SA 3.0"),
        Taken("sentiment/xlmt_english.train", 0.0, 0.4, licence="unclear"),
        Taken("sentiment/uci_sentences_en.train", 0.0, 0.3, 1200, "CC BY 4.0"),
        Taken("sentiment/vader_nyt_en.train", 0.0, 0.3, 1500, "MIT"),
        Taken("sentiment/product_review_sentences_en.train", 0.0, 0.3, 1200, "CC BY 4.0"),
        Taken("sentiment/sentence_polarity_en.train", 0.0, 0.2, 1200, "CC BY 4.0"),
        Taken("langid/lingua_sentences.half_a", 0.0, 0.3, licence="Apache-2.0"),
    ),
    "fr": (
        Taken("toxicity/toxifrench_agreement_fr.train", 1.5, 1.5, licence="MIT"),
        Taken("toxicity/cyberagression_ado_fr.train", 0.3, 0.4, licence="none stated"),
        Taken("toxicity/omdena_marseille_fr.train", 0.2, 0.3, licence="GPL-3.0"),
        Taken("toxicity/mlma_fr.train", 0.2, 0.4, licence="MIT", without=("fearful", "normal")),
        Taken("toxicity/jigsaw_bilingual.train", 0.3, 0.0, licence="CC0, CC BY-SA 3.0"),
        Taken("sentiment/xlmt_french.train", 0.0, 0.4, licence="unclear"),
        Taken("sentiment/allocine_series_fr.train", 0.0, 0.3, licence="none stated"),
        Taken("langid/lingua_sentences.half_a", 0.0, 0.3, licence="Apache-2.0"),
        Taken("langid/reddit_comments_fr.train", 0.0, 0.5, licence="GPL-3.0"),
    ),
}


def examples(corpora: Corpora, own: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return what a language is learnt from: text, `abuse` (bool), weight, source."""
    mine = own[own["language"] == language]
    parts = [
        pd.DataFrame(
            {"text": mine["text"], "abuse": mine["abuse"] == "abuse", "weight": OWN_WEIGHT, "source": "own comments"}
        )
    ]
    for taken in TAKEN[language]:
        table = corpora.read(taken.name, yes_or_no.task_of(taken.name))
        table = yes_or_no.sample(table[table["language"] == language], taken.most)
        if taken.without:
            table = table[~((table["label"] == "abuse") & table["category"].isin(taken.without))]
        abusive = table["label"] == "abuse"
        weight = np.where(abusive, taken.abusive, taken.ordinary)
        source = short_name(taken.name)
        part = pd.DataFrame({"text": table["text"], "abuse": abusive, "weight": weight, "source": source})
        parts.append(part[part["weight"] > 0])
    known = pd.concat(parts, ignore_index=True)
    known["fold"] = yes_or_no.fold_numbers(known["text"])
    return pd.concat([known, _naming_groups(known, language)], ignore_index=True)


def _naming_groups(known: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return harmless examples with a group named in them, in the fold of what they were made from, and sentences."""
    harmless = known[~known["abuse"] & (known["text"].str.len() < _LONG)]
    made = naming_groups(harmless["text"].tolist(), language)
    named = harmless.iloc[[place for place, _ in made]].assign(text=[text for _, text in made])
    sentences = framed(language)
    brief = pd.DataFrame({"text": sentences, "abuse": False, "fold": yes_or_no.fold_numbers(sentences)})
    return pd.concat([named, brief], ignore_index=True).assign(weight=GROUP_WEIGHT[language], source=NAMING)


def blocks(texts: list[str], language: str) -> list[Block]:
    """Return the evidence about texts of a language, as its classifier will see it."""
    features = Features.of(texts)
    heard = Heard.of(features, language)
    said, quoted = list(texts), [""] * len(texts)
    for row, own, others in zip(heard.rows.tolist(), heard.said.texts, heard.quoted.texts, strict=True):
        said[row], quoted[row] = own, others
    own_words, others_words = Features.of(said), Features.of(quoted)
    return [
        Block("words", own_words.words),
        Block("chars", own_words.chars),
        Block("quoted words", others_words.words, 0.5),
        Block("quoted chars", others_words.chars, 0.3),
        Block("numbers", abuse.evidence(features, heard, language), 0.3),
    ]


def build(corpora: Path, folder: Path = WEIGHTS) -> Handle:
    """Learn from the corpora and our own comments, and write weights and card; the same bytes every time.

    Measured and calibrated out of fold: every fifth of the examples by a classifier that was fitted without it.
    """
    arrays: dict[str, Array] = {}
    measured: dict[str, object] = {}
    data: dict[str, object] = {}
    own, given = yes_or_no.own_comments(), Corpora.given(corpora)
    for language in abuse.LANGUAGES:
        known = examples(given, own, language)
        whole, scores = learnt(known, language)
        arrays |= whole.linear("words", "chars", "numbers").packed(language)
        quoted = whole.linear("quoted words", "quoted chars", with_bias=False)
        arrays |= quoted.packed(language + abuse.QUOTED)
        measured[language] = _measures(known, scores) | _elsewhere(given, whole, language)
        licences = {short_name(taken.name): taken.licence for taken in TAKEN[language]}
        data[language] = yes_or_no.listed(known, licences)
    return save(folder, _card(data, measured), arrays)


def learnt(known: pd.DataFrame, language: str) -> tuple[Fitted, npt.NDArray[np.float64]]:
    """Return a language's calibrated classifier, and the scores of the examples out of fold."""
    evidence = blocks(known["text"].tolist(), language)
    answers, weights = known["abuse"].to_numpy(), known["weight"].to_numpy(dtype=np.float64)
    folds = known["fold"].to_numpy()
    unseen = yes_or_no.out_of_fold(evidence, answers, weights, folds, STRENGTH)
    slope, offset = yes_or_no.calibration(unseen, answers, weights)
    whole = yes_or_no.fit(evidence, answers, weights, STRENGTH).calibrated(slope, offset)
    return whole, yes_or_no.probability(slope * unseen + offset)


def _measures(known: pd.DataFrame, scores: npt.NDArray[np.float64]) -> dict[str, object]:
    answers, weights = known["abuse"].to_numpy(), known["weight"].to_numpy(dtype=np.float64)
    per = {
        str(name): yes_or_no.measured(scores[rows], answers[rows], intervals=True)
        for name, rows in known.groupby("source").indices.items()
    }
    return {"calibration error of the mixture": round(yes_or_no.calibration_error(scores, answers, weights), 4), **per}


def _elsewhere(corpora: Corpora, whole: Fitted, language: str) -> dict[str, object]:
    """Return what the classifier says of texts of which it has learnt nothing."""
    tests = corpora.read(f"toxicity/hatecheck_{language}.train", "abuse")
    scores = _scores(whole, tests, language)
    found: dict[str, object] = {
        "HateCheck, share taken for abuse (_h: is hateful, _nh: is not; insults at single people count as not)": {
            str(name): {"tests": len(rows), "taken for abuse": round(float((scores[rows] >= CUT).mean()), 3)}
            for name, rows in tests.groupby("functionality").indices.items()
        }
    }
    if language == "en":
        unseen = corpora.read("toxicity/tweeteval_offensive.val", "abuse")
        answers = (unseen["label"] == "abuse").to_numpy()
        found["tweeteval_offensive, validation part"] = yes_or_no.measured(
            _scores(whole, unseen, language), answers, intervals=True
        )
        found["harmless sentences about groups"] = _bias(corpora, whole)
    return found


def _bias(corpora: Corpora, whole: Fitted) -> dict[str, object]:
    """Return how high harmless template sentences score ("Emad is a gracious heterosexual"), per group named."""
    templates = corpora.read("toxicity/identity_templates_en.train", "abuse")
    groups = templates["text"].str.extract(r"^(?:[\w'.-]+ ){0,3}?is an? [\w-]+ ([\w ]+)$")[0]
    harmless = (templates["label"] == "ok") & groups.notna()
    scores = pd.Series(_scores(whole, templates[harmless], "en"), index=templates.index[harmless])
    per = scores.groupby(groups[harmless])
    shares, counts = per.apply(lambda of: float((of >= CUT).mean())), per.size()
    return {
        "taken for abuse": round(float((scores >= CUT).mean()), 4),
        "per group": {str(name): round(share, 3) for name, share in shares[counts >= 30].items() if share},
        "groups": int((counts >= 30).sum()),
    }


def _scores(whole: Fitted, table: pd.DataFrame, language: str) -> npt.NDArray[np.float64]:
    return yes_or_no.probability(yes_or_no.logits_of(whole, blocks(table["text"].tolist(), language)))


def short_name(name: str) -> str:
    """Return a corpus's name without folder and part."""
    return name.rpartition("/")[2].partition(".")[0]


def _card(data: dict[str, object], measured: dict[str, object]) -> Card:
    return {
        "name": "abuse",
        "version": VERSION,
        "answers": "probability that a comment insults, threatens, belittles or hates people",
        "languages": ", ".join(abuse.LANGUAGES),
        "method": (
            "per language: logistic regression on hashed words and characters, the look of the text, and set words "
            "(insults, groups, violence) with who stands near them, and polarity lists; Platt scaling"
        ),
        "lexicons": {language: fingerprints(language) for language in abuse.LANGUAGES},
        "data": data,
        "measured": {
            "how": f"out of fold: five parts by the text's letters, copies in one part; yes is a score of {CUT}",
            **measured,
        },
        "bad at": [
            "contempt and irony without a rude word; threats between the lines",
            "hate that names a group and says something ordinary of it",
            "letters left out of insults; what only the article or an earlier comment explains",
            "a threat in jest between friends; what is quoted without marks of quotation",
            "names of some groups, which stand mostly in hostile texts in the public collections",
        ],
    }
