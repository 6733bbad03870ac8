"""Spam: what the signs see, and what the shipped classifier must get right in any case."""

import numpy as np
import pandas as pd
import pytest

from pipeline.classifiers import spam
from pipeline.classifiers.model import open_model, sigmoid
from pipeline.classifiers.spam_signs import SIGNS, Beside, signs
from pipeline.features import Features


def sign(name: str, text: str, author: str = "", author_url: str = "", links: str = "") -> float:
    found = signs(Features.of([text]), Beside([author], [author_url], [links], ["comment"]))
    return float(found.numbers[0, SIGNS.index(name)])


def score(text: str, author: str = "", author_url: str = "", links: str = "") -> float:
    beside = Beside([author], [author_url], [links], ["comment"])
    return float(sigmoid(spam.logits(open_model("spam"), Features.of([text]), beside))[0])


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("addresses", "see https://a.example/x and www.b.example", 2),
        ("bare_addresses", "all at cheap-pills.shop/now", 1),
        ("bare_addresses", "Very good.Thanks a lot.Best", 0),
        ("bare_addresses", "from numpy.linalg import norm", 0),
        ("mails", "write to loans@mail.example today", 1),
        ("phones", "ring 07700 900 461 after six", 1),
        ("phones", "from 12/05/2021 to 14/06/2021", 0),
        ("phones", "1 200 000 000 people", 0),
        ("spaced_letters", "c a s i n o", 6),
        ("spaced_letters", "a b", 0),
        ("digits_in_words", "v1agra c1alis", 2),
        ("invites", "follow me on my page", 1),
        ("invites", "I follow this blog", 0),
        ("invites", "abonnez-vous à ma chaîne", 1),
        ("contacts", "whatsapp or telegram", 2),
        ("styled_letters", "ｆｒｅｅ now", 4),
        ("markup", "[url=http://x.example]x[/url]", 1),
        ("shorteners", "http://bit.ly/2abc", 1),
        ("known_hosts", "https://fr.wikipedia.org/wiki/Psoas", 1),
    ],
)
def test_signs_count_what_they_say(name: str, text: str, count: int) -> None:
    assert sign(name, text) == count


def test_signs_beside_the_text() -> None:
    assert sign("markup_links", "hi", links="https://a.example/1\nhttps://a.example/2") == 2
    assert sign("hosts", "hi", links="https://a.example/1\nhttps://a.example/2") == 1
    assert sign("author_url_cheap", "hi", author_url="https://best-casino.xyz/bonus") == 1
    assert sign("author_in_url", "hi", author="Best Casino", author_url="https://best-casino.xyz") == 1
    assert sign("author_url_known", "hi", author_url="https://knitting.wordpress.com") == 1


def test_a_rows_signs_do_not_depend_on_other_rows() -> None:
    texts = ["see http://a.example", "f r e e money", "", "plain", "follow me"]
    nobody = Beside.of(pd.DataFrame(index=range(len(texts))))
    whole = signs(Features.of(texts), nobody)
    for row, text in enumerate(texts):
        alone = signs(Features.of([text]), nobody.of_rows([row]))
        assert np.array_equal(whole.numbers[row], alone.numbers[0]), text
        assert whole.addresses[row] == alone.addresses[0]


@pytest.mark.parametrize(
    ("text", "author", "author_url"),
    [
        ("Best online casino bonus 500% first deposit http://lucky-spin-777.xyz", "", ""),
        ("Meilleur casino en ligne, bonus de 500 % ici http://casino-bonus-777.xyz", "", ""),
        ("Лучшее онлайн казино, бонус 500% http://casino-777.top", "", ""),
        ("Great post! Visit my site www.cheap-seo-links.xyz", "", ""),
        ("Check out my channel and subscribe please", "", ""),
        ("Nice article, thanks for sharing.", "Best SEO Services", "https://best-seo-services-delhi.xyz"),
        ("Bel article, merci du partage.", "Rachat de crédit pas cher", "https://rachat-credit-pas-cher.club"),
    ],
)
def test_plain_spam_is_found(text: str, author: str, author_url: str) -> None:
    assert score(text, author, author_url) > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "I made this on Sunday with leftover chicken and it went down a treat.",
        "Merci beaucoup, la recette est parfaite, j'ai juste réduit le sucre.",
        "Danke für den Tipp mit dem Kaffeesatz, die Rosen stehen prächtig.",
        "The NHS page explains this too: https://www.nhs.uk/conditions/shingles/",
        "On a payé 340 € la révision chez un petit garage, courroie comprise.",
        "Merci !",
        "love it",
    ],
)
def test_ordinary_comments_are_none(text: str) -> None:
    assert score(text) < 0.5


def test_who_signs_counts() -> None:
    text = "Nice article, thanks for sharing."
    assert score(text, "Best SEO Services", "https://best-seo-services-delhi.xyz") > score(text, "Maureen") + 0.3
    assert score("hello", links="http://pills-shop.xyz\nhttp://casino-win.top") > score("hello")


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for this article, I learned a lot about my shoulders.",
        "I sit at a desk all day and my back complains. Working from home has not helped!",
        "Merci pour cet article, j'ai beaucoup appris sur mes épaules.",
    ],
)
def test_a_first_and_a_last_name_are_no_sign(text: str) -> None:
    assert score(text, "Bernadette Lockwood") < score(text) + 0.1
    assert score(text, "Bernadette Lockwood") < 0.5
