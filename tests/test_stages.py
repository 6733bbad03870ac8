"""The laws of the stage contract, each held for every listed stage."""

import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.annotate import Stage, annotate, plan
from pipeline.classifiers.model import current
from pipeline.errors import StageError
from pipeline.features import Features
from pipeline.schema import COMMENTS, conform, unanswered
from pipeline.stages import STAGES, stages

LISTED = stages()
TEXTS = [
    "Thank you so much, this is exactly what I was looking for!",
    "Merci beaucoup, c'est exactement ce que je cherchais.",
    "WHERE CAN I BUY THIS???",
    "Je ne suis pas du tout d'accord, c'est n'importe quoi.",
    "Buy cheap watches now http://cheap.example/x http://cheap.example/y",
    "",
    "👍👍",
    "12345",
    "Ich bin nur zu Besuch, aber bei uns fährt samstags kein Auto mehr.",
    "x" * 5_000,
    "a\u202eb\u200bc \x01 " + "é" * 30,
    "Est-ce que quelqu'un sait si ça marche aussi avec du lait d'avoine ?",
]


def batch(texts: list[str]) -> pd.DataFrame:
    rows = {"text": pd.Series(texts, dtype="str"), "kind": "comment"}
    made = pd.DataFrame(rows, index=range(100, 100 + len(texts)))
    made["author"] = ["Ann" if place % 2 else None for place in range(len(texts))]
    made["author_url"] = ["https://shop.example/casino" if place % 3 == 0 else None for place in range(len(texts))]
    return conform(made, names=COMMENTS.owned_by("source", "run"))


def answered_before(stage: Stage, texts: list[str]) -> pd.DataFrame:
    before = LISTED[: LISTED.index(stage)]
    return annotate(batch(texts), before)


def answers(stage: Stage, asked: pd.DataFrame) -> pd.DataFrame:
    return stage(asked[list(stage.reads)], Features(asked))


every_stage = pytest.mark.parametrize("stage", LISTED, ids=lambda stage: stage.name)


@every_stage
def test_same_rows_same_order(stage: Stage) -> None:
    asked = answered_before(stage, TEXTS)
    assert answers(stage, asked).index.equals(asked.index)


@every_stage
def test_exactly_what_it_promised(stage: Stage) -> None:
    found = answers(stage, answered_before(stage, TEXTS))
    assert tuple(found.columns) == stage.adds
    assert {name: str(found[name].dtype) for name in found} == {name: COMMENTS[name].dtype for name in stage.adds}
    for name in stage.adds:
        words = COMMENTS[name].words
        assert not words or set(found[name].dropna()) <= set(words)
        if COMMENTS[name].kind == "number":
            assert found[name].dropna().between(-1, 1).all()
            assert (found[name].dropna().round(4) == found[name].dropna()).all()


@every_stage
@settings(max_examples=15, deadline=None)
@given(
    texts=st.lists(st.sampled_from(TEXTS) | st.text(max_size=60), min_size=2, max_size=12), share=st.floats(0.1, 0.9)
)
def test_cutting_does_not_matter(stage: Stage, texts: list[str], share: float) -> None:
    asked = answered_before(stage, texts)
    cut = min(max(1, int(len(asked) * share)), len(asked) - 1)
    parts = pd.concat([answers(stage, asked.iloc[:cut]), answers(stage, asked.iloc[cut:])])
    pd.testing.assert_frame_equal(answers(stage, asked), parts)


@every_stage
def test_it_travels(stage: Stage) -> None:
    travelled = pickle.dumps(stage)
    assert len(travelled) < 2_000
    asked = answered_before(stage, TEXTS)
    pd.testing.assert_frame_equal(answers(pickle.loads(travelled), asked), answers(stage, asked))


@every_stage
def test_dont_know_is_an_answer(stage: Stage) -> None:
    asked = answered_before(stage, ["", "", ""])
    found = answers(stage, asked)
    assert len(found) == 3
    missing = asked.assign(text=pd.Series([None] * 3, index=asked.index, dtype="str"))
    assert answers(stage, missing).index.equals(asked.index)


@every_stage
def test_it_is_registered_under_its_name(stage: Stage) -> None:
    assert STAGES[stage.name](("en", "fr"), current(stage.name)).name == stage.name
    assert stage.name in stage.version


def test_answers_are_as_promised_in_the_tables() -> None:
    assert {name for stage in LISTED for name in stage.adds} == set(COMMENTS.owned_by("stage"))


def test_applying_needs_no_library_that_is_slow_to_load() -> None:
    code = (
        "import sys, pandas as pd; from pipeline.check import check; check(['merci']);"
        "print(sorted({'sklearn', 'nltk', 'langdetect', 'django', 'vaderSentiment'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


class Broken:
    """A stage whose answer is made by a function of the test."""

    name, reads, adds, version = "broken", ("text",), ("spam_score",), "broken 1"

    def __init__(self, answer: Callable[[pd.DataFrame], Any]) -> None:
        self.answer = answer

    def __call__(self, batch: pd.DataFrame, features: Features) -> pd.DataFrame:  # noqa: ARG002 - stages are given it
        answer: pd.DataFrame = self.answer(batch)
        return answer


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (lambda _: 1 / 0, "stage broken: ZeroDivisionError"),
        (lambda batch: unanswered(batch.index[:-1], ["spam_score"]), "answered other rows"),
        (lambda batch: unanswered(batch.index[::-1], ["spam_score"]), "answered other rows"),
        (lambda batch: unanswered(batch.index, ["abuse_score"]), "answered abuse_score instead of spam_score"),
        (lambda batch: unanswered(batch.index, ["spam_score"]).astype("float32"), "as float32 instead of float64"),
        (lambda _: None, "answered other rows"),
    ],
)
def test_a_broken_answer_is_named(answer: Callable[[pd.DataFrame], Any], problem: str) -> None:
    with pytest.raises(StageError, match=problem):
        annotate(batch(["a", "b"]), [Broken(answer)])


def test_an_empty_batch_reaches_no_stage() -> None:
    found = annotate(batch(["a"]).iloc[:0], [Broken(lambda _: 1 / 0)])
    assert len(found) == 0
    assert str(found["spam_score"].dtype) == "float64"


def test_a_plan_wants_columns_in_time() -> None:
    class Early(Broken):
        name, reads = "early", ("language",)

    with pytest.raises(StageError, match="reads language, which no stage before it answers"):
        plan([Early(list)])
    with pytest.raises(StageError, match="answers spam_score, which is there already"):
        plan([Broken(list), Broken(list)])
    assert plan(LISTED) == LISTED
