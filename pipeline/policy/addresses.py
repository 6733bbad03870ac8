"""Where a text names addresses of the web, and where they lead: one answer for reasons, rules and what is shown."""

import re
from dataclasses import dataclass

from pipeline.classifiers.spam_signs import addresses as signs_of_addresses
from pipeline.identity import host
from pipeline.policy.spans import meets

_FULL = re.compile(r"(?:https?://|(?<![\w:/])//|(?<!\w)www\.)[^\s<>\"']{1,2000}", re.IGNORECASE)
_AFTER = ".,;:!?…\"'”’»)]}*_"


@dataclass(frozen=True)
class Address:
    """Where it stands in the text, and its host, without `www.`."""

    start: int
    end: int
    host: str


def addresses(text: str) -> list[Address]:
    """Return the addresses of the web in a text, in order: with http, with www, or by a name that ends like one."""
    if "." not in text and "//" not in text:
        return []
    found = [(at.start(), at.start() + len(at[0].rstrip(_AFTER))) for at in _FULL.finditer(text)]
    bare = [
        (start + at.start(), start + at.start() + len(at[0].rstrip(_AFTER)))
        for start, at in signs_of_addresses(text)
        if at["bare"]
    ]
    found += [one for one in bare if not meets(found, one[0], one[0] + 1)]
    named = ((start, end, host_of(text[start:end])) for start, end in sorted(found) if start < end)
    return [Address(start, end, name) for start, end, name in named if name]


def host_of(address: str) -> str:
    """Return the host of an address, in small letters and without `www.`; empty where it has none."""
    return (host(address if "//" in address else f"//{address}") or "").casefold()
