"""Training: the same texts give the same bytes; what a recipe needs is read from labelled texts alone."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from pipeline.classifiers import spam_training, training, yes_or_no
from pipeline.classifiers.corpora import LABELS, Corpora

KINDS = {
    "spam": ("Cheap watches at http://watches-{n}.example, buy {n} today", "spam", "ok", "no"),
    "abuse": ("You are an idiot and number {n} of the fools", "ham", "abuse", "no"),
    "question": ("Which glue do you use for the {n} chairs?", "ham", "ok", "yes"),
    "thanks": ("Thank you for the recipe, we made it {n} times", "ham", "ok", "no"),
}


def own_comments() -> pd.DataFrame:
    """Return ten comments of each kind in each language."""
    return pd.DataFrame(
        [
            {
                "text": f"{said.format(n=n)} ({language})", "language": language, "spam": spam, "abuse": abuse,
                "question": question, "author": f"Reader {n}", "author_url": "", "sentiment": "neutral",
            }
            for language in ("en", "fr")
            for said, spam, abuse, question in KINDS.values()
            for n in range(10)
        ]
    )  # fmt: skip


def few(_: Corpora, name: str, task: str) -> pd.DataFrame:
    """Return twelve texts in place of any corpus."""
    words = list(dict.fromkeys(LABELS[task].values())) if task in LABELS else ["en", "fr"]
    return pd.DataFrame(
        [
            {
                "text": f"Reader {n} is a {words[n % len(words)]} baker of {name.rpartition('/')[2].partition('.')[0]}",
                "label": words[n % len(words)], "language": "en" if n % 4 < 2 else "fr",
                "source": name, "category": "plain", "functionality": "plain",
            }
            for n in range(12)
        ]
    )  # fmt: skip


def without_intervals(measured: Callable[..., dict[str, Any]], *given: Any, **_: Any) -> dict[str, Any]:
    """Return what is measured but for the intervals, which take most of the time."""
    return measured(*given)


@pytest.mark.parametrize("task", ["spam", "abuse", "question"])
def test_the_same_texts_give_the_same_bytes(task: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Corpora, "read", few)
    monkeypatch.setattr(yes_or_no, "own_comments", own_comments)
    monkeypatch.setattr(yes_or_no, "measured", partial(without_intervals, yes_or_no.measured))
    with threadpool_limits(1):  # on so few texts threads only wait for each other
        made = [training.train(task, tmp_path, tmp_path / folder) for folder in ("one", "two")]
    assert made[0].sha256 == made[1].sha256
    for name in (f"{task}.npz", f"{task}.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert made[0].open().card["data"]


def test_a_published_label_that_is_doubted_teaches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "spam/sms_spam_en.train"
    doubted = few(Corpora(tmp_path), name, "spam")["text"][0]
    listed = tmp_path / "doubted.csv"
    listed.write_text(f"corpus,fingerprint\nsms_spam_en,{spam_training.fingerprint(doubted)}\n", encoding="utf-8")
    monkeypatch.setattr(Corpora, "read", few)
    monkeypatch.setattr(spam_training, "DOUBTED", listed)
    given = spam_training.examples(Corpora(tmp_path), own_comments())
    of = given[given["source"] == "sms_spam_en"].set_index("text")["weight"]
    assert of[doubted] == 0
    assert (of.drop(doubted) > 0).all()


def test_the_doubted_labels_are_known_by_fingerprint_alone() -> None:
    listed = pd.read_csv(spam_training.DOUBTED, dtype="str", encoding="utf-8")
    assert listed.columns.tolist() == ["corpus", "fingerprint", "label", "reading"]
    assert listed["fingerprint"].str.fullmatch("[0-9a-f]{16}").all()
    assert listed["fingerprint"].is_unique


def test_own_comments_are_learnt_from_signed_in_full_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Corpora, "read", few)
    given = spam_training.examples(Corpora(tmp_path), own_comments().assign(author=""))
    signed, own = (given[given["kind"] == kind].set_index("text") for kind in ("signed", "own"))
    assert 0 < len(signed) < len(own)
    assert (signed["author"].str.count(" ") == 1).all()
    assert (signed["spam"] == own["spam"].loc[signed.index]).all()
