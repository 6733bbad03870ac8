"""Which column of a table holds what: as mapped, by the names that programs and people use, by what stands in it."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

Values = Sequence[Any]

_NAMES: dict[str, str] = {
    "text": (
        "comment_content, comment text, text original, text display, comment body, comment message, "
        "commentaire, texte du commentaire, contenu du commentaire, comment, comments, commentaires, review "
        "text, review body, review, avis, message, text, texte, content raw, content rendered, content, "
        "contenu, body, cooked, msg, tweet, reply text, your comment, votre "
        "commentaire, your message, votre message, html, kommentar, comentario, commento, reactie"
    ),
    "own_id": (
        "comment_ID, comment id, id, cid, comment number, identifiant, id commentaire, id du commentaire, n°, "
        "no, num, numéro, numéro du commentaire, review id"
    ),
    "post": (
        "comment_post_ID, post, post id, article, article id, page, page id, billet, video, video id, id de "
        "la vidéo, id article, id de l'article, id billet, post name, produit, product, product id, topic, "
        "story, story id, thread"
    ),
    "post_title": (
        "post title, article title, page title, video title, titre, titre de l'article, titre du billet, "
        "titre de la page, title, entry title, in response to, product title, product name, story title, thread title"
    ),
    "post_url": (
        "post url, article url, page url, url de l'article, url du billet, url de la page, adresse de "
        "l'article, post link, article link, lien de l'article, video url, post permalink, story url, page "
        "link, thread link, thread url"
    ),
    "link": (
        "url, link, lien, adresse, permalink, permalien, href, comment link, comment url, comment permalink, "
        "url du commentaire"
    ),
    "answers": "en réponse à, réponse à, in reply to, reply to, replied to, in response to",
    "parent": (
        "comment_parent, parent id, parent, parent comment id, parent comment, reply to id, in reply to id, "
        "parentid, replied to id, id du commentaire parent, commentaire parent, id parent, id du parent, in "
        "reply to comment id, top level comment id"
    ),
    "author": (
        "comment_author, author, author name, auteur, nom de l'auteur, name, nom, pseudo, pseudonyme, user "
        "name, username, author display name, display name, nickname, commenter, commenter name, posted by, "
        "user, utilisateur, internaute, screen name, reviewer, reviewer name, écrit par, posté par, by, par, "
        "auteur du commentaire, autor, autore, naam, nombre, login, author username"
    ),
    "author_email": (
        "comment_author_email, author email, email, e-mail, mail, courriel, mél, adresse e-mail, adresse "
        "mail, adresse courriel, adresse électronique, user email, email address, author mail, e-mail de "
        "l'auteur, commenter email"
    ),
    "author_url": (
        "comment_author_url, author url, website, site web, site internet, homepage, web, author channel url, "
        "user url, author website, author link, url de l'auteur, site de l'auteur, web site, blog, site"
    ),
    "user": "user_id, comment user id, author id, userid",
    "created_gmt": (
        "comment_date_gmt, date gmt, created gmt, created at utc, created utc, date utc, utc date, timestamp utc"
    ),
    "created_at": (
        "comment_date, created at, date, created, published at, published, timestamp, datetime, date time, "
        "time parsed, posted at, posted, posted on, create time, submitted on, "
        "comment create timestamp, comment time, date created, "
        "date de publication, date du commentaire, publié le, créé le, envoyé le, posté le, date et heure, "
        "date de création, created time, creation time, écrit le, le, "
        "horodatage, when, day, jour, review date, creation date, code "
        "temporel de création du commentaire, datum, fecha, data, time"
    ),
    "time": "time, heure, hour, hours, heure du commentaire, à",
    "edited_at": (
        "edited at, updated at, updated, modified, modified at, comment modified, modifié le, date de "
        "modification, last edited, mis à jour le, edited, date modified, last modified"
    ),
    "likes": (
        "likes, like count, count likes, upvotes, votes up, vote up, up votes, ups, up, thumbs up, j'aime, nombre de "
        "j'aime, pouces levés, helpful, likes count, positive votes, votes positifs, votes pour, helpful "
        "votes, votes"
    ),
    "dislikes": (
        "dislikes, dislike count, downvotes, votes down, vote down, down votes, downs, down, thumbs down, je "
        "n'aime pas, pouces baissés, negative votes, votes négatifs, votes contre, dislikes count"
    ),
    "rating": (
        "rating, stars, étoiles, note, note sur 5, nombre d'étoiles, star rating, évaluation, review rating, "
        "notation, rate"
    ),
    "status": (
        "comment_approved, source status, status, statut, état, state, approved, is approved, moderation "
        "status, approuvé, comment status, moderation, publié, validé"
    ),
    "is_spam": "is spam, spam",
    "is_gone": "is deleted, deleted",
    "kind": "comment_type, kind, type, type de commentaire",
    "by_staff": "by staff, is staff, is author, is owner, author is channel owner, is post author, staff",
    "links": "links",
    "truncated": "truncated, tronqué",
}
_NUMBER = re.compile(r"\s*-?(?:\d{1,3}(?:[\s,.\u00a0\u202f]\d{3})+|\d+)(?:[.,]\d+)?\s?[kKmM]?(?:\s*/\s*\d+)?\s*")
_TABLE_NAMES = {
    "comment_id": "own_id", "post_id": "post", "parent_id": "parent", "source_status": "status", "source_url": "link",
}  # fmt: skip
MAPPABLE = frozenset(_NAMES) | frozenset(_TABLE_NAMES)
"""What `columns` in the settings may map: our table's columns, and what becomes one of them."""

_WRAPPINGS = frozenset("snippet toplevelcomment comment data attributes node fields source item".split())
_PERSONS = frozenset("user author from commenter owner member profile creator auteur utilisateur".split())
_OF_PERSONS = {
    "login": "name", "username": "name", "displayname": "name", "screenname": "name", "nickname": "name",
    "fullname": "name", "htmlurl": "url", "link": "url", "website": "url", "homepage": "url",
}  # fmt: skip

OUR_OWN = frozenset(("site", "comment_id", "post_id", "text"))
OUR_POSTS = frozenset(("site", "post_id", "own_id", "title", "url"))


def plain_name(name: str) -> str:
    """Return a column's name as names are compared: lower case letters and digits, without accents."""
    letters = unicodedata.normalize("NFKD", name[:200].casefold().replace("°", "o"))
    return "".join(sign for sign in letters if sign.isalnum() and not unicodedata.combining(sign))


def compared_name(name: str) -> str:
    """Return a column's name as it is looked for: of `snippet.author.name` what remains without the mere wrappings."""
    parts = [plain_name(part) for part in name[:200].split(".")]
    while len(parts) > 1 and parts[0] in _WRAPPINGS:
        del parts[0]
    if len(parts) == 2 and parts[0] in _PERSONS:
        return "author" + _OF_PERSONS.get(parts[1], parts[1])
    return "".join(parts)


_KNOWN: dict[str, dict[str, int]] = {
    field: {plain_name(name): rank for rank, name in reversed(list(enumerate(names.split(", "))))}
    for field, names in _NAMES.items()
}
OF_POSTS = frozenset().union(*(_KNOWN[field] for field in ("post", "post_title", "post_url")))
"""Names, as they are compared, of columns that tell of the post and not of the comment."""


def is_ours(names: Sequence[str]) -> bool:
    """Tell our own export of comments, or of posts, by its columns."""
    return set(names) >= OUR_OWN or set(names) >= OUR_POSTS


def recognised(names: Sequence[str], sample: Mapping[str, Values], mapped: Mapping[str, str]) -> dict[str, str]:
    """Return which column holds which field: `{"text": "Commentaire", …}`; a mapped one goes before a guessed one.

    `sample` holds the first values of each column: a column of numbers is no text, `note` of words no rating.
    """
    found = {_TABLE_NAMES.get(ours, ours): theirs for ours, theirs in mapped.items() if theirs in names}
    taken = set(found.values())
    compared = {name: compared_name(name) for name in names}
    for field, known in _KNOWN.items():
        if field in found:
            continue
        ranked = sorted(
            (known[plain], name) for name in names if name not in taken and (plain := compared[name]) in known
        )
        for _, name in ranked:
            if _fits(field, sample.get(name, ())):
                found[field] = name
                taken.add(name)
                break
    return _settled(found, sample)


def unmapped(names: Sequence[str], mapped: Mapping[str, str]) -> list[str]:
    """Return the columns that the settings map to and that the table does not have."""
    return sorted(set(mapped.values()) - set(names))


def _settled(found: dict[str, str], sample: Mapping[str, Values]) -> dict[str, str]:
    """Decide by what stands in them which of two things some columns are."""
    if (name := found.pop("answers", None)) is not None:
        field = "parent" if _is_of(sample.get(name, ()), _an_id) else "post_title"
        found.setdefault(field, name)
    if (name := found.get("link")) is not None and "post_url" not in found:
        values = [value for value in sample.get(name, ()) if value]
        hosts = {_host(value) for value in values}
        everywhere = len(values) == len(sample.get(name, ())) and len(hosts) <= max(1, len(values) // 5)
        if everywhere:
            found["post_url"] = name
        elif "author_url" not in found:
            found["author_url"] = found.pop("link")
    if _titles_differ(found, sample):
        del found["post_title"]  # they are the comments' own
    if (name := found.get("post")) is not None and "post_title" not in found and _is_of(sample.get(name, ()), _a_title):
        found["post_title"] = found.pop("post")
    if found.get("time") is not None and "created_at" not in found:
        found["created_at"] = found.pop("time")
    return found


def _titles_differ(found: Mapping[str, str], sample: Mapping[str, Values]) -> bool:
    """Whether one post has several titles in a column that is only called "title"."""
    post, title = found.get("post"), found.get("post_title")
    if post is None or title is None or plain_name(title) not in ("title", "titre"):
        return False
    pairs = {(str(one), str(other)) for one, other in zip(sample.get(post, ()), sample.get(title, ()), strict=False)}
    return len(pairs) > len({one for one, _ in pairs})


def _is_of(values: Values, kind: Callable[[Any], bool]) -> bool:
    return all(kind(value) for value in values if value not in (None, ""))


def _fits(field: str, values: Values) -> bool:
    """Tell whether values like these can be what the field holds."""
    return field not in _FITS or _FITS[field](values)


def _an_id(value: Any) -> bool:
    return isinstance(value, int) or (
        re.fullmatch(r"[\w.:~-]{1,128}", str(value)) is not None and any(map(str.isdigit, str(value)))
    )


def _a_title(value: Any) -> bool:
    return isinstance(value, str) and "//" not in value and " " in value.strip()


def _a_number(value: Any) -> bool:
    return _NUMBER.fullmatch(str(value)) is not None


def _words(values: Values) -> bool:
    """Tell texts: at least one value has letters; an empty sample tells nothing against them."""
    filled = [value for value in values if value not in (None, "")]
    return not filled or any(isinstance(value, str) and not _a_number(value) for value in filled)


def _host(url: Any) -> str:
    try:
        return urlsplit(str(url)).netloc
    except ValueError:
        return str(url)


_FITS: dict[str, Callable[[Values], bool]] = {
    "text": _words,
    "author": _words,
    "rating": partial(_is_of, kind=_a_number),
    "likes": partial(_is_of, kind=_a_number),
    "dislikes": partial(_is_of, kind=_a_number),
}
