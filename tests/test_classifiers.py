"""Classifiers: how they are kept, opened, explained, measured; and that the shipped ones are whole."""

import csv
import gzip
import hashlib
import json
import pickle
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.classifiers import lexicon, measures, model, sentiment, training
from pipeline.classifiers.corpora import Corpora, labelled
from pipeline.classifiers.evaluation import evaluate
from pipeline.classifiers.fitting import nearly
from pipeline.classifiers.model import Linear
from pipeline.errors import ModelError, SourceError, UnknownName, UsageError
from pipeline.features import NUMBERS, Features
from pipeline.features.hashing import CHAR_BITS, WORD_BITS
from pipeline.schema import conform
from pipeline.stages.sentiment import SentimentStage

ARRAYS = {"bias": np.array([0.5]), "words": np.arange(6, dtype=np.int8).reshape(6, 1), "words_scale": np.array([2.0])}
CARD = {"name": "tried", "version": "1"}


def test_a_saved_classifier_opens_as_it_was(tmp_path: Path) -> None:
    handle = model.save(tmp_path, CARD, ARRAYS)
    opened = model.current("tried", tmp_path).open()
    assert opened.version == handle.version == f"tried 1 {handle.sha256[:8]}"
    assert opened.arrays.keys() == ARRAYS.keys()
    assert np.array_equal(opened.arrays["words"], ARRAYS["words"])
    assert pickle.loads(pickle.dumps(handle)).open() is opened


def test_the_same_arrays_give_the_same_bytes(tmp_path: Path) -> None:
    model.save(tmp_path / "one", CARD, ARRAYS)
    model.save(tmp_path / "two", CARD, dict(reversed(ARRAYS.items())))
    for name in ("tried.npz", "tried.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_sites_own_classifier_goes_before_the_shipped_one(tmp_path: Path) -> None:
    shipped = model.current("sentiment", tmp_path)
    own = model.save(tmp_path, {**CARD, "name": "sentiment"}, ARRAYS)
    assert shipped.folder == model.WEIGHTS
    assert model.current("sentiment", tmp_path) == own


def test_other_weights_than_the_cards_are_refused(tmp_path: Path) -> None:
    handle = model.save(tmp_path, CARD, ARRAYS)
    path = tmp_path / "tried.npz"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(ModelError, match="not those that its card describes"):
        handle.open()


def test_a_worker_refuses_a_classifier_replaced_meanwhile(tmp_path: Path) -> None:
    before = model.save(tmp_path, CARD, ARRAYS)
    model.save(tmp_path, CARD, {**ARRAYS, "bias": np.array([9.0])})
    with pytest.raises(ModelError):
        before.open()


@pytest.mark.parametrize("card", ["", "[]", "{}", '{"format": 99, "name": "tried", "version": "1", "sha256": ""}'])
def test_a_card_that_says_nothing_is_refused(tmp_path: Path, card: str) -> None:
    model.save(tmp_path, CARD, ARRAYS)
    (tmp_path / "tried.json").write_text(card, encoding="utf-8")
    with pytest.raises(ModelError, match="tried"):
        model.current("tried", tmp_path)


def test_weights_that_would_run_code_are_refused(tmp_path: Path) -> None:
    handle = model.save(tmp_path, CARD, {"bias": np.array([0.5])})
    whole = BytesIO()
    np.savez(whole, bias=np.array([print], dtype=object))
    (tmp_path / "tried.npz").write_bytes(whole.getvalue())
    digest = hashlib.sha256(whole.getvalue()).hexdigest()
    card = json.loads((tmp_path / "tried.json").read_text(encoding="utf-8")) | {"sha256": digest}
    (tmp_path / "tried.json").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be read"):
        model.current("tried", tmp_path).open()
    assert handle.sha256 != digest


def test_a_classifier_that_there_is_not_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="sentiment"):
        model.current("mood", tmp_path)


@pytest.mark.parametrize("name", model.known())
def test_shipped_classifiers_open_are_small_and_say_what_they_are(name: str) -> None:
    opened = model.open_model(name)
    assert (model.WEIGHTS / f"{name}.npz").stat().st_size < 4_000_000
    assert opened.card["method"]
    assert opened.card["data"]
    assert opened.card.get("measured") or opened.card.get("figures")


def test_shipped_weights_are_small_together() -> None:
    assert sum(path.stat().st_size for path in model.WEIGHTS.iterdir()) < 12_000_000


def linear(outputs: int = 2) -> Linear:
    chance = np.random.default_rng(0)
    return Linear(
        chance.normal(size=outputs),
        chance.normal(size=(1 << WORD_BITS, outputs)).astype(np.float32),
        chance.normal(size=(1 << CHAR_BITS, outputs)).astype(np.float32),
        chance.normal(size=(30, outputs)),
        np.zeros(30),
        np.ones(30),
    )


WEIGHTS = linear()


@settings(deadline=None)
@given(st.lists(st.text("abc é!?", max_size=30), min_size=1, max_size=8), st.data())
def test_a_texts_logits_are_the_same_in_any_company(texts: list[str], data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(texts) - 1))
    together, alone = (Features.of(some) for some in (texts, [texts[row]]))
    whole = WEIGHTS.logits(together.words, together.chars, together.surface)
    assert whole[row].tolist() == WEIGHTS.logits(alone.words, alone.chars, alone.surface)[0].tolist()


def test_packed_weights_are_nearly_the_same() -> None:
    features = Features.of(["a text to be judged", "un autre texte"])
    packed = Linear.unpacked(WEIGHTS.packed("en"), "en")
    before = WEIGHTS.logits(features.words, features.chars, features.surface)
    assert packed.logits(features.words, features.chars, features.surface) == pytest.approx(before, abs=0.1)


def test_multiplied_outputs() -> None:
    features = Features.of(["a text"])
    twice = WEIGHTS.times(np.array([2.0, 1.0])).logits(features.words, features.chars, features.surface)[0]
    once = WEIGHTS.logits(features.words, features.chars, features.surface)[0]
    assert twice == pytest.approx([2 * once[0], once[1]], rel=1e-5)


def test_measures_of_labels_are_those_worked_out_by_hand() -> None:
    truth = np.array(["spam"] * 4 + ["ham"] * 6)
    said = np.array(["spam", "spam", "spam", "ham", "spam", "ham", "ham", "ham", "ham", "missing"])
    found = measures.of_labels(truth, said, ["spam", "ham"], "spam").set_index("measure")
    assert found.loc["accuracy", "value"] == 0.7
    assert found.loc["caught", "value"] == 0.75
    assert found.loc["blocked", "value"] == pytest.approx(1 / 6, abs=1e-4)
    assert found.loc["precision", "value"] == 0.75
    assert found.loc["macro_f1", "value"] == pytest.approx((0.75 + 8 / 11) / 2, abs=1e-4)
    assert (found["low"] <= found["value"]).all()
    assert (found["high"] >= found["value"]).all()


def test_mcc_of_two_classes_is_the_textbooks() -> None:
    truth, said = np.array(list("aaaabbbb")), np.array(list("aaabbbba"))
    found = measures.of_labels(truth, said, ["a", "b"]).set_index("measure")
    assert found.loc["mcc", "value"] == pytest.approx(0.5)  # (3*3 - 1*1) / 16


def test_area_under_the_curve_counts_pairs() -> None:
    assert measures.auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0.0, 0.0, 1.0, 1.0])) == 0.75
    assert measures.auc(np.array([0.5, 0.5]), np.array([0.0, 1.0])) == 0.5


def test_calibration_error_is_the_mean_distance() -> None:
    scores = np.repeat([0.2, 0.8], 50)
    kept = np.concatenate((np.tile([1, 0, 0, 0, 0], 10), np.tile([1, 1, 1, 1, 0], 10))).astype(float)
    assert measures.calibration_error(scores, kept) == pytest.approx(0.0)
    assert measures.calibration_error(scores, np.ones(100)) == pytest.approx(0.5)


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    whole = StringIO(newline="")
    writer = csv.DictWriter(whole, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    plain = whole.getvalue().encode("utf-8")
    path.write_bytes(gzip.compress(plain) if path.suffix == ".gz" else plain)
    return path


def test_labels_may_be_called_by_other_names(tmp_path: Path) -> None:
    rows = [
        {"text": "Hi &amp; bye\ufeff", "label": "Toxic", "lang": "en"},
        {"text": "b", "label": "non-hateful", "lang": ""},
    ]
    found = labelled(written(tmp_path / "some.csv.gz", rows), "abuse")
    assert found["label"].tolist() == ["abuse", "ok"]
    assert found["text"].tolist() == ["Hi & bye", "b"]
    assert found["language"].isna().tolist() == [False, True]
    assert set(found["source"]) == {"some"}


def test_the_label_may_stand_under_the_tasks_name(tmp_path: Path) -> None:
    rows = [{"text": "a", "sentiment": "positive", "spam": "ham"}, {"text": "b", "sentiment": "", "spam": "spam"}]
    path = written(tmp_path / "own.csv", rows)
    assert labelled(path, "sentiment")["text"].tolist() == ["a"]
    assert labelled(path, "spam")["label"].tolist() == ["ham", "spam"]


def test_a_file_labelled_for_something_else_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "odd.csv", [{"text": "a", "label": "maybe"}])
    with pytest.raises(SourceError, match="maybe"):
        labelled(path, "spam")
    with pytest.raises(UnknownName, match="mood"):
        labelled(path, "mood")
    with pytest.raises(SourceError, match="no column"):
        labelled(written(tmp_path / "bare.csv", [{"words": "a"}]), "spam")


def test_training_without_texts_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAUSERIE_CORPORA", raising=False)
    with pytest.raises(UsageError, match="CAUSERIE_CORPORA"):
        training.train("sentiment")
    with pytest.raises(UsageError, match=r"xlmt_english\.train"):
        training.train("sentiment", tmp_path, tmp_path)
    with pytest.raises(UnknownName, match="mood"):
        training.train("mood")
    with pytest.raises(UsageError):
        Corpora(tmp_path).read("sentiment/none", "sentiment")


@dataclass(frozen=True)
class Counting:
    """Calls a text spam by its exclamation marks."""

    name: str = "spam"
    reads: tuple[str, ...] = ("text",)
    adds: tuple[str, ...] = ("spam_score",)
    version: str = "counting 1"

    def __call__(self, batch: pd.DataFrame, features: Features) -> pd.DataFrame:  # noqa: ARG002
        return pd.DataFrame({"spam_score": batch["text"].str.count("!").clip(upper=10) / 10}, index=batch.index)


def test_an_evaluation_measures_stages_per_part(tmp_path: Path) -> None:
    rows = [
        {"text": "buy!!!!!!!!", "label": "spam", "lang": "en"},
        {"text": "hello", "label": "ham", "lang": "en"},
        {"text": "merci!!!!!!", "label": "ham", "lang": "fr"},
        {"text": "gagnez", "label": "spam", "lang": "fr"},
    ]
    found = evaluate("spam", [written(tmp_path / "four.csv", rows)], [Counting()])
    value = found.scores.set_index(["part", "measure"])["value"]
    assert value["all", "accuracy"] == 0.5
    assert value["language en", "accuracy"] == 1.0
    assert value["language fr", "blocked"] == 1.0
    assert value["all", "auc"] == 0.625
    assert found.confusion.loc["ham", "spam"] == 1
    assert found.answers["answer"].tolist() == ["spam", "ham", "spam", "ham"]


def asked(*rows: tuple[str | None, str | None, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["text", "language", "kind"])
    return conform(frame, names=["text", "language", "kind"])


def felt(batch: pd.DataFrame) -> list[str | None]:
    answers = SentimentStage()(batch, Features(batch))
    return [None if pd.isna(value) else value for value in answers["sentiment"]]


def test_clear_comments_are_felt() -> None:
    batch = asked(
        ("I suffer from hip pain, thank you so much for this", "en", "comment"),
        ("What a load of rubbish, a complete waste of time.", "en", "comment"),
        ("Can I use wholemeal flour instead of white?", "en", "comment"),
        ("Un grand merci, c'était délicieux, toute la famille a adoré !", "fr", "comment"),
        ("C'est nul, je suis très déçu, à fuir.", "fr", "comment"),
        ("À quelle heure ouvre la mairie le samedi ?", "fr", "comment"),
    )
    assert felt(batch) == ["positive", "negative", "neutral", "positive", "negative", "neutral"]


def test_what_cannot_be_felt_is_missing() -> None:
    batch = asked(
        ("Muchas gracias", "es", "comment"),
        ("Thank you", None, "comment"),
        ("Thank you", "en", "pingback"),
        (" ", "en", "comment"),
        (None, "fr", "comment"),
    )
    answers = SentimentStage()(batch, Features(batch))
    assert answers.isna().all(axis=None)


def test_changed_word_lists_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentiment, "fingerprints", lambda language, phrases: {language: f"another {phrases}"})
    with pytest.raises(ModelError, match="word lists have changed"):
        sentiment.opened(model.open_model("sentiment"), "en")


def test_phrases_are_for_who_asks_for_them() -> None:
    features = Features.of(["I gave up and it went in the bin."])
    plain, told = (features.opinion(lexicon.lexicon("en", phrases))[0] for phrases in (False, True))
    assert told[NUMBERS.index("balance")] < plain[NUMBERS.index("balance")]
    assert set(lexicon.fingerprints("en", phrases=True)) - set(lexicon.fingerprints("en")) == {"phrases_en.csv"}


@pytest.mark.parametrize(
    "name",
    sorted({name for lists in lexicon.LISTS.values() for one in lists for name in one} | set(lexicon.PHRASES.values())),
)
def test_word_lists_are_sane(name: str) -> None:
    with (lexicon.FOLDER / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["entry"] for row in rows}) >= len(rows) * 0.95
    assert all(-4 <= float(row.get("score") or 0) <= 4 for row in rows)
    assert all(row["entry"] == row["entry"].strip() != "" for row in rows)


def test_near_repeats_are_found() -> None:
    texts = ["RT : le nucléaire est une énergie d'avenir #cop21", "On mange quoi ce soir ?"]
    assert nearly(texts, ["le nucléaire est une énergie d'avenir #cop21 https://a.example"]).tolist() == [True, False]
