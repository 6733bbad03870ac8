"""Makes the weights of `spam`: comments of our own, published spam, and ordinary text of many kinds as ham."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.classifiers import spam, yes_or_no
from pipeline.classifiers.corpora import Corpora
from pipeline.classifiers.model import WEIGHTS, Array, Card, Handle, save
from pipeline.classifiers.spam_signs import Beside, signs
from pipeline.classifiers.yes_or_no import Block, Fitted
from pipeline.features import Features

VERSION = "2026.11"
STRENGTH, LIKENESS = 12.0, 3.0
VIDEO = "youtube"
_ELSEWHERE, _OWN_ELSEWHERE = 0.005, 0.02  # what other examples count for the judge of comments below videos
_BELOW = {"words": 2.0, "chars": 0.7}  # words last longer than letters from one video to the next
DOUBTED = Path(__file__).parents[2] / "data" / "training" / "doubted.csv"


@dataclass(frozen=True)
class Taken:
    """How much is taken of one corpus: at most `most` texts, each counting `weight`; `kind` names kin of sources."""

    name: str
    weight: float
    kind: str
    most: int = 100_000
    licence: str = ""


SPAM: tuple[Taken, ...] = (
    *(
        Taken(f"spam/youtube_spam_{page}.train70", 1.5, "youtube", licence="CC BY 4.0")
        for page in ("01_psy", "02_katyperry", "03_lmfao", "04_eminem", "05_shakira")
    ),
    Taken("spam/blog_comments_datacamp_en.train", 1.5, "datacamp", licence="none stated"),
    Taken("spam/sms_spam_en.train", 0.15, "sms", licence="CC BY 4.0"),
    Taken("spam/sms_spam_fr_mt.train", 0.1, "sms fr", licence="CC BY 4.0"),
)
ORDINARY: tuple[Taken, ...] = (
    *(Taken(f"sentiment/xlmt_{language}.train", 0.3, "tweets", 900, "unclear") for language in ("english", "french")),
    *(
        Taken(f"sentiment/xlmt_{language}.train", 0.3, "tweets", 250, "unclear")
        for language in ("german", "spanish", "italian", "portuguese", "arabic", "hindi")
    ),
    Taken("sentiment/allocine_series_fr.train", 0.3, "series reviews", 900, "none stated"),
    Taken("sentiment/uci_sentences_en.train", 0.3, "review sentences", 700, "CC BY 4.0"),
    Taken("sentiment/product_review_sentences_en.train", 0.3, "product reviews", 700, "CC BY 4.0"),
    Taken("sentiment/pros_cons_en.train", 0.2, "fragments", 400, "CC BY 4.0"),
    Taken("sentiment/vader_nyt_en.train", 0.3, "newspaper", 600, "MIT"),
    Taken("toxicity/wikipedia_talk_en.train", 0.4, "talk pages", 900, "CC BY 4.0"),
    Taken("toxicity/tweeteval_offensive.train", 0.3, "offensive tweets", 600, "unclear"),
    Taken("toxicity/surge_toxicity_en.train", 0.3, "social media", 600, "MIT"),
    Taken("toxicity/cyberagression_ado_fr.train", 0.2, "chat", 600, "none stated"),
    Taken("toxicity/omdena_marseille_fr.train", 0.3, "posts fr", 600, "GPL-3.0"),
    Taken("toxicity/toxifrench_agreement_fr.train", 0.4, "forum", 400, "MIT"),
    Taken("langid/reddit_comments_fr.train", 0.5, "reddit", 300, "GPL-3.0"),
    Taken("langid/lingua_sentences.half_a", 0.2, "sentences", 3000, "Apache-2.0"),
)
OWN_WEIGHT = 3.5
TURNED = "made: brief spam signed by people"
_BRIEF, _TURNED = 9, 0.5
SIGNED = "made: signed in full"
_FIRST = (
    "Agnes Alan Amina Anita Bernard Carmen Catherine Celia Damien Dolores Edith Erwan Esther Fiona Florence Gareth "
    "Gisele Hamid Helena Ines Jasper Joelle Kathleen Leonard Lucie Magali Miriam Nigel Noemie Pascale Philip Rosa "
    "Ruth Samira Serge Theresa Ursula Vincent Wanda Yannick"
).split()
_LAST = (
    "Abbott Aubert Bannister Belkacem Bouvier Carmichael Castel Chaudhry Delmas Diallo Eastwood Fabre Ferreira Garnier "
    "Hathaway Holm Iqbal Jarvis Kowalczyk Lambert Lefort McKinnon Mensah Moreau O'Dwyer Okonkwo Pelletier Pritchard "
    "Quentin Renshaw Rossi Sandoval Tanguy Thornton Underhill Vasseur Verhoeven Whitlock Yilmaz Zimmer"
).split()
_AGAIN = 3  # one own comment in so many, of those that an unknown person left


def examples(corpora: Corpora, own: pd.DataFrame) -> pd.DataFrame:
    """Return what is learnt from: text, author, author_url, `spam` (bool), weight, kind, source, language."""
    parts = [_own(own)]
    doubted = _doubted()
    for taken in SPAM:
        table = corpora.read(taken.name, "spam")
        part = _part(table, table["label"] == "spam", taken)
        parts.append(part.assign(weight=part["weight"].where(~part["text"].map(fingerprint).isin(doubted), 0.0)))
    for taken in ORDINARY:
        table = yes_or_no.sample(corpora.read(taken.name, yes_or_no.task_of(taken.name)), taken.most)
        parts.append(_part(table, pd.Series(False, index=table.index), taken))
    return pd.concat(parts, ignore_index=True)


def fingerprint(text: str) -> str:
    """Return by what a text is known that may not be written down."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _doubted() -> frozenset[str]:
    """Return the fingerprints of published texts whose label our reading contradicts: they teach nothing."""
    return frozenset(pd.read_csv(DOUBTED, dtype="str", encoding="utf-8")["fingerprint"])


def _own(own: pd.DataFrame) -> pd.DataFrame:
    mine = _part(own, own["spam"] == "spam", Taken("own comments", OWN_WEIGHT, "own"))
    return pd.concat([mine, _signed_by_others(mine), _signed_in_full(mine)], ignore_index=True)


def _signed_in_full(mine: pd.DataFrame) -> pd.DataFrame:
    """Return comments without a name of more than one word, signed with first and last name: that tells nothing."""
    number = mine["text"].map(lambda text: int(fingerprint(text), 16))
    plain = (mine["author"].str.count(" ") == 0) & (mine["author_url"] == "")
    chosen = plain & (number % _AGAIN == 0)
    names = [f"{_FIRST[one // 7 % len(_FIRST)]} {_LAST[one // 1009 % len(_LAST)]}" for one in number[chosen]]
    return mine[chosen].assign(author=names, weight=_TURNED * OWN_WEIGHT, kind="signed", source=SIGNED)


def _signed_by_others(mine: pd.DataFrame) -> pd.DataFrame:
    """Return brief spam whose sign is who signs it, signed by people instead: then it is ham ("Useful, thanks")."""
    text = mine["text"].str
    signed = mine["spam"] & ((mine["author"] != "") | (mine["author_url"] != ""))
    brief = (text.count(r"\w+") <= _BRIEF) & ~text.contains(
        r"[\w]\.[a-z]{2}|[@\d/]|\bDOT\b|[^\x00-\u024f\u2000-\u20ff]"
    )
    others = mine[signed & brief].assign(
        spam=False, author_url="", weight=_TURNED * OWN_WEIGHT, kind="turned", source=TURNED
    )
    people = mine.loc[~mine["spam"] & (mine["author"] != "") & (mine["author_url"] == ""), "author"].tolist()
    return others.assign(author=[people[place * 7 % len(people)] for place in range(len(others))])


def _part(table: pd.DataFrame, is_spam: pd.Series, taken: Taken) -> pd.DataFrame:
    empty = pd.Series("", index=table.index)
    return pd.DataFrame(
        {
            "text": table["text"],
            "author": table.get("author", empty).fillna(""),
            "author_url": table.get("author_url", empty).fillna(""),
            "spam": is_spam.astype(bool),
            "weight": taken.weight,
            "kind": taken.kind,
            "source": taken.name.rpartition("/")[2].partition(".")[0],
            "language": table["language"],
        }
    )


def below_videos(evidence: Sequence[Block]) -> list[Block]:
    """Return the evidence as the judge of comments below videos weighs it."""
    return [replace(block, strength=_BELOW.get(block.name, block.strength)) for block in evidence]


def blocks(given: pd.DataFrame) -> list[Block]:
    """Return the evidence about the examples, as the classifier will see it."""
    features = Features.of(given["text"].tolist())
    found = signs(features, Beside.of(given[["author", "author_url"]]))
    names, addresses = Features.of(given["author"].tolist()), Features.of(found.addresses)
    return [
        Block("words", features.words, 0.7, "words"),
        Block("chars", features.chars, 1.5, "chars"),
        Block("name words", names.words, 0.3, "words"),
        Block("name chars", names.chars, 0.2, "chars"),
        Block("address words", addresses.words, 0.5, "words"),
        Block("address chars", addresses.chars, 0.7, "chars"),
        Block("numbers", spam.numbers(features, found), 0.3),
    ]


@dataclass(frozen=True)
class Judges:
    """What `spam.mixed` mixes: spam anywhere, spam below videos, and how like a comment below a video it is."""

    anywhere: Fitted
    video: Fitted
    likeness: Fitted

    @classmethod
    def taught(cls, evidence: Sequence[Block], given: pd.DataFrame) -> Self:
        """Return them fitted to the examples, not calibrated."""
        answers, below, weights = given["spam"].to_numpy(), _below_videos(given), _weights(given)
        anywhere = yes_or_no.fit(evidence, answers, weights, STRENGTH)
        shared = anywhere.scalings
        elsewhere = np.where(given["kind"].isin(("own", "turned", "signed")), _OWN_ELSEWHERE, _ELSEWHERE)
        counted = np.where(below, 1.0, elsewhere) * weights
        video = yes_or_no.fit(below_videos(evidence), answers, counted, STRENGTH, shared)
        return cls(anywhere, video, yes_or_no.fit(evidence, below, _likeness_weights(given), LIKENESS, shared))

    def outputs(self, evidence: Sequence[Block]) -> npt.NDArray[np.float64]:
        """Return what they say of each row, (rows, 3)."""
        return np.column_stack([yes_or_no.logits_of(one, evidence) for one in self._all])

    def calibrated(self, lines: Sequence[tuple[float, float]]) -> "Judges":
        """Return them with a slope and offset each."""
        return Judges(*(one.calibrated(*line) for one, line in zip(self._all, lines, strict=True)))

    def packed(self) -> dict[str, Array]:
        """Return the arrays that `spam.logits` reads."""
        beside = yes_or_no.side_by_side
        return {
            **beside(self._all, "words", "chars", "numbers").packed(spam.TEXT),
            **beside(self._all, "name words", "name chars", with_bias=False).packed(spam.NAME),
            **beside(self._all, "address words", "address chars", with_bias=False).packed(spam.ADDRESS),
        }

    @property
    def _all(self) -> tuple[Fitted, Fitted, Fitted]:
        return self.anywhere, self.video, self.likeness


def _below_videos(given: pd.DataFrame) -> npt.NDArray[np.bool_]:
    return (given["kind"] == VIDEO).to_numpy(dtype=np.bool_)


def _weights(given: pd.DataFrame) -> npt.NDArray[np.float64]:
    return given["weight"].to_numpy(dtype=np.float64)


def _likeness_weights(given: pd.DataFrame) -> npt.NDArray[np.float64]:
    return np.minimum(_weights(given), 1.5)


def build(corpora: Path, folder: Path = WEIGHTS) -> Handle:
    """Learn from the corpora and our own comments, and write weights and card; the same bytes every time.

    Measured and calibrated out of fold: every fifth of the examples by a classifier that was fitted without it.
    """
    given = examples(Corpora.given(corpora), yes_or_no.own_comments())
    evidence = blocks(given)
    unseen, lines = unseen_outputs(evidence, given)
    whole = Judges.taught(evidence, given).calibrated(lines)
    return save(folder, _card(given, yes_or_no.probability(spam.mixed(unseen))), whole.packed())


def unseen_outputs(
    evidence: Sequence[Block], given: pd.DataFrame
) -> tuple[npt.NDArray[np.float64], list[tuple[float, float]]]:
    """Return the judges' calibrated outputs of each example, fitted without it, and the slopes and offsets for them."""
    folds, below = yes_or_no.fold_numbers(given["text"]), _below_videos(given)
    outputs = np.zeros((len(given), 3))
    for number in np.unique(folds):
        out = folds == number
        outputs[out] = Judges.taught(yes_or_no.part(evidence, ~out), given[~out]).outputs(yes_or_no.part(evidence, out))
    answers, weights = given["spam"].to_numpy(), _weights(given)
    lines = [
        yes_or_no.calibration(outputs[:, 0], answers, weights),
        yes_or_no.calibration(outputs[below, 1], answers[below], weights[below]),
        yes_or_no.calibration(outputs[:, 2], below, _likeness_weights(given)),
    ]
    return outputs * [slope for slope, _ in lines] + [offset for _, offset in lines], lines


def _undoubted(given: pd.DataFrame) -> list[npt.NDArray[np.int64]]:
    """Return the rows with a label that counts, of each source that has others."""
    counted = _weights(given) > 0
    rows = (np.asarray(of, dtype=np.int64) for of in given.groupby("source").indices.values())
    return [of[counted[of]] for of in rows if not counted[of].all()]


def _card(given: pd.DataFrame, scores: npt.NDArray[np.float64]) -> Card:
    answers = given["spam"].to_numpy()
    return {
        "name": "spam",
        "version": VERSION,
        "answers": "probability that a comment is spam",
        "languages": "any; learnt mostly from English and French",
        "method": (
            "two logistic regressions (comments anywhere, below videos) and a third that weighs them, on hashed "
            "words and characters of text, author's name and addresses, and on plain numbers; Platt scaling"
        ),
        "data": yes_or_no.listed(
            given, {taken.name.rpartition("/")[2].partition(".")[0]: taken.licence for taken in (*SPAM, *ORDINARY)}
        ),
        "measured": {
            "how": (
                "out of fold: five parts by the text's letters, copies in one part; texts as they are in the corpora"
            ),
            "calibration error of the mixture": round(
                yes_or_no.calibration_error(scores, answers, given["weight"].to_numpy(dtype=np.float64)), 4
            ),
            "per source": {
                str(name): yes_or_no.measured(scores[rows], answers[rows])
                for name, rows in given.groupby("source").indices.items()
            },
            "per source whose labels we doubt, without those": {
                str(given["source"].iloc[rows[0]]): yes_or_no.measured(scores[rows], answers[rows], intervals=True)
                for rows in _undoubted(given)
            },
            "own comments per language": {
                name: yes_or_no.measured(scores[rows], answers[rows], intervals=True)
                for name in ("en", "fr")
                if len(rows := np.flatnonzero((given["kind"] == "own") & (given["language"] == name)))
            },
        },
        "bad at": [
            "spam without a link, a name or an offer: kind, empty words whose only sign is an ordinary name",
            "spam in other languages than English and French, unless its addresses tell",
            "comments of shop owners that name a price and an address may score high",
        ],
    }
