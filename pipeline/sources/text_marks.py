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
    "modérateur", "contributeur", "abonné", "auteur de l’article", "auteur de l'article", "by post author",
    "par l’auteur de l’article", "par l'auteur de l'article",
}  # fmt: skip
"""Roles that stand beside a name."""
STAFF = {
    "admin", "administrator", "author", "editor", "moderator", "administrateur", "auteur", "éditeur", "modérateur",
    "post author", "auteur de l’article", "auteur de l'article", "author of the post",
    "by post author", "par l’auteur de l’article", "par l'auteur de l'article",
}  # fmt: skip
"""Those of them that answer for the site."""
ROLE_AFTER = re.compile(
    r"(?<=\S)\s+\(?(post author|author of the post|auteur de l[’']article|auteure de l[’']article)\)?$", re.IGNORECASE
)
"""A role that a program sets behind a name on the same line."""
ANSWERING = re.compile(r"(?:replying to|in reply to|en réponse à|répond à)\s*:?", re.IGNORECASE)
"""A line over the name of whom a comment answers."""
UNDER_BODIES = {"by post author", "par l’auteur de l’article", "par l'auteur de l'article"}
"""Those that stand under what they tell of; others stand over a name."""
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
_LIKED = re.compile(
    r"(?:(?:like|j[’']aime)?\s*liked by (?P<count>\d{1,6}) (?:people|person)"
    r"|(?:j[’']aime)?\s*aimé par (?P<nombre>\d{1,6}) personnes?|like\s*like|j[’']aime\s*j[’']aime"
    r"|(?P<up>\d{1,6})\s*[▲△👍]|like \((?P<likes>\d{1,6})\)(?:\s*repl(?:y|ies)(?: \(\d+\))?)?(?:\s*share)?)",
    re.IGNORECASE,
)
_SUFFIXED = re.compile(r"\s*[·•|]\s*(?P<count>\d{1,6})\s(?:likes?|votes?|upvotes?|j[’']aime)$", re.IGNORECASE)
_COMMENT_BY = re.compile(r"^(?:comment|commentaire)\s+(?:by|from|par|de)\s+(?=\S)", re.IGNORECASE)
_LINKS_UNDER = re.compile(
    r"(?:\((?:reply|répondre)\)|\(parent\))(?:\s*\((?:parent|thread|link|expand|collapse|fil|lien)\))*"
    r"|permalink(?:embed|save|parent|report|give award|source|hide child comments|\s)*reply",
    re.IGNORECASE,
)
"""What LiveJournal and Reddit set under comments."""
_WORD = (
    r"(?:Like|Reply|Share|Delete|Edit|Report|J[’']aime|Répondre|Partager|Supprimer|Modifier|Signaler)"
    r"(?: \(\d{1,6}\))?\s?"
)
_GLUED = re.compile(rf"(?:\d{{1,6}}\s?(?:{_WORD}){{1,5}}|(?:{_WORD}){{2,5}})[⋯…·•]?")
"""Buttons side by side that a program sets without a space between them."""
_DUMPED_BULLET = re.compile(r"^(?:[o□☆○◇■★◎●△]|[*•+|-])\s+(?=\S)")
AVATAR = re.compile(
    r"(?P<name>\S.{0,80}?)(?:['’]s)?\s+avatar|avatar (?:for|of|de|pour) (?P<other>\S.{0,80})|(?:photo|gravatar) (?:of"
    r"|de) (?P<third>\S.{0,80})",
    re.IGNORECASE,
)
"""The text of a picture of somebody."""
_PICTURED = re.compile(
    r"\[?(?:photo|picture|image|avatar|gravatar) (?:of|for|de) (?P<name>\S.{0,80}?)\]?\s*(?P=name)"
    r"|\[?(?P<other>\S.{0,80}?)(?:['’]s)?\s+avatar\]?\s*(?P=other)",
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
def _answers(marked: str) -> bool:
    shown = _DUMPED_BULLET.sub("", marked, count=1) if len(marked) <= 40 else marked
    return (
        page_words.REPLY.fullmatch(shown) is not None
        or page_words.is_button_to(shown)
        or _LINKS_UNDER.fullmatch(shown) is not None
        or (("Reply" in shown or "Répondre" in shown) and _GLUED.fullmatch(shown) is not None)
        or _SHARED.fullmatch(shown) is not None
    )


def is_button(line: Line) -> bool:
    """Whether a line is another button or mark around a comment."""
    return len(line.text) <= 60 and _is_button(line.text)


@lru_cache(maxsize=1 << 12)
def _is_button(text: str) -> bool:
    bare = _DUMPED_BULLET.sub("", text, count=1)
    return any(one.fullmatch(bare) is not None for one in (_BUTTONS, _LIKED))


def voted(line: Line) -> int | None:
    """Return the number in wpDiscuz's "Vote Up3Vote Down"."""
    match = _VOTED.fullmatch(line.text) if line.text[:1] in ("v", "V") and len(line.text) <= 60 else None
    return int(match["count"].replace("\u2212", "-")) if match is not None and match["count"] else None


def liked(line: Line) -> int | None:
    """Return how many like a comment where a line says so in words or signs ("Liked by 3 people", "3 ▲")."""
    match = _LIKED.fullmatch(_DUMPED_BULLET.sub("", line.text, count=1)) if len(line.text) <= 60 else None
    found = [count for count in match.groups() if count] if match is not None else []
    return int(found[0]) if found else None


def without_votes(text: str) -> tuple[str, int | None]:
    """Return a date without the votes that stand behind it ("2 years ago · 3 Likes"), and these."""
    match = _SUFFIXED.search(text[-40:])
    return (text[: -len(match[0])], int(match["count"])) if match is not None else (text, None)


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


def named_in(text: str) -> str:
    """Return the name in a line, without "says:" and without a picture's text before it."""
    name = _COMMENT_BY.sub("", page_words.without_says(text))
    pictured = _PICTURED.fullmatch(name) if len(name) <= 200 else None
    return pictured["name"] or pictured["other"] if pictured is not None else name
