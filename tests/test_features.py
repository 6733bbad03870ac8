"""What stages share about a batch: the plain reading, hashed n-grams, surface counts, polarity lists."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.features import NUMBERS, SURFACE, Features, Lexicon
from pipeline.features.hashing import negated
from pipeline.features.word_sets import among, hash_words

LISTS = [
    [
        ("good", 2.0, "polarity"),
        ("ador*", 3.0, "polarity"),
        ("adorn", -1.0, "polarity"),
        ("bad", -2.0, "polarity"),
        ("pas mal", 1.5, "polarity"),
        ("not bad at all", 2.5, "polarity"),
        ("not", 0.0, "negation"),
        ("pas", 0.0, "negation"),
        ("very", 0.0, "intensifier"),
        ("but", 0.0, "contrast"),
    ]
]
LEXICON = Lexicon.of(LISTS, [("😍", 3.0), ("🙁", -2.0)])
LETTERS = "aAbBéœß ß.,!?@#:/-)(<3'’\n\t\0\u200d\ufe0f😍❤1 0wht ps"
TEXTS = st.lists(st.text(LETTERS, max_size=40), min_size=1, max_size=6)


def plain(text: str) -> str:
    reading = Features.of([text]).reading
    return "".join(map(chr, reading.codes[1 : reading.ends[0]])).strip()


def tokens(text: str) -> list[str]:
    reading = Features.of([text]).reading
    bounds = zip(reading.tokens.starts, reading.tokens.ends, strict=True)
    return ["".join(map(chr, reading.codes[start:end])) for start, end in bounds]


def look(text: str, name: str) -> float:
    return float(Features.of([text]).surface[0, SURFACE.index(name)])


def said(text: str, name: str) -> float:
    return float(Features.of([text]).opinion(LEXICON)[0, NUMBERS.index(name)])


@settings(deadline=None)
@given(TEXTS, st.data())
def test_a_text_has_the_same_features_in_any_company(texts: list[str], data: st.DataObject) -> None:
    whole = Features.of(texts)
    row = data.draw(st.integers(0, len(texts) - 1))
    alone = Features.of([texts[row]])
    for name in ("words", "chars"):
        together, single = getattr(whole, name)[[row]], getattr(alone, name)
        assert np.array_equal(together.indices, single.indices)
        assert np.array_equal(together.data, single.data)
    assert np.array_equal(whole.surface[row], alone.surface[0])
    assert np.array_equal(whole.opinion(LEXICON)[row], alone.opinion(LEXICON)[0])


def test_words_are_found_in_lists() -> None:
    hashes = Features.of(["bread and butter, breads"]).reading.tokens.hashes
    food, small, none = among(hashes, ("butter", "bread"), ("and", "bread"), ())
    assert food.tolist() == [True, False, True, False]
    assert small.tolist() == [True, True, False, False]
    assert not none.any()


def test_words_are_asked_up_to_the_question_mark() -> None:
    texts = ["So. Is it? Yes. Or", "who? me", "no", "?", "why?!"]
    words = [word for text in texts for word in tokens(text)]
    asked = Features.of(texts).reading.asked
    assert [word for word, of in zip(words, asked, strict=True) if of] == ["is", "it", "who", "why"]


@settings(deadline=None)
@given(TEXTS, st.data())
def test_the_features_of_some_comments_are_those_of_the_whole(texts: list[str], data: st.DataObject) -> None:
    chosen = np.array(data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts))))
    whole = Features.of(texts)
    part = whole.where(chosen)
    assert part.texts == [text for text, kept in zip(texts, chosen, strict=True) if kept]
    for name in ("words", "chars"):
        cut, expected = getattr(part, name), getattr(whole, name)[np.flatnonzero(chosen)]
        assert np.array_equal(cut.indptr, expected.indptr)
        assert np.array_equal(cut.indices, expected.indices)
    assert np.array_equal(part.surface, whole.surface[chosen])
    assert np.array_equal(part.opinion(LEXICON), whole.opinion(LEXICON)[chosen])


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("TRÈS Intéressant", "tres interessant"),
        ("œuf, straße", "oeuf, strasse"),
        ("soooooo good!!!!", "soo good!!"),
        ("1000000", "1000000"),
        ("l’été", "l'ete"),
        ("see https://a.example/b?c=d now", "see \ue000 now"),
        ("www.a.example", "\ue000"),
        ("hi @bob_1!", "hi \ue001!"),
        ("a@b.example", "a@b.example"),
        ("ok :-) <3", "ok 🙂 ❤"),
        ("hmm :(", "hmm 🙁"),
        ("in\u200bvisible", "invisible"),
        ("a  \n b", "a b"),
    ],
)
def test_a_text_is_read_plainly(text: str, read: str) -> None:
    assert plain(text) == read


def test_words_and_signs_are_tokens() -> None:
    assert tokens("Don't wait, 😍 it's n°1!") == ["don", "t", "wait", "😍", "it", "s", "n", "1", "!"]
    assert tokens("") == []


def test_a_word_hashes_the_same_wherever_it_stands() -> None:
    far = Features.of(["x" * 70_000 + " bread"]).reading.tokens.hashes[-1]
    assert far == hash_words(["bread"])[0]


def test_negation_reaches_to_the_end_of_its_clause() -> None:
    features = Features.of(["I don't like this, it is good. Pas bon"])
    marked = negated(features.reading.tokens, features.negators)
    read = tokens("I don't like this, it is good. Pas bon")
    assert [word for word, turned in zip(read, marked, strict=True) if turned] == ["like", "this", "bon"]


def test_a_negated_word_is_another_word() -> None:
    plainly, turned = Features.of(["good"]).words, Features.of(["not good"]).words
    assert plainly.indices[0] not in turned.indices


def test_word_pairs_do_not_cross_texts() -> None:
    assert Features.of(["one two", "", "three"]).words.sum(axis=1).tolist() == [3.0, 0.0, 1.0]


def test_character_grams_stay_inside_words() -> None:
    # " ab", "ab " of lengths 2 and 3 and " ab " of 4: as scikit-learn's char_wb counts them
    assert Features.of(["ab"]).chars.sum() == 6
    assert Features.of(["ab ab"]).chars.sum() == 12
    assert len(set(Features.of(["ab ab"]).chars.indices)) == 6


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("WHAT is THIS", "capital_words", 2),
        ("What? Why?", "questions", 2),
        ("Why? 🙂 ", "ends_question", 1),
        ("Why? Because.", "ends_question", 0),
        ("No!" + " " * 50, "ends_exclamation", 1),
        ("10 of 200", "numbers", 2),
        ("noooo", "stretched", 2),
        ("well... ok..", "dots", 2),
        ("http://a.example www.b.example", "urls", 2),
        ("@ann @bob", "handles", 2),
        ("#one # two", "hashtags", 1),
        ("❤ :) 🙁", "emoji", 3),
        ("ca\u0441ino", "mixed_words", 1),
        ("привет", "foreign_share", 1),
        ("a\u200bb\ufe0f", "invisible", 1),
        ("AbcD", "capital_share", 0.5),
        ("one\ntwo", "lines", 1),
        ("5 € or 6 $", "money", 2),
        ("", "length", 1),
    ],
)
def test_a_text_is_looked_at(text: str, name: str, value: float) -> None:
    assert look(text, name) == value


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("good", "balance", 2.0),
        ("very good", "balance", 2.6),
        ("not good", "balance", -1.2),
        ("not at all so very good", "balance", 2.6),  # too far from the negation
        ("not here. good", "balance", 2.0),
        ("adorable", "balance", 3.0),
        ("adorn", "balance", -1.0),  # a whole word goes before a prefix
        ("c'est pas mal", "balance", 1.5),  # a phrase holds its own negation
        ("not bad at all", "balance", 2.5),
        ("bad but good", "after_contrast", 2.0),
        ("bad but good", "before_contrast", -2.0),
        ("not good 😍", "happy_signs", 3.0),
        ("stone", "nothing", 1.0),
        ("", "nothing", 1.0),
    ],
)
def test_a_polarity_list_is_asked(text: str, name: str, value: float) -> None:
    assert said(text, name) == pytest.approx(value)


def test_lists_answer_side_by_side() -> None:
    both = Lexicon.of([LISTS[0], [("good", 1.0, "polarity")]])
    found = Features.of(["not good"]).opinion(both)[0]
    at = NUMBERS.index("balance")
    assert found[[at, at + len(NUMBERS)]].tolist() == pytest.approx([-1.2, -0.6])
