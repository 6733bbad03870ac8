"""What the cells of a table say: texts, numbers, words, identities; None for what says nothing."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.identity import unescaped
from pipeline.sources import markup, wp
from pipeline.sources.dates import plain_words
from pipeline.sources.literal import Literal

_MISSING = frozenset(("", "\\N", "null", "NULL", "NaN", "nan", "None", "<NA>"))
_UNWRITABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_TIMES = {"k": 1_000, "m": 1_000_000}
_ID = re.compile(r"[^\s\x00-\x1f\x7f\ud800-\udfff]{1,200}")
_REPLY_ID = re.compile(r"(Ug[\w-]{8,80})\.[\w-]{1,80}")
_WORDPRESS_ID = re.compile(r"[0-9]{1,20}")

STATUSES = {
    word: status
    for status, words in {
        "approved": (
            "1, true, t, yes, oui, vrai, y, o, approved, approve, publish, published, visible, accepted, live, ok, "
            "valid, approuve, approuvee, publie, publiee, valide, validee, accepte, en ligne, actif, active"
        ),
        "pending": (
            "0, false, f, no, non, faux, n, hold, held, pending, unapproved, moderated, moderation, waiting, queued, "
            "review, new, unpublished, draft, heldforreview, pending review, awaiting moderation, en attente, "
            "en attente de validation, a moderer, en moderation, attente, a valider, non publie"
        ),
        "spam": "spam, indesirable, pourriel, junk, likelyspam",
        "trash": (
            "trash, post-trashed, bin, deleted, rejected, removed, hidden, corbeille, supprime, supprimee, refuse, "
            "refusee, rejete, rejetee, masque, poubelle"
        ),
        "gone": "gone",
    }.items()
    for word in words.split(", ")
}
_YES, _NO = frozenset("true t 1 yes y oui o vrai x".split()), frozenset("false f 0 no n non faux".split())


def texts(values: Sequence[Any]) -> list[str | None]:
    """Return each value as text; numbers without a needless `.0`, flags in small letters."""
    if set(map(type, values)) == {str}:
        return list(values)
    return [value if type(value) is str else _text(value) for value in values]


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, (dict, list)):
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return None if math.isnan(value) else str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    text = str(value)
    return None if text == "NaT" else text


def shown(values: Sequence[Any]) -> list[str | None]:
    """Return names and titles as they are shown, entities decoded."""
    return [
        (unescaped(text) if "&" in text else text).strip() or None if text and text not in ("NULL", "\\N") else None
        for text in texts(values)
    ]


def plain(values: Sequence[Any], literal: Literal) -> tuple[list[str | None], list[str | None]]:
    """Return comments as plain text, and the links that their markup hides; None for a missing or empty one."""
    read = [
        markup.plain(literal.escaped(_unwrapped(text)), typed=True) if text else ("", None) for text in texts(values)
    ]
    return [text or None for text, _ in read], [links for _, links in read]


def _unwrapped(text: str) -> str:
    """Return the text of a Google Takeout cell, which is JSON: `{"text":"…"}`; any other as it is."""
    if not text.startswith('{"text":'):
        return text
    import json

    try:
        parts = json.loads(f"[{text}]", strict=False)
        return "".join(part["text"] for part in parts)
    except (ValueError, TypeError, KeyError, RecursionError):
        return text


def words(values: Sequence[Any]) -> list[str | None]:
    """Return addresses and the like: stripped, on one line, None for those that say "missing"."""
    return [_word(text) if text else None for text in texts(values)]


def _word(text: str) -> str | None:
    cut = text.strip() if text.isprintable() else _UNWRITABLE.sub("", text).strip()
    return None if cut in _MISSING else cut


def identities(values: Sequence[Any], *, wordpress: bool = False) -> tuple[list[str | None], list[int]]:
    """Return ids, and at which places there is something that cannot be one (WordPress's are numbers)."""
    form = _WORDPRESS_ID if wordpress else _ID
    found: list[str | None] = []
    wrong: list[int] = []
    for at, value in enumerate(texts(values)):
        if value and value.isdecimal() and value.isascii() and len(value) <= 20:
            found.append(value)
            continue
        text = value.strip() if value else ""
        if form.fullmatch(text) and text not in _MISSING:
            found.append(text)
            continue
        cut = text.removesuffix(".0")
        if cut in _MISSING:
            found.append(None)
            if wordpress:
                wrong.append(at)
        elif form.fullmatch(cut):
            found.append(cut)
        else:
            found.append(None)
            wrong.append(at)
    return found, wrong


def parents(values: Sequence[Any]) -> list[str | None]:
    """Return the ids that are answered; 0, nothing and (Reddit's) a post answer none."""
    found = ((text or "").removeprefix("t1_") for text in identities(values)[0])
    return [None if text.startswith("t3_") or text == "root" else wp.answered(text) for text in found]


def parents_by_id(own_ids: Sequence[str | None]) -> list[str | None]:
    """Return the ids that are answered where an id itself tells, as YouTube's do: `Ug….9a`."""
    matches = (_REPLY_ID.fullmatch(own_id) if own_id and "." in own_id else None for own_id in own_ids)
    return [match[1] if match is not None else None for match in matches]


def counts(values: Sequence[Any]) -> list[int | None]:
    """Return whole numbers, None for what is none (`1,204` is one, and so are `12.0` and `1.2K`)."""
    return [None if number is None else round(number) for number in numbers(values)]


def numbers(values: Sequence[Any]) -> list[float | None]:
    """Return numbers, None for what is none; `4,5` and `4/5` are read as people mean them."""
    return [_number(text) if text else None for text in texts(values)]


def _number(text: str) -> float | None:
    cut = re.sub(r"[\s\u00a0\u202f]|(?<=\d)/\d+$", "", text)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", cut):
        cut = cut.replace(",", "")
    times = _TIMES.get(cut[-1:].lower(), 1)
    cut = (cut if times == 1 else cut[:-1]).replace(",", ".")
    return float(cut) * times if _NUMBER.fullmatch(cut) else None


def flags(values: Sequence[Any]) -> list[bool | None]:
    """Return yes and no in English, French or digits, None for anything else."""
    said = [(text or "").strip().lower() for text in texts(values)]
    return [True if word in _YES else False if word in _NO else None for word in said]


def statuses(values: Sequence[Any], unknown: Counter[str]) -> list[str | None]:
    """Return `schema.SOURCE_STATUSES`; words that are none of them are counted."""
    known: dict[str | None, str | None] = {None: None, "": None}
    written = texts(values)
    for text in set(written):
        word = plain_words(text).strip() if text else ""
        known[text] = STATUSES.get(word)
        if known[text] is None and word not in _MISSING:
            unknown[word[:40]] += sum(one == text for one in written)
    return [known[text] for text in written]


def kinds(values: Sequence[Any]) -> list[str]:
    """Return what each entry is by a column that may hold anything: only pings are told from comments."""
    said = [(text or "").strip().lower() for text in texts(values)]
    return [word if word in ("pingback", "trackback") else "comment" for word in said]


def wordpress_kinds(values: Sequence[Any], strange: Counter[str]) -> tuple[list[str], list[int]]:
    """Return what `comment_type` says, and at which places stands what is no comment; these are counted by type."""
    said = [(text or "").strip().lower() for text in texts(values)]
    left_out = [at for at, word in enumerate(said) if word not in wp.KINDS]
    strange.update(said[at][:40] for at in left_out)
    return [wp.KINDS.get(word, "comment") for word in said], left_out


def one_of(values: Iterable[Any], known: Iterable[str]) -> list[str | None]:
    """Return the words that are known, None for others."""
    allowed = frozenset(known)
    return [value if isinstance(value, str) and value in allowed else None for value in values]
