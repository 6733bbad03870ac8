"""Abuse: insults are told from swearing, from words with a harmless sense, and from mentions of groups."""

import pandas as pd
import pytest

from pipeline.classifiers import abuse
from pipeline.classifiers.abuse_groups import naming_groups
from pipeline.classifiers.abuse_signs import SIGNS, signs
from pipeline.classifiers.model import open_model, sigmoid
from pipeline.features import Features
from pipeline.policy.rules import Rules
from pipeline.stages.abuse import AbuseStage

HOLD = {language: Rules().limits("abuse", language).hold for language in abuse.LANGUAGES}


def score(text: str, language: str) -> float:
    return float(sigmoid(abuse.logits(open_model("abuse"), Features.of([text]), language))[0])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "You are a stupid idiot and everybody hates you."),
        ("en", "go kill yourself you worthless piece of shit"),
        ("fr", "espèce de gros connard, ferme ta gueule"),
        ("fr", "sale pute, on va te retrouver"),
    ],
)
def test_abuse_is_held(language: str, text: str) -> None:
    assert score(text, language) >= HOLD[language]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "!! SO AS !! SO ASSES !! That stretch woke up my psoas, thank you."),
        ("en", "this damn printer jams every single time"),
        ("en", "I'm a gay man in my sixties and the village has been kinder than I feared."),
        ("en", "My brother was killed at that crossroads. Please slow down."),
        ("en", "Pros and cons: cheaper, but noisier."),
        ("fr", "Bordel que c'est bon, j'en ai repris trois fois !"),
        ("fr", "Le bus est en retard tous les lundis."),
        ("fr", "Prenez une bite d'amarrage en fonte, celles en alu cassent."),
        ("fr", "En tant que maman musulmane, merci pour la partie sur la cantine."),
        ("fr", "Le ministre a menti, qu'il démissionne."),
    ],
)
def test_what_is_no_abuse_is_not_held(language: str, text: str) -> None:
    assert score(text, language) < HOLD[language]


def test_other_languages_are_missing_and_an_unknown_one_is_read_in_all() -> None:
    texts = ["Du bist ein Idiot", "connard", None]
    languages = pd.Series(["de", None, "fr"], dtype="str")
    batch = pd.DataFrame({"text": pd.Series(texts, dtype="str"), "language": languages})
    found = AbuseStage()(batch, Features(batch))["abuse_score"]
    each = [score("connard", language) for language in abuse.LANGUAGES]
    assert found.isna().tolist() == [True, False, True]
    assert found[1] == pytest.approx(sum(each) / len(each), abs=1e-4)


def set_words(texts: list[str], language: str) -> pd.DataFrame:
    return pd.DataFrame(signs(Features.of(texts), language), columns=list(SIGNS))


def test_who_stands_near_an_insult_is_told_apart() -> None:
    found = set_words(["You are an idiot", "I am an idiot", "It says: mind the idiot light"], "en")
    assert (found["insult"] > 0).tolist() == [True, True, True]
    assert (found["you insult"] > 0).tolist() == [True, False, False]
    assert (found["self insult"] > 0).tolist() == [False, True, False]


def test_set_words_apply_per_language() -> None:
    assert set_words(["Pros and cons"], "en")["insult"].tolist() == [0]
    assert set_words(["Le sac est trop con"], "fr")["insult"][0] > 0


def test_a_word_near_one_in_another_comment_is_not_near() -> None:
    apart = set_words(["That was you", "idiot light", ""], "en")
    assert apart["you insult"].tolist() == [0, 0, 0]
    assert set_words([""], "en").to_numpy().sum() == 0


@pytest.mark.parametrize(
    ("language", "text", "beside", "instead"),
    [
        ("en", "A kind man held the door", "A kind gay man held the door", "A kind gay held the door"),
        ("fr", "Un homme a tenu la porte", "Un homme gay a tenu la porte", "Un gay a tenu la porte"),
    ],
)
def test_groups_are_named_beside_a_person_and_in_a_persons_place(
    language: str, text: str, beside: str, instead: str
) -> None:
    made = naming_groups([text, text + " again", "No such word here"], language)
    assert {place for place, _ in made} == {0, 1}
    assert {beside, instead} <= {named.removesuffix(" again") for _, named in made}
