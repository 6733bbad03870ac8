"""The texts from which languages are learnt: which files, what is cut from them, and which are kept back."""

import csv
import gzip
import hashlib
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import SourceError

OWN = Path(__file__).parents[2] / "data" / "training"
SAME = {"nb": "no", "nn": "no", "zh-cn": "zh", "zh-tw": "zh"}
NOT_TOLD_APART = {"bs", "ms"}  # from Croatian and from Indonesian, which langdetect knows
ACCENTS = {"fr": 0.35} | dict.fromkeys(("es", "pt", "it", "de", "ro", "cs", "pl", "vi", "tr"), 0.1)
# Words that tell no language are learnt as such: once for each of these languages, alike.
SHARERS = ("de", "en", "es", "fr", "id", "it", "nl", "pl", "pt", "ro", "sv", "tr")
SHARED = (
    "ok okay haha hahaha hehe hihi lol xd hm hmm mmm oh ah uh wow bla blabla "
    "Google Facebook YouTube Instagram WhatsApp WordPress iPhone Android Windows Samsung Amazon Netflix Spotify "
    "Microsoft Twitter TikTok Nancy Maria Anna David Thomas Sarah Laura Daniel Martin Peter Julia Nicolas Alex "
    "Sandra Patrick Kevin Monica Victoria Simon Paul Robert Eva Sofia Karim Mohamed Fatima Ali Omar Yasmine Leo "
    "Max Emma Lucas Hugo Nina Olivia Marco Diego Ivan Olga Natalia Chris Sam"
).split()
_AGAIN = 8
_TELLS_NOTHING = frozenset(word.lower() for word in SHARED)
# A third of the tweets labelled Hindi are English; these words hardly stand in Hindi written with Latin letters.
_ENGLISH = frozenset("the of and for with are was were that this from will has have by at".split())
_WORDS = ("pair", "word", "shared")
_WORD = re.compile(r"[^\W\d_][^\s]*")
_AROUND = '.,!?;:()"«»“”…'


@dataclass(frozen=True)
class Corpus:
    """A file of labelled texts: their kind, their language (or as labelled), how many of them, their licence."""

    file: str
    kind: str
    licence: str
    language: str | None = None
    most: int = 1_000_000


_LINGUA = "Lingua test data (P. M. Stahl), Apache-2.0; sentences of the Leipzig Corpora Collection"
CORPORA = (
    Corpus("langid/lingua_sentences.half_a", "sentence", _LINGUA),
    Corpus("langid/lingua_word_pairs.half_a", "pair", _LINGUA),
    Corpus("langid/lingua_single_words.half_a", "word", _LINGUA),
    Corpus("langid/tweets_8lang.train", "tweet", "XLM-T (Barbieri et al. 2022), unclear: hashed weights only"),
    Corpus("sentiment/product_review_sentences_en.train", "other", "Hu & Liu, CC BY 4.0", "en", 4000),
    Corpus("sentiment/pros_cons_en.train", "other", "Ganapathibhotla & Liu, CC BY 4.0", "en", 6000),
    Corpus("sentiment/sentence_polarity_en.train", "other", "Pang & Lee, CC BY 4.0", "en", 3000),
    Corpus("sentiment/subjectivity_en.train", "other", "Pang & Lee, CC BY 4.0", "en", 3000),
    Corpus("sentiment/vader_nyt_en.train", "other", "VADER (Hutto & Gilbert), MIT", "en", 3000),
    Corpus("sentiment/vader_tweets_en.train", "other", "VADER (Hutto & Gilbert), MIT", "en", 2000),
    Corpus("spam/sms_spam_en.train", "other", "SMS Spam Collection (Almeida), CC BY 4.0", "en", 1500),
    *(
        Corpus(
            f"spam/youtube_spam_{name}.train70", "other", "YouTube Spam Collection (Alberto et al.), CC BY 4.0", "en"
        )
        for name in ("01_psy", "02_katyperry", "03_lmfao", "04_eminem", "05_shakira")
    ),
    Corpus("toxicity/wikipedia_talk_en.train", "other", "Wikipedia talk (Dixon et al.), CC BY 4.0", "en"),
    Corpus("toxicity/surge_toxicity_en.train", "other", "Surge AI, MIT", "en"),
    Corpus("toxicity/davidson_en.train", "other", "Davidson et al. 2017, MIT", "en", 4000),
    Corpus("toxicity/mlma_en.train", "other", "MLMA (Ousidhoum et al. 2019), MIT", "en", 3000),
    Corpus("toxicity/hatecheck_en.train", "other", "HateCheck (Röttger et al.), CC BY 4.0", "en", 1000),
    Corpus("toxicity/tweeteval_offensive.train", "other", "TweetEval, unclear: hashed weights only", "en", 6000),
    Corpus("toxicity/mlma_fr.train", "other", "MLMA (Ousidhoum et al. 2019), MIT", "fr"),
    Corpus("toxicity/hatecheck_fr.train", "other", "Multilingual HateCheck, CC BY 4.0", "fr", 1000),
    Corpus("toxicity/cyberagression_ado_fr.train", "other", "CyberAgressionAdo, unclear: hashed weights only", "fr"),
    Corpus("toxicity/toxifrench_agreement_fr.train", "other", "ToxiFrench, MIT", "fr"),
    Corpus("sentiment/allocine_series_fr.train", "other", "Allociné series (Van de Cruys), unclear: hashed only", "fr"),
)


@dataclass(frozen=True)
class Example:
    """A text, its language and its kind: `sentence`, `pair`, `word`, `tweet`, `other`, `own`, `shared`."""

    text: str
    language: str
    kind: str

    @property
    def kept_back(self) -> bool:
        """One text in five, by its hash, is for choosing and measuring and not for learning."""
        digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
        return self.kind != "shared" and int(digest[:8], 16) % 5 == 0


def examples(corpora: Path) -> list[Example]:
    """Return all texts of the corpora and of our own training comments; raise SourceError if a file is not there."""
    found = [example for corpus in CORPORA for example in _of(corpora / f"{corpus.file}.csv.gz", corpus)]
    own = sorted(OWN.glob("comments_*.csv"))
    if not own:
        raise SourceError("data/training", "holds no comments_*.csv; train from a checkout of the project")
    for path in own:
        found += _of(path, Corpus(path.stem, "own", "MIT"))
    return found + [Example(word, language, "shared") for word in SHARED for language in SHARERS] * _AGAIN


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, which may be compressed; raise SourceError if it cannot be read."""
    open_text = gzip.open if path.suffix == ".gz" else open
    try:
        with open_text(path, "rt", encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise SourceError(str(path), f"cannot be read ({error})", "languages are learnt from it") from error


def _of(path: Path, corpus: Corpus) -> list[Example]:
    found = rows(path)
    if len(found) > corpus.most:
        found = random.Random(0).sample(found, corpus.most)  # noqa: S311
    labelled = [(row["text"], corpus.language or row.get("lang") or row.get("language") or "") for row in found]
    return [
        Example(text, SAME.get(language, language), corpus.kind)
        for text, language in labelled
        if language and language not in NOT_TOLD_APART and not _mislabelled(text, language)
    ]


def _mislabelled(text: str, language: str) -> bool:
    return language == "hi" and not _ENGLISH.isdisjoint(text.lower().split())


def varied(given: list[Example]) -> list[Example]:
    """Return the examples with what is cut from them: words, pairs, short runs, and copies without accents."""
    chance = random.Random(7)  # noqa: S311
    more = [piece for example in given for piece in (*_pieces(example, chance), *_plain(example, chance))]
    return given + more


def _pieces(example: Example, chance: random.Random) -> Iterator[Example]:
    stripped = (match.strip(_AROUND) for match in _WORD.findall(example.text))
    words = [word for word in stripped if word and "http" not in word]
    if example.kind in _WORDS or len(words) < 3:
        return
    for length in (2, 2, 1, chance.randint(3, 6)):
        if len(words) <= length:
            continue
        start = chance.randrange(len(words) - length + 1)
        run = words[start : start + length]
        if length == 2 and chance.random() < 0.5:  # the word pairs of Lingua are no neighbours, and mostly long words
            run = [chance.choice([word for word in words if len(word) > 3] or words), chance.choice(words)]
        if length == 1 and run[0].lower() in _TELLS_NOTHING:
            continue
        yield Example(" ".join(run), example.language, {1: "word", 2: "pair"}.get(length, "run"))


def _plain(example: Example, chance: random.Random) -> Iterator[Example]:
    if example.kind in _WORDS or chance.random() >= ACCENTS.get(example.language, 0):
        return
    plain = "".join(part for part in unicodedata.normalize("NFD", example.text) if not unicodedata.combining(part))
    if plain != example.text:
        yield Example(plain, example.language, example.kind)
