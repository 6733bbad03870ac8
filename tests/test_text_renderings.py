"""One thread as many themes and programs print it, English and French: each rendering is read as that thread."""

import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest
from raws import READ_AT

from pipeline.sources import recognised
from pipeline.sources.raw import Raw
from pipeline.sources.reading import Naming, read

ENGLISH = "January February March April May June July August September October November December".split()
FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()


@dataclass(frozen=True)
class Line:
    """A comment: who, when, under which of those before it (1 is the first), how deep, and what."""

    name: str
    when: datetime
    parent: int | None
    depth: int
    text: str

    def told(self, number: int, answered: str) -> dict[str, Any]:
        """Return everything that a rendering may say of it."""
        when, deep = self.when, self.depth
        jour = f"{when.day} {FRENCH[when.month - 1]} {when.year}"
        clock = f"{when.hour % 12 or 12}:{when:%M} {'pm' if when.hour > 11 else 'am'}"
        return {
            "n": number, "name": self.name, "text": self.text, "wide": f"{self.name:<40}",
            "beside": answered and f"  {answered}",
            "english": f"{ENGLISH[when.month - 1]} {when.day}, {when.year} at {clock}",
            "american": f"{when.month}/{when.day}/{when.year} {clock}", "ago": 8 - number,
            "jour": jour, "french": f"{jour} à {when:%H} h {when:%M}", "time": f"{when:%H:%M}",
            "numbers": f"{when:%d/%m/%Y}", "weekday": DAYS[when.weekday()],
            "in_reply_to": answered and f"In reply to {answered}\n", "reply_to": answered and f"Reply to {answered}\n",
            "replying_to": answered and f"Replying to\n{answered}\n", "some": number if number % 2 else "",
            "en_reponse": answered and f"En réponse à {answered}\n",
            "repondre": answered and f"Répondre à  {answered}\n",
            "at3": " " * 3 * deep, "in3": " " * 3 * (deep + 1), "text3": self.indented(3 * (deep + 1)),
            "at4": " " * 4 * deep, "in4": " " * 4 * (deep + 1), "text4": self.indented(4 * (deep + 1)),
            "text_at4": self.indented(4 * deep), "text_4": self.indented(4),
        }  # fmt: skip

    def indented(self, by: int) -> str:
        return "\n".join(" " * by + line if line else "" for line in self.text.split("\n"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


EN = [
    Line(
        "Ada", at("2019-05-03 16:12"), None, 0,
        (
            "I mended three of them, and it went well, although the second leaked for a week or so.\n\n"
            "It was on May 2, 2019 that I began."
        ),
    ),
    Line("Zoé Martin", at("2019-05-04 09:05"), 1, 1, "Thanks!\n\nReply to what was said:\n\n- one\n- two"),
    Line("Dr. No", at("2019-05-05 23:59"), 2, 2, "No."),
    Line("Will Share", at("2019-06-01 20:30"), None, 0, "Does it work with tin?"),
    Line("ben", at("2019-06-02 08:30"), None, 0, '"Quoted" by my father says: never mind.\n\nYes'),
    Line("Tin Tin", at("2019-06-02 11:30"), None, 0, "Lovely."),
]  # fmt: skip
FR = [
    Line(
        "Hélène", at("2019-05-03 16:12"), None, 0,
        (
            "J’en ai soudé trois, et cela s’est bien passé, même si le deuxième a fui pendant une semaine.\n\n"
            "C’est le 2 mai 2019 que j’ai commencé."
        ),
    ),
    Line("Zoé Martin", at("2019-05-04 09:05"), 1, 1, "Merci !\n\nMon père dit : jamais.\n\n- un\n- deux"),
    Line("M. Dupont", at("2019-05-05 23:59"), 2, 2, "Non."),
    Line("La Mère Michel", at("2019-06-01 20:30"), None, 0, "Et avec de l’étain ?"),
    Line("ben", at("2019-06-02 08:30"), None, 0, "Répondre à cette question n’est pas facile.\n\nOui"),
    Line("jean62", at("2019-06-02 11:30"), None, 0, "Super."),
]  # fmt: skip
AROUND_EN = (
    (
        "Skip to content\n\nSolder Club\n\n  * Home\n  * About\n\nTin and pipes\n\nPosted on May 1, 2019 by Ed\n\n"
        "Some article about tin and pipes, long enough to be one, with many words in it and one more sentence.\n\n"
        "It mentions May 2, 2019 in passing, as articles do when they tell of things that were.\n\n"
    ),
    (
        "\n\nLeave a Reply Cancel reply\n\nYour email address will not be published. Required fields are marked *\n\n"
        "Comment *\n\nName *\n\nEmail *\n\nProudly powered by WordPress\n"
    ),
)
AROUND_FR = (
    (
        "Aller au contenu\n\nLe club de l’étain\n\nAccueil\nÀ propos\n\nL’étain et les tuyaux\n\n"
        "Publié le 1 mai 2019 par Ed\n\n"
        "Un article sur l’étain et les tuyaux, assez long pour en être un, avec beaucoup de mots dedans.\n\n"
        "Il parle du 2 mai 2019 en passant, comme le font les articles qui racontent ce qui fut.\n\n"
    ),
    (
        "\n\nLaisser un commentaire Annuler la réponse\n\nVotre adresse e-mail ne sera pas publiée. Les champs "
        "obligatoires sont indiqués avec *\n\nCommentaire *\n\nNom *\n\nFièrement propulsé par WordPress\n"
    ),
)

NESTED, DATED = "nested", "dated"
"""What a rendering shows besides names and texts."""

IN_ENGLISH = {
    "a numbered list, indented": (
        "6 thoughts on “Tin and pipes”",
        "{at3}{n}. {name} says:\n\n{in3}{english}\n\n{text3}\n\n{in3}Reply\n",
        {NESTED, DATED},
    ),
    "pictures by their names (w3m)": (
        "6 thoughts on “Tin and pipes”",
        "{at4} {n}. [d41d8cd98f] {name} says:\n{in4}{english}\n\n{text4}\n\n{in4}Reply\n",
        {NESTED, DATED},
    ),
    "copied from a browser": ("6 thoughts on “Tin and pipes”", "{name} says:\n{english}\n{text}\n\nReply", {DATED}),
    "a block theme": (
        "6 responses to “Tin and pipes”", "{name} Avatar\n{name}\n{english}\n\n{text}\n\nReply\n", {DATED},
    ),
    "a block theme that dates first": (
        "6 responses to “Tin and pipes”", "{n}. {name} Avatar\n{english}\n{name}\n\n{text}\n\nReply\n", {DATED},
    ),
    "the same copied": (
        "Comments\n\n6 responses to “Tin and pipes”", "{english}\n\n{name}\n\n{text}\n\nReply\n", {DATED},
    ),
    "the same by inscriptis": (
        "6 responses to “Tin and pipes”", "{n}. {english}\n   {name}\n\n{text}\n\nReply\n", {DATED},
    ),
    "blank lines": ("6 responses to “Tin and pipes”", "{name}\n\n{english}\n\n{text}\n\nReply\n", {DATED}),
    "one line": ("6 Responses to Tin and pipes", "{name} on {english} said:\n\n{text}\n\nReply ↓\n", {DATED}),
    "signed below": ("6 Comments »", "{text}\n\nComment by {name} — {english}\n", {DATED}),
    "posted by": ("6 Comments", "Posted by {name} on {english}\n\n{text}\n", {DATED}),
    "numbered with bars": ("6 Comments", "#{n} {name} | {english}\n{text}\n", {DATED}),
    "date first": ("Comments (6)", "{english} – {name}:\n\n{text}\n", {DATED}),
    "a date over the name": ("6 Comments", "{english}\n{name}\n\n{text}\n\nReply\n", {DATED}),
    "how long ago": ("6 Comments", "{name}\n{ago} years ago\n\n{text}\n\nReply\n", set()),
    "in reply to": (
        "6 Comments", "{name}\n{in_reply_to}{english}\n\n{text}\n\nReply to {name}\n", {NESTED, DATED},
    ),
    "a role between name and date": ("DISCUSSION (6)", "{name}\nAuthor\n{english}\n{text}\nReply\n", {DATED}),
    "copied from Disqus": (
        "6 Comments\n\nLogin\n\nSort by Best",
        "Avatar\n{name}{beside} • 7 years ago\n\n{text}\n\n3\n•\nReply\n•\nShare ›\n",
        {NESTED},
    ),
    "copied from wpDiscuz": (
        "Subscribe\nLogin\nNotify of\n\n6 Comments\nOldest",
        "{name}\nGuest\n{name}\n7 years ago\n{reply_to}\n{text}\n\n2\nReply\n",
        {NESTED},
    ),
    "without dates": ("6 Comments", "{name} says:\n\n{text}\n\nReply\n", set()),
    "dates in numbers": ("6 Comments", "{name}\n{american}\n\n{text}\n\nReply\n", {DATED}),
    "the date at the right": ("6 Comments", "{wide}{english}\n\n{text}\n\nReply\n", {DATED}),
    "Markdown (html2text)": (
        "### 6 thoughts on “Tin and pipes”",
        ("  {n}. ![](https://x.example/a/1?s=60) **[{name}](https://x.example/{n})** says:\n\n[ {english} ]"
        "(https://club.example/tin/#comment-{n})\n\n{text}\n\n"
        "[Reply](https://club.example/tin/?replytocom={n}#respond)\n"),
        {DATED},
    ),
    "copied from Blogger": (
        "6 comments:", "{name}{english}\n{text}\n\nReplyDelete\n", {DATED},
    ),
    "an old template of Blogger": ("6 comments:", "{name} said...\n\n{text}\n\n    {english}\n", {DATED}),
    "Drupal": ("Comments", "Submitted by {name} (not verified) on {american}\n\n{text}\n\n  * reply\n", {DATED}),
    "awaiting moderation": (
        "6 thoughts on “Tin and pipes”",
        (
            "{name} says:\nYour comment is awaiting moderation. This is a preview; your comment will be visible after "
            "it has been approved.\n{english}\n\n{text}\n\nReply\n"
        ),
        {DATED},
    ),
    "pictures by their texts": (
        "6 thoughts on “Tin and pipes”", "photo of {name} {name} says:\n{english}\n\n{text}\n\nReply\n", {DATED},
    ),
    "recipe ratings": (
        "6 thoughts on “Tin and pipes”", "{name} says:\n{english}\n\n5 stars\n{text}\n\nReply\n", {DATED},
    ),
    "signed below, with a colon": ("Comments", "{text}\n\nPosted by: {name} | {english}\n\n", {DATED}),
    "votes behind the date": (
        "Comments (6)\nNewest First", "{name}\n{ago} years ago · 3 Likes\n\n{text}\n\n", set(),
    ),
    "buttons that run together": (
        "6 Comments", "{name}\n{english}\n\n{text}\n\nLike (2)ReplyShare\n", {DATED},
    ),
    "buttons that run together, counted": (
        "Member discussion\n\n6 comments", "{name}\n{english}\n\n{text}\n\n3Reply⋯\n", {DATED},
    ),
    "likes that run together": (
        "6 responses to “Tin and pipes”", "{name}\n\n{english}\n\n{text}\n\nLikeLiked by 1 person\n\nReply\n", {DATED},
    ),
    "pictures by their owners": (
        "6 comments", "[{name}’s avatar]{name} says:\n{english} Edit\n\n{text}\n\nReply\n", {DATED},
    ),
    "pictures by their owners, without a space": (
        "6 comments", "{name}’s avatar{name} says:\n{english} Edit\n\n{text}\n\nReply\n", {DATED},
    ),
    "pictures without a name (pandoc)": (
        "6 comments", "{n}.  [] {name} says:\n\n{in4}{english}\n\n{text}\n\nReply\n", {DATED},
    ),
    "Markdown without links": (
        "## 6 thoughts on “Tin and pipes”", "  {n}. **{name}** says:\n\n{english}\n\n{text}\n\nReply\n", {DATED},
    ),
    "headings in Markdown": (
        "## Discussion\n\n6 comments\n", "#### {name}\n\n{english}\n\n{text}\n\nReply\n", {DATED},
    ),
    "who, over when": ("Comments: 6", "Comment by {name}\nPosted on {english}\n\n{text}\n\n", {DATED}),
    "LiveJournal": ("6 comments", "{name}\n{english} (UTC)\n{text}\n(Reply) (Thread)\n", {DATED}),
    "Reddit": (
        "6 comments", "[–]{name} 12 points 2 years ago\n{text}\npermalinkembedsavereportreply\n", set(),
    ),
    "Hacker News": (
        "55 points by ed 3 hours ago | hide | 6 comments",
        "{name} {ago} hours ago | parent | next [–]\n\n{text}\nreply\n", set(),
    ),
    "answers over two lines": (
        "6 Comments", "{name}\n{english}\n\n{replying_to}{text}\nLike\nReply\n", {NESTED, DATED},
    ),
    "counts only where there are some": (
        "6 Comments\nSort by", "{name}\n2 years ago\n{text}\n{some}\nReply\n", set(),
    ),
    "votes by signs, as a list": (
        "  * 6 Comments\n  * Login",
        "{name}{beside} • 7 years ago\n\n{text}\n\n  □ 2 ▲\n  □ ▼\n  □ •\n  □ Reply\n  □ •\n  □ Share ›\n",
        {NESTED},
    ),
}  # fmt: skip
IN_FRENCH = {
    "le rôle derrière le nom": (
        "6 commentaires", "{name} Auteur de l’article dit :\n{french}\n\n{text}\n\nRépondre ↓\n", {DATED},
    ),
    "SPIP, avec ce à quoi on répond": (
        "Vos commentaires",
        "  * Le {jour} à {time}, par {name} En réponse à : L’étain\n\n{text4}\n    Répondre à ce message\n\n",
        {DATED},
    ),
    "nom et date collés": ("6 commentaires:", "{name}{jour} à {time}\n{text}\n\nRépondreSupprimer\n", {DATED}),
    "nom dessus, signature dessous": (
        "Commentaires sur L’étain",
        "  * {name}\n  * {text}\n  * Posté par {name}, {weekday} {jour} à {time} | Répondre\n", {DATED},
    ),
    "nom dessus, signature dessous, coupée": (
        "Commentaires sur L’étain",
        "{name}\n{text}\nPosté par {name}, {weekday} {jour} à {time} |\nRépondre\n", {DATED},
    ),
    "a numbered list, indented": (
        "6 réflexions sur « L’étain et les tuyaux »",
        "{at3}{n}. {name} dit :\n\n{in3}{french}\n\n{text3}\n\n{in3}Répondre\n",
        {NESTED, DATED},
    ),
    "a dit": ("6 réponses à L’étain et les tuyaux", "{name} a dit :\n{jour} à {time}\n{text}\nRépondre\n", {DATED}),
    "le … a écrit": ("6 commentaires", "{name}, le {french} a écrit :\n\n{text}\n", {DATED}),
    "la date d’abord": (
        "6 commentaires sur « L’étain »", "Le {french}, {name} a écrit :\n\n{text}\n\nRépondre\n", {DATED},
    ),
    "il y a": ("6 commentaires", "{name}\nil y a {ago} ans\n\n{text}\n\nRépondre\n", set()),
    "en réponse à": (
        "6 Commentaires", "{name}\n{en_reponse}{french}\n\n{text}\n\nRépondre à {name}\n", {NESTED, DATED},
    ),
    "SPIP": (
        "Vos commentaires", "  * Le {french}, par {name}\n\n{text_4}\n\n    Répondre à ce message\n", {DATED},
    ),
    "par … le": ("Commentaires", "{n}. Par {name} le {numbers} à {time}\n\n{text}\n", {DATED}),
    "Dotclear": ("Commentaires", "{n}. Le {weekday} {jour}, {time} par {name}\n\n{text}\n", {DATED}),
    "signé dessous": ("6 commentaires", "{text}\n\nCommentaire par {name} — {french}\n", {DATED}),
    "thème à blocs, date d’abord": (
        "6 réponses à « L’étain et les tuyaux »", "{french}\n\n{name}\n\n{text}\n\nRépondre\n", {DATED},
    ),
    "publié le": ("6 commentaires", "{name}\nPublié le {french}\n\n{text}\n\nRépondre ↓\n", {DATED}),
    "dates en chiffres": ("6 commentaires", "{name} | {numbers} {time}\n{text}\n", {DATED}),
    "sans date, en retrait": (
        "6 commentaires", "{at4}{name} dit :\n\n{text_at4}\n\n{at4}Répondre\n", {NESTED},
    ),
    "copié de wpDiscuz": (
        "S’abonner\nConnexion\nNotifier de\n\n6 Commentaires\nLe plus ancien",
        "{name}\nInvité\n{name}\nil y a 7 années\n{repondre}\n{text}\n\n2\nRépondre\n",
        {NESTED},
    ),
    "Drupal": (
        "Commentaires", "Soumis par {name} (non vérifié) le {numbers} - {time}\n\n{text}\n\n  * répondre\n", {DATED},
    ),
    "WordPress.com": (
        "6 commentaires", "{name} dit :\n{french}\n\n{text}\n\nAimé par 2 personnes\n\nJ’aime\n\nRépondre\n", {DATED},
    ),
}  # fmt: skip
CLASSIC = ("6 thoughts on “Tin and pipes”", "{name} says:\n{english}\n\n{text}\n\nReply\n")
DATE_FIRST = ("6 responses to “3 comments”", "{english}\n\n{name}\n\n{text}\n\nReply\n")
BLOCKS = ("6 responses to “Tin and pipes”", "{name}\n\n{english}\n\n{text}\n\nReply\n")


def written(heading: str, template: str, thread: list[Line], around: tuple[str, str]) -> str:
    names = [line.name if line is not None else "" for line in (None, *thread)]
    said = (template.format(**line.told(n, names[line.parent or 0])) for n, line in enumerate(thread, 1))
    return f"{around[0]}{heading}\n\n{chr(10).join(said)}{around[1]}"


def checked(text: str, thread: list[Line], shown: set[str]) -> None:
    raw = Raw(io.BytesIO(text.encode()), "file", None, READ_AT)
    assert recognised(raw) == "saved_text"
    found = pd.concat([one.comments for one in read(raw, Naming(b"key"), "run")], ignore_index=True)
    assert list(found["author"]) == [one.name for one in thread]
    assert list(found["text"]) == [one.text for one in thread]
    if DATED in shown:
        assert list(found["created_at"]) == [pd.Timestamp(one.when) for one in thread]
    if NESTED in shown:
        places = {own: place for place, own in enumerate(found["comment_id"], 1)}
        assert [places.get(one) for one in found["parent_id"]] == [one.parent for one in thread]
    else:
        assert found["parent_id"].isna().all()


@pytest.mark.parametrize("name", IN_ENGLISH)
def test_an_english_rendering(name: str) -> None:
    heading, template, shown = IN_ENGLISH[name]
    checked(written(heading, template, EN, AROUND_EN), EN, shown)


@pytest.mark.parametrize("name", IN_FRENCH)
def test_a_french_rendering(name: str) -> None:
    heading, template, shown = IN_FRENCH[name]
    checked(written(heading, template, FR, AROUND_FR), FR, shown)


def test_what_a_mail_quotes_is_read_as_it_was() -> None:
    heading, template, shown = IN_ENGLISH["copied from a browser"]
    quoted = written(heading, template, EN, ("", "")).replace("\n", "\n> ")
    checked(f"Hello,\n\nhere they are:\n\n> {quoted}\n\n\nYours, Ed\n", EN, shown)


RENDERINGS = pytest.mark.parametrize(
    "rendering", [CLASSIC, BLOCKS, DATE_FIRST], ids=["classic", "blocks", "date first"]
)


@RENDERINGS
def test_bodies_that_look_like_what_stands_around_them(rendering: tuple[str, str]) -> None:
    texts = [
        "Reply", "May 3, 2019 at 4:12 pm", "Ada says:\n\nno she does not.", "3 comments\n\n1. one\n2. two\n3. three",
        "> quoted\n\nNo.", "Thanks,\n\nBob",
    ]  # fmt: skip
    thread = [replace(one, text=text) for one, text in zip(EN, texts, strict=True)]
    checked(written(*rendering, thread, AROUND_EN), thread, {DATED})


@RENDERINGS
def test_names_that_look_like_what_stands_around_them(rendering: tuple[str, str]) -> None:
    names = ["Reply", "Guest", "3 comments", "May", "Anna says", "Admin"]
    thread = [replace(one, name=name) for one, name in zip(EN, names, strict=True)]
    checked(written(*rendering, thread, AROUND_EN), thread, {DATED})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        (AROUND_EN[0], ""),
        (f"Recent Comments\n\nAda on Tin\n\nArchives\n\nMay 2019\nApril 2019\n\n{AROUND_EN[0]}", AROUND_EN[1]),
        (AROUND_EN[0], "\n\nComments are closed.\n\nRelated Posts\n\nMelting\nMay 7, 2019\n\nPouring\nMay 9, 2019\n"),
        (AROUND_EN[0], f"{AROUND_EN[1]}\n\nRecent Comments\n\n  * Ada on Tin\n\nArchives\n\n  * May 2019\n"),
    ],
)  # fmt: skip
def test_what_stands_around_the_comments_is_none(before: str, after: str) -> None:
    checked(written(*CLASSIC, EN, (before, after)), EN, {DATED})


def test_stars_over_the_words_are_a_rating() -> None:
    heading, template, _ = IN_ENGLISH["recipe ratings"]
    raw = Raw(io.BytesIO(written(heading, template, EN, AROUND_EN).encode()), "file", None, READ_AT)
    assert [one for reading in read(raw, Naming(b"key"), "run") for one in reading.comments["rating"]] == [5.0] * 6


def test_names_side_by_side_are_parted_where_the_second_wrote_above() -> None:
    told = "{} • 7 years ago\n\n{}\n\nReply\n•\nShare ›\n"
    said = [("Ada", "One."), ("Zoé Martin Ada", "Two."), ("Anne Lee", "Three."), ("Ben Zoé Martin", "Four.")]
    page = "4 Comments\n\n" + "".join(told.format(*one) for one in said)
    raw = Raw(io.BytesIO(page.encode()), "file", None, READ_AT)
    found = pd.concat([one.comments for one in read(raw, Naming(b"key"), "run")], ignore_index=True)
    assert list(found["author"]) == ["Ada", "Zoé Martin", "Anne Lee", "Ben"]
    places = {own: place for place, own in enumerate(found["comment_id"], 1)}
    assert [places.get(one) for one in found["parent_id"]] == [None, 1, None, 2]


def test_a_role_under_the_button_is_of_the_comment_above() -> None:
    told = "{} says:\nMay 3, 2019 at 4:12 pm\n\nIt works.\n\nReply\n{}"
    said = [("Ada", ""), ("Ed", "By Post Author\n"), ("Ben", ""), ("Ed", "By Post Author\n"), ("Ben", "")]
    page = "5 Comments\n\n" + "\n".join(told.format(*one) for one in said)
    raw = Raw(io.BytesIO(page.encode()), "file", None, READ_AT)
    found = pd.concat([one.comments for one in read(raw, Naming(b"key"), "run")], ignore_index=True)
    assert list(found["text"]) == ["It works."] * 5
    assert [pd.notna(one) and bool(one) for one in found["by_staff"]] == [False, True, False, True, False]


def test_a_number_at_a_names_end_that_runs_into_the_day_is_told() -> None:
    said = [("mimi62", "1 mai"), ("Zoé", "12 mai"), ("pat1985", "21 juin"), ("Ben", "3 juin")]
    page = "4 commentaires:\n\n" + "".join(f"{name}{day} 2019 à 16:12\nOui.\nRépondreSupprimer\n" for name, day in said)
    raw = Raw(io.BytesIO(page.encode()), "file", None, READ_AT)
    [reading] = read(raw, Naming(b"key"), "run")
    assert list(reading.comments["author"]) == ["mimi62", "Zoé", "pat1985", "Ben"]
    assert list(reading.comments["created_at"].dt.day) == [1, 12, 21, 3]
    assert [count for what, count in reading.remarks.items() if "run into their dates" in what] == [2]


def test_likes_in_words_and_signs_are_votes() -> None:
    told = "{}\nMay 3, 2019 at 4:12 pm\n\nIt works.\n\n{}\nReply\n"
    shown = ["LikeLiked by 2 people\n", "Aimé par 3 personnes\n", "4 ▲\n", "Like (5)ReplyShare", "Like\n"]
    page = "5 Comments\n\n" + "".join(told.format(f"Name {n}", one) for n, one in enumerate(shown))
    raw = Raw(io.BytesIO(page.encode()), "file", None, READ_AT)
    found = pd.concat([one.comments for one in read(raw, Naming(b"key"), "run")], ignore_index=True)
    assert list(found["text"]) == ["It works."] * 5
    assert [None if pd.isna(one) else int(one) for one in found["likes"]] == [2, 3, 4, 5, None]


def test_markdown_that_is_broken_within_addresses_and_names() -> None:
    address = "https://club.example/2019/05/all-old-houses-tin-and-{}pipes-of-tin/#comment-1"
    told = (
        "  {n}. **[Ada](https://x.example/{n})** says:\n\n"
        f"[May {{n}}, 2019 at 4:12 pm]({address.format(chr(10))}{{n}})\n\n"
        "It works, and it has worked for as long as I can think, which is not very\nlong, I fear.  \nOr is it?\n\n"
    )
    page = "## 3 thoughts on “Tin”\n\n" + "".join(told.format(n=n) for n in (1, 2, 3))
    raw = Raw(io.BytesIO(page.encode()), "file", None, READ_AT)
    found = pd.concat([one.comments for one in read(raw, Naming(b"key"), "run")], ignore_index=True)
    assert list(found["source_url"]) == [f"{address.format('')}{n}" for n in (1, 2, 3)]
    assert [f"{one:%d %H:%M}" for one in found["created_at"]] == ["01 16:12", "02 16:12", "03 16:12"]
    assert found["text"][0].endswith("which is not very long, I fear.\nOr is it?")


def test_what_unfolds_a_text_is_none_of_it() -> None:
    told = "{}\nMay 3, 2019 at 4:12 pm\nIt works,\nmostly.\n{}\nReply\n"
    shown = ["Read more", "Lire la suite", "Show less", "Afficher moins", "Read more books!"]
    page = "5 Comments\n\n" + "".join(told.format(f"Name {n}", one) for n, one in enumerate(shown))
    raw = Raw(io.BytesIO(page.encode()), "file", None, READ_AT)
    found = pd.concat([one.comments for one in read(raw, Naming(b"key"), "run")], ignore_index=True)
    assert list(found["text"]) == [*["It works,\nmostly."] * 4, "It works,\nmostly.\nRead more books!"]
    assert list(found["truncated"]) == [True, True, False, False, False]


def test_a_page_whose_encoding_was_mistaken_is_mended_before_it_is_read() -> None:
    told = "Zoé dit\u00a0:\n3 mai 2019 à 16 h 12 min\n\nTrès bon, c’est vrai.\n\nRépondre\n\n"
    page = "2 commentaires\n\n" + told * 2
    raw = Raw(io.BytesIO(page.encode().decode("cp1252").encode()), "file", None, READ_AT)
    [reading] = read(raw, Naming(b"key"))
    assert list(reading.comments["author"]) == ["Zoé", "Zoé"]
    assert list(reading.comments["text"]) == ["Très bon, c’est vrai."] * 2
    assert reading.remarks["lines whose encoding was repaired"] == 8
