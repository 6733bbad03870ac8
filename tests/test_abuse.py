"""Abuse: insults are told from swearing, from words with a harmless sense, and from mentions of groups."""

import pandas as pd
import pytest

from pipeline.classifiers import abuse
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
