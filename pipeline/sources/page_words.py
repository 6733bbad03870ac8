"""What pages of comments say around the comments, in English and French: headings, buttons, marks."""

import re

_ONE = {
    "one": 1,
    "a": 1,
    "un": 1,
    "une": 1,
    "two": 2,
    "deux": 2,
    "three": 3,
    "trois": 3,
    "no": 0,
    "aucun": 0,
    "aucune": 0,
    "pas de": 0,
}
_NUMBER = r"\d{1,3}(?:[,.\u00a0\u202f ]\d{3})+|\d{1,7}"
_WHAT = (
    r"comments?|commentaires?|responses?|r[ée]ponses?|replies|reply|thoughts?|r[ée]flexions?|pens[ée]es?|avis"
    r"|r[ée]actions?"
    r"|reactions?|remarques?|messages?|discussions?|kommentare?|comentarios?|commenti|reacties"
)
_COUNTED = re.compile(
    r"(?:(?:this|the) (?:post|article|entry|page|recipe) has |there (?:is|are) |cet(?:te)? [^\W\d_]{4,12} a |il y a )?"
    rf"(?P<count>{_NUMBER}|{'|'.join(_ONE)})\s+(?P<what>{_WHAT})\b"
    r"(?:\s+(?:so far|found|yet)|(?:…|\.{3})\s*read them below or add one)?"
    r"(?:\s*(?:on|to|sur|à|for|pour|zu)\b\s*(?P<title>.*))?\s*:?\s*(?:▼|↓|»)?",
    re.IGNORECASE,
)
_COUNT_LAST = re.compile(
    rf"(?:(?:{_WHAT})\s*[(:\[]|(?:comments|commentaires)\s)\s*(?P<count>{_NUMBER})\s*[)\]]?", re.IGNORECASE
)
_BARE_HEADING = re.compile(
    r"(?:the |les |vos |your |recent )?(?:comments|commentaires|responses|réactions|réponses|discussion)\s*:?",
    re.IGNORECASE,
)
_QUOTES = "“”«»\"'‘’„ \u00a0\u202f"

THREADS = re.compile(
    rf"(?P<count>{_NUMBER})\s*(?:comment threads?|fils? de (?:commentaires?|discussion))\b", re.IGNORECASE
)
REPLIES = re.compile(
    rf"(?P<count>{_NUMBER})\s*(?:thread repl(?:y|ies)|réponses? (?:de|du|au|aux) fils?(?: de discussion)?)\b",
    re.IGNORECASE,
)
AUTHORS = re.compile(
    rf"(?P<count>{_NUMBER})\s*(?:comment authors?|auteurs? (?:de |du |des )?commentaires?)\b", re.IGNORECASE
)

REPLY = re.compile(
    r"(?:(?:log ?in|sign in|register|connectez-vous|connexion|se connecter|identifiez-vous)\s+(?:to|pour)\s+(?:leave "
    r"a )?)?"
    r"(?:reply|répondre|respond|reply to this(?: comment)?|répondre à ce (?:commentaire|message)|antworten|responder"
    r"|rispondi|beantwoorden)(?:delete|supprimer)?"
    r"\s*(?:↓|→|↵|»|›|\|)?",
    re.IGNORECASE,
)
_REPLY_TO_BUTTON = re.compile(r"(?:reply to|répondre à)\s+(?P<name>\S.{0,80})", re.IGNORECASE)
_REPLY_TO = re.compile(
    r"(?:↳|↪|→|>)?\s*(?:in\s+)?(?:reply|replying|replied|réponse|en réponse|répondre|répond|a répondu)\s+(?:to|à)\s*"
    r"(?P<name>\S.{0,99})",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"(?:^|[\s.])(?:\w|[JS]r|M[rs]{1,2}|Dr)\.$")
SAYS = re.compile(
    r",?\s*\b(?:says|said|wrote|writes|dit|a dit|a écrit|écrit|sagte?|schrieb|dice|dijo|ha detto|scrive|diz|disse"
    r"|schreef|skriver|sanoo)"
    r"\s*(?:\:|…|\.\.\.)\s*$",
    re.IGNORECASE,
)
PING = re.compile(
    r"(?P<kind>ping|trackback|pingback|rétrolien|retrolien|tracked from|pinged by)\s*(?:\:|from|de)\s*(?P<title>\S.*)",
    re.IGNORECASE,
)
WAITING = re.compile(
    r"(?:your comment|votre commentaire)\b.{0,20}\b(?:awaiting|en attente|attend)\b.{0,160}", re.IGNORECASE
)
GONE = re.compile(r"\b(?:deleted|removed|supprim[ée]e?|gel[öo]scht|eliminado)\b", re.IGNORECASE)
"""A note that a comment was there."""
CUT = re.compile(
    r"\s*(?:…|\.\.\.)[\s\u00a0]*(?:read more|lire la suite|lire plus|voir plus|see more|show more)\s*(?:»|›|→|>>"
    r"|\.\.\.|…)?\s*$",
    re.IGNORECASE,
)
EXCERPT = re.compile(r"^\s*\[(?:…|\.\.\.|\u2026)\].*\[(?:…|\.\.\.|\u2026)\]\s*$", re.DOTALL)

_AROUND = re.compile(
    r"(?:most reacted comment|hottest comment thread|recent comment authors|subscribe|notify of|oldest|newest|most "
    r"voted|inline feedbacks?"
    r"|view all comments|sort by.{0,40}|login|connect with|followers|\d+ followers|guest|label|(?:newest|oldest|most "
    r"voted)(?:\s+(?:newest|oldest|most voted))+"
    r"|commentaire (?:le plus|avec le plus).{0,40}|fil de (?:commentaires|discussion) le plus.{0,30}|s[’']abonner"
    r"|notifier de.{0,40}|le plus (?:récent|ancien|populaire).{0,40}"
    r"|new follow-up comments.{0,40}|\{\}.{0,6}|\[\+\]|article rating|\d+ ?\d* votes?|›|comments feed|rss.{0,30}"
    r"|abonn.{0,20})",
    re.IGNORECASE,
)
NAMELESS = frozenset("Anonymous Anonyme Anonym Anónimo Anônimo Anonimo Anoniem Анонимно Аноним".split())
"""What WordPress, Blogger and Isso set where no name was given, in the languages of most sites."""


def counted(line: str) -> int | None:
    """Return how many comments a heading declares ("12 thoughts on “…”", "Commentaires (3)"); None if it is none."""
    line = line.strip(" \t#*:·|{}")
    if len(line) > 300 or (match := _COUNTED.fullmatch(line) or _COUNT_LAST.fullmatch(line)) is None:
        return None
    number = match["count"].lower()
    return _ONE[number] if number in _ONE else int(re.sub(r"\D", "", number))


def titled(line: str) -> str | None:
    """Return the post's title where a heading tells it: "12 réflexions sur « Titre »"."""
    match = _COUNTED.fullmatch(line.strip(" \t#*:")) if len(line) <= 300 else None
    return (match["title"] or "").strip(_QUOTES) or None if match is not None else None


def is_bare_heading(line: str) -> bool:
    """Whether a line is a heading over comments without a number: "Comments", "Commentaires :"."""
    return len(line) < 40 and _BARE_HEADING.fullmatch(line.strip(" \t#*")) is not None


def is_saying(line: str) -> bool:
    """Whether a line ends as one does that names who speaks: "Ada says:"."""
    return SAYS.search(line[-80:]) is not None


def answers(line: str) -> str | None:
    """Return the name in a line that says whom a comment answers ("In reply to Ada"); None if it is none."""
    match = _REPLY_TO.fullmatch(line) if len(line) < 120 else None
    name = match["name"].strip(" \t\u00a0") if match is not None else ""
    return name if name and _is_name(name) else None


def is_button_to(line: str) -> bool:
    """Whether a line is a button that names whom one would answer: "Reply to Ada"."""
    match = _REPLY_TO_BUTTON.fullmatch(line) if len(line) < 100 else None
    return match is not None and _is_name(match["name"].strip())


def _is_name(text: str) -> bool:
    """Whether what follows "reply to" may be a name: no sentence, no question."""
    return len(text.split()) <= 8 and (not text.endswith(tuple(".,;:!?…")) or _INITIAL.search(text) is not None)


def without_says(name: str) -> str:
    """Return a name without the "says:" that themes set after it, and without marks around it."""
    name = re.sub(r"\s*\((?:not verified|non vérifié)\)$", "", name)  # Drupal, of the nameless and guests
    return re.sub(r"^\d{1,5}[.:)]\s+(?=\S)|^#\d{1,5}[.:)]?\s*", "", SAYS.sub("", name)).strip(" \t\n\u00a0:,|·•–—-")


def without_cut(text: str) -> tuple[str, bool]:
    """Return the text without the mark of one that is shown only in part ("… Read more »"), and whether it bore one."""
    shorter = CUT.sub("", text[-60:])
    return (text[:-60] + shorter, True) if shorter != text[-60:] else (text, False)


def is_around(line: str) -> bool:
    """Whether a line is wpDiscuz's talk between heading and comments."""
    return len(line) <= 80 and _AROUND.fullmatch(line) is not None
