"""Abuse: insults are told from swearing, from words with a harmless sense, and from mentions of groups."""

import pandas as pd
import pytest

from pipeline.classifiers import abuse
from pipeline.classifiers.abuse_groups import framed, naming_groups
from pipeline.classifiers.abuse_heard import Heard
from pipeline.classifiers.abuse_masks import unmasked
from pipeline.classifiers.abuse_quotes import parted
from pipeline.classifiers.abuse_signs import MASKED, SIGNS, signs
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


@pytest.mark.parametrize(
    ("language", "written", "meant"),
    [
        ("en", "you 1d10t", "you idiot"),
        ("en", "f*ck y0u", "fuck you"),
        ("en", "what an i d i o t", "what an idiot"),
        ("en", "an i-d.i-o.t", "an idiot"),
        ("en", "iiidiot", "idiot"),
        ("en", "you b**ch", "you bitch"),
        ("fr", "quel c0nn4rd", "quel connard"),
        ("fr", "c o n n a r d", "connard"),
        ("fr", "sale p*te", "sale pute"),
        ("fr", "putaiiiin", "putain"),
    ],
)
def test_masked_words_are_spelt_plainly(language: str, written: str, meant: str) -> None:
    assert unmasked(written, MASKED[language])[0] == meant
    assert Heard.of(Features.of(["plain", written]), language).rows.tolist() == [1]


@pytest.mark.parametrize(
    "written",
    [
        "1. d4 d5 2. c4 dxc4 3. Nf3 Qxh7#", "the A55, the B1TE and C0V1D-19", "a b c d e f", "*idiot* in bold",
        "gr8 b4 5*", "sooooo goood", "M. D*** said so", "$100k for x86_64", "c# f# and 3+4",
    ],
)  # fmt: skip
def test_codes_chess_and_products_stay_as_they_are(written: str) -> None:
    assert unmasked(written, MASKED["en"]) == (written, 0)


@pytest.mark.parametrize(
    ("text", "said", "quoted"),
    [
        ("> You moron\nThat was uncalled for.", "That was uncalled for.", "> You moron"),
        ("He wrote “you fools” and left.", "He wrote and left.", "“you fools”"),
        ("« sale con », voilà ce qu'on m'a dit", "voilà ce qu'on m'a dit", "« sale con »"),
        ('She said "go away" to me', "She said to me", '"go away"'),
        ("I don't think it's right, don't you?", "I don't think it's right, don't you?", ""),
        ('"you moron"', '"you moron"', ""),
        ("It is 5' 10\" tall and 6' 2\" wide", "It is 5' 10\" tall and 6' 2\" wide", ""),
    ],
)
def test_what_is_quoted_is_told_from_what_is_said(text: str, said: str, quoted: str) -> None:
    own, others = parted(text)
    assert others == quoted
    assert " ".join(own.replace('""', " ").split()).replace(" ,", ",").strip(" ,") == said.strip(" ,")


@pytest.mark.parametrize(
    ("language", "said", "quoted"),
    [
        ("en", "You are a pathetic moron, shut up.", "> You are a pathetic moron, shut up.\nWhy is this still here?"),
        (
            "en",
            "Go back home, you parasite.",
            'Someone wrote "go back home, you parasite" to my aunt. Please remove it.',
        ),
        ("fr", "Tu es un sale connard.", "« Tu es un sale connard », voilà ce qu'il m'a écrit. Merci de le retirer."),
        ("fr", "Ferme ta gueule, la vieille.", "> Ferme ta gueule, la vieille.\nOn peut supprimer ce message ?"),
    ],
)
def test_a_quoted_insult_counts_less_than_one_that_is_said(language: str, said: str, quoted: str) -> None:
    assert score(said, language) >= HOLD[language] > score(quoted, language)


@pytest.mark.parametrize(
    ("language", "text"), [("en", "You 1d10t"), ("en", "f*ck y0u"), ("fr", "quel c0nn4rd"), ("fr", "c o n n a r d")]
)
def test_masked_insults_are_held(language: str, text: str) -> None:
    assert score(text, language) >= HOLD[language]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I'm going to kill you and your whole family."),
        ("fr", "Je vais te tuer, toi et toute ta famille."),
    ],
)
def test_threats_are_noticed(language: str, text: str) -> None:
    assert score(text, language) >= Rules().limits("abuse", language).notice


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I will kill it at the fair with this recipe!"),
        ("en", "Kill the process and start the server again."),
        ("fr", "Ce gâteau est une tuerie, je tuerais pour une part."),
        ("fr", "Tapez dessus avec le marteau, bien au milieu, et ça se décroche."),
    ],
)
def test_what_only_sounds_like_a_threat_is_not_held(language: str, text: str) -> None:
    assert score(text, language) < HOLD[language]


def test_a_text_scores_the_same_in_any_company() -> None:
    texts = ["You 1d10t", "A fine recipe", "> moron\nWhy is this here?", "", "“fool”, he said to me"]
    model = open_model("abuse")
    together = abuse.logits(model, Features.of(texts), "en")
    alone = [abuse.logits(model, Features.of([text]), "en")[0] for text in texts]
    assert together == pytest.approx(alone, abs=1e-6)


@pytest.mark.parametrize("language", abuse.LANGUAGES)
def test_every_group_is_named_in_as_many_brief_sentences(language: str) -> None:
    sentences = framed(language)
    assert len(set(sentences)) == len(sentences)
    assert not [one for one in sentences if "{" in one]


def test_swapped_letters_are_read_as_what_is_meant() -> None:
    found = set_words(["You idoit", "Google it with grace"], "en")
    assert (found["you insult"] > 0).tolist() == [True, False]
