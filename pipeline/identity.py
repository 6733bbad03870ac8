"""What makes a comment, a post or a person the same one: folding and hashes.

Never of a date, a vote, a cut mark, a file's name or a place in it, so that every form of a comment gets one identity.
"""

import html
import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_TAG = re.compile(r"<[/!a-zA-Z][^<>]{0,1000}>")
_NO_CHARACTER = re.compile(r"&#\d{8,};?")  # Python reads no number of more than 4,300 digits
_SMILEY = re.compile(
    r"(?<!\w)[:;=8xX][-^']?[)(\]\[DPpOoxX|/\\*?!](?!\w)"
    r"|:(?:mrgreen|neutral|twisted|arrow|shock|smile|cool|evil|grin|idea|oops|razz|roll|wink|cry|eek|lol|mad|sad|\?\?\?):"
)
# Letters, digits, Indic and Thai vowel signs, "?" and "!" are what a comment says; the rest is how it is set.
_SETTING = re.compile(r"[^\w?!\u0300-\u036f\u0900-\u0fff]+")
_SETTING_BYTES = {
    name: bytes(byte if re.match(r"[\w?!]", bytes([byte]).decode(name, "replace")) else 32 for byte in range(256))
    for name in ("latin-1", "cp1252")
}
_MAYBE_SMILEY = re.compile(r"[:;=8xX][-^']?[)(\]\[DPpOoxX|/\\*?!]|:[a-z?]{3,8}:")

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|_ga|ref|replytocom|unapproved|moderation-hash|cpage|share|amp|nb"
)
LONGEST_ADDRESS = 8_192
_PAGE_OF_COMMENTS = re.compile(r"/(?:comment-page-\d+|amp|feed)/?$")


def unescaped(text: str) -> str:
    """Return the text with its entities as what they stand for; of numbers that are no character, U+FFFD."""
    return html.unescape(_NO_CHARACTER.sub("\ufffd", text) if "&#" in text else text)


def fold(text: str) -> str:
    """Return the text as it is compared: no markup, entities, case, accents' spelling, punctuation, smileys or spacing.

    What a comment system rewrites by itself (quotes, dashes, dots, smileys, white space) folds to the same; a text of
    nothing but signs folds to those signs.
    """
    if "&" in text:
        text = unescaped(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    plain = _SMILEY.sub(" ", text) if _MAYBE_SMILEY.search(text) else text
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain)
    folded = _without_setting(plain.casefold())
    return folded or "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _without_setting(text: str) -> str:
    """Return the text without what `_SETTING` finds; Latin letters, and what is set with them, go the short way."""
    text = text.replace("’", " ")
    for name, kept in _SETTING_BYTES.items():
        try:
            return " ".join(text.encode(name).translate(kept).decode(name).split())
        except UnicodeEncodeError:
            continue
    return _SETTING.sub(" ", text).strip()


def keyed(key: bytes, *parts: str | None) -> str:
    """Return a keyed hash of the parts, 32 hexadecimal digits (BLAKE2b, 128 bits)."""
    hashed = _hasher(key).copy()
    hashed.update("\x1f".join([part or "" for part in parts]).encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()


@lru_cache(maxsize=8)
def _hasher(key: bytes) -> blake2b:
    return blake2b(digest_size=16, key=key)


def _plain_hash(*parts: str) -> str:
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


@lru_cache(maxsize=8192)
def folded_name(name: str) -> str:
    """Return a name folded; authors come again and again."""
    return fold(name)


@lru_cache(maxsize=8192)
def author_key(key: bytes, name: str | None, address: str | None) -> str | None:
    """Return who wrote it: `e…` by e-mail address, `n…` by name only, None for the nameless."""
    if address and "@" in address:
        return "e" + keyed(key, address.strip().casefold())
    folded = folded_name(name) if name else ""
    return "n" + keyed(key, folded) if folded else None


def canonical_url(url: str) -> str:
    """Return the address without scheme, `www.`, fragment, tracking parameters, comment pages and trailing slash.

    What is no well-formed address comes back stripped; of one longer than addresses are, its beginning counts.
    """
    url = url.strip()[:LONGEST_ADDRESS]
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url
    host = (parts.hostname or "").removeprefix("www.")
    path = quote(unquote(_PAGE_OF_COMMENTS.sub("", parts.path)), safe="/:@!$&'()*+,;=~-._").rstrip("/")
    kept = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0]))
    return host + port + path + ("?" + urlencode(kept) if kept else "")


def host(url: str | None) -> str | None:
    """Return the host (and unusual port) of an address, None where it has none."""
    return canonical_url(url).partition("/")[0].partition("?")[0] or None if url and "//" in url else None


def post_id(
    site: str,
    *,
    url: str | None = None,
    title: str | None = None,
    opening: str | None = None,
    own_id: str | None = None,
) -> str:
    """Return the post's identity from the best that its source tells: address, title, article, the system's number."""
    if url and host(url):
        return f"{site}:{canonical_url(url)}"
    if title and (folded := fold(title)):
        return f"{site}:{folded[:200]}"
    if opening and (folded := fold(opening)):
        return f"{site}:~{_plain_hash(folded[:200])}"
    return f"{site}:#{own_id or '?'}"


def anonymous_id(site: str, post: str, author: str | None, folded: str, nth: int) -> str:
    """Return the identity of a comment that its system gives no id: `nth` counts such comments on one page, from 0."""
    return f"{site}:~{_plain_hash(post, folded_name(author) if author else '', folded[:120], str(nth))}"


def judged_hash(key: bytes, author: str | None, author_url: str | None, folded: str) -> str:
    """Return the hash of what a comment is judged by: who signs it, with which address, and its folded text."""
    return keyed(key, folded_name(author) if author else "", author_url, folded)
