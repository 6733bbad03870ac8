"""Threats and the wish to die: what says so, what only sounds like it, what laughs or is quoted."""

import pandas as pd
import pytest

from pipeline.policy.alarming import _DISTRESS, _THREATS, NEEDED, distress, phrases, threat

THREATS = """
I will kill you if you post here again.
Someone should shoot your kids.
I'm going to beat you up.
We'll smash your face next time we see you.
I swear I'll break your legs
I'm coming to town and I will find you.
I'll find out where you live.
I know where you live, be careful.
We know exactly where your kids go to school.
I know which van is yours.
Watch your back when you leave on Tuesday.
From now on sleep with one eye open.
One more word and you're dead.
You are going to die for this.
You will regret writing that.
I hope you get cancer.
Hope your kids die
You deserve to be shot.
I hope you rot in hell.
Just kill yourself.
kys
Why don't you go die
Go hang yourself.
Accidents happen to people who write things like this.
Nice shop. Shame if something happened to it.
Some end up in the canal for less.
I see your daughter walks home alone.
Je vais te tuer, tu m'entends ?
On va vous casser les jambes un soir.
Je vais te faire la peau.
On va te massacrer.
Je vais te retrouver et tu verras.
Je te retrouverai.
Je te défonce si tu viens.
On sait où tu habites.
Nous savons très bien où vos enfants dorment.
Tu vas le payer.
Tu vas morfler.
Vous allez crever.
Gare à toi si tu reviens.
Fais gaffe à toi en rentrant.
Surveille tes arrières, mon gars.
La prochaine fois t'es mort.
Va crever.
va te pendre
Suicide-toi.
J'espère que tu vas crever.
Tu mérites une balle.
J'ai des cousins qui s'occuperont de toi.
Il pourrait t'arriver un accident.
""".strip().splitlines()
DISTRESS = """
I really want to die.
I'm going to end my life.
i just wanna end it all
I'm thinking about killing myself.
I have been suicidal for weeks.
I don't want to live anymore.
Everyone would be better off without me.
There is no reason to go on.
Life isn't worth living.
I'm so tired of living.
I can't go on like this anymore.
Je veux mourir.
Je n'en peux plus, je veux en finir.
J'ai envie de me tuer.
Je vais me suicider ce soir.
Je pense à mettre fin à mes jours.
Les pensées suicidaires qui me viennent chaque nuit
Je n'ai plus envie de vivre.
À quoi bon vivre ?
Personne ne me regrettera.
Je veux mettre fin à mes jours
Ma famille serait mieux sans moi.
Je n'en peux plus de cette vie.
""".strip().splitlines()
HARMLESS = """
I will kill you a chicken for Sunday, says grandma.
I'll find you a better recipe, promise.
Let me find out where you bought it.
Do you know where you want to put the shed?
You are dead right about the yeast.
You will regret it if you skip the resting time.
Remember to rest, you can sleep when you are dead!
I hope you get better soon.
You deserve to be heard.
This cake is to die for.
It would be a pity if you stopped the blog.
I nearly died laughing, this is how my sister bakes.
I want to die laughing every time I read this.
My phone is going to die.
Je vais te tuer le suspense : ça marche.
On va vous retrouver au marché samedi.
Je vais te casser la croûte avec plaisir
Tu vas regretter de ne pas en avoir fait plus.
Tu vas mourir de rire.
Mon vieux vélo va mourir cet hiver.
Fais gaffe à tes doigts avec la scie.
Je veux en finir avec cette corvée de désherbage.
J'ai envie de mourir de honte quand je relis mes premiers billets.
Un malheur n'arrive jamais seul.
Il faut casser les œufs un par un.
It would be a shame if someone missed this concert.
It would be a shame if something happened to stop the project.
Je vous retrouverai avec plaisir la semaine prochaine.
Nos conseillers qui vont s'occuper de vous sont charmants.
N'achète pas ce modèle, tu vas le regretter.
Don't kill yourself over a sourdough.
Fais gaffe à toi sur la route.
Il peut vous arriver un accident, prenez une assurance.
I know where you work, my cousin works there too.
I am tired of living next to a noisy bar.
Life isn't worth living without good bread.
Je n'ai plus envie de vivre à Paris.
Je n'en peux plus de la vie parisienne.
""".strip().splitlines()


@pytest.mark.parametrize("said", THREATS)
def test_a_threat_is_one(said: str) -> None:
    found = threat(said)
    assert found
    assert found.is_meant
    assert all(0 <= start < end <= len(said) and what == "threat" for start, end, what in found.spans)


@pytest.mark.parametrize("said", DISTRESS)
def test_who_wants_to_die_says_so(said: str) -> None:
    found = distress(said)
    assert found
    assert found.is_meant


@pytest.mark.parametrize("said", HARMLESS)
def test_what_only_sounds_like_it_is_neither(said: str) -> None:
    assert threat(said) is None
    assert distress(said) is None


@pytest.mark.parametrize("said", [*THREATS, *DISTRESS])
def test_no_phrase_is_passed_over_for_want_of_a_word(said: str) -> None:
    fitting = [one for one in phrases(_THREATS) + phrases(_DISTRESS) if one.said.search(said)]
    assert fitting
    assert all(any(need in said.lower() for need in one.needs) for one in fitting)
    assert pd.Series([said, said.upper()], dtype="str").str.contains(NEEDED, case=False).all()


@pytest.mark.parametrize(
    "said",
    [
        "Je vais te tuer, tu m'as fait rire en pleine réunion mdr",
        "I will kill you 😂",
        'He wrote "I will kill you" to my sister, please remove it.',
        "Il m'a écrit « va crever », ce n'est pas normal.",
        "> you deserve to die\nThis is not how we talk here.",
    ],
)
def test_what_laughs_or_is_quoted_is_told_and_not_meant(said: str) -> None:
    found = threat(said)
    assert found
    assert not found.is_meant


@pytest.mark.parametrize("said", ["Je veux mourir :)", "I want to die lol"])
def test_who_wants_to_die_may_smile(said: str) -> None:
    found = distress(said)
    assert found
    assert found.is_meant


def test_laughter_far_off_and_inches_unmake_no_threat() -> None:
    for said in ("lol nice, " + "and so on " * 20 + "I will kill you.", 'A 12" pizza. I will kill you. A 10" one too'):
        found = threat(said)
        assert found
        assert found.is_meant, said


def test_each_phrase_is_tried() -> None:
    for several, said in ((_THREATS, THREATS), (_DISTRESS, DISTRESS)):
        untried = [one for one in phrases(several) if not any(one.said.search(text) for text in said)]
        assert untried == []
