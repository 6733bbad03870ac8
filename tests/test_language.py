"""Languages: comments as people write them, on the classifier that is shipped."""

import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.classifiers import language_examples
from pipeline.classifiers.language import Languages, open_languages, prior
from pipeline.classifiers.language_examples import Corpus, Example, varied
from pipeline.classifiers.language_grams import OTHER, PIECE, PIECES, alphabet_of, excerpt, letters
from pipeline.classifiers.model import current
from pipeline.errors import SourceError
from pipeline.features import Features
from pipeline.stages.language import LanguageStage

ENGLISH = [
    "Love it",
    "Thanks!",
    "Agreed",
    "Well said Jean-Pierre",
    "Best article ever",
    "THIS IS THE WORST THING I HAVE EVER READ",
    "omg same",
    "can u plz check my channel",
    "i luv dis song so much",
    "The crème brûlée was divine, my husband loved it",
    "Thank you for this, I needed it. Onward and upward. Merci. Nancy",
    "As the French say, « c'est la vie », but I still think you are right about the bread",
    "Hi @jeanne_dupont, see https://exemple.fr/recettes-de-cuisine for the rest",
    (
        "« Il n'y a pas de fumée sans feu et tout le monde le sait bien », as my grandmother used to say when we were "
        "kids. She had a saying for every occasion, most of which I never understood until I was well over thirty."
    ),
    "Ever since we moved to Aix-en-Provence the kids have been asking for a dog",
]
FRENCH = [
    "Merci!",
    "Bravo",
    "Génial !",
    "Tout à fait",
    "tres interessant",
    "jai pas compris la recette",
    "c tro bien mdr",
    "jsuis dsl mais cé nul",
    "slt sa va",
    "TRES BON ARTICLE MERCI",
    "On a testé le iPhone 15 Pro Max avec Google Maps et Spotify, rien à dire",
    'Comme disent les Anglais, "the show must go on", mais je n\'y crois plus du tout',
    (
        "« You can't always get what you want, but if you try sometimes », disait la chanson. Moi j'ai essayé dix "
        "ans et franchement je n'ai rien obtenu du tout, alors les belles paroles, on les garde pour les anniversaires."
    ),
    "Merci pour cet article, c'est exactement ce que je cherchais. Cheers, John",
    "voir www.best-shop-online.com pour les prix, c'est moins cher",
]
OTHERS = {
    "ar": "شكرا جزيلا على هذا المقال",
    "ca": "Moltes gràcies per l'article",
    "de": "Vielen Dank für diesen tollen Artikel",
    "el": "Ευχαριστώ πολύ για το άρθρο",
    "es": "Muchas gracias por el artículo, muy interesante",
    "he": "תודה רבה על המאמר",
    "hi": "बहुत अच्छा लेख है",
    "it": "Grazie mille, bellissimo articolo",
    "ja": "記事をありがとうございます",
    "ko": "좋은 글 감사합니다",
    "nl": "Bedankt voor dit mooie artikel",
    "pl": "Dziękuję za ciekawy artykuł",
    "pt": "Muito obrigado pelo artigo",
    "ro": "Mulțumesc pentru articol",
    "ru": "Купить дешевые часы с доставкой по всей России",
    "sv": "Tack så mycket för artikeln",
    "th": "ขอบคุณมากสำหรับบทความ",
    "tr": "Çok güzel bir yazı olmuş, teşekkürler",
    "uk": "Дякую за цікаву статтю, дуже корисно",
    "vi": "Cảm ơn bạn rất nhiều vì bài viết",
    "zh": "谢谢分享，这篇文章很好",
}
NO_TELLING = [
    "ok",
    "OK!",
    "12345",
    "+1",
    "😂😂😂",
    "👍",
    "",
    "  \n",
    "...",
    "https://example.com/merci-beaucoup",
    "@nancy",
    "a@example.fr",
]


@pytest.fixture(scope="module")
def languages() -> Languages:
    return open_languages(current("language"))


def answer(languages: Languages, text: str, *expects: str) -> str | None:
    return languages.answers([text], expects or ("en", "fr"))[0][0]


@pytest.mark.parametrize("text", ENGLISH)
def test_english_as_it_is_written(languages: Languages, text: str) -> None:
    assert answer(languages, text) == "en"


@pytest.mark.parametrize("text", FRENCH)
def test_french_as_it_is_written(languages: Languages, text: str) -> None:
    assert answer(languages, text) == "fr"


@pytest.mark.parametrize(("language", "text"), OTHERS.items())
def test_another_language_stays_itself_whatever_the_site_expects(
    languages: Languages, language: str, text: str
) -> None:
    assert answer(languages, text) == answer(languages, text, "fr") == answer(languages, text, "de", "nl") == language


@pytest.mark.parametrize("text", NO_TELLING)
def test_what_tells_nothing_is_missing_even_if_one_language_is_expected(languages: Languages, text: str) -> None:
    assert answer(languages, text) is None
    assert answer(languages, text, "fr") is None


def test_a_short_text_is_no_reason_to_be_silent(languages: Languages) -> None:
    assert answer(languages, "oui") == "fr"
    assert answer(languages, "yes") == "en"


@pytest.mark.parametrize(
    "text", ["Thank you very much for this post", "Merci beaucoup pour cet article", "Vielen Dank für den Beitrag"]
)
def test_capitals_change_nothing(languages: Languages, text: str) -> None:
    # Not upper(): that makes SS of ß, and no lower case makes ß of it again.
    shouted = "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in text)
    assert np.array_equal(languages.evidence([text]), languages.evidence([shouted]))


def test_letters_that_are_not_seen_and_repeated_ones_change_nothing(languages: Languages) -> None:
    plain, dressed = languages.evidence(["merci beaucoup", "mer\u200bci\ufeff beauco\xadup"])
    assert np.array_equal(plain, dressed)
    assert np.array_equal(*languages.evidence(["nooo", "nooooooooooo"]))


def test_what_a_site_expects_tips_the_scale_and_no_more(languages: Languages) -> None:
    words = ["pronto", "final", "important information", "Guten Morgen zusammen"]
    italian, german = (languages.probabilities(words, (name,)) for name in ("it", "de"))
    place = languages.names.index("it")
    assert (italian[:, place] > german[:, place]).all()
    assert languages.answers(words[3:], ("it",))[0] == ["de"]


def test_the_prior_gives_all_unexpected_languages_together_the_weight_of_one_expected() -> None:
    names, odds = ("de", "en", "fr", "ru"), np.array([3.0, 1.0, 1.0, 1.0])
    assert np.exp(prior(names, odds, ("en", "fr"))) == pytest.approx([0.25, 1 / 3, 1 / 3, 1 / 12])
    assert np.exp(prior(names, odds, ("en",))) == pytest.approx([0.4, 1 / 3, 2 / 15, 2 / 15])
    assert np.exp(prior(names, odds, ())) == pytest.approx([0.5, 1 / 6, 1 / 6, 1 / 6])
    assert np.exp(prior(names, odds, ("xx",))) == pytest.approx([0.5, 1 / 6, 1 / 6, 1 / 6])
    assert np.exp(prior(names, odds, names)) == pytest.approx([0.5, 1 / 6, 1 / 6, 1 / 6])


def test_all_of_langdetects_languages_are_known(languages: Languages) -> None:
    langdetect = (
        "af ar bg bn ca cs cy da de el en es et fa fi fr gu he hi hr hu id it ja kn ko lt lv mk ml mr ne nl no pa "
        "pl pt ro ru sk sl so sq sv sw ta te th tl tr uk ur vi zh"
    )
    assert set(langdetect.split()) <= set(languages.names)


@settings(deadline=None, max_examples=30)
@given(cut=st.integers(1, 40))
def test_cutting_a_batch_changes_nothing(cut: int) -> None:
    texts = [*ENGLISH, *FRENCH, *OTHERS.values(), *NO_TELLING]
    batch = pd.DataFrame({"text": pd.Series(texts, index=range(100, 100 + len(texts)), dtype="str")})
    stage = LanguageStage()
    whole = stage(batch, Features(batch))
    parts = [stage(part, Features(part)) for part in (batch[:cut], batch[cut:])]
    pd.testing.assert_frame_equal(whole, pd.concat(parts), check_exact=True)


def test_the_stage_answers_in_the_tables_types_and_is_silent_in_both_columns() -> None:
    batch = pd.DataFrame({"text": pd.Series(["Merci beaucoup", None, "12345"], index=[7, 8, 9], dtype="str")})
    answers = LanguageStage()(batch, Features(batch))
    assert answers["language"].tolist()[0] == "fr"
    assert answers.index.tolist() == [7, 8, 9]
    assert answers.isna().to_numpy().tolist() == [[False, False], [True, True], [True, True]]
    score = answers["language_score"][7]
    assert 0.9 < score <= 1
    assert score == round(score, 4)


def test_the_stage_travels_and_names_its_classifier() -> None:
    stage = LanguageStage(("de",))
    assert pickle.loads(pickle.dumps(stage)) == stage
    assert len(pickle.dumps(stage)) < 2000
    assert stage.version.startswith("language ")
    assert stage.version.endswith(stage.classifier.sha256[:8])


def test_packed_and_unpacked_are_the_same_classifier(languages: Languages) -> None:
    again = Languages.unpacked(languages.packed())
    assert np.array_equal(again.evidence(FRENCH), languages.evidence(FRENCH))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("see http://a.example/merci now", "see now"),
        ("(https://x.example) merci", "( merci"),
        ("write to joe.doe@mail.example please", "write to please"),
        ("@nancy\nwell said", "well said"),
        ("foo-bar.com/path?x=1\tis down", "is down"),
        ("C'est fini.Merci", "C'est fini.Merci"),
    ],
)
def test_addresses_and_names_are_not_read(text: str, kept: str) -> None:
    assert " ".join(excerpt(text).split()) == kept


def test_of_a_long_text_three_pieces_are_read() -> None:
    assert excerpt("a" * 250 + "b" * 250 + "c" * 250) == " ".join(letter * PIECE for letter in "abc")
    assert excerpt("a" * PIECES * PIECE) == "a" * PIECES * PIECE
    assert len(excerpt("a" * (PIECES * PIECE + 1))) == PIECES * (PIECE + 1) - 1
    words = " ".join(f"word{number:04}" for number in range(100))
    assert all(len(word) == 8 for piece in (48, 97) for word in excerpt(words)[piece:].split()[1:4])
    assert excerpt("@" * 100_000).strip() == ""


def test_grams_stay_within_a_text_and_a_word() -> None:
    alphabet, numbers = alphabet_of("abc")
    assert numbers == {"a": 2, "b": 3, "c": 4}
    assert [alphabet[code] for code in (ord("B"), ord("z"), ord("7"), 0xFFFF)] == [3, OTHER, 0, 0]
    one, two = (list(letters(texts, alphabet).grams()) for texts in (["ab", "", "c"], ["c", "ab"]))
    for (keys, ends), (others, _) in zip(one, two, strict=True):
        assert sorted(keys) == sorted(others)
        assert ends[0] == ends[1] <= ends[2] == len(keys)
    assert [len(keys) for keys, _ in one] == [3, 5, 3, 1, 0, 2]


def test_learning_pieces_keep_the_language_and_shared_words_are_not_kept_back() -> None:
    sentence = Example("Où était-il passé, ce satané chat ?", "fr", "sentence")
    pieces = varied([sentence] * 20)[20:]
    assert {piece.language for piece in pieces} == {"fr"}
    assert {"word", "pair", "run", "sentence"} == {piece.kind for piece in pieces}
    assert any(piece.text == "Ou etait-il passe, ce satane chat ?" for piece in pieces)
    assert not any(Example(word, "en", "shared").kept_back for word in language_examples.SHARED)
    assert 10 < sum(Example(str(number), "en", "word").kept_back for number in range(100)) < 30


def test_a_missing_corpus_says_which(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"lingua_sentences.*cannot be read"):
        language_examples.examples(tmp_path)
    assert Corpus("x", "word", "MIT").most > 100_000
