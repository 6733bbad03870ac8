"""Questions: with or without a question mark, and no rhetorical ones."""

import numpy as np
import pandas as pd
import pytest

from pipeline.classifiers import question
from pipeline.features import Features
from pipeline.stages.question import QuestionStage


def asks(texts: list[str], languages: list[str | None]) -> list[bool | None]:
    columns = {"text": pd.Series(texts, dtype="str"), "language": pd.Series(languages, dtype="str")}
    batch = pd.DataFrame(columns)
    found = QuestionStage()(batch, Features(batch))["is_question"]
    return [None if pd.isna(answer) else bool(answer) for answer in found]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Can I use oat milk instead of buttermilk?"),
        ("en", "does anyone know where to buy this yarn"),
        ("en", "how long does it keep in the fridge"),
        ("fr", "Avez-vous essayé avec du lait d'avoine ?"),
        ("fr", "quelqu'un sait où acheter cette laine"),
        ("fr", "ça se garde combien de temps au frigo"),
        ("es", "¿Sabéis si hay autobús los domingos?"),
    ],
)
def test_questions(language: str, text: str) -> None:
    assert asks([text], [language]) == [True]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "How great is that?!"),
        ("en", "Can we bring this fad back!?"),
        ("en", "What a lovely garden, thank you for the pictures."),
        ("fr", "Mais que demander de plus ?!"),
        ("fr", "Merci, je me demandais justement comment faire et tout est clair."),
        ("de", "Danke, das hat mir sehr geholfen."),
    ],
)
def test_no_questions(language: str, text: str) -> None:
    assert asks([text], [language]) == [False]


def test_no_text_is_no_answer() -> None:
    assert asks(["", "  ", "Why?"], [None, None, "en"])[:2] == [None, None]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("je la trouve comment", {"open", "open_late", "bare_open"}),
        ("Je la trouve belle, quoi.", {"asking", "open", "open_late"}),
        ("Quand trouve-t-on la liste", {"begins_asking", "asking", "hyphened", "bare_inverted"}),
        ("ça vaut le coup ou pas", {"bare_either"}),
        ("et avec du miel est-ce qu'elle monte.", {"inverted_inside", "is_it_that"}),
        ("Je ne sais pas s'il vient.", set()),
    ],
)
def test_how_words_ask(text: str, told: set[str]) -> None:
    found = question.worded(Features.of(["Merci.", text, "où"]))[1]
    assert {name for name, count in zip(question.WORDED, found, strict=True) if count} == told


def test_a_rows_grams_do_not_depend_on_other_rows() -> None:
    texts = ["Why? Because.", "", "no", "Who knows! And where is it?", "?", "", "on fait comment", "est-il", "là"]
    features = Features.of(texts)
    whole, numbers = question.grams(features), question.numbers(features)
    for row, text in enumerate(texts):
        alone = Features.of([text])
        assert sorted(whole[[row]].indices) == sorted(question.grams(alone).indices), text
        assert np.array_equal(numbers[row], question.numbers(alone)[0]), text
