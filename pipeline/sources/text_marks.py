"""The marks that pages set around comments, as lines of text: buttons, votes, roles, what may be a date."""

import re
from functools import lru_cache

from pipeline.sources import page_words
from pipeline.sources.text_lines import Line

_NUMBERED = re.compile(r"\d{4}|\d[:hH.]\s?\d\d|\d[/.]\d{1,2}[/.]\d\d")
_RELATIVE = re.compile(
    r"\b(?:ago|il y a|plus tôt|auparavant|hier|yesterday|today|aujourd|just now|instant|maintenant"
    r"|vor|hace|fa|geleden|atrás|há|назад"
    r"|temu|siden|sedan|gestern|ayer|ieri|ontem)\b"
)
JUNK_WORDS = frozenset(
    "edit éditer modifier permalink permalien link lien reply répondre # ¶ report signaler quote citer share".split()
)

LABELS = {
    "guest", "member", "admin", "administrator", "author", "editor", "moderator", "contributor", "subscriber",
    "trackback", "pingback", "customer", "post author", "author of the post", "active member", "noble member",
    "new member", "eminent member", "trusted member", "invité", "membre", "administrateur", "auteur", "éditeur",
    "modérateur", "contributeur", "abonné", "auteur de l’article", "auteur de l'article",
}  # fmt: skip
"""Roles that stand beside a name."""
STAFF = {
    "admin", "administrator", "author", "editor", "moderator", "administrateur", "auteur", "éditeur", "modérateur",
    "post author", "auteur de l’article", "auteur de l'article", "author of the post",
}  # fmt: skip
"""Those of them that answer for the site."""
_SHARED = re.compile(r"(?:reply|répondre)\s*[·•|]\s*(?:share|partager|like|j[’']aime)\s*›?", re.IGNORECASE)
_BUTTONS = re.compile(
    r"(?:(?:share(?: ?on (?:twitter|x|google|facebook|vk))? ?)+|partager|report|signaler|like(?: loading\.*)?"
    r"|j[’']aime|edit|modifier|permalink|permalien|quote|citer"
    r"|(?:hide|view|show|load)(?: more| all)? repl(?:y|ies)(?: \(\d+\))?|(?:masquer|voir|afficher) les réponses(?: "
    r"\(\d+\))?|loading\.*|\d+ repl(?:y|ies)|\d+ réponses?"
    r"|liked by \d+ (?:people|person)|aimé par \d+ personnes?|delete|supprimer"
    r"|link|lien|copy link|follow|suivre|share on .{1,20}|vote up|vote down|_+|›|▲|▼|△"
    r"|▽|[•·]|[+\u2212–-]|\|)\s*",
    re.IGNORECASE,
)
_STARS = re.compile(r"(?P<count>[1-5](?:[.,]\d)?)\s*(?:stars?|étoiles?)|(?P<signs>[★⭐]{1,5})[☆]{0,4}", re.IGNORECASE)
_VOTED = re.compile(r"vote up\s*(?P<count>[+\u2212-]?\d{0,6})\s*vote down(?:\s+(?:reply|répondre))?", re.IGNORECASE)
_VOTE = re.compile(
    r"(?:vote up)?\s*(?P<count>[+\u2212-]?\d{1,6})\s*(?:vote down|votes?|likes?|👍|j[’']aime)?", re.IGNORECASE
)


@lru_cache(maxsize=1 << 12)
def may_hold_date(text: str) -> bool:
    """Whether it is worth asking for a date in a line."""
    return _NUMBERED.search(text) is not None or (len(text) < 160 and _RELATIVE.search(text.lower()) is not None)


def is_reply_button(line: Line) -> bool:
    """Whether a line is the button under a comment ("Reply", "Répondre ↓")."""
    return len(line.text) <= 90 and _answers(line.shown)


@lru_cache(maxsize=1 << 12)
def _answers(shown: str) -> bool:
    return (
        page_words.REPLY.fullmatch(shown) is not None
        or page_words.is_button_to(shown)
        or _SHARED.fullmatch(shown) is not None
    )


def is_button(line: Line) -> bool:
    """Whether a line is another button or mark around a comment."""
    return len(line.text) <= 60 and _is_button(line.text)


@lru_cache(maxsize=1 << 12)
def _is_button(text: str) -> bool:
    return _BUTTONS.fullmatch(text) is not None


def voted(line: Line) -> int | None:
    """Return the number in wpDiscuz's "Vote Up3Vote Down"."""
    match = _VOTED.fullmatch(line.text) if line.text[:1] in ("v", "V") and len(line.text) <= 60 else None
    return int(match["count"].replace("\u2212", "-")) if match is not None and match["count"] else None


def vote(line: Line) -> int | None:
    """Return the number that a line of votes shows."""
    return _vote(line.text) if len(line.text) <= 40 else None


@lru_cache(maxsize=1 << 12)
def _vote(text: str) -> int | None:
    match = _VOTE.fullmatch(text)
    return int(match["count"].replace("\u2212", "-") or 0) if match is not None else None


def is_foot(line: Line) -> bool:
    """Whether a line is what stands under a body: the button to answer, votes."""
    return is_reply_button(line) or (line.text[:1] in ("v", "V") and _VOTED.fullmatch(line.text) is not None)


def rated(text: str) -> float | None:
    """Return the stars that a line shows and nothing else ("5 stars", "★★★★☆"), as recipe plugins set them."""
    match = _STARS.fullmatch(text) if len(text) <= 20 else None
    if match is None:
        return None
    return float(match["count"].replace(",", ".")) if match["count"] else float(len(match["signs"]))
