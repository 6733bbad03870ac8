"""Pages that browsers save as one file, and mails: the page inside (MHTML, RFC 2557)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from pipeline.errors import SourceError

LARGEST = 64 << 20
MARK = "mhtml"

_HEADERS = re.compile(
    rb"\A(?:From|Date|Subject|Received|Return-Path|Delivered-To|Message-ID|MIME-Version|Content-Type|X-[\w-]{1,40}"
    rb"|Snapshot-Content-Location):\s",
    re.IGNORECASE,
)
_MARKS = re.compile(
    rb"^(?:MIME-Version:\s*1|Snapshot-Content-Location:|Content-Type:\s*multipart/)|<Saved by",
    re.IGNORECASE | re.MULTILINE,
)
_FRAME = re.compile(r"//disqus\.com/embed/comments")
_MOST_PARTS = 10_000


@dataclass(frozen=True)
class Part:
    """A page in such a file: its name ("" for the only one), its bytes (UTF-8), and when it was saved."""

    name: str
    content: bytes
    written: datetime | None


def is_mhtml(beginning: bytes) -> bool:
    """Whether a file begins with the headers of a mail or a page saved as one."""
    return _HEADERS.match(beginning) is not None and _MARKS.search(beginning) is not None


def parts(file: BinaryIO) -> Iterator[Part]:
    """Yield the page, or the frames with comments of Disqus that stand for it; its text where it is a mail of text.

    Raises SourceError where the file is too large, nested without end, or holds no text.
    """
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise SourceError("", "is a saved page of more than 64 MB")
    try:
        message = message_from_bytes(data)
        texts = _texts(message)
    except (RecursionError, ValueError, LookupError) as error:
        raise SourceError("", f"is no page that can be unpacked: {error}") from error
    pages = [(part, text) for part, text in texts if part.get_content_type() == "text/html"]
    framed = [(part, text) for part, text in pages if _FRAME.search(_place(part))]
    chosen = framed or pages[:1] or texts[:1]
    if not chosen:
        raise SourceError("", "holds no page and no text")
    for number, (part, text) in enumerate(chosen, 1):
        place = _place(part) or _place(message)
        told = f"<!-- saved from url=({len(place):04d}){place} -->\n" if place and (part, text) in pages else ""
        yield Part(
            "" if len(chosen) == 1 else f"frame {number}", (told + text).encode("utf-8", "replace"), _date(message)
        )


def _texts(message: Message) -> list[tuple[Message, str]]:
    found: list[tuple[Message, str]] = []
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            break
        if part.get_content_maintype() == "text" and part.get_content_subtype() in ("html", "plain"):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                found.append((part, _decoded(payload, part)))
    return found


def _decoded(payload: bytes, part: Message) -> str:
    try:
        return payload.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return payload.decode("utf-8", "replace")


def _place(part: Message) -> str:
    place = str(part.get("Content-Location") or part.get("Snapshot-Content-Location") or "").strip()
    return place if re.fullmatch(r"https?://[^\s<>\"']{1,2000}", place) else ""


def _date(message: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(message.get("Date")))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
