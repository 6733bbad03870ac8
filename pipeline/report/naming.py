"""How names stand on a page: in full, first names, or initials; and what hostile ones are kept from."""

import re
import unicodedata
from html import escape

from pipeline.locale.words import Words

_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def shown(name: str | None, form: str, words: Words) -> str:
    """Return a name as `form` (full, first, initials) wants it; a comment without one says so."""
    if not name:
        return words.say("no name")
    if form == "full":
        return name
    parts = name.split()
    if form == "first":
        return parts[0]
    return " ".join(_initial(part) for part in parts[:3])


def _initial(part: str) -> str:
    letter = next((sign for sign in part if unicodedata.category(sign)[0] in "LN"), part[0])
    return f"{letter.upper()}."


def title_of(title: object, words: Words) -> str:
    """Return a post's title, or that its source has none."""
    known = title if isinstance(title, str) and title.strip() else None
    return plain(known or words.say("(Title: not in the file; set it in the settings)"))


def safe(text: str) -> str:
    """Return the text escaped for HTML; control, bidi and invisible characters come as their numbers."""
    return _HIDDEN.sub(_numbered, escape(text)) if not text.isascii() or not text.isprintable() else escape(text)


def _numbered(found: re.Match[str]) -> str:
    return f'<span class="hidden-sign">U+{ord(found[0]):04X}</span>'


def plain(text: str) -> str:
    """Return the text for attributes and files: invisible characters as their numbers in brackets, not escaped."""
    return _HIDDEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
