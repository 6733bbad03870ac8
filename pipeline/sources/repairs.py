"""What is filtered or repaired of names, texts, addresses and counts before they become rows, and how often."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from pipeline.identity import unescaped

MAX_TEXT = 100_000
"""Characters of a comment that are kept; no reader writes more, and an attack must not fill the database."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_MOST = 1 << 31
_MOJIBAKE = re.compile("[ÃÂ][\x80-\xbfŒœŠšŽžŸƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]|â€[™œ\x9d\x9c\x99“”¦]|ðŸ")
_MOJIBAKE_BEGINS = "ÃÂâð"
_IN_A_WORD = re.compile(r"[^\W\d_]&(?:#\d{2,5}|#x[0-9a-fA-F]{2,4}|[a-zA-Z]{2,8});[^\W\d_]")
_ENTITY = re.compile(r"&(?:#\d{2,5}|#x[0-9a-fA-F]{2,4}|[a-zA-Z]{2,8});")
_ADDRESS = re.compile(r"[\[(<@]{0,2}\b([\w.+-]{1,64})@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}[\])>]?")
_OF_SOMEBODY = re.compile(r"(?:https?://)?[^\s/?#@]{1,64}@[^\s/?#@]{1,255}/?", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,30}):(?!\d)", re.IGNORECASE)


class Repairs:
    """Repairs values and counts in `remarks` what its owner should know of."""

    def __init__(self, remarks: Counter[str]) -> None:
        self._remarks = remarks

    def text(self, text: str) -> str:
        """Return the text without control bytes, mojibake and entities encoded twice, in NFC and bounded."""
        if text.isascii() and text.isprintable() and "&" not in text:
            return text[:MAX_TEXT]
        if (mended := unmangled(text)) is not None:
            text = mended
            self._remarks["comments whose encoding was repaired"] += 1
        clean = CONTROL.sub("", text)
        if len(clean) != len(text):
            self._remarks["control characters removed"] += len(text) - len(clean)
        # Who writes about entities sets them apart; within a word they were encoded twice.
        if "&" in clean and _IN_A_WORD.search(clean):
            clean = CONTROL.sub("", _ENTITY.sub(lambda entity: unescaped(entity[0]), clean))
            self._remarks["comments whose entities were encoded twice"] += 1
        if len(clean) > MAX_TEXT:
            self._remarks[f"comments cut at {MAX_TEXT} characters"] += 1
        return unicodedata.normalize("NFC", clean[:MAX_TEXT])

    def name(self, name: str | None) -> str | None:
        """Return a name without the e-mail address that is in it; of a name that is one, what stands before the `@`."""
        clean = on_one_line(name)
        if clean is not None and (mended := on_one_line(unmangled(clean))) is not None:
            clean = mended
            self._remarks["names whose encoding was repaired"] += 1
        if clean is None or "@" not in clean or (without := _without_address(clean)) == clean:
            return clean
        self._remarks["e-mail addresses left out of names"] += 1
        return without

    def address(self, address: str | None) -> str | None:
        """Return a web address; None for a script, a mailbox, a local file, and whatever else is no page."""
        clean = on_one_line(address)
        if clean is None:
            return None
        scheme = _SCHEME.match(clean)
        if (scheme and scheme[1].lower() not in ("http", "https")) or _OF_SOMEBODY.fullmatch(clean):
            self._remarks["addresses that are no page of the web left out"] += 1
            return None
        return clean

    def count(self, count: int | None) -> int | None:
        """Return a count; None for one that nothing in this world can have."""
        return count if count is not None and abs(count) < _MOST else None


@lru_cache(maxsize=8192)
def on_one_line(text: str | None) -> str | None:
    """Return a name or title on one line, NFC, without control characters; None for nothing."""
    if not text:
        return None
    if text.isascii() and text.isprintable():
        return " ".join(text.split())[:500] or None
    return unicodedata.normalize("NFC", " ".join(CONTROL.sub("", text).split()))[:500] or None


def _is_mojibake(text: str) -> bool:
    """Return whether a text has what UTF-8 looks like in Windows-1252; most have none of its first letters."""
    return any(sign in text for sign in _MOJIBAKE_BEGINS) and _MOJIBAKE.search(text) is not None


def _without_address(name: str) -> str | None:
    rest = " ".join(_ADDRESS.sub(" ", name).split())
    return rest or _ADDRESS.sub(r"\1@…", name) or None


def unmangled(text: str) -> str | None:
    """Return the text whose UTF-8 was once read as Windows-1252 as it was meant; None where that explains nothing."""
    if not _is_mojibake(text):
        return None
    try:
        return "".join(_BYTES.get(sign, sign) for sign in text).encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None


_UNUSED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_BYTES = {bytes([byte]).decode("cp1252"): chr(byte) for byte in range(0x80, 0xA0) if byte not in _UNUSED}
