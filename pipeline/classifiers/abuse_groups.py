"""Harmless sentences that name groups of people: so that a group's name alone tells nothing of abuse.

In public collections some groups are named mostly by those who hate them. Here harmless sentences are read again with a
group's name put to a person in them ("a gay man") or in a person's place ("a gay"), after Dixon et al. 2018, "Measuring
and Mitigating Unintended Bias in Text Classification".
"""

import re
from collections.abc import Sequence
from hashlib import blake2b

_GROUPS = {
    "en": (
        "gay", "homosexual", "lesbian", "bisexual", "queer", "transgender", "trans", "heterosexual", "straight",
        "lgbt", "LGBTQ", "nonbinary", "black", "white", "african american", "asian", "hispanic", "latino",
        "mexican", "arab", "middle eastern", "african", "indian", "chinese", "japanese", "european", "american",
        "muslim", "jewish", "christian", "catholic", "protestant", "buddhist", "hindu", "sikh", "atheist", "blind",
        "deaf", "disabled", "paralyzed", "autistic", "old", "elderly", "young", "female", "male", "Roma",
        "immigrant", "refugee", "fat",
    ),
    "fr": (
        "homosexuel", "homosexuelle", "gay", "lesbienne", "bisexuel", "trans", "transgenre", "hétérosexuel",
        "queer", "LGBT", "noir", "noire", "blanc", "blanche", "arabe", "maghrébin", "maghrébine", "africain",
        "africaine", "asiatique", "chinois", "chinoise", "algérien", "marocaine", "tunisien", "musulman",
        "musulmane", "juif", "juive", "chrétien", "chrétienne", "catholique", "protestante", "bouddhiste", "athée",
        "rom", "gitan", "gitane", "réfugié", "migrant", "immigré", "immigrée", "handicapé", "handicapée",
        "autiste", "sourd", "aveugle", "âgé", "âgée", "voilée", "belge", "québécois", "gros", "grosse",
    ),
}  # fmt: skip
_PERSONS = {
    "en": r"man|men|woman|women|people|person|friend|friends|neighbour|neighbours|neighbor|kid|kids|boy|"
    r"girl|couple|couples|guy|teacher|doctor|daughter|son|brother|sister|family|families|author|actor|"
    r"students?|child|children",
    "fr": r"hommes?|femmes?|gens|personnes?|amie?s?|voisine?s?|couples?|garçons?|filles?|enfants?|"
    r"collègues?|auteure?s?|acteurs?|actrices?|familles?|médecins?|frères?|soeurs?|sœurs?|élèves?|"
    r"étudiante?s?|parents?|dames?|monsieur|jeunes?",
}
_FOUND = {language: re.compile(rf"\b(?:{persons})\b", re.IGNORECASE) for language, persons in _PERSONS.items()}
_FRAMES = {
    "en": (
        "My first teacher was {}, and patient with everybody.", "I sat beside a {} on the train and we shared a pie.",
        "Ruth is {} and plays chess on Sundays.", "He is a {}, like his aunt.", "A cheerful {} runs the stall.",
        "As a {} I felt welcome there.", "Proud to be {}.", "Our new colleague, a clever {}, fixed it in an hour.",
        "We are {} and we live next door.", "The {} choir sings again in May.", "Is Theo {}? I never asked him.",
        "She is an honest {} with a good memory.", "Many {} families moved into the street.", "Yes, I am {}.",
    ),
    "fr": (
        "Au marché j'ai parlé une heure avec une personne {}.", "Camille est {} et joue aux échecs le dimanche.",
        "Comme {}, je me suis senti bien accueilli.", "Fier d'être {}.",
        "Mon premier instituteur était {}, et patient.",
        "Dominique, {}, a réparé tout ça en une heure.", "Oui, je suis {}.", "On est {} et on habite à côté.",
        "La chorale {} reprend en mai.", "Alix est {} ? Je ne lui ai jamais demandé.",
        "Une personne {} tient le stand, toujours de bonne humeur.", "Beaucoup de familles {} vivent dans la rue.",
    ),
}  # fmt: skip
PER_GROUP = 40
_OFTENER = {
    "gay": 20,
    "homosexual": 4,
    "lesbian": 3,
    "trans": 4,
    "queer": 3,
    "black": 10,
    "white": 6,
    "arabe": 4,
    "homosexuel": 4,
    "noir": 3,
    "gros": 2,
}  # whose names are insults to many


def naming_groups(texts: Sequence[str], language: str) -> list[tuple[int, str]]:
    """Return (place of the text, the text with a group named): PER_GROUP or more a group, chosen by the texts alone."""
    found = [(place, at) for place, text in enumerate(texts) if (at := _FOUND[language].search(text))]
    made = []
    for group in _GROUPS[language]:
        ranked = sorted(found, key=lambda one: _rank(group, texts[one[0]]))
        for number, (place, at) in enumerate(ranked[: PER_GROUP * _OFTENER.get(group, 1)]):
            text = texts[place]
            beside = f"{group} {at[0]}" if language == "en" else f"{at[0]} {group}"
            named = group if number % 2 else beside
            made.append((place, text[: at.start()] + named + text[at.end() :]))
    return made


def framed(language: str) -> list[str]:
    """Return brief harmless sentences of our own, each once for every group."""
    return [frame.format(group) for group in _GROUPS[language] for frame in _FRAMES[language]]


def _rank(group: str, text: str) -> bytes:
    return blake2b(f"{group}\0{text}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
